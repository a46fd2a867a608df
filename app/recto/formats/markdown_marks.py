"""The marks of a block, found one by one: what in its content is no plain text, and the pieces between."""

from __future__ import annotations

import re

from recto.formats.html import decode
from recto.formats.markdown_places import Placeholders, masked, placeholder_hint
from recto.formats.markdown_tags import Mark
from recto.formats.window import Window
from recto.inline import plain
from recto.model import Code, CodeKind, Piece, Text

_WHITE = re.compile(r"(?:\f|&(?:#(?:0*(?:9|10|12|13|32)|[xX]0*(?:9|[aA]|[cC]|[dD]|20))|Tab|NewLine);)+")
"""White space at the beginning of a line that Markdown leaves there, however it is spelled."""
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_CHUNK = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]|[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029|]")
"""What text without has nothing to fold and no controls; two blanks in a row are to be looked for too."""
_FOLDED = re.compile(r"[ \t\r\f]*\n[ \t\n\r\f]*|\|")
"""What has other bytes than it seems: line ends with the prefixes behind them, pipes in cells."""


class Marks:
    """The marks found so far in the content of a block, and the last pair number in use."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.content = window.content
        self.found: list[Mark] = []
        self.pairs = 0
        self._placeholders: Placeholders | None = None
        self._masked: str | None = None

    @property
    def masked(self) -> str:
        """The content with placeholders made words of the same length."""
        if self._masked is None:
            self._masked = masked(self.content) if "{" in self.content else self.content
        return self._masked

    def ends_at(self, place: int) -> bool:
        """Tell whether the last mark ends there: an escape, a code."""
        return bool(self.found) and self.found[-1].end == place

    def next_pair(self) -> int:
        self.pairs += 1
        return self.pairs

    def code(  # the fields of a code
        self,
        kind: CodeKind,
        start: int,
        end: int,
        hint: str = "",
        pair: int = 0,
        *,
        protected: bool = False,
        is_break: bool = False,
    ) -> None:
        """Note the code whose bytes are those of a span of the content."""
        parts = (self.window.raw(start, end),) if end > start else ()
        self.found.append(Mark(start, end, Code(kind, parts, pair, hint, protected, False, is_break)))

    def protected(self, start: int, a: int, b: int, end: int, hint: str) -> None:
        """Note a protected pair around ``content[a:b]``; inside, white space and controls are only shown."""
        pair = self.next_pair()
        self.code(CodeKind.OPEN, start, a, hint, pair, protected=True)
        for found in _CHUNK.finditer(self.content, a, b):
            self.found.append(Mark(found.start(), found.end(), None, " "))
        self.code(CodeKind.CLOSE, b, end, "", pair, protected=True)

    def escape(self, start: int) -> int:
        """Note the character that is escaped, or the line break, at a backslash; return where to go on."""
        char = self.content[start + 1 : start + 2]
        if char == "\n":
            return self.line_break(start, start + 2)
        if not char or char not in _PUNCTUATION:
            return start + 1
        self.found.append(Mark(start, start + 2, None, char))
        return start + 2

    def line_break(self, start: int, end: int) -> int:
        """Note a hard break; white space behind it goes with it, for a blank there would not be read back.

        So does white space that entities stand for, also in front of blanks that make the break.
        """
        behind = _WHITE.match(self.content, end)
        end = behind.end() if behind else end
        is_blank = self.content[start] != "\\"
        while is_blank and self.found and self.found[-1].end == start and self.found[-1].text == " ":
            start = self.found.pop().start
        self.code(CodeKind.SINGLE, start, end, "line break", is_break=True)
        return end

    def entity(self, start: int) -> int:
        """Note the character of the entity at ``start``, if it is one; return where to go on."""
        found = _ENTITY.match(self.content, start)
        text = decode(found.group()) if found else ""
        if found is None or text == found.group():
            return start + 1
        if plain(text) == [Text(text, text)] and text != " ":
            self.found.append(Mark(start, found.end(), None, text))
        elif text.isspace() and text[0] in " \t\n\r\f":
            self.found.append(Mark(start, found.end(), None, " "))
        else:
            # A number that names no character reads as nothing.
            name = f"U+{ord(text[0]):04X}" if text else found.group()
            self.code(CodeKind.SINGLE, start, found.end(), f"character {name}")
        return found.end()

    def placeholder(self, brace: int) -> int:
        """Note the placeholder with this brace, if there is one; return where to go on."""
        if self._placeholders is None:
            self._placeholders = Placeholders(self.content)
        span = self._placeholders.span(brace)
        if span is None or (span[0] < brace and self.ends_at(brace)):
            return brace + 1
        self.code(CodeKind.SINGLE, *span, placeholder_hint(self.content[slice(*span)]))
        return span[1]

    def between(self, start: int, end: int, marks: list[Mark]) -> list[Piece]:
        """Return the pieces of a span whose marks are given in order."""
        out: list[Piece] = []
        for first, last, code, seen, _ in (*marks, Mark(end, end, None)):
            if first > start:
                text = self.content[start:first]
                if "  " in text or _ODD.search(text):
                    out += self._plain(start, first)
                else:
                    out.append(Text(text, text))
            if code:
                out.append(code)
            elif last > first:
                out.append(Text(self.window.raw(first, last), seen))
            start = last
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
