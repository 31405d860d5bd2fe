"""What the text formats share: what is listed, what is told once, and the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from medlint.records import replace
from medlint.reporters.collapse import Collapsed, Common
from medlint.reporters.full import headline, list_full, notes, place
from medlint.reporters.run import Listed, Options, Run
from medlint.reporters.summary import count, summarise
from medlint.terminal import safe, wrap
from medlint.typed import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from medlint.reporters.statistics import RuleCount

Listing = Callable[[Iterable[Listed], Options], Iterator[str]]

# How many different messages of a rule that is told once are shown.
_MOST_MESSAGES = 3


def text_reporter(listing: Listing) -> Callable[[Run, Options, TextIO], None]:
    """Return a reporter that lists what is grave enough by `listing`, then what is told once, then the summary."""

    def write(run: Run, options: Options, stream: TextIO) -> None:
        if options.statistics:
            from medlint.reporters.statistics import count_by_rule

            stream.writelines(_statistics(count_by_rule(run.stream()), options))
        else:
            stream.writelines(_findings(run, listing, options))
        if not options.quiet:
            stream.writelines(f"{line}\n" for line in summarise(run, options))

    return write


def _findings(run: Run, listing: Listing, options: Options) -> Iterator[str]:
    collapsed = Collapsed(run.in_order(), options.min_severity, len(run.reports) if options.collapse else 0)
    yield from listing(collapsed.listed(), options)
    commons = collapsed.commons()
    if commons:
        yield from _told_once(commons, len(run.reports), options)


def _told_once(commons: list[Common], checked: int, options: Options) -> Iterator[str]:
    yield options.palette.paint("strong", f"Told once, since more than half of the {checked:,} pages have it:") + "\n\n"
    for common in commons:
        on_pages = f"{count(common.findings, 'finding')} on {common.pages:,} of {count(checked, 'page')}"
        yield headline(common.first, on_pages, options) + "\n"
        yield f" {options.palette.paint('gutter', '-->')} {place(common.first)}, for example\n"
        yield from (f"  {options.palette.paint('gutter', '=')} {line}\n" for line in _messages(common, options))
        yield from (f"{note}\n" for note in notes(replace(common.first, related=()), 1, options))
        yield "\n"
    code = commons[0].first.code if len(commons) == 1 else "CODE"
    advice = (
        "--no-collapse lists every place. If the whole site is meant to be so, declare that in medlint.toml "
        f"('medlint explain {code}' says how), or leave the rule out with --ignore {code}."
    )
    yield wrap(advice, options.width) + "\n\n"


def _messages(common: Common, options: Options) -> Iterator[str]:
    """The message, or the most frequent ones where it differs from page to page."""
    if common.messages[0][1] == 1 or len(common.messages) == 1:
        yield wrap(safe(common.first.message), options.width, first=4, indent=4)
        return
    for message, number in common.messages[:_MOST_MESSAGES]:
        times = "once" if number == 1 else f"{number:,} times"
        yield wrap(f"{safe(message)} ({times})", options.width, first=4, indent=4)
    others = len(common.messages) - _MOST_MESSAGES
    if others > 0:
        yield f"and {count(others, 'other message')}"


def _statistics(counts: list[RuleCount], options: Options) -> Iterator[str]:
    if not counts:
        return
    rows = [("findings", "pages", "rule", "severity", "fix")]
    rows += [
        (f"{c.findings:,}", f"{c.pages:,}", f"{c.code} {c.name}", c.severity.value, c.fix.value if c.fix else "-")
        for c in counts
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for index, (findings, pages, rule, severity, fix) in enumerate(rows):
        paint = options.palette.paint
        role = severity if index else "dim"
        yield (
            f"{findings:>{widths[0]}}  {pages:>{widths[1]}}  {rule:<{widths[2]}}  "
            f"{paint(role, severity)}{' ' * (widths[3] - len(severity))}  {fix}\n"
        )
    yield "\n"


write_full = text_reporter(list_full)
