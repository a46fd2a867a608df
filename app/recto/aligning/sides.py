"""An article as alignment sees it: paragraphs of sentences, each with what a translation keeps of it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log
from typing import NamedTuple

from recto.inline import LITERAL, Masked, Segment
from recto.model import Block, Document

Rows = Iterable[tuple[Block, Segment]]
"""The segments of an article in reading order, each with its block."""

STEM = 5
"""Letters by which words are compared: names and words of a common root mostly share so many."""
FEW = 0.7
"""Weight below which what both sides have is too common to tell anything."""
KEPT_LINES = 40
"""Lines of the text kept in front of a paragraph that are compared; a listing of code may be long."""

_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,:\u00a0\u202f\u2019'\u066b\u066c]\d+)*")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_LETTERS = re.compile(r"\w{3}")
_ENDS = {
    "\uff1f": "?", "\u061f": "?", "\u037e": "?", "\uff01": "!", "\uff1a": ":",
    "\uff1b": ";", "\u061b": ";", "\u3002": ".", "\u0964": ".", "\u06d4": ".", "\u2026": ".",
}  # fmt: skip
_CLOSING = "\"'\u2019\u201d\u201c\u00bb\u00ab)\u300d\u300f\uff09]\u203a\u2018"
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяё",
            "a b v g g d e e zh z i i i i k l m n o p r s t u f h c ch sh sh  y  e yu ya e".split(" "),
            strict=True,
        )
    )
)
"""Cyrillic letters as names are mostly spelled in Latin ones: near enough for the first letters."""


class Sentence(NamedTuple):
    """A segment with a unit."""

    unit: Masked
    at: int
    """Its place among its paragraph's segments."""
    length: int
    """Characters that the reader sees."""
    end: str
    """The kind of its end: ``.``, ``?``, ``!``, ``:``, ``;``, or nothing."""
    tokens: frozenset[str]


class Paragraph(NamedTuple):
    """A block with at least one unit."""

    block: Block
    segments: tuple[Segment, ...]
    sentences: tuple[Sentence, ...]
    length: int
    tokens: frozenset[str]
    """Those of its sentences, and of the text that is kept in front of it."""


def paragraphs(document: Document, rows: Rows) -> list[Paragraph]:
    """Return the blocks that have units, in reading order; those inside codes follow the one around them."""
    kept = _kept(document)
    by_block: dict[int, tuple[Block, list[Segment]]] = {}
    for block, part in rows:
        by_block.setdefault(id(block), (block, []))[1].append(part)
    out = []
    for block, parts in by_block.values():
        sentences = tuple(_sentence(part, at) for at, part in enumerate(parts) if part.unit.text)
        if sentences:
            own = kept.get(id(block), frozenset())
            tokens = own.union(*(sentence.tokens for sentence in sentences))
            length = sum(sentence.length for sentence in sentences)
            out.append(Paragraph(block, tuple(parts), sentences, length, tokens))
    return out


def seen(text: str) -> str:
    """Return a unit's text without its codes."""
    return LITERAL.sub("", text) if "<" in text else text


def _kept(document: Document) -> dict[int, frozenset[str]]:
    """Return the lines of kept text in front of each block, those that say something."""
    out: dict[int, frozenset[str]] = {}
    waiting: list[str] = []
    for part in document.parts:
        if isinstance(part, str):
            lines = (" ".join(line.split()) for line in part.splitlines()[-KEPT_LINES:])
            waiting += [f"kept {line}" for line in lines if _LETTERS.search(line)]
        else:
            out[id(part)] = frozenset(waiting)
            waiting = []
    return out


def _sentence(part: Segment, at: int) -> Sentence:
    text = seen(part.unit.text)
    addresses = {f"code {tail}" for group in part.unit.groups if (tail := group.hint.partition(" ")[2])}
    whole = " ".join(text.casefold().split())
    tokens = frozenset({*_tokens(text), *addresses, f"whole {whole}"})
    bare = text.rstrip(f"{_CLOSING} ")
    end = _ENDS.get(bare[-1:], bare[-1:])
    return Sentence(part.unit, at, max(len(text), 1), end if end in {".", "?", "!", ":", ";"} else "", tokens)


def _tokens(text: str) -> Iterable[str]:
    """Yield what a translation may keep: numbers without their signs, names and cognates by their stems."""
    plain = unicodedata.normalize("NFKD", text)
    for found in _WORD.finditer("".join(char for char in plain if not unicodedata.combining(char))):
        word = found[0]
        if word[0].isdecimal():
            yield "".join(str(unicodedata.decimal(char)) for char in word if char.isdecimal())
        elif _HAN.match(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) > 3 or word.isupper():
            stem = word.casefold()[: STEM + 1]
            yield (stem if stem.isascii() else stem.translate(_LATIN))[:STEM]


class Weights:
    """What shared tokens say: the rarer, the more. Only what stands on both sides somewhere counts."""

    def __init__(self, sources: Sequence[Collection[str]], targets: Sequence[Collection[str]]) -> None:
        here = Counter(token for tokens in sources for token in tokens)
        there = Counter(token for tokens in targets for token in tokens)
        total = len(sources) + len(targets)
        weights = {token: log(total / (here[token] + there[token])) for token in here if token in there}
        self.of: Mapping[str, float] = {token: one for token, one in weights.items() if one >= FEW}
        self._once = {token for token in self.of if here[token] == there[token] == 1}

    def known(self, tokens: frozenset[str]) -> frozenset[str]:
        """Return those of the tokens that tell something."""
        return tokens & self.of.keys()

    def anchors(
        self, sources: Sequence[frozenset[str]], targets: Sequence[frozenset[str]]
    ) -> list[tuple[int, int]]:
        """Return the places (source, target) that share a token which stands once on each side."""
        where = {token: at for at, tokens in enumerate(targets) for token in tokens & self._once}
        return sorted({
            (at, where[token])
            for at, tokens in enumerate(sources)
            for token in tokens & self._once
            if token in where
        })  # fmt: skip

    def sum(self, tokens: Iterable[str]) -> float:
        return sum([self.of[token] for token in tokens])
