"""The desk at work on its jobs, while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from recto.commands import say
from recto.commands.conducting import Conductor
from recto.commands.working import hired
from recto.errors import RectoError
from recto.project import Project

THREADS = 2
"""Tasks that the desk itself works on at the same time."""


@contextmanager
def working(project: Project) -> Iterator[None]:
    """Do jobs while the ``with`` lasts: conduct them, and work on them unless the settings say not to.

    A queue that cannot be used is told, and keeps nobody from the desk.
    """
    worker = clerk = None
    if project.config.jobs.embedded:
        try:
            worker, clerk = hired(project.root, THREADS, lambda _line: None)
            worker.complain = say
            worker.start()
        except RectoError as error:
            worker = None
            say(f"Jobs are not worked on. {error}")
    try:
        with Conductor(project.root, say).running():
            yield
    finally:
        if worker:
            worker.stop()
        if clerk:
            clerk.close()
