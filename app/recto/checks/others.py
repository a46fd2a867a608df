"""The check ``others``."""

from __future__ import annotations

from collections.abc import Iterator

from recto.messages import message
from recto.model import Finding, Unit

NAME = "others"
EXCERPT = 60


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """Somebody else translated this differently, and nobody has chosen yet.

    Two people translated the unit in two clones, or a file that was imported has another target. A target
    that was reviewed when the other came stays published; otherwise nothing is until one is confirmed.
    """
    if unit.others:
        text = unit.others[0]
        shown = f"“{text}”" if len(text) <= EXCERPT else f"“{text[: EXCERPT - 1]}…”"
        more = len(unit.others) - 1
        yield Finding(
            NAME,
            message(
                "Other texts are here to choose from: %(text)s, and %(more)s more.", text=shown, more=more
            )
            if more
            else message("Another text is here to choose from: %(text)s.", text=shown),
        )
