"""Which lines of a text were changed, and which old text a new one comes from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

Ranges = tuple[tuple[int, int], ...]

# Every line there can be.
ALL: Ranges = ((1, 2**62),)
# CommonMark's line endings, as medlint counts lines.
_LINE_END = re.compile(r"\r\n|\n|\r")
# Beyond so many pairs of equal lines a comparison would take seconds; all between the equal ends is then changed.
_MOST_PAIRS = 500_000
# A line that stands in more old texts than this tells none from another.
_COMMON = 2
# What two texts must share to be one that was renamed; the same as git's.
_ALIKE = 0.5


def lines_of(data: bytes) -> list[str]:
    """Return the lines of a file, without line ends, byte order mark and trailing white space."""
    return [line.rstrip() for line in _LINE_END.split(data.decode("utf-8-sig", "replace"))]


def changed_lines(old: Sequence[str], new: Sequence[str]) -> Ranges:
    """Return the ranges of lines of `new`, from 1, that say something that `old` does not.

    A line that was only moved is not changed, and of lines that were taken out nothing is left to be told.
    """
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    removed: Counter[str] = Counter()
    added: list[int] = []
    for first, last, low, high in _differences(before, after):
        removed.update(before[first:last])
        added += range(low, high)
    return written_lines([(start + index + 1, after[index]) for index in added], removed)


def written_lines(added: Iterable[tuple[int, str]], removed: Counter[str]) -> Ranges:
    """Return the ranges of those added lines (number and text) that are neither empty nor only moved."""
    left = Counter(removed)
    changed = []
    for number, text in sorted(added):
        if left[text]:
            left[text] -= 1
        elif text:
            changed.append(number)
    return ranges_of(changed)


def _differences(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    counts = Counter(before)
    if sum(counts[line] for line in after) > _MOST_PAIRS:
        yield 0, len(before), 0, len(after)
        return
    for tag, *places in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            first, last, low, high = places
            yield first, last, low, high


def ranges_of(numbers: Iterable[int]) -> Ranges:
    """Return line numbers, from 1 and in order, as ranges."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number <= found[-1][1] + 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return tuple(found)


def match_renamed(
    gone: Mapping[str, Sequence[str]], arrived: Mapping[str, Sequence[str]], others: Iterable[Sequence[str]] = ()
) -> dict[str, str]:
    """Return, by the name of a text that arrived, the name of the one that is gone and that it was made from.

    Two texts are one if they are equal, or share half of what they alone say: lines that stand in `others`, texts that
    stayed where they are, prove nothing, for pages of a site have much in common. Each is matched once, the most alike
    first.
    """
    common = {line.strip() for lines in others for line in lines}
    olds = {name: _weighed(lines) for name, lines in gone.items()}
    holders: dict[str, list[str]] = {}
    for name, pieces in olds.items():
        for line in pieces:
            holders.setdefault(line, []).append(name)
    common |= {line for line, names in holders.items() if len(names) > _COMMON}
    pairs: list[tuple[float, str, str]] = []
    for name, lines in arrived.items():
        mine = _weighed(lines)
        rivals = {old for line in mine if line not in common for old in holders.get(line, ())}
        pairs += ((-alike, name, old) for old in rivals if (alike := _alikeness(olds[old], mine, common)) >= _ALIKE)
    matched: dict[str, str] = {}
    taken: set[str] = set()
    for _, name, old in sorted(pairs):
        if name not in matched and old not in taken:
            matched[name] = old
            taken.add(old)
    return matched


def _weighed(lines: Iterable[str]) -> Counter[str]:
    return Counter(line.strip() for line in lines if line.strip())


def _alikeness(one: Counter[str], other: Counter[str], common: Container[str]) -> float:
    """Return how much two texts share of the longer one, from 0 to 1."""
    if one == other:
        return 1.0

    def weight(pieces: Counter[str]) -> int:
        return sum(len(line) * count for line, count in pieces.items() if line not in common)

    whole = max(weight(one), weight(other))
    return weight(one & other) / whole if whole else 0.0
