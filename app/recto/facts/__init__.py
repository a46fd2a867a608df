"""The facts that a text states: numbers, dates, names, negation, modality, quotations, links, sources.

Two texts state the same facts where their keys are equal, whatever the notation or the language's way of
writing: ``twelve`` and ``12``, ``1.5 million`` and ``1,500,000``, ``3 p.m.`` and ``15:00``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from recto.facts.names import names
from recto.facts.numbers import counted
from recto.facts.statements import links, quotations, speakers
from recto.facts.tables import Table, table_for
from recto.facts.text import Read, Word, read, words
from recto.facts.values import Day, Fact, Facts, Link, Mark, Name, Number, Quotation, Speaker, Time

_F = TypeVar("_F", Number, Time, Day, Name, Mark, Quotation, Link, Speaker)

__all__ = [
    "Day", "Fact", "Facts", "Link", "Mark", "Name", "Number", "Quotation", "Read", "Speaker", "Table", "Time",
    "Word", "facts", "facts_of", "links", "read", "table_for", "words",
]  # fmt: skip


def facts(text: str, locale: str) -> Facts:
    """Return the facts of a text in a locale; spans are places in it. Any text is a locale.

    >>> [str(number.value) for number in facts("Twelve of 1.5 million", "en").numbers]
    ['12', '1500000']
    """
    return facts_of(text, table_for(locale))


def facts_of(text: str, table: Table) -> Facts:
    """Return the facts of a text by a table."""
    linked = links(text)
    plain = read(_blanked(text, linked))
    listed = words(plain.text)
    count = counted(plain.text, listed, table)

    def placed(found: tuple[_F, ...]) -> tuple[_F, ...]:
        if plain.places is None:
            return found
        return tuple(replace(fact, span=plain.span(*fact.span)) for fact in found)

    marks = tuple(Mark(key, (start, end)) for key, start, end in table.marks.find(plain.text, listed))
    return Facts(
        placed(count.numbers),
        placed(count.times),
        placed(count.days),
        placed(names(plain.text, listed, table)),
        placed(marks),
        placed(quotations(plain.text)),
        linked,
        placed(speakers(plain.text, listed, table)),
    )


def _blanked(text: str, linked: tuple[Link, ...]) -> str:
    """Return a text with blanks for its links, whose figures are no numbers."""
    parts, at = [], 0
    for start, end in (link.span for link in linked):
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])
