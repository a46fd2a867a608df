"""Who may talk to the desk, and what its pages may do in a browser (reliability.md, section 9)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

HOST = re.compile(r"(?P<name>127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
"""This machine, by the names a browser may use. Any other name in ``Host`` is a page elsewhere
whose name was pointed here (DNS rebinding). Flask's TRUSTED_HOSTS cannot name ``[::1]``."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
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


def install(app: Flask) -> None:
    """Check every request before anything else, and dress every answer."""
    app.before_request(refuse_other_hosts)
    app.before_request(refuse_other_sites)
    app.after_request(dress)


def refuse_other_hosts() -> None:
    if not HOST.fullmatch(request.headers.get("Host", "")):
        abort(400, "The desk answers on 127.0.0.1, localhost and [::1] only.")


def refuse_other_sites() -> None:
    """Refuse a change that another site's page asks for, whatever token it brings."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403, "Another site asked for this change.")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403, "Another site asked for this change.")


def dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
