"""Counting in the background: in a process of its own, so that whoever works at the desk loses no time."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from flask import Flask, request

from recto.commands.recall import tend_elsewhere
from recto.commands.tending import tend
from recto.project import Project

AGAIN_S = 60.0
"""After so long somebody at work has what others wrote looked for again."""


class Counting:
    """At most one process at a time. Off, as long as nobody has said ``from_now``."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._process: BaseProcess | None = None
        self._begun = float("-inf")
        self._guard = threading.Lock()
        self._is_on = False

    @property
    def is_at_work(self) -> bool:
        process = self._process
        return process is not None and process.is_alive()

    def ask(self) -> None:
        """Start looking for what has changed, unless that is being done."""
        with self._guard:
            if not self._is_on or self.is_at_work:
                return
            self._begun = time.monotonic()
            # A forked copy of a program with threads may wait for locks that nobody gives back.
            fresh = multiprocessing.get_context("spawn")
            self._process = fresh.Process(target=tend, args=(str(self._project.root),), daemon=True)
            self._process.start()

    def ask_again(self) -> None:
        """The same, if the last time is a while ago."""
        if self._is_on and time.monotonic() - self._begun > AGAIN_S:
            self.ask()

    @contextmanager
    def from_now(self) -> Iterator[None]:
        """Look now, and again while people are at work, until the end of the ``with``."""
        tend_elsewhere(self._project)
        self._is_on = True
        self.ask()
        try:
            yield
        finally:
            with self._guard:
                self._is_on = False
                if self._process is not None:
                    # What it has not done yet is done another time.
                    self._process.terminate()
                    self._process.join()


def install(app: Flask, project: Project) -> None:
    """Let requests keep the counting going."""
    counting = app.extensions["recto.counting"] = Counting(project)

    def go_on() -> None:
        if request.endpoint != "static":
            counting.ask_again()

    app.before_request(go_on)
