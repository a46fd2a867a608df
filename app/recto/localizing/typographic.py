"""Quotation marks, dashes and no-break spaces as the locale writes them, in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from recto.localizing.page import Page, Site
from recto.localizing.rewriting import is_alike, rewritten, shown
from recto.model import CLOSE, LINK, OPEN, Block, Code, Piece, Text, Typed, blocks
from recto.typography.dashes import dashes
from recto.typography.marks import quotes, spaces
from recto.typography.reading import KEPT, Change

_TONGUE = re.compile(r"""<[^<>]*?\s(?:xml:)?lang\s*=\s*["']?([A-Za-z0-9-]+)""", re.IGNORECASE)


class Cell(NamedTuple):
    """A character that a reader sees, or a sign for what is kept, and where it stands."""

    char: str
    piece: int
    at: int
    """Which character of the piece; kept: -1."""


def transform(page: Page, site: Site) -> str:  # noqa: ARG001  # as the others
    """Write quotation marks, dashes and the spaces beside them as the locale does.

    Only in running text: not in code, addresses, markup, not where the source's text stands, and not in an
    element that says it is in another language.
    A change that would give the article another structure is left out, with all others of the page.
    """
    if page.is_source:
        return page.text
    untouched = {(block.role, shown(block)) for block in blocks(page.source_document.parts)}

    def change(block: Block) -> Sequence[Piece | Typed] | None:
        if block.role == LINK or (block.role, shown(block)) in untouched:
            return None
        return retyped(block.pieces, page.locale)

    text = rewritten(page.document.parts, change)
    if text == page.text or is_alike(page.document, replace(page, text=text).document):
        return text
    return page.text


def retyped(pieces: Sequence[Piece], locale: str) -> Sequence[Piece | Typed] | None:
    """Return pieces with the locale's marks in their texts; nothing where they have them already."""
    cells = before = _cells(pieces, locale)
    for rule in (quotes, spaces, dashes):
        text = "".join(cell.char for cell in cells)
        cells = _changed(cells, rule(text, text, (locale, locale)))
    return None if cells is before else list(_typed(pieces, before, cells))


def _cells(pieces: Sequence[Piece], locale: str) -> list[Cell]:
    # The text of a reference without a label of its own is its label.
    kept = {
        piece.pair
        for piece in pieces
        if isinstance(piece, Code) and (piece.relabel or _is_foreign(piece, locale))
    }
    cells: list[Cell] = []
    guards = 0
    for number, piece in enumerate(pieces):
        if isinstance(piece, Text):
            cells += [
                Cell(KEPT if guards else char, number, -1 if guards else at)
                for at, char in enumerate(piece.text)
            ]
        elif piece.kind is OPEN:
            guards += piece.protected or piece.pair in kept
        elif piece.kind is CLOSE:
            guards -= piece.protected or piece.pair in kept
        else:
            cells.append(Cell("\n" if piece.is_break else KEPT, number, -1))
    return cells


def _is_foreign(code: Code, locale: str) -> bool:
    if code.kind is not OPEN:
        return False
    found = _TONGUE.match("".join(part for part in code.parts if isinstance(part, str)))
    return found is not None and found[1].lower().partition("-")[0] != locale.partition("-")[0]


def _changed(cells: list[Cell], changes: Iterable[Change]) -> list[Cell]:
    """Return the cells with changes made; one that touches what is kept is left out."""
    for start, end, typed in sorted(changes, reverse=True):
        place = cells[min(start, len(cells) - 1)]
        if place.at >= 0 and all(cell.at >= 0 for cell in cells[start:end]):
            new = [place._replace(char=char) for char in typed]
            cells = [*cells[:start], *(new or [place._replace(char="")]), *cells[end:]]
    return cells


def _typed(pieces: Sequence[Piece], before: Sequence[Cell], cells: Sequence[Cell]) -> Iterator[Piece | Typed]:
    """Yield the pieces, changed characters typed; a text that is spelled specially is typed whole."""
    new = {(cell.piece, cell.at): "" for cell in before}
    for cell in cells:
        new[cell.piece, cell.at] += cell.char
    for number, piece in enumerate(pieces):
        chars = (
            [new.get((number, at), char) for at, char in enumerate(piece.text)]
            if isinstance(piece, Text)
            else []
        )
        if not isinstance(piece, Text) or (number, -1) in new or "".join(chars) == piece.text:
            yield piece
        elif piece.raw != piece.text:
            yield Typed("".join(chars), {})
        else:
            for is_same, run in groupby(zip(chars, piece.text, strict=True), lambda pair: pair[0] == pair[1]):
                text = "".join(char for char, _ in run)
                yield Text(text, text) if is_same else Typed(text, {})
