"""What the numbers of two texts count: percent, currencies, units."""

from __future__ import annotations

import re

from recto.facts import Number, Reading

_PERCENT = re.compile(r"[%٪％‰]")
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
    if was in _KIND and now in _KIND and _KIND[was] == _KIND[now]:
        return one.value != other.value or was != now
    return False


def percents(reading: Reading) -> int:
    """Return how many percentages a text has, by signs and by words."""
    words = [
        word
        for word, unit in reading.table.units.items()
        if unit[0] in ("%", "percentage point") and word[0].isalpha()
    ]
    found = len(_PERCENT.findall(reading.text))
    for word in reading.words:
        found += any(word.folded.startswith(stem) for stem in words if len(stem) > 3)
    return found
