"""Directives in comments inside a paragraph: what they keep, and what they say about what follows."""

from __future__ import annotations

from collections.abc import Sequence

from recto.formats.directives import NOTE, OFF, ON, SIGN, Listener
from recto.model import CLOSE, OPEN, SINGLE, Code, Piece, Text, Typed, raw

KEPT = "kept text"
"""The hint of a stretch that directives keep."""

LINK_IS_KEPT = (
    "a directive 'recto: off' or 'recto: on' stands inside a link whose words are its label. "
    "All of the link is kept."
)
_SIGNS = (("<!--", "-->"), ("{/*", "*/}"))
_Span = tuple[int, int]


def comment_text(piece: Piece) -> str:
    """Return the text of a code that is a comment of HTML or MDX with a directive's sign in it."""
    if not isinstance(piece, Code) or piece.kind is not SINGLE:
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

    Notes are about the block itself. A pair of codes of which one is kept is no pair any more: the
    other is a code by itself.
    """
    stretches = _stretches(pieces, listener, line)
    if not stretches:
        return tuple(pieces)
    spans = _with_labels(pieces, stretches)
    if spans != stretches:
        listener.remark(line, LINK_IS_KEPT)
    hints = {piece.pair: piece.hint for piece in pieces if isinstance(piece, Code) and piece.kind is OPEN}
    halved = _halved(pieces, spans)
    out: list[Piece] = []
    at = 0
    for first, last in [*spans, (len(pieces), len(pieces))]:
        for piece in pieces[at:first]:
            is_half = isinstance(piece, Code) and piece.kind is not SINGLE and piece.pair in halved
            out.append(_single(piece, hints) if isinstance(piece, Code) and is_half else piece)
        if first < last:
            out.append(Code(SINGLE, (raw(pieces[first:last]),), hint=KEPT))
        at = last
    return tuple(out)


def retold(pieces: Sequence[Piece], wanted: Sequence[Text | Code | Typed]) -> Sequence[Piece]:
    """Return what ``told`` makes of a block that was written and is read again.

    ``wanted`` is what it was written from. Where kept text comes first, it is from the first piece on,
    whether it was off already in front of the block or is only from there.
    """
    kept = [isinstance(piece, Code) and piece.hint == KEPT for piece in wanted]
    if not any(kept):
        return pieces
    listener = Listener()
    listener.is_off = kept[0]
    return told(pieces, listener, 0)


def _stretches(pieces: Sequence[Piece], listener: Listener, line: int) -> list[_Span]:
    """Return the spans of pieces from each ``off`` to its ``on``, both included, as slices."""
    out: list[_Span] = []
    opening = 0 if listener.is_off else -1
    for index, piece in enumerate(pieces):
        text = comment_text(piece)
        said = listener.hear(text, line) if text else None
        if said is None:
            continue
        if said.kind == NOTE:
            listener.keep(said.text, line)
        elif said.kind == OFF:
            opening = index
        elif said.kind == ON and opening >= 0:
            out.append((opening, index + 1))
            opening = -1
    if opening >= 0 and pieces:
        out.append((opening, len(pieces)))
    return out


def _places(pieces: Sequence[Piece]) -> dict[int, list[int]]:
    """Return where the two codes of each pair stand, by its number."""
    out: dict[int, list[int]] = {}
    for index, piece in enumerate(pieces):
        if isinstance(piece, Code) and piece.kind is not SINGLE:
            out.setdefault(piece.pair, []).append(index)
    return out


def _halved(pieces: Sequence[Piece], spans: Sequence[_Span]) -> set[int]:
    """Return the pairs that have one code inside a span, and one outside or in another."""
    homes = [0] * len(pieces)
    for number, (first, last) in enumerate(spans, 1):
        homes[first:last] = [number] * (last - first)
    return {pair for pair, at in _places(pieces).items() if len({homes[place] for place in at}) > 1}


def _with_labels(pieces: Sequence[Piece], spans: list[_Span]) -> list[_Span]:
    """Return the spans with all of each link that they halve, if the words of the link are its label.

    Such a link would lead nowhere as soon as a part of its words is translated.
    """
    halved = _halved(pieces, spans)
    labels = {piece.pair for piece in pieces if isinstance(piece, Code) and piece.relabel} & halved
    if not labels:
        return spans
    links = [(min(at), max(at) + 1) for pair, at in _places(pieces).items() if pair in labels]
    out: list[_Span] = []
    for first, last in sorted([*spans, *links]):
        if out and first < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def _single(half: Code, hints: dict[int, str]) -> Code:
    ends = "ends" if half.kind is CLOSE else "begins"
    return half._replace(kind=SINGLE, pair=0, hint=f"{hints[half.pair]} {ends}", emphasis=False)
