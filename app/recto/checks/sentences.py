"""The check ``sentences``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.checks.stated import texts
from recto.facts.tables import length_of
from recto.messages import message
from recto.model import Finding, Unit

NAME = "sentences"

_CLOSED = "\"'\u201c\u201d\u00bb\u2019\u2018)\\]"
_END = re.compile(
    rf"[.!?\u2026](?<![.!?\u2026].)[.!?\u2026]*+[{_CLOSED}]*+\s++(?=[{_CLOSED}\u201e\u00ab(\[\u00bf\u00a1-]*[^\W_a-z\u0430-\u044f])"
    r"|[\u3002\uff01\uff1f]+[\u300d\u300f\u201d\uff09]*(?=.)|[\u061f\u06d4\u0964]\s"
)
_SHORT = re.compile(
    r"(?<!\w)(?:[^\W\d_]|Mrs?|Ms|Dr|St|Sen|Rep|Gov|No|vs|Inc|Ltd|Co|Jr|Sr|Prof|Gen|Col|Lt|Sgt|Capt)\.\s$"
)
"""What ends in a full stop and no sentence: initials and titles."""

ENOUGH = 80
"""Characters of a source from which its length says how long its translation should be."""
AS_LONG = 0.985
"""Two sentences that became one are as long as before; a little shorter is chance."""
HALF = 0.6
"""A translation that is shorter than so much of what is to be expected has lost something."""


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """No sentence of the source is left out.

    Asked where the target has fewer sentences and is shorter than a translation into its language usually
    is, or very much shorter: two sentences that became one are as long as before.
    """
    if not unit.target or len(unit.source) < ENOUGH // 2:
        return
    source, target = texts(unit)
    usual = len(source) * length_of(target_locale) / length_of(source_locale)
    share = len(target) / usual
    if share >= 1:
        return
    was = _count(source)
    now = _count(target) if was > 1 else 1
    fewer = was - now
    if fewer > 0 and share < AS_LONG:
        yield Finding(
            NAME,
            message(
                "Sentences: %(was)s in the source, %(now)s in the target, and it is shorter than usual.",
                was=was,
                now=now,
            ),
        )
    elif share < HALF and len(source) >= ENOUGH:
        yield Finding(
            NAME,
            message(
                "The target has %(share)s of the length that is to be expected; is something left out?",
                share=f"{share:.0%}",
            ),
        )


def _count(text: str) -> int:
    return 1 + sum(
        not _SHORT.search(text[max(0, end.start() - 6) : end.end()]) for end in _END.finditer(text)
    )
