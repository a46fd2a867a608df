"""The check ``names``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from recto.checks.beside import JOINER, readings
from recto.comparing.letters import is_form_of, sounds, sounds_alike
from recto.errors import ConfigError
from recto.facts import Reading, table_for
from recto.facts.reading import OPENING
from recto.facts.text import CJK, heads, runs
from recto.locales import city_names, language, language_names, script, territory_names
from recto.messages import message
from recto.model import Finding, Unit

NAME = "names"
SEVERAL = frozenset({"US", "GB", "EU", "UN", "001", "EZ", "419", "CZ", "KR", "KP", "CD", "CG"})
"""Codes of countries that texts call by many names."""
SENTENCE = OPENING
"""Words from which the first one may be a subject."""
ORDERED = frozenset({"de", "en", "es", "fr", "it", "nl", "pt"})
"""Languages that name things in one order: of translated news, one sentence of a hundred does not. In Czech,
Russian and Chinese it is every fifth."""
HEARD = frozenset({"Cyrl", "Hebr", "Arab", "Jpan", "Grek", "Kore"})
"""Scripts in which a name is written by its sound."""
CASED = frozenset({"Cyrl", "Grek"})
"""Those of them that write names with a capital."""
_HAN = re.compile(f"[{CJK}]")
_KANA = re.compile(r"[\u30a1-\u30fa\u30fc]+")
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
    asked = wanted(source, source_locale)
    lost = [one for one in asked if not _stands(one, target, target_locale)]
    for one in lost:
        yield Finding(NAME, message("The source names %(name)s, the target does not.", name=one.text))
    if not lost and len(asked) > 1 and {language(source_locale), language(target_locale)} <= ORDERED:
        for first, second in _turned(asked, source, target, target_locale):
            told = message(
                "The source names %(first)s before %(second)s, the target the other way round.",
                first=first,
                second=second,
            )
            yield Finding(NAME, told)


def _turned(
    asked: Sequence[Wanted], source: Reading, target: Reading, locale: str
) -> Iterator[tuple[str, str]]:
    """Yield neighbours among names, each said once on both sides, that have changed places."""
    folded = target.text.casefold()
    placed = []
    for one in asked:
        here = list(_spans(one.text, source.text))
        called = [one.text.casefold(), *(_called(one.code, locale) if one.code else ())]
        there = {start for name in called for start, _ in _spans(name, folded)}
        if len(here) == len(there) == 1:
            placed.append((here[0][0], there.pop(), one.text))
    placed.sort()
    for (_, before, first), (_, after, second) in pairwise(placed):
        if before > after:
            yield first, second


@lru_cache(maxsize=1024)
def wanted(source: Reading, locale: str) -> tuple[Wanted, ...]:
    """Return the names of a text of which a translation has to have something."""
    generic = _generic(locale)
    found: dict[str, Wanted] = {}
    for name in _places(source.text, locale):
        found[name.text] = name
    if not generic:
        return tuple(found.values())
    spans = _subject(source, generic)
    if not _has_one_capital(source):
        if source.is_headline or source.is_shouted:
            return tuple(found.values())
        spans = sorted({name.span for name in source.names}) + spans
    if not spans:
        return tuple(found.values())
    taken = [match for name in found for match in _spans(name, source.text)]
    for group in _groups(source.text, spans):
        if source.text[group[0][0] - 1 : group[0][0]] == JOINER:
            continue  # the label of a button or a link, as often as a name
        words = [source.text[start:end] for start, end in group]
        sure = [
            word.removesuffix("'s")
            for word, span in zip(words, group, strict=True)
            if _is_sure(word, generic) and not any(a <= span[0] and span[1] <= b for a, b in taken)
        ]
        if sure and len(sure) * 2 >= len(words):
            found.setdefault(sure[-1], Wanted(sure[-1]))
    return tuple(found.values())


def _has_one_capital(source: Reading) -> bool:
    """Tell whether a text has a capital only where it begins, with a word that is not on the map.

    Of every second text that is all one has to know to say that grammar asks for the capital.
    """
    text = source.plain.text
    first = _CAPITAL.search(text)
    if first is None or _CAPITAL.search(text, first.end()) or not source.opening:
        return first is None
    word = source.opening[0]
    return word.start == first.start() and word.text not in source.table.words("territories")


def _subject(source: Reading, generic: frozenset[str]) -> list[tuple[int, int]]:
    """Return where a text begins with a name: a single word with a capital and a verb of people behind it."""
    if len(source.opening) < SENTENCE or source.plain.places is not None:
        return []
    first, second = source.opening[:2]
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
    """Yield where a name stands, not inside a word; a pattern for each name would have to be compiled."""
    at = text.find(name)
    while at >= 0:
        is_inside = at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")
        if not is_inside:
            yield at, at + len(name)
        at = text.find(name, at + (1 if is_inside else len(name)))


def _places(text: str, locale: str) -> Iterator[Wanted]:
    names = _map_of(locale)
    if names is None:
        return
    pattern, codes, first = names
    if first.isdisjoint(runs(text)):
        return
    for match in pattern.finditer(text):
        yield Wanted(match[0], codes[match[0]])


@lru_cache(maxsize=32)
def _map_of(locale: str) -> tuple[re.Pattern[str], dict[str, str], frozenset[str]] | None:
    """Return a pattern of the names of countries and cities that a language has, what they stand for, and
    their heads."""
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
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"), codes, heads(codes)


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


def _is_derived(name: str, word: str) -> bool:
    """Tell whether a word without a capital may be made of a name: ``марсианский``."""
    heard = sounds(name)
    return len(heard) > 2 and sounds(word).startswith(heard)


def _stands(one: Wanted, target: Reading, locale: str) -> bool:
    """Tell whether a name is said in a text, in any of the ways in which its language may say it."""
    if one.text.casefold() in target.text.casefold():
        return True
    if one.code:
        return _is_called(one.code, target, locale)
    if script(locale) in ("Hans", "Hant"):
        return True  # how a name sounds in Chinese is not known here
    if any(_is_written(one.text, word.text, script(locale)) for word in target.words):
        return True
    if script(locale) != "Jpan":
        return False
    if any(title in target.text for title in target.table.words("names.titles")):
        return True  # ``大統領``: who is meant is known, and the name is not said again
    return any(sounds_alike(one.text, run) for run in _KANA.findall(target.text))


def _is_called(code: str, target: Reading, locale: str) -> bool:
    """Tell whether a place is named, or those who live there."""
    called, kind, folded = _called(code, locale), script(locale), target.text.casefold()
    if not called:
        # What CLDR does not list is called as in English, where the letters are the same.
        return kind != "Latn" or "/" not in code
    marks = r"(?<!\w)\w{0,3}" if kind in ("Hebr", "Arab") else r"(?<!\w)"
    return any(
        name in folded if _HAN.search(name) else re.search(marks + re.escape(name), folded) is not None
        for name in called
    )


def _is_written(name: str, word: str, kind: str) -> bool:
    """Tell whether a word of a text in a script may be a name."""
    if word.isascii() or kind not in HEARD:
        if is_form_of(name, word) or word.casefold().startswith(name[:4].casefold()):
            return True
        # ``Rahm`` and ``Ram``, ``Voyvoda`` and ``Vojvoda``
        return word[0].isupper() and sounds(name) == sounds(word) != ""
    if kind not in CASED:
        return sounds_alike(name, word)
    return _is_derived(name, word) or (word[0].isupper() and sounds_alike(name, word))
