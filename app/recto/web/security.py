"""Who may talk to the desk, and what its pages may do in a browser (reliability.md, section 9)."""

from __future__ import annotations

import logging
import re
import traceback
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf.csrf import CSRFProtect

from recto.project import Project
from recto.store.secret import SECRET
from recto.web.office import office
from recto.web.presence import is_https

HOST = re.compile(r"(?P<name>127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
"""This machine, by the names a browser may use. Any other name in ``Host`` is a page elsewhere
whose name was pointed here (DNS rebinding), but for those that the settings of a team's desk name.
Flask's TRUSTED_HOSTS cannot name ``[::1]``."""
PORT = re.compile(r":[0-9]{1,5}$")

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 5_000
"""Of a plain form. Reading a million of them takes seconds (measured), whoever sent them."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


HSTS = "max-age=31536000; includeSubDomains"


def install(app: Flask) -> None:
    """Check every request before anything else, and dress every answer."""
    app.before_request(refuse_other_hosts)
    app.before_request(refuse_other_sites)
    app.before_request(refuse_long_forms)
    app.after_request(dress)
    app.logger.addFilter(redact)


def install_tokens(app: Flask) -> None:
    """Ask each change for the token that our own pages hold; a program's API token stands for it.

    Browsers send an ``Authorization: Bearer`` only where a script of ours told them to.
    """
    forms = CSRFProtect()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    forms.init_app(app)

    @app.before_request
    def _check() -> None:
        if app.config["WTF_CSRF_ENABLED"] and request.endpoint and not g.get("token"):
            forms.protect()


def host_names(project: Project) -> frozenset[str]:
    """Return the names, beside those of this machine, under which the desk is reached; without ports."""
    settings = project.config.desk
    if settings.mode != "team":
        return frozenset()
    named = [*settings.hosts, urlsplit(settings.base_url).netloc]
    return frozenset(PORT.sub("", name) for name in named if name)


def refuse_other_hosts() -> None:
    host = request.headers.get("Host", "")
    if HOST.fullmatch(host) or PORT.sub("", host.lower()) in current_app.config["RECTO_HOSTS"]:
        return
    if office().is_team:
        abort(
            400, "The desk does not answer to this name; base_url and hosts in recto.toml name those it has."
        )
    abort(400, "The desk answers on 127.0.0.1, localhost and [::1] only.")


def refuse_other_sites() -> None:
    """Refuse what another site's page asks for: a change, whatever token it brings, or anything but a visit.

    How long an answer takes, or how big it is, tells another site something as well.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method in SAFE_METHODS:
        visit = ("navigate", "document")
        asked = (request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest", "document"))
        if site not in {"same-origin", "none"} and asked != visit:
            abort(403, "Another site asked for this.")
        return
    if site not in {"same-origin", "none"}:
        abort(403, "Another site asked for this change.")
    origin = request.headers.get("Origin")
    if origin is not None and not _is_ours(origin):
        abort(403, "Another site asked for this change.")


def _is_ours(origin: str) -> bool:
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:  # it is no address at all
        return False


def refuse_long_forms() -> None:
    """Hold plain forms to the limit that Werkzeug keeps for multipart forms only."""
    if request.mimetype != FORM:
        return
    request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.get_data(cache=True).count(b"&") >= MOST_FIELDS:
        abort(413)


def dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if is_https():
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def redact(record: logging.LogRecord) -> bool:
    """Take the secrets of sessions, links and tokens out of what is logged."""
    text = record.getMessage()
    if record.exc_info:
        text += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
    record.msg, record.args, record.exc_info = SECRET.sub("[secret]", text), (), None
    return True
