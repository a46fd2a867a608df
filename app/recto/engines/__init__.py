"""Machine translation: engines, one module each, loaded by name.

A new engine is a module with ``create(table, cache) -> Engine`` and a line in ``ENGINES``; one of
another distribution is an entry point of the group ``recto.engines``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol

from recto.errors import ConfigError, EngineError
from recto.plugins import suggest
from recto.queries import Answer, Estimate, Job, Query, Traits

INSTALLED = "recto.engines.installed"
"""Those of other distributions; like every engine imported only when it is asked for."""


class Cache(Protocol):
    """Answers that were paid for. Both calls are safe from any thread, and never fail."""

    def find(self, keys: Sequence[str]) -> Mapping[str, str]: ...

    def keep(self, answers: Mapping[str, str]) -> None: ...


class Engine(Protocol):
    """Translates texts of units, codes included."""

    name: str
    traits: Traits

    def languages(self) -> frozenset[tuple[str, str]] | None:
        """Return the pairs of locales that it is known to have; None: it tells when asked for one.

        :raises EngineError: they cannot be found out now.
        """
        ...

    def translate(self, queries: Sequence[Query], job: Job) -> list[Answer]:
        """Translate texts; one answer per query, in the same order.

        An answer's text has exactly the source's codes, legally nested, and was looked at by the guards;
        or it says why there is none. What is protected is never sent.

        :raises EngineUnavailable: nothing at all could be translated now.
        :raises EngineRefused: nothing can be translated: unknown pair, refused key.
        """
        ...

    def estimate(self, queries: Sequence[Query], job: Job) -> Estimate:
        """Return what translating would cost; nothing is sent anywhere.

        :raises EngineRefused: unknown pair.
        """
        ...


ENGINES: dict[str, str] = {
    "anthropic": "recto.engines.anthropic",
    "apertium": "recto.engines.apertium",
    "apertium-apy": "recto.engines.apertium_apy",
    "argos": "recto.engines.argos",
    "deepl": "recto.engines.deepl",
    "deep-translator:google": "recto.engines.deep:create_google",
    "deep-translator:microsoft": "recto.engines.deep:create_microsoft",
    "deep-translator:mymemory": "recto.engines.deep:create_mymemory",
    "google": "recto.engines.deep",
    "libretranslate": "recto.engines.libretranslate",
    "openai": "recto.engines.openai",
    "pseudo": "recto.engines.pseudo",
}
"""Name of an engine -> its module, imported only when the engine is chosen, and ``:`` its function.

``google`` is ``deep-translator:google`` by the name that it had first.
"""


def names() -> list[str]:
    """Return the names of all engines, those of other distributions included."""
    found: list[str] = import_module(INSTALLED).names()
    return sorted({*ENGINES, *found})


def engine(name: str, table: Mapping[str, object], cache: Cache | None = None) -> Engine:
    """Return the engine of this name, set up by its table ``[engines.<name>]`` of recto.toml.

    ``cache`` holds answers that were paid for.

    :raises ConfigError: there is no such engine or setting, a setting has another type, a key or a
        package is missing.
    """
    if name not in ENGINES:
        found: Engine | None = import_module(INSTALLED).engine(name, table, cache)
        if found is None:
            raise ConfigError(f"unknown engine {name!r}.", hint=suggest(name, names()))
        return found
    path, _, function = ENGINES[name].partition(":")
    module = import_module(path)
    made: Engine = getattr(module, function or "create")(table, cache)
    return made


class Texts:
    """An engine as it was asked before it was handed articles: texts in, texts out."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self._engine = engine

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        *,
        protected: Sequence[frozenset[int]] = (),
    ) -> list[str | EngineError]:
        """Translate texts; one result per text, in the same order; raises as ``Engine.translate``."""
        kept = [*protected, *[frozenset[int]()] * (len(texts) - len(protected))]
        queries = [Query(text, numbers) for text, numbers in zip(texts, kept, strict=True)]
        answers = self._engine.translate(queries, Job(source, target))
        return [answer.error or answer.text for answer in answers]


def load(name: str, table: Mapping[str, object]) -> Texts:
    """Return the engine of this name, to be asked for texts; raises as ``engine``."""
    return Texts(engine(name, table))
