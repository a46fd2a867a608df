"""What XLIFF files and tables have in common: articles' units on their way out, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from recto.exchange.xml import is_writable
from recto.model import Catalog, State, Unit, fingerprint

VERSION_DIGITS = 12
"""Of a unit's version: enough to tell the few texts apart that a unit ever has."""
OWN_ID = re.compile(r"u[0-9a-f]{12}")
ORIGIN = "import"
"""Origin of a target that came from a file and that nobody accepted."""
LIMIT = re.compile(r"at most (\d{1,9}) characters")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One article's catalog on its way out; its units in reading order."""

    article: str
    source_locale: str
    catalog: Catalog


@dataclass(frozen=True, slots=True)
class Row:
    """A unit as it comes back. ``where`` is its place in the file, as errors name it."""

    source: str
    target: str
    where: str
    state: State | None = None
    """None: the file does not say."""
    id: str = ""
    version: str = ""
    """The start of the unit's version when it went out; none: the file is not from here."""
    context: str = ""
    notes: tuple[str, ...] = ()
    """What translators wrote about it, a line each."""

    @property
    def is_own(self) -> bool:
        """Whether the row went out from a catalog of Recto's."""
        return bool(OWN_ID.fullmatch(self.id) and self.version)

    @property
    def is_accepted(self) -> bool:
        """Whether the file says that somebody accepted the target."""
        return self.state is not None and self.state.rank >= State.REVIEWED.rank

    def fits(self, unit: Unit) -> bool:
        """Tell whether no person worked on the unit since the row went out; a machine's target gives way.

        Without a version that is sure only of a unit without a target, or with a machine's.
        """
        by_machine = unit.state is State.DRAFT and unit.origin not in {"", ORIGIN}
        if by_machine or not self.version:
            return by_machine or not unit.target
        return len(self.version) >= VERSION_DIGITS and unit.version.startswith(self.version)

    def is_untouched(self, unit: Unit) -> bool:
        """Tell whether the row's target is the one that went out of the unit: it says nothing new."""
        if len(self.version) < VERSION_DIGITS:
            return False
        key = unit.context, unit.source, self.target
        return any(fingerprint(*key, flag).startswith(self.version) for flag in ("", "fuzzy"))


@dataclass(frozen=True, slots=True)
class Returned:
    """One article's rows as they come back; ``article`` and ``locale`` as the file has them."""

    article: str
    source_locale: str
    locale: str
    rows: tuple[Row, ...]
    where: str


def version(unit: Unit) -> str:
    """Return what a file carries of a unit's version."""
    return unit.version[:VERSION_DIGITS]


def limit(unit: Unit) -> int:
    """Return how many characters a unit's target may have, by its hints; 0: any number."""
    return next((int(found[1]) for hint in unit.hints if (found := LIMIT.fullmatch(hint))), 0)


def writable(units: Iterable[Unit]) -> Iterator[Unit]:
    """Yield the units that XML can hold; no other comes from Recto's own cut."""
    return (unit for unit in units if unwritable(unit) == "")


def unwritable(unit: Unit) -> str:
    """Return why XML cannot hold a unit, or an empty text."""
    if all(map(is_writable, (unit.context, unit.source, unit.target))):
        return ""
    return "it holds a control character that XML has no spelling for"
