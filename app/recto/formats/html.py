"""HTML articles, and HTML in other articles, cut into kept text and blocks.

No tree is built and nothing is repaired: a browser's rules about which tags end which elements
tell the role of each run of text; the bytes around the runs are kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from recto.errors import FormatError
from recto.formats.directives import SIGN, Directive, Listener
from recto.formats.html_blocks import Inline, block, has_text, placed_values
from recto.formats.html_elements import OPAQUE, REMOVABLE, VOID, is_inline
from recto.formats.html_json import is_json_ld, json_texts
from recto.formats.html_nesting import Elements
from recto.formats.html_reading import reading
from recto.formats.html_spell import spell_text
from recto.formats.html_tags import Placed, html_hint, inline_tag_parts, inside, noted, parts, translates
from recto.formats.html_text import View, decode, pieces, text_pieces
from recto.formats.html_tokens import Kind, Token, is_complete, tokens
from recto.formats.html_told import told
from recto.inline import finish
from recto.model import Block, Document, Options, Text

__all__ = ["cut", "cut_fragment", "decode", "html_hint", "inline_tag_parts", "text_pieces"]

_BLANKS = " \t\n\r\f"
_LINE_END = re.compile(r"\r\n?|\n")
_USUAL_OPTIONS = Options()


def cut(text: str, options: Options) -> Document:
    """Cut a page or a fragment. ``join`` of the document is the text, whatever it is."""
    view = View(text, lambda start, end: text[start:end], _lines(text), reading(options))
    listener = Listener()
    found = parts(view, 0, len(text), _Cutter(view, listener).cut())
    return Document(found, listener.end())


def cut_fragment(
    content: str,
    raw_of: Callable[[int, int], str],
    line_of: Callable[[int], int],
    options: Options = _USUAL_OPTIONS,
    listener: Listener | None = None,
) -> list[str | Block]:
    """Cut HTML that stands in another article, without the marks of the containers around it.

    ``raw_of(a, b)`` gives the article's bytes of ``content[a:b]``, ``line_of(a)`` the 1-based line.
    The parts join to ``raw_of(0, len(content))``. ``listener`` is that of the article, if it has one:
    what a directive says then also holds behind the fragment.
    """
    view = View(content, raw_of, line_of, reading(options))
    return list(parts(view, 0, len(content), _Cutter(view, listener or Listener()).cut()))


def _lines(text: str) -> Callable[[int], int]:
    """Return the function from an offset to its 1-based line; near offsets one after the other are cheap."""
    if text.count("\r") != text.count("\r\n"):  # line ends of several kinds, or of old Macintoshes
        ends = [match.end() for match in _LINE_END.finditer(text)]
        return lambda at: 1 + bisect_right(ends, at)
    last, line = 0, 1

    def line_of(at: int) -> int:
        nonlocal last, line
        line += text.count("\n", last, at) - text.count("\n", at, last)
        last = at
        return line

    return line_of


class _Cutter:
    """One walk along the tokens of a text."""

    def __init__(self, view: View, listener: Listener) -> None:
        self.view = view
        self.listener = listener
        self.elements = Elements()
        self.run: list[Inline] = []
        self.said: dict[int, Directive] = {}
        """The directives of the run, by index."""
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
                if token.kind is Kind.COMMENT:
                    self._hear(token)
                self.run.append(Inline(token, self.elements.top.is_on and not self.listener.is_off))
            at += 1
        self._flush()
        return self.placed

    def _said(self, token: Token) -> bool:
        """Tell whether the element that begins there, or all of it that there is, is translated."""
        said = translates(self.view.content, token.start, token.inner[0] or token.end, self.view.reading)
        return (self.elements.top.is_on if said is None else said) and not self.listener.is_off

    def _hear(self, token: Token) -> None:
        text = self.view.content
        if not text.startswith("<!--", token.start) or text.find(SIGN, token.start, token.end) < 0:
            return
        comment = text[token.start + 4 : token.end].removesuffix(">").removesuffix("!").removesuffix("--")
        said = self.listener.hear(comment, self.view.line_of(token.start))
        if said:
            self.said[len(self.run)] = said

    def _start(self, token: Token) -> None:
        in_run = is_inline(token.name)
        is_bare = token.end - token.start <= len(token.name) + len("<>")
        said = None if is_bare else translates(self.view.content, token.start, token.end, self.view.reading)
        if not in_run:
            self._flush()
            self.elements.make_way(token.name)
        around = self.elements.top.is_on
        is_on = (around if said is None else said) and not self.listener.is_off
        one = Inline(token, is_on, inside(token.name, said, around))
        if in_run:
            self.run.append(one)
        else:
            values = [] if is_bare else placed_values(self.view, (one,))
            self.placed += noted(values, self.listener.notes) if values else values
            self.opened = None if values else token
        if token.name not in VOID:
            self.elements.push(token.name, is_on=one.inside, is_inline=in_run)

    def _end(self, token: Token) -> None:
        in_run = is_inline(token.name)
        if in_run:
            self.run.append(Inline(token, self.elements.top.is_on and not self.listener.is_off))
        else:
            self._flush(token)
        self.elements.end(token.name, is_inline=in_run)

    def _opaque(self, token: Token) -> None:
        self.run.append(Inline(token, self._said(token)))

    def _raw(self, token: Token) -> None:
        if token.name == "title":
            self._flush()
            self._title(token)
        elif token.name == "script" and self.view.reading.json_ld:
            self.run.append(Inline(token, self._said(token), texts=tuple(self._json(token))))
        elif is_inline(token.name):
            self._opaque(token)
        else:
            self._flush()
            self.elements.make_way(token.name)
            self._opaque(token)
            self._flush()

    def _json(self, token: Token) -> list[Placed]:
        """Return the texts of a script that is JSON-LD."""
        if not is_json_ld(self.view, token.start, token.inner[0]) or self.listener.is_off:
            return []
        try:
            return json_texts(self.view, *token.inner)
        except FormatError as error:
            line = self.view.line_of(token.inner[0]) + int(error.where) - 1
            self.listener.remark(line, f"{error.problem} Its texts are kept. {error.hint}")
            return []

    def _title(self, token: Token) -> None:
        is_on = self._said(token)
        self.placed += noted(placed_values(self.view, (Inline(token, is_on),)), self.listener.notes)
        bare = self.view.content[slice(*token.inner)]
        start = token.inner[0] + len(bare) - len(bare.lstrip(_BLANKS))
        end = token.inner[0] + len(bare.rstrip(_BLANKS))
        if start >= end or not is_on:
            return
        read = finish(pieces(self.view, start, end, has_places=True))
        if any(isinstance(piece, Text) and piece.text.strip() for piece in read):
            found = Block("title", read, spell_text, self.view.line_of(start), note=self.listener.take_note())
            self.placed.append(Placed(start, end, found))

    def _flush(self, closing: Token | None = None) -> None:
        """End the run of text in front of a block's tag; ``closing`` is that tag if it is an end tag."""
        run, opened, said = self.run, self.opened, self.said
        self.run, self.opened = [], None
        if not run:
            return
        if said or self.listener.notes:
            self._flush_told(run, said, opened, closing)
        elif has_text(self.view, run):
            self.placed.append(self._block(run, opened, closing))
        else:
            self.placed += placed_values(self.view, run)

    def _flush_told(
        self, run: list[Inline], said: dict[int, Directive], opened: Token | None, closing: Token | None
    ) -> None:
        """End a run with directives in it, or notes on it."""
        self.said = {}
        body, here, later = told(self.view, run, said)
        self._keep(here, len(self.view.content))
        if has_text(self.view, body):
            found = self._block(body, opened if len(body) == len(run) else None, closing)
            self.placed += noted((found,), self.listener.take_note())
        else:
            for value in placed_values(self.view, body):
                later = self._keep(later, value.start)
                self.placed += noted((value,), self.listener.take_note())
        self._keep(later, len(self.view.content))

    def _keep(self, notes: list[tuple[int, str]], until: int) -> list[tuple[int, str]]:
        """Keep the notes in front of an offset for the next block, and return those behind it."""
        for at, note in notes:
            if at < until:
                self.listener.keep(note, self.view.line_of(at))
        return [note for note in notes if note[0] >= until]

    def _block(self, run: list[Inline], opened: Token | None, closing: Token | None) -> Placed:
        top = self.elements.top
        start, end, found = block(self.view, run, top.role, top.level)
        if opened and closing and opened.name == closing.name and opened.name in REMOVABLE:
            before, after = self.view.raw_of(opened.start, start), self.view.raw_of(end, closing.end)
            found = replace(found, before=len(before), after=len(after))
        return Placed(start, end, found)


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
