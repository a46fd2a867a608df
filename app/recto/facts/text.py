"""A text as it is read for facts: glyphs folded to plain ones, each character with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import accumulate, islice
from typing import NamedTuple

_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc\u02b9\u05f3\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u05f4\uff02\u301d\u301e\u301f", '"'),
    **dict.fromkeys("\u300c\u300d\u300e\u300f", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u05be\ufe63\uff0d", "-"),
    **dict.fromkeys("\u00a0\u202f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " "),
    **dict.fromkeys("\u3000\u205f\u1680\t\n\r\x0b\x0c\u2028\u2029\x85", " "),
    "\uff05": "%",
    "\u066a": "%",
    "\u301c": "~",
    "\uff5e": "~",
    "\uff0c": ",",
    "\u060c": ",",
    "\uff1b": ";",
    "\u061b": ";",
    "\uff1a": ":",
    "\uff01": "!",
    "\uff1f": "?",
    "\u061f": "?",
    "\uff08": "(",
    "\uff09": ")",
    "\uff0e": ".",
}
_DROPPED = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0640\u0610-\u061a\u064b-\u065f\u0670"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]"
)
"""Characters that are not read: soft hyphens, direction marks, vowel points of Arabic and Hebrew."""

_KEPT = " -_a-~\u00a1-\u00aa\u00ac\u00ae-\u00b3\u00b5-\u00ba\u00bc-\u02b8\u0400-\u0482\u048a-\u052f"
"""Characters of Latin and Cyrillic text that have no plainer form."""
_AS_IT_IS = re.compile(f"[{_KEPT}]*")
_ODD = re.compile(f"[^{_KEPT}]")
FEW = 8
"""Kinds of characters that are replaced one after another; looking each one of a text up takes longer."""

CJK = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Character ranges of the scripts that are written without blanks, for use inside ``[...]``."""

ELIDED = (
    r"(?:[LDNSCJMTldnscjmt]|[Qq]u|[LlPp](?:ors|uis)qu|[Jj]usqu|[Dd]ell|[Nn]ell|[Aa]ll|[Ss]ull|[Dd]all|[Uu]n)"
    r"'(?=[^\W\d_]{2})"
)
"""Articles and the like that lost their vowel before another one: ``l'``, ``dell'``; a word of their own."""

WORD = re.compile(
    rf"{ELIDED}|[^\W\d_{CJK}]+(?:[\u0300-\u036f]+[^\W\d_{CJK}]*)*(?:['\"][^\W\d_{CJK}]+)*|\d+|[{CJK}]"
)
"""A word of letters (with apostrophes inside), a run of digits, or one character of Chinese or Japanese."""
_ASCII_WORD = re.compile(r"[a-zA-Z]+(?:['\"][a-zA-Z]+)*|\d+")
_LETTERS_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*(?:['\"][^\W\d_]+)*|\d+")
"""The same of texts without elided articles, in ASCII and in scripts with blanks: half the time, a third."""
_MAY_ELIDE = re.compile(r"'(?<=[LDNSCJMTldnscjmtu]')(?=[^\W\d_]{2})")
"""What every elided article has; ``don't`` and ``police's`` have not."""


_RUN = re.compile(r"\w+")
_BLANKS = {code: " " for code in range(128) if not _RUN.match(chr(code))}


@lru_cache(maxsize=2048)
def runs(text: str) -> frozenset[str]:
    """Return each run of letters and digits once, folded: what is not among them need not be looked for.

    Several times quicker than the words, whose bounds are finer.
    """
    return frozenset(runs_in_order(text.casefold()))


def runs_in_order(text: str) -> list[str]:
    """Return the runs of letters and digits as they stand."""
    if text.isascii():
        return text.translate(_BLANKS).split()  # a third of the time
    return _RUN.findall(text)


def may_say(text: str, first: frozenset[str]) -> bool:
    """Tell whether words with these heads may stand in a text; without blanks between words anything may."""
    return not first.isdisjoint(runs(text)) or (not text.isascii() and max(text) >= CJK[0])


def heads(names: Iterable[str]) -> frozenset[str]:
    """Return the first run of each name: a text in which the name stands as words has it among its own."""
    found = (_RUN.search(name.casefold()) for name in names)
    return frozenset(first[0] for first in found if first)


class Read(NamedTuple):
    """A text with plain glyphs, and where each of its characters stands in the text as it was given."""

    text: str
    places: tuple[int, ...] | None
    """None where nothing was dropped, so that places are equal."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]


class Word(NamedTuple):
    """A word of a read text; ``folded`` is what tables are asked for."""

    text: str
    folded: str
    start: int
    end: int


def read(text: str) -> Read:
    """Return a text with plain quotes, dashes, blanks and digits, and without marks that nobody sees.

    >>> read("\u00ab\u0663\u0665\u0660\u00bb \u2013 ok").text
    '"350" - ok'
    """
    if _AS_IT_IS.fullmatch(text):
        return Read(text, None)
    if _DROPPED.search(text):
        places = tuple(at for at, char in enumerate(text) if not _DROPPED.match(char))
        return Read("".join(text[at] for at in places).translate(_GLYPHS), places)
    odd = set(_ODD.findall(text))
    if len(odd) > FEW:
        return Read(text.translate(_GLYPHS), None)
    for char in sorted(odd):  # the grave accent first: what another glyph becomes stays as it is
        text = text.replace(char, _GLYPHS[ord(char)])
    return Read(text, None)


def words(text: str) -> list[Word]:
    """Return the words of a read text.

    Digits are words, points and signs are not.
    """
    # Cut where words begin and end, and add up the lengths: a match for each word would take twice as long.
    parts = _BETWEEN[_pattern(text)].split(text)
    ends = list(accumulate(map(len, parts)))
    found = parts[1::2]
    return list(map(_WORD_OF, zip(found, map(str.casefold, found), ends[::2], ends[1::2], strict=False)))


def first_words(text: str, most: int, start: int = 0) -> list[Word]:
    """Return so many words at most, from a place on between words."""
    hits = islice(_pattern(text).finditer(text, start), most)
    return [Word(hit[0], hit[0].casefold(), *hit.span()) for hit in hits]


def _pattern(text: str) -> re.Pattern[str]:
    """Return the quickest pattern that finds the words of a text."""
    if _MAY_ELIDE.search(text):
        return WORD
    if text.isascii():
        return _ASCII_WORD
    return WORD if max(text) >= CJK[0] else _LETTERS_WORD


_BETWEEN = {one: re.compile(f"({one.pattern})") for one in (WORD, _ASCII_WORD, _LETTERS_WORD)}
"""The patterns of words as they cut a text: what lies between the words, and the words."""
_WORD_OF = partial(tuple.__new__, Word)
"""The constructor that a NamedTuple's own one calls in the end."""


class _Glyphs(dict[int, str]):
    """Plain forms of characters, each worked out when it is met first."""

    def __missing__(self, code: int) -> str:
        plain = self[code] = _plain(chr(code))
        return plain


_GLYPHS = _Glyphs()


def _plain(char: str) -> str:
    """Return the plain form of a character, always one character."""
    if char in _PLAIN:
        return _PLAIN[char]
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if "\uff01" <= char <= "\uff5e" or "\uff66" <= char <= "\uff9d":
        folded = unicodedata.normalize("NFKC", char)
        return folded if len(folded) == 1 else char
    return char
