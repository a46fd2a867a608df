"""The cut of a block into segments: by rules, and as the catalog remembers it (units.md, section 3)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from recto.inline.edges import strip_edges
from recto.inline.pieces import visible
from recto.inline.remembering import NOTHING, Known, remembered
from recto.inline.segments import Segment, is_balanced, of_text, segment, split_at
from recto.model import CLOSE, LINK, OPEN, SINGLE, Block, Code, Piece, Text, Unit

Split = Callable[[str], Sequence[int]]
"""Text of a block -> offsets of the sentence ends inside it, rising. U+FFFC stands for a single code."""


_SEEN = re.compile(r"[^\s\ufffc]")
"""A character that is neither a blank nor a single code."""


def cut(block: Block, sentence_ends: Split, known: Known = NOTHING) -> list[Segment]:
    """Cut a block into segments; all their pieces, in order, are the block's.

    A known text that spans whole rule segments joins them; a rule segment that known texts tile
    exactly is split so; otherwise the rules stand. Where several fit: a person's decision, the
    fewest units, the leftmost longest.
    """
    if block.role == LINK or block.limit:  # a limit is one of the whole text
        return [segment(block.pieces)]
    texts = known.of(block.role) if known.groups else None
    if texts is None:
        return _by_rules(block.pieces, sentence_ends)
    if not texts.decided and len(visible(block.pieces)) <= texts.longest:
        whole = segment(block.pieces)  # one unit is the fewest there can be: no need to look for sentences
        if whole.unit.text in texts.texts:
            return [whole]
    return remembered(_by_rules(block.pieces, sentence_ends), texts)


class Cuts:
    """Cuts the blocks of one document for several catalogs, one after the other.

    Catalogs that know the same texts, as those of most locales do, cut alike: what was cut for the one before
    is the cut for the next.
    """

    def __init__(self, sentence_ends: Split) -> None:
        self._sentence_ends = sentence_ends
        self._known = NOTHING
        self._key: tuple[tuple[str, str, bool], ...] = ()
        self._segments: dict[int, tuple[Block, list[Segment]]] = {}
        """Of a block, by where it is in memory; the block stands beside, so that its place stays its own."""

    def remember(self, units: Sequence[Unit]) -> None:
        """Cut as a catalog with these units remembers it, from now on."""
        key = tuple(
            (unit.role, unit.source, is_kept)
            for unit in units
            if (is_kept := unit.mark("cut") == "kept") or unit.target
        )
        if key != self._key:
            self._key, self._known = key, Known(units)
            self._segments.clear()

    def of(self, block: Block) -> list[Segment]:
        """Return the segments of a block; the list is not to be changed."""
        found = self._segments.get(id(block))
        if found is None:
            found = self._segments[id(block)] = block, cut(block, self._sentence_ends, self._known)
        return found[1]


def _by_rules(pieces: Sequence[Piece], sentence_ends: Split) -> list[Segment]:
    if len(pieces) == 1:  # one run of text, as every second block is
        piece = pieces[0]
        if isinstance(piece, Text) and piece.text and piece.raw == piece.text:
            return _of_run(piece, sentence_ends(piece.text))
    text = _seen(pieces)
    ends = sentence_ends(text) if text else ()
    pairs = _pairs(pieces) if ends else []
    if pairs:
        ends = _outside_pairs(list(ends), pairs, text)
    if not ends:
        return [segment(pieces)]
    slices = split_at(pieces, ends)
    return [segment(part) for part in (_balanced(slices) if pairs else slices)]


def _of_run(piece: Text, ends: Sequence[int]) -> list[Segment]:
    if not ends:
        return [of_text(piece.text, piece)]
    starts = (0, *ends)
    return [of_text(piece.text[start:end]) for start, end in zip(starts, (*ends, None), strict=True)]


def _seen(pieces: Sequence[Piece]) -> str:
    """Return the text for the segmenter."""
    return "".join([piece.text if isinstance(piece, Text) else _mark(piece) for piece in pieces])


def _mark(code: Code) -> str:
    if code.kind is not SINGLE:
        return ""
    return "\n" if code.is_break else "\ufffc"


def _pairs(pieces: Sequence[Piece]) -> list[tuple[int, int, bool]]:
    """Return the pairs as (start, end, protected) in the text for the segmenter."""
    length = 0
    open_at: dict[int, int] = {}
    pairs: list[tuple[int, int, bool]] = []
    for piece in pieces:
        if isinstance(piece, Text):
            length += len(piece.text)
        elif piece.kind is OPEN:
            open_at[piece.pair] = length
        elif piece.kind is CLOSE:
            pairs.append((open_at.pop(piece.pair, length), length, piece.protected))
        else:
            length += 1
    return pairs


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
    return not _SEEN.search(text, sentence_start, start) and not _SEEN.search(text, end, sentence_end)


def _balanced(slices: list[list[Piece]]) -> list[list[Piece]]:
    """Join slices until each pair lies in one of them, or its codes at edges of its first and last."""
    out: list[list[Piece]] = []
    waiting: list[Piece] = []
    for pieces in slices:
        waiting += pieces
        if is_balanced(waiting) or is_balanced(strip_edges(waiting).core):
            out.append(waiting)
            waiting = []
    if waiting:
        out.append(waiting)
    return out
