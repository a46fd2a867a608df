"""Engines that other distributions bring: the entry points ``recto.engines``.

An entry point is a function ``create(table, cache)`` that returns an ``Engine``. What it answers is
looked at as every other engine's: a plug-in cannot write other codes, or one answer too few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from recto.engines import Cache
from recto.engines.guards import is_translatable, judge
from recto.engines.masking import mask
from recto.errors import CodeError, ConfigError, EngineError, EngineRefused, RectoError
from recto.inline.marks import check_codes
from recto.queries import Answer, Estimate, Job, Query, Traits

GROUP = "recto.engines"
_UPDATE = "Update or uninstall it."


def names() -> list[str]:
    """Return the names of the engines that are installed."""
    return [entry.name for entry in entry_points(group=GROUP)]


def engine(name: str, table: Mapping[str, object], cache: Cache | None) -> Installed | None:
    """Return an installed engine, or None if there is none of this name.

    :raises ConfigError: several distributions bring it, or the one cannot be used.
    """
    found = list(entry_points(group=GROUP, name=name))
    if not found:
        return None
    if len(found) > 1:
        makers = " and ".join(sorted(map(_name, found)))
        raise ConfigError(
            f"several plug-ins bring an engine {name!r}: {makers}.", hint="Uninstall all but one."
        )
    (entry,) = found
    create = _made(entry, "cannot be loaded", entry.load)
    made = _made(entry, "failed", lambda: create(table, cache))
    missing = [
        one for one in ("translate", "estimate", "languages") if not callable(getattr(made, one, None))
    ]
    if missing or not isinstance(getattr(made, "traits", None), Traits):
        what = missing[0] if missing else "traits"
        raise ConfigError(f"the engine of the plug-in {_name(entry)} has no {what!r}.", hint=_UPDATE)
    return Installed(name, made, _name(entry))


class Installed:
    """An engine of another distribution, and what is looked at in its answers."""

    def __init__(self, name: str, engine: Any, maker: str) -> None:
        self.name = name
        self.traits: Traits = engine.traits
        self._engine = engine
        self._maker = maker

    def languages(self) -> frozenset[tuple[str, str]] | None:
        """Return the pairs that it says it has."""
        found = self._answer(self._engine.languages)
        return None if found is None else frozenset(found)

    def translate(self, queries: Sequence[Query], job: Job) -> list[Answer]:
        """Translate texts as ``Engine.translate`` says."""
        answers = self._answer(self._engine.translate, queries, job)
        is_row = isinstance(answers, Sequence) and len(answers) == len(queries)
        if not is_row or not all(isinstance(answer, Answer) for answer in answers):
            raise EngineRefused(
                f"the plug-in {self._maker} gave not one answer per text.", self.name, _UPDATE
            )
        return [self._looked_at(query, answer, job) for query, answer in zip(queries, answers, strict=True)]

    def estimate(self, queries: Sequence[Query], job: Job) -> Estimate:
        """Return what translating would cost."""
        found = self._answer(self._engine.estimate, queries, job)
        if not isinstance(found, Estimate):
            raise EngineRefused(f"the plug-in {self._maker} gave no estimate.", self.name, _UPDATE)
        return found

    def _looked_at(self, query: Query, answer: Answer, job: Job) -> Answer:
        masked = mask(query.text, query.protected)
        if answer.error or (answer.text == query.text and not is_translatable(masked)):
            return answer
        result: str | EngineError
        try:
            check_codes(answer.text, query.text)
            result = judge(masked, answer.text, job.source, job.target, self.name)
        except CodeError as error:
            result = EngineRefused(error.problem, self.name)
        if any(raw not in answer.text for raw in masked.kept):
            result = EngineRefused("it changed what is protected.", self.name)
        return Answer(error=result, engine=self.name) if isinstance(result, EngineError) else answer

    def _answer(self, function: Callable[..., object], *arguments: object) -> Any:
        try:
            return function(*arguments)
        except EngineError:
            raise
        except Exception as error:  # a foreign module may raise anything
            # Its words are not shown: they may hold a key or an address with one.
            problem = f"the plug-in {self._maker} failed ({type(error).__name__})."
            raise EngineRefused(problem, self.name, _UPDATE) from error


def _made(entry: EntryPoint, problem: str, function: Callable[[], Any]) -> Any:
    try:
        return function()
    except RectoError:
        raise
    except Exception as error:  # a foreign module may raise anything
        said = f"the plug-in {_name(entry)} {problem} ({type(error).__name__})."
        raise ConfigError(said, hint=_UPDATE) from error


def _name(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
