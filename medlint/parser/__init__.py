"""Source to Monograph. Never raises: what cannot be read becomes a problem of the monograph."""

from __future__ import annotations

from medlint import frontmatter
from medlint.layout import Layout
from medlint.monograph import Block, Monograph
from medlint.parser.blocks import read_blocks
from medlint.parser.faqs import find_faqs
from medlint.parser.notices import find_notices
from medlint.parser.prose import prose_of
from medlint.parser.structure import Vocabulary, find_sections
from medlint.text import Source, Span
from medlint.triggers import Folded

__all__ = ["parse", "read_blocks"]


def parse(source: Source, layout: Layout) -> Monograph:
    """Parse a page by the names and forms of `layout`."""
    front = frontmatter.read(source)
    blocks = read_blocks(source, front.body_start)
    heading = _title_heading(source, layout, blocks)
    folded = Folded(source.text, [block.span for block in blocks])
    notices = find_notices(source, layout, blocks, folded)
    title, title_span = _title(source, front, heading, blocks)
    sections = find_sections(source, layout, blocks, notices, heading, title)
    return Monograph(
        source=source,
        layout=layout,
        front_matter=front,
        blocks=blocks,
        title=title,
        title_span=title_span,
        sections=sections,
        faqs=find_faqs(source, sections, blocks, notices),
        notices=notices,
        prose=prose_of(source.text, front, blocks),
        folded=folded,
        problems=front.problems,
    )


def _title_heading(source: Source, layout: Layout, blocks: tuple[Block, ...]) -> Block | None:
    """The first level-1 heading, unless it names a section: some sites print the title from the front matter."""
    first = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    if first is None or Vocabulary(layout).loose(first.span.of(source.text)) is not None:
        return None
    return first


def _title(
    source: Source, front: frontmatter.FrontMatter, heading: Block | None, blocks: tuple[Block, ...]
) -> tuple[str, Span]:
    """Return the title and the place that stands for the whole page: the H1, the title field, or the first words."""
    field = front.data.get("title")
    title = field if isinstance(field, str) else ""
    if heading is not None and heading.span:
        words = heading.span.of(source.text).strip("*_ \t")
        return title or words, heading.span
    place = front.spans.get(("title",))
    if place is not None and place.value:
        return title, place.value
    first = next((block.span for block in blocks if block.span), None)
    return title, source.line_span(source.position(first.start).line) if first else Span(0, min(len(source.text), 3))
