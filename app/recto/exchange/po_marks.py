"""The ``# recto:`` lines: what Recto notes about a unit in translators' comments.

Other tools drop flags that they do not know and keep translators' comments (units.md, section 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from recto.errors import CatalogError
from recto.exchange import po_others
from recto.model import PLACED_CODES, State, Unit, fingerprint

PREFIX = "recto:"
MAX_COLUMNS = 74
"""Babel wraps comments at 76."""
FOR_DIGITS = 8
PAIR = re.compile(r"([a-z][a-z0-9_-]*)=([^\s=][^\s]*)?")
UNSAFE = re.compile(r"[\s%\x00-\x1f\x7f-\x9f\\]|^=")
OWN = frozenset({"origin", "for", "others"})
OF_TARGET = frozenset({"was", PLACED_CODES[0]})
"""Marks that speak of the target as it was written, as ``origin`` does."""
OFFERED = "offered"
"""Value of ``others``: the unit is accepted, and its other texts are still there to look at."""

Pairs = tuple[tuple[str, str], ...]


class Noted(NamedTuple):
    """What the comments over a unit say: people's own lines, and what Recto noted."""

    notes: tuple[str, ...]
    origin: str
    marks: Pairs
    others: tuple[str, ...] = ()
    is_offered: bool = False
    """Whether the others stand beside a target that was accepted already when they came."""

    def open_others(self, state: State) -> tuple[str, ...]:
        """Return the texts that wait for a choice; whoever cleared the flag of a draft has chosen."""
        return self.others if state.rank <= State.DRAFT.rank or self.is_offered else ()


def read(lines: Sequence[str], context: str, source: str, target: str) -> Noted:
    """Part translators' comment lines (without ``# ``) into notes, origin and marks.

    A line that is not made of pairs alone is a person's. ``origin``, ``was`` and ``codes`` speak of
    the target as it was written: they count only if ``for`` is the fingerprint of what stands here.
    """
    notes: list[str] = []
    pairs: list[tuple[str, str]] = []
    lines, others = po_others.read(lines)
    for line in lines:
        found = _pairs(line)
        if found is None:
            notes.append(line)
        else:
            pairs += found
    if not pairs:
        return Noted(tuple(notes), "", (), others)
    own = {name: value for name, value in pairs if name in OWN}
    fits = own.get("for", "") == stamp(context, source, target)
    marks = tuple(pair for pair in pairs if pair[0] not in OWN and (fits or pair[0] not in OF_TARGET))
    origin = own.get("origin", "") if fits else ""
    return Noted(tuple(notes), origin, marks, others, own.get("others") == OFFERED)


def write(unit: Unit) -> Iterator[str]:
    """Yield the ``# recto:`` lines of a unit, each without line break."""
    own: list[tuple[str, str]] = []
    if unit.origin:
        own.append(("origin", unit.origin))
    if unit.origin or any(name == "was" for name, _ in unit.marks):
        own.append(("for", stamp(unit.context, unit.source, unit.target)))
    if unit.others and unit.state.rank > State.DRAFT.rank:
        own.append(("others", OFFERED))
    for name, _ in unit.marks:
        if name in OWN or not PAIR.fullmatch(f"{name}="):
            raise CatalogError(f"the mark {name!r} of unit {unit.id} has a name that cannot be written.")
    yield from _lines(own)
    yield from _lines(pair for pair in unit.marks if unit.origin or pair[0] != PLACED_CODES[0])
    yield from po_others.write(unit.others)


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
