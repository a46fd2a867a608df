"""Text from outside, made fit for a terminal."""

from __future__ import annotations


def visible(text: str) -> str:
    """Return the text with characters that steer a terminal, or cannot be seen, escaped.

    Line breaks stay. Names of files and texts of catalogs may hold any character.

    >>> visible("tea" + chr(27) + "[2J.md")
    'tea\\\\x1b[2J.md'
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else ascii(char)[1:-1] for char in text)
