"""An edit of a sentence, taken apart for the rules of triage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from recto.facts import Facts, Table


@dataclass(frozen=True)
class Edit:
    """Two states of a sentence: their parts in reading order, the words that went and came, their facts."""

    old: list[str]
    new: list[str]
    was: Facts
    now: Facts
    lost: Counter[str]
    gained: Counter[str]
    table: Table

    @classmethod
    def of(cls, old: list[str], new: list[str], was: Facts, now: Facts, table: Table) -> Edit:
        before, after = Counter(filter(is_word, old)), Counter(filter(is_word, new))
        return cls(old, new, was, now, before - after, after - before, table)


def is_word(part: str) -> bool:
    """Return whether a part of a sentence is a word, not a number or a sign."""
    return part[0].isalpha()
