"""What of a segment is text for a translator, and what at its edges belongs to the skeleton."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from recto.inline.pieces import split
from recto.model import CLOSE, OPEN, SINGLE, Code, Piece, Text

_LETTER = re.compile(r"[^\W_]")
"""A letter or digit of any script."""


class Edges(NamedTuple):
    """A stretch of a block; ``core`` is a unit's text, empty where there is no unit."""

    lead: tuple[Piece, ...]
    core: tuple[Piece, ...]
    trail: tuple[Piece, ...]


def strip_edges(pieces: Sequence[Piece]) -> Edges:
    """Move white space, single codes and enclosing pairs at the edges into the skeleton.

    Protected pairs and literals stay. A segment without a letter or digit outside protected pairs
    and codes is all skeleton (units.md, section 1).
    """
    left, right = (0, len(pieces)) if _has_bare_edges(pieces) else _reach(pieces)
    core = list(pieces[left:right])
    lead_text: list[Piece] = []
    trail_text: list[Piece] = []
    if core and isinstance(core[0], Text) and core[0].text[:1].isspace():
        kept, first = split(core[0], len(core[0].text) - len(core[0].text.lstrip()))
        lead_text, core[0] = [kept], first
    if core and isinstance(core[-1], Text) and core[-1].text[-1:].isspace():
        last, kept = split(core[-1], len(core[-1].text.rstrip()))
        core[-1], trail_text = last, [kept]
    if not has_text(core):
        return Edges(tuple(pieces), (), ())
    return Edges((*pieces[:left], *lead_text), tuple(core), (*trail_text, *pieces[right:]))


def _has_bare_edges(pieces: Sequence[Piece]) -> bool:
    """Tell whether words stand first and last, so that nothing but blanks can be at the edges."""
    if not pieces:
        return True
    first, last = pieces[0], pieces[-1]
    return bool(
        isinstance(first, Text) and isinstance(last, Text) and first.text.strip() and last.text.strip()
    )


def _reach(pieces: Sequence[Piece]) -> tuple[int, int]:
    """Return where the core starts and ends, in whole pieces."""
    left, right = 0, len(pieces)
    opens: dict[int, int] = {}
    closes: dict[int, int] = {}
    for index, piece in enumerate(pieces):
        if isinstance(piece, Code) and piece.kind is not SINGLE:
            (opens if piece.kind is OPEN else closes)[piece.pair] = index
    while left < right:
        step = _left_step(pieces[left], left, right, closes)
        back = 0 if step else _right_step(pieces[right - 1], left, opens)
        if not step and not back and _encloses(pieces, left, right, closes):
            step = back = 1
        if not step and not back:
            break
        left, right = left + step, right - back
    return left, right


def _left_step(piece: Piece, left: int, right: int, closes: dict[int, int]) -> int:
    """Return how many pieces at the left edge belong to the skeleton by themselves."""
    if isinstance(piece, Text):
        return int(not piece.text.strip())
    if piece.kind is SINGLE:
        return int(not piece.literal)
    if piece.kind is OPEN:
        close = closes.get(piece.pair)
        if close is None or close >= right:
            return 1
        return 2 if close == left + 1 else 0
    return 1


def _right_step(piece: Piece, left: int, opens: dict[int, int]) -> int:
    if isinstance(piece, Text):
        return int(not piece.text.strip())
    if piece.kind is SINGLE:
        return int(not piece.literal)
    if piece.kind is CLOSE:
        return int(opens.get(piece.pair, -1) < left)
    return 1


def _encloses(pieces: Sequence[Piece], left: int, right: int, closes: dict[int, int]) -> bool:
    first = pieces[left]
    return (
        isinstance(first, Code)
        and first.kind is OPEN
        and not first.protected
        and closes.get(first.pair) == right - 1
        and right - left > 1
    )


def has_text(pieces: Sequence[Piece]) -> bool:
    """Tell whether there is a letter or digit outside protected pairs and codes."""
    guards = 0
    for piece in pieces:
        if isinstance(piece, Code):
            if piece.protected:
                guards += 1 if piece.kind is OPEN else -1 if piece.kind is CLOSE else 0
        elif not guards and has_letters(piece.text):
            return True
    return False


def has_letters(text: str) -> bool:
    """Tell whether there is a letter or digit in a text."""
    return text[:1].isalnum() or _LETTER.search(text) is not None
