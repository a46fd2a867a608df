"""Pseudo-translation: accents and brackets, to see which text is localized and what breaks.

It needs no network and no language; every text that it is given comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recto.engines import settings as tables
from recto.engines.masking import mask
from recto.errors import EngineError

NAME = "pseudo"

ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)


@dataclass(frozen=True)
class Settings:
    opening: str = "["
    closing: str = "]"


def create(table: Mapping[str, object]) -> Pseudo:
    """Return the engine for a table ``[engines.pseudo]``."""
    return Pseudo(tables.read(Settings, NAME, table))


class Pseudo:
    """The engine ``pseudo``."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def translate(
        self,
        texts: Sequence[str],
        source: str,  # noqa: ARG002
        target: str,  # noqa: ARG002
        *,
        protected: Sequence[frozenset[int]] = (),
    ) -> list[str | EngineError]:
        """Accent the letters of texts, codes and protected content aside; locales play no part."""
        kept = [*protected, *[frozenset[int]()] * (len(texts) - len(protected))]
        return [self._accent(text, numbers) for text, numbers in zip(texts, kept, strict=True)]

    def _accent(self, text: str, protected: frozenset[int]) -> str:
        parts = [
            part.translate(ACCENTS) if isinstance(part, str) else part.raw
            for part in mask(text, protected).parts
        ]
        return f"{self.settings.opening}{''.join(parts)}{self.settings.closing}"
