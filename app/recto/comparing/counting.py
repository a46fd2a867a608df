"""The numbers of a source beside those of its translation, with all that may explain a difference.

Stricter than the fact sheet, which shows whatever it could not find: what stands here as lost or new is
said of a translation by a check.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from recto.facts import Day, Number, Reading, Table, Time
from recto.facts.calendar import day_heads, day_words
from recto.facts.text import may_say

SCALES = frozenset(Fraction(10) ** power for power in (3, 4, 6, 8, 9, 12))
MAX_IN_WORDS = 100
"""Up to here a number that is not found may stand inside a word: ``zehnköpfig``, ``десятипенсовый``."""
YEARS = 1000, 2199
_ROMAN = re.compile(r"\b(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_HOUR = re.compile(r"\d[:.h]\d\d|\d ?(?:[ap]\.?m|uhr|h|ч)", re.IGNORECASE)
_HAN_DAY = re.compile("[点點時时月日]")
_FIGURE = re.compile(r"\d")
_RUN = re.compile(r"\d+")
_RANGE = re.compile(
    r"\s?(?:-|–|—|~|to|and|bis|und|до|и|та|і|y|a|à|et|e|az|až|do|i|או|עד|至|到|から|～)\s?(?=\d)"
)
_NO_WORDS = re.compile(r"[^\W\d_]")


class Pair(NamedTuple):
    one: Number
    other: Number


class Matching(NamedTuple):
    """Numbers that stand on both sides, and those in figures that only one side has."""

    pairs: tuple[Pair, ...]
    lost: tuple[Number, ...]
    new: tuple[Number, ...]


@lru_cache(maxsize=256)
def matching(source: Reading, target: Reading) -> Matching:
    """Return which numbers of a translation are which of the source."""
    left = list(target.numbers)
    gone: list[Number] = []
    pairs: list[Pair] = []
    for rule in (_is_equal, _is_count, _is_value, _is_ranged):
        asked, gone = (gone if pairs or gone else list(source.numbers)), []
        if rule is _is_equal:
            asked = list(source.numbers)
        for one in asked:
            same = next((other for other in left if rule(one, other, source, target)), None)
            if same is None:
                gone.append(one)
            else:
                left.remove(same)
                pairs.append(Pair(one, same))
    lost = [one for one in gone if not _is_explained(one, source, target)]
    new = [other for other in left if not _is_explained(other, target, source)]
    lost, new = _without_shared_runs(lost, new, source.text, target.text)
    return Matching(tuple(pairs), tuple(lost), tuple(new))


def is_written(number: Number, text: str) -> bool:
    """Tell whether a number stands in figures."""
    return any(char.isdecimal() for char in text[number.span[0] : number.span[1]])


def is_attached(number: Number, text: str) -> bool:
    """Tell whether figures are a part of a name: ``COVID-19``, ``G7``, ``F-16``."""
    before = text[: number.span[0]]
    return bool(re.search(r"[^\W\d_](?:[-–‑])?$", before)) and not re.search(
        r"[\u3040-\u30ff\u3400-\u9fff]$", before
    )


def _is_equal(one: Number, other: Number, _source: Reading, _target: Reading) -> bool:
    return one.key == other.key


def _is_count(one: Number, other: Number, _source: Reading, _target: Reading) -> bool:
    if one.digits or other.digits:
        return _digits(one) == _digits(other) != ""
    return one.count == other.count


def _digits(number: Number) -> str:
    if number.digits:
        return number.digits.lstrip("0") or "0"
    return str(number.count) if number.count.denominator == 1 else ""


def _is_value(one: Number, other: Number, _source: Reading, _target: Reading) -> bool:
    if one.digits or other.digits:
        return False
    return one.value == other.value or (one.value != 1 and one.value * other.value == 1)


def _is_ranged(one: Number, other: Number, source: Reading, target: Reading) -> bool:
    """Tell whether numbers are equal by a scale that a range says once: ``600-700 thousand``."""
    if not one.count or not other.count or one.digits or other.digits:
        return False
    if one.count / other.count in SCALES:
        return _shares_scale(other, target)
    return other.count / one.count in SCALES and _shares_scale(one, source)


def _shares_scale(number: Number, reading: Reading) -> bool:
    found = _RANGE.match(reading.text, number.span[1])
    if found is None:
        return False
    return any(found.end() == other.span[0] and other.count >= 1000 for other in reading.numbers)


def _is_explained(number: Number, own: Reading, there: Reading) -> bool:
    """Tell whether the other side says a number in another way."""
    count, text = number.count, own.text
    if number.digits:
        return number.digits in there.text or _parts_stand(number.digits, there)
    if any(_says_hour(time, number) for time in there.times):
        return True
    if not is_written(number, text):
        return False
    if count == 1 or (count == 2 and _NO_WORDS.search(text[number.span[0] : number.span[1]])):
        return True
    if any(day.kind == "month" and day.value == count for day in there.days):
        return True
    if count == 24 and "day" in {other.measure for other in there.numbers}:
        return True
    return (
        _is_of_a_century(count, there)
        or count in romans(there.text)
        or (count <= MAX_IN_WORDS and _stands_in_a_word(count, there))
    )


def _is_of_a_century(count: Fraction, there: Reading) -> bool:
    """Tell whether a year stands there without its century, or with it: ``the 1980s``, ``80. léta``."""
    years = [other.count for other in there.numbers]
    cut = [Fraction(int(run)) for other in there.numbers for run in _RUN.findall(other.digits)]
    if count in cut:
        return True
    years += cut
    if YEARS[0] <= count <= YEARS[1]:
        return any(year == count % 100 for year in years)
    return count < 100 and any(YEARS[0] <= year <= YEARS[1] and year % 100 == count for year in years)


@lru_cache(maxsize=512)
def romans(text: str) -> frozenset[Fraction]:
    """Return the values of Roman numerals up to 39: centuries, kings, chapters."""
    found = set()
    for numeral in filter(None, _ROMAN.findall(text)):
        digits = [_ROMAN_VALUES[char] for char in numeral]
        pairs = zip(digits, [*digits[1:], 0], strict=True)
        found.add(Fraction(sum(-digit if digit < after else digit for digit, after in pairs)))
    return frozenset(found)


def _parts_stand(digits: str, there: Reading) -> bool:
    """Tell whether each figure of ``13:7`` or ``3.10.`` stands on the other side."""
    runs = _RUN.findall(digits)
    return len(runs) > 1 and all(
        any(other.count in (int(run), int(run) % 100) for other in there.numbers) for run in runs
    )


def _says_hour(time: Time, number: Number) -> bool:
    hour, minute = divmod(time.minutes, 60)
    if number.count in (minute, hour, hour - 12, 24 if hour == 0 else hour, 12 if hour in (0, 12) else hour):
        return True
    return number.count == hour + Fraction(minute, 100)


def _stands_in_a_word(count: Fraction, there: Reading) -> bool:
    """Tell whether a number stands in a word that begins as its own word does."""
    beginnings = _beginnings(there.table).get(count, ())
    if not beginnings:
        return False
    return any(word.startswith(beginnings) for word in there.folded)


@lru_cache(maxsize=64)
def _beginnings(table: Table) -> dict[Fraction, tuple[str, ...]]:
    found: dict[Fraction, set[str]] = {}
    named = [*table.cardinals.items(), *table.ordinals.items()]
    for word, value in named:
        if len(word) > 2:
            found.setdefault(Fraction(value), set()).add(word[: max(3, len(word) - 1)])
    return {value: tuple(sorted(words)) for value, words in found.items()}


def _without_shared_runs(
    lost: Iterable[Number], new: Iterable[Number], source: str, target: str
) -> tuple[list[Number], list[Number]]:
    """Take away what has the same figures on both sides, cut in another way: ``5-0-0``, ``13:7``."""
    here, there = list(lost), list(new)
    runs = [_runs(numbers, text) for numbers, text in ((here, source), (there, target))]
    return (
        [one for one in here if not (own := _runs([one], source)) or not own <= runs[1]],
        [one for one in there if not (own := _runs([one], target)) or not own <= runs[0]],
    )


def _runs(numbers: Iterable[Number], text: str) -> frozenset[str]:
    """Return the runs of figures of numbers that are compared as they are written."""
    return frozenset(
        run.lstrip("0") for one in numbers if one.digits or ":" in text[slice(*one.span)]
        for run in _RUN.findall(text[slice(*one.span)])
    )  # fmt: skip


def times_apart(source: Reading, target: Reading) -> Iterator[tuple[Time, Time | None]]:
    """Yield times of day that the other side does not say, beside one that stands in their place."""
    left = list(target.times)
    gone = []
    for one in source.times:
        same = next((other for other in left if (one.minutes - other.minutes) % 720 == 0), None)
        if same:
            left.remove(same)
        else:
            gone.append(one)
    for one in gone:
        if any(_says_hour(one, number) for number in target.numbers):
            continue
        other = left.pop(0) if left else None
        yield one, other


def may_have_days(reading: Reading) -> bool:
    """Tell whether a text may name a month, a weekday or a time of day; quicker than to read them."""
    table = reading.table
    text = reading.plain.text
    if may_say(text, day_heads(table)) and not reading.folded.isdisjoint(day_words(table)):
        return True
    if _FIGURE.search(text) and _HOUR.search(reading.text):
        return True
    if not text.isascii() and _HAN_DAY.search(text):
        return True
    return table.compounds is not None and table.compounds.search(reading.text.casefold()) is not None


def days_apart(source: Reading, target: Reading, kind: str) -> Iterator[tuple[Day, Day]]:
    """Yield each month or weekday in whose place another one stands."""
    was = [day for day in source.days if day.kind == kind]
    now = [day for day in target.days if day.kind == kind]
    values = {day.value for day in now}
    gone = [day for day in was if day.value not in values]
    known = {day.value for day in was}
    come = [day for day in now if day.value not in known]
    yield from zip(gone, come, strict=False)
