"""Where drafts are from: a row for each, so that engines can be compared by what was kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from sqlalchemy import func, insert, select

from recto.store.desk import now, opened
from recto.store.schema import PROVENANCE


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known about one draft; ``made_at`` is UTC, ISO 8601."""

    article: str
    locale: str
    unit_id: str
    role: str
    source: str
    draft: str
    origin: str
    """``tm:exact``, ``mt:deepl`` ... as in the catalog."""
    engine: str = ""
    model: str = ""
    version: str = ""
    """Of the engine's prompt or rules."""
    score: int = 0
    """Of the match that filled the unit, in percent; 0: an engine did."""
    attempts: int = 0
    characters: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    dollars: float = 0.0
    matches: str = ""
    """What the engine was shown: a line per match, its score and its source. Of a match: where it stands."""
    is_cached: bool = False
    is_projected: bool = False
    made_at: str = ""


class Origins:
    """The rows of one project, in the desk database."""

    def __init__(self, file: Path) -> None:
        """Open the desk database; raises as ``Desk``."""
        self._engine = opened(file)

    def close(self) -> None:
        self._engine.dispose()

    def add(self, rows: Sequence[Provenance]) -> None:
        """Write rows; on disk when this returns."""
        if not rows:
            return
        at = now()
        values = [
            {one.name: getattr(row, one.name) for one in fields(Provenance)} | {"made_at": row.made_at or at}
            for row in rows
        ]
        with self._engine.begin() as connection:
            connection.execute(insert(PROVENANCE), values)

    def latest(self) -> list[Provenance]:
        """Return the last row of each unit that a machine ever filled."""
        last = select(func.max(PROVENANCE.c.id)).group_by(
            PROVENANCE.c.article, PROVENANCE.c.locale, PROVENANCE.c.unit_id
        )
        query = select(PROVENANCE).where(PROVENANCE.c.id.in_(last)).order_by(PROVENANCE.c.id)
        names = [one.name for one in fields(Provenance)]
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [Provenance(**{name: row[name] for name in names}) for row in rows]
