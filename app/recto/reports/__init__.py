"""What a gate says, as one frozen value, and a module for each way of writing it down.

A writer is a function from a ``Verdict`` to a text. Nothing here reads a clock: equal verdicts are equal
texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from recto.errors import RectoError
from recto.model import fingerprint

SEVERITIES = ("info", "warning", "error")
"""From what is good to know to what must not be published."""


class Place(NamedTuple):
    """A file, as its path below the project folder, and a line in it; 0: the file as a whole."""

    file: str
    line: int = 0


class Told(NamedTuple):
    """A reason in words; one that does not ``block`` is only good to know."""

    code: str
    text: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Flaw:
    """A finding with where it stands. ``blocks``: it alone would close the gate."""

    article: str
    locale: str
    unit: str
    """The unit's id; empty: it is about the article as a whole."""
    check: str
    severity: str
    text: str
    source: str
    """The unit's source; empty where it may not be shown."""
    catalog: Place
    origin: Place
    """Where the source stands in the article."""
    digits: str
    """Of the text as the check wrote it, also where that may not be shown."""
    blocks: bool = False
    is_known: bool = False
    """The baseline has it."""

    @property
    def key(self) -> Key:
        return Key(self.article, self.locale, self.unit, self.check, self.digits)

    @property
    def place(self) -> Place:
        """Return where to look first: at the unit's entry, or in the article where no unit is meant."""
        return self.catalog if self.unit else self.origin

    @property
    def print(self) -> str:
        """Return what stays the same while the finding does, wherever its files and lines go."""
        return fingerprint(*self.key)[:16]


class Key(NamedTuple):
    """What makes a finding the same one the next time."""

    article: str
    locale: str
    unit: str
    check: str
    digits: str


def digits(text: str) -> str:
    """Return the eight digits by which a finding's text is known again."""
    return fingerprint(text)[:8]


@dataclass(frozen=True, slots=True)
class Row:
    """An article in a locale. ``percent`` of its ``words`` would be published as translated, rounded down."""

    article: str
    locale: str
    catalog: Place
    reasons: tuple[Told, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    words: int = 0
    percent: int = 0

    @property
    def is_fit(self) -> bool:
        return not any(reason.blocks for reason in self.reasons)

    @property
    def blocking(self) -> tuple[Told, ...]:
        return tuple(reason for reason in self.reasons if reason.blocks)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of all that was asked about. Rows are in the order of articles and locales."""

    rows: tuple[Row, ...]
    errors: tuple[RectoError, ...] = ()
    """Articles, catalogs and lines of the glossary that cannot be read."""
    gone: tuple[Key, ...] = ()
    """Findings of the baseline that are not there any more."""
    titles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Name of a check, or ``gate/`` and the code of a reason -> its title and its help."""
    version: str = ""
    """Recto's."""
    has_baseline: bool = False
    prefix: str = ""
    """The project's folder below that of its repository, with a slash, for readers who start there."""
    command: str = "gate"
    """Which command says it: the gate, or ``check``, for which a row without findings is fit."""

    @property
    def is_open(self) -> bool:
        return not self.errors and all(row.is_fit for row in self.rows)

    @property
    def fit(self) -> int:
        """How many rows are fit to publish."""
        return sum(row.is_fit for row in self.rows)

    @property
    def locales(self) -> tuple[str, ...]:
        """Return the locales of the rows, in the order in which they come."""
        return tuple(dict.fromkeys(row.locale for row in self.rows))

    @property
    def articles(self) -> Mapping[str, tuple[Row, ...]]:
        """Return the rows of each article, in the order of the articles."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.article, []).append(row)
        return {article: tuple(rows) for article, rows in found.items()}

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        return tuple(flaw for row in self.rows for flaw in row.flaws)


WRONG_NOW = "wrong-now"
"""Code of the reason that goes before all others: what readers see is wrong."""


def urgent_first(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with what is wrong now first, then what is not fit, then the rest; else in order."""
    return sorted(rows, key=lambda row: (not is_wrong_now(row), row.is_fit))


def is_wrong_now(row: Row) -> bool:
    return any(reason.code == WRONG_NOW for reason in row.reasons)


def headline(verdict: Verdict) -> str:
    """Return the verdict in one sentence or two.

    >>> headline(Verdict((Row("tea.md", "de", Place("tea.po")),)))
    'The gate is open: 1 of 1 translations fit to publish.'
    """
    total = len(verdict.rows)
    if verdict.command == "check":
        said = f"{verdict.fit} of {total} translations are without findings"
        return f"{said}, {len(verdict.errors)} cannot be read." if verdict.errors else f"{said}."
    if not total and not verdict.errors:
        return "The gate is open: there is nothing to publish."
    state = "open" if verdict.is_open else "closed"
    said = f"The gate is {state}: {verdict.fit} of {total} translations fit to publish"
    unread = len(verdict.errors)
    return f"{said}, {unread} cannot be read." if unread else f"{said}."


def flaw_counts(flaws: Iterable[Flaw]) -> Counter[str]:
    """Return how many findings there are of each severity."""
    return Counter(flaw.severity for flaw in flaws)
