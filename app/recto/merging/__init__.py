"""Old catalog and new units into a catalog: nothing that a person accepted is lost (units.md, section 4)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from recto.memory import most_similar, similarity
from recto.model import BODY_ROLES, Catalog, State, Unit

NEAR = 50.0
"""Similarity in percent from which a new unit between the same neighbours counts as the old one, edited."""
FAR = 70.0
"""The same for a unit that stands somewhere else."""

REACH = 40
"""Units on each side, or with a word, that an edited unit is compared with; keeps a merge linear."""
RARE = 4
"""Words of an edited unit, the rarest first, by which its old text is looked for elsewhere."""

_COSMETIC = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"),
        "\u2026": "...",
    }
)


class Counts(NamedTuple):
    """What a merge did, in units."""

    kept: int = 0
    new: int = 0
    edited: int = 0
    cosmetic: int = 0
    revived: int = 0
    obsolete: int = 0


class Merged(NamedTuple):
    catalog: Catalog
    counts: Counts
    cosmetic: tuple[tuple[str, str], ...] = ()
    """Old and new source of the units whose edit was only a matter of glyphs or blanks."""


def merge(old: Catalog, new: Sequence[Unit], *, carry_cosmetic: bool = True) -> Merged:
    """Carry the work of a catalog over to the units that its article has now.

    ``new`` is in reading order, without targets. Same role and source: kept as it was, or revived.
    Same source in another role: kept with its state among body roles, as draft otherwise. Edited:
    the old target as draft with the source it was made for; its state comes back with that source.
    Gone: obsolete, with everything it had, if it had a target (gettext keeps no others). Each target of
    ``old`` is in the result.
    """
    if not old.units and not old.obsolete:
        return Merged(replace(old, units=tuple(new)), Counts(new=len(new)))
    return _Merge(old, new, carry_cosmetic=carry_cosmetic).result()


class _Merge:
    def __init__(self, old: Catalog, new: Sequence[Unit], *, carry_cosmetic: bool) -> None:
        self.old = replace(
            old, units=tuple(map(_settled, old.units)), obsolete=tuple(map(_settled, old.obsolete))
        )
        self.new = new
        self.carry_cosmetic = carry_cosmetic
        self.merged: dict[int, Unit] = {}
        self.place: dict[int, int] = {}
        """Index of a new unit -> index of the old live unit that it continues."""
        self.used: set[int] = set()
        self.revived: set[int] = set()
        self.counts = dict.fromkeys(Counts._fields, 0)
        self.cosmetic: list[tuple[str, str]] = []

    def result(self) -> Merged:
        self._same_key()
        self._returned()
        self._same_source()
        self._similar()
        units: list[Unit] = []
        own = self._own_occurrences()
        for index, unit in enumerate(self.new):
            if index not in self.merged:
                self.counts["new"] += 1
            units += [self.merged.get(index, unit), *own.get(unit.key, ())]
        gone = [unit for index, unit in enumerate(self.old.units) if index not in self.used and unit.target]
        self.counts["obsolete"] = len(gone)
        obsolete = [unit for index, unit in enumerate(self.old.obsolete) if index not in self.revived]
        catalog = replace(self.old, units=tuple(units), obsolete=(*obsolete, *gone))
        return Merged(catalog, Counts(**self.counts), tuple(self.cosmetic))

    def _continue(self, index: int, old_index: int, unit: Unit, count: str) -> None:
        self.merged[index] = replace(unit, hints=self.new[index].hints)
        self.place[index] = old_index
        self.used.add(old_index)
        self.counts[count] += 1

    def _same_key(self) -> None:
        live = {unit.key: index for index, unit in enumerate(self.old.units)}
        gone = {unit.key: index for index, unit in enumerate(self.old.obsolete)}
        for index, unit in enumerate(self.new):
            if unit.key in live:
                self._continue(index, live[unit.key], self.old.units[live[unit.key]], "kept")
            elif unit.key in gone:
                self.revived.add(gone[unit.key])
                self.merged[index] = replace(self.old.obsolete[gone[unit.key]], hints=unit.hints)
                self.counts["revived"] += 1

    def _own_occurrences(self) -> dict[tuple[str, str], list[Unit]]:
        """Return the units of single occurrences (``paragraph#2``) whose text is there, or there again."""
        own: dict[tuple[str, str], list[Unit]] = {}
        keys = {unit.key for unit in self.new}
        for units, taken in ((self.old.units, self.used), (self.old.obsolete, self.revived)):
            for index, unit in enumerate(units):
                if unit.role != unit.context and (unit.role, unit.source) in keys:
                    own.setdefault((unit.role, unit.source), []).append(unit)
                    taken.add(index)
        return own

    def _same_source(self) -> None:
        """Units whose text is the same and whose role is another."""
        live: dict[str, list[int]] = {}
        for index, unit in enumerate(self.old.units):
            if (unit.target or unit.mark("cut")) and unit.role == unit.context:
                live.setdefault(unit.source, []).append(index)
        for index, unit in enumerate(self.new):
            if index in self.merged or unit.source not in live:
                continue
            choices = sorted(
                live[unit.source],
                key=lambda at: (
                    at in self.used,
                    -self.old.units[at].state.rank,
                    self.old.units[at].role not in BODY_ROLES,
                ),
            )
            self._continue(index, choices[0], _in_role(self.old.units[choices[0]], unit), "kept")

    def _returned(self) -> None:
        """Units whose source is again the one that an edited unit's target was made for."""
        made_for = {
            (unit.previous_context or unit.context, unit.previous): index
            for index, unit in enumerate(self.old.units)
            if unit.previous and index not in self.used
        }
        for index, unit in enumerate(self.new):
            at = made_for.get(unit.key)
            if index in self.merged or at is None or at in self.used:
                continue
            old = self.old.units[at]
            state = State.REVIEWED if old.mark("was") == "reviewed" else State.DRAFT
            marks = tuple(pair for pair in old.marks if pair[0] not in ("was", "edit"))
            self._continue(
                index,
                at,
                replace(
                    old,
                    context=unit.context,
                    source=unit.source,
                    state=state,
                    marks=marks,
                    previous="",
                    previous_context="",
                ),
                "revived",
            )

    def _similar(self) -> None:
        """Units that were edited: alike, and between the same neighbours or very alike."""
        free = [
            index
            for index, unit in enumerate(self.old.units)
            if index not in self.used and unit.target and unit.role == unit.context
        ]
        open_ = [index for index in range(len(self.new)) if index not in self.merged]
        if not free or not open_:
            return
        self._pair(self._near(free, open_))
        self._pair(
            self._far(
                [at for at in free if at not in self.used],
                [index for index in open_ if index not in self.merged],
            )
        )

    def _pair(self, pairs: list[tuple[float, int, int]]) -> None:
        """Take the most similar pairs first."""
        for _, index, at in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
            if index not in self.merged and at not in self.used:
                old, unit = self.old.units[at], self.new[index]
                if self.carry_cosmetic and _look(old.source) == _look(unit.source):
                    self.cosmetic.append((old.source, unit.source))
                    self._continue(index, at, replace(_in_role(old, unit), source=unit.source), "cosmetic")
                else:
                    self._continue(index, at, _edited(old, unit), "edited")

    def _near(self, free: Sequence[int], open_: Sequence[int]) -> list[tuple[float, int, int]]:
        """Return the pairs that lie between the same neighbours, with their similarity.

        Where much was edited in one place, a unit is compared with those about as far from its neighbour.
        """
        anchors = sorted(self.place.items())
        out = []
        low, behind, since = -1, 0, 0
        for index in open_:
            while behind < len(anchors) and anchors[behind][0] < index:
                low = anchors[behind][1]
                behind, since = behind + 1, 0
            high = anchors[behind][1] if behind < len(anchors) else len(self.old.units)
            first, last = bisect_right(free, low), bisect_left(free, high)
            middle = min(first + since, max(first, last - 1))
            since += 1
            for at in free[max(first, middle - REACH) : min(last, middle + REACH + 1)]:
                score = similarity(self.old.units[at].source, self.new[index].source)
                if score >= NEAR:
                    out.append((score + 100 * (self.old.units[at].role == self.new[index].role), index, at))
        return out

    def _far(self, free: Sequence[int], open_: Sequence[int]) -> list[tuple[float, int, int]]:
        """Return pairs that are very alike wherever they stand, among those that share a rare word."""
        words: dict[str, list[int]] = {}
        for at in free:
            for word in set(self.old.units[at].source.split()):
                words.setdefault(word, []).append(at)
        out = []
        for index in open_:
            source = self.new[index].source
            shared = sorted((places for word in set(source.split()) if (places := words.get(word))), key=len)
            places = sorted({at for some in shared[:RARE] for at in some[:REACH]})
            texts = [self.old.units[at].source for at in places]
            out += [
                (score, index, places[found]) for found, score in most_similar(source, texts, at_least=FAR)
            ]
        return out


def _settled(unit: Unit) -> Unit:
    """Return an accepted unit without the questions of an edit: whoever accepted it has answered them.

    Other tools clear the fuzzy flag and leave the previous source where it is.
    """
    asks = unit.previous or unit.previous_context or unit.mark("was") or unit.mark("edit")
    if unit.state.rank < State.REVIEWED.rank or not asks:
        return unit
    marks = tuple(pair for pair in unit.marks if pair[0] not in {"was", "edit"})
    return replace(unit, previous="", previous_context="", marks=marks)


def _in_role(old: Unit, unit: Unit) -> Unit:
    """Return an old unit in the role of the new one; its state holds only among body roles."""
    keeps_state = old.role == unit.role or {old.role, unit.role} <= BODY_ROLES
    if keeps_state or old.state in (State.DRAFT, State.EMPTY):
        return replace(old, context=unit.context)
    return replace(
        old,
        context=unit.context,
        state=State.DRAFT,
        previous=old.source,
        previous_context=old.context,
        marks=old.marked("was", "reviewed"),
    )


def _edited(old: Unit, unit: Unit) -> Unit:
    """Return the old target as draft under the new source, with the source that it was made for."""
    was_accepted = old.state.rank >= State.REVIEWED.rank
    return replace(
        old,
        context=unit.context,
        source=unit.source,
        state=State.DRAFT,
        previous=old.previous or old.source,
        previous_context=old.previous_context or old.context,
        marks=old.marked("was", "reviewed") if was_accepted else old.marks,
    )


def _look(source: str) -> str:
    """Return a text without what a cosmetic edit changes: blanks and the glyphs of quotes and dashes."""
    return re.sub(r"\s+", " ", source.translate(_COSMETIC)).strip()
