"""Checks that a project writes itself, as regular expressions in its settings.

The ``regex`` module looks with a limit of time: whatever an expression is, a text is done with soon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

import regex

from recto.checks.reading import CODE
from recto.messages import message
from recto.model import Finding, Unit
from recto.rules import OwnCheck

TIME_LIMIT_S = 0.05
"""For one expression and one text."""
TOO_LONG = message(
    "The expression of this check takes too long on this text. Write it so that it repeats less."
)
MOST = 20
"""Places of a text that are reported one by one."""

T = TypeVar("T")


def fault(expression: str, replacement: str = "") -> str:
    """Return why an expression, or what takes the place of its matches, cannot be used; empty: it can."""
    try:
        pattern = compiled(expression)
    except (regex.error, OverflowError, RecursionError) as error:
        return f"{expression!r} is not a regular expression: {str(error).partition(' at position ')[0]}"
    try:
        regex.compile(f"(?:{expression})|", regex.V1).sub(replacement, "")
    except (regex.error, IndexError) as error:
        return f"{replacement!r} cannot take the place of what {pattern.pattern!r} matches: {error}"
    return ""


@lru_cache(maxsize=512)
def compiled(expression: str) -> regex.Pattern[str]:
    """Return an expression ready to be looked for."""
    return regex.compile(expression, regex.V1)


def check(own: OwnCheck, unit: Unit, locale: str) -> Iterator[Finding]:
    """Yield what one of the project's checks says about a unit in a locale."""
    if not unit.target.strip() or not own.is_for(locale):
        return
    try:
        yield from _found(own, unit)
    except TimeoutError:
        yield Finding(own.name, TOO_LONG)


def _found(own: OwnCheck, unit: Unit) -> list[Finding]:
    """Return the findings of a check on a unit.

    :raises TimeoutError: an expression takes longer than ``TIME_LIMIT_S``.
    """
    if own.source and not _timed(compiled(own.source).search, unit.source):
        return []
    if own.missing and _timed(compiled(own.missing).search, unit.target):
        return []
    if not own.target:
        return [Finding(own.name, own.message, own.severity)]
    spans = _spans(own.target, unit.target)
    fix = _fixed(own, unit.target) if own.replace and spans else None
    return [Finding(own.name, own.message, own.severity, span, fix) for span in spans[:MOST]]


def _timed(search: Callable[..., T], text: str) -> T:
    return search(text, timeout=TIME_LIMIT_S)


def _spans(expression: str, text: str) -> list[tuple[int, int]]:
    found = compiled(expression).finditer(text, timeout=TIME_LIMIT_S)
    return [match.span() for match in found if match[0]]


def _fixed(own: OwnCheck, target: str) -> str | None:
    """Return the target with each match replaced, but where it touches a code; None if that changes nothing.

    What still matches afterwards was not put right for certain.
    """
    codes = [code.span() for code in CODE.finditer(target)]

    def put(match: regex.Match[str]) -> str:
        start, end = match.span()
        if start == end or any(start < stop and begin < end for begin, stop in codes):
            return str(match[0])
        return str(match.expand(own.replace))

    fixed = str(compiled(own.target).sub(put, target, timeout=TIME_LIMIT_S))
    return None if fixed == target or _spans(own.target, fixed) else fixed
