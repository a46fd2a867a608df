"""Build the desk's application."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from recto import locales
from recto.commands.accounts import open_accounts
from recto.commands.review import recover
from recto.model import fingerprint
from recto.project import Project
from recto.store import Desk, Jobs
from recto.store.secret import secret_key
from recto.web import (
    accounts_api,
    activity,
    api,
    articles_api,
    asking,
    beside,
    bulk,
    comments,
    compiling,
    counting,
    dashboard,
    drafts,
    exporting,
    factsheet,
    failures,
    glossary,
    importing,
    jobs,
    limits,
    live,
    me,
    memory,
    menu,
    openapi,
    packing,
    people,
    permits,
    presence,
    preview,
    publishing,
    repeats,
    replace_api,
    search,
    security,
    signin,
    signing,
    translating,
    units,
    work,
)
from recto.web.address import LocaleConverter, NumberConverter, UnitConverter
from recto.web.filters import FILTERS
from recto.web.office import Office, office
from recto.web.rows import LOOKS
from recto.web.sharing import Sharing
from recto.web.terms import insertion

MEGABYTE = 1_000_000


def create_app(project: Project, person: str = "") -> Flask:
    """Return the desk of a project, after bringing in what a crash interrupted.

    ``person`` is noted with each change.
    """
    app = Flask("recto.web", static_url_path=packing.address())
    app.json = asking.Json(app)
    desk = Desk(project.state_folder / "desk.db")
    recover(project, desk)
    app.extensions["recto"] = Office(project, desk, person)
    app.extensions["recto.accounts"] = open_accounts(project)
    app.extensions["recto.jobs"] = Jobs(project.state_folder / "desk.db")
    app.extensions["recto.sharing"] = Sharing(project.root)
    counting.install(app, project)
    app.config.update(_settings(project))
    _templates(app, project)
    app.url_map.converters.update(locale=LocaleConverter, unit=UnitConverter, int=NumberConverter)
    translating.install(app)
    packing.install(app)
    security.install(app)
    presence.install(app)
    permits.install(app)
    security.install_tokens(app)
    limits.install(app)
    failures.install(app)
    for room in (dashboard, search, bulk, activity, units, api, repeats, memory, signin, me, people, jobs):
        app.register_blueprint(room.blueprint)
    for room in (beside, comments, drafts, glossary, live, preview):
        app.register_blueprint(room.blueprint)
    publishing.install(app, app.extensions["recto"])
    for room in (signing, factsheet, exporting, compiling, importing, work):
        app.register_blueprint(room.blueprint)
    for room in (articles_api, replace_api, accounts_api, openapi):
        app.register_blueprint(room.blueprint)
    app.register_blueprint(memory.pages)
    if project.config.desk.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    return app


def _settings(project: Project) -> dict[str, object]:
    mark, is_https = _mark(project), project.config.desk.base_url.startswith("https:")
    return {
        "RECTO_HOSTS": security.host_names(project),
        "SECRET_KEY": secret_key(project.state_folder / "secret"),
        # Browsers share cookies between the ports of a host: two desks must not share a name.
        "SESSION_COOKIE_NAME": f"__Host-recto_{mark}" if is_https else f"recto_{mark}",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # A page may stay open from morning to evening; the token ends with the session.
        "WTF_CSRF_TIME_LIMIT": None,
        # Some browsers are told to send no Referer; Origin is looked at in any case, and __Host- keeps the
        # cookie from being planted.
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": 8 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 200,
    }


def _mark(project: Project) -> str:
    """Return what tells this project from others that had the same port of this machine."""
    return fingerprint(str(project.root))[:8]


def _templates(app: Flask, project: Project) -> None:
    app.jinja_env.autoescape = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        direction=locales.direction,
        display_name=lambda tag: locales.display_name(tag, translating.reading_locale()),
        own_name=lambda tag: locales.display_name(tag, tag),
        office=office,
        pages=menu.pages,
        likes=presence.likes,
        LOOKS=LOOKS,
        FILTERS=FILTERS,
        insertion=insertion,
        PROJECT=_mark(project),
    )
