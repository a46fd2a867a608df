"""The ways to sign in, by name: another one is a line here, a function, and the fields it asks for.

A second factor is asked between ``recognise`` and ``presence.enter``, which the page and the JSON view both
go through in ``signin``; a way by another site (OpenID Connect) brings fields that lead there, and a view
of its own that comes back to ``presence.enter``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from flask import request

from recto.commands.accounts import PASSWORD, by_password
from recto.store.people import Account
from recto.web.office import office

MAX_NAME = 200


class Method(NamedTuple):
    fields: str
    """The template with what is asked."""
    recognise: Callable[[Mapping[str, object]], Account | None]
    """Return whose answers these are; raises TooManyAttempts."""


def _by_password(asked: Mapping[str, object]) -> Account | None:
    # No name is longer; folding a long text of combining marks would hold everybody up.
    name, password = str(asked.get("name", ""))[:MAX_NAME].strip(), str(asked.get("password", ""))
    return by_password(office().accounts, name, password, request.remote_addr or "")


METHODS = {PASSWORD: Method("_password.html", _by_password)}
