"""Old catalog and new units into a catalog: each new unit continues an old one, or is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.merging.alignment import Alignment, Pairing
from recto.merging.carrying import (
    copied,
    differs_in_glyphs,
    edited,
    in_role,
    look,
    made_for,
    returned,
    settled,
)
from recto.merging.joining import blank, join, joined
from recto.merging.leaving import left
from recto.merging.occurrences import Claim, Key, number_of, placed
from recto.merging.results import FACT, Counts, Merged, SourceEdit
from recto.merging.triage import triage
from recto.model import BODY_ROLES, Catalog, Unit

ROUNDS = 4
"""How often edited units are looked for: what was found tells where the rest is to be expected."""


def merge(
    old: Catalog,
    new: Sequence[Unit],
    source_locale: str = "",
    *,
    occurrences: Sequence[Key] = (),
    carry_cosmetic: bool = True,
) -> Merged:
    """Carry the work of a catalog over to the units that its article has now.

    ``new`` is in reading order, without targets. ``source_locale`` is the article's, empty where it is not
    known. ``occurrences``: the keys of all segments in reading order, by which units of single ones
    (``paragraph#2``) find theirs; without it they keep their numbers.

    Same role and source: kept as it was, or revived. Same source in another role: kept with its state among
    body roles, as draft otherwise. Edited: the old target as draft with the source it was made for; its
    state comes back with that source. Split or joined: the whole old target on each half, the joined
    targets, as draft; the old units are obsolete beside them. Gone: obsolete, with everything it had, if it
    had a target or something that a person wrote. Each target of ``old`` is in the result.
    """
    if not old.units and not old.obsolete:
        return Merged(replace(old, units=tuple(new)), Counts(new=len(new)))
    return _Merge(old, new, source_locale, occurrences, carry_cosmetic=carry_cosmetic).result()


class _Merge:
    def __init__(
        self,
        old: Catalog,
        new: Sequence[Unit],
        source_locale: str,
        occurrences: Sequence[Key],
        *,
        carry_cosmetic: bool,
    ) -> None:
        self.old = old
        self.pool = tuple(map(settled, (*old.units, *old.obsolete)))
        self.live = len(old.units)
        self.new = new
        self.occurrences = occurrences
        self.source_locale = source_locale
        self.carry_cosmetic = carry_cosmetic
        self.merged: dict[int, Unit] = {}
        self.place: dict[int, int] = {}
        """Index of a new unit -> index in the pool of the old unit that it continues."""
        self.used: set[int] = set()
        """Old units that go on: they are not obsolete."""
        self.offered: set[int] = set()
        """Old units whose targets are offered in a split or join: obsolete beside it."""
        self.own: dict[Key, list[Unit]] = {}
        self.counts = dict.fromkeys(Counts._fields, 0)
        self.cosmetic: list[tuple[str, str]] = []
        self.edits: dict[int, SourceEdit] = {}

    def result(self) -> Merged:
        self._same_key()
        self._returned()
        self._same_look()
        self._same_source()
        self._own_occurrences()
        self._similar()
        units: list[Unit] = []
        for index, unit in enumerate(self.new):
            units += [self.merged.get(index, unit), *self.own.get(unit.key, ())]
        gone, obsolete = left(self.pool, self.live, self.used, units, (self.source_locale, self.old.locale))
        self.counts["obsolete"] = gone
        self.counts["new"] = len(self.new) - len(self.merged)
        self.counts["fact"] = sum(edit.kind == FACT for edit in self.edits.values())
        edits = tuple(edit for _, edit in sorted(self.edits.items()))
        catalog = replace(self.old, units=tuple(units), obsolete=obsolete)
        return Merged(catalog, Counts(**self.counts), tuple(self.cosmetic), edits)

    def _continue(self, index: int, at: int, unit: Unit, count: str) -> None:
        self.merged[index] = replace(unit, hints=self.new[index].hints)
        self.place[index] = at
        self.used.add(at)
        self.counts["revived" if count == "kept" and at >= self.live else count] += 1

    def _plain(self) -> Sequence[int]:
        """Return the old units that are not those of a single occurrence."""
        return [at for at, unit in enumerate(self.pool) if unit.role == unit.context]

    def _open(self) -> list[int]:
        return [index for index in range(len(self.new)) if index not in self.merged]

    def _same_key(self) -> None:
        places = {self.pool[at].key: at for at in reversed(range(len(self.pool)))}
        for index, unit in enumerate(self.new):
            if unit.key in places:
                at = places[unit.key]
                self._continue(index, at, self.pool[at], "kept")

    def _returned(self) -> None:
        """Units whose source is again the one that an edited unit's target was made for."""
        open_ = {self.new[index].key: index for index in self._open()}
        ways = []
        for at in self._plain():
            unit = self.pool[at]
            key = (unit.previous_context or unit.context, unit.previous)
            if at not in self.used and unit.previous and unit.target and key in open_:
                ways.append((unit.mark("was") != "reviewed", at, open_[key]))
        for _, at, index in sorted(ways):
            if index not in self.merged:
                self._continue(index, at, returned(self.pool[at], self.new[index]), "revived")

    def _same_look(self) -> None:
        """Units in which glyphs or blanks were edited, or differ from what their target was made for."""
        if not self.carry_cosmetic:
            return
        free = [at for at in self._plain() if self.pool[at].target and at not in self.used]
        before = [self.pool[at] for at in free]
        before += [
            returned(unit, replace(unit, context=unit.previous_context or unit.context, source=unit.previous))
            for unit in before
            if unit.previous
        ]
        free += [at for at in free if self.pool[at].previous]
        places: dict[Key, list[int]] = {}
        for number, unit in enumerate(before):
            places.setdefault((unit.context, look(unit.source)), []).append(number)
        for index in self._open():
            unit = self.new[index]
            for number in places.get((unit.context, look(unit.source)), ()):
                at, old = free[number], before[number]
                if at in self.used or not differs_in_glyphs(old.source, unit.source, self.source_locale):
                    continue
                self.cosmetic.append((old.source, unit.source))
                self._continue(index, at, replace(old, source=unit.source), "cosmetic")
                break

    def _same_source(self) -> None:
        """Units whose text is the same and whose role is another."""
        places: dict[str, list[int]] = {}
        for at in self._plain():
            if self.pool[at].target or self.pool[at].mark("cut"):
                places.setdefault(self.pool[at].source, []).append(at)
        for index in self._open():
            unit = self.new[index]
            if unit.source not in places:
                continue
            at = min(
                places[unit.source],
                key=lambda at: (
                    at in self.used,
                    at >= self.live,
                    -self.pool[at].state.rank,
                    self.pool[at].role not in BODY_ROLES,
                ),
            )
            self._continue(index, at, in_role(self.pool[at], unit), "kept")

    def _own_occurrences(self) -> None:
        """Units of single occurrences (``paragraph#2``) whose text is there, or there again."""
        keys = {unit.key for unit in self.new}
        claims = [
            claim
            for at in range(len(self.pool))
            if at not in self.used and (claim := _claim(self.pool[at], at, self.live)) and claim.key in keys
        ]
        if self.occurrences:
            found = placed(claims, self.occurrences, self._former())
        else:
            found = {one.at: self.pool[one.at] for one in claims if not self.pool[one.at].previous}
        for at, unit in sorted(found.items(), key=lambda one: number_of(one[1].context)):
            self.used.add(at)
            self.own.setdefault((unit.role, unit.source), []).append(unit)

    def _former(self) -> dict[Key, Key]:
        return {self.new[index].key: self.pool[at].key for index, at in self.place.items()}

    def _similar(self) -> None:
        """Units that were edited, joined or split: alike, and between the same neighbours or very alike."""
        fit = {
            at
            for at, unit in enumerate(self.pool)
            if unit.target and (unit.role == unit.context or at not in self.used)
        }
        between = blank(self.source_locale)
        alignment = Alignment(self.pool, self.live, fit, self.new, between)
        for _ in range(ROUNDS):
            open_ = self._open()
            taken = self.used | self.offered
            if not open_ or not fit:
                return
            for pairing in alignment.pairings(self.place, taken, open_):
                self._take(pairing)
            if len(self._open()) == len(open_):
                return

    def _take(self, pairing: Pairing) -> None:
        """Take a pairing if none of its units was taken since it was found."""
        if any(index in self.merged for index in pairing.new):
            return
        if any((at in self.used or at in self.offered) and at not in pairing.taken for at in pairing.old):
            return
        if len(pairing.old) > 1:
            self._join(pairing.new[0], pairing.old)
        elif len(pairing.new) > 1:
            self._split(pairing.new, pairing.old[0])
        else:
            self._edit(pairing.new[0], pairing.old[0], is_copy=bool(pairing.taken))

    def _edit(self, index: int, at: int, *, is_copy: bool) -> None:
        unit, old = self.new[index], self.pool[at]
        if is_copy:
            old = copied(old)
        if self.carry_cosmetic and differs_in_glyphs(old.source, unit.source, self.source_locale):
            self.cosmetic.append((old.source, unit.source))
            self._continue(index, at, replace(in_role(old, unit), source=unit.source), "cosmetic")
        else:
            kind = self._asked(index, made_for(old))
            if at >= self.live:
                self.offered.add(at)
                self.merged[index] = replace(edited(copied(old), unit, kind), hints=unit.hints)
                self.counts["edited"] += 1
            else:
                self._continue(index, at, edited(old, unit, kind), "edited")

    def _asked(self, index: int, before: str, after: str = "") -> str:
        """Note an edit that a person has to look at, and return what triage calls it."""
        after = after or self.new[index].source
        kind = triage(before, after, self.source_locale)
        self.edits[index] = SourceEdit(kind, before, self.new[index].source)
        return kind

    def _join(self, index: int, olds: Sequence[int]) -> None:
        pieces = [self.pool[at] for at in olds]
        unit = self.new[index]
        whole = joined(pieces, self.source_locale, self.old.locale)
        kind = "" if whole.source == unit.source else self._asked(index, whole.source)
        self.merged[index] = join(pieces, unit, whole, kind)
        self.place[index] = max(olds)
        self.offered.update(olds)
        self.counts["joined"] += 1

    def _split(self, indexes: Sequence[int], at: int) -> None:
        old = copied(self.pool[at])
        now = blank(self.source_locale).join([self.new[index].source for index in indexes])
        for index in indexes:
            kind = self._asked(index, made_for(old), now)
            unit = self.new[index]
            self.merged[index] = replace(edited(old, unit, kind), hints=unit.hints)
            self.place[index] = at
            self.counts["split"] += 1
        self.offered.add(at)


def _claim(unit: Unit, index: int, live: int) -> Claim | None:
    """Return what looks for its occurrence: a unit of one, or what became of such a unit by an edit."""
    if number := number_of(unit.context):
        return Claim(unit, index, number, index >= live)
    if unit.previous and (number := number_of(unit.previous_context)):
        before = replace(unit, context=unit.previous_context, source=unit.previous)
        return Claim(returned(unit, before), index, number, index >= live)
    return None
