"""What became of a catalog's open units, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from recto.commands.costs import Asked
from recto.inline import count_words
from recto.model import Unit
from recto.pretranslation import EXACT, Draft, Left

NOBODY = "no earlier target, and no engine was asked."
TOUCHED = "somebody else changed it first."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one open unit."""

    unit_id: str
    source: str
    origin: str = ""
    """What filled it; empty: nothing did."""
    reason: str = ""
    """Why it stays empty, by each step of the chain; or where its target is from."""


@dataclass(frozen=True, slots=True)
class Row:
    """What happened to one catalog, or would: units, words and characters of the sources."""

    catalog: str
    locale: str
    empty: int = 0
    from_memory: int = 0
    from_engine: int = 0
    words: int = 0
    """Of what engines were asked, or would be; equal sources of a catalog once."""
    characters: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    """Sources that an engine was asked for and that stay empty, each with the reason."""
    engines: tuple[Asked, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass
class Notes:
    """What is said about each unit of a catalog at the end."""

    units: Sequence[Unit]
    reasons: dict[str, list[str]] = field(default_factory=dict)
    origins: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Id of a unit -> what filled it, and where its target is from."""
    asked: dict[str, Asked] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    """Sources that engines were asked for."""

    def put(self, drafts: Sequence[Draft]) -> None:
        """Note drafts that are in the catalog."""
        for draft in drafts:
            where = f"{draft.match.score} %, {draft.match.article}" if draft.match else draft.unit.origin
            self.origins[draft.unit.id] = draft.unit.origin, where

    def leave(self, left: Sequence[Left]) -> None:
        """Note why a step of the chain left units to the next."""
        for one in left:
            reasons = self.reasons.setdefault(one.unit.id, [])
            if one.reason not in reasons:
                reasons.append(one.reason)

    def count(self, asked: Asked) -> None:
        """Add to what an engine was asked for."""
        known = self.asked.get(asked.engine)
        self.asked[asked.engine] = known.plus(asked) if known else asked

    def row(self, name: str, locale: str, rest: Sequence[Unit]) -> Row:
        """Return what happened; ``rest`` are the units that nothing was found for."""
        from_memory = sum(origin == EXACT for origin, _ in self.origins.values())
        empty = {unit.id for unit in rest}
        return Row(
            name,
            locale,
            len(self.units),
            from_memory,
            len(self.origins) - from_memory,
            sum(map(count_words, self.texts)),
            sum(map(len, self.texts)),
            tuple((unit.source, self._reason(unit)) for unit in rest if unit.id in self.reasons),
            tuple(self.asked.values()),
            tuple(self._outcome(unit, unit.id in empty) for unit in self.units),
        )

    def _reason(self, unit: Unit) -> str:
        return " ".join(self.reasons.get(unit.id, ()))

    def _outcome(self, unit: Unit, is_empty: bool) -> Outcome:
        origin, where = self.origins.get(unit.id, ("", ""))
        return Outcome(
            unit.id, unit.source, origin, where or self._reason(unit) or (NOBODY if is_empty else TOUCHED)
        )
