"""Plain text as it comes off a web page or out of a mail: titles, captions, lists, quotes, paragraphs.

Blank lines and rules separate blocks; lines are one paragraph only if they are visibly wrapped
(units.md, section 1). Nothing is markup: what stands in front of the words of a line is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from recto.formats.plain_blocks import MAX_TITLE, TERMINATORS, Words, blocks
from recto.formats.plain_lines import Line, in_sequence, read, spans
from recto.inline import finish, plain
from recto.model import Block, Code, Document, Options, Piece, Text, Typed, raw

_NO_TITLE = f"{TERMINATORS};:,"
"""Signs at the end of what is no title."""


def cut(text: str, options: Options) -> Document:
    """Cut plain text. ``join(cut(text, options)) == text``."""
    found = blocks(text, _lines(text, options), [(re.compile(one), role) for one, role in options.roles])
    captions = {words.lines[0].words(text) for words in found if words.lines[0].is_tabbed}
    is_title = not any(words.role == "title" for words in found)
    parts: list[str | Block] = []
    at = 0
    for words in found:
        role = words.role or _role(text, words, captions)
        if is_title and not words.is_told:
            is_title = False
            role = _first_role(text, words, role)
        parts += [text[at : words.lines[0].first], _block(text, role, words)]
        at = words.lines[-1].last
    return Document(tuple(part for part in (*parts, text[at:]) if part != ""))


def _lines(text: str, options: Options) -> list[Line | None]:
    """Return the lines with text in order; blank ones and those that the settings ignore are None."""
    ignored = [re.compile(pattern) for pattern in options.ignore]
    out: list[Line | None] = []
    numbered = False
    for number, (start, end, behind) in enumerate(spans(text), 1):
        shown = text[start:end].strip()
        if not shown.strip("> \t") or any(pattern.fullmatch(shown) for pattern in ignored):
            out.append(None)
            continue
        line = read(text, number, start, end, behind)
        numbered = numbered or line.is_numbered
        out.append(line)
    return in_sequence(out) if numbered else out


def _role(text: str, words: Words, captions: set[str]) -> str:
    line = words.lines[0]
    if line.depth:
        return "quote"
    if len(words.lines) == 1 and (line.is_tabbed or line.words(text) in captions):
        return "caption"
    return "paragraph"


def _first_role(text: str, words: Words, role: str) -> str:
    """Return the role of the first block, which is the title if it looks like one."""
    if role == "heading":
        return "title"
    shown = words.lines[0].words(text)
    looks_so = len(words.lines) == 1 and len(shown) <= MAX_TITLE and shown[-1:] not in _NO_TITLE
    return "title" if role == "paragraph" and looks_so else role


def _block(text: str, role: str, words: Words) -> Block:
    first, last = words.lines[0], words.lines[-1]
    pieces = plain(first.words(text)) if first is last else _joined(text, words.lines)
    before = after = 0
    if first.bullet:  # an item is left out with its bullet, up to the end of its line
        before, after = first.first - first.start, last.behind - last.last
    return Block(role, finish(pieces), spell_plain, first.number, before, after, words.level)


def _joined(text: str, lines: Sequence[Line]) -> list[Piece]:
    """Return the pieces of wrapped lines; a line end reads as a blank, with all that stands around it."""
    out = plain(lines[0].words(text))
    for above, line in pairwise(lines):
        out.append(Text(text[above.last : line.first], " "))
        out += plain(line.words(text))
    return out


def spell_plain(pieces: Sequence[Text | Code | Typed]) -> str:
    """Write pieces as they were typed: plain text has no markup."""
    return "".join(piece.text if isinstance(piece, Typed) else raw([piece]) for piece in pieces)
