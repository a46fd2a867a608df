"""The language tables: number words, units, marks of negation and modality, titles, verbs of speech.

A table is a TOML file under ``languages/``; month names, units and currencies come from CLDR besides.
Words stand separated by blanks; ``_`` is a blank inside one, ``*`` at the end stands for any ending,
``#`` for a number.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from recto.errors import ConfigError
from recto.facts.phrases import Phrases
from recto.facts.text import CJK, WORD, heads, read
from recto.locales import calendar_names, currency_names, number_signs, territory_names, unit_names

CURRENCIES = (
    "EUR", "USD", "GBP", "JPY", "CNY", "RUB", "UAH", "PLN", "CZK", "ILS", "INR", "CHF", "SEK", "NOK", "DKK",
    "HUF", "RON", "TRY", "EGP", "SAR", "AED", "BRL", "MXN", "KRW", "AUD", "CAD",
)  # fmt: skip

MEASURES = {
    "length-kilometer": ("metre", "1000"), "length-meter": ("metre", "1"),
    "length-centimeter": ("metre", "1/100"), "length-millimeter": ("metre", "1/1000"),
    "length-mile": ("mile", "1"), "length-foot": ("foot", "1"), "length-inch": ("inch", "1"),
    "length-yard": ("yard", "1"), "length-nautical-mile": ("nautical mile", "1"),
    "mass-kilogram": ("gram", "1000"), "mass-gram": ("gram", "1"), "mass-tonne": ("gram", "1000000"),
    "mass-ton": ("ton", "1"), "mass-pound": ("pound", "1"), "mass-ounce": ("ounce", "1"),
    "mass-milligram": ("gram", "1/1000"), "volume-liter": ("litre", "1"),
    "volume-milliliter": ("litre", "1/1000"), "volume-cubic-meter": ("cubic metre", "1"),
    "volume-gallon": ("gallon", "1"), "area-hectare": ("square metre", "10000"),
    "area-square-meter": ("square metre", "1"), "area-square-kilometer": ("square metre", "1000000"),
    "area-acre": ("acre", "1"), "area-square-mile": ("square mile", "1"),
    "area-square-foot": ("square foot", "1"), "duration-second": ("second", "1"),
    "duration-minute": ("second", "60"), "duration-hour": ("second", "3600"), "duration-day": ("day", "1"),
    "duration-week": ("day", "7"), "duration-month": ("month", "1"), "duration-year": ("month", "12"),
    "duration-decade": ("decade", "1"), "duration-century": ("century", "1"),
    "temperature-celsius": ("celsius", "1"), "temperature-fahrenheit": ("fahrenheit", "1"),
    "temperature-kelvin": ("kelvin", "1"), "power-kilowatt": ("watt", "1000"),
    "power-megawatt": ("watt", "1000000"), "power-watt": ("watt", "1"),
    "power-gigawatt": ("watt", "1000000000"), "power-milliwatt": ("watt", "1/1000"),
    "energy-kilowatt-hour": ("kilowatt hour", "1"),
    "speed-kilometer-per-hour": ("kilometre per hour", "1"), "speed-mile-per-hour": ("mile per hour", "1"),
    "digital-megabyte": ("megabyte", "1"), "digital-megabit": ("megabit", "1"),
    "digital-gigabyte": ("megabyte", "1024"), "digital-gigabit": ("megabit", "1024"),
    "percent": ("%", "1/100"), "permille": ("%", "1/1000"), "percent-point": ("percentage point", "1"),
}  # fmt: skip
"""What CLDR calls a unit -> the measure it counts, and how many of it."""

_FOLDER = files(__package__) / "languages"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What is known of one locale; all words are folded."""

    language: str
    decimal: str
    group: str
    cardinals: Mapping[str, int]
    ordinals: Mapping[str, int]
    scales: Mapping[str, Fraction]
    money_scales: Mapping[str, Fraction]
    shares: Mapping[str, Fraction]
    units: Mapping[str, tuple[str, Fraction]]
    """A unit as written, folded unless only its capitals tell it apart -> its measure and factor."""
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    compound_days: Mapping[str, tuple[str, int]]
    """Names of weekdays and months that are no single word: ``segunda-feira``, ``星期三``."""
    compounds: re.Pattern[str] | None
    """Finds them in a folded text; None where there are none."""
    marks: Phrases
    once: frozenset[str]
    """Groups of marks that count by themselves; the others only as opposed to their kind."""
    speakers: Phrases
    """Verbs of attribution (``verb``), words before a source (``by``), titles, words before a place."""
    lists: Mapping[str, frozenset[str]]
    """Further lists of words, such as ``function`` and ``titles``; a missing one is empty."""
    pairs: tuple[tuple[str, str], ...]
    """Endings of two spellings of one word."""
    same: Mapping[str, str]
    """A spelling -> the one that stands for all of them."""
    flags: frozenset[str]
    more_half: tuple[str, ...]
    """What stands behind a number that is a half more: ``and a half``."""
    month_first: bool
    """Whether ``3/5`` is the fifth of March."""

    def words(self, name: str) -> frozenset[str]:
        return self.lists.get(name, frozenset())


def table_for(locale: str) -> Table:
    """Return the table of a locale; any text is a locale, an unknown one gets what all scripts share."""
    return _table(locale.replace("_", "-"))


@lru_cache(maxsize=64)
def _table(locale: str) -> Table:
    language = language_of(locale)
    common, own = _read("common"), _read(language)
    numbers, clock = _section(own, "numbers"), _section(own, "clock")
    try:
        decimal, group = number_signs(locale)
        months, weekdays = calendar_names(locale)
        territories = territory_names(locale)
    except ConfigError:
        decimal, group, months, weekdays, territories = ".", ",", {}, {}, {}
    cardinals = _numbers(numbers, "cardinal", joined=numbers.get("joined", ""))
    months = {**_folded(months), **_integers(clock.get("month", ""))}
    weekdays = {**_folded(weekdays), **_integers(clock.get("weekday", ""))}
    compounds = {
        name: (kind, value)
        for kind, listed in (("month", months), ("weekday", weekdays))
        for name, value in listed.items()
        if WORD.findall(name) != [name]
    }
    marks = Phrases(cardinals)
    for name in ("once", "either"):
        for key, listed in _pairs(_section(own, name)):
            marks.add(key, _split(listed))
    return Table(
        language,
        decimal,
        group,
        cardinals,
        _numbers(numbers, "ordinal", joined=""),
        _fractions(numbers.get("scale", "")),
        _fractions(numbers.get("money_scale", "")),
        _fractions(numbers.get("share", "")),
        _units(locale, common, own),
        months,
        weekdays,
        compounds,
        _any_of(compounds),
        marks.ready(),
        frozenset(str(common["once"]).split()),
        _speakers(own),
        _lists(own, territories),
        tuple(
            (one, other)
            for pair in _section(own, "spelling").get("rules", "").split()
            for one, _, other in [pair.partition("=")]
        ),
        _same(_section(own, "spelling").get("same", "")),
        _flags(own),
        tuple(sorted(_split(numbers.get("more_half", "")), key=len, reverse=True)),
        locale in ("en", "en-US"),
    )


@lru_cache(maxsize=64)
def number_words(table: Table) -> frozenset[str]:
    """Return every word that a number may begin with."""
    return frozenset((*table.cardinals, *table.ordinals, *table.scales, *table.shares))


@lru_cache(maxsize=64)
def number_heads(table: Table) -> frozenset[str]:
    """Return the heads of those words, as ``recto.facts.text.runs`` has them."""
    return heads(number_words(table))


def length_of(locale: str) -> float:
    """Return the characters that a text has for one of an English text; 1.0 if nobody counted."""
    return _lengths().get(language_of(locale), 1.0)


@lru_cache(maxsize=256)
def language_of(locale: str) -> str:
    """Return the language of a locale, as the tables are named."""
    return locale.replace("_", "-").partition("-")[0].lower()


def denial_words(language: str) -> dict[str, str]:
    """Return the lists of words that deny something; none where they are not known."""
    return _section(_read(language), "denial")


@lru_cache(maxsize=1)
def _lengths() -> Mapping[str, float]:
    return {name: float(value) for name, value in _section(_read("common"), "lengths").items()}


@lru_cache(maxsize=64)
def _read(name: str) -> dict[str, object]:
    file = _FOLDER / f"{name}.toml"
    if not (name.isascii() and name.isalpha() and file.is_file()):
        return {}
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for names as whole words; those of Chinese and Japanese stand without blanks."""
    listed = sorted(names, key=len, reverse=True)
    if not listed:
        return None
    parts = (
        name if re.match(f"[{CJK}]", name) else rf"(?<!\w){name}(?!\w)" for name in map(re.escape, listed)
    )
    return re.compile("|".join(parts))


def _flags(own: Mapping[str, object]) -> frozenset[str]:
    sections = [section for section in own.values() if isinstance(section, dict)]
    return frozenset(key for section in sections for key, value in section.items() if value is True)


def _section(own: Mapping[str, object], name: str) -> dict[str, str]:
    section = own.get(name, {})
    return section if isinstance(section, dict) else {}


def _pairs(section: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield ``way.up`` and its words; TOML reads a dotted key as tables inside each other."""
    for key, listed in section.items():
        if isinstance(listed, dict):
            yield from _pairs(listed, f"{prefix}{key}.")
        else:
            yield prefix + key, str(listed)


def _split(listed: str) -> list[str]:
    return [read(word).text.casefold().replace("_", " ") for word in listed.split()]


def _folded(names: Mapping[str, int]) -> dict[str, int]:
    return {read(name).text.casefold(): value for name, value in names.items()}


def _integers(listed: str) -> dict[str, int]:
    return {word: int(value) for word, _, value in (pair.rpartition("=") for pair in _split(listed))}


def _fractions(listed: str) -> dict[str, Fraction]:
    return {word: Fraction(value) for word, _, value in (pair.rpartition("=") for pair in _split(listed))}


def _numbers(numbers: Mapping[str, str], key: str, *, joined: str) -> dict[str, int]:
    """Return number words; ``joined`` builds those of one word, such as ``vierundzwanzig``."""
    found = _integers(numbers.get(key, ""))
    if joined:
        ones = {"ein": 1, **{word: value for word, value in found.items() if value < 10}}
        tens = {
            word: value for word, value in found.items() if value >= 20 and value % 10 == 0 and value < 100
        }
        for one, ten in ((one, ten) for one in ones for ten in tens):
            found[one + joined + ten] = ones[one] + tens[ten]
    return found


def _units(
    locale: str, common: Mapping[str, object], own: Mapping[str, object]
) -> dict[str, tuple[str, Fraction]]:
    found: dict[str, tuple[str, Fraction]] = {}

    def put(word: str, unit: str) -> None:
        measure, factor = MEASURES.get(unit, (unit, "1"))
        found[read(word).text] = (measure, Fraction(factor))

    try:
        function = set(str(own.get("function", "")).split())
        for name, unit in unit_names(locale, [unit for unit in MEASURES if "-" in unit]).items():
            if name not in function:  # ``in`` is an inch, and more often no unit
                put(name, unit)
        for name, code in currency_names(locale, CURRENCIES).items():
            put(name, code)
    except ConfigError:
        pass  # an unknown language has the signs of the common table
    for section in (_section(common, "units"), _section(own, "units")):
        for unit, listed in section.items():
            for word in listed.split():
                put(word.replace("_", " "), unit)
    return found


def _speakers(own: Mapping[str, object]) -> Phrases:
    phrases = Phrases()
    speech, names = _section(own, "speech"), _section(own, "names")
    phrases.add("verb", _split(speech.get("verbs", "")))
    phrases.add("by", _split(speech.get("by", "")))
    phrases.add("title", _split(names.get("titles", "")))
    phrases.add("place", _split(names.get("places", "")))
    return phrases.ready()


def _lists(own: Mapping[str, object], territories: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {
        "territories": frozenset(read(name).text for name in territories),
    }
    for name, listed in own.items():
        if isinstance(listed, str):
            found[name] = frozenset(_split(listed))
    for section in (
        "numbers",
        "clock",
        "names",
        "speech",
        "negative",
        "abbreviations",
        "synonyms",
        "spelling",
    ):
        for name, listed in _section(own, section).items():
            if isinstance(listed, str):
                found[f"{section}.{name}"] = frozenset(_split(listed))
    return found


def _same(listed: str) -> dict[str, str]:
    """Return spelling -> first spelling of ``grey/gray`` groups, of the first itself too."""
    found: dict[str, str] = {}
    for group in _split(listed):
        first, *others = group.split("/")
        for one in (first, *others):
            found.setdefault(one, first)
    return found
