"""Where each unit stands in its article, and what stands between units: code, text that is none, repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from recto.commands.repeats import Spot
from recto.merging.occurrences import number_of
from recto.model import Code, Document, Text, Unit

CODE_BLOCK = re.compile(
    r"^ {0,3}(?P<mark>`{3,}|~{3,})[^\n]*\n(?P<code>.*?)^ {0,3}(?P=mark)|<pre\b[^>]*>(?P<pre>.*?)</pre>",
    re.DOTALL | re.MULTILINE,
)
MAX_KEPT_LINES = 12
MAX_KEPT_CHARS = 200


class Aside(NamedTuple):
    """What is shown between two units, muted. ``kind``: ``code``, ``text``, or ``again``."""

    kind: str
    text: str
    unit_id: str = ""
    """Of ``again``: the unit that stands here once more."""


class Place(NamedTuple):
    """``level`` as in Block; ``starts``: the first unit of its block; ``before``: what stands in front.

    ``times``: how often the unit's source stands in the article, whatever its role.
    """

    level: int = 0
    starts: bool = True
    before: tuple[Aside, ...] = ()
    times: int = 1


class Outline(NamedTuple):
    """The place of each unit, in the order of the units, and what stands behind the last one."""

    places: list[Place]
    after: tuple[Aside, ...] = ()


def outline(units: Sequence[Unit], document: Document | None, spots: Sequence[Spot]) -> Outline:
    """Return where the units stand among the segments (``spots``) of their article.

    A unit that the article does not hold (it was edited since) stands as a block of its own.
    """
    kept = _kept(document) if document else {}
    own = {unit.key: unit.id for unit in units}
    at = _spots_of(units, spots)
    counts: dict[str, int] = {}
    for spot in spots:
        counts[spot.source] = counts.get(spot.source, 0) + 1
    taken = set(at.values())
    places: list[Place] = []
    current = -1
    for unit in units:
        found = at.get(unit.key)
        if found is None:
            places.append(Place())
            continue
        between = range(current + 1, found + 1)
        before = tuple(_asides(spots, between, kept, own, taken)) if found > current else ()
        block = spots[found].block
        starts = current < 0 or spots[current].block is not block
        places.append(Place(block.level, starts, before, counts[unit.source]))
        current = max(current, found)
    rest = range(current + 1, len(spots))
    after = [*_asides(spots, rest, kept, own, taken), *(Aside("code", text) for text in kept.pop(0, ()))]
    return Outline(places, tuple(after))


def _spots_of(units: Sequence[Unit], spots: Sequence[Spot]) -> dict[tuple[str, str], int]:
    """Return the index of the first segment of each unit, by the unit's key."""
    all_of: dict[tuple[str, str], list[int]] = {}
    for index, spot in enumerate(spots):
        if spot.source:
            all_of.setdefault((spot.block.role, spot.source), []).append(index)
    own = {unit.key: number_of(unit.context) for unit in units if unit.context != unit.role}
    out: dict[tuple[str, str], int] = {}
    for unit in units:
        found = all_of.get((unit.role, unit.source), [])
        number = own.get(unit.key, 0)
        if number:
            free = found[number - 1 : number]
        else:
            # The first that has no translation of its own.
            free = [one for n, one in enumerate(found, 1) if (f"{unit.role}#{n}", unit.source) not in own][:1]
        if free:
            out[unit.key] = free[0]
    return out


def _asides(
    spots: Sequence[Spot],
    between: range,
    kept: dict[int, list[str]],
    own: dict[tuple[str, str], str],
    taken: set[int],
) -> Iterator[Aside]:
    for index in between:
        spot = spots[index]
        for text in kept.pop(id(spot.block), ()):
            yield Aside("code", text)
        if index in taken:
            continue
        unit_id = own.get((spot.block.role, spot.source), "")
        text = spot.source or _visible(spot)
        if text:
            short = text if len(text) <= MAX_KEPT_CHARS else text[:MAX_KEPT_CHARS] + "…"
            yield Aside("again" if unit_id else "text", short, unit_id)


def _visible(spot: Spot) -> str:
    """Return what a reader sees of a segment that is no unit: program text, a rule, an image's hint."""
    text = "".join(piece.text for piece in spot.pieces if isinstance(piece, Text)).strip()
    hints = (piece.hint for piece in spot.pieces if isinstance(piece, Code) and piece.hint)
    return text or next(hints, "")


def _kept(document: Document) -> dict[int, list[str]]:
    """Return the code in front of each block, by the block's identity; under 0 what is behind the last."""
    out: dict[int, list[str]] = {}
    waiting: list[str] = []
    for part in document.parts:
        if isinstance(part, str):
            waiting += [_excerpt(match["code"] or match["pre"] or "") for match in CODE_BLOCK.finditer(part)]
        elif waiting:
            out[id(part)] = waiting
            waiting = []
    if waiting:
        out[0] = waiting
    return out


def _excerpt(code: str) -> str:
    lines = code.splitlines()
    rest = len(lines) - MAX_KEPT_LINES
    return "\n".join(lines[:MAX_KEPT_LINES] + ([f"… {rest} more lines"] if rest > 0 else []))
