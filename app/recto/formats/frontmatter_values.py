"""What the kinds of front matter have in common: wanted keys, values, and line breaks that are content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from recto.errors import FormatError
from recto.model import Code, CodeKind, Field, Piece, Speller, Text

WRAP = 50
"""Columns that each line of a wrapped paragraph has at least, its last line excepted, as in plain text."""
_STARTS_ITEM = re.compile(r"[ \t]*(?:[-*+\u2022>|]|#{1,6}|\d{1,9}[.)])(?:[ \t]|\Z)")
_BREAK_HINT = "line break"


MAX_DEPTH = 100
"""Keys and lists one inside the other in front matter. Libraries take quadratic time for many more."""


class Value(NamedTuple):
    """A text in front matter that is translated: its place in the article's text, pieces and speller."""

    field: Field
    start: int
    end: int
    pieces: tuple[Piece, ...]
    spell: Speller


class Wanted:
    """Finds the field for the keys that lead to a value, lists left out.

    A field's ``*`` is any one key. Keys that hold dots match a field that is written so.
    """

    def __init__(self, fields: Sequence[Field]) -> None:
        self.deepest = max((field.key.count(".") + 1 for field in fields), default=0)
        """How many keys one inside the other a value can be behind, at most."""
        self._exact = {field.key: field for field in reversed(fields)}
        self._any = [(_pattern(field.key), field) for field in fields if "*" in field.key.split(".")]

    def find(self, keys: Sequence[str]) -> Field | None:
        """Return the field that wants the value behind these keys, outermost first."""
        if not 0 < len(keys) <= self.deepest:
            return None
        if field := self._exact.get(".".join(keys)):
            return field
        path = "\0".join(keys) if self._any else ""
        return next((field for pattern, field in self._any if pattern.fullmatch(path)), None)


def _pattern(key: str) -> re.Pattern[str]:
    parts = ("[^\0]+" if part == "*" else re.escape(part) for part in key.split("."))
    return re.compile("[.\0]".join(parts))


def too_deep(line: int) -> FormatError:
    """Return the refusal of front matter in which too much is one inside the other."""
    return FormatError(
        f"in the front matter more than {MAX_DEPTH} keys or lists are one inside the other.",
        where=str(line),
        hint="Look for a bracket or dot too many.",
    )


def line_of(before: str) -> int:
    """Return the 1-based line of what stands behind a text."""
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def line_break(raw: str) -> Code:
    """Return the code for a line break that is part of a value."""
    return Code(CodeKind.SINGLE, (raw,), hint=_BREAK_HINT, is_break=True)


def settle_breaks(pieces: Sequence[Piece]) -> list[Piece]:
    """Decide what the line breaks inside a value are, as plain text does.

    In a paragraph that is visibly wrapped they are blanks; elsewhere they stay codes. In front of
    a line that begins like a list item or heading they count as a blank line, so that a sentence
    ends there.
    """
    if not any(_is_break(piece) for piece in pieces):
        return list(pieces)
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        lines[-1].append(piece)
        if _is_break(piece):
            lines.append([])
    rows = [_seen(line) for line in lines]
    out: list[Piece] = []
    first = 0
    for number, row in enumerate([*rows, ""]):
        if not row:  # a blank line, or the end
            out += _paragraph(lines[first:number], rows[first:number])
            out += lines[number] if number < len(lines) else []
            first = number + 1
    return out


def _paragraph(lines: Sequence[Sequence[Piece]], rows: Sequence[str]) -> list[Piece]:
    is_wrapped = _is_wrapped(rows)
    out: list[Piece] = []
    for number, line in enumerate(lines):
        if number + 1 == len(lines) or not line:
            return [*out, *line]
        last = line[-1]
        out += line[:-1]
        if is_wrapped and isinstance(last, Code):
            out.append(Text("".join(part for part in last.parts if isinstance(part, str)), " "))
        elif _STARTS_ITEM.match(rows[number + 1]):
            out += [last, line_break("")]
        else:
            out.append(last)
    return out


def _is_wrapped(rows: Sequence[str]) -> bool:
    longest = max(map(len, rows), default=0)
    return not any(map(_STARTS_ITEM.match, rows[1:])) and all(
        len(row) >= WRAP and len(row) + 1 + len(below.split(maxsplit=1)[0]) > longest
        for row, below in pairwise(rows)
    )


def _is_break(piece: Piece) -> bool:
    return isinstance(piece, Code) and piece.hint == _BREAK_HINT


def _seen(line: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in line if isinstance(piece, Text)).strip()
