"""The cascade: memory, then one engine after the other, for the open units of catalogs of one locale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from recto import pretranslation
from recto.commands import recall
from recto.commands.costs import planned
from recto.commands.engine_run import MEMORY, Run
from recto.commands.outcomes import Row
from recto.commands.works import Asking, Work
from recto.engines import Engine
from recto.errors import EngineError
from recto.queries import Estimate, Query

TOGETHER = frozenset({"context", "neighbours"})
"""An engine that takes one of these is handed one article at a time; others get units of several articles
in one request, which is much fewer requests for short articles."""


def fill(run: Run, works: Sequence[Work]) -> list[tuple[Work, Row]]:
    """Fill the open units of catalogs step by step, and save them in portions; return what was done.

    A catalog that cannot be saved, or whose article nobody can tell is embargoed or not, is an error of
    the run and has no row; the others go on.
    """
    with ExitStack() as savers:  # also after Ctrl-C each catalog gets what is done
        for work in works:
            savers.enter_context(work.saver)
        for step in _steps(run, works):
            if step == MEMORY:
                _remember(run, works)
            else:
                for engine, together in _groups(run, step, works):
                    Asking(run, engine, together).fill()
            for work in works:
                with work.attempt():
                    work.saver.save()
    for work in works:
        work.notes.put(work.saver.put)
    return [(work, work.row()) for work in works if not work.is_over]


def plan(run: Run, works: Sequence[Work]) -> list[tuple[Work, Row]]:
    """Return what would be done to catalogs; nothing is sent anywhere.

    All that memory leaves is planned for the first engine of the chain that may be asked.
    """
    for step in _steps(run, works):
        if step == MEMORY:
            _remember(run, works, is_plan=True)
        else:
            for engine, together in _groups(run, step, works):
                _plan(Asking(run, engine, together))
    return [(work, work.row()) for work in works if not work.is_over]


def _steps(run: Run, works: Sequence[Work]) -> Iterator[str]:
    for step in run.chain(works[0].catalog.locale):
        if any(work.is_open for work in works):
            yield step


def _remember(run: Run, works: Sequence[Work], *, is_plan: bool = False) -> None:
    for work in works:
        if not work.is_open:
            continue
        with work.attempt():
            try:
                matches = recall.exact(run.project, work.catalog, work.path)
            except recall.BeingMadeError as error:
                if not is_plan:
                    raise
                run.errors.append(error)  # a plan without it tells the most that engines would be asked for
                continue
            filled = pretranslation.remembered(work.rest, matches)
            if is_plan:
                work.notes.put(filled.drafts)
            else:
                work.saver.add(filled.drafts)
            work.rest = [left.unit for left in filled.left]


def _groups(run: Run, step: str, works: Sequence[Work]) -> list[tuple[Engine, list[Work]]]:
    """Return the catalogs that still have open units, those together that an engine is asked for at once."""
    groups: dict[tuple[str, str], tuple[Engine, list[Work]]] = {}
    for work in works:
        if not work.is_open:
            continue
        with work.attempt():
            is_sealed = run.is_embargoed(work.path)
            engine = run.load(step, sealed=is_sealed)
            if reason := run.refusal(engine, work.path, work.locales):
                work.leave(work.rest, reason)
                continue
            is_alone = is_sealed or bool(TOGETHER & engine.traits.takes)
            key = work.locales[0], work.path if is_alone else ""
            groups.setdefault(key, (engine, []))[1].append(work)
    return list(groups.values())


def _plan(asking: Asking) -> None:
    """Note what an engine would be asked for; what it refuses is left to the next."""
    engine, run = asking.engine, asking.run
    job = asking.job()
    found: list[tuple[Work, Estimate]] = []
    every: list[Query] = []
    for work in asking.works:
        with work.attempt():
            # What another article has asked for already is answered once.
            new = run.unplanned(engine, asking.queries(work, work.rest), job)
            try:
                found.append((work, engine.estimate(new, job)))
            except EngineError as error:
                work.leave(work.rest, str(error))
                continue
            every += new
    if not found:
        return
    seconds = engine.estimate(every, job).seconds if len(found) > 1 else found[0][1].seconds
    total = sum(estimate.characters for _, estimate in found) or 1
    for work, estimate in found:
        share = seconds * estimate.characters / total if len(found) > 1 else seconds
        work.notes.count(planned(engine, len(work.rest), replace(estimate, seconds=share)))
        work.notes.texts.update(unit.source for unit in work.rest)
        work.notes.origins |= {unit.id: (f"mt:{engine.name}", engine.name) for unit in work.rest}
        work.rest = []
