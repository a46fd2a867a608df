"""Raw HTML tags inside Markdown text: which of them make pairs, and what they protect."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from recto.formats.html_elements import OPAQUE, RAW_TEXT, VOID
from recto.formats.html_reading import USUAL, Reading
from recto.formats.html_tags import html_hint, inside, parts, translates, values
from recto.formats.html_text import View
from recto.formats.markdown_mdx import expression_end
from recto.formats.window import CellWindow, Window
from recto.model import Block, Code, CodeKind, Speller, Text, Typed, raw

_NAME = re.compile(r"<(/?[A-Za-z][A-Za-z0-9-]*)")
_JSX_NAME = re.compile(r"<(/?)[ \t\n]*([A-Za-z_$][\w$.:-]*|)")
_TAG_NAME = re.compile(r"<([a-zA-Z_$][^\t\n\f\r />]*)")
_ONE_TAG = re.compile(
    r"""(?:</?[A-Za-z](?:[^<>"']|"[^"<>]*"|'[^'<>]*')*+>|<!--(?:[^>-]|-(?![->]))*+-->)[ \t]*"""
)
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_OPAQUE = OPAQUE | RAW_TEXT
_LOOK_BACK = 64
"""How many open tags a closing tag is matched against; keeps broken HTML linear."""


class Mark(NamedTuple):
    """A span of the content that is no plain text: a code, or a character spelled specially."""

    start: int
    end: int
    code: Code | None
    text: str = ""
    tag: str = ""
    """Name of a raw HTML tag that may open or close a pair (``b``, ``/b``)."""


def is_tag_without_texts(content: str, how: Reading) -> bool:
    """Tell whether this is one tag or comment, and for sure without an attribute whose value is a text."""
    return bool(_ONE_TAG.fullmatch(content)) and not how.signs.search(content)


def tag_mark(window: Window, start: int, end: int, how: Reading) -> Mark:
    """Return the mark of a raw tag or comment; ``pair_tags`` finds its partner."""
    own = window.raw(start, end)
    found = _NAME.match(own)
    name = found[1].lower() if found else ""
    is_break = name == "br"
    if name in VOID or own.endswith("/>"):
        name = ""
    code = Code(CodeKind.SINGLE, _parts(window, start, end, how), hint=html_hint(own), is_break=is_break)
    return Mark(start, end, code, tag=name)


def jsx_mark(window: Window, start: int, end: int, how: Reading) -> Mark:
    """Return the mark of a tag of JSX: its name is told by its case, ``<>`` and ``</>`` are a pair."""
    own = window.raw(start, end)
    found = _JSX_NAME.match(own)
    is_alone = own.endswith("/>") and not (found and found[1])
    name = f"{found[1]}{found[2] or '>'}" if found and not is_alone else ""
    component = found[2] if found and not found[2].islower() else ""
    hint = (
        f"element <{component}>"[:60] if component else html_hint(own) if found and found[2] else "fragment"
    )
    code = Code(
        CodeKind.SINGLE,
        _parts(window, start, end, how, is_jsx=True),
        hint=hint,
        is_break=bool(found and found[2] == "br"),
    )
    return Mark(start, end, code, tag=name)


def _parts(
    window: Window, start: int, end: int, how: Reading, *, is_jsx: bool = False
) -> tuple[str | Block, ...]:
    """Return a tag as kept text and the blocks of its texts (alt, title ...)."""
    name = _TAG_NAME.match(window.content, start)
    if not name or not how.signs.search(window.content, start, end):
        return (window.raw(start, end),)
    content = _without_expressions(window.content, start, end) if is_jsx else window.content
    view = View(content, window.raw, window.line, how)
    placed = values(view, start, end, name[1].lower())
    if isinstance(window, CellWindow):
        placed = [
            one._replace(block=replace(one.block, spell=partial(_in_cell, spell=one.block.spell)))
            for one in placed
        ]
    return parts(view, start, end, placed)


def _without_expressions(content: str, start: int, end: int) -> str:
    """Return the text with the expressions in a tag made empty strings: they hold no texts."""
    out = [content[:start]]
    at = start
    while (brace := content.find("{", at, end)) >= 0:
        last = max(expression_end(content, brace), brace + 2)
        out.append(content[at:brace] + '""'.ljust(last - brace))
        at = last
    return "".join([*out, content[at:]])


def _in_cell(pieces: Sequence[Text | Code | Typed], *, spell: Speller) -> str:
    """Write a value in a table cell: a pipe would end it; those of the source have their backslash."""
    return _BARE_PIPE.sub(r"\\|", spell(pieces))


def pair_tags(
    marks: list[Mark], pairs: int, source: Callable[[int, int], str], how: Reading = USUAL
) -> tuple[list[Mark], int]:
    """Make pairs of tags that are properly nested among each other and the Markdown pairs.

    Only marks among which there are tags need it.
    ``marks`` are in order; the result too. ``pairs`` is the last pair number in use. The content of
    ``<code>`` and its like is protected, ``<svg>`` and its like become one single code.
    """
    marks = list(marks)
    waiting: list[tuple[str, int]] = []
    for index, mark in enumerate(marks):
        if mark.tag.startswith("/"):
            opener = _partner(mark.tag[1:], waiting)
            if opener is not None:
                pairs += 1
                _make_pair(marks, opener, index, pairs, how)
        elif mark.tag:
            waiting.append((mark.tag, index))
        elif mark.code and mark.code.kind is CodeKind.OPEN:
            waiting.append((f"#{mark.code.pair}", index))
        elif mark.code and mark.code.kind is CodeKind.CLOSE:
            while waiting and waiting.pop()[0] != f"#{mark.code.pair}":
                pass
    return _closed_off(marks, source), pairs


def _partner(name: str, waiting: list[tuple[str, int]]) -> int | None:
    """Take the innermost open tag of that name, and those left open in it, off the list."""
    for back in range(len(waiting) - 1, max(-1, len(waiting) - 1 - _LOOK_BACK), -1):
        if waiting[back][0].startswith("#"):
            return None
        if waiting[back][0] == name:
            index = waiting[back][1]
            del waiting[back:]
            return index
    return None


def _make_pair(marks: list[Mark], opener: int, closer: int, pair: int, how: Reading) -> None:
    start, end = marks[opener], marks[closer]
    if start.code is None or end.code is None:
        return
    tag = raw(start.code.parts)
    protected = not inside(start.tag, translates(tag, 0, len(tag), how), around=True)
    marks[opener] = start._replace(
        code=start.code._replace(kind=CodeKind.OPEN, pair=pair, protected=protected)
    )
    marks[closer] = end._replace(
        code=end.code._replace(kind=CodeKind.CLOSE, pair=pair, protected=protected, hint="")
    )


def _closed_off(marks: list[Mark], source: Callable[[int, int], str]) -> list[Mark]:
    """Return the marks with opaque elements as one single code and no codes inside protected pairs."""
    out: list[Mark] = []
    guard, opaque = 0, False
    for mark in marks:
        code = mark.code
        if guard and not (code and code.pair == guard):
            if not opaque:
                out.append(Mark(mark.start, mark.end, None, mark.text))
        elif guard and code:
            guard = 0
            if opaque:
                whole = Code(CodeKind.SINGLE, (source(out[-1].start, mark.end),), hint=out[-1].tag)
                out[-1] = Mark(out[-1].start, mark.end, whole)
            else:
                out.append(mark)
        else:
            out.append(mark)
            if code and code.kind is CodeKind.OPEN and (code.protected or mark.tag in _OPAQUE):
                guard, opaque = code.pair, mark.tag in _OPAQUE
    return out
