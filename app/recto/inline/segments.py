"""A segment: one sentence's worth of a block, its unit and what of it is skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from recto.inline.codes import Masked, mask, squeezed
from recto.inline.edges import has_letters, strip_edges
from recto.model import CLOSE, OPEN, SINGLE, Code, Piece, Text


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
    if len(pieces) == 1:
        piece = pieces[0]
        if isinstance(piece, Text) and piece.raw == piece.text:
            return of_text(piece.text, piece)
    lead, core, trail = strip_edges(pieces)
    if len(core) > 1 and not is_balanced(core):
        lead, core, trail = tuple(pieces), (), ()
    return Segment(lead, mask(core), trail)


def of_text(whole: str, piece: Text | None = None) -> Segment:
    """Return the segment of one run of text, the most usual one, without a look for codes.

    ``piece`` is the run, if there is one already.
    """
    if not has_letters(whole):
        return Segment((piece or Text(whole, whole),), _NO_UNIT, ())
    text = whole.strip()
    seen = squeezed(text)
    if len(text) == len(whole):
        return Segment((), Masked(seen, (), (piece or Text(whole, whole),)), ())
    start = 0 if whole.startswith(text[0]) else whole.index(text)
    before, after = whole[:start], whole[start + len(text) :]
    lead = (Text(before, before),) if before else ()
    trail = (Text(after, after),) if after else ()
    return Segment(lead, Masked(seen, (), (Text(text, text),)), trail)


def is_balanced(pieces: Sequence[Piece]) -> bool:
    """Tell whether every pair that starts in the pieces ends in them, and the other way round."""
    pairs = [piece.pair for piece in pieces if isinstance(piece, Code) and piece.kind is not SINGLE]
    return not pairs or 2 * len(set(pairs)) == len(pairs)


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
            behind = at + len(piece.text)
            if end is None or not at < end < behind or piece.raw != piece.text:
                slices[-1].append(piece)
            else:
                start = at
                while end is not None and at < end < behind:
                    slices[-1].append(_part(piece.text, at - start, end - start))
                    slices.append([])
                    at, end = end, next(queue, None)
                slices[-1].append(_part(piece.text, at - start, behind - start))
            at = behind
            while end is not None and end < at:  # inside a specially spelled run: behind it
                end = at
        else:
            slices[-1].append(piece)
            at += piece.kind is SINGLE
    return slices


def _part(text: str, start: int, end: int) -> Text:
    part = text[start:end]
    return Text(part, part)


def _goes_right(piece: Piece, pieces: Sequence[Piece], index: int) -> bool:
    if isinstance(piece, Text):
        return bool(piece.text)
    if piece.kind is CLOSE:
        return False
    if piece.kind is OPEN:
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        return not (isinstance(after, Code) and after.kind is CLOSE and after.pair == piece.pair)
    return True
