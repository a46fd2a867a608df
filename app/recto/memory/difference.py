"""The difference of two texts, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from rapidfuzz.distance import Indel

WORD = re.compile(r"</?[0-9]+/?>|[^\W_]+|\s+|.", re.DOTALL)
SINGLE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\uac00-\ud7af]")
"""Scripts that are written without blanks, or nearly: there a character is a word."""

MAX_WORDS = 2_000
"""Beyond it the texts are shown whole: the comparison takes the square of it."""


MAX_PAIRS = 10_000
"""Pairs of equal words up to which ``difflib`` compares; a sentence of a hundred words has as many."""


class Change(NamedTuple):
    """A run of a difference. ``kind``: ``same``, ``del``, ``ins``."""

    kind: str
    text: str


def changes(old: str, new: str) -> list[Change]:
    """Return the runs by which the old text became the new one.

    Those that are not inserted join to the old text, those not deleted to the new one.
    """
    left, right = _words(old), _words(new)
    if len(left) > MAX_WORDS or len(right) > MAX_WORDS:
        return [Change(kind, text) for kind, text in (("del", old), ("ins", new)) if text]
    out: list[Change] = []
    for kind, i1, i2, j1, j2 in _steps(left, right):
        if kind == "equal":
            out.append(Change("same", "".join(left[i1:i2])))
            continue
        if i2 > i1:
            out.append(Change("del", "".join(left[i1:i2])))
        if j2 > j1:
            out.append(Change("ins", "".join(right[j1:j2])))
    return out


def _steps(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the steps as ``difflib`` does, whose differences read best, or as quickly as hostile texts need.

    ``difflib`` takes the third power of the length of a text that is one word over and over.
    """
    here = Counter(right)
    if sum(number * here[word] for word, number in Counter(left).items()) <= MAX_PAIRS:
        # By default difflib ignores frequent words in long texts (CPython issue 90825).
        yield from SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
        return
    i = j = 0
    for step in Indel.opcodes(left, right):
        if step.tag == "equal":
            if step.src_start > i or step.dest_start > j:
                yield "replace", i, step.src_start, j, step.dest_start
            yield "equal", step.src_start, step.src_end, step.dest_start, step.dest_end
            i, j = step.src_end, step.dest_end
    if len(left) > i or len(right) > j:
        yield "replace", i, len(left), j, len(right)


def _words(text: str) -> list[str]:
    out: list[str] = []
    for word in WORD.findall(text):
        out += list(word) if SINGLE.search(word) else [word]
    return out
