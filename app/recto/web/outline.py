"""Where each unit stands in its article: heading level, depth of a list, start of a block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from recto.model import Block, Code, Document, Text, Unit
from recto.web.pieces import CODE

REACH = 60
"""How many blocks ahead a unit is looked for. Units stand in the order of the article."""

FENCE = re.compile(
    r"^ {0,3}(?P<mark>`{3,}|~{3,})[^\n]*\n(?P<code>.*?)^ {0,3}(?P=mark)", re.DOTALL | re.MULTILINE
)
MAX_KEPT_LINES = 12


class Place(NamedTuple):
    """``level`` as in Block; ``starts``: the first unit of its block; ``kept``: code before it."""

    level: int = 0
    starts: bool = True
    kept: str = ""


class _Spot(NamedTuple):
    block: Block
    text: str
    kept: str


def outline(units: Sequence[Unit], document: Document | None) -> list[Place]:
    """Return the place of each unit, in the order of the units.

    A unit that the article does not hold (it was edited since) stands as a block of its own.
    """
    spots = list(_spots(document)) if document else []
    exact: dict[tuple[str, str], list[int]] = {}
    for index, spot in enumerate(spots):
        exact.setdefault((spot.block.role, spot.text), []).append(index)
    out: list[Place] = []
    current = -1
    for unit in units:
        found = _find(unit, spots, exact, max(current, 0))
        if found is None:
            out.append(Place())
            continue
        kept = "\n".join(spot.kept for spot in spots[current + 1 : found + 1] if spot.kept)
        out.append(Place(spots[found].block.level, found != current, kept))
        current = found
    return out


def _find(
    unit: Unit, spots: Sequence[_Spot], exact: Mapping[tuple[str, str], Sequence[int]], start: int
) -> int | None:
    wanted = _squeeze(CODE.sub("", unit.source))
    for index in range(start, min(start + REACH, len(spots))):
        if spots[index].block.role == unit.role and wanted in spots[index].text:
            return index
    # Further on only a whole block counts: a table of dashes, or the same line a hundred times, has no units.
    return next((index for index in exact.get((unit.role, wanted), ()) if index >= start), None)


def _spots(document: Document) -> Iterator[_Spot]:
    kept = ""
    for part in document.parts:
        if isinstance(part, str):
            kept += "\n".join(_excerpt(match["code"]) for match in FENCE.finditer(part))
            continue
        for block in _with_inner(part):
            yield _Spot(block, _squeeze(_visible(block)), kept)
            kept = ""


def _with_inner(block: Block) -> Iterator[Block]:
    yield block
    for piece in block.pieces:
        if isinstance(piece, Code):
            for part in piece.parts:
                if isinstance(part, Block):
                    yield from _with_inner(part)


def _visible(block: Block) -> str:
    return "".join(piece.text for piece in block.pieces if isinstance(piece, Text))


def _squeeze(text: str) -> str:
    """Return the text without blanks, which stand differently around codes in block and unit."""
    return "".join(text.split())


def _excerpt(code: str) -> str:
    lines = code.splitlines()
    rest = len(lines) - MAX_KEPT_LINES
    return "\n".join(lines[:MAX_KEPT_LINES] + ([f"… {rest} more lines"] if rest > 0 else []))
