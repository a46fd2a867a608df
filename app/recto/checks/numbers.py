"""The check ``numbers``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recto.checks.beside import FIGURE, readings
from recto.comparing.counting import is_attached, is_written, matching
from recto.facts import Number, Reading
from recto.messages import message
from recto.model import Finding, Unit

NAME = "numbers"
SMALL = 1
"""A number up to this one that only one side has says nothing: ``a year`` is ``1年``."""


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """The numbers of the source stand in the target.

    Figures of any script, number words and scale words count alike: ``1.5 million`` is ``1,500,000`` and
    ``150万``. Each language's own signs for thousands and decimals are read: ``25,000`` is twenty-five
    thousand in English and twenty-five in German. Times of twelve and of 24 hours, ordinals, fractions,
    ranges that say their scale once, and small numbers inside a word are taken as what they mean.
    """
    if not FIGURE.search(unit.source) and not FIGURE.search(unit.target):
        return  # what is only said in words, and only on one side, is rarely a number
    both = readings(unit, source_locale, target_locale)
    if both is None:
        return
    source, target = both
    if not source.numbers and not target.numbers:
        return
    found = matching(source, target)
    lost = [one for one in found.lost if is_written(one, source.text)]
    spoken = [one for one in found.lost if one not in lost]
    new = [one for one in found.new if is_written(one, target.text)]
    if lost and new:
        told = message(
            "The source has %(was)s, the target %(now)s.", was=_told(lost, source), now=_told(new, target)
        )
        yield Finding(NAME, told, "warning", new[0].span if len(new) == 1 else None)
    elif missing := [one for one in lost if _counts(one, source)]:
        told = message("The source has %(was)s, the target has no such number.", was=_told(missing, source))
        yield Finding(NAME, told, "warning")
    elif len(new) == 1 and len(spoken) == 1 and spoken[0].count > SMALL:
        told = message(
            "The source has %(was)s, the target %(now)s.", was=_told(spoken, source), now=_told(new, target)
        )
        yield Finding(NAME, told, "warning", new[0].span)
    elif added := [one for one in new if _counts(one, target)]:
        told = message("The target has %(now)s, the source has no such number.", now=_told(added, target))
        yield Finding(NAME, told, "warning", added[0].span)


def _counts(number: Number, reading: Reading) -> bool:
    """Return whether a number is worth a word where the other side has nothing in its place."""
    return (bool(number.digits) or number.count > SMALL) and not is_attached(number, reading.text)


def _told(numbers: Sequence[Number], reading: Reading) -> str:
    return ", ".join(reading.text[start:end] for start, end in sorted(one.span for one in numbers))
