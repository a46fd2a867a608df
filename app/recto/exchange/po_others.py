r"""The ``# recto other:`` lines: texts that a merge or import met beside a unit's target.

::

    # recto other: Boil the water, and when it sings, pour it over the leaves and
    # recto other: wait.
    # recto other 2: Let the water boil.

The first text has no number. A text is cut at single blanks, so that a line has at most 74 columns:
Babel wraps comments at 76. It also drops one of two equal lines; so a line that stood there already has
a number of its own, ``# recto other 2.3:``. Where no single blank stands, a line ends in ``\+`` and the
next goes on without one. A backslash, a control character, and white space at an edge of a line (other
tools strip it) are written ``\u`` and four digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

MAX_COLUMNS = 74
LINE = re.compile(r"recto other(?: ([1-9][0-9]{0,3})(?:\.[0-9]+)?)?:(?: (.*))?", re.DOTALL)
UNSAFE = re.compile(r"[\\\x00-\x1f\x7f-\x9f\u2028\u2029]")
ESCAPE = re.compile(r"\\u([0-9A-F]{4})")
GLUE = "\\+"
ESCAPE_GROWTH = 5
"""Columns that a character takes more when it is written as an escape."""


def read(lines: Iterable[str]) -> tuple[list[str], tuple[str, ...]]:
    """Part comment lines (without ``# ``) into all others, and the texts of these."""
    rest: list[str] = []
    texts: dict[int, str] = {}
    for line in lines:
        found = LINE.fullmatch(line)
        if found is None:
            rest.append(line)
            continue
        number = int(found[1] or 1)
        before = texts.get(number)
        part = found[2] or ""
        if before is None:
            texts[number] = part
        elif before.endswith(GLUE):
            texts[number] = before.removesuffix(GLUE) + part
        else:
            texts[number] = f"{before} {part}"
    found_texts = (ESCAPE.sub(_char, text.removesuffix(GLUE)) for text in texts.values())
    return rest, tuple(text for text in found_texts if text)


def write(texts: Sequence[str]) -> Iterator[str]:
    """Yield the comment lines of some texts, each without line break."""
    seen: set[str] = set()
    for number, text in enumerate(texts, start=1):
        rest = [UNSAFE.sub(_escaped, char) for char in text]
        head = "# recto other: " if number == 1 else f"# recto other {number}: "
        part = 0
        while rest:
            part += 1
            line, taken = _line(rest, MAX_COLUMNS - len(head))
            if head + line in seen:
                own = f"# recto other {number}.{part}: "
                line, taken = _line(rest, MAX_COLUMNS - len(own))
                line = own + line
            else:
                line = head + line
            seen.add(line)
            yield line
            del rest[:taken]


def _line(chars: Sequence[str], room: int) -> tuple[str, int]:
    """Return the first line of some characters, and how many of them it takes."""
    fits = columns = 0
    while fits < len(chars) and columns + len(chars[fits]) <= room - 2 * ESCAPE_GROWTH * _has_edge(chars):
        columns += len(chars[fits])
        fits += 1
    if fits == len(chars):
        return _with_safe_edges(chars), fits
    for at in range(min(fits, len(chars) - 2), 0, -1):
        if chars[at] == " " and not chars[at - 1].isspace() and not chars[at + 1].isspace():
            return _with_safe_edges(chars[:at]), at + 1
    fits = max(1, fits - len(GLUE))
    # Better between two letters than beside a blank, which would have to be escaped.
    for at in range(fits, max(0, fits - 8), -1):
        if not chars[at - 1].isspace() and not chars[at].isspace():
            return _with_safe_edges(chars[:at]) + GLUE, at
    at = max(1, fits - ESCAPE_GROWTH)
    return _with_safe_edges(chars[:at]) + GLUE, at


def _has_edge(chars: Sequence[str]) -> bool:
    """Tell whether an edge of a text is white space."""
    return chars[0].isspace() or chars[-1].isspace()


def _with_safe_edges(chars: Sequence[str]) -> str:
    edges = {0, len(chars) - 1}
    return "".join(_escape(char) if at in edges and char.isspace() else char for at, char in enumerate(chars))


def _escaped(found: re.Match[str]) -> str:
    return _escape(found[0])


def _escape(char: str) -> str:
    return f"\\u{ord(char):04X}"


def _char(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    # Half a surrogate pair is nothing that a file could hold; whoever typed it sees it as typed.
    return found[0] if "\ud800" <= char <= "\udfff" else char
