"""Locales: BCP 47 inside, gettext's spelling outside; the one door to Babel.

A tag is matched against ``TAG`` before anything else happens to it, so what reaches a table or a
path is at most a language, a script and a region (CVE-2021-42771: Babel's locale names are paths).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from copy import copy
from datetime import date, datetime, time
from decimal import Decimal
from difflib import SequenceMatcher, get_close_matches
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_time
from babel.localedata import locale_identifiers
from babel.messages.plurals import DEFAULT_PLURAL, PLURALS

from recto.errors import ConfigError
from recto.plugins import later

TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|[0-9]{3}))?"
)
"""What a tag may look like, in small letters; matched as a whole."""

MODIFIERS = {
    "latin": "Latn",
    "cyrillic": "Cyrl",
    "arabic": "Arab",
    "devanagari": "Deva",
    "hebrew": "Hebr",
}
"""Scripts as old gettext names spell them: ``sr@latin``."""

RIGHT_TO_LEFT = frozenset(
    {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}
)
"""Scripts of living use that run from right to left (Unicode bidi class of their letters)."""

NOT_LANGUAGES = frozenset({"mul", "und", "zxx"})
NOT_SCRIPTS = frozenset({"Qaag", "Zinh", "Zmth", "Zsye", "Zsym", "Zxxx", "Zyyy", "Zzzz"})
NOT_REGIONS = frozenset({"XA", "XB", "ZZ"})


@lru_cache(maxsize=1024)
def canonical(tag: str) -> str:
    """Return the BCP 47 spelling of a locale: ``pt_br`` gives ``pt-BR``.

    Known is a language, script and region that CLDR names in English, in any combination.

    :raises ConfigError: the tag is not known; the hint names the nearest that is.
    """
    match = TAG.fullmatch(tag.lower()) if tag.isascii() else None
    if match is None:
        raise _unknown(tag)
    parts = match["language"], (match["script"] or "").title(), (match["region"] or "").upper()
    languages, scripts, regions = _known()
    if not (parts[0] in languages and parts[1] in {"", *scripts} and parts[2] in {"", *regions}):
        raise _unknown(tag)
    return "-".join(part for part in parts if part)


def gettext_name(tag: str) -> str:
    """Return the name of a locale in PO headers and folders: ``zh-Hans`` gives ``zh_Hans``.

    ``from_gettext(gettext_name(tag)) == canonical(tag)``.
    """
    return canonical(tag).replace("-", "_")


def from_gettext(name: str) -> str:
    """Return the BCP 47 tag of a gettext name: ``pt_BR``, ``sr@latin``, ``uz_UZ@cyrillic``.

    :raises ConfigError: the name, or what stands behind its ``@``, is not known.
    """
    base, _, modifier = name.partition("@")
    if not modifier:
        return canonical(base)
    if modifier not in MODIFIERS:
        raise _unknown(name)
    head, _, rest = canonical(base).partition("-")
    return canonical("-".join(part for part in (head, MODIFIERS[modifier], rest) if part))


@lru_cache(maxsize=256)
def language(tag: str) -> str:
    """Return the language of a locale: ``pt-BR`` gives ``pt``."""
    return canonical(tag).partition("-")[0]


@lru_cache(maxsize=256)
def script(tag: str) -> str:
    """Return the script that texts in a locale are most likely written in, such as ``Cyrl``.

    From CLDR's likely subtags; ``Latn`` where they do not know the language.
    """
    name = gettext_name(tag)
    match = re.search(r"_([A-Z][a-z]{3})", name)
    if match:
        return match[1]
    likely: Mapping[str, str] = get_global("likely_subtags")
    found = likely.get(name) or likely.get(language(tag)) or "und_Latn"
    return found.split("_")[1]


def direction(tag: str) -> str:
    """Return ``ltr`` or ``rtl``; traditional Mongolian, written in columns, counts as ``ltr``."""
    return "rtl" if script(tag) in RIGHT_TO_LEFT else "ltr"


def display_name(tag: str, reader: str = "en") -> str:
    """Return what a reader of another locale calls a locale: ``de`` is ``German`` in ``en``.

    Where the reader's CLDR tables have no name, the English one or the tag's own part stands.
    """
    parts = canonical(tag).split("-")
    tables = [_babel(reader), _babel("en")]
    name = _first([table.languages for table in tables], parts[0])
    details = [
        _first([table.scripts if len(part) == 4 else table.territories for table in tables], part)
        for part in parts[1:]
    ]
    return f"{name} ({', '.join(details)})" if details else name


def plural_forms(tag: str) -> str:
    """Return the text of the PO header line ``Plural-Forms``, without a line break.

    By gettext's rules for the language; ``nplurals=2; plural=(n != 1);`` where there are none.
    """
    count, rule = PLURALS.get(gettext_name(tag)) or PLURALS.get(language(tag)) or DEFAULT_PLURAL
    return f"nplurals={count}; plural={rule};"


def calendar_names(tag: str) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the names of months (1 to 12) and of weekdays (0 is Monday), folded, without full stops.

    Long and short names in each form that CLDR has; none of a single letter, none that is a figure.
    """
    table = _babel(tag)
    found: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for names, kept in zip((table.months, table.days), found, strict=True):
        for form in ("format", "stand-alone"):
            for width in ("abbreviated", "wide"):
                for index, name in names[form][width].items():
                    word = str(name).casefold().strip(".")
                    if len(word) > 1 and not any(char.isdigit() for char in word):
                        kept[word] = index
    return found


def number_signs(tag: str) -> tuple[str, str]:
    """Return the decimal sign and the sign between thousands of a locale's ASCII figures."""
    symbols = _babel(tag).number_symbols["latn"]
    return str(symbols["decimal"]), str(symbols["group"])


def unit_names(tag: str, units: Collection[str]) -> Mapping[str, str]:
    """Return what CLDR writes behind a number, folded -> the unit, for units such as ``length-meter``.

    Names that several units share are those of the first.
    """
    patterns = _babel(tag)._data["unit_patterns"]  # Babel offers no public list of the forms
    found: dict[str, str] = {}
    for unit in units:
        for width in ("long", "short"):
            forms = patterns.get(unit, {}).get(width, {})
            for count, form in forms.items():
                name = str(form).replace("{0}", "").strip().casefold()
                if count != "per" and name:
                    found.setdefault(name, unit)
    return found


def currency_names(tag: str, codes: Collection[str]) -> Mapping[str, str]:
    """Return the names of currencies, folded, in all plural forms -> their ISO codes."""
    table = _babel(tag)
    plurals = table._data["currency_names_plural"]
    found: dict[str, str] = {}
    for code in codes:
        for name in (table.currencies.get(code, ""), *map(str, plurals.get(code, {}).values())):
            if name:
                found.setdefault(str(name).casefold(), code)
    return found


def territory_names(tag: str) -> Mapping[str, str]:
    """Return the names of countries and regions of the world, as written -> their codes."""
    return {str(name): code for code, name in _babel(tag).territories.items() if len(str(name)) > 1}


def city_names(tag: str) -> Mapping[str, str]:
    """Return the names of cities that CLDR has for time zones, as written -> the zone's name."""
    own: Mapping[str, Mapping[str, object]] = _babel(tag).time_zones
    found: dict[str, str] = {}
    for zone in get_global("zone_territories"):
        # What is called as in the zone's name is left out of CLDR, in English nearly everything.
        plain = zone.rpartition("/")[2].replace("_", " ") if _babel(tag).language == "en" else ""
        city = str(own.get(zone, {}).get("city", plain))
        if len(city) > 1 and not zone.startswith("Etc/"):
            found.setdefault(city, zone)
    return found


def language_names(tag: str) -> Collection[str]:
    """Return the names of languages, as written."""
    return {str(name) for name in _babel(tag).languages.values()}


_decimal = later("babel.numbers", "format_decimal")
_percent = later("babel.numbers", "format_percent")
_currency = later("babel.numbers", "format_currency")
_measure = later("babel.units", "format_unit")
"""What only values in articles need, and takes its time to import."""


def written_number(value: Decimal, tag: str) -> str:
    """Return a number with the signs of a locale, all its decimals kept, in figures 0 to 9."""
    return str(_decimal(value, None, _babel(tag), False))  # no rounding


def written_percent(value: Decimal, tag: str) -> str:
    return str(_percent(value / 100, None, _babel(tag), False))  # no rounding


def written_money(amount: Decimal, currency: str, tag: str, *, is_named: bool = False) -> str:
    """Return an amount with its currency's sign or name; as many decimals as it is given with.

    :raises ValueError: there is no such currency.
    """
    table = _babel(tag)
    if currency not in Locale("en").currencies:
        raise ValueError(f"expected a currency such as EUR, found {currency!r}")
    digits = max(0, -int(amount.as_tuple().exponent))
    pattern = copy(table.decimal_formats[None] if is_named else table.currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    if is_named:
        return str(_currency(amount, currency, pattern, table, False, "name", False))
    written = str(pattern.apply(amount, table, currency=currency, currency_digits=False))
    # CLDR has a no-break space between letters and a figure; Babel does not carry that part.
    return re.sub(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])", "\u00a0", written)


def written_measure(value: Decimal, unit: str, tag: str, width: str = "long") -> str:
    """Return a number with its unit in words, or with its sign where ``width`` is short or narrow.

    :raises ValueError: CLDR does not know the unit.
    """
    known = _babel("en")._data["unit_patterns"]
    name = next((one for one in sorted(known) if one == unit or one.partition("-")[2] == unit), "")
    if not name:
        raise ValueError(f"expected a unit such as kilometer or celsius, found {unit!r}")
    return str(_measure(value, name, width, None, _babel(tag)))


def written_date(day: date, tag: str, style: str) -> str:
    return format_date(day, style, _babel(tag))


def written_time(hour: time, tag: str, style: str) -> str:
    return format_time(hour, style, None, _babel(tag))


def written_datetime(when: datetime, tag: str, style: str) -> str:
    return format_datetime(when, style, None, _babel(tag))


@cache
def _known() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the languages, scripts and regions that a tag may name."""
    english = Locale("en")
    languages = {name.partition("_")[0] for name in (*locale_identifiers(), *english.languages)}
    aliases: Mapping[str, str] = get_global("language_aliases")
    return (
        frozenset(languages - NOT_LANGUAGES - aliases.keys()),
        frozenset(english.scripts.keys() - NOT_SCRIPTS),
        frozenset(english.territories.keys() - NOT_REGIONS),
    )


@cache
def _babel(tag: str) -> Locale:
    """Return Babel's locale for a tag, or for its language, or English."""
    name = canonical(tag)
    for candidate in (name, f"{language(name)}-{script(name)}", language(name)):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def _first(tables: list[Mapping[str, str]], key: str) -> str:
    return next((table[key] for table in tables if key in table), key)


def _unknown(tag: str) -> ConfigError:
    shown = tag if len(tag) <= 40 else tag[:39] + "…"
    return ConfigError(
        f"the locale {shown!r} is not known.",
        hint=f"Did you mean {_nearest(tag[:40])!r}? A locale is a tag such as 'de', 'pt-BR' or 'zh-Hans'.",
    )


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Return what languages are called in English, then what their speakers call them; each with its tag."""
    languages = _known()[0]
    english: Mapping[str, str] = Locale("en").languages
    tags = sorted(languages.intersection(locale_identifiers()))
    both = (*sorted(english.items()), *((tag, Locale(tag).languages.get(tag, "")) for tag in tags))
    return tuple((name.lower(), tag) for tag, name in both if tag in languages)


def _named(word: str) -> str:
    """Return the language whose name starts with a word, or else looks like it, or an empty text."""
    for name, tag in _names():
        if name.startswith(word):
            return tag
    near = get_close_matches(word, [name for name, _ in _names()], n=1, cutoff=0.7)
    return dict(reversed(_names()))[near[0]] if near else ""


def _nearest(tag: str) -> str:
    """Return the known tag that looks most like ``tag``: a renamed one, a language's name, or letters."""
    base, _, modifier = tag.partition("@")
    parts = [part for part in re.split(r"[-_./]", base.lower()) if part]
    languages, _, regions = _known()
    renamed: Mapping[str, str] = get_global("language_aliases")
    moved: Mapping[str, list[str]] = get_global("territory_aliases")
    first = renamed.get(parts[0], parts[0]).replace("_", "-") if parts else ""
    if first.partition("-")[0] in languages:
        last = parts[-1].upper()
        region = moved.get(last, [last])[0] if len(parts) > 1 else ""
        script_name = MODIFIERS.get(modifier, "")
        if region not in regions:
            region = ""
        return "-".join(part for part in (first, script_name, region) if part)
    if (len(first) > 3 or not first.isascii()) and (code := _named(first)):
        return code
    return max(sorted(languages), key=lambda known: SequenceMatcher(None, known, first).ratio())
