"""The names of months and weekdays in a text, and noon and midnight."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from recto.facts.tables import Table
from recto.facts.text import Word
from recto.facts.values import Day, Time

ALSO_WORDS = frozenset({"sun", "mon", "sat", "mar", "jan"})
"""Short names that are words or first names as well: they name a day beside a figure only."""


def named_days(
    text: str, words: Sequence[Word], table: Table, taken: Container[int]
) -> tuple[list[Day], list[Time]]:
    """Return months, weekdays and times of day with a name; words that begin at ``taken`` are left out."""
    days: list[Day] = []
    times: list[Time] = []
    clock = {
        name: minutes
        for minutes, key in ((720, "noon"), (0, "midnight"))
        for name in table.words(f"clock.{key}")
    }
    for index, word in enumerate(words):
        if word.start in taken:
            continue
        if word.folded in clock:
            times.append(Time(clock[word.folded], (word.start, word.end)))
        for kind, names in (("month", table.months), ("weekday", table.weekdays)):
            value = _inflected(word.folded, names, table)
            if value is not None and _is_calendar(words, index, table):
                days.append(Day(kind, value, (word.start, word.end)))
    folded = text.casefold()
    for name, value in table.compound_days.items():
        start = folded.find(name)
        if start >= 0:
            days.append(Day("weekday", value, (start, start + len(name))))
    return days, times


def _is_calendar(words: Sequence[Word], index: int, table: Table) -> bool:
    """Return whether ``May`` or ``mar`` is a month: short or ambiguous names stand beside a figure."""
    word = words[index]
    if word.folded not in table.words("clock.unsure") and (len(word.folded) > 3 or not word.folded.isascii()):
        return True
    if word.text[:1].isupper() and word.folded not in ALSO_WORDS and index > 0:
        return True
    return any(other.folded.isdigit() for other in words[max(0, index - 1) : index + 2])


def _inflected(folded: str, names: Mapping[str, int], table: Table) -> int | None:
    """Return the value of a name of the calendar, also with another ending: ``субботу``, ``maju``."""
    if folded in names:
        return names[folded]
    if "cases" not in table.flags or len(folded) < 4:
        return None
    return next(
        (
            value
            for name, value in names.items()
            if len(name) > 4 and folded[:-2] == name[: len(folded) - 2] and abs(len(name) - len(folded)) < 3
        ),
        None,
    )
