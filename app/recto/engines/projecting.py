"""Codes into a translation that was made without them: the last resort, and somebody has to look.

A pair goes around the same words where the translation has them (a name, a number); everything else
by measure: at the same share of the text. Measured beside people, that is the right place for four
pairs in ten from English to German, three in ten to Russian.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from recto.engines.masking import CODE, MARK, Mark, Masked, mark_of
from recto.errors import CodeError

WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|\w+(?:['’-]\w+)*")
"""Words, and single characters where a script does not part its words."""

Span = tuple[int, int]


@dataclass(frozen=True)
class _Node:
    """A code of the source: a pair with what stands in it, or a single (``closing`` is empty)."""

    opening: str
    closing: str
    start: int
    end: int
    """Its share of its parent, in words of the source, from the parent's beginning."""
    words: str
    children: tuple[_Node, ...] = ()
    is_glued: bool = False
    """A single that follows a word without a blank: a footnote."""


def bare(masked: Masked, escape: Callable[[str], str]) -> str:
    """Write a masked text out without its codes; what is protected keeps its mark."""
    parts = [
        escape(part) if isinstance(part, str) else "" if CODE.fullmatch(part.raw) else part.spelling
        for part in masked.parts
    ]
    return re.sub(r" {2,}", " ", "".join(parts)).strip()


def has_marks(masked: Masked) -> bool:
    """Return whether there is anything to be placed."""
    return any(isinstance(part, Mark) for part in masked.parts)


def project(masked: Masked, answer: str) -> str:
    """Return the answer to a bare text with all marks of the masked text in it.

    Marks that the answer has of protected content stay where they are, each once; all others are placed.

    :raises CodeError: there are not enough words for the pairs.
    """
    plain, kept = _without_marks(masked, answer)
    standing = {spelling for _, spelling in kept}
    parts = [part for part in masked.parts if isinstance(part, str) or part.spelling not in standing]
    nodes, words = _tree(parts)
    placing = _Placing(plain, kept)
    placing.place(nodes, max(words, 1), (0, len(placing.spans)))
    return placing.text()


def _without_marks(masked: Masked, answer: str) -> tuple[str, list[tuple[int, str]]]:
    """Return an answer without marks, and the places in it of those of protected content."""
    marks = [part for part in masked.parts if isinstance(part, Mark)]
    wanted = {mark.spelling for mark in marks if not CODE.fullmatch(mark.raw)}
    kept: list[tuple[int, str]] = []
    out, last = "", 0
    for found in MARK.finditer(answer):
        out += answer[last : found.start()]
        last = found.end()
        spelling = mark_of(found)
        if spelling in wanted:
            wanted.remove(spelling)
            kept.append((len(out), spelling))
    return out + answer[last:], kept


def _tree(parts: Sequence[str | Mark]) -> tuple[tuple[_Node, ...], int]:
    """Return the codes of the source as a tree, and the number of its words."""
    stack: list[tuple[str, int, list[str], list[_Node]]] = [("", 0, [], [])]
    count, before = 0, ""
    for part in parts:
        if isinstance(part, str):
            count += len(WORD.findall(part))
            before = part
            for _, _, words, _ in stack:
                words.append(part)
        elif part.spelling.endswith("/>"):
            at = count - stack[-1][1]
            stack[-1][3].append(_Node(part.spelling, "", at, at, "", is_glued=bool(before[-1:].strip())))
        elif not part.spelling.startswith("</"):
            stack.append((part.spelling, count, [], []))
        else:
            opening, start, words, nodes = stack.pop()
            outer = stack[-1][1]
            stack[-1][3].append(
                _Node(opening, part.spelling, start - outer, count - outer, "".join(words), tuple(nodes))
            )
    return tuple(stack[0][3]), count


class _Placing:
    """Marks on their way into a text: each with the offset where it will stand, in order."""

    def __init__(self, plain: str, kept: Sequence[tuple[int, str]]) -> None:
        self.plain = plain
        self.folded = plain.casefold()
        self.spans: list[Span] = [found.span() for found in WORD.finditer(plain)]
        self.placed: list[tuple[int, int, str]] = []
        for offset, spelling in kept:
            self._put(offset, spelling)

    def text(self) -> str:
        out, last = [], 0
        for offset, _, mark in sorted(self.placed):
            out += [self.plain[last:offset], mark]
            last = offset
        return "".join([*out, self.plain[last:]])

    def place(self, nodes: Sequence[_Node], total: int, room: Span) -> None:
        """Place nodes side by side within a range of words.

        :raises CodeError: it has too few words.
        """
        share = (room[1] - room[0]) / total
        same = self._same_words(nodes, room)
        at = room[0]
        for row, node in enumerate(nodes):
            if not node.closing:
                self._place_single(node, min(max(at, room[0] + round(node.start * share)), room[1]))
                continue
            start, end = same[row] if same else self._by_measure(nodes[row:], share, at, room)
            at = end
            self._put(self._begin(start), node.opening)
            self.place(node.children, max(node.end - node.start, 1), (start, end))
            self._put(self.spans[end - 1][1] if end > start else self._begin(start), node.closing)

    def _by_measure(self, nodes: Sequence[_Node], share: float, at: int, room: Span) -> Span:
        """Return the words for the first of the nodes; every pair with words behind it needs one more."""
        node, *rest = nodes
        high = room[1] - sum(bool(one.closing and one.words.strip()) for one in rest)
        least = 1 if node.words.strip() else 0
        start = min(max(at, room[0] + round(node.start * share)), high - least)
        end = min(max(start + least, room[0] + round(node.end * share)), high)
        if start < at or end > high:
            raise CodeError("the answer has too few words for the codes.")
        return start, end

    def _same_words(self, nodes: Sequence[_Node], room: Span) -> dict[int, Span]:
        """Return where the answer has the very words of each pair, if it has those of all, in order."""
        found: dict[int, Span] = {}
        if len(self.folded) != len(self.plain):
            return {}
        at = room[0]
        for row, node in enumerate(nodes):
            if not node.closing:
                continue
            there = self._find(node.words.strip().casefold(), at, room[1])
            if there is None:
                return {}
            found[row] = there
            at = there[1]
        return found

    def _find(self, words: str, at: int, high: int) -> Span | None:
        """Return the range of whole words that spell these, from a word on."""
        inner = list(WORD.finditer(words))
        if not inner:
            return None
        wanted = words[inner[0].start() : inner[-1].end()]
        for first in range(at, high - len(inner) + 1):
            start, last = self.spans[first][0], first + len(inner) - 1
            if self.folded.startswith(wanted, start) and self.spans[last][1] == start + len(wanted):
                return first, last + 1
        return None

    def _place_single(self, node: _Node, word: int) -> None:
        if node.is_glued and word > 0:
            self._put(self.spans[word - 1][1], node.opening)
            return
        offset = self._begin(word)
        at_end = offset == len(self.plain)
        self._put(offset, f" {node.opening}" if at_end else f"{node.opening} ")

    def _put(self, offset: int, mark: str) -> None:
        self.placed.append((offset, len(self.placed), mark))

    def _begin(self, word: int) -> int:
        """Return where a word begins; behind the last one, where the text ends."""
        return self.spans[word][0] if word < len(self.spans) else len(self.plain)
