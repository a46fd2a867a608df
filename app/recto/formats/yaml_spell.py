"""How a YAML scalar's text is read from its bytes and written again in its own style."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from recto.inline import finish, plain
from recto.model import Code, Piece, Text, Typed, raw

_FOLD = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t\r\n]*")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?:\r\n?|\n)[ \t]*|.)")
_SIMPLE = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
    "\t": "\t",
}
_BLANKS = re.compile(r"[ \t\r\n]+")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n)[ \t\r\n]*")


def read_scalar(text: str, start: int, end: int, style: str) -> tuple[tuple[Piece, ...], int, int]:
    """Return a scalar's pieces and the span of ``text`` that they stand for.

    Quotes are left out of the span, and so are a block scalar's header and its last line end.
    """
    if style in "'\"" and style:
        start, end = start + 1, end - 1
        return finish(_quoted(text[start:end], style)), start, end
    if style in "|>" and style:
        header = _HEADER.match(text, start)
        start = header.end() if header else start
        end = start + len(text[start:end].rstrip())
    return finish(_pieces(text[start:end])), start, max(start, end)


def _pieces(text: str) -> list[Piece]:
    """Return the pieces of text whose line breaks are folded."""
    out: list[Piece] = []
    last = 0
    for found in _FOLD.finditer(text):
        out += plain(text[last : found.start()])
        out.append(Text(found.group(), " "))
        last = found.end()
    return out + plain(text[last:])


def _quoted(text: str, style: str) -> list[Piece]:
    out: list[Piece] = []
    last = 0
    for found in re.finditer("''", text) if style == "'" else _ESCAPE.finditer(text):
        out += _pieces(text[last : found.start()])
        out.append(_escaped(found.group()))
        last = found.end()
    return out + _pieces(text[last:])


def _escaped(own: str) -> Piece:
    if own == "''":
        return Text(own, "'")
    if own[1] in "xuU":
        code = int(f"0x{own[2:]}", 0)
        char = chr(code) if code < 0x110000 else "\ufffd"
    elif own[1] in "\r\n":
        return Text(own, " ")
    else:
        char = _SIMPLE.get(own[1], own[1])
    seen = plain(char)[0]
    return seen._replace(raw=own) if isinstance(seen, Text) else seen._replace(parts=(own,))


def spell_scalar(pieces: Sequence[Text | Code | Typed], *, style: str, in_flow: bool = False) -> str:
    """Write pieces as a scalar of that style; a plain one that needs quotes gets them.

    Reading the result as YAML gives the same text. ``in_flow``: inside ``[]`` or ``{}``.
    """
    if not any(isinstance(piece, Typed) for piece in pieces):
        return raw([piece for piece in pieces if not isinstance(piece, Typed)])
    if style == '"':
        return "".join(_in_double(piece) if isinstance(piece, Typed) else raw([piece]) for piece in pieces)
    if style == "'":
        return "".join(
            piece.text.replace("'", "''") if isinstance(piece, Typed) else raw([piece]) for piece in pieces
        )
    text = "".join(piece.text if isinstance(piece, Typed) else raw([piece]) for piece in pieces)
    if style or _is_plain(text, in_flow=in_flow):
        return text
    seen = "".join(raw(piece.parts) if isinstance(piece, Code) else piece.text for piece in pieces)
    return f'"{_double(seen)}"'


def _in_double(piece: Typed) -> str:
    """Return typed text for double quotes; a character that the source always escapes is escaped again."""
    return "".join(piece.spellings.get(char) or _double(char) for char in piece.text)


def _double(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _is_plain(text: str, *, in_flow: bool) -> bool:
    """Tell whether YAML reads the bytes, as a value, as that very text."""
    if not text:
        return False
    try:
        read = yaml.load(f"[{text}]\n" if in_flow else f"key: {text}\n", Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    seen = " ".join(part for part in _BLANKS.split(text) if part)
    return bool(read == ([seen] if in_flow else {"key": seen}))
