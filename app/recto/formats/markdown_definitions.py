"""Definitions of references: ``[label]: address "title"`` over one line or several."""

from __future__ import annotations

import re
from functools import partial

from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from recto.formats.html_spell import is_script
from recto.formats.markdown_links import spell_url
from recto.formats.markdown_marks import Marks
from recto.formats.markdown_spell import spell_title
from recto.formats.window import Window
from recto.inline import LITERAL, finish, visible
from recto.model import LINK, Block, Piece

_LABEL = re.compile(r"[ \t]*\[(?:[^\[\]\\]|\\.)*+\]:[ \t\n]*", re.DOTALL)
_SPACE = re.compile(r"[ \t\n]*")
_SPELLED = re.compile(r"\\(?!\n)|[&{]")


def cut_definition(window: Window, *, links: bool, is_mdx: bool) -> list[str | Block]:
    """Cut a definition: its title is a block, with ``links`` its address too; the label never is.

    The parts join to the bytes of the window.
    """
    content = window.content
    label = _LABEL.match(content)
    if label is None:
        return [window.raw(0, len(content))]
    found = parseLinkDestination(content, label.end(), len(content))
    if not found.ok:
        return [window.raw(0, len(content))]
    out: list[str | Block] = []
    is_angled = content.startswith("<", label.end())
    a, b = label.end() + is_angled, found.pos - is_angled
    at = 0
    if links and a < b and (address := _address(window, a, b, is_mdx=is_mdx, is_angled=is_angled)):
        out += (window.raw(at, a), address)
        at = b
    space = _SPACE.match(content, found.pos)
    start = space.end() if space else found.pos
    title = parseLinkTitle(content, start, len(content))
    if start > found.pos and title.ok and content[start + 1 : title.pos - 1].strip():
        a, b = start + 1, title.pos - 1
        pieces = finish(_spelled(window, a, b, is_mdx=is_mdx))
        spell = partial(spell_title, quote=content[b])
        out += (window.raw(at, a), Block("link title", pieces, spell, window.line(a)))
        at = b
    return [*out, window.raw(at, len(content))]


def _address(window: Window, a: int, b: int, *, is_mdx: bool, is_angled: bool) -> Block | None:
    pieces = tuple(_spelled(window, a, b, is_mdx=is_mdx))
    if LITERAL.search(visible(pieces)):
        return None
    spell = partial(spell_url, in_brackets=is_angled, may_run=is_script(window.content[a:b]))
    return Block(LINK, pieces, spell, window.line(a))


def _spelled(window: Window, a: int, b: int, *, is_mdx: bool) -> list[Piece]:
    """Return the pieces of text in which only escapes, entities and placeholders are special."""
    marks = Marks(window)
    at = a
    while (found := _SPELLED.search(window.content, at, b)) is not None:
        sign, at = found.group(), found.start()
        if sign == "\\":
            at = marks.escape(at)
        elif sign == "&":
            at = marks.entity(at)
        else:
            at = at + 1 if is_mdx else marks.placeholder(at)
    return marks.between(a, b, [mark for mark in marks.found if mark.start >= a and mark.end <= b])
