"""Rules: one Markdown page each, from which code, name, policy, documentation and tests are read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache

from medlint import resources
from medlint.compiled import Store, stamp_of, states_of
from medlint.diagnostic import Safety, Severity
from medlint.digests import blake2b
from medlint.diskfiles import bytes_of
from medlint.patterns import lazy
from medlint.records import dataclass, field
from medlint.rulefault import RuleError
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.rulepage import Example, RulePage

_FILE_NAME = lazy(r"(?P<code>[A-Z]{3,8}\d{3})-(?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.md")
# To read a page's front matter costs much more than to look it up.
_READERS = ("rulepage", "frontmatter", "yamltree", "yamlevents", "yamlscalar")
_STORE = Store("rules", states_of(*_READERS))

# What a page may be as a whole, other than a monograph; `medlint.pageclass` tells which it is.
REFUSAL = "refusal"
NOT_A_MEDICINE = "not-a-medicine"
GONE = "gone"
NO_PRODUCT = "no-product"
PAGE_CLASSES = (REFUSAL, NOT_A_MEDICINE, GONE, NO_PRODUCT)


@dataclass(frozen=True)
class Rule:
    """A policy. Code, name and category come from the page's path, all else from the page."""

    code: str
    name: str
    category: str
    severity: Severity
    message: str
    help: str
    check: str
    params: Mapping[str, Any] = field(hash=False)
    safety: Safety
    fix: str | None
    sources: tuple[str, ...]
    supersedes: tuple[str, ...]
    default: bool
    path: str
    outranks: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()

    @cached_property
    def _file(self) -> RulePage:
        from medlint.rulepage import read_page

        return read_page(self.path)

    @property
    def page(self) -> str:
        """The page's Markdown below the front matter, read from the file when it is asked for."""
        return self._file.body

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The page's examples, in order.

        Errors: RuleError for a fence whose first word is "markdown" and whose kind is unknown.
        """
        from medlint.rulepage import read_examples

        return tuple(read_examples(self.path, self._file))

    @property
    def summary(self) -> str:
        """The first sentence of the page's prose, without Markdown marks."""
        paragraph = self.page.strip().split("\n\n", 1)[0].replace("\n", " ")
        sentence = re.match(r".*?[.](?=\s|$)", paragraph)
        return re.sub(r"[`*_]", "", sentence.group() if sentence else paragraph)


@lru_cache(maxsize=16)
def load_rules(folders: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """Return medlint's own rules and the house rules of `folders`, sorted by code.

    Errors: RuleError for a page that is wrong, and for two rules with one code or name.
    """
    rules: dict[str, Rule] = {}
    names: dict[str, Rule] = {}
    for rule in (*_load_own(), *(rule for place in folders for rule in _load_folder(place))):
        twin = names.get(rule.name) or rules.get(rule.code)
        if twin is not None:
            raise RuleError(f"{rule.path}: the code or name is taken by {twin.path}; choose another")
        rules[rule.code] = names[rule.name] = rule
    return tuple(rules[code] for code in sorted(rules))


@cache
def _load_own() -> tuple[Rule, ...]:
    """Return medlint's own rules: a page whose state is known is not even read."""
    place = resources.folder("rules")
    paths = sorted(_pages_in(place))
    stamps = [*map(stamp_of, paths)]
    kept = _STORE.get("own")
    if isinstance(kept, list) and kept[0] == [place, paths, stamps]:
        return tuple(map(_make, paths, kept[1]))
    pages = [_read(path, bytes_of(path)) for path in paths]
    _STORE.put("own", [[place, paths, stamps], pages])
    return tuple(map(_make, paths, pages))


@lru_cache(maxsize=16)
def _load_folder(place: str) -> tuple[Rule, ...]:
    if not os.path.isdir(place):
        raise RuleError(f"{place}: this folder of house rules does not exist; correct `rules` in the configuration")
    paths = sorted(_pages_in(place))
    try:
        contents = [*map(bytes_of, paths)]
    except OSError as error:
        raise RuleError(f"{error.filename}: cannot be read: {error.strerror}") from error
    digests = [blake2b(content, digest_size=32).digest() for content in contents]
    kept = _STORE.get(place)
    known = kept if isinstance(kept, dict) else {}
    read = zip(paths, contents, digests, strict=True)
    pages = {digest: known[digest] if digest in known else _read(path, content) for path, content, digest in read}
    if pages != known:
        _STORE.put(place, pages)
    return tuple(_make(path, pages[digest]) for path, digest in zip(paths, digests, strict=True))


def _pages_in(folder: str) -> Iterator[str]:
    for above, _, names in os.walk(folder):
        yield from (os.path.join(above, name) for name in names if _FILE_NAME.fullmatch(name))


def _read(path: str, content: bytes) -> Mapping[str, Any]:
    from medlint.rulepage import read_page

    # The very bytes that the digest is of: the file may be another by now.
    return read_page(path, content).data


def _make(path: str, data: Mapping[str, Any]) -> Rule:
    name = _FILE_NAME.fullmatch(os.path.basename(path))
    assert name is not None
    try:
        return _rule(path, name, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        from medlint.rulepage import explain_fault

        raise RuleError(f"{path}: {explain_fault(data, error)}") from error


def _rule(path: str, name: re.Match[str], data: Mapping[str, Any]) -> Rule:
    return Rule(
        code=name["code"],
        name=name["name"],
        category=os.path.basename(os.path.dirname(path)),
        severity=Severity(data["severity"]),
        message=_text(data, "message"),
        help=_text(data, "help"),
        check=_text(data, "check"),
        params=dict(data.get("params") or {}),
        safety=Safety(data.get("safety", "manual")),
        fix=_text(data, "fix") if "fix" in data else None,
        sources=tuple(data["sources"]),
        supersedes=tuple(data.get("supersedes", ())),
        outranks=tuple(data.get("outranks", ())),
        skip=_classes(data.get("skip", ())),
        default=bool(data.get("default", True)),
        path=path.replace(os.sep, "/"),
    )


def _classes(names: Sequence[str]) -> tuple[str, ...]:
    if not all(name in PAGE_CLASSES for name in names):
        # The page's schema lists them, and finds the one that was meant.
        raise ValueError(f"'skip' holds none but {', '.join(PAGE_CLASSES)}")
    return tuple(names)


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"'{key}' must be text")
    return value


def select(rules: Sequence[Rule], selector: str) -> tuple[Rule, ...]:
    """Return the rules that `selector` names: a code, a name, a prefix of codes, or ALL."""
    if selector == "ALL":
        return tuple(rules)
    return tuple(
        rule
        for rule in rules
        if selector in (rule.code, rule.name) or (selector.isupper() and rule.code.startswith(selector))
    )
