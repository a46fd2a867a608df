"""Checks that other distributions bring: the entry points ``recto.checks``.

An entry point is a function ``check(unit, source_locale, target_locale)`` that yields findings. What it
does wrong is a finding itself, with the name of its distribution: neither the run nor a page ends.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from recto.errors import ConfigError
from recto.model import Finding, Unit
from recto.rules import SEVERITIES

GROUP = "recto.checks"
_UPDATE = "Update or uninstall it, or turn the check off in recto.toml."

Check = Callable[[Unit, str, str], Iterable[Finding]]


@cache
def names() -> tuple[str, ...]:
    """Return the names of the checks that are installed, each once."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def check(name: str, unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """Yield what an installed check says about a unit.

    Its findings have its name, so that they can be ignored, and no place outside of the target.
    """
    try:
        own = _loaded(name)
    except ConfigError as error:
        yield Finding(name, f"{error.problem} {error.hint}")
        return
    try:
        found = list(own(unit, source_locale, target_locale))
        yield from [_looked_at(name, one, unit) for one in found]
    except Exception as error:  # noqa: BLE001  # a foreign module may raise anything
        said = " ".join(f"{type(error).__name__}: {error}".split())
        yield Finding(name, f"The plug-in {maker(name)} failed ({said[:200]}). {_UPDATE}")


def title(name: str) -> str:
    """Return the first line of what an installed check says about itself, or its name."""
    try:
        return (inspect.getdoc(_loaded(name)) or name).split("\n", 1)[0]
    except ConfigError:
        return name


def maker(name: str) -> str:
    """Return the distributions that bring a check, with their versions."""
    return " and ".join(sorted(map(_name, entry_points(group=GROUP, name=name))))


@cache
def _loaded(name: str) -> Check:
    """Load an installed check.

    :raises ConfigError: several distributions bring it, or the one cannot be loaded.
    """
    found = tuple(entry_points(group=GROUP, name=name))
    if len(found) != 1:
        raise ConfigError(f"Several plug-ins bring a check {name!r}: {maker(name)}.", hint=_UPDATE)
    try:
        own: Check = found[0].load()
    except Exception as error:
        problem = f"The plug-in {maker(name)} cannot be loaded ({type(error).__name__})."
        raise ConfigError(problem, hint=_UPDATE) from error
    if not callable(own):
        raise ConfigError(f"The check of the plug-in {maker(name)} is not a function.", hint=_UPDATE)
    return own


def _looked_at(name: str, found: object, unit: Unit) -> Finding:
    """Return a finding as others are; TypeError if it is none."""
    if not isinstance(found, Finding) or found.severity not in SEVERITIES:
        raise TypeError(f"{type(found).__name__} is not a finding")
    start, end = found.span or (0, 0)
    is_inside = 0 <= start <= end <= len(unit.target)
    return replace(found, check=name, span=found.span if is_inside else None)


def _name(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
