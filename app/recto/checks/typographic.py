"""The check ``typography``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.inline import protected_pairs
from recto.messages import message
from recto.model import Finding, Unit
from recto.typography import localized

NAME = "typography"
_SIGNS = re.compile(r"[\"\u00ab\u00bb\u201c-\u201f\u300c-\u300f\u301d\u301e;!?:]|\d[.,'\s%]")
"""Without one of them there is nothing that a language writes in its own way."""


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """Quotation marks, spaces and numbers are written as the language writes them.

    Reported where what is meant is certain, so that one key puts it right: „German“, «русские»,
    « French », no-break spaces before ``!`` and ``?`` in French, a comma for decimals.
    """
    if not _SIGNS.search(unit.target):
        return
    locales = (source_locale, target_locale)
    fixed = localized(unit.target, unit.source, locales, protected_pairs(unit.hints))
    if fixed != unit.target:
        start = next(
            (at for at, pair in enumerate(zip(unit.target, fixed, strict=False)) if pair[0] != pair[1]),
            min(len(unit.target), len(fixed) - 1),
        )
        yield Finding(
            NAME,
            message("Quotation marks, spaces or numbers are not written as the language does."),
            "info",
            (start, min(start + 1, len(unit.target))),
            fixed,
        )
