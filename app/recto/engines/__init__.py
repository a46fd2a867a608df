"""Machine translation: engines, one module each, loaded by name.

A new engine is a module with ``create(settings) -> Engine`` and a line in ``ENGINES``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from recto import plugins
from recto.errors import EngineError


class Engine(Protocol):
    """Translates texts of units, codes included."""

    name: str

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        *,
        protected: Sequence[frozenset[int]] = (),
    ) -> list[str | EngineError]:
        """Translate texts; one result per text, in the same order.

        Locales are BCP 47 tags. ``protected`` holds, per text, the numbers of the pairs whose content
        is kept; it is never sent as text to translate. A result is a text with exactly the source's
        codes, legally nested, or the error that says why that text was not translated.

        :raises EngineUnavailable: nothing can be translated now.
        :raises EngineRefused: nothing can be translated at all: unknown pair, refused key.
        """
        ...


ENGINES: dict[str, str] = {
    "apertium": "recto.engines.apertium",
    "google": "recto.engines.google",
    "pseudo": "recto.engines.pseudo",
}
"""Name of an engine -> its module, imported only when the engine is chosen."""


def load(name: str, settings: Mapping[str, object]) -> Engine:
    """Return the engine of this name, set up by its table ``[engines.<name>]`` of recto.toml.

    :raises ConfigError: there is no such engine or setting, or a setting has another type.
    """
    engine: Engine = plugins.load(ENGINES, name, "engine").create(settings)
    return engine
