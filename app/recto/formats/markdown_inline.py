"""Inline Markdown with its places: the pieces of a paragraph, by the rules of CommonMark and GFM.

The parser of the library tells what a paragraph is but not where its codes stand, so the codes are
found here; its rules for emphasis, link targets and HTML tags are used as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from markdown_it.common.html_re import HTML_TAG_RE

from recto.formats.html import decode
from recto.formats.markdown_emphasis import Emphases
from recto.formats.markdown_links import Target, link_target, reference_end
from recto.formats.markdown_tags import Mark, pair_tags, tag_mark
from recto.formats.window import Window
from recto.inline import finish, plain
from recto.model import Block, Code, CodeKind, Piece, Speller, Text


class Labels(NamedTuple):
    """Normalized labels of an article's link references, and its footnotes' labels."""

    references: frozenset[str] = frozenset()
    footnotes: frozenset[str] = frozenset()


class Spellers(NamedTuple):
    """How the values inside codes are written: image alt text, link title with its quote."""

    alt: Speller
    title: Callable[[str], Speller]


class _Bracket(NamedTuple):
    start: int
    inner: int
    is_image: bool
    marks: int
    emphases: int


_SPECIAL = re.compile(r"[\\`*_\[\]<&~{\n]")
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_AUTOLINK = re.compile(
    r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^<>\x00-\x20]*|[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*)>"
)
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_CHUNK = re.compile(r"[ \t\n\r\f]+|[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_FOLDED = re.compile(r"[ \t\r\f]*\n[ \t\n\r\f]*|\|")
"""What has other bytes than it seems: line ends with the prefixes behind them, pipes in cells."""
_NESTED_IMAGES = 4
"""Images inside an image's text; beyond, the text is kept: nobody means that."""
_SPELLED = re.compile(r"\\(?!\n)|&")
_HINTS = {
    ("*", 1): "italic",
    ("_", 1): "italic",
    ("*", 2): "bold",
    ("_", 2): "bold",
    ("~", 2): "strikethrough",
}


class Scanner:
    """One pass over the content of a block; ``pieces()`` joins to its bytes."""

    def __init__(self, window: Window, labels: Labels, spellers: Spellers) -> None:
        self.window = window
        self.content = window.content
        self.labels = labels
        self.spellers = spellers
        self.marks: list[Mark] = []
        self.pairs = 0
        self._brackets: list[_Bracket] = []
        self._emphases = Emphases(self.content)
        self._backticks: dict[int, list[int]] | None = None
        self._unclosed = ""
        """Ends of placeholders that are known not to come any more."""

    def pieces(self) -> tuple[Piece, ...]:
        """Return the pieces of the whole content."""
        at = 0
        while found := _SPECIAL.search(self.content, at):
            at = _RULES[found.group()](self, found.start(), found.end())
        self._emphasize(0)
        self.marks.sort(key=_place)
        self.marks, self.pairs = pair_tags(self.marks, self.pairs, self.window.raw)
        return finish(self._between(0, len(self.content), self.marks))

    def _between(self, start: int, end: int, marks: list[Mark]) -> list[Piece]:
        """Return the pieces of a span whose marks are given in order."""
        out: list[Piece] = []
        for mark in marks:
            if mark.start > start:
                out += self._plain(start, mark.start)
            out.append(mark.code or Text(self.window.raw(mark.start, mark.end), mark.text))
            start = mark.end
        if end > start:
            out += self._plain(start, end)
        return out

    def _plain(self, start: int, end: int) -> list[Piece]:
        text = self.content[start:end]
        if self.window.is_plain:
            return plain(text)
        out: list[Piece] = []
        last = start
        for found in _FOLDED.finditer(text):
            a, b = start + found.start(), start + found.end()
            out += plain(self.content[last:a])
            out.append(Text(self.window.raw(a, b), "|" if found.group() == "|" else " "))
            last = b
        return out + plain(self.content[last:end])

    def _code(  # noqa: PLR0913  # the fields of a code
        self,
        kind: CodeKind,
        start: int,
        end: int,
        hint: str = "",
        pair: int = 0,
        *,
        protected: bool = False,
        is_break: bool = False,
        emphasis: bool = False,
    ) -> Mark:
        parts = (self.window.raw(start, end),) if end > start else ()
        code = Code(kind, parts, pair, hint, protected=protected, is_break=is_break, emphasis=emphasis)
        return Mark(start, end, code)

    def _next_pair(self) -> int:
        self.pairs += 1
        return self.pairs

    # The rules: each takes the span that the search found and returns where to go on.

    def _escape(self, start: int, end: int) -> int:
        char = self.content[end : end + 1]
        if char == "\n":
            self.marks.append(self._code(CodeKind.SINGLE, start, end + 1, "line break", is_break=True))
        elif char in _PUNCTUATION and char:
            self.marks.append(Mark(start, end + 1, None, char))
        else:
            return end
        return end + 1

    def _line_end(self, start: int, end: int) -> int:
        while self.content[start - 1 : start] == " ":
            start -= 1
        if end - start < 3:
            return end
        self.marks.append(self._code(CodeKind.SINGLE, start, end, "line break", is_break=True))
        return end

    def _code_span(self, start: int, _: int) -> int:
        end = start
        while self.content[end : end + 1] == "`":
            end += 1
        if self._backticks is None:
            self._backticks = {}
            for run in re.finditer("`+", self.content):
                self._backticks.setdefault(len(run.group()), []).append(run.start())
        runs = self._backticks.get(end - start, [])
        while runs and runs[0] < end:
            runs.pop(0)
        if not runs:
            return end
        close = runs[0]
        inner, a, b = self.content[end:close], end, close
        if inner.strip(" \n") and inner[0] in " \n" and inner[-1] in " \n":
            a, b = end + 1, close - 1
        self._protected(start, a, b, close + (end - start), "code")
        return close + (end - start)

    def _protected(self, start: int, a: int, b: int, end: int, hint: str) -> None:
        pair = self._next_pair()
        self.marks.append(self._code(CodeKind.OPEN, start, a, hint, pair, protected=True))
        text = self.content[a:b]
        for found in _CHUNK.finditer(text):  # inside, white space and controls are only shown
            if found.group() != " ":
                self.marks.append(Mark(a + found.start(), a + found.end(), None, " "))
        self.marks.append(self._code(CodeKind.CLOSE, b, end, "", pair, protected=True))

    def _emphasis_run(self, start: int, _: int) -> int:
        return self._emphases.add(start)

    def _emphasize(self, first: int) -> None:
        """Turn the emphasis markers from run number ``first`` on into codes."""
        for start, end, width, marker in self._emphases.pairs(first):
            pair = self._next_pair()
            hint, is_line = _HINTS[marker, width], marker == "_"
            self.marks.append(self._code(CodeKind.OPEN, start, start + width, hint, pair, emphasis=is_line))
            self.marks.append(self._code(CodeKind.CLOSE, end, end + width, "", pair, emphasis=is_line))

    def _bracket(self, start: int, end: int) -> int:
        is_image = self.content[start - 1 : start] == "!" and not (self.marks and self.marks[-1].end == start)
        note = _FOOTNOTE.match(self.content, start)
        if note and note[1] in self.labels.footnotes and not is_image:
            self.marks.append(self._code(CodeKind.SINGLE, start, note.end(), f"footnote {note[1]}"))
            return note.end()
        bracket = _Bracket(start - is_image, end, is_image, len(self.marks), len(self._emphases))
        self._brackets.append(bracket)
        return end

    def _close_bracket(self, start: int, end: int) -> int:
        if not self._brackets:
            return end
        opener = self._brackets.pop()
        label = self.content[opener.inner : start]
        target = link_target(self.content, end) or reference_end(
            self.content, end, label, self.labels.references
        )
        if target is None:
            return end
        self._emphasize(opener.emphases)
        if opener.is_image:
            self._image(opener, start, target, label)
        else:
            pair = self._next_pair()
            self.marks.append(
                self._code(CodeKind.OPEN, opener.start, opener.inner, f"link {target.address}".strip(), pair)
            )
            close = Code(
                CodeKind.CLOSE,
                self._target_parts(start, target),
                pair,
                relabel=self._relabel(target, opener, start),
            )
            self.marks.append(Mark(start, target.end, close))
            self._brackets = [bracket for bracket in self._brackets if bracket.is_image]
        return target.end

    def _relabel(self, target: Target, opener: _Bracket, start: int) -> str:
        return f"][{self.window.raw(opener.inner, start)}]" if target.needs_label else ""

    def _target_parts(self, start: int, target: Target) -> tuple[str | Block, ...]:
        """Return a link's end as kept text with its title as a block of its own."""
        if target.title is None or not self.content[slice(*target.title)].strip():
            return (self.window.raw(start, target.end),)
        a, b = target.title
        quote = self.content[b]
        block = Block(
            "link title", finish(self._spelled(a, b)), self.spellers.title(quote), self.window.line(a)
        )
        return (self.window.raw(start, a), block, self.window.raw(b, target.end))

    def _spelled(self, a: int, b: int) -> list[Piece]:
        """Return the pieces of text in which only escapes and entities are special."""
        inner = Scanner(self.window, self.labels, self.spellers)
        at = a
        while (found := _SPELLED.search(self.content, at, b)) is not None:
            at = (inner._escape if found.group() == "\\" else inner._entity)(found.start(), found.start() + 1)
        return self._between(a, b, [mark for mark in inner.marks if mark.end <= b])

    def _image(self, opener: _Bracket, start: int, target: Target, label: str) -> None:
        inside = sorted(self.marks[opener.marks :], key=_place)
        del self.marks[opener.marks :]
        parts = self._target_parts(start, target)
        if label.strip() and label.count("![") <= _NESTED_IMAGES:
            inside, self.pairs = pair_tags(inside, self.pairs, self.window.raw)
            alt = Block(
                "alt text",
                finish(self._between(opener.inner, start, inside)),
                self.spellers.alt,
                self.window.line(opener.inner),
            )
            parts = (self.window.raw(opener.start, opener.inner), alt, *parts)
        else:
            parts = (self.window.raw(opener.start, start) + str(parts[0]), *parts[1:])
        code = Code(
            CodeKind.SINGLE,
            parts,
            hint=f"image {target.address}".strip(),
            relabel=self._relabel(target, opener, start),
        )
        self.marks.append(Mark(opener.start, target.end, code))

    def _angle(self, start: int, end: int) -> int:
        if link := _AUTOLINK.match(self.content, start):
            self._protected(start, end, link.end() - 1, link.end(), f"address {link[1]}")
            return link.end()
        tag = HTML_TAG_RE.match(self.content[start : start + 4000]) if self.content[end : end + 1] else None
        if tag is None:
            return end
        self.marks.append(tag_mark(start, start + tag.end(), self.window.raw(start, start + tag.end())))
        return start + tag.end()

    def _entity(self, start: int, end: int) -> int:
        found = _ENTITY.match(self.content, start)
        text = decode(found.group()) if found else ""
        if found is None or text == found.group():
            return end
        if plain(text) != [Text(text, text)] or text == " ":
            is_space = text.isspace() and text[0] in " \t\n\r\f"
            self.marks.append(
                Mark(start, found.end(), None, " ")
                if is_space
                else self._code(CodeKind.SINGLE, start, found.end(), f"character U+{ord(text[0]):04X}")
            )
        else:
            self.marks.append(Mark(start, found.end(), None, text))
        return found.end()

    def _placeholder(self, start: int, end: int) -> int:
        closing = {"{{": "}}", "{%": "%}"}.get(self.content[start : end + 1], "")
        if not closing or closing in self._unclosed:
            return end
        last = self.content.find(closing, end + 1)
        if last < 0:
            self._unclosed += closing
            return end
        hint = f"placeholder {self.content[start : last + 2][:40]}"
        self.marks.append(self._code(CodeKind.SINGLE, start, last + 2, hint))
        return last + 2


_RULES: dict[str, Callable[[Scanner, int, int], int]] = {
    "\\": Scanner._escape,
    "`": Scanner._code_span,
    "*": Scanner._emphasis_run,
    "_": Scanner._emphasis_run,
    "~": Scanner._emphasis_run,
    "[": Scanner._bracket,
    "]": Scanner._close_bracket,
    "<": Scanner._angle,
    "&": Scanner._entity,
    "\n": Scanner._line_end,
    "{": Scanner._placeholder,
}


def scan(window: Window, labels: Labels, spellers: Spellers) -> tuple[Piece, ...]:
    """Return the pieces of a block's content."""
    if window.is_plain and not _SPECIAL.search(window.content):
        return finish(plain(window.content))
    return Scanner(window, labels, spellers).pieces()


def _place(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end
