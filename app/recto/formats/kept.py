"""What the settings keep from translation, in every format: ``ignore`` and ``protect``.

Done once, behind each format's cut.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from recto.inline import keep_terms, visible
from recto.model import LINK, Block, Code, CodeKind, Document, Options, Piece, raw

Patterns = tuple[re.Pattern[str], ...]


def keep(document: Document, options: Options) -> Document:
    """Return the document with ignored blocks kept whole and protected words guarded.

    An ignored block stays a block, of one code: what is translated into words that a pattern
    matches leaves the article's shape as it is.  Doing it twice changes nothing.
    """
    ignored, terms = _compiled(options.ignore), _compiled(options.protect)
    parts = tuple(part if isinstance(part, str) else _kept(part, ignored, terms) for part in document.parts)
    return replace(document, parts=parts)


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> Patterns:
    return tuple(re.compile(pattern) for pattern in patterns)


def _kept(block: Block, ignored: Patterns, terms: Patterns) -> Block:
    shown = " ".join(visible(block.pieces).split())
    if shown and any(pattern.fullmatch(shown) for pattern in ignored):
        return replace(block, pieces=(Code(CodeKind.SINGLE, (raw(block.pieces),), hint="kept text"),))
    pieces = tuple(_with_kept_values(piece, ignored, terms) for piece in block.pieces)
    if terms and block.role != LINK:
        pieces = keep_terms(pieces, terms)
    return block if pieces == block.pieces else replace(block, pieces=pieces)


def _with_kept_values(piece: Piece, ignored: Patterns, terms: Patterns) -> Piece:
    if not isinstance(piece, Code) or all(isinstance(part, str) for part in piece.parts):
        return piece
    parts = tuple(part if isinstance(part, str) else _kept(part, ignored, terms) for part in piece.parts)
    return piece._replace(parts=parts)
