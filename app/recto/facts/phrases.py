"""Phrases of tables, found in the words of a text, or in a text without blanks."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from recto.facts.text import CJK, ELIDED, Word

_UNSPACED = re.compile(f"[{CJK}]")
_APOSTROPHE = re.compile(rf"\b({ELIDED})")


class Phrases:
    """A set of phrases with a key each; the longest phrase at a place counts, a shorter one inside does not.

    A phrase of Chinese or Japanese is found anywhere, another where its words stand.
    """

    __slots__ = ("_first", "_numbers", "_pattern", "_stems", "_unspaced")

    def __init__(self, numbers: Container[str] = ()) -> None:
        """``numbers`` are the words that ``#`` stands for, besides figures."""
        self._numbers = numbers
        self._first: dict[str, list[tuple[list[str], str]]] = {}
        self._stems: dict[str, list[str]] = {}
        self._unspaced: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def add(self, key: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            parts = _APOSTROPHE.sub(r"\1 ", phrase).split()
            if _UNSPACED.search(phrase):
                self._unspaced.setdefault(phrase, key)
            elif len(parts) == 1 and phrase.endswith("*"):
                self._stems.setdefault(phrase[:-1], []).append(key)
            elif parts:
                self._first.setdefault(parts[0].rstrip("*"), []).append((parts, key))

    def ready(self) -> Phrases:
        """Return these phrases, ready to be searched for."""
        for listed in self._first.values():
            listed.sort(key=lambda pair: -len(pair[0]))
        if self._unspaced:
            longest = sorted(self._unspaced, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest)))
        return self

    def find(self, text: str, words: Sequence[Word]) -> list[tuple[str, int, int]]:
        """Return key, start and end of the phrases in a read text and its words."""
        found: list[tuple[str, int, int]] = []
        at = 0
        while at < len(words):
            size, keys = self._at(words, at)
            found += [(key, words[at].start, words[at + size - 1].end) for key in keys]
            at += size
        if self._pattern:
            found += [
                (self._unspaced[hit[0]], hit.start(), hit.end()) for hit in self._pattern.finditer(text)
            ]
        return found

    def keys(self, word: str) -> list[str]:
        """Return the keys that a single folded word has."""
        return self._at([Word(word, word, 0, len(word))], 0)[1]

    def _at(self, words: Sequence[Word], at: int) -> tuple[int, list[str]]:
        """Return how many words the phrase at a word has, and its keys: 1 and none where there is none."""
        best, keys = 1, list[str]()
        for parts, key in self._first.get(words[at].folded, ()):
            if keys and len(parts) < best:
                break
            if at + len(parts) <= len(words) and all(
                self._fits(part, words[at + step].folded) for step, part in enumerate(parts)
            ):
                best = len(parts)
                keys.append(key)
        return best, keys or self._by_stem(words[at].folded)

    def _by_stem(self, folded: str) -> list[str]:
        """Return the keys of the longest stem that a word begins with."""
        if self._stems:
            for size in range(len(folded), 1, -1):
                if folded[:size] in self._stems:
                    return self._stems[folded[:size]]
        return []

    def _fits(self, part: str, folded: str) -> bool:
        if part == "#":
            return folded.isdigit() or folded in self._numbers
        return part == folded or (part.endswith("*") and folded.startswith(part[:-1]))
