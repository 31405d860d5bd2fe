"""Checks: parameterised Python that takes a monograph and yields findings.

A check is a frozen dataclass whose fields are the params that a rule page may give. It knows no code, no severity, no
configuration and no file system.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache

from medlint.compiled import Store
from medlint.diagnostic import Finding
from medlint.records import MISSING, fields
from medlint.typed import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from dataclasses import Field

    from medlint.monograph import Monograph

Check = Callable[["Monograph"], Iterator[Finding]]

_Class = TypeVar("_Class", bound=type)
_registered: dict[str, type] = {}
_PLAIN: Mapping[str, Any] = {
    "str": str,
    "int": int,
    "bool": bool,
    "tuple[str, ...]": tuple[str, ...],
    "Mapping[str, str]": Mapping[str, str],
}
# Which module each check is in: to import all of them takes longer than to check a page.
_STORE = Store("checks", "1")


class UnknownCheckError(ValueError):
    """A rule page names a check that is not there."""


class BadParamsError(ValueError):
    """A rule page gives a check params that it does not take."""


def check(name: str) -> Callable[[_Class], _Class]:
    """Register a frozen dataclass as the check `name`."""

    def register(cls: _Class) -> _Class:
        if name in _registered:
            raise ValueError(f"two checks are called '{name}'")
        _registered[name] = cls
        return cls

    return register


@cache
def _load() -> Mapping[str, type]:
    from pkgutil import iter_modules

    for module in iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return _registered


def _find(name: str) -> type | None:
    """Return the check of that name, importing no more modules than that needs."""
    module = _STORE.get(name)
    if name not in _registered and isinstance(module, str):
        # A module that was renamed or lost its check since is no harm: then all are looked through.
        with suppress(ImportError):
            importlib.import_module(module)
    if name not in _registered:
        for known, cls in _load().items():
            if cls.__module__.startswith(__name__):
                _STORE.put(known, cls.__module__)
    return _registered.get(name)


def names() -> tuple[str, ...]:
    """Return the names of all checks, sorted."""
    return tuple(sorted(_load()))


def build(name: str, params: Mapping[str, Any], settings: Mapping[str, Any] | None = None) -> Check:
    """Return the check `name` with these params.

    `settings` are what the site's configuration tells checks: a check that has a field of such a name, and no param
    for it on the rule's page, gets the setting.
    Errors: UnknownCheckError, BadParamsError, with a sentence for the rule's author.
    """
    cls = _find(name)
    if cls is None:
        from medlint.suggest import closest

        near = closest(name, _load())
        raise UnknownCheckError(f"there is no check '{name}'" + (f"; did you mean '{near}'?" if near else ""))
    known = {field.name.replace("_", "-"): field for field in fields(cls) if field.init}
    values = {}
    for key, value in params.items():
        if key not in known:
            from medlint.suggest import closest

            near = closest(key, known)
            hint = f"; did you mean '{near}'?" if near else f"; it takes {', '.join(known) or 'none'}"
            raise BadParamsError(f"the check '{name}' has no param '{key}'{hint}")
        values[known[key].name] = _fit(name, key, value, _hint(cls, known[key]))
    for key, field in known.items():
        if settings is not None and field.name not in values and key in settings:
            values[field.name] = settings[key]
        if field.name not in values and field.default is MISSING and field.default_factory is MISSING:
            raise BadParamsError(f"the check '{name}' needs the param '{key}'")
    try:
        return cast("Check", cls(**values))
    except ValueError as error:
        raise BadParamsError(f"the check '{name}': {error}") from error


def _hint(cls: type, item: Field[Any]) -> Any:
    """Return the type of a field; most are plain, and looking them up by the rules of `typing` takes far longer."""
    plain = _PLAIN.get(str(item.type))
    if plain is not None:
        return plain
    from typing import get_type_hints

    return get_type_hints(cls)[item.name]


def _fit(name: str, key: str, value: Any, hint: Any) -> Any:
    """Bring a YAML value to the field's type: lists become tuples, all else must be of the type already."""
    origin = getattr(hint, "__origin__", None)
    if origin is tuple:
        if not isinstance(value, list):
            raise BadParamsError(f"the param '{key}' of the check '{name}' must be a list")
        inner = hint.__args__[0]
        return tuple(_fit(name, key, item, inner) for item in value)
    if origin in (dict, Mapping) and isinstance(value, dict):
        return value
    if isinstance(hint, type) and isinstance(value, hint) and isinstance(value, bool) == (hint is bool):
        return value
    wanted = {str: "text", int: "a whole number", bool: "true or false", dict: "a mapping"}.get(hint, str(hint))
    raise BadParamsError(f"the param '{key}' of the check '{name}' must be {wanted}")
