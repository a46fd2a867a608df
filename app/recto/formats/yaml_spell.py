"""How a YAML scalar's text is read from its bytes and written again in its own style."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from recto.errors import CodeError
from recto.formats.frontmatter_values import line_break, settle_breaks
from recto.inline import finish, plain
from recto.model import Code, CodeKind, Piece, Text, Typed, raw

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.resolver.Resolver()
_FOLD = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t\r\n]*")
_LINE_END = re.compile(r"(?:\r\n?|\n)[ \t]*")
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
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n)[ \t\r\n]*")
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not let stand unescaped, and the byte-order mark."""
_MARKER = re.compile(r"[\r\n\x85\u2028\u2029](?:---|\.\.\.)(?:\s|\Z)")
"""What ends a document, or the front matter, at the start of a line."""
_OTHER_VALUES = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|[-+]?0x[0-9a-fA-F]+|[-+]?0b[01_]+"
)
"""Plain numbers of YAML 1.2 and of other libraries, which ours reads as text."""
_FLOW_SIGNS = re.compile(r"[:?,\[\]{}]")
_OLD_BREAK = re.compile(r"[\x85\u2028\u2029](?=\S)")
"""A line break of YAML 1.1 with text behind it that is not indented: there a block scalar ends."""
_BLANKS = re.compile(r"[ \t\r\n]+")


def writable(body: str) -> str:
    """Return YAML with the characters that it forbids replaced, so that it is read and offsets stay."""
    return _FORBIDDEN.sub("\ufffd", body)


def is_string(value: str) -> bool:
    """Tell whether a plain scalar is text: no number, date, truth value or null of YAML 1.1 or 1.2."""
    tag = _RESOLVER.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
    return tag == "tag:yaml.org,2002:str" and not _OTHER_VALUES.fullmatch(value)


def read_scalar(text: str, start: int, end: int, style: str) -> tuple[tuple[Piece, ...], int, int]:
    """Return a scalar's pieces and the span of ``text`` that they stand for.

    Quotes are a pair around the pieces; a block scalar's header and last line end are left out. Line
    breaks that are part of the text are codes, and so are blank lines.
    """
    if style and style in "'\"":
        pieces = settle_breaks(_quoted(text[start + 1 : end - 1], style))
        opening, closing = (Code(kind, (style,), 1) for kind in (CodeKind.OPEN, CodeKind.CLOSE))
        return finish((opening, *pieces, closing)), start, end
    if style:
        header = _HEADER.match(text, start)
        start = header.end() if header else start
        end = max(start, start + len(text[start:end].rstrip(" \t\r\n")))
        indent = start - max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) - 1
        return finish(settle_breaks(_lines(text[start:end], style, indent))), start, end
    return finish(settle_breaks(_folded(text[start:end]))), start, end


def _folded(text: str) -> list[Piece]:
    """Return the pieces of text whose single line breaks are blanks."""
    out: list[Piece] = []
    last = 0
    for found in _FOLD.finditer(text):
        out += plain(text[last : found.start()])
        out += _fold(found[0])
        last = found.end()
    return out + plain(text[last:])


def _fold(own: str) -> list[Piece]:
    ends = [found.end() for found in re.finditer(r"\r\n?|\n", own)]
    if len(ends) == 1:
        return [Text(own, " ")]
    edges = [0, *ends[:-1], len(own)]
    return [line_break(own[edges[i] : edges[i + 1]]) for i in range(len(ends))]


def _lines(text: str, style: str, indent: int) -> list[Piece]:
    """Return the pieces of a block scalar; ``indent`` is that of its first line."""
    out: list[Piece] = []
    last = 0
    was_deeper = False
    for found in _LINE_END.finditer(text):
        out += plain(text[last : found.start()])
        is_deeper = len(found[0].lstrip("\r\n")) > indent
        is_blank = text[found.end()] in "\r\n" or not text[last : found.start()].strip()
        is_kept = style == "|" or is_blank or is_deeper or was_deeper
        out.append(line_break(found[0]) if is_kept else Text(found[0], " "))
        last, was_deeper = found.end(), is_deeper
    return out + plain(text[last:])


def _quoted(text: str, style: str) -> list[Piece]:
    out: list[Piece] = []
    last = 0
    for found in re.finditer("''", text) if style == "'" else _ESCAPE.finditer(text):
        out += _folded(text[last : found.start()])
        out.append(_escaped(found.group()))
        last = found.end()
    return out + _folded(text[last:])


def _escaped(own: str) -> Piece:
    if own == "''":
        return Text(own, "'")
    if own[1] in "\r\n":
        return Text(own, "")
    if own[1] in "xuU":
        code = int(f"0x{own[2:]}", 0)
        char = chr(code) if code < 0x110000 else "\ufffd"
    else:
        char = _SIMPLE.get(own[1], own[1])
    if char == "\n":
        return line_break(own)
    seen = plain(char)[0]
    return seen._replace(raw=own) if isinstance(seen, Text) else seen._replace(parts=(own,))


def spell_scalar(pieces: Sequence[Text | Code | Typed], *, style: str, in_flow: bool = False) -> str:
    """Write pieces as a scalar of that style; one that needs double quotes gets them.

    Reading the result as YAML gives the same text. ``in_flow``: inside ``[]`` or ``{}``.

    :raises CodeError: a block scalar cannot hold a character of the text.
    """
    own = [piece for piece in pieces if not isinstance(piece, Typed)]
    if len(own) == len(pieces):
        written = raw(own)
        return written if style or written.strip() else '""'  # nothing at all would be null
    if style == '"':
        return _in_double(pieces[1:-1], style)
    if style == "'":
        written = _as_typed(pieces[1:-1], "'")
        is_safe = not _MARKER.search(written) and not _FORBIDDEN.search(written)
        return f"'{written}'" if is_safe else _in_double(pieces[1:-1], style)
    written = _as_typed(pieces, "")
    if style:
        typed = "".join(piece.text for piece in pieces if isinstance(piece, Typed))
        if found := _FORBIDDEN.search(typed):
            raise CodeError(f"YAML cannot hold the character U+{ord(found[0]):04X} here.", hint="Delete it.")
        if written.startswith((" ", "\t", "\r", "\n")):  # the first line tells the indentation of all
            raise CodeError("the text of a YAML block begins with words.", hint="Move the line break.")
        if found := _OLD_BREAK.search(written):
            sign = f"U+{ord(found[0]):04X}"
            raise CodeError(f"the text behind {sign} would be lost.", hint=f"Leave a blank behind {sign}.")
        return written
    return written if _is_plain(written, in_flow=in_flow) else _in_double(pieces, style)


def _as_typed(pieces: Sequence[Text | Code | Typed], doubled: str) -> str:
    return "".join(
        (piece.text.replace(doubled, 2 * doubled) if doubled else piece.text)
        if isinstance(piece, Typed)
        else raw((piece,))
        for piece in pieces
    )


def _in_double(pieces: Sequence[Text | Code | Typed], style: str) -> str:
    """Return pieces of a scalar of that style in double quotes."""
    out = _double(pieces, style, '\\"')
    return f'"{_double(pieces, style, chr(92) + chr(34) + "-.") if _MARKER.search(out) else out}"'


def _double(pieces: Sequence[Text | Code | Typed], style: str, escaped: str) -> str:
    out: list[str] = []
    for piece in pieces:
        if isinstance(piece, Typed):
            out += (piece.spellings.get(char) or _escape(char, escaped) for char in piece.text)
        elif style == '"':
            out.append(raw((piece,)))
        else:
            own = raw((piece,))
            out += (_escape(char, '\\"') for char in (own.replace("''", "'") if style else own))
    return "".join(out)


def _escape(char: str, escaped: str) -> str:
    if char in escaped:
        return f"\\x{ord(char):02x}" if char in "-." else f"\\{char}"
    if _FORBIDDEN.match(char):
        return f"\\u{ord(char):04X}"
    return char


def _is_plain(text: str, *, in_flow: bool) -> bool:
    """Tell whether YAML reads the bytes, as a value, as that very text."""
    if not text or text in ("y", "Y", "n", "N") or not is_string(text) or _MARKER.search(f"\n{text}"):
        return False
    if _FORBIDDEN.search(text) or (in_flow and _FLOW_SIGNS.search(text)):
        return False
    try:
        read = yaml.load(f"[{text}]\n" if in_flow else f"key: {text}\n", Loader=LOADER)  # noqa: S506 - safe
    except yaml.YAMLError:
        return False
    one = read[0] if in_flow and isinstance(read, list) and len(read) == 1 else None
    value = read.get("key") if isinstance(read, dict) and len(read) == 1 else one
    return isinstance(value, str) and _squeezed(value) == _squeezed(text)


def _squeezed(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ")
