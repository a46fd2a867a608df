"""Codes that come undone where a target puts them: beside each other, around nothing, at an edge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeGuard

from recto.errors import CodeError
from recto.formats.markdown_told import KEPT
from recto.model import CLOSE, OPEN, SINGLE, Code, Text, Typed, raw

SPECIAL = re.compile(r"[\\`*_\[\]<&~{]")
"""What in typed text may be read as markup inside a line; emoji by name aside."""
_BLANKS = " \t\n\r\f"
_EMPHASIS = "*_~"
_ENDS, _BEGINNINGS = "`*_~]:\n", "`*_~[({: \t\\"
"""Last characters of codes, and first ones, that may read otherwise if nothing stands between them."""


def may_come_undone(pieces: Sequence[Text | Code | Typed]) -> bool:
    """Tell whether codes that nobody typed text around may still read otherwise than they are.

    Most blocks are as their source has them: this looks only at codes that touch each other, and at
    kept text.
    """
    before: Code | None = None
    for piece in pieces:
        if not isinstance(piece, Code):
            before = None if piece.text else before
            continue
        if piece.hint == KEPT and len(pieces) > 1:  # a block that is kept whole is one code
            return True
        if before is not None and _touch(raw(before.parts), raw(piece.parts)):
            return True
        before = piece if piece.parts else before
    return False


def _touch(before: str, behind: str) -> bool:
    return bool(before and behind) and before[-1] in _ENDS and behind[0] in _BEGINNINGS


def has_break_at_edge(pieces: Sequence[Text | Code | Typed]) -> bool:
    """Tell whether a block would begin or end with the end of a line, and so without the break.

    A backslash in front of the first line's end is a break. A block that a source has passes.
    """
    if not any(isinstance(piece, Code) and piece.is_break for piece in pieces):
        return False
    shown = [piece for piece in pieces if isinstance(piece, Code) or piece.text.strip(_BLANKS)]
    return _is_line_end(shown[-1]) or (_is_line_end(shown[0]) and not raw(shown[0].parts).startswith("\\"))


def _is_line_end(piece: Text | Code | Typed) -> TypeGuard[Code]:
    return isinstance(piece, Code) and piece.is_break and "\n" in raw(piece.parts)


def is_calm(pieces: Sequence[Text | Code | Typed]) -> bool:
    """Tell at a glance that plain typed text reads as typed here: no emphasis that could come undone."""
    if not any(isinstance(piece, Code) for piece in pieces):
        return True
    if any(isinstance(piece, Text) and SPECIAL.search(piece.raw) for piece in pieces):
        return False
    if may_come_undone(pieces):
        return False
    for index, piece in enumerate(pieces):
        if isinstance(piece, Code) and (piece.relabel or raw(piece.parts).endswith("]")):
            return False
        ahead = pieces[index + 1] if index + 1 < len(pieces) else None
        if isinstance(piece, Typed) and piece.text.endswith("!") and isinstance(ahead, Code):
            return False
        if isinstance(piece, Code) and piece.parts and str(piece.parts[0])[:1] in _EMPHASIS:
            before = pieces[index - 1] if index else None
            after = pieces[index + 1] if index + 1 < len(pieces) else None
            outside, inside = (before, after) if piece.kind is OPEN else (after, before)
            if isinstance(outside, Code) or inside is None or isinstance(inside, Code):
                return False
            edge = (0, -1) if piece.kind is OPEN else (-1, 0)
            if not inside.text or not inside.text[edge[0]].isalnum():
                return False
            if outside is not None and not outside.text[edge[1]].isspace():
                return False
    return True


def undone(pieces: Sequence[Text | Code | Typed]) -> CodeError:
    """Return the error that says which codes do not hold, as far as can be told."""
    codes = [(index, piece) for index, piece in enumerate(pieces) if isinstance(piece, Code) and piece.parts]
    for (first, before), (second, behind) in pairwise(codes):
        if second > first + 1:
            continue
        if before.kind is OPEN and behind.kind is CLOSE and raw(before.parts)[0] in _EMPHASIS:
            problem = f"there is nothing in the code {before.hint!r}, so that its signs would be seen."
            return CodeError(problem, hint="Put text or another code in it.")
        if before.kind is CLOSE and behind.kind is OPEN and before.protected and raw(behind.parts)[0] == "`":
            spans = f"{_shown(pieces, before)} and {_shown(pieces, behind)}"
            problem = f"the codes {spans} touch each other and would be read as one."
            return CodeError(problem, hint="Put a blank or a word between them.")
    return CodeError(
        "the codes of the target do not hold at their new places.",
        hint="Put blanks or punctuation around the marked words, or move the codes.",
    )


def _shown(pieces: Sequence[Text | Code | Typed], half: Code) -> str:
    """Return a protected pair as its bytes spell it, given one of its codes."""
    ends = [
        index
        for index, piece in enumerate(pieces)
        if isinstance(piece, Code) and piece.kind is not SINGLE and piece.pair == half.pair
    ]
    inside = [piece for piece in pieces[ends[0] : ends[-1] + 1] if not isinstance(piece, Typed)]
    return raw(inside)[:60]
