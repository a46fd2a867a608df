"""Background jobs: a row for each, with all that is needed to go on after a restart of the desk."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, insert, select, update

from recto.store.desk import now, opened
from recto.store.schema import JOBS

MOST_LINES = 100
KEEP = 500
"""Jobs that are over, of which the newest are kept."""


class Stand(StrEnum):
    """How a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Its worker or the desk was lost again and again."""


class Kind(StrEnum):
    """What a job does."""

    PRETRANSLATE = "pretranslate"
    COMPILE = "compile"


OPEN = (Stand.QUEUED, Stand.RUNNING)


@dataclass(frozen=True, slots=True)
class Record:
    """One job; times are UTC, ISO 8601, ``after`` is in seconds since 1970."""

    id: str
    person: str
    article: str
    locale: str
    made_at: str = ""
    ended_at: str = ""
    stand: Stand = Stand.QUEUED
    done: int = 0
    total: int = 0
    filled: int = 0
    tries: int = 0
    """How often it was begun."""
    after: float = 0.0
    """When it may be begun; 0: at once."""
    is_cancelled: bool = False
    """Somebody wants it to stop."""
    task: str = ""
    """The task that is out; the last one's number tells the next."""
    request: str = ""
    """What the task is, to be sent once more if it was lost; empty: none is out."""
    problem: str = ""
    lines: tuple[str, ...] = ()
    """The newest of its log."""
    kind: Kind = Kind.PRETRANSLATE
    wanted: str = ""
    """What a job of several articles is about, in the words of whoever does it; ``article`` is empty then."""

    @property
    def is_open(self) -> bool:
        return self.stand in OPEN


class Jobs:
    """The jobs of one project, in the desk database; safe from any thread and process."""

    def __init__(self, file: Path) -> None:
        """Open the desk database; raises as ``Desk``."""
        self._engine = opened(file)

    def close(self) -> None:
        self._engine.dispose()

    def start(
        self,
        person: str,
        article: str,
        locale: str,
        kind: Kind = Kind.PRETRANSLATE,
        *,
        wanted: str = "",
        total: int = 0,
    ) -> Record:
        """Note a job that is to be done; the one that is open already, if there is one."""
        job = uuid.uuid4().hex[:16]
        record = Record(job, person, article, locale, made_at=now(), kind=kind, wanted=wanted, total=total)
        with self._engine.begin() as connection:
            row = connection.execute(select(JOBS).where(*_open_like(_values(record)))).mappings().first()
            if row is not None:
                return _record(row)
            connection.execute(insert(JOBS).values(_values(record)))
        return record

    def find(self, job: str) -> Record | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.id == job)).mappings().first()
        return None if row is None else _record(row)

    def listed(self, limit: int = 100, before: int = 0, locales: Sequence[str] | None = None) -> list[Record]:
        """Return the newest jobs, newest first, leaving out as many as ``before``; None: of all locales."""
        query = select(JOBS).order_by(JOBS.c.number.desc()).limit(limit).offset(before)
        if locales is not None:
            query = query.where(JOBS.c.locale.in_(locales))
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(query).mappings()]

    def at_stand(self, *stands: Stand) -> list[Record]:
        """Return the jobs that stand so, oldest first."""
        query = select(JOBS).where(JOBS.c.stand.in_(stands)).order_by(JOBS.c.number)
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(query).mappings()]

    def note(self, job: str, line: str = "", **values: Any) -> Record:
        """Change some fields of a job, and add a line to its log; return it as it is now."""
        with self._engine.begin() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.id == job)).mappings().one()
            record = replace(_record(row), **values)
            if line:
                lines = (*record.lines, f"{now()[11:19]} {line}")
                record = replace(record, lines=lines[-MOST_LINES:])
            if not record.is_open and not record.ended_at:
                record = replace(record, ended_at=now())
            connection.execute(update(JOBS).where(JOBS.c.id == job).values(_values(record)))
        return record

    def cancel(self, job: str) -> None:
        """Ask for an open job to be stopped."""
        where = and_(JOBS.c.id == job, JOBS.c.stand.in_(OPEN))
        with self._engine.begin() as connection:
            connection.execute(update(JOBS).where(where).values(is_cancelled=True))

    def again(self, job: str) -> bool:
        """Open a job that is over once more; False if there is none, or another of the same is open."""
        with self._engine.begin() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.id == job)).mappings().first()
            if row is None or row["stand"] in OPEN:
                return False
            if connection.execute(select(JOBS.c.id).where(*_open_like(row))).first():
                return False
            values = {
                "stand": Stand.QUEUED, "is_cancelled": False, "tries": 0, "after": 0.0, "problem": "",
                "ended_at": "", "done": 0,
            }  # fmt: skip
            connection.execute(update(JOBS).where(JOBS.c.id == job).values(values))
        return True

    def prune(self, keep: int = KEEP) -> None:
        """Throw away what is known of jobs that are over, but for the newest."""
        over = select(JOBS.c.number).where(JOBS.c.stand.not_in(OPEN)).order_by(JOBS.c.number.desc())
        with self._engine.begin() as connection:
            last = connection.execute(over.limit(1).offset(keep)).scalar()
            if last is not None:
                connection.execute(delete(JOBS).where(JOBS.c.number <= last, JOBS.c.stand.not_in(OPEN)))


def _open_like(row: Mapping[Any, Any]) -> tuple[ColumnElement[bool], ...]:
    """Return what an open job has that is the same as another."""
    names = ("kind", "article", "locale", "wanted")
    return (*(JOBS.c[name] == row[name] for name in names), JOBS.c.stand.in_(OPEN))


def _values(record: Record) -> dict[str, Any]:
    names: Sequence[str] = [column.name for column in JOBS.columns if column.name != "number"]
    return {name: getattr(record, name) for name in names} | {
        "lines": json.dumps(record.lines, ensure_ascii=False)
    }


def _record(row: RowMapping) -> Record:
    values = {name: value for name, value in row.items() if name != "number"}
    values |= {"kind": Kind(row["kind"]), "stand": Stand(row["stand"])}
    return Record(**values | {"lines": tuple(json.loads(row["lines"]))})
