"""The lines of a plain text, and what stands in front of their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
_FRONT = re.compile(
    r"""
    (?P<quote> (?:>[ ]?)* )
    (?P<indent> [^\S\r\n]* )
    (?: (?P<bullet> [-*\u2013] (?=[^\S\r\n])
                  | [\u2022\u2023\u25aa\u25cf\u25e6]
                  | \(?[0-9]{1,3}\) (?=[^\S\r\n])
                  | [0-9]{1,3}\. (?=[^\S\r\n])
                  | \(?[A-Za-z]\) (?=[^\S\r\n]) )
        [^\S\r\n]* (?=\S) )?
    """,
    re.VERBOSE,
)
_RULE = re.compile(r"([-=_*~#+^])(?:[^\S\r\n]*\1){2,}")
_NUMBER = re.compile(r"(\(?)([0-9]+|[A-Za-z])([.)])")


class Line(NamedTuple):
    """A line with text. Offsets are the article's."""

    number: int
    """1-based."""
    start: int
    front: int
    """Behind quote marks and indentation, where a bullet may stand."""
    first: int
    """Where its words begin."""
    last: int
    """Behind its words."""
    behind: int
    """Behind its line end."""
    depth: int = 0
    """How many quote marks stand in front."""
    indent: int = 0
    """Characters between the quote marks and ``front``."""
    bullet: str = ""
    is_tabbed: bool = False
    """It is set off by tabs, as captions are."""

    @property
    def columns(self) -> int:
        return self.last - self.start

    @property
    def width(self) -> int:
        """Columns without the blanks at the edges."""
        return self.columns - (0 if self.depth else self.indent)

    @property
    def is_numbered(self) -> bool:
        return len(self.bullet) > 1

    def words(self, text: str) -> str:
        return text[self.first : self.last]


def spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each line of a text starts, where it ends, and where its line end ends."""
    for found in _LINE.finditer(text):
        yield found.start(), found.end(1), found.end()
        if found.end() == len(text):
            return


def read(text: str, number: int, start: int, end: int, behind: int) -> Line:
    """Return a line that is not blank."""
    last = start + len(text[start:end].rstrip())
    if text[start].isalpha() and text[start + 1 : start + 2] != ")":
        return Line(number, start, start, start, last, behind)
    front = _FRONT.match(text, start, last)
    assert front  # every part of it may be empty
    depth, indent, bullet = front["quote"].count(">"), front["indent"], front["bullet"] or ""
    return Line(
        number,
        start,
        front.end("indent"),
        front.end(),
        last,
        behind,
        depth,
        len(indent),
        bullet,
        is_tabbed=indent.startswith("\t") and not depth and not bullet,
    )


def is_rule(text: str) -> bool:
    """Tell whether the text of a line only divides or underlines: ``---``, ``* * *``, ``=====``."""
    return text[0] in "-=_*~#+^" and bool(_RULE.fullmatch(text))


def in_sequence(found: Sequence[Line | None]) -> list[Line | None]:
    """Return the lines with a number or letter as a bullet only where the one before or after it stands.

    ``3. October`` alone is no third item.
    """
    out = list(found)
    latest: dict[tuple[str, bool, str, int], tuple[int, int]] = {}
    items: set[int] = set()
    for at, line in enumerate(found):
        match = _NUMBER.fullmatch(line.bullet) if line else None
        if line and match:
            kind = match[1], match[2].isdigit(), match[3], line.indent
            order = int(match[2]) if match[2].isdigit() else ord(match[2])
            before, order_before = latest.get(kind, (at, order))
            if order == order_before + 1:
                items |= {before, at}
            latest[kind] = at, order
            out[at] = line._replace(first=line.front, bullet="")
    for at in items:
        out[at] = found[at]
    return out
