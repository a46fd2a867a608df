"""The cascade: memory, then one engine after the other, for the open units of one catalog."""

from __future__ import annotations

from collections.abc import Sequence

from recto import pretranslation
from recto.commands import recall
from recto.commands.costs import planned
from recto.commands.drafting import Saver
from recto.commands.engine_run import MEMORY, Asking, Run
from recto.commands.outcomes import Notes, Row
from recto.errors import EngineError
from recto.model import Catalog, Unit


def fill(run: Run, path: str, catalog: Catalog) -> Row:
    """Fill the open units of a catalog step by step, and save them in portions.

    :raises RectoError: the catalog cannot be saved, or nobody can tell whether the article is embargoed.
    """
    project, locale = run.project, catalog.locale
    rest = [unit for unit in catalog.units if pretranslation.is_open(unit)]
    name = project.name(project.catalog_file(path, locale))
    if not rest:
        return Row(name, locale)
    notes = Notes(rest)
    for step in run.chain(locale):
        if not rest:
            break
        with Saver(project, path, locale, run.origins) as saver:
            if step == MEMORY:
                filled = pretranslation.remembered(rest, recall.exact(project, catalog, path))
                saver.add(filled.drafts)
                rest = [left.unit for left in filled.left]
            else:
                engine = run.load(step, sealed=run.is_embargoed(path))
                rest = Asking(run, engine, path, catalog, notes, saver).fill(rest)
        notes.put(saver.put)
    return notes.row(name, locale, rest)


def plan(run: Run, path: str, catalog: Catalog) -> Row:
    """Return what would be done to a catalog; nothing is sent anywhere.

    All that memory leaves is planned for the first engine of the chain that may be asked.
    """
    project, locale = run.project, catalog.locale
    units = [unit for unit in catalog.units if pretranslation.is_open(unit)]
    name = project.name(project.catalog_file(path, locale))
    if not units:
        return Row(name, locale)
    notes = Notes(units)
    rest: Sequence[Unit] = units
    for step in run.chain(locale):
        if step == MEMORY:
            filled = pretranslation.remembered(rest, recall.exact(project, catalog, path))
            notes.put(filled.drafts)
            rest = [left.unit for left in filled.left]
        elif rest:
            engine = run.load(step, sealed=run.is_embargoed(path))
            rest = _planned(
                Asking(run, engine, path, catalog, notes, Saver(project, path, locale, run.origins)), rest
            )
    return notes.row(name, locale, rest)


def _planned(asking: Asking, units: Sequence[Unit]) -> Sequence[Unit]:
    """Note what an engine would be asked for; return the units that are left to the next."""
    engine, notes = asking.engine, asking.notes
    reason = asking.run.refusal(engine, asking.path, asking.locales)
    if reason:
        return asking.leave(units, reason)
    job = asking.job()
    try:
        estimate = engine.estimate(asking.queries(units, job), job)
    except EngineError as error:
        return asking.leave(units, str(error))
    notes.count(planned(engine, len(units), estimate))
    notes.texts.update(unit.source for unit in units)
    notes.origins |= {unit.id: (f"mt:{engine.name}", engine.name) for unit in units}
    return ()
