"""The cut of a block into segments: by rules, and as the catalog remembers it (units.md, section 3)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from recto.inline.edges import strip_edges
from recto.inline.pieces import visible
from recto.inline.remembering import NOTHING, Known, remembered
from recto.inline.segments import Segment, is_balanced, segment, split_at
from recto.model import LINK, Block, CodeKind, Piece, Text

Split = Callable[[str], Sequence[int]]
"""Text of a block -> offsets of the sentence ends inside it, rising. U+FFFC stands for a single code."""


def cut(block: Block, sentence_ends: Split, known: Known = NOTHING) -> list[Segment]:
    """Cut a block into segments; all their pieces, in order, are the block's.

    A known text that spans whole rule segments joins them; a rule segment that known texts tile
    exactly is split so; otherwise the rules stand. Where several fit: a person's decision, the
    fewest units, the leftmost longest.
    """
    if block.role == LINK:
        return [segment(block.pieces)]
    texts = known.of(block.role)
    if not texts.texts:
        return [segment(pieces) for pieces in _slices(block.pieces, sentence_ends)]
    if not texts.decided and len(visible(block.pieces)) <= texts.longest:
        whole = segment(block.pieces)  # one unit is the fewest there can be: no need to look for sentences
        if whole.unit.text in texts.texts:
            return [whole]
    return remembered([segment(pieces) for pieces in _slices(block.pieces, sentence_ends)], texts)


def _slices(pieces: Sequence[Piece], sentence_ends: Split) -> list[tuple[Piece, ...]]:
    text, pairs = _plan(pieces)
    ends = list(sentence_ends(text)) if text else []
    ends = _outside_pairs(ends, pairs, text)
    if not ends:
        return [tuple(pieces)]
    slices = split_at(pieces, ends)
    return _balanced(slices) if pairs else [tuple(part) for part in slices]


def _plan(pieces: Sequence[Piece]) -> tuple[str, list[tuple[int, int, bool]]]:
    """Return the text for the segmenter and the pairs as (start, end, protected) in it."""
    out: list[str] = []
    length = 0
    open_at: dict[int, int] = {}
    pairs: list[tuple[int, int, bool]] = []
    for piece in pieces:
        if isinstance(piece, Text):
            out.append(piece.text)
            length += len(piece.text)
        elif piece.kind is CodeKind.OPEN:
            open_at[piece.pair] = length
        elif piece.kind is CodeKind.CLOSE:
            pairs.append((open_at.pop(piece.pair, length), length, piece.protected))
        else:
            out.append("\n" if piece.is_break else "\ufffc")
            length += 1
    return "".join(out), pairs


def _outside_pairs(ends: list[int], pairs: list[tuple[int, int, bool]], text: str) -> list[int]:
    """Leave out the ends inside pairs that cover only part of a sentence, and inside protected ones."""
    inner = [pair for pair in pairs if pair[0] < pair[1]]
    changed = bool(inner)
    while changed and ends:
        changed = False
        for start, end, protected in inner:
            first, last = bisect_right(ends, start), bisect_left(ends, end)
            if first < last and (protected or not _is_whole(start, end, ends, text)):
                del ends[first:last]
                changed = True
    return ends


def _is_whole(start: int, end: int, ends: list[int], text: str) -> bool:
    before = bisect_right(ends, start)
    behind = bisect_left(ends, end)
    sentence_start = ends[before - 1] if before else 0
    sentence_end = ends[behind] if behind < len(ends) else len(text)
    return not (text[sentence_start:start] + text[end:sentence_end]).replace("\ufffc", "").strip()


def _balanced(slices: list[list[Piece]]) -> list[tuple[Piece, ...]]:
    """Join slices until each pair lies in one of them, or its codes at edges of its first and last."""
    out: list[tuple[Piece, ...]] = []
    waiting: list[Piece] = []
    for pieces in slices:
        waiting += pieces
        if is_balanced(waiting) or is_balanced(strip_edges(waiting).core):
            out.append(tuple(waiting))
            waiting = []
    if waiting:
        out.append(tuple(waiting))
    return out
