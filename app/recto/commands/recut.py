"""Joining and splitting units at the desk: the catalog is extracted anew with the translator's cut in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from recto import recutting
from recto.commands.counts import load_catalog, place_of
from recto.commands.cutting import cut, sentence_ends
from recto.commands.review import UnitConflict, find_unit, refuse_unknown, stands
from recto.errors import CodeError
from recto.exchange import po
from recto.extraction import extract, occurrences, segments
from recto.inline import Known
from recto.merging import merge
from recto.model import Catalog, Unit
from recto.project import Project
from recto.store import Activity, Desk, Stage

ROUNDS = 4
"""How often a catalog is merged with the cut that it remembers: what goes may have held other cuts."""

Recut = Callable[[recutting.Cut, Sequence[Unit], Unit], tuple[tuple[Unit, ...], tuple[Unit, ...]]]
"""(segments, units of the catalog, unit) -> the units that go, and those that come in their place."""


def join_unit(
    project: Project, desk: Desk, article: str, locale: str, unit_id: str, version: str, person: str
) -> Unit:
    """Make one unit of a unit and the next of its paragraph; on disk when this returns.

    The old units stay in the catalog as obsolete: splitting again brings them back as they were.

    :raises UnitConflict: the unit is no longer at ``version``.
    :raises UnitGone: its source was edited.
    :raises CodeError: no segment follows in its paragraph.
    :raises NotFoundError: no such article, locale or catalog.
    """

    def joined(
        rows: recutting.Cut, units: Sequence[Unit], unit: Unit
    ) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
        old, new = recutting.join(rows, units, unit)
        return old, (new,)

    return _recut(project, desk, article, locale, unit_id, version, person, joined)[0]


def split_unit(  # noqa: PLR0913, PLR0917  # what a person sees, and who and where they are
    project: Project, desk: Desk, article: str, locale: str, unit_id: str, version: str, at: int, person: str
) -> tuple[Unit, ...]:
    """Cut a unit in two behind ``at`` characters of its source; on disk when this returns.

    :raises UnitConflict: the unit is no longer at ``version``.
    :raises UnitGone: its source was edited.
    :raises CodeError: no text on one side, or the place lies inside a pair of codes.
    :raises NotFoundError: no such article, locale or catalog.
    """

    def halves(
        rows: recutting.Cut, _units: Sequence[Unit], unit: Unit
    ) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
        return (unit,), recutting.split(rows, unit, at)

    return _recut(project, desk, article, locale, unit_id, version, person, halves)


def _recut(  # noqa: PLR0913, PLR0917
    project: Project,
    desk: Desk,
    article: str,
    locale: str,
    unit_id: str,
    version: str,
    person: str,
    recut: Recut,
) -> tuple[Unit, ...]:
    refuse_unknown(project, article, locale)
    text = project.read_article(article)
    document = cut(project, text)
    ends = sentence_ends(project, text)
    with project.lock(article, locale):
        catalog = load_catalog(project, article, locale)
        unit = find_unit(catalog, unit_id, place_of(article, locale))
        if not stands(unit, version):
            raise UnitConflict(unit, unit.target, place_of(article, locale))
        gone, come = recut(segments(document, ends, Known(catalog.units)), catalog.units, unit)
        merged = _in_place(catalog, gone, come)
        for _ in range(ROUNDS):
            before = merged.units
            found = extract(document, ends, Known(before))
            if {one.key for one in come} - {one.key for one in found}:
                raise CodeError(
                    "the same words stand elsewhere with a cut that somebody chose.",
                    hint="Change that place first.",
                )
            merged = merge(
                merged,
                found,
                text.locale,
                occurrences=occurrences(document, ends, merged),
                carry_cosmetic=project.config.carry_cosmetic,
            ).catalog
            if merged.units == before:
                break
        kept = _with_gone(merged, gone)
        made = tuple(kept.find(one.id) or one for one in come)
        rows = [
            desk.begin(Activity.of(article, locale, person, replace(one, target=unit.target), one))
            for one in made
        ]
        content = po.dump(kept, project.read_catalog(article, locale))
        project.write(project.catalog_file(article, locale), content)
        for row in rows:
            desk.mark(row, Stage.APPLIED)
    return made


def _in_place(catalog: Catalog, gone: Sequence[Unit], come: Sequence[Unit]) -> Catalog:
    """Return the catalog with the new units before the first old one; decisions about the old ones are off.

    An old unit that has an equal elsewhere in the article stays there. A new unit that the catalog
    has or had already keeps the translation that it has there.
    """
    keys = {unit.key for unit in gone}
    back = {unit.key: unit for unit in (*catalog.obsolete, *catalog.units) if unit.target}
    new = [_revived(unit, back.get(unit.key)) for unit in come]
    units: list[Unit] = []
    for unit in catalog.units:
        if unit.key == gone[0].key:
            units += new
        if unit.key in {one.key for one in new}:
            continue
        units.append(replace(unit, marks=unit.marked("cut", "")) if unit.key in keys else unit)
    obsolete = tuple(unit for unit in catalog.obsolete if unit.key not in {one.key for one in new})
    return replace(catalog, units=tuple(units), obsolete=obsolete)


def _revived(unit: Unit, old: Unit | None) -> Unit:
    """Return a new unit, or, where the catalog has it already, that one under the new decision."""
    return replace(old, hints=unit.hints, marks=old.marked("cut", "kept")) if old else unit


def _with_gone(catalog: Catalog, gone: Sequence[Unit]) -> Catalog:
    """Make sure that merging has not offered a target elsewhere: what goes is obsolete as it was."""
    there = {unit.key for unit in (*catalog.units, *catalog.obsolete)}
    lost = tuple(
        replace(unit, marks=unit.marked("cut", "")) for unit in gone if unit.target and unit.key not in there
    )
    return replace(catalog, obsolete=(*catalog.obsolete, *lost))
