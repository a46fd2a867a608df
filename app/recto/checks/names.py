"""The check ``names``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from recto.checks.beside import JOINER, readings
from recto.comparing.letters import is_form_of, sounds, sounds_alike
from recto.errors import ConfigError
from recto.facts import Reading, table_for
from recto.facts.names import is_headline, is_shouted
from recto.facts.text import CJK
from recto.locales import city_names, language_names, script, territory_names
from recto.model import Finding, Unit

NAME = "names"
SEVERAL = frozenset({"US", "GB", "EU", "UN", "001", "EZ", "419", "CZ", "KR", "KP", "CD", "CG"})
"""Codes of countries that texts call by many names."""
SENTENCE = 4
HEARD = frozenset({"Cyrl", "Hebr", "Arab", "Jpan", "Grek", "Kore"})
"""Scripts in which a name is written by its sound."""
CASED = frozenset({"Cyrl", "Grek"})
"""Those of them that write names with a capital."""
_HAN = re.compile(f"[{CJK}]")
_CAPITAL = re.compile(r"[^\W\d_a-zß-ÿ]")


class Wanted(NamedTuple):
    """A name of the source: how it is written, and what CLDR calls it if it is on the map."""

    text: str
    code: str = ""
    """A country's code, or the name of a time zone for its city."""


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """The names of the source stand in the target.

    As they are, inflected, in the letters of another script by their sound, or as the language calls a
    country or a city. Only what is surely a name is asked for, and only one that is nowhere: languages do
    not repeat a name equally often. Names in Chinese are known for places alone.
    """
    both = readings(unit, source_locale, target_locale)
    if both is None or not _CAPITAL.search(unit.source):
        return
    source, target = both
    for one in wanted(source, source_locale):
        if not _stands(one, target, target_locale):
            yield Finding(NAME, f"The source names {one.text}, the target does not.")


@lru_cache(maxsize=1024)
def wanted(source: Reading, locale: str) -> tuple[Wanted, ...]:
    """Return the names of a text of which a translation has to have something."""
    generic = _generic(locale)
    listed = source.words
    found: dict[str, Wanted] = {}
    for name in _places(source.text, locale):
        found[name.text] = name
    if not generic or is_headline(listed) or is_shouted(listed):
        return tuple(found.values())
    spans = sorted({name.span for name in source.names})
    spans += _subject(source, generic)
    taken = [match for name in found for match in _spans(name, source.text)]
    for group in _groups(source.text, spans):
        words = [source.text[start:end] for start, end in group]
        sure = [
            word.removesuffix("'s")
            for word, span in zip(words, group, strict=True)
            if _is_sure(word, generic) and not any(a <= span[0] and span[1] <= b for a, b in taken)
        ]
        if sure and len(sure) * 2 >= len(words):
            found.setdefault(sure[-1], Wanted(sure[-1]))
    return tuple(found.values())


def _subject(source: Reading, generic: frozenset[str]) -> list[tuple[int, int]]:
    """Return where a text begins with a name: a single word with a capital and a verb of people behind it."""
    if len(source.words) < SENTENCE or source.plain.places is not None:
        return []
    first, second = source.words[:2]
    word = first.text
    is_plural = word.endswith("s") and not word.endswith("ss")
    if not (word[0].isupper() and word[1:].islower()) or is_plural or first.folded in generic:
        return []
    known = source.table.words("function")
    if first.folded in known or second.folded not in source.table.words("speech.subject_before"):
        return []
    return [(first.start, first.end)]


@lru_cache(maxsize=32)
def _generic(locale: str) -> frozenset[str]:
    """Return words of names that other languages translate, languages and peoples among them."""
    listed = table_for(locale).words("names.generic")
    if not listed:
        return listed
    return listed | {word.casefold() for name in language_names(locale) for word in name.split()}


def _is_sure(word: str, generic: frozenset[str]) -> bool:
    bare = word.removesuffix("'s").removesuffix("'")
    if len(bare) < 3 or bare.isupper() or not bare.isalpha():
        return False
    folded = bare.casefold()
    if folded.endswith("ed") and len(folded) > len("Fred"):
        return False  # ``Armed Forces``, ``Outraged Paris``
    return folded not in generic and folded.removesuffix("s") not in generic


def _groups(text: str, spans: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield words that make one name: those between which a blank or a hyphen stands."""
    group: list[tuple[int, int]] = []
    for span in spans:
        if group and text[group[-1][1] : span[0]] not in (" ", "-", JOINER):
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _spans(name: str, text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.finditer(rf"(?<!\w){re.escape(name)}", text))


def _places(text: str, locale: str) -> Iterator[Wanted]:
    names = _map_of(locale)
    if names is None:
        return
    pattern, codes = names
    for match in pattern.finditer(text):
        yield Wanted(match[0], codes[match[0]])


@lru_cache(maxsize=32)
def _map_of(locale: str) -> tuple[re.Pattern[str], dict[str, str]] | None:
    """Return a pattern of the names of countries and cities that a language has, and what they stand for."""
    try:
        countries, cities = territory_names(locale), city_names(locale)
    except ConfigError:
        return None
    codes = {name: code for name, code in cities.items() if len(name) > 3 and name not in AMBIGUOUS}
    codes |= {
        name: code
        for name, code in countries.items()
        if code.isalpha() and code not in SEVERAL and len(name) > 3 and name not in AMBIGUOUS
    }
    longest = sorted(codes, key=len, reverse=True)
    if not longest or script(locale) in ("Hans", "Hant", "Jpan", "Arab", "Hebr"):
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"), codes


AMBIGUOUS = frozenset(
    {
        "Casey",
        "Chad",
        "Davis",
        "Easter",
        "Gaza",
        "Georgia",
        "Guinea",
        "Jersey",
        "Jordan",
        "Midway",
        "Nome",
        "Palmer",
    }
    | {
        "Reunion",
        "Troll",
        "Turkey",
        "Victoria",
        "Wake",
        "Center",
        "Troy",
        "Eucla",
        "Currie",
        "Creston",
        "Vevay",
    }
)
"""Names that are words, or names of other places and of people."""


@lru_cache(maxsize=4096)
def _called(code: str, locale: str) -> tuple[str, ...]:
    """Return the beginnings of what a language calls a place, and those who live there."""
    try:
        listed = city_names(locale) if "/" in code else territory_names(locale)
    except ConfigError:
        return ()
    found = []
    for name, other in listed.items():
        if other == code:
            first = name.removeprefix("ה").removeprefix("ال").casefold()
            # ``Russland`` and ``russisch``, ``Китай`` and ``китайский`` begin alike.
            found.append(first if _HAN.search(first) else first[: max(3, min(4, len(first) - 2))])
    return tuple(found)


def _stands(one: Wanted, target: Reading, locale: str) -> bool:
    text, folded = target.text, target.text.casefold()
    if one.text.casefold() in folded:
        return True
    if one.code:
        called = _called(one.code, locale)
        if not called:
            return True
        marks = r"(?<!\w)\w{0,3}" if script(locale) in ("Hebr", "Arab") else r"(?<!\w)"
        return any(
            name in folded if _HAN.search(name) else re.search(marks + re.escape(name), folded) is not None
            for name in called
        )
    kind = script(locale)
    if kind in ("Hans", "Hant"):
        return True  # how a name sounds in Chinese is not known here
    for word in target.words:
        if word.text.isascii() or kind not in HEARD:
            if is_form_of(one.text, word.text) or word.folded.startswith(one.text[:4].casefold()):
                return True
            if word.text[:1].isupper() and sounds(one.text) == sounds(word.text) != "":
                return True  # ``Rahm`` and ``Ram``, ``Voyvoda`` and ``Vojvoda``
        elif (kind not in CASED or word.text[0].isupper()) and sounds_alike(one.text, word.text):
            return True
    if kind == "Jpan":
        return any(sounds_alike(one.text, run) for run in re.findall(r"[\u30a1-\u30fa\u30fc]+", text))
    return False
