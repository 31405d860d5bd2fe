"""The faults that generated pages have, as often as pages of real sites have them, or somewhat more often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.draft import Draft, fill


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: the `rule` that finds it, the `share` of pages that have it, and how it is planted.

    A page has one fault at most of each `part`, so that none hides another.
    """

    rule: str
    part: str
    share: float
    plant: Callable[[Draft], None]


def draw_faults(random: Random) -> tuple[Fault, ...]:
    """Draw the faults of one page."""
    chosen: dict[str, Fault] = {}
    for fault in FAULTS:
        if random.random() < fault.share:
            chosen.setdefault(fault.part, fault)
    whole = chosen.get("page")
    return (whole,) if whole else tuple(chosen.values())


def _refuse(draft: Draft) -> None:
    draft.body = [
        fill(
            "I cannot provide a monograph on {name}, because the doses depend on the patient.", draft.name, draft.random
        )
    ]


def _repeat_key(draft: Draft) -> None:
    draft.front.append(f"title: {draft.name} Tablets")


def _misspell_key(draft: Draft) -> None:
    draft.front[1] = f"titel: {draft.name}"


def _drop_ai_note(draft: Draft) -> None:
    draft.ai_note.clear()


def _shorten_ai_note(draft: Draft) -> None:
    draft.ai_note[:] = ["**AI note:** This page was drafted with an AI language model."]


def _drop_disclaimer(draft: Draft) -> None:
    draft.disclaimer.clear()


def _shorten_disclaimer(draft: Draft) -> None:
    draft.disclaimer[:] = ["**Disclaimer:** This page is for educational purposes only."]


def _drop_section(draft: Draft) -> None:
    del draft.sections[draft.random.choice(("Side Effects", "How it Works"))]


def _embolden_titles(draft: Draft) -> None:
    draft.bold = True


def _unlist_questions(draft: Draft) -> None:
    questions = draft.sections["FAQs"]
    questions[:] = [question.removeprefix("* ").replace(" A: ", "\n\nA: ", 1) for question in questions]


def _unmark_question(draft: Draft) -> None:
    questions = draft.sections["FAQs"]
    questions[-1] = questions[-1].replace("?**", "**", 1)


def _drop_answer(draft: Draft) -> None:
    questions = draft.sections["FAQs"]
    questions[-1] = questions[-1].partition(" A: ")[0] + " A:"


def _repeat_question(draft: Draft) -> None:
    questions = draft.sections["FAQs"]
    questions.append(questions[0].partition(" A: ")[0] + " A: Ask a pharmacist.")


def _add(section: str, block: str) -> Callable[[Draft], None]:
    def plant(draft: Draft) -> None:
        draft.sections[section].insert(0, fill(block, draft.name, draft.random))

    return plant


FAULTS = (
    Fault("model-refusal", "page", 0.02, _refuse),
    Fault("invalid-front-matter", "front", 0.01, _repeat_key),
    Fault("missing-field", "front", 0.02, _misspell_key),
    Fault("missing-ai-note", "ai-note", 0.5, _drop_ai_note),
    Fault("incomplete-ai-note", "ai-note", 0.2, _shorten_ai_note),
    Fault("missing-disclaimer", "disclaimer", 0.05, _drop_disclaimer),
    Fault("incomplete-disclaimer", "disclaimer", 0.1, _shorten_disclaimer),
    Fault("section-as-bold-text", "sections", 0.05, _embolden_titles),
    Fault("missing-section", "sections", 0.1, _drop_section),
    Fault("faq-format", "questions", 0.15, _unlist_questions),
    Fault("faq-without-question-mark", "questions", 0.1, _unmark_question),
    Fault("unanswered-faq", "questions", 0.07, _drop_answer),
    Fault("repeated-faq", "questions", 0.07, _repeat_question),
    Fault("prompt-echo", "usage", 0.03, _add("Usage", "While the prompt mentions only {word}, it eases {word} too.")),
    Fault("placeholder", "usage", 0.02, _add("Usage", "It is used for [insert condition here] and {word}.")),
    Fault("trailing-zero", "dose", 0.1, _add("Dosage", "* **Adults with {word} pain:** 5.0 mg once a day.")),
    Fault("naked-decimal", "dose", 0.05, _add("Dosage", "* **Adults with {word} pain:** .5 mg once a day.")),
    Fault("latin-frequency", "dose", 0.1, _add("Dosage", "* **Adults with {word} pain:** 20 mg BID.")),
    Fault("once-daily-od", "dose", 0.04, _add("Dosage", "* **Adults with {word} pain:** 20 mg OD.")),
)
