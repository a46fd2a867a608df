"""What at the beginning of a line of typed text would make it another block: a list, a heading, a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

PREFIXED_BREAK = re.compile(r"(?:\r\n?|\n)[ \t>]*")
_FIRST_SIGNS = frozenset("#>-+*`~=_<[!?:{|0123456789")
_MAY_BEGIN = _FIRST_SIGNS | {" ", "\t", ""}
_BLOCK_START = re.compile(
    r"""(?P<sign>\#{1,6}(?=\s|$) | > | [-+*](?=\s|$) | `{3} | ~{3} | =+\s*$ | -+\s*$
        | (?:[-*_][ \t]*){3,}$ | <(?=[A-Za-z/!?%]) | \[(?=[ xX]\]\s|![A-Za-z]) | \+{3}\s*$
        | !{3}(?=[ \t]*\S) | \?{3}(?=\+?[ \t]*\S) | :{3} | [:~](?=\s|$) | ={3}(?=[!+]?[ \t]+")
        | \*(?=\[[^\]]*\]:) | \{\s*$
        | -(?=[-\ \t]*[:|][-:|\ \t]*$) | [:|](?=[:|\ \t]*-[-:|\ \t]*$))
      | \d{1,9}(?P<dot>[.)])(?=\s|$)""",
    re.VERBOSE,
)
_DEFINITION = re.compile(r"\[[^\]]*\]:")

_REACH = 1200
"""How far the beginning of a line is looked at; the label of a reference has at most 999 characters."""
Spot = tuple[int, int]
"""A character of typed text: number of the chunk, index in its text."""


class Chunk(NamedTuple):
    """A stretch of the output: source bytes, or typed text."""

    text: str
    is_typed: bool


def block_signs(chunks: Sequence[Chunk], place: str) -> set[Spot]:
    """Return the typed characters that would make a line begin another block."""
    out: set[Spot] = set()
    if place not in {"paragraph", "setext", "first cell"}:
        return out
    for number, start in _line_starts(chunks):
        if chunks[number].text[start : start + 1] not in _MAY_BEGIN:
            continue
        rest = _rest(chunks, number, start)
        line = re.split(r"[\r\n]", rest, maxsplit=1)[0]
        blank = len(line) - len(line.lstrip(" \t"))
        if line[blank : blank + 1] not in _FIRST_SIGNS:
            continue
        if found := _DEFINITION.match(rest, blank):
            at = start + found.end() - 1
        elif found := _BLOCK_START.match(line, blank):
            at = start + max(found.start("sign"), found.start("dot"))
        else:
            continue
        spot = _spot(chunks, number, at)
        if chunks[spot[0]].is_typed:
            out.add(spot)
    return out


def _rest(chunks: Sequence[Chunk], number: int, start: int) -> str:
    """Return what stands from there on, as far as it can matter."""
    out = chunks[number].text[start : start + _REACH]
    while len(out) < _REACH and (number := number + 1) < len(chunks):
        out += chunks[number].text[:_REACH]
    return out


def _spot(chunks: Sequence[Chunk], number: int, at: int) -> Spot:
    """Return the chunk and the index in it of a character counted from the beginning of chunk ``number``."""
    while at >= len(chunks[number].text):
        at -= len(chunks[number].text)
        number += 1
    return number, at


def _line_starts(chunks: Sequence[Chunk]) -> Iterator[Spot]:
    """Yield where the lines of the block begin, behind the prefixes of containers."""
    yield 0, 0
    for number, chunk in enumerate(chunks):
        if not chunk.is_typed and ("\n" in chunk.text or "\r" in chunk.text):
            for found in PREFIXED_BREAK.finditer(chunk.text):
                yield number, found.end()
