"""A segment: one sentence's worth of a block, its unit and what of it is skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from recto.inline.codes import Masked, mask
from recto.inline.edges import has_text, strip_edges
from recto.inline.pieces import split
from recto.model import Code, CodeKind, Piece, Text


class Segment(NamedTuple):
    """A sentence's worth of a block: ``lead``, the unit's pieces, ``trail``.

    ``unit.text`` is empty where there is no unit; all is ``lead`` then.
    """

    lead: tuple[Piece, ...]
    unit: Masked
    trail: tuple[Piece, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces; those of a block's segments, in order, are the block's."""
        return self.lead + self.unit.pieces + self.trail


_NO_UNIT = Masked("", (), ())


def segment(pieces: Sequence[Piece]) -> Segment:
    """Return pieces as one segment. Pieces that hold only part of a pair in their core have no unit."""
    if len(pieces) == 1 and isinstance(pieces[0], Text) and pieces[0].raw == pieces[0].text:
        return _of_text(pieces[0])
    lead, core, trail = strip_edges(pieces)
    if not is_balanced(core):
        lead, core, trail = tuple(pieces), (), ()
    return Segment(lead, mask(core), trail)


def _of_text(piece: Text) -> Segment:
    """Return the segment of one run of text, the most usual one, without a look for codes."""
    text = piece.text.strip()
    if not has_text((piece,)):
        return Segment((piece,), _NO_UNIT, ())
    if text == piece.text:
        return Segment((), mask((piece,)), ())
    start = piece.text.index(text)
    before, after = piece.text[:start], piece.text[start + len(text) :]
    lead = (Text(before, before),) if before else ()
    trail = (Text(after, after),) if after else ()
    return Segment(lead, mask((Text(text, text),)), trail)


def is_balanced(pieces: Sequence[Piece]) -> bool:
    """Tell whether every pair that starts in the pieces ends in them, and the other way round."""
    pairs = [piece.pair for piece in pieces if isinstance(piece, Code) and piece.kind is not CodeKind.SINGLE]
    return 2 * len(set(pairs)) == len(pairs)


def split_at(pieces: Sequence[Piece], ends: Sequence[int]) -> list[list[Piece]]:
    """Cut the pieces behind the given offsets; closing codes there stay left, opening ones go right."""
    slices: list[list[Piece]] = [[]]
    queue = iter(ends)
    end = next(queue, None)
    at = 0
    for index, piece in enumerate(pieces):
        if end is not None and at == end and _goes_right(piece, pieces, index):
            slices.append([])
            end = next(queue, None)
        if isinstance(piece, Text):
            rest = piece
            while end is not None and at < end < at + len(rest.text) and rest.raw == rest.text:
                left, rest = split(rest, end - at)
                slices[-1].append(left)
                slices.append([])
                at, end = end, next(queue, None)
            slices[-1].append(rest)
            at += len(rest.text)
            while end is not None and end < at:  # inside a specially spelled run: behind it
                end = at
        else:
            slices[-1].append(piece)
            at += piece.kind is CodeKind.SINGLE
    return slices


def _goes_right(piece: Piece, pieces: Sequence[Piece], index: int) -> bool:
    if isinstance(piece, Text):
        return bool(piece.text)
    if piece.kind is CodeKind.CLOSE:
        return False
    if piece.kind is CodeKind.OPEN:
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        return not (isinstance(after, Code) and after.kind is CodeKind.CLOSE and after.pair == piece.pair)
    return True
