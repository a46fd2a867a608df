"""Articles into translation units: the walk over a cut document, shared keys made one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from recto.inline import NOTHING, Known, Segment, cut
from recto.model import Block, Catalog, Code, Document, Piece, Unit, blocks

SentenceEnds = Callable[[str], Sequence[int]]


def extract(document: Document, sentence_ends: SentenceEnds, known: Known = NOTHING) -> tuple[Unit, ...]:
    """Return the units of a document in reading order, each (role, source) once, without targets.

    ``sentence_ends`` gives the offsets of the sentence ends inside a block's text; ``known`` is the
    cut that a catalog remembers. Values inside codes (alt text, titles) follow the segment they stand in.
    """
    units: dict[tuple[str, str], Unit] = {}
    for block, segment in segments(document, sentence_ends, known):
        unit = segment.unit
        key = (block.role, unit.text)
        if unit.text and key not in units:
            hints = unit.hints + told(block) if block.limit or block.note else unit.hints
            units[key] = Unit(*key, hints=hints)
    return tuple(units.values())


def occurrences(
    document: Document, sentence_ends: SentenceEnds, catalog: Catalog
) -> tuple[tuple[str, str], ...]:
    """Return role and source of each segment in reading order, as a catalog has it cut.

    Only units of single occurrences (``paragraph#2``) need it; nothing where there are none.
    """
    if all(unit.role == unit.context for unit in (*catalog.units, *catalog.obsolete)):
        return ()
    return tuple(
        (block.role, segment.unit.text)
        for block, segment in segments(document, sentence_ends, Known(catalog.units))
        if segment.unit.text
    )


def segments(
    document: Document, sentence_ends: SentenceEnds, known: Known = NOTHING
) -> Iterator[tuple[Block, Segment]]:
    """Yield block and segment of all blocks in reading order, those without a unit included."""
    for block in blocks(document.parts):
        found = cut(block, sentence_ends, known)
        if not _has_inner(block.pieces):
            for segment in found:
                yield block, segment
            continue
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


def _has_inner(pieces: Sequence[Piece]) -> bool:
    """Tell whether a code of the pieces has blocks inside; few have."""
    for piece in pieces:
        if isinstance(piece, Code):
            for part in piece.parts:
                if not isinstance(part, str):
                    return True
    return False


def _inner(pieces: Sequence[Piece]) -> Iterator[Block]:
    """Yield the blocks inside the codes of pieces, and those inside their codes."""
    for piece in pieces:
        if isinstance(piece, Code):
            for block in blocks(piece.parts):
                yield block
                yield from _inner(block.pieces)
