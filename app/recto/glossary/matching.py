"""Finding many terms in a text at once: one step a word, however many terms there are."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from recto.glossary.languages import COMPOUNDING
from recto.glossary.words import Word, fold, is_form, is_hyphen, words

COMPOUND_PART = 4
"""Letters that a word has at least to be looked for inside compounds."""
NESTED = 6
"""Terms that start with one word and are looked at: the longest. More is no language but an attack."""
GAP = 3
"""Words that may stand between those of a translation: ``jardines grandes de lluvia``."""


class Found(NamedTuple):
    """A term and where it stands: ``text[start:end]``, codes between its words included."""

    term: str
    start: int
    end: int


class Sought(NamedTuple):
    """What is looked for. ``exact``: only as it is written, capitals included."""

    text: str
    exact: bool = False


class Node:
    """A word on the way through the terms: the words that may follow, the terms that end here."""

    __slots__ = ("after", "ends")

    def __init__(self) -> None:
        self.after: dict[str, Node] = {}
        self.ends: list[tuple[Sought, tuple[Word, ...]]] = []


class Index:
    """Terms, to be found in texts of one language."""

    def __init__(self, sought: Iterable[Sought], language: str) -> None:
        self.language = language
        self._root = Node()
        for one in dict.fromkeys(sought):
            parts = words(one.text, language)
            self._put(one, parts, [word.key for word in parts])
            # "e-mail" is "email" as well.
            if not one.exact and len(parts) > 1 and all(
                is_hyphen(one.text[left.end : right.start]) for left, right in pairwise(parts)
            ):  # fmt: skip
                self._put(one, parts, [_joined(one.text, self.language)])

    def _put(self, one: Sought, parts: tuple[Word, ...], keys: Sequence[str]) -> None:
        node = self._root
        for key in keys:
            node = node.after.setdefault(key, Node())
        if keys:
            node.ends.append((one, parts))

    def find(self, text: str) -> tuple[Found, ...]:
        """Return the terms that stand in a text, in order. Of those that overlap the longest wins.

        Of several that one stretch of text could be, those that it is to the letter win; what is left
        is all returned, with the same place.
        """
        parts = words(text, self.language)
        met = {hit for at in range(len(parts)) for hit in self._at(text, parts, at)}
        taken: list[Found] = []
        spans: list[tuple[int, int]] = []
        to_the_letter: dict[tuple[int, int], int] = {}
        for hit, difference in sorted(met, key=lambda one: (one[0].start - one[0].end, one[0].start, one[1])):
            span = (hit.start, hit.end)
            if span not in to_the_letter:
                place = bisect(spans, span)
                if (place and spans[place - 1][1] > hit.start) or (
                    place < len(spans) and spans[place][0] < hit.end
                ):
                    continue
                spans.insert(place, span)
                to_the_letter[span] = difference
            if to_the_letter[span] == difference:
                taken.append(hit)
        return tuple(sorted(taken, key=lambda hit: (hit.start, hit.term)))

    def _at(self, text: str, parts: Sequence[Word], at: int) -> Iterator[tuple[Found, int]]:
        """Yield the terms that start with a word, each with how unlike it is to what stands there."""
        node = self._root.after.get(parts[at].key)
        ends: list[tuple[Sought, tuple[Word, ...], int]] = []
        end = at + 1
        while node:
            ends += [(one, own, end) for one, own in node.ends]
            node = node.after.get(parts[end].key) if end < len(parts) else None
            end += 1
        for one, own, end in ends[-NESTED:]:
            difference = self._difference(own, parts[at:end], exact=one.exact)
            if difference is not None:
                yield Found(one.text, parts[at].start, parts[end - 1].end), difference
        if at + 1 < len(parts) and is_hyphen(text[parts[at].end : parts[at + 1].start]):
            yield from self._joined_at(parts[at], parts[at + 1])

    def _joined_at(self, left: Word, right: Word) -> Iterator[tuple[Found, int]]:
        """Yield the terms that are written as one word, while a hyphen stands in this text."""
        node = self._root.after.get(_joined(left.plain + right.plain, self.language))
        for one, _ in node.ends if node else ():
            if not one.exact:
                yield Found(one.text, left.start, right.end), 2

    def _difference(self, own: Sequence[Word], parts: Sequence[Word], *, exact: bool) -> int | None:
        """Return 0 if a term stands there to the letter, 1 but for capitals, 2 inflected, None if not."""
        if len(own) != len(parts):
            return None if exact else 2
        if all(word.plain == part.plain for word, part in zip(own, parts, strict=True)):
            return 0
        if exact:
            return None
        pairs = [(part.plain, word.plain) for word, part in zip(own, parts, strict=True)]
        if all(fold(part, self.language) == fold(word, self.language) for part, word in pairs):
            return 1
        return 2 if all(is_form(part, word, self.language) for part, word in pairs) else None


def _joined(text: str, language: str) -> str:
    whole = "".join(word.plain for word in words(text, language))
    parts = words(whole, language)
    return parts[0].key if len(parts) == 1 else ""


def standing(text: str, sought: Sequence[str], language: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return where each of some terms stands in a text; those that do not are left out.

    As ``Index.find``: of terms that overlap the longest wins, and one that is there to the letter
    wins over one that could be inflected.
    """
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for hit in _index(tuple(sought), language).find(text):
        found[hit.term] = (*found.get(hit.term, ()), (hit.start, hit.end))
    return found


@lru_cache(maxsize=1 << 14)
def _index(sought: tuple[str, ...], language: str) -> Index:
    return Index(map(Sought, sought), language)


def starts_with(text: str, sought: str, language: str, *, exact: bool) -> bool:
    """Tell whether a term stands in a text unchanged; unless exact, capitals differ and endings follow.

    >>> [starts_with(text, "Recto", "de", exact=False) for text in ("Rectos Pult", "Rekto")]
    [True, False]
    """
    wanted, there = words(sought, language), words(text, language)
    last = len(wanted) - 1
    for at in range(len(there) - last):
        pairs = [(word.plain, there[at + number].plain) for number, word in enumerate(wanted)]
        if exact and all(word == other for word, other in pairs):
            return True
        if exact:
            continue
        folded = [(fold(word, language), fold(other, language)) for word, other in pairs]
        if all(word == other for word, other in folded[:-1]) and folded[last][1].startswith(folded[last][0]):
            return True
    return False


def stands_loosely(sought: str, text: str, language: str) -> bool:
    """Tell whether the words of a term stand in a text, inflected, in order, with others between them.

    In languages that write compounds as one word, a part of one counts: ``Garten`` in ``Gartenzaun``.
    """
    wanted = words(sought, language)
    there = words(text, language)
    at = -1
    for number, word in enumerate(wanted):
        stop = len(there) if number == 0 else min(len(there), at + 2 + GAP)
        at = next((place for place in range(at + 1, stop) if _is_in(word, there[place], language)), -1)
        if at < 0:
            return False
    return bool(wanted)


def _is_in(word: Word, other: Word, language: str) -> bool:
    if word.key == other.key:
        return True
    if language not in COMPOUNDING:
        return False
    whole = fold(other.plain, language)
    parts = (part for part in (word.key, fold(word.plain, language)) if len(part) >= COMPOUND_PART)
    return any(part in whole or part in other.key for part in parts)
