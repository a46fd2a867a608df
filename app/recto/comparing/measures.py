"""What the numbers of two texts count: percent, currencies, units."""

from __future__ import annotations

import re
from functools import lru_cache

from recto.facts import Number, Reading, Table

_PERCENT = re.compile(r"[%٪％‰]")
MIN_STEM = 4
_GRAMS_OF_A_TONNE = 1_000_000
_CURRENCY = re.compile(r"[A-Z]{3}")
_KINDS = (
    ("metre", "mile", "foot", "inch", "yard", "nautical mile"),
    ("gram", "ton", "pound", "ounce"),
    ("litre", "cubic metre", "gallon"),
    ("square metre", "acre", "square mile", "square foot"),
    ("second", "day", "month", "decade", "century"),
    ("celsius", "fahrenheit", "kelvin"),
    ("kilometre per hour", "mile per hour"),
    ("watt", "kilowatt hour"),
    ("megabyte", "megabit"),
)
_KIND = {measure: kind for kind, listed in enumerate(_KINDS) for measure in listed}


def is_currency(measure: str) -> bool:
    return bool(_CURRENCY.fullmatch(measure))


def differs(one: Number, other: Number, _source: Reading, _target: Reading) -> bool:
    """Tell whether two equal numbers count different things for sure."""
    was, now = one.measure, other.measure
    if not was or not now:
        return False
    if is_currency(was) and is_currency(now):
        return was != now
    if {was, now} == {"ton", "gram"} and one.count == other.count:
        # As many tons as tonnes: translators rarely tell the two apart. Grams and kilograms are others.
        return max(one.value, other.value) != one.count * _GRAMS_OF_A_TONNE
    if was in _KIND and now in _KIND and _KIND[was] == _KIND[now]:
        return one.value != other.value or was != now
    return False


def percents(reading: Reading) -> int:
    """Return how many percentages a text has, by signs and by words."""
    found = len(_PERCENT.findall(reading.text))
    stems, phrases = _percent_words(reading.table)
    folded = reading.plain.text.casefold()
    if any(stem in folded for stem in stems):
        found += sum(word.folded.startswith(stems) for word in reading.words)
    return found + sum(folded.count(phrase) for phrase in phrases)


@lru_cache(maxsize=64)
def _percent_words(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return words for percent, of which any ending counts, and those of several words or without blanks."""
    words = [word for word, unit in table.units.items() if unit[0] in ("%", "percentage point")]
    words = [word for word in words if word[0].isalpha() and len(word) > 1]
    whole = tuple(word for word in words if " " in word or (not word.isascii() and len(word) < MIN_STEM))
    return tuple(word for word in words if word not in whole and len(word) >= MIN_STEM), whole
