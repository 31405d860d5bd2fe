from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from counting import calls, comes_to_an_end
from hypothesis import given
from hypothesis import strategies as st

from medlint.globs import compile_globs


def matches(pattern: str, path: str) -> bool:
    return compile_globs([pattern])(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        # Without a slash: a name at any depth.
        ("*.md", "a.md"),
        ("*.md", "content/a.md"),
        ("*.md", ".md"),
        ("README", "docs/README"),
        # With a slash: anchored.
        ("/a.md", "a.md"),
        ("docs/*.md", "docs/a.md"),
        ("./docs/*.md", "docs/a.md"),
        ("./a.md", "a.md"),
        # Two stars cross slashes.
        ("**/a.md", "a.md"),
        ("**/a.md", "x/y/a.md"),
        ("x/**/a.md", "x/a.md"),
        ("x/**/a.md", "x/y/z/a.md"),
        ("x/**/y/**/z", "x/y/1/y/2/z"),
        ("**/x/y/**", "1/x/2/x/y/3"),
        ("**/**/a.md", "a.md"),
        ("x/**", "x/a"),
        ("x/**", "x/y/z"),
        ("**", "x/y"),
        ("/**", "x"),
        # One star, and a question mark, stand for anything else.
        ("a*c*e", "abcde"),
        ("a*c*e", "ace"),
        ("a*bb", "abbb"),
        ("*b*b", "abcb"),
        ("a?c", "abc"),
        ("a?c", "a\nc"),
        ("a**c", "abc"),
        # Sets.
        ("[a-c]x", "bx"),
        ("[!a-c]x", "dx"),
        ("[^a-c]x", "dx"),
        ("[]]x", "]x"),
        ("[!]]x", "ax"),
        ("[a-]x", "-x"),
        ("[--0]x", "-x"),
        ("[\\]]x", "]x"),
        ("[\\a-\\c]x", "bx"),
        ("[[:digit:]_]x", "7x"),
        ("[[:digit:]_]x", "_x"),
        ("[[:punct:]]x", "]x"),
        ("[[:]x", ":x"),
        ("[é-ü]x", "ñx"),
        ("[z-a]x", "zx"),
        ("[|&~-]x", "|x"),
        # Escapes.
        ("\\*.md", "*.md"),
        ("\\[a]", "[a]"),
        ("a\\b", "ab"),
        ("\\!a", "!a"),
        ("!a", "!a"),
        # Characters that mean something in a regular expression.
        ("a.(b)+{1}^$|#", "a.(b)+{1}^$|#"),
        ("a b.md", "a b.md"),
        ("*.md", "bad\udcff.md"),
        # A folder's match covers all below it.
        ("drafts", "drafts/"),
        ("drafts", "drafts/x/y.md"),
        ("drafts/", "drafts/"),
        ("drafts/", "a/drafts/x.md"),
        ("*.d/", "x.d/a.md"),
        ("a/b", "a/b/c/d.md"),
        ("/a", "a/b.md"),
        ("a/**/c", "a/b/c/d"),
        ("a/**/", "a/b/c"),
    ],
)
def test_matches(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.md", "a.mdx"),
        ("*.md", "a.md.txt"),
        ("*.MD", "a.md"),
        ("/a.md", "x/a.md"),
        ("docs/*.md", "x/docs/a.md"),
        ("docs/*.md", "docs/x/a.md"),
        ("a*c", "a/c"),
        ("a?c", "a/c"),
        ("a?c", "ac"),
        ("a[!b]c", "a/c"),
        ("a[+-9]c", "a/c"),
        ("a**c", "a/c"),
        ("x/**", "x"),
        ("x/**", "x/"),
        ("x/*", "x/"),
        ("x/**/a.md", "y/x/a.md"),
        ("x/**/a.md", "x/ba.md"),
        ("**/x/y/**", "x/1/y/2"),
        ("[a-c]x", "dx"),
        ("[!a-c]x", "bx"),
        ("[z-a]x", "bx"),
        ("[[:digit:]]x", "ax"),
        ("\\*.md", "a.md"),
        ("drafts/", "drafts"),
        ("drafts/", "my-drafts/"),
        ("drafts", "drafts.md"),
        ("a/**/", "a/b"),
        ("a/**/", "a/"),
    ],
)
def test_does_not_match(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


@pytest.mark.parametrize(
    "pattern", ["", "/", "//", "a//b", "//a", "[a", "[", "[!", "[]", "[a-", "a\\", "[[:nope:]]x", "[\\"]
)
def test_a_malformed_pattern_matches_nothing(pattern: str) -> None:
    matcher = compile_globs([pattern, "b.md"])
    assert [path for path in ("", "a", "a/b", "[a", "[", "a\\", "[]", "x", "b.md") if matcher(path)] == ["b.md"]


def test_one_of_many_patterns_is_enough() -> None:
    matcher = compile_globs(["*.md", "*.markdown", "notes/**", "/LICENSE"])
    paths = ["a.md", "b.markdown", "notes/x.txt", "LICENSE", "x/LICENSE", "c.txt"]
    assert [path for path in paths if matcher(path)] == paths[:4]


def test_no_patterns_match_nothing() -> None:
    assert not compile_globs([])("a.md")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 60 + "b", "a" * 2_000),
        ("*a*a*a*a*b", "a" * 4_000),
        ("**/" * 500 + "x", "a/" * 1_000 + "b"),
        ("**/a/" * 60 + "x", "a/" * 1_000 + "b"),
        ("**/*a*a*a*b/" * 10 + "x", "aaaaaaaa/" * 200 + "b"),
        ("[a-z]*" * 60 + "!", "a" * 2_000),
        ("?*" * 60 + "!", "a" * 2_000),
        ("*" * 2_000 + "b", "a" * 2_000),
    ],
)
def test_a_hostile_pattern_comes_to_an_end(pattern: str, path: str) -> None:
    with comes_to_an_end():
        assert not matches(pattern, path)


def test_a_path_costs_the_same_however_many_globs_there_are() -> None:
    globs = ["node_modules", "dist/", "drafts/**", "*.tmp", "**/old/*.md", "build", "site/[a-c]*"]
    paths = [f"content/drugs/{number % 26}/monograph-{number}.md" for number in range(100)]

    def cost(globs: list[str]) -> int:
        matcher = compile_globs(globs)
        return calls(lambda: [matcher(path) for path in paths])

    assert cost(globs * 10) < 1.1 * cost(globs) < 5 * len(paths)


NAMES = st.text("ab.", min_size=1, max_size=6)


@given(pattern=st.text("ab.*?", min_size=1, max_size=8), folders=st.lists(NAMES, max_size=2), name=NAMES)
def test_without_a_slash_a_pattern_matches_as_fnmatch_does_on_each_name(
    pattern: str, folders: list[str], name: str
) -> None:
    expected = any(fnmatchcase(each, pattern) for each in [*folders, name])
    assert matches(pattern, "/".join([*folders, name])) == expected


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_text_is_a_pattern(pattern: str, path: str) -> None:
    assert matches(pattern, path) in (True, False)
