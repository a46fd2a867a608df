"""Engines in a run over many articles: loaded once, asked once for the same, held to limits and embargoes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from recto import engines
from recto.commands import embargoed, recall
from recto.commands.costs import Budget
from recto.commands.drafting import opened
from recto.engines import Engine
from recto.errors import EngineError, EngineRefused, RectoError
from recto.model import Catalog, Match
from recto.project import Project
from recto.queries import Answer, Job, Query
from recto.store.answers import Answers
from recto.store.provenance import Origins

MEMORY = "memory"
FROM_HOME = "it sends text away from this machine, and"


@dataclass
class Run:
    """What a run remembers from one article to the next."""

    project: Project
    engine: str = ""
    """Takes the place of the settings' engines."""
    local_only: bool = False
    budget: Budget = field(default_factory=Budget)
    errors: list[RectoError] = field(default_factory=list)
    through: Callable[[Engine], Engine] | None = None
    """What an engine is asked through, where that is not in this process."""
    _loaded: dict[tuple[str, bool], Engine] = field(default_factory=dict)
    _failed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Engines that failed, with the pair of locales, or with nothing for all pairs; and why."""
    _answers: dict[tuple[str, str, str, Query], Answer] = field(default_factory=dict)
    """Of engines that do not read the article: the same text has one answer in a run."""
    _planned: set[tuple[str, str, str, Query]] = field(default_factory=set)
    _embargoed: dict[str, bool] = field(default_factory=dict)
    _cache: Answers | None = None
    _origins: Origins | None = None

    def origins(self) -> Origins:
        """Return where it is written down where drafts are from, opened once."""
        if self._origins is None:
            self._origins = opened(self.project)
        return self._origins

    def close(self) -> None:
        """Close what was opened; answers that nobody asked for in a long time are thrown away."""
        if self._origins is not None:
            self._origins.close()
        if self._cache is not None:
            self._cache.prune()
            self._cache.close()

    def chain(self, locale: str) -> tuple[str, ...]:
        """Return who fills targets of a locale, in order: the settings' chain, or memory and one engine."""
        settings = self.project.config.pretranslate_for(locale)
        return (MEMORY, self.engine) if self.engine else settings.chain

    def unplanned(self, engine: Engine, queries: Sequence[Query], job: Job) -> list[Query]:
        """Return the queries that this run has not returned before, as ``ask`` would ask for them."""
        if "context" in engine.traits.takes:
            return list(queries)
        new = {(engine.name, job.source, job.target, query): query for query in queries}
        found = [query for key, query in new.items() if key not in self._planned]
        self._planned |= new.keys()
        return found

    def load(self, name: str, *, sealed: bool = False) -> Engine:
        """Return an engine, loaded once; ``sealed``: one with no connection from before an embargo.

        :raises ConfigError: there is no such engine, or its settings cannot be used.
        """
        if (name, sealed) not in self._loaded:
            if self._cache is None:
                self._cache = Answers(self.project.cache / "answers.db")
            table = self.project.config.engines.get(name, {})
            engine = engines.engine(name, table, self._cache)
            self._loaded[name, sealed] = self.through(engine) if self.through else engine
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

    def examples(
        self, engine: Engine, catalog: Catalog, path: str, places: Sequence[int]
    ) -> list[tuple[Match, ...]]:
        """Return the earlier translations that an engine is shown for units, given by their places.

        Those of embargoed articles are shown to engines on this machine only.
        """
        if "examples" not in engine.traits.takes:
            return [()] * len(places)
        wanted = [recall.place(catalog.units, at, path) for at in places]
        return [
            tuple(match for match in found if engine.traits.is_local or not self._is_secret(match.article))
            for found in recall.matches_all(self.project, catalog.locale, wanted)
        ]

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
