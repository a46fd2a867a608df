"""One's own page: language and look of the desk, password, sessions, tokens for programs."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response as Answer

from recto.commands.accounts import PASSWORD, PasswordRefused, TooManyAttempts, change_password, checked_email
from recto.errors import ConfigError
from recto.store.people import THEMES, Account, Preferences
from recto.web.address import row_number
from recto.web.office import office
from recto.web.people import ROLE_WORDS
from recto.web.permits import IN_PERSON, PRESENT, needs
from recto.web.presence import enter
from recto.web.translating import LOCALES, N_, _
from recto.web.wording import browser, time_of

blueprint = Blueprint("me", __name__)

THEME_WORDS = {"auto": N_("As the system has it"), "light": N_("Light"), "dark": N_("Dark")}
SHOWN_ONCE = "recto_token"
MOST_TOKENS = 50


@blueprint.get("/me")
@needs(PRESENT)
def page() -> str:
    return _page()


@blueprint.post("/me")
@needs(PRESENT)
def save() -> Answer | tuple[str, int]:
    form = request.form
    asked = {
        "language": form.get("language", ""),
        "theme": form.get("theme", ""),
        "shortcuts": form.get("shortcuts") == "on",
        "email": form.get("email", ""),
    }
    try:
        _prefer(asked)
    except ConfigError as error:
        return _page(str(error)), 422
    flash(_("Saved."))
    return redirect(url_for("me.page"), 303)


@blueprint.post("/me/password")
@needs(IN_PERSON)
def password() -> Answer | tuple[str, int] | tuple[str, int, dict[str, str]]:
    account, form = _account(), request.form
    if form.get("password", "") != form.get("again", ""):
        return _page(_("The two passwords differ.")), 422
    try:
        change_password(
            office().accounts,
            account,
            form.get("old", ""),
            form.get("password", ""),
            request.remote_addr or "",
        )
    except PasswordRefused as refusal:
        return _page(str(refusal)), 422
    except TooManyAttempts as refusal:
        return _page(str(refusal)), 429, {"Retry-After": str(refusal.wait)}
    # Every session has ended, this one too; the person at hand has just shown the password.
    g.session = None
    enter(account, PASSWORD)
    flash(_("The password is changed; other browsers are signed out."))
    return redirect(url_for("me.page"), 303)


@blueprint.post("/me/sessions")
@needs(IN_PERSON)
def end_sessions() -> Answer:
    """End one session, or all: this browser's is among them."""
    account, number = _account(), request.form.get("session", 0, type=row_number)
    if number:
        office().accounts.sessions.end(account.id, number)
    else:
        office().accounts.sessions.end_all(account.id)
    return redirect(url_for("me.page"), 303)


@blueprint.post("/me/tokens")
@needs(IN_PERSON)
def make_token() -> Answer | tuple[str, int]:
    name = " ".join(request.form.get("name", "").split())[:60]
    if not name:
        return _page(_("Name the program, so that you know later what the token is for.")), 422
    cookie[SHOWN_ONCE] = _make_token(name)
    return redirect(url_for("me.page", _anchor="tokens"), 303)


@blueprint.post("/me/tokens/revoke")
@needs(IN_PERSON)
def revoke_token() -> Answer:
    _revoke_token(request.form.get("token", 0, type=row_number))
    return redirect(url_for("me.page", _anchor="tokens"), 303)


@blueprint.get("/api/v1/me")
@needs(PRESENT)
def me() -> Response:
    """Return what one has chosen, and one's roles.

    ``{"name", "email", "language", "theme", "shortcuts", "roles": {locale or "*": role}}``.
    """
    return _me()


@blueprint.put("/api/v1/me")
@needs(PRESENT)
def change_me() -> Response:
    """Choose: any of ``{"language", "theme", "shortcuts", "email"}``; what is left out stays.

    200 as GET; 400 there is no such choice.

    :<json string language: that of the desk; empty: the browser's
    :<json string theme: auto, light or dark
    :<json boolean shortcuts: whether keys do something
    :<json string email: where mail goes
    """
    asked = request.get_json()
    if not isinstance(asked, dict):
        abort(400, 'Send {"theme": "dark"}, or another of language, theme, shortcuts, email.')
    _prefer(asked)
    return _me()


@blueprint.get("/api/v1/me/sessions")
@needs(IN_PERSON)
def sessions() -> Response:
    """Return the browsers that one is signed in with.

    ``{"sessions": [{"id", "browser", "address", "here"}]}``.
    """
    return jsonify(
        sessions=[
            {"id": one.id, "browser": one.browser, "address": one.address, "here": one.id == g.session.id}
            for one in office().accounts.sessions.of_person(_account().id)
        ]
    )


@blueprint.delete("/api/v1/me/sessions/<int:number>")
@needs(IN_PERSON)
def end_session(number: int) -> tuple[str, int]:
    """End one of one's sessions. 204; 404 it has ended already."""
    office().accounts.sessions.end(_account().id, number)
    return "", 204


@blueprint.get("/api/v1/me/tokens")
@needs(IN_PERSON)
def tokens() -> Response:
    """Return one's tokens, without what they are: ``{"tokens": [{"id", "name", "made_at", "used_at"}]}``."""
    found = office().accounts.tokens.of_person(_account().id)
    return jsonify(
        tokens=[
            {"id": one.id, "name": one.name, "made_at": one.made_at, "used_at": one.used_at} for one in found
        ]
    )


@blueprint.post("/api/v1/me/tokens")
@needs(IN_PERSON)
def add_token() -> tuple[Response, int]:
    """Make a token for a program that is called ``{"name"}``: 201 ``{"token"}``, which is not shown again.

    :<json string name: what it is for, at most 60 characters
    """
    asked = request.get_json()
    name = asked.get("name") if isinstance(asked, dict) else None
    if not isinstance(name, str) or not 1 <= len(name) <= 60:
        abort(400, 'Send {"name": what the token is for}, at most 60 characters.')
    return jsonify(token=_make_token(name)), 201


@blueprint.delete("/api/v1/me/tokens/<int:number>")
@needs(IN_PERSON)
def drop_token(number: int) -> tuple[str, int]:
    """Revoke one of one's tokens. 204; 404 there is no such token."""
    _revoke_token(number)
    return "", 204


def _account() -> Account:
    """Return the account at hand; a desk for one person has none."""
    number = office().reader.id
    if not number:
        abort(404)
    return office().accounts.people.account(number)


def _prefer(asked: Mapping[str, object]) -> None:
    """Keep what was chosen.

    :raises ConfigError: there is no such language, look or address of mail.
    """
    people, reader, likes = office().accounts.people, office().reader, g.likes
    language, theme = asked.get("language", likes.language), asked.get("theme", likes.theme)
    has_shortcuts = asked.get("shortcuts", likes.has_shortcuts)
    if language not in ("", *LOCALES) or theme not in THEMES or not isinstance(has_shortcuts, bool):
        raise ConfigError("there is no such choice.", hint="Choose one of those that the page offers.")
    if reader.id and "email" in asked:
        people.set_email(reader.id, checked_email(str(asked["email"])))
    g.likes = Preferences(str(language), str(theme), has_shortcuts)
    people.prefer(reader.id, g.likes)
    g.reading_locale = language or None


def _make_token(name: str) -> str:
    accounts, account = office().accounts, _account()
    if len(accounts.tokens.of_person(account.id)) >= MOST_TOKENS:
        abort(422, _("You have too many tokens. Revoke those that are not used."))
    accounts.people.note(account.name, account.name, "token", name)
    return accounts.tokens.make(account.id, name)


def _revoke_token(number: int) -> None:
    accounts, account = office().accounts, _account()
    accounts.tokens.revoke(account.id, number)
    accounts.people.note(account.name, account.name, "token revoked")


def _me() -> Response:
    here = office()
    email = here.accounts.people.account(here.reader.id).email if here.reader.id else ""
    roles = {locale: str(role) for locale, role in here.reader.roles.items()}
    likes = g.likes
    return jsonify(
        name=here.reader.name, email=email, language=likes.language, theme=likes.theme,
        shortcuts=likes.has_shortcuts, roles=roles,
    )  # fmt: skip


def _page(problem: str = "") -> str:
    here = office()
    account = here.accounts.people.account(here.reader.id) if here.reader.id else None
    return render_template(
        "me.html",
        account=account,
        chosen=g.likes,
        languages=LOCALES,
        themes=THEME_WORDS,
        sessions=here.accounts.sessions.of_person(account.id) if account else [],
        here=g.session.id if g.session else 0,
        tokens=here.accounts.tokens.of_person(account.id) if account else [],
        fresh=cookie.pop(SHOWN_ONCE, ""),
        problem=problem,
        ROLE_WORDS=ROLE_WORDS,
        browser=browser,
        time_of=time_of,
    )
