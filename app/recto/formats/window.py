"""A window on the lines of a block: their text without the prefixes of containers, and the bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


class Window:
    """Text of a block as its parser sees it, mapped back to the bytes it came from.

    ``content`` is the lines joined by ``\\n``; ``raw(a, b)`` gives the source's bytes of a span,
    with the line ends and prefixes (``> ``, indentation) that stand inside it. The bytes of spans
    that follow each other join to the bytes of the whole.
    """

    def __init__(self, text: str, lines: Sequence[tuple[int, int]], first_line: int = 1) -> None:
        """Take spans of ``text``, one a line, line ends left out; ``first_line`` is 1-based."""
        self.start, self.end = lines[0][0], lines[-1][1]
        self.first_line = first_line
        self.is_plain = len(lines) == 1
        self.text = text
        if self.is_plain:  # most are
            self.content = text[self.start : self.end]
            return
        self.content = "\n".join([text[start:end] for start, end in lines])
        self._raw = [start for start, _ in lines]
        self._offsets = []
        offset = 0
        for start, end in lines:
            self._offsets.append(offset)
            offset += end - start + 1

    def place(self, offset: int) -> int:
        """Return where in the article an offset of the content stands."""
        if self.is_plain:
            return self.start + offset
        line = bisect_right(self._offsets, offset) - 1
        return self._raw[line] + offset - self._offsets[line]

    def raw(self, start: int, end: int) -> str:
        """Return the source bytes of a span of the content."""
        if self.is_plain:
            return self.content[start:end]
        return self.text[self.place(start) : self.place(end)]

    def line(self, offset: int) -> int:
        """Return the 1-based line of the article that an offset of the content stands in."""
        return self.first_line + (0 if self.is_plain else bisect_right(self._offsets, offset) - 1)


class CellWindow(Window):
    """A table cell: ``\\|`` in the bytes is ``|`` in the content (GFM)."""

    def __init__(self, text: str, start: int, end: int, line: int) -> None:
        super().__init__(text, [(start, end)], line)
        pieces = text[start:end].split("\\|")
        self.is_plain = len(pieces) == 1
        if not self.is_plain:
            self.content = "|".join(pieces)
            self._raw, self._offsets = [], []
            offset, at = 0, start
            for piece in pieces:
                self._offsets.append(offset)
                self._raw.append(at)
                offset += len(piece)
                at += len(piece)
                self._offsets.append(offset)
                self._raw.append(at)
                offset += 1
                at += 2

    def line(self, offset: int) -> int:  # noqa: ARG002  a row is one line
        return self.first_line
