"""Words that deny something, by language: those that surely do, and all that may.

``[denial]`` in a language's table: ``plain`` are found in a source, ``idle`` are phrases of them that deny
nothing (``no doubt``, ``not only``), ``wide`` may stand for any of them in a target, and ``but`` do not
although they begin so. ``_`` is a blank, ``#`` a number in figures, ``*`` any ending, and at the beginning
any word before it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from recto.facts.tables import denial_words, language_of
from recto.facts.text import CJK, heads, read, runs

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`\u05f3\uff07", "'"))
"""Only these matter here; folding every character of a text takes longer than looking for the words."""
_UNSPACED = re.compile(f"[{CJK}]")


class Denial:
    """The words of one language, ready to be looked for."""

    __slots__ = ("_heads", "_idle", "_idle_runs", "_parts", "_plain", "_sure", "_wide")

    def __init__(self, plain: str, idle: str, wide: str, but: str) -> None:
        self._plain, self._idle = _pattern(plain), _pattern(idle)
        self._wide = _pattern(f"{plain} {wide}", but)
        inside = [word for word in plain.split() if word.startswith("*") or _UNSPACED.search(word)]
        self._parts = tuple(word.strip("*").partition("_")[0] for word in inside)
        wide_alone = self._wide.fullmatch if self._wide else lambda _: None
        self._sure = frozenset(word for word in plain.split() if word.isalpha() and wide_alone(word))
        self._idle_runs = tuple(map(_runs_of, idle.split()))
        self._heads = heads(read(word).text.partition("_")[0] for word in plain.split() if word not in inside)

    def plain(self, text: str) -> list[str]:
        """Return what denies something in a text, as it is written."""
        plain = _plain(text)
        if self._heads.isdisjoint(runs(text)) and not any(part in plain for part in self._parts):
            return []  # most texts; the patterns take ten times as long to find nothing
        if self._idle is not None and any(said <= runs(text) for said in self._idle_runs):
            plain = self._idle.sub(" ", plain)
        return [found[0] for found in self._plain.finditer(plain)] if self._plain else []

    def any(self, text: str) -> bool:
        """Tell whether anything in a text may deny something."""
        if not self._sure.isdisjoint(runs(text)):
            return True  # what the pattern would find in most texts
        return self._wide is not None and self._wide.search(_plain(text)) is not None


def _runs_of(phrase: str) -> frozenset[str]:
    """Return runs that a text with a phrase has among its own, those of its whole words."""
    if _UNSPACED.search(phrase):
        return frozenset()
    said = [word for word in phrase.split("_") if "*" not in word and "#" not in word]
    return runs(read(" ".join(said)).text)


def _plain(text: str) -> str:
    return text if text.isascii() and "`" not in text else text.translate(_APOSTROPHES)


@lru_cache(maxsize=64)
def denial_for(locale: str) -> Denial | None:
    """Return the words of a locale's language, or None where they are not known."""
    words = denial_words(language_of(locale))
    if not words:
        return None
    return Denial(*(words.get(name, "") for name in ("plain", "idle", "wide", "but")))


def _pattern(listed: str, but: str = "") -> re.Pattern[str] | None:
    words = [read(word).text for word in listed.split()]
    if not words:
        return None
    inside = [re.escape(word) for word in words if _UNSPACED.search(word)]
    whole = [_word(word) for word in sorted(words, key=len, reverse=True) if not _UNSPACED.search(word)]
    spared = "|".join(_word(read(word).text) for word in but.split())
    before = rf"(?!(?:{spared})(?!\w))" if spared else ""
    parts = [rf"(?<!\w){before}(?:{'|'.join(whole)})(?!\w)"] if whole else []
    if inside:
        spared_inside = "|".join(re.escape(word) for word in but.split() if _UNSPACED.search(word))
        ahead = rf"(?!{spared_inside})" if spared_inside else ""
        parts.append(f"{ahead}(?:{'|'.join(sorted(inside, key=len, reverse=True))})")
    return re.compile("|".join(parts), re.IGNORECASE)


def _word(word: str) -> str:
    out = re.escape(word.strip("*")).replace("_", r"\s").replace(r"\#", r"\d+")
    return ("\\w*" if word.startswith("*") else "") + out + ("\\w*" if word.endswith("*") else "")
