"""Articles into translation units: the walk over a cut document, shared keys made one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from recto.inline import NOTHING, Known, Segment, cut
from recto.model import Block, Code, Document, Piece, Unit, blocks

SentenceEnds = Callable[[str], Sequence[int]]


def extract(document: Document, sentence_ends: SentenceEnds, known: Known = NOTHING) -> tuple[Unit, ...]:
    """Return the units of a document in reading order, each (role, source) once, without targets.

    ``sentence_ends`` gives the offsets of the sentence ends inside a block's text; ``known`` is the
    cut that a catalog remembers. Values inside codes (alt text, titles) follow the segment they stand in.
    """
    units: dict[tuple[str, str], Unit] = {}
    for block, segment in segments(document, sentence_ends, known):
        key = (block.role, segment.unit.text)
        if segment.unit.text and key not in units:
            units[key] = Unit(*key, hints=segment.unit.hints + told(block))
    return tuple(units.values())


def segments(
    document: Document, sentence_ends: SentenceEnds, known: Known = NOTHING
) -> Iterator[tuple[Block, Segment]]:
    """Yield block and segment of all blocks in reading order, those without a unit included."""
    waiting = [blocks(document.parts)]
    while waiting:
        block = next(waiting[-1], None)
        if block is None:
            waiting.pop()
            continue
        found = cut(block, sentence_ends, known)
        for segment in found:
            yield block, segment
            for inner in _inner(segment.pieces):
                for part in cut(inner, sentence_ends, known):
                    yield inner, part


def told(block: Block) -> tuple[str, ...]:
    """Return what a translator is told about a block beside its codes: its limit, the author's note."""
    if not block.limit and not block.note:
        return ()
    limit = (f"at most {block.limit} characters",) if block.limit else ()
    return (*limit, f"note: {block.note}") if block.note else limit


def _inner(pieces: Sequence[Piece]) -> Iterator[Block]:
    """Yield the blocks inside the codes of pieces, and those inside their codes."""
    for piece in pieces:
        if isinstance(piece, Code):
            for block in blocks(piece.parts):
                yield block
                yield from _inner(block.pieces)
