"""Engines in a run over many articles: loaded once, asked once for the same, held to limits and embargoes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from recto import embargo, engines, pretranslation
from recto.commands import embargoed, recall, terms
from recto.commands.costs import Asked, Budget, dollars
from recto.commands.drafting import Saver, opened
from recto.commands.outcomes import Notes
from recto.engines import Engine
from recto.errors import EngineError, EngineRefused, RectoError
from recto.glossary import NO_TERMS
from recto.model import Catalog, Match, Unit
from recto.pretranslation import Left
from recto.project import Project
from recto.queries import Answer, Estimate, Job, Query
from recto.store.answers import Answers
from recto.store.provenance import Origins

MEMORY = "memory"
FROM_HOME = "it sends text away from this machine, and"
LEAST, MOST = 10, 400
"""Units that an engine is asked for at a time, twice what it has under way at once: those that are
answered are saved then. What Ctrl-C finds in between is in the engine's cache."""


@dataclass
class Run:
    """What a run remembers from one article to the next."""

    project: Project
    engine: str = ""
    """Takes the place of the settings' engines."""
    local_only: bool = False
    budget: Budget = field(default_factory=Budget)
    errors: list[RectoError] = field(default_factory=list)
    _loaded: dict[tuple[str, bool], Engine] = field(default_factory=dict)
    _failed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Engines that failed, with the pair of locales, or with nothing for all pairs; and why."""
    _answers: dict[tuple[str, str, str, Query], Answer] = field(default_factory=dict)
    """Of engines that do not read the article: the same text has one answer in a run."""
    _embargoed: dict[str, bool] = field(default_factory=dict)
    _cache: Answers | None = None
    _origins: Origins | None = None

    def origins(self) -> Origins:
        """Return where it is written down where drafts are from, opened once."""
        if self._origins is None:
            self._origins = opened(self.project)
        return self._origins

    def close(self) -> None:
        """Close what was opened."""
        if self._origins is not None:
            self._origins.close()

    def chain(self, locale: str) -> tuple[str, ...]:
        """Return who fills targets of a locale, in order: the settings' chain, or memory and one engine."""
        settings = self.project.config.pretranslate_for(locale)
        return (MEMORY, self.engine) if self.engine else settings.chain

    def load(self, name: str, *, sealed: bool = False) -> Engine:
        """Return an engine, loaded once; ``sealed``: one with no connection from before an embargo.

        :raises ConfigError: there is no such engine, or its settings cannot be used.
        """
        if (name, sealed) not in self._loaded:
            if self._cache is None:
                self._cache = Answers(self.project.cache / "answers.db")
            table = self.project.config.engines.get(name, {})
            self._loaded[name, sealed] = engines.engine(name, table, self._cache)
        return self._loaded[name, sealed]

    def is_embargoed(self, path: str) -> bool:
        """Tell whether an article's text has to stay here; raises as ``embargoed.is_embargoed``."""
        if path not in self._embargoed:
            self._embargoed[path] = embargoed.is_embargoed(self.project, path)
        return self._embargoed[path]

    def refusal(self, engine: Engine, path: str, locales: tuple[str, str]) -> str:
        """Return why an engine is not asked for an article, or an empty text if it is."""
        for pair in ("", " ".join(locales)):
            if (engine.name, pair) in self._failed:
                return self._failed[engine.name, pair]
        if engine.traits.is_local:
            return ""
        if self.is_embargoed(path):
            return f"{engine.name}: {FROM_HOME} the article is embargoed."
        if self.local_only or self.project.config.pretranslate_for(locales[1]).local_only:
            return f"{engine.name}: {FROM_HOME} only local engines are wanted."
        return ""

    def fail(self, engine: Engine, locales: tuple[str, str], error: EngineError) -> None:
        """Note that an engine could not translate at all; it is not asked again in this run.

        A pair that an engine does not know says nothing about the other pairs.
        """
        pair = " ".join(locales) if isinstance(error, EngineRefused) else ""
        self._failed[engine.name, pair] = str(error)
        self.errors.append(error)

    def examples(self, engine: Engine, catalog: Catalog, path: str, at: int) -> tuple[Match, ...]:
        """Return the earlier translations that an engine is shown for a unit.

        Those of embargoed articles are shown to engines on this machine only.
        """
        if "examples" not in engine.traits.takes:
            return ()
        found = recall.matches(self.project, catalog.locale, recall.place(catalog.units, at, path))
        return tuple(match for match in found if engine.traits.is_local or not self._is_secret(match.article))

    def _is_secret(self, article: str) -> bool:
        """Tell whether a match may not be shown; that of an article that is gone stays here."""
        try:
            return self.is_embargoed(article)
        except RectoError:
            return not article.endswith(".tmx")

    def ask(self, engine: Engine, queries: Sequence[Query], job: Job) -> list[Answer]:
        """Ask an engine, and not again for texts that it answered in this run; raises as ``translate``.

        What an answer cost is told once.
        """
        if "context" in engine.traits.takes:
            return engine.translate(queries, job)
        keys = [(engine.name, job.source, job.target, query) for query in queries]
        new = {key: key[3] for key in keys if key not in self._answers}
        fresh = dict(zip(new, engine.translate(list(new.values()), job) if new else (), strict=True))
        again = {
            key: replace(answer, characters=0, tokens_in=0, tokens_out=0, attempts=0)
            for key, answer in fresh.items()
        }
        self._answers |= {key: answer for key, answer in again.items() if not answer.error}
        first = {key: at for at, key in reversed(list(enumerate(keys)))}
        return [
            fresh[key]
            if key in fresh and first[key] == at
            else again[key]
            if key in again
            else self._answers[key]
            for at, key in enumerate(keys)
        ]


@dataclass
class Asking:
    """One engine and the open units of one catalog."""

    run: Run
    engine: Engine
    path: str
    catalog: Catalog
    notes: Notes
    saver: Saver

    def fill(self, units: Sequence[Unit]) -> list[Unit]:
        """Fill units wave by wave; return those that are left, each with a reason in the notes."""
        run, engine, locales = self.run, self.engine, self.locales
        job = self.job()
        rest: list[Unit] = []
        size = min(MOST, max(LEAST, 2 * engine.traits.max_texts * engine.traits.parallel))
        for start in range(0, len(units), size):
            wave = units[start : start + size]
            refusal = run.refusal(engine, self.path, locales)
            if refusal:
                return rest + self.leave(units[start:], refusal)
            queries = self.queries(wave, job)
            try:
                fits, estimate = run.budget.fitting(engine, queries, job)
                answers = self._ask(queries[:fits], job) if fits else []
            except EngineError as error:
                run.fail(engine, locales, error)
                return rest + self.leave(units[start:], str(error))
            rest += self._take(wave[:fits], queries[:fits], answers, estimate)
            if fits < len(wave):
                return rest + self.leave(units[start + fits :], f"{engine.name}: {run.budget.stopped}")
        return rest

    @property
    def locales(self) -> tuple[str, str]:
        return self.run.project.config.article(self.path).source_locale, self.catalog.locale

    def job(self) -> Job:
        """Return the article as an engine is handed it."""
        settings = self.run.project.config.pretranslate_for(self.catalog.locale)
        own = ("" if one == "default" else one for one in (settings.formality, settings.headlines))
        return pretranslation.job_of(self.catalog.units, self.locales, *own)

    def queries(self, units: Sequence[Unit], job: Job) -> list[Query]:
        """Return what the engine is asked, without what it makes no use of."""
        places = {unit.key: at for at, unit in enumerate(self.catalog.units)}
        takes = self.engine.traits.takes
        glossary = terms.glossary_of(self.run.project) if "wordings" in takes else NO_TERMS
        found = []
        for unit in units:
            at = places[unit.key]
            matches = self.run.examples(self.engine, self.catalog, self.path, at)
            query = pretranslation.query_of(unit, at, glossary, (job.source, job.target), matches)
            found.append(pretranslation.asked(query, takes))
        return found

    def leave(self, units: Sequence[Unit], reason: str) -> list[Unit]:
        """Leave units to the next step of the chain."""
        self.notes.leave([Left(unit, reason) for unit in units])
        return list(units)

    def _ask(self, queries: Sequence[Query], job: Job) -> list[Answer]:
        """Ask the engine; about an embargoed article with the way out of this machine closed."""
        with embargo.held(self.path) if self.run.is_embargoed(self.path) else embargo.free():
            return self.run.ask(self.engine, queries, job)

    def _take(
        self, units: Sequence[Unit], queries: Sequence[Query], answers: Sequence[Answer], estimate: Estimate
    ) -> list[Unit]:
        """Count what the answers cost, hand the drafts over to be saved, and return what is left."""
        engine, price = self.engine, self.engine.traits.price
        costs = [dollars(price, answer) for answer in answers]
        characters = sum(answer.characters for answer in answers)
        self.run.budget.spend(estimate, sum(costs), characters)
        self.notes.texts.update(unit.source for unit in units)
        typography = self.run.project.config.pretranslate_for(self.catalog.locale).typography
        filled = pretranslation.answered(units, answers, engine.name, self.locales, typography=typography)
        asked = Asked(
            engine.name,
            len(units),
            len(filled.drafts),
            characters,
            sum(answer.tokens_in for answer in answers),
            sum(answer.tokens_out for answer in answers),
            sum(costs),
            0.0,
            price.as_of,
            engine.traits.is_local,
        )
        self.notes.count(asked)
        shown = {unit.key: query.examples for unit, query in zip(units, queries, strict=True)}
        paid = {unit.key: cost for unit, cost in zip(units, costs, strict=True)}
        self.saver.add(
            [
                replace(draft, examples=shown[draft.unit.key], dollars=paid[draft.unit.key])
                for draft in filled.drafts
            ]
        )
        self.notes.leave(filled.left)
        return [left.unit for left in filled.left]
