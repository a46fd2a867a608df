"""Source text that stands in a localized article, marked for its language.

HTML: ``lang`` and ``dir`` on the element that holds it and nothing else, otherwise a ``span`` around it.
Markdown: a ``span``, which it takes as it is wherever there is running text. Marks are codes: the article
has the same blocks with the same texts as without them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, Protocol, TypeVar

from recto.errors import FormatError
from recto.inline import visible
from recto.model import BODY_ROLES, CLOSE, OPEN, Block, Code, Document, Text, Typed, blocks
from recto.shape import Recut

_HOLDER = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)>\s*\Z")
_TAKEN = re.compile(r"(?:^|\s)(?:lang|dir|xml:lang)\s*=", re.IGNORECASE)
_FIRST_PAIR = 1_000_000
"""No block has so many codes of its own."""
SPANNED = BODY_ROLES | {"heading"}
"""Roles of running text, which may have an element in it."""
ROUNDS = 16
"""How many blocks may turn out to take no mark before the article goes without."""

Span = tuple[int, int]


class Tongue(NamedTuple):
    """The language of the source, and what is said of it."""

    lang: str
    direction: str
    is_html: bool

    @property
    def attributes(self) -> str:
        return f' lang="{self.lang}" dir="{self.direction}"'

    def spanned(
        self, pieces: Sequence[Text | Code | Typed], open_spans: Sequence[Span]
    ) -> list[Text | Code | Typed]:
        """Return a block's pieces with a ``span`` around these ranges of them; neighbours share one."""
        out: list[Text | Code | Typed] = []
        last = 0
        for number, (start, end) in enumerate(_joined(pieces, open_spans), _FIRST_PAIR):
            opening = Code(OPEN, (f"<span{self.attributes}>",), number)
            closing = Code(CLOSE, ("</span>",), number)
            out += [*pieces[last:start], opening, *pieces[start:end], closing]
            last = end
        return [*out, *pieces[last:]]

    def is_answered(self, before: Sequence[str]) -> bool:
        """Tell whether the tag right before a block says its language, or direction, already."""
        found = _HOLDER.search(before[-1]) if self.is_html and before else None
        return bool(found and _TAKEN.search(found[2]))

    def holder(self, before: Sequence[str], behind: object) -> str:
        """Return the kept text before a block with the language in the tag of the element that holds it.

        Empty if no element holds the block and nothing else.
        """
        found = _HOLDER.search(before[-1]) if self.is_html and before else None
        if found is None or not isinstance(behind, str) or found[2].endswith("/"):
            return ""
        if not re.match(rf"\s*</{found[1]}\s*>", behind, re.IGNORECASE):
            return ""
        at = found.end(1)
        return before[-1][:at] + self.attributes + before[-1][at:]


class Result(Protocol):
    """A localized text; the numbers of the blocks that have a mark, and of those left out on purpose."""

    text: str
    marked: list[int]
    left_out: set[int]


T = TypeVar("T", bound=Result)


def marked(plain: T, compiled: Callable[[frozenset[int]], T], recut: Recut) -> T:
    """Return a work with marks, as many as leave blocks and texts what they are without.

    ``compiled`` takes the numbers of blocks that get none; ``plain`` is the work without any.
    """
    wanted = _seen(recut(plain.text))
    without: frozenset[int] = frozenset()
    for _ in range(ROUNDS):
        trial = compiled(without)
        place = _parting(wanted, trial.text, recut)
        if place < 0:
            return trial
        blamed = _blamed(trial.marked, _number(place, plain.left_out))
        if blamed < 0:
            break
        without |= {blamed}
    return plain


def _joined(pieces: Sequence[Text | Code | Typed], spans: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    for start, end in spans:
        if out and all(isinstance(piece, Text) for piece in pieces[out[-1][1] : start]):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _seen(document: Document) -> list[tuple[str, int, str]]:
    return [(block.role, block.level, visible(block.pieces)) for block in blocks(document.parts)]


def _parting(wanted: Sequence[tuple[str, int, str]], text: str, recut: Recut) -> int:
    """Return the first block that is another one than it should be; -1: all are the same."""
    try:
        found = _seen(recut(text))
    except FormatError:
        return 0
    if found == wanted:
        return -1
    pairs = zip(wanted, found, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(wanted), len(found)))


def _number(place: int, left_out: Collection[int]) -> int:
    """Return the number in the source of a block of the result."""
    for number in sorted(left_out):
        place += number <= place
    return place


def _blamed(candidates: Sequence[int], number: int) -> int:
    """Return the block with a mark that is nearest before a place, or behind it; -1: there is none."""
    if not candidates:
        return -1
    return candidates[max(bisect_right(candidates, number) - 1, 0)]


def takes_span(block: Block) -> bool:
    """Tell whether an element may stand in a block's text."""
    return block.role in SPANNED
