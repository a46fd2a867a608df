"""Coming in and going out: signing in, signing in again in place, invitations."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Blueprint, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as Answer

from recto.commands.accounts import PASSWORD, PasswordRefused, TooManyAttempts, accept
from recto.store.people import Account
from recto.web.methods import METHODS
from recto.web.office import office
from recto.web.permits import ANYONE, needs
from recto.web.presence import enter, leave
from recto.web.translating import _

blueprint = Blueprint("signin", __name__)

INSIDE = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")
"""An address of this desk: ``//elsewhere``, and what browsers take for it, leads to another."""


@blueprint.before_request
def _only_for_teams() -> None:
    public = {"signin.health", "signin.session"}
    if not office().is_team and request.endpoint not in public:
        abort(404)


@blueprint.get("/healthz")
@needs(ANYONE)
def health() -> Response:
    """Tell a machine that watches that the desk answers and reads its database."""
    office().accounts.people.preferences(0)
    return jsonify(status="ok")


@blueprint.get("/login")
@needs(ANYONE)
def page() -> str | Answer:
    if g.reader:
        return redirect(_wanted(), 303)
    return _page()


@blueprint.post("/login")
@needs(ANYONE)
def come() -> Answer | tuple[str, int] | tuple[str, int, dict[str, str]]:
    name = request.form.get("name", "").strip()[:200]
    try:
        account = _recognised(request.form)
    except TooManyAttempts as refusal:
        words = _("Too many attempts. Try again in %(num)s seconds.", num=refusal.wait)
        return _page(words, name), 429, {"Retry-After": str(refusal.wait)}
    if account is None:
        return _page(_("This name and password do not belong together."), name), 401
    return redirect(_wanted(), 303)


@blueprint.post("/logout")
@needs(ANYONE)
def go() -> Answer:
    leave()
    return redirect(url_for("signin.page"), 303)


@blueprint.get("/join/<secret>")
@needs(ANYONE)
def invitation(secret: str) -> str:
    return _invitation(secret)


@blueprint.post("/join/<secret>")
@needs(ANYONE)
def join(secret: str) -> Answer | tuple[str, int]:
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _invitation(secret, _("The two passwords differ.")), 422
    try:
        account = accept(office().accounts, secret, password)
    except PasswordRefused as refusal:
        return _invitation(secret, str(refusal)), 422
    enter(account, PASSWORD)
    flash(_("Welcome. From now on you sign in with this name and password."))
    return redirect(url_for(HOME), 303)


@blueprint.get("/api/v1/session")
@needs(ANYONE)
def session() -> Response:
    """Tell who is signed in, and the token that changes of this browser need.

    ``{"name", "id", "csrf"}``; without a name nobody is signed in.
    """
    reader = office().reader
    return jsonify(name=reader.name, id=reader.id, csrf=generate_csrf())


@blueprint.post("/api/v1/session")
@needs(ANYONE)
def come_again() -> Response:
    """Sign in without leaving the page: ``{"name", "password"}``.

    200 as GET; 401 they do not belong together; 429 too many attempts, with ``Retry-After``.

    :<json string name: what the account is called
    :<json string password: its password
    :<json string method: password, the only way as yet
    """
    asked = request.get_json()
    if not isinstance(asked, dict):
        abort(400, 'Send {"name": text, "password": text}.')
    account = _recognised(asked)
    if account is None:
        abort(401, _("This name and password do not belong together."))
    return jsonify(name=account.name, id=account.id, csrf=generate_csrf())


@blueprint.delete("/api/v1/session")
@needs(ANYONE)
def go_away() -> tuple[str, int]:
    """Sign out. 204."""
    leave()
    return "", 204


HOME = "articles.dashboard"


def _recognised(asked: Mapping[str, object]) -> Account | None:
    """Return who signs in by the answers, the session begun, or None."""
    name = str(asked.get("method", PASSWORD))
    if name not in METHODS:
        abort(400, "There is no such way to sign in.")
    account = METHODS[name].recognise(asked)
    if account is not None:
        enter(account, name)
    return account


def _wanted() -> str:
    """Return the page of this desk that was asked for before signing in."""
    asked = request.values.get("next", "")
    return asked if INSIDE.fullmatch(asked) and not asked.startswith("/login") else url_for(HOME)


def _page(problem: str = "", name: str = "") -> str:
    return render_template(
        "login.html", problem=problem, name=name, next=request.values.get("next", ""), methods=METHODS
    )


def _invitation(secret: str, problem: str = "") -> str:
    accounts = office().accounts
    person, purpose = accounts.links.find(secret)
    return render_template(
        "join.html", account=accounts.people.account(person), purpose=purpose, problem=problem
    )
