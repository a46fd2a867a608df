"""Raw HTML tags inside Markdown text: which of them make pairs, and what they protect."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from recto.formats.html_elements import OPAQUE, RAW_TEXT, VOID
from recto.formats.html_tags import html_hint, inline_tag_parts, inside, translates
from recto.model import Code, CodeKind, raw

_NAME = re.compile(r"<(/?[A-Za-z][A-Za-z0-9-]*)")
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


def tag_mark(start: int, end: int, own: str) -> Mark:
    """Return the mark of a raw tag or comment; ``pair_tags`` finds its partner."""
    found = _NAME.match(own)
    name = found[1].lower() if found else ""
    if name in VOID or own.endswith("/>"):
        name, is_break = "", name == "br"
    else:
        is_break = False
    code = Code(CodeKind.SINGLE, inline_tag_parts(own), hint=html_hint(own), is_break=is_break)
    return Mark(start, end, code, tag=name)


def pair_tags(marks: list[Mark], pairs: int, source: Callable[[int, int], str]) -> tuple[list[Mark], int]:
    """Make pairs of tags that are properly nested among each other and the Markdown pairs.

    ``marks`` are in order; the result too. ``pairs`` is the last pair number in use. The content of
    ``<code>`` and its like is protected, ``<svg>`` and its like become one single code.
    """
    if not any(mark.tag for mark in marks):
        return marks, pairs
    marks = list(marks)
    waiting: list[tuple[str, int]] = []
    for index, mark in enumerate(marks):
        if mark.tag.startswith("/"):
            opener = _partner(mark.tag[1:], waiting)
            if opener is not None:
                pairs += 1
                _make_pair(marks, opener, index, pairs)
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


def _make_pair(marks: list[Mark], opener: int, closer: int, pair: int) -> None:
    start, end = marks[opener], marks[closer]
    if start.code is None or end.code is None:
        return
    tag = raw(start.code.parts)
    protected = not inside(start.tag, translates(tag, 0, len(tag)), around=True)
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
