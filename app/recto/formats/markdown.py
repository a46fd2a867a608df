"""Markdown (CommonMark, GFM and what site generators read beside it) and MDX -> document.

The library's block parser tells where paragraphs, headings, cells and raw HTML stand; everything
between them is kept. Inline codes are found by ``markdown_inline``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from markdown_it.token import Token

from recto.formats.directives import SIGN, Listener
from recto.formats.frontmatter import front_matter_blocks, front_matter_end
from recto.formats.html import cut_fragment
from recto.formats.markdown_blocks import Parsed, line_starts, parse
from recto.formats.markdown_constructs import is_only_constructs, joined
from recto.formats.markdown_definitions import cut_definition
from recto.formats.markdown_inline import Labels, Spellers, scan
from recto.formats.markdown_parser import Span
from recto.formats.markdown_prose import around_item, around_paragraph, with_heading_id, with_task_box
from recto.formats.markdown_spell import spell_inline, spell_title
from recto.formats.markdown_syntax import Syntax, tag_reading
from recto.formats.markdown_tables import cells, spell_setext
from recto.formats.markdown_tags import is_tag_without_texts
from recto.formats.markdown_told import comment_text, told
from recto.formats.window import CellWindow, Window
from recto.model import Block, Code, Document, Options, Speller, raw

_ROLES = {
    "blockquote_open": "quote",
    "list_item_open": "list item",
    "footnote_reference_open": "footnote",
    "dd_open": "list item",
}
_PLACES = ("paragraph", "heading", "line", "first cell", "cell", "alt", "alt cell")
_CLOSES = {kind: kind.replace("_open", "_close") for kind in _ROLES}


def cut(text: str, options: Options) -> Document:
    """Cut a Markdown article. ``join(cut(text, options)) == text``.

    :raises FormatError: the front matter is not what its fences say.
    """
    return _cut(text, options, is_mdx=False)


def cut_mdx(text: str, options: Options) -> Document:
    """Cut an MDX article: Markdown with JSX, expressions, imports and exports, without HTML.

    :raises FormatError: the front matter is not what its fences say.
    """
    return _cut(text, options, is_mdx=True)


def _cut(text: str, options: Options, *, is_mdx: bool) -> Document:
    body = front_matter_end(text)
    parts = front_matter_blocks(text[:body], options.front_matter)
    article = _Body(text, body, options, is_mdx=is_mdx)
    return Document(tuple(_merged([*parts, *article.parts()])), article.remarks())


UNCLOSED = "the expression or tag opened here is never closed. Close it, or write a backslash before it."
"""Said of an article in MDX; all below counts as text."""


class _Body:
    """The Markdown below the front matter."""

    def __init__(self, text: str, start: int, options: Options, *, is_mdx: bool) -> None:
        self.text = text
        self.options = options
        self.syntax = Syntax(
            is_mdx, frozenset(options.attributes), options.links, frozenset(options.kept_classes)
        )
        own = text[start:]
        seen, unclosed = joined(own, is_mdx=is_mdx)
        is_commonmark = options.markdown == "commonmark"
        self.parsed: Parsed = parse(seen, start, is_mdx=is_mdx, is_commonmark=is_commonmark)
        self.labels = Labels(self.parsed.references, self.parsed.footnotes)
        self.starts = self.parsed.starts
        self.true_starts = self.starts if seen is own else [start + place for place in line_starts(own)]
        """Where the article's lines begin; those of the parser's may be longer (``joined``)."""
        self.first_line = len(line_starts(text[:start]))
        self.has_constructs = is_mdx or "{" in own
        how = partial(partial, spell_inline, labels=self.labels, syntax=self.syntax)
        self.spell = {place: how(place=place) for place in _PLACES}
        self.spellers = Spellers(self.spell["alt"], lambda quote: partial(spell_title, quote=quote))
        self.cell_spellers = Spellers(
            self.spell["alt cell"], lambda quote: partial(spell_title, quote=quote, in_cell=True)
        )
        self.spell_setext = partial(spell_setext, labels=self.labels, syntax=self.syntax)
        self.listener = Listener() if text.find(SIGN, start) >= 0 else None
        self.at = start
        self.out: list[str | Block] = []
        self.own_remarks: list[tuple[int, str]] = []
        if unclosed >= 0:
            self.own_remarks.append((self._line_at(start + unclosed), UNCLOSED))

    def parts(self) -> list[str | Block]:
        containers: list[Token] = []
        for index, token in enumerate(self.parsed.tokens):
            kind = token.type
            if kind in {"paragraph", "setext"}:
                if not token.hidden:
                    self._text(index, token, token.meta["spans"], containers)
            elif kind in _ROLES:
                containers.append(token)
            elif containers and kind == _CLOSES[containers[-1].type]:
                containers.pop()
            elif kind in {"heading_open", "dt_open"}:
                self._line(index, token, containers)
            elif kind in _CUTS:
                _CUTS[kind](self, token)
        self._keep_until(len(self.text))
        return self.out

    def remarks(self) -> tuple[tuple[int, str], ...]:
        """Return what the author should look at, by line."""
        return tuple(sorted([*self.own_remarks, *(self.listener.end() if self.listener else ())]))

    def _keep_until(self, place: int) -> None:
        if place > self.at:
            self.out.append(self.text[self.at : place])
            self.at = place

    def _line_at(self, place: int) -> int:
        """Return the 1-based line of a place in the article."""
        return self.first_line + bisect_right(self.true_starts, place) - 1

    def _window(self, lines: list[Span]) -> Window:
        return Window(self.text, lines, self._line_at(lines[0][0]))

    def _fence(self, token: Token) -> None:
        lines = token.meta["spans"]
        last = self.text[slice(*lines[-1])].strip()
        if len(lines) > 1 and last.startswith(token.markup) and not last.strip(token.markup[0]):
            return
        problem = "the code fence opened here is never closed; all below it counts as code."
        self.own_remarks.append((self._line_at(lines[0][0]), f"{problem} Close it with {token.markup}."))

    def _line(self, index: int, token: Token, containers: list[Token]) -> None:
        """Cut a heading behind number signs, or a term."""
        lines: list[Span] = token.meta["spans"]
        content = self.parsed.tokens[index + 1].content
        if token.type == "heading_open":
            ((start, end),) = lines
            # Behind the signs the library strips blanks of every kind.
            bare = self.text[start + len(token.markup) : end]
            start = end - max(len(bare.lstrip()), min(len(content), len(bare)))
            lines = [(start, min(start + len(content), end))]
        if content:
            self._text(index, token, lines, containers)

    def _text(self, index: int, token: Token, lines: list[Span], containers: list[Token]) -> None:
        first, last = self._text_lines(lines) if self.has_constructs else (0, len(lines))
        if first:
            self._constructs(lines[:first])
        if first < last:
            start, end = lines[last - 1]
            while end > start and self.text[end - 1] in " \t":
                end -= 1
            lines[last - 1] = (start, end)
            window = self._window(lines[first:last])
            self._add(self._block(index, token, window, containers, first), window)
        if last < len(lines):
            self._constructs(lines[last:])

    def _block(
        self, index: int, token: Token, window: Window, containers: list[Token], skipped: int
    ) -> Block:
        """Return a heading, term or paragraph, of which some lines at the top are no text."""
        kind, level = token.type, len(containers)
        role = _ROLES[containers[-1].type] if containers else "paragraph"
        spell: Speller = self.spell["paragraph"]
        before = after = 0
        if kind == "paragraph":
            first = token.map[0] if token.map else 0
            before, after = self._removed(index, window, containers, self.starts[first + skipped])
        elif kind == "dt_open":
            role, level = "list item", level + 1
        else:
            role, level = "heading", int(token.tag[1:])
            spell = self.spell["heading"] if kind == "heading_open" else self.spell_setext
        pieces = scan(window, self.labels, self.spellers, self.syntax)
        if role == "list item":
            pieces = with_task_box(pieces)
        elif role == "heading":
            pieces = with_heading_id(pieces)
        return Block(role, pieces, spell, window.first_line, before, after, level)

    def _text_lines(self, lines: list[Span]) -> tuple[int, int]:
        """Return which of the lines are the first and last, as a slice, that hold more than constructs."""
        first, last = 0, len(lines)
        while first < last and self._is_only_constructs(lines[first]):
            first += 1
        while first < last and self._is_only_constructs(lines[last - 1]):
            last -= 1
        return first, last

    def _is_only_constructs(self, line: Span) -> bool:
        if not self.text.startswith(("{", "<"), line[0]):
            return False
        return is_only_constructs(self.text[slice(*line)], is_mdx=self.syntax.is_mdx)

    def _constructs(self, lines: list[Span]) -> None:
        """Keep lines that hold only constructs, but for the texts in the attributes of tags."""
        if not self.syntax.is_mdx:
            return
        for line in lines:
            window = self._window([line])
            self._keep_until(window.start)
            for piece in scan(window, self.labels, self.spellers, self.syntax):
                if self.listener and comment_text(piece):
                    told((piece,), self.listener, window.first_line)
                if isinstance(piece, Code) and not self._is_off():
                    self.out += map(self._noted, piece.parts)
                else:
                    self.out.append(raw((piece,)))
            self.at = window.end

    def _removed(
        self, index: int, window: Window, containers: list[Token], line_start: int
    ) -> tuple[int, int]:
        """Return how much goes with a paragraph that is left out, before and behind."""
        if not containers:
            return around_paragraph(window, line_start)
        is_item = all(token.type == "list_item_open" for token in containers)
        is_alone = self.parsed.tokens[index + 1].type == "list_item_close"
        return around_item(window, line_start) if is_item and is_alone else (0, 0)

    def _is_off(self) -> bool:
        return self.listener is not None and self.listener.is_off

    def _noted(self, part: str | Block) -> str | Block:
        if self.listener and self.listener.notes and isinstance(part, Block):
            return replace(part, note=self.listener.take_note())
        return part

    def _add(self, block: Block, window: Window) -> None:
        own: str | Block = block
        if self.listener:
            was_off = self.listener.is_off
            block = replace(block, pieces=told(block.pieces, self.listener, block.line))
            if was_off and self.listener.is_off:
                return
            own = self._noted(block)
        if window.start > self.at:
            self.out.append(self.text[self.at : window.start])
        self.out.append(own)
        self.at = window.end

    def _title(self, token: Token) -> None:
        window = self._window(token.meta["spans"])
        pieces = scan(window, self.labels, self.spellers, self.syntax)
        self._add(Block("heading", pieces, self.spell[token.meta["place"]], window.first_line), window)

    def _table(self, token: Token) -> None:
        width = token.meta["width"]
        for number, (start, end) in enumerate(token.meta["spans"]):
            if number == 1:
                continue
            for a, b in cells(self.text, start, end)[:width]:
                if a < b:
                    window = CellWindow(self.text, a, b, self._line_at(a))
                    pieces = scan(window, self.labels, self.cell_spellers, self.syntax)
                    spell = self.spell["first cell" if a == start else "cell"]
                    self._add(Block("table cell", pieces, spell, window.first_line), window)

    def _definition(self, token: Token) -> None:
        if token.hidden or self._is_off():
            return
        window = self._window(token.meta["spans"])
        self._keep_until(window.start)
        parts = cut_definition(window, links=self.syntax.links, is_mdx=self.syntax.is_mdx)
        self.out += map(self._noted, parts)
        self.at = window.end

    def _html(self, token: Token) -> None:
        window = self._window(token.meta["spans"])
        if not self.listener and is_tag_without_texts(window.content, tag_reading(self.syntax)):
            return  # kept, as most of these are
        self._keep_until(window.start)
        self.out += cut_fragment(window.content, window.raw, window.line, self.options, self.listener)
        self.at = window.end


_CUTS: dict[str, Callable[[_Body, Token], None]] = {
    "table_open": _Body._table,
    "html_block": _Body._html,
    "definition": _Body._definition,
    "title": _Body._title,
    "fence": _Body._fence,
}


def _merged(parts: list[str | Block]) -> list[str | Block]:
    """Return the parts with neighbouring kept texts joined."""
    out: list[str | Block] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part:
            out.append(part)
    return out
