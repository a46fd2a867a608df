"""Emphasis: runs of ``*``, ``_`` and ``~`` become pairs, by the library's own algorithm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline.balance_pairs import processDelimiters
from markdown_it.rules_inline.state_inline import Delimiter


@lru_cache(maxsize=4096)
def _nature(char: str) -> str:
    if not char or isWhiteSpace(ord(char)):
        return "space"
    return "mark" if isMdAsciiPunct(ord(char)) or isPunctChar(char) else "word"


def flanks(content: str, start: int, end: int, marker: str) -> tuple[bool, bool]:
    """Return whether the run ``content[start:end]`` can open, and whether it can close."""
    before = _nature(content[start - 1 : start] if start else "")
    after = _nature(content[end : end + 1])
    left = after != "space" and (after != "mark" or before != "word")
    right = before != "space" and (before != "mark" or after != "word")
    if marker != "_":
        return left, right
    return left and (not right or before == "mark"), right and (not left or after == "mark")


class Emphasis(NamedTuple):
    """A pair: the places of its markers, how many characters each has, and which."""

    start: int
    end: int
    width: int
    marker: str


class Emphases:
    """The runs of emphasis markers of a block that have not become pairs yet, in order."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._delimiters: list[Delimiter] = []
        self._places: list[int] = []
        self._ticket = 0
        """Tells the library which markers stand side by side: those with tickets that follow each other."""

    def __len__(self) -> int:
        return len(self._delimiters)

    def add(self, start: int) -> int:
        """Note the run at ``start``; return where it ends. A single ``~`` is none."""
        marker = self._content[start]
        end = start
        while self._content[end : end + 1] == marker:
            end += 1
        width = 2 if marker == "~" else 1
        if end - start < width:
            return end
        can_open, can_close = flanks(self._content, start, end, marker)
        length = 0 if marker == "~" else end - start
        self._ticket += 1
        for place in range(start + (end - start) % width, end, width):
            self._ticket += 1
            self._places.append(place)
            self._delimiters.append(
                Delimiter(
                    marker=ord(marker),
                    length=length,
                    token=self._ticket,
                    end=-1,
                    open=can_open,
                    close=can_close,
                )
            )
        return end

    def pairs(self, first: int) -> Iterable[Emphasis]:
        """Return the pairs among the runs from number ``first`` on, and forget those runs."""
        delimiters, places = self._delimiters[first:], self._places[first:]
        if not delimiters:
            return ()
        del self._delimiters[first:], self._places[first:]
        processDelimiters(None, delimiters)  # type: ignore[arg-type]  # it never looks at the state
        return _paired(delimiters, places)


def _paired(delimiters: list[Delimiter], places: list[int]) -> Iterator[Emphasis]:
    index = len(delimiters) - 1
    while index >= 0:
        opener = delimiters[index]
        if opener.end >= 0:
            is_strong = _is_strong(delimiters, index)
            marker = chr(opener.marker)
            width = 2 if is_strong or marker == "~" else 1
            yield Emphasis(places[index] - is_strong, places[opener.end], width, marker)
            index -= is_strong
        index -= 1


def _is_strong(delimiters: list[Delimiter], index: int) -> bool:
    """Tell whether the marker in front belongs to the same pair."""
    opener = delimiters[index]
    if not index or opener.marker == ord("~"):
        return False
    before = delimiters[index - 1]
    return (
        before.end == opener.end + 1
        and before.marker == opener.marker
        and before.token == opener.token - 1
        and delimiters[opener.end + 1].token == delimiters[opener.end].token + 1
    )
