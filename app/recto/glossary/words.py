"""A text as words: where each stands, and the key under which its inflected forms are one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from recto.glossary.languages import ALIKE, ENDINGS, INFLECTIONS, IRREGULAR, SHORTEST, STEMMERS
from recto.plugins import later

_DENSE = (
    "\u0e00-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e50-\u0e5b\u0e80-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0ed0-\u0edf"
    "\u0f00-\u0f17\u0f1a-\u0f34\u0f40-\u0f6c\u1000-\u102a\u103f-\u1055\u1780-\u17b3\u17d7\u17dc\u17e0-\u17e9"
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
"""Letters of scripts without blanks between words; each counts as a word, so terms are found anywhere."""

_SOFT = "\u00ad\u200c\u200d\u2060"
"""Characters inside a word that nobody sees; they do not count."""

_BETWEEN = "\\s\\-\u2010\u2011'\u2019\u02bc\u200b\u200e\u200f\u2066-\u2069\ufeff"
"""What may stand between the words of a term: blanks, hyphens, apostrophes, marks of direction."""

_CODE = r"</?[0-9]+>|<[0-9]+/>"
_HYPHENS = frozenset({"-", "\u2010", "\u2011"})

_stemmer = later("snowballstemmer", "stemmer")


class Word(NamedTuple):
    """A word, a letter of a dense script, or a sign; ``text[start:end]`` is how it stands there."""

    plain: str
    """As the reader sees it: composed, without codes and invisible characters."""
    key: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def words(text: str, language: str) -> tuple[Word, ...]:
    """Return the words and signs of a unit's text, in order; codes, blanks and hyphens are between them.

    A pair of codes inside a word does not cut it: ``gar<1>den</1>`` is one.

    >>> [word.plain for word in words("The <1>rain</1>-gardens, C++ and 東京", "en")]
    ['The', 'rain', 'gardens', ',', 'C', '+', '+', 'and', '東', '京']
    """
    out: list[Word] = []
    for match in _pattern().finditer(text):
        if match[1]:
            continue
        plain = _plain(match[0])
        out.append(Word(plain, key(plain, language), match.start(), match.end()))
    return tuple(out)


@lru_cache(maxsize=1 << 17)
def key(word: str, language: str) -> str:
    """Return what the forms of one word have in common, as far as its language is known.

    >>> key("Gardens", "en") == key("garden", "en"), key("gazetami", "pl") == key("gazeta", "pl")
    (True, True)
    """
    folded = fold(word, language)
    if not folded.isalpha() and not any(map(str.isalpha, folded)):
        return folded
    folded = IRREGULAR.get(language, {}).get(folded, folded)
    if algorithm := STEMMERS.get(language):
        # A stemmer keeps the word it works at; one for each call is safe between threads.
        stem = str(_stemmer(algorithm).stemWord(folded))
    else:
        stem = _without_endings(folded, language)
    for pattern, replacement in ALIKE.get(language, ()):
        stem = re.sub(pattern, replacement, stem)
    return stem or folded


def fold(word: str, language: str) -> str:
    """Return a word without what capitals and compatible spellings make different.

    >>> fold("IŞIK", "tr"), fold("Straße", "de"), fold("ＰＯ", "ja")
    ('ışık', 'strasse', 'po')
    """
    if language in ("az", "tr"):
        word = word.replace("I", "ı").replace("İ", "i")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())


def is_form(word: str, other: str, language: str) -> bool:
    """Tell whether two words of one key are forms of one word; only some languages have doubts.

    >>> is_form("gardens", "garden", "en"), is_form("gardener", "garden", "en")
    (True, False)
    """
    allowed = INFLECTIONS.get(language)
    one, two = fold(word, language), fold(other, language)
    if allowed is None or one == two:
        return True
    irregular = IRREGULAR.get(language, {})
    one, two = irregular.get(one, one), irregular.get(two, two)
    common = 0
    while common < min(len(one), len(two)) and one[common] == two[common]:
        common += 1
    doubled = one[common - 1 : common]
    return all(
        rest in allowed or (doubled and rest[:1] == doubled and rest[1:] in ("ed", "ing"))
        for rest in (one[common:], two[common:])
    )


def is_hyphen(between: str) -> bool:
    """Tell whether two words are joined by a hyphen."""
    return between in _HYPHENS


def _plain(word: str) -> str:
    if word.isascii() and "<" not in word:
        return word
    if "<" in word and len(word) > 1:
        word = re.sub(_CODE, "", word)
    return unicodedata.normalize("NFC", _softs().sub("", word)) or word


def _without_endings(word: str, language: str) -> str:
    endings = ENDINGS.get(language, ())
    shortest = SHORTEST.get(language, 3)
    while True:
        cut = next(
            (len(one) for one in endings if word.endswith(one) and len(word) - len(one) >= shortest), 0
        )
        if not cut:
            return word
        word = word[:-cut]
        # Endings in a row are for languages that put one behind the other.
        if language not in ("az", "kk", "ko"):
            return word


@cache
def _softs() -> re.Pattern[str]:
    return re.compile(f"[{_SOFT}]")


@cache
def _pattern() -> re.Pattern[str]:
    """Return what finds codes (group 1), or else words and signs.

    ``re`` does not count combining marks as letters and cannot take one set from another, so the
    sets are listed here.
    """
    dense = re.compile(f"[{_DENSE}]")
    # Beyond the first two planes there are Han characters and variation selectors.
    known = [chr(code) for code in (*range(0x20000), *range(0xE0100, 0xE01F0))]
    marks = [char for char in known if unicodedata.category(char)[0] == "M"]
    letters = [char for char in known if char.isalnum() and not dense.match(char)]
    mark, letter = _ranges(marks), _ranges(sorted(letters + marks))
    inner = f"[{letter}{_SOFT}]"
    across = rf"(?:(?<=[^\W\d_])(?:</?[0-9]+>)+(?![{_DENSE}])(?=[^\W\d_]){inner}+)*"
    return re.compile(
        rf"({_CODE})|[{letter}]{inner}*{across}|[{_DENSE}][{mark}{_SOFT}]*|[^{_BETWEEN}{_SOFT}]"
    )


def _ranges(characters: list[str]) -> str:
    """Return the characters as they stand in a set of a regular expression, neighbours as ranges."""
    runs: list[list[str]] = []
    for char in characters:
        if runs and ord(runs[-1][1]) + 1 == ord(char):
            runs[-1][1] = char
        else:
            runs.append([char, char])
    return "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in runs)
