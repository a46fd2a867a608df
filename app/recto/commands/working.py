"""What a worker does with a task: ask the engine, and pay for nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

from recto import embargo, engines
from recto.commands.course import in_portions
from recto.commands.jobs import opened
from recto.engines import Engine
from recto.errors import EngineError
from recto.jobs import Desk, Task, Worker
from recto.project import Project, find
from recto.queries import Answer
from recto.store.answers import Answers

_desk: ContextVar[Desk | None] = ContextVar("recto_task", default=None)
"""Whose task is worked on; an engine asks in threads that run in a copy of the context."""


class Paid:
    """The worker's own cache, with the answers that a worker before had got for the task at hand."""

    def __init__(self, own: Answers) -> None:
        self._own = own

    def find(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the answers that are known."""
        desk = _desk.get()
        known = dict(desk.find(keys)) if desk else {}
        return {**known, **self._own.find([key for key in keys if key not in known])}

    def keep(self, answers: Mapping[str, str]) -> None:
        """Keep answers here, and for whoever goes on if this worker is lost."""
        self._own.keep(answers)
        if desk := _desk.get():
            desk.keep(answers)


class Clerk:
    """Answers tasks with the engines that this folder's settings set up."""

    def __init__(self, project: Project) -> None:
        self._root = project.root
        self._own = Answers(project.cache / "answers.db")
        self._own.prune()
        self._lock = threading.Lock()
        self._engines: dict[str, tuple[Mapping[str, object], Engine]] = {}

    def answer(self, task: Task) -> tuple[list[Answer], EngineError | None]:
        """Answer the first queries of a task, as far as it is wanted.

        :raises ConfigError: this folder's settings do not have the engine, or a key is missing.
        """
        token = _desk.set(task.desk)
        try:
            asked, desk = task.request, task.desk
            engine = self._engine(asked.engine)
            return in_portions(engine, asked.queries, asked.job, desk.is_wanted, desk.tell)
        finally:
            _desk.reset(token)

    def close(self) -> None:
        self._own.close()

    def _engine(self, name: str) -> Engine:
        """Return an engine, loaded once for as long as its settings stay the same."""
        with self._lock:
            table = find(self._root).config.engines.get(name, {})
            known = self._engines.get(name)
            if known is None or known[0] != table:
                known = table, engines.engine(name, table, Paid(self._own))
                self._engines[name] = known
            return known[1]


def hired(root: Path, threads: int, say: Callable[[str], None]) -> tuple[Worker, Clerk]:
    """Return a worker for the queue of a project, with what it answers from; neither has begun.

    :raises ConfigError: the queue cannot be used as it is set up.
    """
    project = find(root)
    clerk = Clerk(project)
    return Worker(opened(project), clerk.answer, threads, embargo.free, say), clerk
