"""The check ``empty``."""

from __future__ import annotations

from collections.abc import Iterator

from recto.messages import message
from recto.model import Finding, Unit

NAME = "empty"


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """The unit has no target yet.

    Where a target is missing the source stands in the localized article. To leave a text out on
    purpose, make its target ``<0/>``.
    """
    if not unit.target.strip():
        yield Finding(NAME, message("There is no target yet."), "info")
