"""Accounts for programs: invitations, one's password and sessions, and what was done about people."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, jsonify, request

from recto.commands.accounts import PASSWORD, accept, change_password
from recto.web.asking import sent, text_in
from recto.web.office import office
from recto.web.permits import ANYONE, IN_PERSON, needs
from recto.web.presence import enter
from recto.web.wording import browser

blueprint = Blueprint("accounts_api", __name__, url_prefix="/api/v1")

PASSWORDS = '{"old": text, "password": text}'


@blueprint.before_request
def _only_for_teams() -> None:
    if not office().is_team:
        abort(404)


@blueprint.get("/join/<secret>")
@needs(ANYONE)
def invitation(secret: str) -> Response:
    """Say whose link this is: ``{"name", "purpose"}``; ``purpose`` is invite or reset. 404 it has ended."""
    accounts = office().accounts
    person, purpose = accounts.links.find(secret)
    return jsonify(name=accounts.people.account(person).name, purpose=purpose)


@blueprint.post("/join/<secret>")
@needs(ANYONE)
def join(secret: str) -> Response:
    """Choose a password by a link, which ends with it; the browser at hand is signed in.

    200 ``{"name", "id"}``; 404 the link has ended; 422 the password is not taken, and the link stays.

    :<json string password: 12 to 128 characters
    """
    account = accept(
        office().accounts, secret, text_in(sent('{"password": text}'), "password", '{"password": text}')
    )
    enter(account, PASSWORD)
    return jsonify(name=account.name, id=account.id)


@blueprint.put("/me/password")
@needs(IN_PERSON)
def password() -> tuple[str, int]:
    """Choose another password: other browsers are signed out.

    204; 422 it is not taken, or the old one is wrong.

    :<json string old: the present password
    :<json string password: the new one, 12 to 128 characters
    """
    asked, here = sent(PASSWORDS), office()
    old, new = text_in(asked, "old", PASSWORDS), text_in(asked, "password", PASSWORDS)
    account = here.accounts.people.account(here.reader.id)
    change_password(here.accounts, account, old, new, request.remote_addr or "")
    # Every session has ended, this one too; the person at hand has just shown the password.
    g.session = None
    enter(account, PASSWORD)
    return "", 204


@blueprint.delete("/me/sessions")
@needs(IN_PERSON)
def end_sessions() -> tuple[str, int]:
    """Sign out of every browser, this one among them. 204."""
    here = office()
    here.accounts.sessions.end_all(here.reader.id)
    return "", 204


@blueprint.get("/people/<int:number>/sessions")
@needs("admin")
def sessions(number: int) -> Response:
    """Return the browsers that somebody is signed in with.

    ``{"sessions": [{"id", "started", "seen", "browser"}]}``. Times are seconds since 1970.
    404 there is no such account.
    """
    accounts = office().accounts
    found = accounts.sessions.of_person(accounts.people.account(number).id)
    return jsonify(
        sessions=[
            {"id": one.id, "started": one.started, "seen": one.seen, "browser": browser(one.browser)}
            for one in found
        ]
    )


@blueprint.get("/people/events")
@needs("admin")
def events() -> Response:
    """Return what was done about accounts, newest first.

    ``{"events": [{"at", "by", "about", "what", "detail"}]}``.
    """
    found = office().accounts.people.events()
    return jsonify(
        events=[
            {"at": one.made_at, "by": one.by, "about": one.about, "what": one.what, "detail": one.detail}
            for one in found
        ]
    )
