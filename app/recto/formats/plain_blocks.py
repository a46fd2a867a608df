"""The lines of a plain text put together to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

from recto.formats.plain_lines import Line, is_rule

WRAP = 50
"""Columns that each line of a wrapped block has at least, its last line excepted."""
MAX_TITLE = 120
"""Characters that a title or heading has at most."""
TERMINATORS = ".!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964"
"""Signs that end sentences."""
_LEVELS = {"=": 1, "-": 2, "~": 3, "^": 4}
"""What underlines headings, and their levels."""

Roles = Sequence[tuple[re.Pattern[str], str]]


class Words(NamedTuple):
    """The lines of a block; ``role`` is empty where it is to be guessed, ``is_told``: settings say it."""

    lines: Sequence[Line]
    role: str = ""
    level: int = 0
    is_told: bool = False


def blocks(text: str, lines: Sequence[Line | None], roles: Roles) -> list[Words]:
    """Return the blocks that lines make up. None among the lines separates blocks."""
    out: list[Words] = []
    group: list[Line] = []
    done = 0
    for at, line in enumerate(lines):
        if at < done:
            continue
        alone, taken = (None, 1) if line is None else _alone(text, lines[at : at + 3], roles, bool(group))
        if line and not alone:
            group.append(line)
            continue
        out += _grouped(text, group)
        group = []
        if alone:
            out.append(alone)
        done = at + taken
    return out + list(_grouped(text, group))


def _alone(
    text: str, lines: Sequence[Line | None], roles: Roles, has_text_above: bool
) -> tuple[Words | None, int]:
    """Return the block that the first of the lines is by itself, if it is one, and the lines it takes."""
    line = lines[0]
    assert line
    if roles and (told := _told(text, line, roles)):
        return told, 1
    below, second = (*lines[1:], None, None)[:2]
    if _is_rule(text, line):
        if below and second and text[second.front : second.last] == text[line.front : line.last]:
            heading = _heading(text, below, second)
            return (heading, 3) if heading else (Words((line,)), 1)
        return Words((line,)), 1
    if below and not has_text_above and (heading := _heading(text, line, below)):
        return heading, 2
    return None, 1


def _is_rule(text: str, line: Line) -> bool:
    return not text[line.front].isalnum() and is_rule(text[line.front : line.last])


def _told(text: str, line: Line, roles: Roles) -> Words | None:
    """Return the block of a line whose role the settings tell, by all of the line or by its words."""
    start = line.start if line.depth else line.front
    for pattern, role in roles:
        if pattern.fullmatch(text, start, line.last):
            return Words((line._replace(first=start, bullet=""),), role, is_told=True)
        if pattern.fullmatch(text, line.first, line.last):
            return Words((line,), role, is_told=True)
    return None


def _heading(text: str, line: Line, below: Line) -> Words | None:
    """Return the heading that the line below underlines, if it does."""
    if line.depth or line.is_tabbed or (line.bullet and not line.is_numbered) or _is_rule(text, line):
        return None
    under = text[below.start : below.last].strip()
    length = line.last - line.front
    if under[0] not in _LEVELS or len(set(under)) > 1 or length > MAX_TITLE:
        return None
    if not max(3, length // 2) <= len(under) <= 2 * length + 3:
        return None
    return Words((line,), "heading", _LEVELS[under[0]])


def _grouped(text: str, group: Sequence[Line]) -> Iterator[Words]:
    """Yield the blocks of lines that follow each other."""
    if len(group) < 2 and not (group and group[0].bullet):
        if group:
            yield Words(group)
        return
    for _, same_depth in groupby(group, lambda line: line.depth):
        rows = list(same_depth)
        items = [at for at, row in enumerate(rows) if row.bullet]
        yield from _run(text, rows[: items[0]] if items else rows)
        longest = max(row.width for row in rows)
        indents: list[int] = []
        for start, end in pairwise([*items, len(rows)] if items else ()):
            while indents and indents[-1] >= rows[start].indent:
                indents.pop()
            indents.append(rows[start].indent)
            yield from _item(text, rows[start:end], len(indents), longest)


def _item(text: str, rows: Sequence[Line], level: int, longest: int) -> Iterator[Words]:
    """Yield a list item with the wrapped lines that belong to it, and what else stands below it."""
    head = rows[0]
    hanging = list(takewhile(lambda row: row.indent > head.indent, rows[1:]))
    own = [head, *hanging] if hanging else rows
    if hanging:
        is_one = _is_wrapped(text, own, [row.columns for row in own], goes_on_small=True)
    else:
        # Nothing in two lines without indentation tells a full sentence from a wrapped one.
        is_sentence = len(own) == 2 and text[head.last - 1] in TERMINATORS
        is_one = _is_wrapped(text, own, [row.width for row in own], longest if is_sentence else 0)
    if is_one:
        yield Words(own, "list item", level)
        yield from _run(text, rows[len(own) :])
        return
    for row in (head, *hanging):
        yield Words((row,), "" if row.is_tabbed else "list item", level)
    yield from _run(text, rows[1 + len(hanging) :])


def _run(text: str, rows: Sequence[Line]) -> Iterator[Words]:
    """Yield lines without bullets as one wrapped block, or as several, or each as a block of its own."""
    if any(row.is_tabbed for row in rows):
        yield from (Words((row,)) for row in rows)
    elif _is_wrapped(text, rows, [row.width for row in rows]):
        yield Words(rows)
    elif len({row.indent for row in rows}) < 2:  # the lines belong together no better in part than as a whole
        yield from (Words((row,)) for row in rows)
    else:
        longest = max((row.columns for row in rows), default=0)
        for part in _by_indent(rows):
            widths = [row.columns for row in part]
            if not _is_verse(text, part) and _is_wrapped(text, part, widths, longest):
                yield Words(part)
            else:
                yield from (Words((row,)) for row in part)


def _by_indent(rows: Sequence[Line]) -> list[list[Line]]:
    """Divide lines where the indentation changes; the first line of a paragraph may have one of its own."""
    parts = [[rows[0]]]
    for above, row in pairwise(rows):
        if row.indent > above.indent or (row.indent < above.indent and len(parts[-1]) > 1):
            parts.append([row])
        else:
            parts[-1].append(row)
    return parts


def _is_verse(text: str, rows: Sequence[Line]) -> bool:
    """Tell whether lines may be verses by how they begin: prose goes on small somewhere."""
    starts = [text[row.first] for row in rows[1:]]
    return not any(map(str.islower, starts)) and (len(starts) == 1 or any(map(str.isupper, starts)))


def _is_wrapped(
    text: str, rows: Sequence[Line], widths: Sequence[int], longest: int = 0, *, goes_on_small: bool = False
) -> bool:
    """Tell whether each line is as long as it could be without the first word of the next.

    They could be as long as the longest of them, or as ``longest`` if that is more. With
    ``goes_on_small`` a small letter at the start of the next line says as much.
    """
    longest = max(longest, *widths, 0)
    return len(rows) > 1 and all(
        width >= WRAP
        and (
            width + 1 + _first_word(text, below) > longest or (goes_on_small and text[below.first].islower())
        )
        for width, below in zip(widths, rows[1:], strict=False)
    )


def _first_word(text: str, line: Line) -> int:
    return len(line.words(text).split(maxsplit=1)[0])
