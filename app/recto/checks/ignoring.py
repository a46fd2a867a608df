"""What a person said to ignore: a mark that counts while the text is the same, and a line with the reason.

Both stand in the PO file: ``# recto: ignore=numbers:1a2b3c4d`` and ``# Ignored numbers: It is a name.``
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from recto.checks import ignore_mark
from recto.model import Unit

MARK = "ignore"
MAX_REASON = 200


class Ignored(NamedTuple):
    """A check that is ignored for a text as it is, and why."""

    check: str
    reason: str


def ignored(unit: Unit, check: str, reason: str) -> Unit:
    """Return the unit with a check ignored for its text as it is; a reason of before goes."""
    bare = heeded(unit, check)
    return replace(
        bare,
        marks=(*bare.marks, (MARK, ignore_mark(unit, check))),
        notes=(*bare.notes, f"{_opening(check)}{reason}"),
    )


def heeded(unit: Unit, check: str) -> Unit:
    """Undo ``ignored``."""
    return _without(unit, {check})


def tidied(unit: Unit) -> Unit:
    """Return the unit without what was said about a text that it does not have any more."""
    gone = {value.partition(":")[0] for value in _values(unit)} - {one.check for one in all_ignored(unit)}
    return _without(unit, gone) if gone else unit


def all_ignored(unit: Unit) -> tuple[Ignored, ...]:
    """Return the checks that are ignored for a unit's text as it is, in the order of the marks."""
    names = (value.partition(":")[0] for value in _values(unit))
    found = dict.fromkeys(name for name in names if ignore_mark(unit, name) in _values(unit))
    return tuple(Ignored(name, _reason(unit, name)) for name in found)


def _reason(unit: Unit, check: str) -> str:
    lines = (line.removeprefix(_opening(check)) for line in unit.notes if line.startswith(_opening(check)))
    return next(lines, "")


def _opening(check: str) -> str:
    return f"Ignored {check}: "


def _values(unit: Unit) -> tuple[str, ...]:
    return tuple(one for key, value in unit.marks if key == MARK for one in value.split(","))


def _without(unit: Unit, checks: set[str]) -> Unit:
    return replace(
        unit,
        marks=tuple(_marks_without(unit, checks)),
        notes=tuple(line for line in unit.notes if not any(line.startswith(_opening(one)) for one in checks)),
    )


def _marks_without(unit: Unit, checks: set[str]) -> Iterator[tuple[str, str]]:
    for key, value in unit.marks:
        if key != MARK:
            yield key, value
            continue
        kept = [one for one in value.split(",") if one.partition(":")[0] not in checks]
        if kept:
            yield key, ",".join(kept)
