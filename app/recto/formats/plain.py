"""Plain text as it comes off a web page: titles, captions, paragraphs, wrapped or not.

Blank lines separate blocks; the lines of a block are one paragraph only if it is visibly wrapped
(units.md, section 1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from recto.formats.window import Window
from recto.inline import finish, plain
from recto.model import Block, Code, Document, Options, Piece, Text, Typed, raw

_LINE = re.compile(r"([^\r\n]*)(\r\n?|\n|\Z)")
_QUOTE = re.compile(r"(?:> ?)+")
_INDENT = re.compile(r"\t+[ \t]*")
_TERMINATORS = ".!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964;:,"
WRAP = 50
"""Columns that each line of a wrapped block has at least, its last line excepted."""
MAX_TITLE = 120
"""Characters that a title has at most."""

Span = tuple[int, int]


def cut(text: str, options: Options) -> Document:
    """Cut plain text. ``join(cut(text, options)) == text``."""
    ignored = [re.compile(pattern) for pattern in options.ignore]
    paragraphs = _paragraphs(text, ignored)
    captions = {
        text[slice(*_trimmed(text, span))]
        for lines in paragraphs
        for span in lines
        if _is_indented(text, span)
    }
    parts: list[str | Block] = []
    at, line = 0, 1
    is_first = True
    for lines in paragraphs:
        quoted = [_QUOTE.match(text, start, end) for start, end in lines]
        spans = [
            _trimmed(text, (mark.end() if mark else start, end))
            for (start, end), mark in zip(lines, quoted, strict=True)
        ]
        role = _role(text, lines, spans, is_first, captions, all(quoted))
        is_first = False
        if spans[0][0] == spans[-1][1]:
            continue
        start = spans[0][0]
        line += text.count("\n", at, start)
        parts += [text[at:start], _block(text, role, spans, line)]
        line += text.count("\n", start, spans[-1][1])
        at = spans[-1][1]
    return Document(tuple(part for part in (*parts, text[at:]) if part != ""))


def _block(text: str, role: str, spans: Sequence[Span], line: int) -> Block:
    window = Window(text, spans, line)
    return Block(role, finish(_pieces(window)), spell_plain, window.first_line)


def _pieces(window: Window) -> list[Piece]:
    out: list[Piece] = []
    last = 0
    for found in re.finditer("\n", window.content):
        out += plain(window.content[last : found.start()])
        out.append(Text(window.raw(found.start(), found.end()), " "))
        last = found.end()
    return out + plain(window.content[last:])


def spell_plain(pieces: Sequence[Text | Code | Typed]) -> str:
    """Write pieces as they were typed: plain text has no markup."""
    return "".join(piece.text if isinstance(piece, Typed) else raw([piece]) for piece in pieces)


def _paragraphs(text: str, ignored: Sequence[re.Pattern[str]]) -> list[list[Span]]:
    """Return blocks as lists of lines; lines that the settings ignore and blank ones belong to none."""
    out: list[list[Span]] = []
    group: list[Span] = []
    for found in _LINE.finditer(text):
        line = found[1].strip()
        if not line.strip("> ") or any(pattern.fullmatch(line) for pattern in ignored):
            out += _lines_or_one(text, group)
            group = []
        else:
            group.append(found.span(1))
        if found.end() == len(text):
            break
    return out + _lines_or_one(text, group)


def _lines_or_one(text: str, lines: list[Span]) -> list[list[Span]]:
    """Return the lines of a group as one wrapped block, or each as a block of its own."""
    if not lines:
        return []
    rows = [text[start:end].strip() for start, end in lines]
    longest = max(map(len, rows))
    indented = [row for row in lines if _is_indented(text, row)]
    is_wrapped = not indented and all(
        len(row) >= WRAP and len(row) + 1 + len(below.lstrip("> ").split(maxsplit=1)[0]) > longest
        for row, below in pairwise(rows)
    )
    return [lines] if is_wrapped and _same_quoting(rows) else [[line] for line in lines]


def _same_quoting(rows: Sequence[str]) -> bool:
    return len({row.startswith(">") for row in rows}) == 1


def _is_indented(text: str, span: Span) -> bool:
    return bool(_INDENT.match(text, *span)) and bool(text[slice(*span)].strip())


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    line = text[start:end]
    start += len(line) - len(line.lstrip())
    return start, max(start, start + len(text[start:end].rstrip()))


def _role(
    text: str,
    lines: Sequence[Span],
    spans: Sequence[Span],
    is_first: bool,
    captions: set[str],
    is_quote: bool,
) -> str:
    only = text[slice(*spans[0])]
    if is_quote:
        return "quote"
    if len(lines) == 1 and (_is_indented(text, lines[0]) or only in captions):
        return "caption"
    if is_first and len(lines) == 1 and len(only) <= MAX_TITLE and only[-1:] not in _TERMINATORS:
        return "title"
    return "paragraph"
