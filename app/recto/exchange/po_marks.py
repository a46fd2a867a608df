"""The ``# recto:`` lines: what Recto notes about a unit in translators' comments.

Other tools drop flags that they do not know and keep translators' comments (units.md, section 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from recto.errors import CatalogError
from recto.model import Unit, fingerprint

PREFIX = "recto:"
MAX_COLUMNS = 74
"""Babel wraps comments at 76."""
FOR_DIGITS = 8
PAIR = re.compile(r"([a-z][a-z0-9_-]*)=([^\s=][^\s]*)?")
UNSAFE = re.compile(r"[\s%\x00-\x1f\x7f-\x9f\\]|^=")
OWN = frozenset({"origin", "for"})

Pairs = tuple[tuple[str, str], ...]


class Noted(NamedTuple):
    """What the comments over a unit say: people's own lines, and what Recto noted."""

    notes: tuple[str, ...]
    origin: str
    marks: Pairs


def read(lines: Sequence[str], context: str, source: str, target: str) -> Noted:
    """Part translators' comment lines (without ``# ``) into notes, origin and marks.

    A line that is not made of pairs alone is a person's. ``origin`` and ``was`` speak of the
    target as it was written: they count only if ``for`` is the fingerprint of what stands here.
    """
    notes: list[str] = []
    pairs: list[tuple[str, str]] = []
    for line in lines:
        found = _pairs(line)
        if found is None:
            notes.append(line)
        else:
            pairs += found
    if not pairs:
        return Noted(tuple(notes), "", ())
    own = {name: value for name, value in pairs if name in OWN}
    fits = own.get("for", "") == stamp(context, source, target)
    marks = tuple(pair for pair in pairs if pair[0] not in OWN and (fits or pair[0] != "was"))
    return Noted(tuple(notes), own.get("origin", "") if fits else "", marks)


def write(unit: Unit) -> Iterator[str]:
    """Yield the ``# recto:`` lines of a unit, each without line break."""
    own: list[tuple[str, str]] = []
    if unit.origin:
        own.append(("origin", unit.origin))
    if unit.origin or any(name == "was" for name, _ in unit.marks):
        own.append(("for", stamp(unit.context, unit.source, unit.target)))
    for name, _ in unit.marks:
        if name in OWN or not PAIR.fullmatch(f"{name}="):
            raise CatalogError(f"the mark {name!r} of unit {unit.id} has a name that cannot be written.")
    yield from _lines(own)
    yield from _lines(unit.marks)


def stamp(context: str, source: str, target: str) -> str:
    """Return the value of ``for``: it changes when anybody changes the pair."""
    return fingerprint(context, source, target)[:FOR_DIGITS]


def _pairs(line: str) -> list[tuple[str, str]] | None:
    if not line.startswith(PREFIX):
        return None
    found = [PAIR.fullmatch(word) for word in line[len(PREFIX) :].split(" ") if word]
    if not found or not all(found):
        return None
    return [(pair[1], unquote(pair[2] or "")) for pair in found if pair]


def _lines(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    line = start = f"# {PREFIX}"
    for name, value in pairs:
        word = f" {name}={UNSAFE.sub(_percent, value)}"
        if line != start and len(line) + len(word) > MAX_COLUMNS:
            yield line
            line = start
        line += word
    if line != start:
        yield line


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))
