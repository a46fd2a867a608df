"""How a TOML string's text is read from its bytes and written again in its own kind of quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recto.formats.frontmatter_values import line_break, settle_breaks
from recto.inline import finish, plain
from recto.model import Code, CodeKind, Piece, Text, Typed, raw

_SPECIAL = re.compile(
    r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[ \t]*(?:\r\n?|\n)[ \t\r\n]*|.)|\r\n?|\n", re.DOTALL
)
_BREAK = re.compile(r"\r\n?|\n")
_SIMPLE = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "+": "\\u002B"}
_FENCE = re.compile(r"[\r\n]\+\+\+[ \t]*(?:[\r\n]|\Z)")


def read_toml(own: str, kind: str) -> tuple[Piece, ...]:
    """Return the pieces of a string; its quotes, of ``kind``, are a pair around them.

    A line break in the text is a code.
    """
    first = _BREAK.match(own, len(kind)) if len(kind) == 3 else None
    start = first.end() if first else len(kind)
    stop = len(own) - len(kind)
    inside = own[start:stop]
    pieces = settle_breaks(_pieces(inside, _SPECIAL if kind[0] == '"' else _BREAK))
    opening = Code(CodeKind.OPEN, (own[:start],), 1)
    return finish((opening, *pieces, Code(CodeKind.CLOSE, (own[stop:],), 1)))


def _pieces(inside: str, special: re.Pattern[str]) -> list[Piece]:
    out: list[Piece] = []
    last = 0
    for found in special.finditer(inside):
        out += plain(inside[last : found.start()])
        out.append(_special(found[0]))
        last = found.end()
    return out + plain(inside[last:])


def _special(own: str) -> Piece:
    if own in ("\n", "\r\n", "\r", "\\n"):
        return line_break(own)
    if own[1] in " \t\r\n":  # a line's end that is no part of the text
        return Text(own, "")
    char = chr(int(f"0x{own[2:]}", 0)) if own[1] in "uU" else _SIMPLE[own[1]]
    if char == "\n":
        return line_break(own)
    seen = plain(char)[0]
    return seen._replace(raw=own) if isinstance(seen, Text) else seen._replace(parts=(own,))


def spell_toml(pieces: Sequence[Text | Code | Typed], *, kind: str) -> str:
    """Write pieces out as a string in that kind of quotes; reading the result gives the same text.

    What single quotes cannot hold gets double ones.
    """
    own = [raw((piece,)) for piece in pieces if not isinstance(piece, Typed)]
    if len(own) == len(pieces):
        return "".join(own)
    start, inside, stop = own[0], pieces[1:-1], own[-1]
    is_long = len(kind) == 3
    if kind[0] == '"':
        written = _written(inside, "\\" if is_long else '\\"')
        if is_long and _is_torn(start + written, kind):
            written = _written(inside, '\\"+')
        return start + written + stop
    written = _written(inside, "")
    if _is_torn(start + written, kind) if is_long else "'" in written:
        # Between single quotes no sign is an escape: all of them are written like typed ones.
        signs = [piece if isinstance(piece, Typed) else Typed(raw((piece,)), {}) for piece in inside]
        return (
            start.replace("'", '"') + _written(signs, '\\"+' if is_long else '\\"') + stop.replace("'", '"')
        )
    return start + written + stop


def _is_torn(own: str, kind: str) -> bool:
    """Tell whether a string of several lines would end too early, or the front matter in it."""
    return kind in own[len(kind) :] or own.endswith(kind[0]) or bool(_FENCE.search(own))


def _written(pieces: Sequence[Text | Code | Typed], escaped: str) -> str:
    """Return pieces with those signs in typed text escaped, and those that the source always escapes."""
    return "".join(
        "".join(
            piece.spellings.get(char) or (_ESCAPES[char] if char in escaped else char) for char in piece.text
        )
        if isinstance(piece, Typed)
        else raw((piece,))
        for piece in pieces
    )
