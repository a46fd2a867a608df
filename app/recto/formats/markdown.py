"""Markdown (CommonMark, GFM and what site generators read beside it) and MDX -> document.

The library's block parser tells where paragraphs, headings, cells and raw HTML stand; everything
between them is kept. Inline codes are found by ``markdown_inline``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from markdown_it.token import Token

from recto.formats.directives import SIGN, Listener
from recto.formats.frontmatter import front_matter_blocks, front_matter_end
from recto.formats.html import cut_fragment
from recto.formats.markdown_blocks import Parsed, line_starts, parse
from recto.formats.markdown_constructs import ATTRIBUTES, is_only_constructs, joined
from recto.formats.markdown_definitions import cut_definition
from recto.formats.markdown_inline import Labels, Spellers, scan
from recto.formats.markdown_spell import spell_inline, spell_title
from recto.formats.markdown_syntax import Syntax
from recto.formats.markdown_tables import cells, spell_setext
from recto.formats.markdown_told import comment_text, told
from recto.formats.window import CellWindow, Window
from recto.model import Block, Code, CodeKind, Document, Options, Piece, Text, raw

_TASK = re.compile(r"\[[ xX]\](?=[ \t])")
_LINE_END = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)")
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n?|\n|\Z))*?(?=[ \t]*\S|\Z)")
_BULLET = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+")
_ROLES = {
    "blockquote_open": "quote",
    "list_item_open": "list item",
    "footnote_reference_open": "footnote",
    "dd_open": "list item",
}


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


class _Body:
    """The Markdown below the front matter."""

    def __init__(self, text: str, start: int, options: Options, *, is_mdx: bool) -> None:
        self.text = text
        self.options = options
        self.syntax = Syntax(
            is_mdx, frozenset(options.attributes), options.links, frozenset(options.kept_classes)
        )
        own = text[start:]
        seen = joined(own, is_mdx=is_mdx)
        self.parsed: Parsed = parse(seen, is_mdx=is_mdx, is_commonmark=options.markdown == "commonmark")
        self.labels = Labels(self.parsed.references, self.parsed.footnotes)
        self.starts = [start + place for place in line_starts(seen)]
        self.true_starts = self.starts if seen is own else [start + place for place in line_starts(own)]
        """Where the article's lines begin; those of the parser's may be longer (``joined``)."""
        self.first_line = len(line_starts(text[:start]))
        self.has_constructs = is_mdx or "{" in own
        self.spell = partial(partial, spell_inline, labels=self.labels, syntax=self.syntax)
        self.spellers = Spellers(self.spell(place="alt"), lambda quote: partial(spell_title, quote=quote))
        self.cell_spellers = Spellers(
            self.spell(place="alt cell"), lambda quote: partial(spell_title, quote=quote, in_cell=True)
        )
        self.listener = Listener() if text.find(SIGN, start) >= 0 else None
        self.at = start
        self.out: list[str | Block] = []
        self.own_remarks: list[tuple[int, str]] = []

    def parts(self) -> list[str | Block]:
        containers: list[Token] = []
        for index, token in enumerate(self.parsed.tokens):
            if token.type in _ROLES:
                containers.append(token)
            elif containers and token.type == containers[-1].type.replace("_open", "_close"):
                containers.pop()
            elif token.type in ("paragraph_open", "heading_open", "dt_open"):
                self._prose(token, self.parsed.tokens[index + 1], containers)
            elif token.type in _CUTS:
                _CUTS[token.type](self, token)
        self._keep_until(len(self.text))
        return self.out

    def remarks(self) -> tuple[tuple[int, str], ...]:
        """Return what the author should look at, by line."""
        return tuple(sorted([*self.own_remarks, *(self.listener.end() if self.listener else ())]))

    def _keep_until(self, place: int) -> None:
        if place > self.at:
            self.out.append(self.text[self.at : place])
            self.at = place

    def _lines(self, token: Token) -> list[tuple[int, int]]:
        """Return the places of a token's lines in the article, prefixes and line ends left out."""
        first = token.map[0] if token.map else 0
        return [
            (self.starts[first + number] + column, self.starts[first + number] + max(column, end))
            for number, (column, end) in enumerate(token.meta["columns"])
        ]

    def _line_at(self, place: int) -> int:
        """Return the 1-based line of a place in the article."""
        return self.first_line + bisect_right(self.true_starts, place) - 1

    def _window(self, lines: list[tuple[int, int]]) -> Window:
        return Window(self.text, lines, self._line_at(lines[0][0]))

    def _fence(self, token: Token) -> None:
        lines = self._lines(token)
        last = self.text[slice(*lines[-1])].strip()
        if len(lines) > 1 and last.startswith(token.markup) and not last.strip(token.markup[0]):
            return
        problem = "the code fence opened here is never closed; all below it counts as code."
        self.own_remarks.append((self._line_at(lines[0][0]), f"{problem} Close it with {token.markup}."))

    def _prose(self, token: Token, inline: Token, containers: list[Token]) -> None:
        lines = self._lines(token)
        is_heading = token.type == "heading_open"
        if is_heading and token.markup.startswith("#"):
            ((start, end),) = lines
            start += len(token.markup)
            start += len(self.text[start:end]) - len(self.text[start:end].lstrip(" \t"))
            lines = [(start, start + len(inline.content))]
        elif is_heading:
            lines = lines[:-1]
        if not inline.content:
            return
        first, last = self._text_lines(lines) if self.has_constructs else (0, len(lines))
        self._constructs(lines[:first])
        if first < last:
            start, end = lines[last - 1]
            lines[last - 1] = (start, start + len(self.text[start:end].rstrip(" \t")))
            window = self._window(lines[first:last])
            line = self.starts[(token.map[0] if token.map else 0) + first]
            self._add(self._block(token, window, containers, line), window)
        self._constructs(lines[last:])

    def _block(self, token: Token, window: Window, containers: list[Token], line_start: int) -> Block:
        """Return a heading, term or paragraph; ``line_start`` is where its first line begins."""
        is_heading, is_term = token.type == "heading_open", token.type == "dt_open"
        role = "heading" if is_heading else _ROLES[containers[-1].type] if containers else "paragraph"
        role = "list item" if is_term else role
        spell = self.spell(place="heading" if is_heading else "paragraph")
        if is_heading and not token.markup.startswith("#"):
            spell = partial(spell_setext, labels=self.labels, syntax=self.syntax)
        before, after = 0, 0
        if not is_heading and not is_term:
            before, after = self._surroundings(role, containers, window, line_start)
        return Block(
            role,
            self._scan(window, is_heading, role == "list item"),
            spell,
            window.first_line,
            before,
            after,
            int(token.tag[1:]) if is_heading else len(containers) + is_term,
        )

    def _text_lines(self, lines: list[tuple[int, int]]) -> tuple[int, int]:
        """Return which of the lines are the first and last, as a slice, that hold more than constructs."""
        first, last = 0, len(lines)
        while first < last and self._is_only_constructs(lines[first]):
            first += 1
        while first < last and self._is_only_constructs(lines[last - 1]):
            last -= 1
        return first, last

    def _is_only_constructs(self, line: tuple[int, int]) -> bool:
        if not self.text.startswith(("{", "<"), line[0]):
            return False
        return is_only_constructs(self.text[slice(*line)], is_mdx=self.syntax.is_mdx)

    def _constructs(self, lines: list[tuple[int, int]]) -> None:
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

    def _scan(self, window: Window, is_heading: bool, is_item: bool) -> tuple[Piece, ...]:
        pieces = scan(window, self.labels, self.spellers, self.syntax)
        if is_item and pieces and isinstance(pieces[0], Text) and (box := _TASK.match(pieces[0].raw)):
            code = Code(CodeKind.SINGLE, (box.group(),), hint="task box")
            rest = pieces[0].raw[box.end() :]
            pieces = (code, Text(rest, rest), *pieces[1:])
        if (
            is_heading
            and pieces
            and isinstance(pieces[-1], Text)
            and (name := ATTRIBUTES.search(pieces[-1].raw))
        ):
            rest = pieces[-1].raw[: name.start()]
            code = Code(CodeKind.SINGLE, (name.group(),), hint="heading id")
            pieces = (*pieces[:-1], *([Text(rest, rest)] if rest else []), code)
        return pieces

    def _surroundings(
        self, role: str, containers: list[Token], window: Window, line_start: int
    ) -> tuple[int, int]:
        """Return what goes with a paragraph or a list item that is left out, before and behind."""
        tail = _LINE_END.match(self.text, window.end)
        if tail is None or (role == "paragraph" and containers) or role not in ("paragraph", "list item"):
            return 0, 0
        prefix = self.text[line_start : window.start]
        if role == "paragraph":
            blank = _BLANK_LINES.match(self.text, tail.end())
            indent = 0 if prefix.strip() else len(prefix)
            return indent, (blank.end() if blank else tail.end()) - window.end
        if len(containers) != sum(token.type == "list_item_open" for token in containers):
            return 0, 0
        item = containers[-1]
        has_more = item.map is not None and item.meta.get("children", 1) > 1
        if has_more or not _BULLET.fullmatch(prefix):
            return 0, 0
        return len(prefix), tail.end() - window.end

    def _is_off(self) -> bool:
        return self.listener is not None and self.listener.is_off

    def _noted(self, part: str | Block) -> str | Block:
        if self.listener and self.listener.notes and isinstance(part, Block):
            return replace(part, note=self.listener.take_note())
        return part

    def _add(self, block: Block, window: Window) -> None:
        if self.listener:
            was_off = self.listener.is_off
            block = replace(block, pieces=told(block.pieces, self.listener, block.line))
            if was_off and self.listener.is_off:
                return
        self._keep_until(window.start)
        self.out.append(self._noted(block))
        self.at = window.end

    def _title(self, token: Token) -> None:
        window = self._window(self._lines(token))
        pieces = scan(window, self.labels, self.spellers, self.syntax)
        self._add(Block("heading", pieces, self.spell(place=token.meta["place"]), window.first_line), window)

    def _table(self, token: Token) -> None:
        width = token.meta["width"]
        for number, (start, end) in enumerate(self._lines(token)):
            if number == 1:
                continue
            for a, b in cells(self.text, start, end)[:width]:
                if a < b:
                    window = CellWindow(self.text, a, b, self._line_at(a))
                    pieces = scan(window, self.labels, self.cell_spellers, self.syntax)
                    spell = self.spell(place="first cell" if a == start else "cell")
                    self._add(Block("table cell", pieces, spell, window.first_line), window)

    def _definition(self, token: Token) -> None:
        if token.hidden or self._is_off():
            return
        window = self._window(self._lines(token))
        self._keep_until(window.start)
        parts = cut_definition(window, links=self.syntax.links, is_mdx=self.syntax.is_mdx)
        self.out += map(self._noted, parts)
        self.at = window.end

    def _html(self, token: Token) -> None:
        window = self._window(self._lines(token))
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
