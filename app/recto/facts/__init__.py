"""The facts that a text states: numbers, dates, names, negation, modality, quotations, links, sources.

Two texts state the same facts where their keys are equal, whatever the notation or the language's way of
writing: ``twelve`` and ``12``, ``1.5 million`` and ``1,500,000``, ``3 p.m.`` and ``15:00``.
"""

from __future__ import annotations

from recto.facts.reading import Reading, reading
from recto.facts.statements import links
from recto.facts.tables import Table, table_for
from recto.facts.text import Read, Word, read, words
from recto.facts.values import Day, Fact, Facts, Link, Mark, Name, Number, Quotation, Speaker, Time

__all__ = [
    "Day", "Fact", "Facts", "Link", "Mark", "Name", "Number", "Quotation", "Read", "Reading", "Speaker",
    "Table", "Time", "Word", "facts", "facts_of", "links", "read", "reading", "table_for", "words",
]  # fmt: skip


def facts(text: str, locale: str) -> Facts:
    """Return the facts of a text in a locale; spans are places in it. Any text is a locale.

    >>> [str(number.value) for number in facts("Twelve of 1.5 million", "en").numbers]
    ['12', '1500000']
    """
    return facts_of(text, table_for(locale))


def facts_of(text: str, table: Table) -> Facts:
    """Return the facts of a text by a table."""
    return Reading(text, table).facts()
