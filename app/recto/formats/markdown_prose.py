"""What belongs to the text of a paragraph, list item or heading: task box, id, the white space around."""

from __future__ import annotations

import re

from recto.formats.markdown_constructs import ATTRIBUTES
from recto.formats.window import Window
from recto.model import Code, CodeKind, Piece, Text

_TASK = re.compile(r"\[[ xX]\](?=[ \t])")
_LINE_END = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)")
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n?|\n|\Z))*?(?=[ \t]*\S|\Z)")
_BULLET = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+")


def around_paragraph(window: Window, line_start: int) -> tuple[int, int]:
    """Return how many characters go with a paragraph that is left out: its indent, the blank lines below."""
    tail = _LINE_END.match(window.text, window.end)
    if tail is None:
        return 0, 0
    prefix = window.text[line_start : window.start]
    blank = _BLANK_LINES.match(window.text, tail.end())
    return 0 if prefix.strip() else len(prefix), (blank.end() if blank else tail.end()) - window.end


def around_item(window: Window, line_start: int) -> tuple[int, int]:
    """Return how many characters go with the only paragraph of a list item: its bullet, its line end."""
    tail = _LINE_END.match(window.text, window.end)
    prefix = window.text[line_start : window.start]
    return (len(prefix), tail.end() - window.end) if tail and _BULLET.fullmatch(prefix) else (0, 0)


def with_task_box(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return a list item's pieces with its task box, if it begins with one, as a code."""
    first = pieces[0] if pieces else None
    box = _TASK.match(first.raw) if isinstance(first, Text) else None
    if not box:
        return pieces
    code = Code(CodeKind.SINGLE, (box.group(),), hint="task box")
    rest = box.string[box.end() :]
    return (code, Text(rest, rest), *pieces[1:])


def with_heading_id(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return a heading's pieces with the attribute list at its end, if there is one, as a code."""
    last = pieces[-1] if pieces else None
    name = ATTRIBUTES.search(last.raw) if isinstance(last, Text) else None
    if not name:
        return pieces
    rest = name.string[: name.start()]
    code = Code(CodeKind.SINGLE, (name.group(),), hint="heading id")
    return (*pieces[:-1], *([Text(rest, rest)] if rest else []), code)
