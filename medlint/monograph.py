"""The parsed page that checks see, and the layout that it is read by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from medlint.diagnostic import Problem
from medlint.folding import fold
from medlint.frontmatter import FrontMatter
from medlint.layout import Layout
from medlint.named import NamedTuple
from medlint.once import once
from medlint.records import dataclass, field
from medlint.text import Source, Span
from medlint.triggers import Folded
from medlint.typed import Any


class Block(NamedTuple):
    """A leaf block of the Markdown body.

    `kind`: heading, paragraph, code, html, table, rule. `span` is the block's own text without list markers, quote
    markers, `#` and white space around it. `start_line` and `end_line` (a setext underline included) count from 1.
    `level`: of a heading, else 0. `item`: a number that all blocks of one list item share, None outside of lists.
    `marker`: "-", "*", "+" or "1." on the first block of an item, else "". `depth`: how many lists it is in. `quoted`:
    inside of a block quote.
    """

    kind: str
    span: Span
    start_line: int
    end_line: int
    level: int = 0
    item: int | None = None
    marker: str = ""
    depth: int = 0
    quoted: bool = False


class Section(NamedTuple):
    """A part of the page under a recognised title (`key`), or under an unknown heading at section level (key None).

    `markup`: "heading", "bold-heading" (a heading whose text is bold), "bold-line" (a bold label alone on its line)
    or "bold-label" (a bold label that text follows). `title` is the span of the label's words, `span` runs from the
    first character of its markup to the end of the body, `body` is the trimmed text below or behind the label.
    """

    key: str | None
    heading: str
    level: int
    markup: str
    span: Span
    title: Span
    body: Span


class Faq(NamedTuple):
    """A question and its answer, as plain text without markers. `answer_span` is None where there is no answer.

    `style`: "li-inline" (`* **Q: ...?** A: ...`), "li-split" (question and answer in items or paragraphs of a list),
    "para" (paragraphs with Q and A markers), "bold-li" (item with a bold question, no markers), "bold-para" (the same
    as a paragraph), "heading" (one heading a question), "numbered" (ordered list) or "other". `markers` says which of
    the letters Q and A stand in front: "QA", "Q", "A" or "".
    """

    question: str
    answer: str
    style: str
    markers: str
    span: Span
    question_span: Span
    answer_span: Span | None


class Notice(NamedTuple):
    """A disclaimer or an AI note. `kind` is "disclaimer" or "ai_note".

    `label` is the span of its label's words (None where it has none), `standard` says that the label is one of the
    layout's own; `text` is the trimmed text without the label; `span` covers both. `alone` is False where the notice
    is part of another block, an FAQ's answer say. `last` says that nothing but other notices follows.
    """

    kind: str
    span: Span
    text: Span
    label: Span | None
    standard: bool
    alone: bool
    last: bool


def _standing(notice: Notice) -> tuple[bool, bool, bool]:
    """Order notices of a kind: the labelled one, else the one at the end, else the first, stands for the page."""
    return (not notice.standard, not (notice.alone and notice.last), not notice.last)


@dataclass(frozen=True)
class Monograph:
    """One page, parsed. All spans point into `source.text`; `folded` is that text with its blocks as pieces.

    `attachments`: the text of the saved pages that `references` names, by the path that it names them by.
    """

    source: Source
    layout: Layout
    front_matter: FrontMatter
    blocks: tuple[Block, ...]
    title: str
    title_span: Span
    sections: tuple[Section, ...]
    faqs: tuple[Faq, ...]
    notices: tuple[Notice, ...]
    prose: str = field(repr=False)
    folded: Folded = field(repr=False, compare=False)
    problems: tuple[Problem, ...] = ()
    attachments: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The whole file's text; spans index it."""
        return self.source.text

    @property
    def meta(self) -> Mapping[str, Any]:
        """The front matter's data."""
        return self.front_matter.data

    @once
    def known_sections(self) -> tuple[Section, ...]:
        """The recognised sections of the monograph proper, without notices, in page order."""
        return tuple(s for s in self.sections if s.key not in (None, "disclaimer", "ai_note"))

    @once
    def small_prose(self) -> str:
        """The prose in small letters, as `folding.fold` writes them."""
        body = self.front_matter.body_start
        if self.prose[body:] == self.text[body:]:
            # What was blanked is white space, which has no letters.
            return self.prose[:body] + self.folded.text[body:]
        return fold(self.prose)

    def section(self, key: str) -> Section | None:
        """Return the first section of that key."""
        return next((s for s in self.sections if s.key == key), None)

    def notices_of(self, kind: str) -> Iterator[Notice]:
        """Yield the notices of one kind, in page order."""
        return (n for n in self.notices if n.kind == kind)

    def standing_notice(self, kind: str) -> Notice | None:
        """Return the notice of that kind which stands for the page: the labelled one, else that at the end."""
        return min(self.notices_of(kind), key=_standing, default=None)

    def to_json(self) -> dict[str, Any]:
        """Return the document that the JSON Schema checks and `medlint parse` prints. Lines count from 1."""

        def line(span: Span) -> int:
            return self.source.position(span.start).line

        notices: dict[str, Any] = {"disclaimer": None, "ai_note": None}
        for kind in notices:
            notice = self.standing_notice(kind)
            if notice is not None:
                notices[kind] = {
                    "text": notice.text.of(self.text),
                    "labelled": notice.standard,
                    "last": notice.last,
                    "line": line(notice.span),
                }
        return {
            "path": self.source.path,
            "front_matter": self.meta,
            "title": self.title,
            "sections": [
                {"key": s.key, "heading": s.heading, "level": s.level, "markup": s.markup, "line": line(s.title)}
                for s in self.sections
            ],
            "faqs": [
                {"question": f.question, "answer": f.answer, "style": f.style, "line": line(f.span)} for f in self.faqs
            ],
            "notices": notices,
        }
