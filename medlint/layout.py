"""What a site's pages look like: its sections, the form of its questions, and its notices."""

from __future__ import annotations

from functools import cached_property

from medlint.records import dataclass


@dataclass(frozen=True, slots=True)
class SectionName:
    """One entry of the section vocabulary: `names[0]` is the heading to write, the others are accepted."""

    key: str
    names: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class NoticeElement:
    """A part of a notice: any of `patterns` (regular expressions, case ignored) proves that it is there.

    Where `required` is false, it is good to have and its lack no more than information. `add` is the sentence that says
    it, for a notice that does not; empty where there is none.
    """

    key: str
    says: str
    patterns: tuple[str, ...]
    required: bool = True
    add: str = ""


@dataclass(frozen=True)
class NoticeLayout:
    """How a notice (the disclaimer, the AI note) is labelled and what it must say.

    `elements` are all asked for; `recognise` are the patterns of which all must occur in an unlabelled paragraph for
    it to count as this notice; `fields` are front matter keys that stand for it; `printed` says that the site's own
    layout prints the notice on every page. `wording` is the house's text in Markdown, without its label, empty where
    there is none. `declared`: the configuration says that a machine wrote the pages, and what the note is to say of it.

    It is the key of what is computed once a site, so its hash is kept.
    """

    kind: str
    labels: tuple[str, ...]
    other_labels: tuple[str, ...]
    elements: tuple[NoticeElement, ...]
    recognise: tuple[str, ...]
    fields: tuple[str, ...] = ()
    printed: bool = False
    wording: str = ""
    declared: bool = False

    @cached_property
    def _hash(self) -> int:
        return hash((self.kind, self.labels, self.elements, self.recognise, self.wording))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True)
class Layout:
    """What a site's pages look like. `sections` is in the order in which they are to come.

    `heading_form`: "plain", or "bold" where the words of every heading are written in bold.

    It is the key of what is computed once a site, so its hash is kept.
    """

    sections: tuple[SectionName, ...]
    section_level: int
    faq_form: str
    faq_minimum: int
    disclaimer: NoticeLayout
    ai_note: NoticeLayout
    heading_form: str = "plain"

    @cached_property
    def _hash(self) -> int:
        return hash((self.sections, self.section_level, self.faq_form, self.disclaimer, self.ai_note))

    def __hash__(self) -> int:
        return self._hash
