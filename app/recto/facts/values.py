"""What a text states, as values that can be compared: the same fact in two notations has one key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from fractions import Fraction

Span = tuple[int, int]
"""Start and end of a fact in the text as it was given, in code points."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with the measure it counts, if there is one: ``%``, an ISO currency code, ``metre`` ...

    ``value`` is in that measure: ``5 km`` is 5000 ``metre``, ``half`` and ``50 %`` are 1/2 of ``%``.
    """

    value: Fraction
    measure: str
    span: Span
    count: Fraction
    """The number as it is written, before its measure is reckoned in."""
    digits: str = ""
    """The digits of a figure that counts nothing, such as a telephone number: it begins with a zero."""

    @property
    def key(self) -> Hashable:
        return ("number", self.digits or self.value, self.measure)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, in minutes since midnight."""

    minutes: int
    span: Span

    @property
    def key(self) -> Hashable:
        return ("time", self.minutes)


@dataclass(frozen=True, slots=True)
class Day:
    """A month (1 to 12) or a weekday (0 is Monday)."""

    kind: str
    """``month`` or ``weekday``."""
    value: int
    span: Span

    @property
    def key(self) -> Hashable:
        return (self.kind, self.value)


@dataclass(frozen=True, slots=True)
class Name:
    """A word that is, or is part of, the name of somebody or something."""

    word: str
    span: Span

    @property
    def key(self) -> Hashable:
        return ("name", self.word.casefold())


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that turns what is stated: negation, modality, quantity, direction.

    ``group`` is ``not`` or ``may`` for marks that count by themselves; ``way.up`` for one that has opposites.
    """

    group: str
    span: Span

    @property
    def key(self) -> Hashable:
        return ("mark", self.group)


@dataclass(frozen=True, slots=True)
class Quotation:
    """The folded words between a pair of quotation marks."""

    words: tuple[str, ...]
    span: Span

    @property
    def key(self) -> Hashable:
        return ("quotation", self.words)


@dataclass(frozen=True, slots=True)
class Link:
    """An address, a handle or a hashtag, as it is written."""

    target: str
    span: Span

    @property
    def key(self) -> Hashable:
        return ("link", self.target)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a statement is attributed to: the folded words that are no particles."""

    words: frozenset[str]
    span: Span

    @property
    def key(self) -> Hashable:
        return ("speaker", self.words)


Fact = Number | Time | Day | Name | Mark | Quotation | Link | Speaker


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a text, each kind in reading order."""

    numbers: tuple[Number, ...] = ()
    times: tuple[Time, ...] = ()
    days: tuple[Day, ...] = ()
    names: tuple[Name, ...] = ()
    marks: tuple[Mark, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    links: tuple[Link, ...] = ()
    speakers: tuple[Speaker, ...] = ()

    def __iter__(self) -> Iterator[Fact]:
        yield from self.numbers
        yield from self.times
        yield from self.days
        yield from self.names
        yield from self.marks
        yield from self.quotations
        yield from self.links
        yield from self.speakers

    def keys(self) -> Counter[Hashable]:
        """Return what is stated how often, without the places."""
        return Counter(fact.key for fact in self)
