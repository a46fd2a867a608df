"""Who is at the other end of a request: a browser with a session, a program with a token, or nobody."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request, session

from recto.store.people import Account, Preferences
from recto.store.sessions import WHOLE_S
from recto.web.office import office

BEARER = "Bearer "
PREFIX = "__Host-"
BY_ITSELF = frozenset({"live.changes"})
"""What an open page asks for by itself: nobody has to be there, so it does not keep a session alive."""


def install(app: Flask) -> None:
    """Find out who is there before each request; send the cookie of a new or ended session after it."""
    app.before_request(recognise)
    app.after_request(hand_out)


def is_https() -> bool:
    """Tell whether the browser reaches the desk through TLS, by a server before it at the latest."""
    return request.is_secure or office().project.config.desk.base_url.startswith("https:")


def cookie_name() -> str:
    """Return the name of the session's cookie; with TLS no other host of the domain can set one of it."""
    name = f"{current_app.config['SESSION_COOKIE_NAME'].removeprefix(PREFIX)}_who"
    return PREFIX + name if is_https() else name


def recognise() -> None:
    """Set ``g.reader``, ``g.session`` (of a browser) or ``g.token`` (of a program), and what they like."""
    g.reader = g.session = None
    g.token = False
    if request.endpoint == "static":
        return
    here = office()
    if here.is_team:
        _by_token() if request.path.startswith("/api/") and _bearer() else _by_cookie()
    reader = here.reader
    has_choice = reader.is_alone or reader.id
    g.likes = here.accounts.people.preferences(reader.id) if has_choice else Preferences()
    g.reading_locale = g.likes.language or None


def _bearer() -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix(BEARER) if header.startswith(BEARER) else ""


def _by_token() -> None:
    accounts = office().accounts
    if person := accounts.tokens.person_of(_bearer()):
        g.reader, g.token = accounts.people.account(person).reader, True


def _by_cookie() -> None:
    accounts, secret = office().accounts, request.cookies.get(cookie_name(), "")
    is_used = request.endpoint not in BY_ITSELF
    found = accounts.sessions.of_secret(secret, is_used=is_used) if secret else None
    if found:
        g.reader, g.session = accounts.people.account(found.person).reader, found


def likes() -> Preferences:
    """Return how whoever is there wants the desk; also where a request was refused at once."""
    return g.get("likes") or Preferences()


def enter(account: Account, method: str) -> None:
    """Begin a session for the browser at hand; the one that it had ends, and so do its forms."""
    accounts = office().accounts
    if g.session:
        accounts.sessions.end(g.session.person, g.session.id)
    session.clear()
    browser = request.headers.get("User-Agent", "")
    g.new_secret = accounts.sessions.start(account.id, method, browser, request.remote_addr or "")
    g.reader = account.reader


def leave() -> None:
    """End the session of the browser at hand."""
    if g.session:
        office().accounts.sessions.end(g.session.person, g.session.id)
    session.clear()
    g.reader = g.session = None
    g.new_secret = ""


def hand_out(response: Response) -> Response:
    """Give the browser the secret of its new session, or take away that of an ended one."""
    secret = g.get("new_secret")
    if secret is None:
        return response
    # An empty one takes the place of the one that has ended.
    response.set_cookie(
        cookie_name(),
        secret,
        max_age=WHOLE_S if secret else 0,
        path="/",
        secure=is_https(),
        httponly=True,
        samesite="Lax",
    )
    return response
