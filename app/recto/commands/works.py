"""Catalogs on their way through the chain, alone or together, and the engine asked for their units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby

from recto import embargo, pretranslation
from recto.commands import terms
from recto.commands.costs import dollars, spent
from recto.commands.drafting import Saver
from recto.commands.engine_run import Run
from recto.commands.outcomes import Notes, Row
from recto.engines import Engine
from recto.errors import EngineError, RectoError
from recto.glossary import NO_TERMS
from recto.model import Catalog, Unit
from recto.pretranslation import Left
from recto.queries import Answer, Job, Query

LEAST, MOST = 10, 1000
"""Units that an engine is asked for at a time, twice what it has under way at once: those that are
answered are saved then. What Ctrl-C finds in between is in the engine's cache."""


@dataclass
class Work:
    """One catalog on its way through the chain."""

    run: Run
    path: str
    catalog: Catalog
    rest: list[Unit] = field(init=False)
    """Open units that no step has filled yet."""
    notes: Notes = field(init=False)
    saver: Saver = field(init=False)
    is_over: bool = False
    """It failed; the error is one of the run."""

    def __post_init__(self) -> None:
        self.rest = [unit for unit in self.catalog.units if pretranslation.is_open(unit)]
        self.notes = Notes(list(self.rest))
        self.saver = Saver(self.run.project, self.path, self.catalog.locale, self.run.origins)

    @property
    def is_open(self) -> bool:
        return bool(self.rest) and not self.is_over

    @property
    def locales(self) -> tuple[str, str]:
        return self.run.project.config.article(self.path).source_locale, self.catalog.locale

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Make an error inside an error of the run, which ends this catalog and no other."""
        try:
            yield
        except RectoError as error:
            self.run.errors.append(error)
            self.is_over = True

    def leave(self, units: Sequence[Unit], reason: str) -> None:
        """Note why units are left to the next step of the chain."""
        self.notes.leave([Left(unit, reason) for unit in units])

    def row(self) -> Row:
        """Return what happened."""
        project, locale = self.run.project, self.catalog.locale
        name = project.name(project.catalog_file(self.path, locale))
        return self.notes.row(name, locale, self.rest) if self.notes.units else Row(name, locale)


@dataclass
class Asking:
    """One engine and the open units of some catalogs, which have both locales in common."""

    run: Run
    engine: Engine
    works: Sequence[Work]
    """More than one only for an engine that is not handed the article."""

    def fill(self) -> None:
        """Fill units wave by wave; those that are left have a reason in the notes."""
        run, engine, first = self.run, self.engine, self.works[0]
        job = self.job()
        units = [(work, unit) for work in self.works for unit in work.rest]
        for work in self.works:
            work.rest = []
        # What is asked again costs more than was expected: a limit is held to after each request's worth.
        at_once = 1 if run.budget.is_limited else 2 * engine.traits.parallel
        size = min(MOST, max(LEAST, engine.traits.max_texts * at_once))
        for start in range(0, len(units), size):
            wave = _by_work(units[start : start + size])
            refusal = run.refusal(engine, first.path, first.locales)
            is_whole = True
            if not refusal:
                try:
                    is_whole = self._wave(wave, job)
                except EngineError as error:
                    run.fail(engine, first.locales, error)
                    refusal = str(error)
            if refusal:
                for work, mine in _by_work(units[start:]):
                    self._leave(work, mine, refusal)
                return
            if not is_whole:
                for work, mine in _by_work(units[start + size :]):
                    self._leave(work, mine, f"{engine.name}: {run.budget.stopped}")
                return

    def job(self) -> Job:
        """Return the article as an engine is handed it; of several articles what they have in common."""
        first = self.works[0]
        settings = self.run.project.config.pretranslate_for(first.catalog.locale)
        own = ["" if one == "default" else one for one in (settings.formality, settings.headlines)]
        units = first.catalog.units if len(self.works) == 1 else ()
        return pretranslation.job_of(units, first.locales, *own)

    def queries(self, work: Work, units: Sequence[Unit]) -> list[Query]:
        """Return what the engine is asked, without what it makes no use of."""
        place_of = {unit.key: at for at, unit in enumerate(work.catalog.units)}
        places = [place_of[unit.key] for unit in units]
        takes = self.engine.traits.takes
        glossary = terms.glossary_of(self.run.project) if "wordings" in takes else NO_TERMS
        examples = self.run.examples(self.engine, work.catalog, work.path, places)
        return [
            pretranslation.asked(pretranslation.query_of(unit, at, glossary, work.locales, matches), takes)
            for unit, at, matches in zip(units, places, examples, strict=True)
        ]

    def _wave(self, wave: Sequence[tuple[Work, list[Unit]]], job: Job) -> bool:
        """Ask for some units and take the answers; return whether the limits allowed all of them.

        :raises EngineError: the engine cannot translate now, or not this pair.
        """
        queries = [self.queries(work, units) for work, units in wave]
        every = [query for mine in queries for query in mine]
        fits, estimate = self.run.budget.fitting(self.engine, every, job)
        answers = self._ask(every[:fits], job) if fits else []
        costs = [dollars(self.engine.traits.price, answer) for answer in answers]
        self.run.budget.spend(estimate, sum(costs), sum(answer.characters for answer in answers))
        at = 0
        for (work, units), mine in zip(wave, queries, strict=True):
            end = min(at + len(units), fits)
            count = max(0, end - at)
            with work.attempt():
                self.take(work, units[:count], mine[:count], answers[at:end], costs[at:end])
            self._leave(work, units[count:], f"{self.engine.name}: {self.run.budget.stopped}")
            at += len(units)
        return fits == len(every)

    def _leave(self, work: Work, units: Sequence[Unit], reason: str) -> None:
        work.leave(units, reason)
        work.rest += units

    def _ask(self, queries: Sequence[Query], job: Job) -> list[Answer]:
        """Ask the engine; about an embargoed article with the way out of this machine closed."""
        path = self.works[0].path  # an embargoed article is always alone
        with embargo.held(path) if self.run.is_embargoed(path) else embargo.free():
            return self.run.ask(self.engine, queries, job)

    def take(
        self,
        work: Work,
        units: Sequence[Unit],
        queries: Sequence[Query],
        answers: Sequence[Answer],
        costs: Sequence[float],
    ) -> None:
        """Count what the answers cost, hand the drafts over to be saved, and keep what is left."""
        engine = self.engine
        if not units:
            return
        work.notes.texts.update(unit.source for unit in units)
        typography = self.run.project.config.pretranslate_for(work.catalog.locale).typography
        filled = pretranslation.answered(units, answers, engine.name, work.locales, typography=typography)
        work.notes.count(spent(engine, answers, len(filled.drafts), sum(costs)))
        shown = {unit.key: query.examples for unit, query in zip(units, queries, strict=True)}
        paid = {unit.key: cost for unit, cost in zip(units, costs, strict=True)}
        work.notes.leave(filled.left)
        work.rest += [left.unit for left in filled.left]
        work.saver.add(
            [
                replace(draft, examples=shown[draft.unit.key], dollars=paid[draft.unit.key])
                for draft in filled.drafts
            ]
        )


def _by_work(units: Sequence[tuple[Work, Unit]]) -> list[tuple[Work, list[Unit]]]:
    """Part units by their catalogs, in order."""
    return [
        (units_of[0][0], [unit for _, unit in units_of])
        for _, group in groupby(units, key=lambda one: id(one[0]))
        if (units_of := list(group))
    ]
