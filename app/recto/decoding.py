"""The bytes of a file <-> its text: UTF-8, or what a format unpacks."""

from __future__ import annotations

from functools import lru_cache

from recto.errors import ConfigError, FormatError
from recto.formats import Package


def unpacked(package: Package | None, content: bytes, where: str) -> str:
    """Return the text of an article's file.

    :raises FormatError: it is not UTF-8; no such package.
    """
    if package is None:
        return decoded(content, where)
    try:
        return package.unpack(content)
    except FormatError as error:
        raise _placed(error, where) from error


def packed(package: Package | None, text: str, original: bytes, where: str) -> bytes:
    """Return the bytes of a localized article's file; ``original`` is the source's, for a package.

    :raises FormatError: the source is another package than the text was made from.
    """
    if package is None:
        return text.encode("utf-8", "surrogatepass")
    try:
        return package.pack(text, original)
    except FormatError as error:
        raise _placed(error, where) from error


def _placed(error: FormatError, where: str) -> FormatError:
    """Return an error with the article's path in front of the place inside it."""
    return FormatError(error.problem, f"{where}:{error.where}" if error.where else where, error.hint)


def decoded(content: bytes, where: str) -> str:
    """Return the text of UTF-8 bytes, a byte-order mark included.

    :raises FormatError: they are not UTF-8; says the first byte that is not, its offset and line.
    """
    hint = "Save the file as UTF-8."
    if b"\0" in content and _is_utf_16(content):
        raise FormatError("this is UTF-16, not UTF-8.", where, hint)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
            width = "32" if b"\0\0" in content[:4] else "16"
            raise FormatError(f"this is UTF-{width}, not UTF-8.", where, hint) from error
        byte = content[error.start]
        line = content.count(b"\n", 0, error.start) + 1
        guess = bytes([byte]).decode("cp1252", "replace")
        maybe = f" ({guess!r} in Windows-1252)" if guess.isalpha() else ""
        problem = f"byte 0x{byte:02X} at offset {error.start}{maybe} is not UTF-8."
        raise FormatError(problem, f"{where}:{line}", hint) from error


def _is_utf_16(content: bytes) -> bool:
    """Tell whether most of every second byte is zero: UTF-16 of a Latin script without its mark."""
    halves = content[::2], content[1::2]
    return any(
        len(zeros) > 1 and zeros.count(0) * 2 > len(zeros) and 0 not in letters
        for zeros, letters in (halves, halves[::-1])
    )


@lru_cache(maxsize=4)
def settings_text(content: bytes, where: str) -> str:
    """Return the text of a file of settings, or of rules that the settings name.

    The same object for as long as its bytes are the same.

    :raises ConfigError: it is not UTF-8, or holds a NUL character.
    """
    try:
        return decoded(content, where)
    except FormatError as error:
        raise ConfigError(error.problem, error.where, error.hint) from error
