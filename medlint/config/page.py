"""The layout of a page, built from settings, and what can be wrong with it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping

from medlint.config.errors import quote
from medlint.config.layers import OWN
from medlint.config.settings import Setting, texts
from medlint.layout import Layout, NoticeElement, NoticeLayout, SectionName

_NOTICES = ("disclaimer", "ai-note")
_SECTION = "sections."
_NO = Setting(False, OWN)


def build_layout(settings: Mapping[str, Setting]) -> Layout:
    """Return the layout that checked settings describe."""
    vocabulary = _vocabulary(settings)
    required = texts(settings["layout.required"].value)
    return Layout(
        sections=tuple(SectionName(key, vocabulary[key], key in required) for key in _order(settings, vocabulary)),
        section_level=settings["layout.section-level"].value,
        faq_form=settings["layout.faq-form"].value,
        faq_minimum=settings["layout.faq-minimum"].value,
        disclaimer=_notice(settings, "disclaimer"),
        ai_note=_notice(settings, "ai-note"),
        heading_form=settings["layout.heading-form"].value,
    )


def layout_problems(settings: Mapping[str, Setting]) -> Iterator[str]:
    """Yield what the schema cannot say: unknown section keys, a heading given twice, broken patterns."""
    vocabulary = _vocabulary(settings)
    known = {key.removeprefix(_SECTION) for key in settings if key.startswith(_SECTION)}
    for name in ("layout.required", "layout.order"):
        if name not in settings:
            continue
        value, origin = settings[name]
        for key in texts(value):
            if key not in known:
                from medlint.suggest import closest

                near = closest(key, vocabulary)
                hint = f"did you mean {quote(near)}?" if near else "add it to [sections], with its headings"
                yield f"{origin}: '{name}': there is no section {quote(key)}; {hint}"
    yield from _repeated_headings(settings, vocabulary)
    broken = list(_broken_patterns(settings))
    yield from broken
    if not broken and any(_is_set(settings, f"{notice}.text") for notice in _NOTICES):
        from medlint.config.wording import wording_faults

        layout = build_layout(settings)
        for key, notice in (("disclaimer", layout.disclaimer), ("ai-note", layout.ai_note)):
            if _is_set(settings, f"{key}.text"):
                origin = settings[f"{key}.text"].origin
                yield from (f"{origin}: '{key}.text': {fault}" for fault in wording_faults(layout, notice))


def _broken_patterns(settings: Mapping[str, Setting]) -> Iterator[str]:
    for notice in _NOTICES:
        for key in ("recognise", "elements"):
            value, origin = settings[f"{notice}.{key}"]
            patterns = value if key == "recognise" else [one for item in value for one in item["patterns"]]
            yield from (
                f"{origin}: '{notice}.{key}': the pattern {quote(pattern)} is wrong: {fault}"
                for pattern in patterns
                if (fault := _fault(pattern))
            )


def _vocabulary(settings: Mapping[str, Setting]) -> dict[str, tuple[str, ...]]:
    """Return section key -> headings, without the sections that are switched off."""
    found = {key.removeprefix(_SECTION): texts(one.value) for key, one in settings.items() if key.startswith(_SECTION)}
    return {key: headings for key, headings in found.items() if headings}


def _order(settings: Mapping[str, Setting], vocabulary: Mapping[str, object]) -> list[str]:
    first = texts(settings["layout.order"].value) if "layout.order" in settings else ()
    return [key for key in dict.fromkeys([*first, *vocabulary]) if key in vocabulary]


def _repeated_headings(settings: Mapping[str, Setting], vocabulary: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    owner: dict[str, str] = {}
    for key, headings in vocabulary.items():
        for heading in headings:
            other = owner.setdefault(" ".join(heading.split()).casefold(), key)
            if other != key:
                origin = settings[_SECTION + key].origin
                advice = f"take it out of one of them ('{_SECTION}{other}' is from {settings[_SECTION + other].origin})"
                yield f"{origin}: 'sections.{key}': the heading {quote(heading)} stands for '{other}' too; {advice}"


def _notice(settings: Mapping[str, Setting], key: str) -> NoticeLayout:
    return NoticeLayout(
        kind=key.replace("-", "_"),
        labels=texts(settings[f"{key}.labels"].value),
        other_labels=texts(settings[f"{key}.other-labels"].value),
        elements=tuple(
            NoticeElement(
                element["key"],
                element["says"],
                texts(element["patterns"]),
                element.get("required", True),
                " ".join(element.get("add", "").split()),
            )
            for element in settings[f"{key}.elements"].value
        ),
        recognise=texts(settings[f"{key}.recognise"].value),
        fields=texts(settings[f"{key}.fields"].value),
        printed=key in texts(settings["layout.prints"].value),
        wording=settings[f"{key}.text"].value.strip(),
        # Medlint's own text may be wrong of these pages; only what their publisher has written is a declaration.
        declared=_is_set(settings, f"{key}.text") and settings.get(f"{key}.machine-written", _NO).value is True,
    )


def _is_set(settings: Mapping[str, Setting], key: str) -> bool:
    """Return whether somebody else than medlint set a value."""
    return settings[key].origin != OWN


def _fault(pattern: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        return str(error)
    except (RecursionError, OverflowError):
        return "it is nested too deeply, or repeats too often"
    return None
