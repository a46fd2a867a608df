"""A text read once for all who ask: each kind of fact is looked for when somebody wants it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TypeVar

from recto.facts.names import is_headline, is_shouted, names
from recto.facts.numbers import Counted, counted
from recto.facts.statements import links, quotations, speakers
from recto.facts.tables import Table, table_for
from recto.facts.text import WORD, Word, first_words, read, words
from recto.facts.values import Day, Facts, Link, Mark, Name, Number, Quotation, Speaker, Time

OPENING = 4
"""Words at the beginning of a text that tell whether it begins with a name."""
_F = TypeVar("_F", Number, Time, Day, Name, Mark, Quotation, Speaker)


class Reading:
    """A text and its facts by a table; spans are places in the text as it was given."""

    def __init__(self, text: str, table: Table) -> None:
        self.text, self.table = text, table
        self.links: tuple[Link, ...] = links(text)
        self.plain = read(_blanked(text, self.links))

    @cached_property
    def words(self) -> list[Word]:
        """The words; their places are those of the plain text."""
        return words(self.plain.text)

    @cached_property
    def opening(self) -> list[Word]:
        """The first words, ``OPENING`` of them at most; quicker than all of them."""
        return first_words(self.plain.text, OPENING)

    @cached_property
    def folded(self) -> frozenset[str]:
        """Every word once, folded."""
        return frozenset(WORD.findall(self.plain.text.casefold()))

    @cached_property
    def is_headline(self) -> bool:
        """Whether nearly all words have capitals, so that a capital tells no name."""
        return is_headline(self.words)

    @cached_property
    def is_shouted(self) -> bool:
        """Whether the text is written in capitals throughout."""
        return is_shouted(self.words)

    @cached_property
    def _counted(self) -> Counted:
        return counted(self.plain.text, lambda: self.words, self.table)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return self._placed(self._counted.numbers)

    @cached_property
    def times(self) -> tuple[Time, ...]:
        return self._placed(self._counted.times)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        return self._placed(self._counted.days)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        state = {"headline": self.is_headline, "shouted": self.is_shouted}
        return self._placed(names(self.plain.text, self.words, self.table, **state))

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        found = self.table.marks.find(self.plain.text, self.words)
        return self._placed(tuple(Mark(key, (start, end)) for key, start, end in found))

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        return self._placed(quotations(self.plain.text))

    @cached_property
    def speakers(self) -> tuple[Speaker, ...]:
        return self._placed(speakers(self.plain.text, self.words, self.table))

    def facts(self) -> Facts:
        """Return everything that the text states."""
        return Facts(
            self.numbers, self.times, self.days, self.names,
            self.marks, self.quotations, self.links, self.speakers,
        )  # fmt: skip

    def _placed(self, found: tuple[_F, ...]) -> tuple[_F, ...]:
        if self.plain.places is None:
            return found
        return tuple(replace(fact, span=self.plain.span(*fact.span)) for fact in found)


@lru_cache(maxsize=512)
def reading(text: str, locale: str) -> Reading:
    """Return the reading of a text; checks of one unit ask for the same ones again and again."""
    return Reading(text, table_for(locale))


def _blanked(text: str, linked: tuple[Link, ...]) -> str:
    """Return a text with blanks for its links, whose figures are no numbers."""
    if not linked:
        return text
    parts, at = [], 0
    for start, end in (link.span for link in linked):
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])
