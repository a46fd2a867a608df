"""The texts of a PO file: bytes to text and back, and the escapes inside quotes."""

from __future__ import annotations

import re
from typing import NamedTuple

from recto.errors import CatalogError

BOM = "\ufeff"
CODE_OF = {"a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
ESCAPES = {ord(char): "\\" + code for code, char in CODE_OF.items()}
SPECIAL = re.compile(r'[\a\b\t\n\v\f\r"\\]')
ESCAPE = re.compile(r"\\(?:([abtnvfr\"\\])|([0-7]{1,3})|x([0-9A-Fa-f]+)|(.?))", re.DOTALL)
RARE = re.compile(r'\\(?!["nt\\])')
"""Some escape that is not one of the four in every second file (or, harmlessly, the end of one)."""
BYTE_BASE = 0xDC00
"""A byte written as an octal or hexadecimal escape waits as this plus its value (PEP 383)."""


class Decoded(NamedTuple):
    """A PO file's text with LF line ends, and the line end that must be put back into it."""

    text: str
    newline: str


def decode(content: bytes, where: str) -> Decoded:
    """Return the file's text; CR LF becomes LF if every line ends so.

    Only UTF-8 is read, whatever the header claims: codecs named by a file are not to be trusted.

    :raises CatalogError: not UTF-8, a byte-order mark before it, or a NUL byte in it.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CatalogError("the file is UTF-16, expected UTF-8.", f"{where}:1", _convert_hint("-f UTF-16 "))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{content[error.start]:02X} is not UTF-8."
        raise CatalogError(problem, f"{where}:{line}", _convert_hint()) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CatalogError(
            "the file has a NUL byte.", f"{where}:{line}", "Restore the file from its history."
        )
    if text.startswith(BOM):
        problem = "the file begins with a byte-order mark, with which gettext's tools refuse it."
        raise CatalogError(problem, f"{where}:1", "Save it as UTF-8 without one.")
    newline = "\n"
    if "\r\n" in text and text.count("\n") == text.count("\r\n"):
        text, newline = text.replace("\r\n", "\n"), "\r\n"
    return Decoded(text, newline)


def encode(decoded: Decoded) -> bytes:
    """Undo ``decode``.

    :raises CatalogError: half a surrogate pair or NUL, which no UTF-8 file holds.
    """
    text = decoded.text
    if "\0" in text:
        raise CatalogError("a text has a NUL character.", hint="Delete it.")
    if decoded.newline != "\n":
        text = text.replace("\n", decoded.newline)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        problem = f"a text has half a surrogate pair, U+{ord(text[error.start]):04X}."
        raise CatalogError(problem, hint="Delete it.") from error


def escape(text: str) -> str:
    r"""Return the text as it stands between quotes; the escapes are those that msgcat writes.

    >>> escape('a "b"')
    'a \\"b\\"'
    """
    return text.translate(ESCAPES) if SPECIAL.search(text) else text


def unescape(raw: str) -> str:
    """Undo ``escape``; octal and hexadecimal escapes are bytes, still to be joined by ``settle``.

    :raises ValueError: an escape that PO does not know; the argument is its text.
    """
    if "\\" not in raw:
        return raw
    if RARE.search(raw):
        return ESCAPE.sub(_unescaped, raw)
    halves = raw.split("\\\\")
    return "\\".join(half.replace('\\"', '"').replace("\\n", "\n").replace("\\t", "\t") for half in halves)


def settle(text: str) -> str:
    """Turn the bytes of octal and hexadecimal escapes into the characters that they spell.

    :raises UnicodeDecodeError: they are not UTF-8.
    """
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8")


def _unescaped(found: re.Match[str]) -> str:
    code, octal, hexadecimal, _ = found.groups()
    if code:
        return CODE_OF[code]
    if octal is None and hexadecimal is None:
        raise ValueError(found[0])
    byte = (int(octal, 8) if octal else int(hexadecimal[-2:], 16)) & 0xFF
    return chr(byte) if byte < 0x80 else chr(BYTE_BASE + byte)


def _convert_hint(source: str = "") -> str:
    return f"Convert it with `msgconv -t UTF-8`, or `iconv {source}-t UTF-8`."
