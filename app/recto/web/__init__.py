"""The review desk: a Flask application over one project, for one person on this machine."""

from __future__ import annotations

from recto.web.app import create_app

__all__ = ["create_app"]
