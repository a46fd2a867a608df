"""The people of a desk, for its admins: who is there, who may what where, invitations, sessions."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response as Answer

from recto.commands.accounts import invite, renew_link
from recto.errors import ConfigError, ConflictError
from recto.store.people import Account
from recto.store.roles import EVERYWHERE, Role
from recto.web.office import office
from recto.web.permits import IN_PERSON, demand, needs
from recto.web.translating import N_, _
from recto.web.wording import browser, time_of

blueprint = Blueprint("people", __name__)

SHOWN_ONCE = "recto_link_of"
ROLE_WORDS = {
    Role.GUEST: N_("Guest"),
    Role.TRANSLATOR: N_("Translator"),
    Role.REVIEWER: N_("Reviewer"),
    Role.EDITOR: N_("Editor"),
    Role.ADMIN: N_("Admin"),
}
ROLE_HELP = {
    Role.GUEST: N_("reads"),
    Role.TRANSLATOR: N_("drafts, confirms, comments"),
    Role.REVIEWER: N_("also confirms what others translated, where four eyes are asked"),
    Role.EDITOR: N_("also bulk changes, sign-off, import, export, assignments"),
    Role.ADMIN: N_("also people and settings, in all languages"),
}
EVENT_WORDS = {
    "invited": N_("invited"),
    "role": N_("role changed"),
    "password": N_("password chosen"),
    "link": N_("new link"),
    "disabled": N_("disabled"),
    "enabled": N_("enabled"),
    "token": N_("API token made"),
    "token revoked": N_("API token revoked"),
    "sessions": N_("signed out everywhere"),
}


@blueprint.before_request
def _only_for_teams() -> None:
    if not office().is_team:
        abort(404)


@blueprint.get("/people")
@needs("admin")
def page() -> str:
    return _page()


@blueprint.post("/people")
@needs("admin")
def add() -> Answer | tuple[str, int]:
    form = request.form
    try:
        roles = _roles({form.get("locale", EVERYWHERE): form.get("role", "")})
        given = {locale: role for locale, role in roles.items() if role}
        account, secret = invite(
            office().accounts, form.get("name", "").strip(), given, office().person, form.get("email", "")
        )
    except (ConfigError, ConflictError) as error:
        return _page(str(error), form), 422
    cookie[SHOWN_ONCE] = {"for": account.id, "secret": secret}
    return redirect(url_for("people.person", number=account.id), 303)


@blueprint.get("/people/<int:number>")
@needs("admin")
def person(number: int) -> str:
    return _person(number)


@blueprint.post("/people/<int:number>/roles")
@needs("admin")
def give_roles(number: int) -> Answer | tuple[str, int]:
    asked = {locale: request.form[locale] for locale in _places() if locale in request.form}
    try:
        office().accounts.people.set_roles(number, _roles(asked), office().person)
    except (ConfigError, ConflictError) as error:
        return _person(number, str(error)), 422
    flash(_("Saved."))
    return redirect(url_for("people.person", number=number), 303)


@blueprint.post("/people/<int:number>/link")
@needs("admin")
def link(number: int) -> Answer | tuple[str, int]:
    accounts = office().accounts
    try:
        secret = renew_link(accounts, accounts.people.account(number), office().person)
    except ConfigError as error:
        return _person(number, str(error)), 422
    cookie[SHOWN_ONCE] = {"for": number, "secret": secret}
    return redirect(url_for("people.person", number=number), 303)


@blueprint.post("/people/<int:number>/sessions")
@needs("admin")
def end_sessions(number: int) -> Answer:
    _end_sessions(number)
    flash(_("Signed out everywhere."))
    return redirect(url_for("people.person", number=number), 303)


@blueprint.post("/people/<int:number>/<any(disable, enable):way>")
@needs("admin")
def let_in(number: int, way: str) -> Answer | tuple[str, int]:
    try:
        office().accounts.people.set_active(number, office().person, is_active=way == "enable")
    except ConflictError as error:
        return _person(number, str(error)), 422
    return redirect(url_for("people.person", number=number), 303)


@blueprint.get("/api/v1/people")
@needs("admin")
def listed() -> Response:
    """Return every account.

    ``{"people": [{"id", "name", "email", "active", "accepted", "roles": {locale or "*": role}}]}``.
    """
    return jsonify(people=[_fields(one) for one in office().accounts.people.all()])


@blueprint.post("/api/v1/people")
@needs("admin")
def invited() -> tuple[Response, int]:
    """Invite somebody: ``{"name", "email"?, "roles"?: {locale or "*": role}}``.

    201 the account and its ``link``, which is not shown again; 400 what is wrong; 409 the name is taken.

    :<json string name: what they are called
    :<json string email: where mail goes
    :<json object roles: locale or "*" -> guest, translator, reviewer, editor or admin
    """
    asked = _body()
    given = {locale: role for locale, role in _roles(_texts(asked.get("roles", {}))).items() if role}
    name, email = str(asked.get("name", "")), str(asked.get("email", ""))
    account, secret = invite(office().accounts, name, given, office().person, email)
    return jsonify(_fields(account) | {"link": _address(secret)}), 201


@blueprint.put("/api/v1/people/<int:number>")
@needs("admin")
def changed(number: int) -> Response:
    """Change an account: ``{"roles"?: {locale or "*": role or ""}, "active"?: true or false}``.

    200 the account; 400 what is wrong; 404 there is none; 409 nobody would be left to tend the accounts.

    :<json object roles: locale or "*" -> a role, or an empty text for none; others stay
    :<json boolean active: whether the account is let in
    """
    asked, people, by = _body(), office().accounts.people, office().person
    people.set_roles(number, _roles(_texts(asked.get("roles", {}))), by)
    if isinstance(asked.get("active"), bool):
        people.set_active(number, by, is_active=bool(asked["active"]))
    return jsonify(_fields(people.account(number)))


@blueprint.post("/api/v1/people/<int:number>/link")
@needs(IN_PERSON)
def new_link(number: int) -> tuple[Response, int]:
    """Make a new link by which somebody chooses a password: 201 ``{"link"}``, which is not shown again."""
    demand("admin")
    accounts = office().accounts
    secret = renew_link(accounts, accounts.people.account(number), office().person)
    return jsonify(link=_address(secret)), 201


@blueprint.delete("/api/v1/people/<int:number>/sessions")
@needs(IN_PERSON)
def ended(number: int) -> tuple[str, int]:
    """Sign somebody out everywhere. 204."""
    demand("admin")
    _end_sessions(number)
    return "", 204


def _places() -> tuple[str, ...]:
    return (EVERYWHERE, *office().project.config.target_locales)


def _roles(asked: Mapping[str, str]) -> dict[str, Role | None]:
    """Return roles by locale; an empty text is none.

    :raises ConfigError: no such locale, or no such role.
    """
    if unknown := sorted(set(asked) - set(_places())):
        raise ConfigError(f"{unknown[0][:40]!r} is not in 'target_locales'.", hint="Choose one of the list.")
    if unknown := sorted(set(asked.values()) - {*Role, ""}):
        raise ConfigError(f"there is no role {unknown[0][:40]!r}.", hint="Choose one of the list.")
    return {locale: Role(role) if role else None for locale, role in asked.items()}


def _texts(asked: object) -> dict[str, str]:
    if not isinstance(asked, dict) or not all(isinstance(role, str) for role in asked.values()):
        abort(400, 'Send {"roles": {"de": "translator"}}.')
    return asked


def _body() -> dict[str, object]:
    asked = request.get_json()
    if not isinstance(asked, dict):
        abort(400, "Send a JSON object.")
    return asked


def _end_sessions(number: int) -> None:
    accounts = office().accounts
    account = accounts.people.account(number)
    accounts.sessions.end_all(number)
    accounts.people.note(office().person, account.name, "sessions")


def _address(secret: str) -> str:
    base = office().project.config.desk.base_url
    way = url_for("signin.invitation", secret=secret)
    return base + way if base else request.host_url.rstrip("/") + way


def _fields(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "name": account.name,
        "email": account.email,
        "active": account.is_active,
        "accepted": account.has_password,
        "roles": {locale: str(role) for locale, role in account.roles.items()},
    }


def _page(problem: str = "", typed: Mapping[str, str] | None = None) -> str:
    people = office().accounts.people
    return render_template(
        "people.html",
        people=people.all(),
        places=_places(),
        events=people.events(),
        problem=problem,
        typed=typed or {},
        **_words(),
    )


def _person(number: int, problem: str = "") -> str:
    accounts = office().accounts
    made = cookie.get(SHOWN_ONCE) or {}
    # A page of somebody else, open beside it, must not show the link under another name, nor use it up.
    secret = cookie.pop(SHOWN_ONCE)["secret"] if made.get("for") == number else ""
    return render_template(
        "person.html",
        account=accounts.people.account(number),
        places=_places(),
        link=_address(secret) if secret else "",
        sessions=accounts.sessions.of_person(number),
        problem=problem,
        browser=browser,
        time_of=time_of,
        **_words(),
    )


def _words() -> dict[str, object]:
    return {
        "EVERYWHERE": EVERYWHERE,
        "ROLE_WORDS": ROLE_WORDS,
        "ROLE_HELP": ROLE_HELP,
        "EVENT_WORDS": EVENT_WORDS,
    }
