"""Markdown (CommonMark, GFM tables, strikethrough, task lists, footnotes, front matter) -> document.

The library's block parser tells where paragraphs, headings, cells and raw HTML stand; everything
between them is kept. Inline codes are found by ``markdown_inline``.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise

from markdown_it.token import Token

from recto.formats.frontmatter import front_matter_end, yaml_blocks
from recto.formats.html import cut_fragment
from recto.formats.markdown_blocks import Parsed, line_starts, parse
from recto.formats.markdown_inline import Labels, Spellers, scan
from recto.formats.markdown_spell import spell_inline, spell_title
from recto.formats.window import CellWindow, Window
from recto.model import Block, Code, CodeKind, Document, Options, Piece, Text

_TASK = re.compile(r"\[[ xX]\](?=[ \t])")
_HEADING_ID = re.compile(r"[ \t]*\{[#.][^{}\n]*\}$")
_LINE_END = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)")
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n?|\n|\Z))*?(?=[ \t]*\S|\Z)")
_BULLET = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+")
_ROLES = {"blockquote_open": "quote", "list_item_open": "list item", "footnote_reference_open": "footnote"}


def cut(text: str, options: Options) -> Document:
    """Cut a Markdown article. ``join(cut(text, options)) == text``.

    :raises FormatError: the front matter is not YAML.
    """
    body = front_matter_end(text)
    parts: list[str | Block] = (
        yaml_blocks(text[:body], [field.key for field in options.front_matter]) if body else []
    )
    article = _Body(text, body)
    return Document(tuple(_merged([*parts, *article.parts()])), tuple(article.remarks))


class _Body:
    """The Markdown below the front matter."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.parsed: Parsed = parse(text[start:])
        self.labels = Labels(self.parsed.references, self.parsed.footnotes)
        self.starts = [start + place for place in line_starts(text[start:])]
        self.first_line = text.count("\n", 0, start) + 1
        self.spellers = Spellers(
            partial(spell_inline, labels=self.labels, place="alt"),
            lambda quote: partial(spell_title, quote=quote),
        )
        self.cell_spellers = Spellers(
            partial(spell_inline, labels=self.labels, place="alt cell"),
            lambda quote: partial(spell_title, quote=quote, in_cell=True),
        )
        self.at = start
        self.out: list[str | Block] = []
        self.remarks: list[tuple[int, str]] = []

    def parts(self) -> list[str | Block]:
        containers: list[Token] = []
        for index, token in enumerate(self.parsed.tokens):
            if token.type in _ROLES:
                containers.append(token)
            elif containers and token.type == containers[-1].type.replace("_open", "_close"):
                containers.pop()
            elif token.type == "table_open":
                self._table(token)
            elif token.type == "html_block":
                self._html(token)
            elif token.type == "fence" and not self._is_closed(token):
                self.remarks.append(
                    (
                        self._line_number(token),
                        (
                            "the code fence opened here is never closed; all below it counts as code. "
                            f"Close it with {token.markup}."
                        ),
                    )
                )
            elif token.type in ("paragraph_open", "heading_open"):
                self._prose(token, self.parsed.tokens[index + 1], containers)
        self._keep_until(len(self.text))
        return self.out

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

    def _line_number(self, token: Token) -> int:
        return self.first_line + (token.map[0] if token.map else 0)

    def _is_closed(self, token: Token) -> bool:
        lines = self._lines(token)
        last = self.text[slice(*lines[-1])].strip()
        return len(lines) > 1 and last.startswith(token.markup) and not last.strip(token.markup[0])

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
        start, end = lines[-1]
        lines[-1] = (start, start + len(self.text[start:end].rstrip(" \t")))
        if not inline.content:
            return
        role = "heading" if is_heading else _ROLES[containers[-1].type] if containers else "paragraph"
        window = Window(self.text, lines, self._line_number(token))
        place = ("heading" if token.markup.startswith("#") else "setext") if is_heading else "paragraph"
        pieces = self._scan(window, is_heading, role == "list item")
        before, after = self._surroundings(role, containers, window)
        self._add(
            Block(
                role,
                pieces,
                partial(spell_inline, labels=self.labels, place=place),
                window.first_line,
                before,
                after,
                int(token.tag[1:]) if is_heading else len(containers),
            ),
            window,
        )

    def _scan(self, window: Window, is_heading: bool, is_item: bool) -> tuple[Piece, ...]:
        pieces = scan(window, self.labels, self.spellers)
        if is_item and pieces and isinstance(pieces[0], Text) and (box := _TASK.match(pieces[0].raw)):
            code = Code(CodeKind.SINGLE, (box.group(),), hint="task box")
            rest = pieces[0].raw[box.end() :]
            pieces = (code, Text(rest, rest), *pieces[1:])
        if (
            is_heading
            and pieces
            and isinstance(pieces[-1], Text)
            and (name := _HEADING_ID.search(pieces[-1].raw))
        ):
            rest = pieces[-1].raw[: name.start()]
            code = Code(CodeKind.SINGLE, (name.group(),), hint="heading id")
            pieces = (*pieces[:-1], *([Text(rest, rest)] if rest else []), code)
        return pieces

    def _surroundings(self, role: str, containers: list[Token], window: Window) -> tuple[int, int]:
        """Return what goes with a paragraph or a list item that is left out, before and behind."""
        tail = _LINE_END.match(self.text, window.end)
        if tail is None or (role == "paragraph" and containers) or role not in ("paragraph", "list item"):
            return 0, 0
        if role == "paragraph":
            blank = _BLANK_LINES.match(self.text, tail.end())
            return 0, (blank.end() if blank else tail.end()) - window.end
        line_start = self.starts[window.first_line - self.first_line]
        prefix = self.text[line_start : window.start]
        if len(containers) != sum(token.type == "list_item_open" for token in containers):
            return 0, 0
        item = containers[-1]
        has_more = item.map is not None and item.meta.get("children", 1) > 1
        if has_more or not _BULLET.fullmatch(prefix):
            return 0, 0
        return len(prefix), tail.end() - window.end

    def _add(self, block: Block, window: Window) -> None:
        self._keep_until(window.start)
        self.out.append(block)
        self.at = window.end

    def _table(self, token: Token) -> None:
        lines = self._lines(token)
        width = token.meta["width"]
        for number, (start, end) in enumerate(lines):
            if number == 1:
                continue
            for a, b in _cells(self.text, start, end)[:width]:
                if a < b:
                    window = CellWindow(self.text, a, b, self._line_number(token) + number)
                    place = "first cell" if a == start else "cell"
                    block = Block(
                        "table cell",
                        scan(window, self.labels, self.cell_spellers),
                        partial(spell_inline, labels=self.labels, place=place),
                        window.first_line,
                    )
                    self._add(block, window)

    def _html(self, token: Token) -> None:
        window = Window(self.text, self._lines(token), self._line_number(token))
        self._keep_until(window.start)
        self.out += cut_fragment(window.content, window.raw, window.line)
        self.at = window.end


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of a table row's cells, trimmed, as GFM divides the row."""
    row = text[start:end].strip()
    start += text[start:end].index(row) if row else 0
    edges = [-1, *(found.start() for found in re.finditer(r"(?<!\\)\|", row)), len(row)]
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


def _merged(parts: list[str | Block]) -> list[str | Block]:
    """Return the parts with neighbouring kept texts joined."""
    out: list[str | Block] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part:
            out.append(part)
    return out
