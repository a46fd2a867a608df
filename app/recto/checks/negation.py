"""The check ``negation``."""

from __future__ import annotations

from collections.abc import Iterator

from recto.checks.stated import texts
from recto.facts.denial import denial_for
from recto.messages import message
from recto.model import Finding, Unit

NAME = "negation"


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """What the source denies, the target denies.

    Asked where the source has a ``not``, ``never`` or ``no`` and the target nothing that could stand for
    it: no negation, no prefix, and no verb that says as much. Only in languages whose words are known.
    """
    if not unit.target:
        return
    here, there = denial_for(source_locale), denial_for(target_locale)
    if here is None or there is None:
        return
    source, target = texts(unit)
    denied = here.plain(source)
    if denied and not there.any(target):
        told = message("The source denies something (“%(word)s”), the target does not.", word=denied[0])
        yield Finding(NAME, told)
