"""The check ``numbers``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from recto.checks.reading import bare
from recto.inline import protected_pairs
from recto.model import Finding, Unit

NAME = "numbers"

RUN = re.compile(r"\d+(?:[.,:/’'٫٬\u00a0\u202f\u2009 -]\d+)*")
"""Digits with signs between them: a grouped number, a date, a time, a range, or several numbers."""

GROUPED = re.compile(
    r"(?<!\d)\d{1,3}(?P<sign>[.,’'٬\u00a0\u202f\u2009 ])\d{3}(?:(?P=sign)\d{3})*(?:[.,٫]\d+)?(?!\d)"
)
INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
DECIMAL = re.compile(r"\d+[.,٫]\d+")
ROMAN = re.compile(r"\b(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})\b")
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}

SMALL = 12
"""Whole numbers up to this one are often written as words or as names of months."""

SCALES = frozenset(Decimal(10) ** power for power in (3, 6, 9, 12))
"""Thousand, million, milliard, billion: written as a word in one language, out in another."""
TENS = frozenset(Decimal(10) ** power for power in range(1, 13))
OTHER_SCALE = re.compile(r"\d\s*(?:[万萬億亿兆만억조]|लाख|करोड़|lakh|crore)")
"""Scales that are no power of a thousand: ``1.5 million`` is ``150万``."""


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """The numbers of the source stand in the target.

    Digits of any script count as equal; so do other signs for thousands and decimals, another order,
    times of twelve and of 24 hours, thousands and millions as words, Roman centuries, years without
    their century, and small numbers as words.
    """
    if not unit.target:
        return
    protected = protected_pairs(unit.hints)
    source, target = _western(bare(unit.source, protected)), _western(bare(unit.target, protected))
    lost, new = _unmatched(_values(source), _values(target))
    scales = TENS if OTHER_SCALE.search(source) or OTHER_SCALE.search(target) else SCALES
    lost, new = _explained(lost, new, scales)
    lost, new = _unmatched(_split_apart(lost), _split_apart(new))
    lost, new = _explained(lost, new, scales)
    lost = [value for value in lost if value not in _romans(target)]
    new = [value for value in new if value not in _romans(source)]
    if lost and new:
        yield Finding(
            NAME,
            f"The source has {_list(lost)}, the target has {_list(new)}.",
            "warning",
            _span(unit.target, new[0]),
        )
    elif big := [value for value in lost if _is_big(value)]:
        yield Finding(NAME, f"The target has no {_list(big)}.")
    elif big := [value for value in new if _is_big(value)]:
        yield Finding(NAME, f"The source has no {_list(big)}.", "warning", _span(unit.target, big[0]))


def _western(text: str) -> str:
    """Return text with the decimal digits of all scripts as ASCII digits, character by character."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _values(text: str) -> list[Decimal]:
    """Return the numbers of a text.

    What may be a group of thousands is one: ``1.500`` and ``1,500`` are 1500, ``1.5`` is 1.5.
    """
    found: list[Decimal] = []
    for run in RUN.findall(text):
        found += _run_values(run)
    return found


def _run_values(run: str) -> list[Decimal]:
    """Return the numbers of one run; what is no number as a whole is cut at its signs."""
    if run.isdigit():
        return [Decimal(run)]
    if (GROUPED.fullmatch(run) and not run.startswith("0")) or INDIAN.fullmatch(run):
        sign = next(char for char in run if not char.isdigit())
        return [Decimal(re.sub(r"[,٫]", ".", run.replace(sign, "")))]
    if DECIMAL.fullmatch(run):
        return [Decimal(re.sub(r"[,٫]", ".", run))]
    for sign in (" ", "-", "/", ":", "\u00a0", "\u202f", "\u2009"):
        if sign in run and not (sign.isspace() and GROUPED.search(run)):
            return [value for part in run.split(sign) for value in _run_values(part)]
    return [Decimal(part) for part in re.findall(r"\d+", run)]


def _split_apart(values: list[Decimal]) -> list[Decimal]:
    """Return decimals as two numbers: ``9.30`` may be a time, ``12.05`` a date, ``3.11`` a version."""
    parts: list[Decimal] = []
    for value in values:
        whole, dot, rest = f"{value:f}".partition(".")
        parts += [Decimal(whole), Decimal(rest)] if dot else [value]
    return parts


def _unmatched(source: list[Decimal], target: list[Decimal]) -> tuple[list[Decimal], list[Decimal]]:
    """Return what each side has more than the other."""
    new = list(target)
    lost = []
    for value in source:
        if value in new:
            new.remove(value)
        else:
            lost.append(value)
    return lost, new


def _explained(
    lost: list[Decimal], new: list[Decimal], scales: frozenset[Decimal]
) -> tuple[list[Decimal], list[Decimal]]:
    """Take away pairs that are one number in two spellings, and zeros (``3 p.m.`` is ``15:00``)."""
    rest = [value for value in new if value]
    left = []
    for value in lost:
        twin = next((other for other in rest if _is_same(value, other, scales)), None)
        if twin is not None:
            rest.remove(twin)
        elif value:
            left.append(value)
    return left, rest


def _is_same(one: Decimal, other: Decimal, scales: frozenset[Decimal]) -> bool:
    """Return whether two numbers may be one: a scale, a clock of 24 hours, or a century apart."""
    low, high = sorted((one, other))
    if low and high / low in scales:
        return True
    if high - low == 12 and 0 < high <= 24:
        return True
    return 1000 <= high < 2200 and low < 100 and high % 100 == low


def _romans(text: str) -> set[Decimal]:
    """Return the values of Roman numerals up to 39: centuries, kings, chapters."""
    found = set()
    for numeral in filter(None, ROMAN.findall(text)):
        digits = [ROMAN_VALUES[char] for char in numeral]
        pairs = zip(digits, [*digits[1:], 0], strict=True)
        found.add(Decimal(sum(-digit if digit < after else digit for digit, after in pairs)))
    return found


def _is_big(value: Decimal) -> bool:
    return value > SMALL or value != value.to_integral_value()


def _list(values: list[Decimal]) -> str:
    return ", ".join(f"{value:f}" for value in values)


def _span(target: str, value: Decimal) -> tuple[int, int] | None:
    """Return where a whole number stands in the target as it is typed."""
    match = re.search(rf"(?<!\d){value:f}(?!\d)", _western(target))
    return match.span() if match else None
