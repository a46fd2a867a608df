"""The check ``dates``."""

from __future__ import annotations

from collections.abc import Iterator

from recto.checks.beside import readings
from recto.comparing.counting import days_apart, may_have_days, times_apart
from recto.messages import message
from recto.model import Finding, Unit

NAME = "dates"


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """The months, weekdays and times of the source stand in the target.

    A month may stand as a name or as a number, in any case of the language, and a time in twelve or in 24
    hours. Days and years are compared as numbers.
    """
    both = readings(unit, source_locale, target_locale)
    if both is None or not may_have_days(both[0]):
        return
    source, target = both
    for kind in ("weekday", "month"):
        for one, other in days_apart(source, target, kind):
            was, now = source.text[slice(*one.span)], target.text[slice(*other.span)]
            told = message("The source has %(was)s, the target %(now)s.", was=was, now=now)
            yield Finding(NAME, told, "warning", other.span)
    for time, there in times_apart(source, target):
        was = source.text[slice(*time.span)]
        if there is None:
            told = message("The source has the time %(was)s, the target has no such time.", was=was)
            yield Finding(NAME, told, "warning")
        else:
            now = target.text[slice(*there.span)]
            told = message("The source has %(was)s, the target %(now)s.", was=was, now=now)
            yield Finding(NAME, told, "warning", there.span)
