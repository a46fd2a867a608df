"""Source and target of a unit as the checks of facts read them."""

from __future__ import annotations

import re
from functools import lru_cache

from recto.checks.reading import CODE, covered
from recto.facts import Reading, reading
from recto.inline import protected_pairs
from recto.locales import language
from recto.model import LINK, Unit

FIGURE = re.compile(r"\d")
"""A figure of any script: reading the numbers of a text takes longer than all other checks together."""
JOINER = "\u2060"
"""Stands for the characters of codes: places stay what they are, and no fact reads it."""
MAX_LENGTH = 20_000
"""Code points; nobody translates a longer text in one piece, and it would be read for seconds."""


def readings(unit: Unit, source_locale: str, target_locale: str) -> tuple[Reading, Reading] | None:
    """Return source and target as they are read, or None where there is nothing to compare.

    That is a unit without a target, an address, a target that is the source once more in another language
    (which another check tells), and a text longer than ``MAX_LENGTH``.
    """
    source, target = unit.source, unit.target
    if not target or not source or unit.role == LINK:
        return None
    if target.strip() == source.strip() and not _is_same(source_locale, target_locale):
        return None
    if len(source) > MAX_LENGTH or len(target) > MAX_LENGTH:
        return None
    if "<" in source or "<" in target:
        protected = tuple(sorted(protected_pairs(unit.hints)))
        source, target = _joined(source, protected), _joined(target, protected)
    return reading(source, source_locale), reading(target, target_locale)


@lru_cache(maxsize=512)
def _joined(text: str, protected: tuple[int, ...]) -> str:
    return CODE.sub(lambda code: JOINER * len(code[0]), covered(text, protected))


@lru_cache(maxsize=256)
def _is_same(one: str, other: str) -> bool:
    return language(one) == language(other)
