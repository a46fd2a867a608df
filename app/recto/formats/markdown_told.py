"""Directives in comments inside a paragraph: what they keep, and what they say about what follows."""

from __future__ import annotations

from collections.abc import Sequence

from recto.formats.directives import NOTE, OFF, ON, SIGN, Listener
from recto.model import Code, CodeKind, Piece, raw

_SIGNS = (("<!--", "-->"), ("{/*", "*/}"))


def comment_text(piece: Piece) -> str:
    """Return the text of a code that is a comment of HTML or MDX with a directive's sign in it."""
    if not isinstance(piece, Code) or piece.kind is not CodeKind.SINGLE:
        return ""
    own = raw(piece.parts)
    if SIGN not in own:
        return ""
    for opening, closing in _SIGNS:
        if own.startswith(opening) and own.endswith(closing):
            return own[len(opening) : -len(closing)]
    return ""


def told(pieces: Sequence[Piece], listener: Listener, line: int) -> tuple[Piece, ...]:
    """Tell the listener the directives in a block; what they keep in it becomes one code each.

    Notes are about the block itself. A stretch that only one end of a pair stands in stays as it is.
    """
    out: list[Piece] = []
    opening = 0 if listener.is_off else -1
    for piece in pieces:
        out.append(piece)
        text = comment_text(piece)
        said = listener.hear(text, line) if text else None
        if said is None:
            continue
        if said.kind == NOTE:
            listener.keep(said.text, line)
        elif said.kind == OFF:
            opening = len(out) - 1
        elif said.kind == ON and opening >= 0:
            _merge(out, opening)
            opening = -1
    if opening >= 0:
        _merge(out, opening)
    return tuple(out)


def _merge(out: list[Piece], first: int) -> None:
    kept = out[first:]
    pairs = [piece.pair for piece in kept if isinstance(piece, Code) and piece.kind is not CodeKind.SINGLE]
    if kept and 2 * len(set(pairs)) == len(pairs):
        out[first:] = [Code(CodeKind.SINGLE, (raw(kept),), hint="kept text")]
