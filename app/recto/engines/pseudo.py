"""Pseudo-translation: accents and brackets, to see which text is localized and what breaks.

It needs no network and no language; every text that it is given comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
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

WORD = re.compile(r"[^\W_]+")


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
        return f"{self.settings.opening}{accented(text, protected)}{self.settings.closing}"


def accented(text: str, protected: Collection[int]) -> str:
    """Return a unit's text with accents on its letters; codes, what they protect and placeholders stay."""
    parts = mask(text, protected).parts
    return "".join(part.translate(ACCENTS) if isinstance(part, str) else part.raw for part in parts)


def expanded(text: str, protected: Collection[int]) -> str:
    """Return a unit's text with accents, in brackets, and longer by what translations tend to be.

    Short texts grow most (IBM's table for texts translated from English: up to 200 % below 10 characters,
    some 30 % above 70).

    >>> expanded("Save", frozenset())
    '[Šåṽé ~~~~]'
    """
    length = len(text)
    more = length if length <= 10 else 4 + length * 6 // 10 if length <= 20 else 8 + length * 3 // 10
    return f"[{accented(text, protected)} {'~' * more}]"


def mirrored(text: str, protected: Collection[int]) -> str:
    """Return a unit's text with each word shown from right to left; codes and what they protect stay.

    >>> mirrored("Save it", frozenset()) == "\u202eSave\u202c \u202eit\u202c"
    True
    """
    parts = mask(text, protected).parts
    return "".join(
        WORD.sub("\u202e\\g<0>\u202c", part) if isinstance(part, str) else part.raw for part in parts
    )


LOCALES: Mapping[str, Callable[[str, Collection[int]], str]] = {
    "qps-ploc": expanded,
    "qps-plocm": mirrored,
}
"""Pseudo-locales by the names that Windows made common."""
