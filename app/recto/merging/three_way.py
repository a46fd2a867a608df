"""Two clones' catalogs of one article into one, unit by unit; what ``recto merge-driver`` computes.

First both sides, and what they began with, are brought to one cut of the article, by the rules of
``merge``: a side that has not seen an edit of the source yet gets its work carried over as extracting
would do it. Then the units are merged key by key (``both``). So a target can only stand below the
source that it was made for, or as a draft that names that source.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from recto.exchange import signoff
from recto.merging import merge
from recto.merging.both import Met, both, claims, is_accepted, is_machine, lines
from recto.model import Catalog, State, Unit

Key = tuple[str, str]


class Reconciled(NamedTuple):
    """The merged catalog; ``conflicts`` are the units in which both sides' texts now stand."""

    catalog: Catalog
    conflicts: tuple[Unit, ...] = ()


class _Sides(NamedTuple):
    """The units of one version by key: as it was, and as it is for the common cut."""

    before: Mapping[Key, Unit]
    now: Mapping[Key, Unit]

    def find(self, key: Key) -> Unit | None:
        """Return a unit; one that only the common cut put there, with nothing in it, is no opinion."""
        unit = self.now.get(key)
        if unit is None or (key not in self.before and not unit.target and not unit.others):
            return None
        return unit


def three_way(
    base: Catalog | None, ours: Catalog, theirs: Catalog, *, carry_cosmetic: bool = True
) -> Reconciled:
    """Merge two catalogs of one article; ``base`` is what both grew out of, if anything is known of it.

    Edits of different units, or of independent fields of one unit, never meet. Where both sides changed
    a target, each in its own way: an accepted one goes before a draft, a person's before a machine's,
    ours before theirs; the other, if a person wrote it, is kept in ``others``, and the unit is a draft
    unless one side alone was accepted.
    Each target that a person wrote on either side since ``base`` is in the result.
    """
    base = base or Catalog(ours.locale)
    if theirs in (ours, base):
        return Reconciled(ours)
    if ours == base:
        return Reconciled(theirs)
    base, ours, theirs = _plain(base), _plain(ours), _plain(theirs)
    order = _order(*([unit.key for unit in one.units] for one in (base, ours, theirs)))
    fresh = _fresh(order, theirs, ours)
    gone_keys = {unit.key for unit in (*ours.obsolete, *theirs.obsolete)} - set(order)
    sides = [
        _sides(_without(one, gone_keys), fresh, carry_cosmetic=carry_cosmetic) for one in (base, ours, theirs)
    ]
    live, gone, conflicts = _merged(order, fresh, *sides)
    gone = (*gone, *_still_there(ours, theirs, live, gone))
    header = _header(base.header, ours.header, theirs.header)
    if signoff.holds(header, live):
        live = signoff.finalized(live)
    return Reconciled(
        replace(
            ours,
            units=live,
            obsolete=gone,
            header=header,
            comments=lines(base.comments, ours.comments, theirs.comments),
            foreign=lines(base.foreign, ours.foreign, theirs.foreign),
        ),
        conflicts,
    )


def lost(base: Catalog | None, ours: Catalog, theirs: Catalog, merged: Catalog) -> list[Unit]:
    """Return the units whose target somebody wrote since ``base`` and that is nowhere in ``merged``."""
    old = _texts(base) if base else frozenset()
    kept = _texts(merged) | old
    return [
        unit
        for side in (ours, theirs)
        for unit in (*side.units, *side.obsolete)
        if unit.target and unit.target not in kept and not is_machine(unit)
    ]


def _still_there(
    ours: Catalog, theirs: Catalog, live: Sequence[Unit], gone: Sequence[Unit]
) -> Iterator[Unit]:
    """Yield units whose target both sides still have somewhere and the merged catalog has nowhere.

    One side has carried it to an edited source at which the other side has a better one.
    """
    kept = _texts(Catalog("", tuple(live), tuple(gone)))
    taken = {unit.key for unit in (*live, *gone)}
    missing = (_texts(ours) & _texts(theirs)) - kept
    for side in (ours, theirs):
        for unit in (*side.units, *side.obsolete):
            if unit.target in missing and not is_machine(unit) and unit.key not in taken:
                taken.add(unit.key)
                yield unit


def _texts(catalog: Catalog) -> frozenset[str]:
    units = (*catalog.units, *catalog.obsolete)
    return frozenset(text for unit in units for text in (unit.target, *unit.others) if text)


def _plain(catalog: Catalog) -> Catalog:
    """Return a catalog without what follows from its header: final is reviewed and signed off."""

    def plain(unit: Unit) -> Unit:
        return replace(unit, state=State.REVIEWED) if unit.state is State.FINAL else unit

    return replace(
        catalog, units=tuple(map(plain, catalog.units)), obsolete=tuple(map(plain, catalog.obsolete))
    )


def _order(base: Sequence[Key], ours: Sequence[Key], theirs: Sequence[Key]) -> list[Key]:
    """Return the keys of the common cut: the newer one's, or ours with what they put in and took out."""
    if ours in (base, theirs):
        return list(theirs)
    if theirs == base:
        return list(ours)
    before, mine, yours = set(base), set(ours), set(theirs)
    behind: dict[Key | None, list[Key]] = {}
    last: Key | None = None
    for key in theirs:
        if key not in mine and key not in before:
            behind.setdefault(last, []).append(key)
        elif key in mine:
            last = key
    order = list(behind.get(None, ()))
    for key in ours:
        if key in yours or key not in before:
            order.append(key)
        order += behind.get(key, ())
    return order


def _fresh(order: Sequence[Key], *catalogs: Catalog) -> dict[Key, Unit]:
    """Return the units of a cut as an article gives them, without targets, in order.

    An occurrence with a translation of its own (``paragraph#2``) is none of the article's.
    """
    hints: dict[Key, tuple[str, ...]] = {}
    for catalog in catalogs:
        for unit in catalog.units:
            hints.setdefault(unit.key, unit.hints)
    return {key: Unit(*key, hints=hints[key]) for key in _articles(order)}


def _articles(keys: Collection[Key]) -> list[Key]:
    """Return the keys that an article gives, without occurrences of them."""
    known = set(keys)
    roles = {key: Unit(*key).role for key in keys}
    return [key for key in keys if roles[key] == key[0] or (roles[key], key[1]) not in known]


def _without(catalog: Catalog, gone: Collection[Key]) -> Catalog:
    """Return a catalog with some units obsolete: a side that knew the newer article has said so."""
    if not any(unit.key in gone for unit in catalog.units):
        return catalog
    return replace(
        catalog,
        units=tuple(unit for unit in catalog.units if unit.key not in gone),
        obsolete=(*catalog.obsolete, *(unit for unit in catalog.units if unit.key in gone)),
    )


def _sides(catalog: Catalog, fresh: Mapping[Key, Unit], *, carry_cosmetic: bool) -> _Sides:
    before = {unit.key: unit for unit in (*catalog.obsolete, *catalog.units)}
    own = _articles([unit.key for unit in catalog.units])
    if before and set(own) != set(fresh):
        catalog = merge(catalog, tuple(fresh.values()), carry_cosmetic=carry_cosmetic).catalog
    return _Sides(before, {unit.key: unit for unit in (*catalog.obsolete, *catalog.units)})


def _merged(
    order: Sequence[Key], fresh: Mapping[Key, Unit], base: _Sides, ours: _Sides, theirs: _Sides
) -> tuple[tuple[Unit, ...], tuple[Unit, ...], tuple[Unit, ...]]:
    """Return the live units, the obsolete ones, and those of both in which texts met."""
    live = {key: fresh.get(key) or Unit(*key) for key in order}
    gone: dict[Key, Unit] = {}
    conflicts: list[Unit] = []
    old = frozenset(unit.target for unit in base.before.values() if unit.target)
    for key in dict.fromkeys([*order, *ours.now, *theirs.now]):
        found = base.find(key), ours.find(key), theirs.find(key)
        met = _unit(*found, old, is_live=key in live)
        if met is None:
            continue
        met, outdated = _made_for_it(key, met, found, ours, theirs)
        for unit in outdated:
            gone.setdefault(unit.key, unit)
        if met.is_conflict:
            conflicts.append(met.unit)
        if key in live:
            live[key] = met.unit
        elif met.unit.target:
            gone[key] = met.unit
    gone = {key: unit for key, unit in gone.items() if key not in live}
    return tuple(live.values()), tuple(gone.values()), tuple(conflicts)


def _unit(
    base: Unit | None, ours: Unit | None, theirs: Unit | None, old: Collection[str], *, is_live: bool
) -> Met | None:
    if ours is not None and theirs is not None:
        return both(base, ours, theirs, old)
    one = ours or theirs
    if one is not None and one == base and not is_live:
        return None  # the other side took it out, and nobody did anything to it here
    return Met(one) if one is not None else None


def _made_for_it(
    key: Key, met: Met, found: tuple[Unit | None, Unit | None, Unit | None], ours: _Sides, theirs: _Sides
) -> tuple[Met, tuple[Unit, ...]]:
    """Let an accepted text that was made for this very source stand alone.

    The other side, which had not seen the source yet, improved the translation of the old one: that is
    kept with its own source, as obsolete, and not laid before anybody as a second choice.
    """
    base, mine, yours = found
    if not met.is_conflict or mine is None or yours is None:
        return met, ()
    for new, old, side in ((mine, yours, theirs), (yours, mine, ours)):
        before = side.before.get((old.previous_context or old.context, old.previous))
        is_carried = key not in side.before and before is not None and before.target == old.target
        if is_carried and before and is_accepted(new) and not new.previous and claims(base, new):
            others = tuple(text for text in met.unit.others if text != old.target)
            if not others and met.unit.target == new.target:
                return Met(replace(met.unit, state=new.state, others=())), (before,)
    return met, ()


def _header(
    base: Sequence[tuple[str, str]], ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Merge header lines by name; where both sides changed one, ours stands, but no sign-off does."""
    if ours in (base, theirs):
        return tuple(theirs)
    if theirs == base:
        return tuple(ours)
    values = [_named(pairs) for pairs in (base, ours, theirs)]
    merged: list[tuple[str, str]] = []
    for name in dict.fromkeys([*values[1], *values[2]]):
        old, mine, yours = (known.get(name) for known in values)
        if mine == old:
            mine = yours
        elif yours not in (old, mine) and name[0].lower() == signoff.HEADER.lower():
            continue
        if mine is not None:
            merged.append((name[0], mine))
    return tuple(merged)


def _named(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, int], str]:
    """Return header lines by name and number, for a name may stand there twice."""
    counts: dict[str, int] = {}
    named = {}
    for name, value in pairs:
        counts[name] = counts.get(name, 0) + 1
        named[name, counts[name]] = value
    return named
