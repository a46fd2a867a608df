"""The check ``length``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from recto.checks.reading import CODE
from recto.locales import script
from recto.messages import message
from recto.model import LINK, Finding, Unit

NAME = "length"
_LIMIT = re.compile(r"at most (\d+) characters")
SHORT = 40
"""Letters of a source from which its length says how long a translation is."""
_DENSE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
LEAST, MOST = 0.45, 2.2
"""What a translation's length may be of that which is usual; human translations of news have 0.72 to 1.85."""
DENSITY = {"Hans": 0.3, "Hant": 0.3, "Hani": 0.3, "Jpan": 0.42, "Kore": 0.5, "Hebr": 0.8, "Arab": 0.9}
"""Characters that a script needs for what takes one in Latin letters, measured on translated news."""
LEAST_DENSITY, DENSE = min(DENSITY.values()), 0.5


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """The target is as long as its place allows, and about as long as a translation is.

    The settings give front matter keys a limit of characters; it stands in the catalog beside the unit.
    Codes do not count. Less than half or more than twice the usual length is reported as well: some of
    the source may be missing, or something else stands there. How long is usual depends on both scripts.
    """
    if not unit.target:
        return
    length = _length(unit.target)
    limits = [int(found[1]) for hint in unit.hints if (found := _LIMIT.fullmatch(hint))]
    if limits and length > min(limits):
        told = message(
            "The text has %(number)s characters, at most %(most)s fit.", number=length, most=min(limits)
        )
        yield Finding(NAME, told, "error", span=(min(limits), len(unit.target)))
    if len(unit.source) < SHORT * LEAST_DENSITY or unit.role == LINK:
        return
    said, here = _weight(unit.source, source_locale), _weight(unit.target, target_locale)
    if said >= SHORT and not LEAST * said <= here <= MOST * said:
        usual = round(said * length / max(here, 1))
        told = (
            message(
                "The target has %(number)s characters, about %(usual)s are usual: it is oddly short.",
                number=length,
                usual=usual,
            )
            if here < said
            else message(
                "The target has %(number)s characters, about %(usual)s are usual: it is oddly long.",
                number=length,
                usual=usual,
            )
        )
        yield Finding(NAME, told, "warning")


def _length(text: str) -> int:
    return len(CODE.sub("", text)) if "<" in text else len(text)


def _weight(text: str, locale: str) -> float:
    """Return how many Latin letters a text would take; names and code among Chinese are Latin already."""
    density = _density(locale)
    length = _length(text)
    if density == 1.0:
        return length
    if density > DENSE:
        return length / density
    dense = len(_DENSE.findall(text))
    return dense / density + length - dense


@lru_cache(maxsize=256)
def _density(locale: str) -> float:
    return DENSITY.get(script(locale), 1.0)
