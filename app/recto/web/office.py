"""What every request works with."""

from __future__ import annotations

from typing import NamedTuple, cast

from flask import current_app, g, has_request_context

from recto.commands.accounts import Accounts
from recto.project import Project
from recto.store import Desk
from recto.store.roles import Reader


class Office(NamedTuple):
    project: Project
    desk: Desk
    person: str
    """Noted with each change; empty where nobody is signed in at a team's desk."""

    @property
    def reader(self) -> Reader:
        """Who is there, and what they may do. Without roles: nobody is signed in."""
        if self.is_team:
            return cast(Reader, g.get("reader") or NOBODY) if has_request_context() else NOBODY
        return Reader(self.person, is_alone=True)

    @property
    def is_team(self) -> bool:
        """Tell whether people have accounts here."""
        return self.project.config.desk.mode == "team"

    @property
    def accounts(self) -> Accounts:
        return cast(Accounts, current_app.extensions["recto.accounts"])


NOBODY = Reader("")


def office() -> Office:
    """Return the project, desk and person of the request at hand."""
    found = cast(Office, current_app.extensions["recto"])
    return found._replace(person=found.reader.name)
