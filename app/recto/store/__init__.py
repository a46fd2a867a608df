"""What people do at the desk, kept in ``.recto/desk.db``; the only door to SQLAlchemy."""

from __future__ import annotations

from recto.store.desk import Activity, Desk, DeskError, Stage
from recto.store.jobs import Jobs, Kind, Record, Stand

__all__ = ["Activity", "Desk", "DeskError", "Jobs", "Kind", "Record", "Stage", "Stand"]
