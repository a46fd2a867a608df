"""The names of months and weekdays in a text, and noon and midnight."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache

from recto.facts.tables import Table
from recto.facts.text import Word, heads, may_say
from recto.facts.values import Day, Time

ALSO_WORDS = frozenset({"sun", "mon", "sat", "mar", "jan"})
"""Short names that are words or first names as well: they name a day beside a figure only."""


def named_days(
    text: str, listed: Callable[[], Sequence[Word]], table: Table, taken: Container[int]
) -> tuple[list[Day], list[Time]]:
    """Return months, weekdays and times of day with a name; words that begin at ``taken`` are left out.

    ``listed`` returns the words; it is not asked where none can be of that kind.
    """
    days: list[Day] = []
    times: list[Time] = []
    clock = _clock(table)
    words = listed() if may_say(text, day_heads(table)) else ()
    for index, word in enumerate(words):
        if word.start in taken:
            continue
        if word.folded in clock:
            times.append(Time(clock[word.folded], (word.start, word.end)))
        for kind, names in (("month", table.months), ("weekday", table.weekdays)):
            value = names.get(word.folded)
            if value is not None and _is_calendar(words, index, table):
                days.append(Day(kind, value, (word.start, word.end)))
    if table.compounds:
        for hit in table.compounds.finditer(text.casefold()):
            kind, value = table.compound_days[hit[0]]
            # The first word of ``sexta-feira`` is an ordinal as well, and was taken for one.
            if kind == "weekday" or hit.start() not in taken:
                days.append(Day(kind, value, hit.span()))
    return days, times


@lru_cache(maxsize=64)
def _clock(table: Table) -> Mapping[str, int]:
    return {
        name: minutes
        for minutes, key in ((720, "noon"), (0, "midnight"))
        for name in table.words(f"clock.{key}")
    }


@lru_cache(maxsize=64)
def day_words(table: Table) -> frozenset[str]:
    """Return the words that name a month, a weekday or a time of day."""
    return frozenset((*table.months, *table.weekdays, *_clock(table)))


@lru_cache(maxsize=64)
def day_heads(table: Table) -> frozenset[str]:
    """Return the heads of those words."""
    return heads(day_words(table))


def _is_calendar(words: Sequence[Word], index: int, table: Table) -> bool:
    """Return whether ``May`` or ``mar`` is a month: short or ambiguous names stand beside a figure."""
    word = words[index]
    if word.folded not in table.words("clock.unsure") and (len(word.folded) > 3 or not word.folded.isascii()):
        return True
    if word.text[:1].isupper() and word.folded not in ALSO_WORDS and index > 0:
        return True
    return any(other.folded.isdigit() for other in words[max(0, index - 1) : index + 2])
