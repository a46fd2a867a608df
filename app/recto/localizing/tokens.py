"""``{{date:2026-11-22}}`` in running text: what the author marks to be written as each locale does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from recto.errors import CompileError, ConfigError
from recto.localizing.page import Page
from recto.localizing.rewriting import is_alike, rewritten
from recto.model import CLOSE, LINK, OPEN, Block, Code, Piece, Text, Typed, raw
from recto.plugins import suggest

TOKEN = re.compile(r"\{\{([a-z]+):([^{}\r\n]*)\}\}")
NAMES = ("date", "time", "datetime", "number", "percent", "money", "unit")
"""All there are; one with another name is a mistake, whichever transform meets it."""

Writer = Callable[[str, str, str], str]
"""Value, style (or an empty text) and locale -> what the reader sees.

:raises ValueError: the value is none, with what is wrong in words.
"""


class _Line(NamedTuple):
    page: Page
    line: int


def filled(page: Page, writers: Mapping[str, Writer]) -> str:
    """Return the page with its tokens of these names written out; code keeps its own.

    :raises CompileError: a token that cannot be read, or that nobody knows.
    """
    if "{{" not in page.text:
        return page.text
    text = rewritten(page.document.parts, lambda block: _pieces(block, page, writers))
    if text != page.text and not is_alike_but_tokens(page, text):
        problem = "a value written out would change the structure of the article."
        raise CompileError(problem, page.path, "Put the token inside a sentence.")
    return text


def is_alike_but_tokens(page: Page, text: str) -> bool:
    """Tell whether a page keeps its blocks when values take the place of tokens, which are codes."""
    before, after = page.document, replace(page, text=text).document
    roles = [[part.role for part in one.parts if isinstance(part, Block)] for one in (before, after)]
    return is_alike(before, after) or roles[0] == roles[1]


def _pieces(block: Block, page: Page, writers: Mapping[str, Writer]) -> Sequence[Piece | Typed] | None:
    if block.role == LINK or "{{" not in raw(block.pieces):
        return None
    out: list[Piece | Typed] = []
    guards, line = 0, block.line
    for piece in block.pieces:
        own = raw((piece,))
        if isinstance(piece, Code):
            guards += piece.protected * {OPEN: 1, CLOSE: -1}.get(piece.kind, 0)
        if guards or (isinstance(piece, Code) and not TOKEN.fullmatch(own)):
            out.append(piece)
        else:
            out += _filled(piece, own, _Line(page, line), writers)
        line += own.count("\n")
    return out if out != list(block.pieces) else None


def _filled(piece: Piece, own: str, at: _Line, writers: Mapping[str, Writer]) -> list[Piece | Typed]:
    if isinstance(piece, Text) and piece.raw != piece.text:
        return [piece]
    out: list[Piece | Typed] = []
    last = 0
    for match in TOKEN.finditer(own):
        value = _written(match, at, writers)
        if value is None:
            continue
        between = own[last : match.start()]
        out += [Text(between, between)] if between else []
        out.append(Typed(value, {}))
        last = match.end()
    rest = own[last:]
    if not out:
        return [piece]
    return [*out, Text(rest, rest)] if rest else out


def _written(match: re.Match[str], at: _Line, writers: Mapping[str, Writer]) -> str | None:
    """Return what stands for a token; nothing if it is another transform's."""
    name, rest = match[1], match[2]
    where = f"{at.page.path}:{at.line}"
    if name not in NAMES:
        hint = suggest(name, NAMES)
        raise CompileError(f"{match[0]!r} is no value that Recto knows.", where, hint)
    if name not in writers:
        return None
    value, _, style = rest.partition("|")
    try:
        return writers[name](value.strip(), style.strip(), at.page.locale)
    except ConfigError:
        raise
    except ValueError as error:
        raise CompileError(
            f"{match[0]!r}: {error}.", where, "Correct it in the source and run again."
        ) from error
