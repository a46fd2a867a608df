"""Build the desk's application."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from recto import locales
from recto.commands.review import recover
from recto.model import fingerprint
from recto.project import Project
from recto.store import Desk, Jobs
from recto.store.secret import secret_key
from recto.web import api, articles, failures, jobs, memory, packing, security, units
from recto.web.address import LocaleConverter, UnitConverter
from recto.web.office import Office
from recto.web.rows import FILTERS, LOOKS
from recto.web.sharing import Sharing
from recto.web.terms import insertion

MEGABYTE = 1_000_000


def create_app(project: Project, person: str = "") -> Flask:
    """Return the desk of a project, after bringing in what a crash interrupted.

    ``person`` is noted with each change.
    """
    app = Flask("recto.web")
    desk = Desk(project.state_folder / "desk.db")
    recover(project, desk)
    app.extensions["recto"] = Office(project, desk, person)
    app.extensions["recto.jobs"] = Jobs(project.state_folder / "desk.db")
    app.extensions["recto.sharing"] = Sharing(project.root)
    app.config.update(_settings(project))
    _templates(app, project)
    app.url_map.converters.update(locale=LocaleConverter, unit=UnitConverter)
    packing.install(app)
    security.install(app)
    CSRFProtect(app)
    failures.install(app)
    for room in (articles, units, api, memory, jobs):
        app.register_blueprint(room.blueprint)
    return app


def _settings(project: Project) -> dict[str, object]:
    return {
        "SECRET_KEY": secret_key(project.state_folder / "secret"),
        # Browsers share cookies between the ports of a host: two desks must not share a name.
        "SESSION_COOKIE_NAME": f"recto_{_mark(project)}",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # A page may stay open from morning to evening; the token ends with the session.
        "WTF_CSRF_TIME_LIMIT": None,
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
        display_name=locales.display_name,
        LOOKS=LOOKS,
        FILTERS=FILTERS,
        insertion=insertion,
        PROJECT=_mark(project),
    )
