"""The check ``unedited``."""

from __future__ import annotations

from collections.abc import Iterator

from recto.messages import message
from recto.model import Finding, State, Unit

NAME = "unedited"
FACT = "fact"
FUZZY = "tm:fuzzy"


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """A target that was confirmed was looked at.

    Said of a machine's text that was confirmed as the machine left it, of one that the memory had for a
    source that is only alike, and of a target that was confirmed without a change after its source had
    changed. That may well be right: it is reported only of the memory's, and where a fact of the source
    changed. Confirming in the desk answers the question; what other tools confirm shows here.
    """
    if unit.state.rank < State.REVIEWED.rank or not unit.target:
        return
    if unit.previous and unit.mark("was"):  # ``was`` is read only while the target is the same
        is_fact = unit.mark("edit") == FACT
        told = (
            message("A fact of the source changed, and the target was confirmed as it was.")
            if is_fact
            else message("The source changed, and the target was confirmed as it was.")
        )
        yield Finding(NAME, told, "warning" if is_fact else "info")
    elif unit.origin == FUZZY:
        told = message("An earlier translation of a source that is only alike was confirmed as it was.")
        yield Finding(NAME, told)
    elif unit.origin.startswith("mt:"):
        yield Finding(NAME, message("A machine's text was confirmed as it was."), "info")
