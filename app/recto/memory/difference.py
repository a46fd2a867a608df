"""The difference of two texts, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"</?[0-9]+/?>|[^\W_]+|\s+|.", re.DOTALL)
SINGLE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\uac00-\ud7af]")
"""Scripts that are written without blanks, or nearly: there a character is a word."""

MAX_WORDS = 2_000
"""Beyond it the texts are shown whole: the comparison takes the square of it."""


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
    # By default difflib ignores frequent words in long texts (CPython issue 90825).
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            out.append(Change("same", "".join(left[i1:i2])))
            continue
        if i2 > i1:
            out.append(Change("del", "".join(left[i1:i2])))
        if j2 > j1:
            out.append(Change("ins", "".join(right[j1:j2])))
    return out


def _words(text: str) -> list[str]:
    out: list[str] = []
    for word in WORD.findall(text):
        out += list(word) if SINGLE.search(word) else [word]
    return out
