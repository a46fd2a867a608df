"""What every request works with."""

from __future__ import annotations

from typing import NamedTuple, cast

from flask import current_app

from recto.project import Project
from recto.store import Desk


class Office(NamedTuple):
    project: Project
    desk: Desk
    person: str
    """Noted with each change; there is no login yet, so it is one for the whole desk."""


def office() -> Office:
    """Return the project, desk and person of the request at hand."""
    return cast(Office, current_app.extensions["recto"])
