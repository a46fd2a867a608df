"""HTML articles, and HTML in other articles, cut into kept text and blocks.

No tree is built and nothing is repaired: a browser's rules about which tags end which elements
tell the role of each run of text; the bytes around the runs are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from recto.formats.html_blocks import Inline, block, has_text, placed_values
from recto.formats.html_elements import OPAQUE, REMOVABLE, VOID, is_inline
from recto.formats.html_nesting import Elements
from recto.formats.html_spell import spell_text
from recto.formats.html_tags import Placed, html_hint, inline_tag_parts, inside, parts, translates
from recto.formats.html_text import View, decode, pieces, text_pieces
from recto.formats.html_tokens import Kind, Token, is_complete, tokens
from recto.inline import finish
from recto.model import Block, Document, Options, Text

__all__ = ["cut", "cut_fragment", "decode", "html_hint", "inline_tag_parts", "text_pieces"]

_BLANKS = " \t\n\r\f"


def cut(text: str, options: Options) -> Document:  # noqa: ARG001  every format is asked in the same way
    """Cut a page or a fragment. ``join`` of the document is the text, whatever it is."""
    view = View(text, lambda start, end: text[start:end], _lines(text))
    return Document(parts(view, 0, len(text), _Cutter(view).cut()))


def cut_fragment(
    content: str, raw_of: Callable[[int, int], str], line_of: Callable[[int], int]
) -> list[str | Block]:
    """Cut HTML that stands in another article, without the marks of the containers around it.

    ``raw_of(a, b)`` gives the article's bytes of ``content[a:b]``, ``line_of(a)`` the 1-based line.
    The parts join to ``raw_of(0, len(content))``.
    """
    view = View(content, raw_of, line_of)
    return list(parts(view, 0, len(content), _Cutter(view).cut()))


def _lines(text: str) -> Callable[[int], int]:
    """Return the function from an offset to its 1-based line; near offsets one after the other are cheap."""
    line_end = "\n" if "\n" in text else "\r"
    last, line = 0, 1

    def line_of(at: int) -> int:
        nonlocal last, line
        line += text.count(line_end, last, at) - text.count(line_end, at, last)
        last = at
        return line

    return line_of


class _Cutter:
    """One walk along the tokens of a text."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.elements = Elements()
        self.run: list[Inline] = []
        self.placed: list[Placed] = []
        self.opened: Token | None = None
        """The block's start tag, if the run follows it directly and no texts are in it."""

    def cut(self) -> list[Placed]:
        """Return the blocks, in order."""
        every = list(tokens(self.view.content))
        ends = _opaque_ends(self.view.content, every)
        at = 0
        while at < len(every):
            token = every[at]
            if at in ends:
                last = every[ends[at]]
                self._opaque(token._replace(end=last.end, inner=(token.end, last.start)))
                at = ends[at]
            elif token.kind is Kind.OPEN:
                self._start(token)
            elif token.kind is Kind.CLOSE:
                self._end(token)
            elif token.kind is Kind.RAW:
                self._raw(token)
            else:
                self.run.append(Inline(token, self.elements.top.is_on))
            at += 1
        self._flush()
        return self.placed

    def _start(self, token: Token) -> None:
        said = translates(self.view.content, token.start, token.end)
        if not is_inline(token.name):
            self._flush()
            self.elements.make_way(token.name)
        around = self.elements.top.is_on
        is_on = around if said is None else said
        one = Inline(token, is_on, inside(token.name, said, around))
        if is_inline(token.name):
            self.run.append(one)
        else:
            values = placed_values(self.view, (one,))
            self.placed += values
            self.opened = None if values else token
        if token.name not in VOID:
            self.elements.push(token.name, is_on=one.inside)

    def _end(self, token: Token) -> None:
        if is_inline(token.name):
            self.run.append(Inline(token, self.elements.top.is_on))
        else:
            self._flush(token)
        self.elements.end(token.name)

    def _opaque(self, token: Token) -> None:
        said = translates(self.view.content, token.start, token.inner[0])
        self.run.append(Inline(token, self.elements.top.is_on if said is None else said))

    def _raw(self, token: Token) -> None:
        if token.name == "title":
            self._flush()
            self._title(token)
        elif is_inline(token.name):
            self._opaque(token)
        else:
            self._flush()
            self.elements.make_way(token.name)
            self._opaque(token)
            self._flush()

    def _title(self, token: Token) -> None:
        said = translates(self.view.content, token.start, token.inner[0])
        is_on = self.elements.top.is_on if said is None else said
        self.placed += placed_values(self.view, (Inline(token, is_on),))
        bare = self.view.content[slice(*token.inner)]
        start = token.inner[0] + len(bare) - len(bare.lstrip(_BLANKS))
        end = token.inner[0] + len(bare.rstrip(_BLANKS))
        if start >= end or not is_on:
            return
        read = finish(pieces(self.view, start, end, has_places=True))
        if any(isinstance(piece, Text) and piece.text.strip() for piece in read):
            self.placed.append(Placed(start, end, Block("title", read, spell_text, self.view.line_of(start))))

    def _flush(self, closing: Token | None = None) -> None:
        """End the run of text in front of a block's tag; ``closing`` is that tag if it is an end tag."""
        run, opened = self.run, self.opened
        self.run, self.opened = [], None
        if not run:
            return
        if not has_text(self.view, run):
            self.placed += placed_values(self.view, run)
            return
        top = self.elements.top
        start, end, found = block(self.view, run, top.role, top.level)
        if opened and closing and opened.name == closing.name and opened.name in REMOVABLE:
            before, after = self.view.raw_of(opened.start, start), self.view.raw_of(end, closing.end)
            found = replace(found, before=len(before), after=len(after))
        self.placed.append(Placed(start, end, found))


def _opaque_ends(text: str, every: list[Token]) -> dict[int, int]:
    """Return where the elements that are one code end, by the index of their start tag; inner ones too."""
    ends: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    for index, token in enumerate(every):
        if token.name not in OPAQUE:
            continue
        if token.kind is Kind.CLOSE:
            if waiting.get(token.name):
                ends[waiting[token.name].pop()] = index
        elif not is_complete(text, token):
            waiting.setdefault(token.name, []).append(index)
    return ends
