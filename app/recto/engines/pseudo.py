"""Pseudo-translation: accents and brackets, to see which text is localized and what breaks.

It needs no network and no language; every text that it is given comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recto.engines import Cache
from recto.engines import settings as tables
from recto.engines.masking import mask
from recto.queries import Answer, Estimate, Job, Query, Traits

NAME = "pseudo"

ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)


@dataclass(frozen=True)
class Settings:
    opening: str = "["
    closing: str = "]"


def create(table: Mapping[str, object], cache: Cache | None = None) -> Pseudo:  # noqa: ARG001  # costs nothing
    """Return the engine for a table ``[engines.pseudo]``."""
    return Pseudo(tables.read(Settings, NAME, table))


class Pseudo:
    """The engine ``pseudo``."""

    name = NAME
    traits = Traits(is_local=True)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def languages(self) -> None:
        """Return nothing: any pair will do."""

    def translate(self, queries: Sequence[Query], job: Job) -> list[Answer]:  # noqa: ARG002  # any locales
        """Accent the letters of texts, codes and protected content aside; locales play no part."""
        return [Answer(self._accent(query.text, query.protected), engine=NAME) for query in queries]

    def estimate(self, queries: Sequence[Query], job: Job) -> Estimate:  # noqa: ARG002  # any locales
        """Return the characters; there is no price."""
        return Estimate(characters=sum(len(query.text) for query in queries))

    def _accent(self, text: str, protected: frozenset[int]) -> str:
        parts = [
            part.translate(ACCENTS) if isinstance(part, str) else part.raw
            for part in mask(text, protected).parts
        ]
        return f"{self.settings.opening}{''.join(parts)}{self.settings.closing}"
