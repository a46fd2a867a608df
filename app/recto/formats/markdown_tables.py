"""Tables of GFM: where the cells of a row stand, and what must not become one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from recto.errors import CodeError
from recto.formats.markdown_inline import Labels
from recto.formats.markdown_spell import spell_inline
from recto.formats.markdown_syntax import Syntax
from recto.model import Code, Text, Typed, raw

_PIPE = re.compile(r"(?<!\\)\|")


def cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of a table row's cells, trimmed, as GFM divides the row."""
    row = text[start:end].strip()
    start += text[start:end].index(row) if row else 0
    edges = [-1, *(found.start() for found in _PIPE.finditer(row)), len(row)]
    spans = [(left + 1, right) for left, right in pairwise(edges)]
    if spans and spans[0][0] == spans[0][1]:
        spans.pop(0)
    if spans and spans[-1][0] == spans[-1][1]:
        spans.pop()
    out = []
    for left, right in spans:
        cell = row[left:right]
        first = start + left + len(cell) - len(cell.lstrip())
        out.append((first, first + len(cell.strip())))
    return out


def spell_setext(pieces: Sequence[Text | Code | Typed], *, labels: Labels, syntax: Syntax) -> str:
    """Write a heading that has a line of dashes below it, so that it is not the head of a table.

    It would be one with pipes in its last line that make a single cell; a backslash does not help
    there. A pipe of the source's own, in a code, stays.

    :raises CodeError: a pipe that stays would make such a line.
    """
    spelled = spell_inline(pieces, labels=labels, place="setext", syntax=syntax)
    if "|" not in spelled or not any(isinstance(piece, Typed) for piece in pieces):
        return spelled
    start = max(spelled.rfind("\n"), spelled.rfind("\r")) + 1
    line = spelled[start:]
    own = "".join("\0" if isinstance(piece, Typed) else raw([piece]) for piece in pieces)
    if line.startswith("|") and "\n|" not in own and "\r|" not in own:
        line = f"&#124;{line[1:]}"
    if line.endswith("|") and not own.endswith("|"):
        line = f"{line[:-1].removesuffix(chr(92))}&#124;"
    if "\\|" not in own:
        line = line.replace("\\|", "&#124;")
    if "|" in line and len(cells(line, 0, len(line))) == 1:
        raise CodeError(
            "the line would be read as the head of a table.", hint="In the source, begin the heading with #."
        )
    return spelled[:start] + line
