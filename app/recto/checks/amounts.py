"""The check ``amounts``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from recto.checks.beside import FIGURE, readings
from recto.comparing.counting import matching
from recto.comparing.measures import differs, is_currency, percents
from recto.facts import Reading
from recto.messages import message
from recto.model import Finding, Unit

NAME = "amounts"


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """Percentages, currencies and units of the source stand in the target.

    The same number counts the same thing on both sides: dollars are not euros, hours are not days, and
    14 % is not 14. A unit that the target leaves unsaid is no finding, a lost percent sign is one.
    """
    if not FIGURE.search(unit.source) and not FIGURE.search(unit.target):
        return  # what is only said in words, and only on one side, is rarely a number
    both = readings(unit, source_locale, target_locale)
    if both is None:
        return
    source, target = both
    if not source.numbers or not target.numbers:
        return
    for one, other in matching(source, target).pairs:
        if differs(one, other, source, target):
            here, there = source.text[slice(*one.span)], target.text[slice(*other.span)]
            told = message("The source has %(was)s, the target %(now)s.", was=here, now=there)
            yield Finding(NAME, told, "warning", other.span)
            return
    lost = any(one.measure == "%" != other.measure for one, other in matching(source, target).pairs)
    if lost and percents(source) > percents(target):
        told = message("A percentage of the source is a plain number in the target.")
        yield Finding(NAME, told, "warning")
        return
    own, others = _currencies(source), _currencies(target)
    if not own or not others:
        return
    paid, said = Counter(own), Counter(others)
    gone, come = paid - said, said - paid
    if gone and come and not said.keys() & gone.keys():
        told = message("The source has %(was)s, the target %(now)s.", was=min(gone), now=min(come))
        yield Finding(NAME, told, "warning")


def _currencies(reading: Reading) -> list[str]:
    return [number.measure for number in reading.numbers if is_currency(number.measure)]
