"""What a view asks of whoever calls it. A view that does not say is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for

from recto.store.roles import ACTIONS
from recto.web.office import office
from recto.web.translating import _

ANYONE = "anyone"
"""In place of an action: needs no account (signing in, an invitation)."""
PRESENT = "present"
"""In place of an action: needs an account, whatever its roles (one's own page)."""
IN_PERSON = "in person"
"""As ``PRESENT``, but an API token will not do: whoever has found one must not get at the account."""

MARK = "recto_needs"
View = TypeVar("View", bound=Callable[..., Any])


def needs(action: str) -> Callable[[View], View]:
    """Say what a view asks: an action of ``ACTIONS``, ``PRESENT``, ``IN_PERSON`` or ``ANYONE``.

    The locale is the route's argument of that name. Without one, the action has to be allowed in some
    locale, and the view asks ``demand`` for each locale that it touches.
    """
    if action not in {*ACTIONS, PRESENT, IN_PERSON, ANYONE}:
        raise ValueError(f"unknown action {action!r}; one of {', '.join(ACTIONS)}.")

    def mark(view: View) -> View:
        setattr(view, MARK, action)
        return view

    return mark


def demand(action: str, locale: str = "") -> None:
    """Answer 403 unless the reader may do this in a locale."""
    reader = office().reader
    if reader.may(action, locale):
        return
    if not reader.roles:
        abort(403, _("You have no role yet. Ask an admin of this desk for one."))
    abort(403, _("This needs a role that you do not have here. Ask an admin of this desk."))


def install(app: Flask) -> None:
    """Check every request, after who is there is known."""
    app.before_request(check)


def asked_of(endpoint: str) -> str | None:
    """Return what the view of an endpoint asks, if it says so."""
    return getattr(current_app.view_functions[endpoint], MARK, None)


def check() -> Response | None:
    """Refuse what the view at hand does not allow whoever is there."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    action = asked_of(request.endpoint)
    if action is None:
        abort(403, "This page does not say who may use it.")
    if action == ANYONE:
        return None
    here = office()
    if here.is_team and g.reader is None:
        return _sign_in()
    if action == IN_PERSON and g.token:
        abort(403, _("An API token will not do here: sign in with the browser."))
    if action not in {PRESENT, IN_PERSON}:
        demand(action, str((request.view_args or {}).get("locale", "")))
    return None


def _sign_in() -> Response:
    """Ask for a name: programs by 401, browsers by the page for it. Text that was sent is given back."""
    if request.path.startswith("/api/") or request.method not in {"GET", "HEAD"}:
        abort(401, _("You are not signed in, or were not active for an hour; nothing was saved."))
    wanted = request.full_path if request.query_string else request.path
    answer: Response = redirect(url_for("signin.page", next=wanted), 303)  # type: ignore[assignment]
    return answer
