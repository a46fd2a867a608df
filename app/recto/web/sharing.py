"""The desk shares translations by itself: ``recto sync`` every so many minutes, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recto.commands import say, say_errors
from recto.commands.sync import Report, sync, told
from recto.errors import RectoError
from recto.project import find

SECONDS = 60
"""In a minute; tests have shorter ones."""


class Sharing:
    """The last round's outcome, and a thread that goes round until it is told to stop."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._stop = threading.Event()
        self.problems: tuple[str, ...] = ()
        """What the last round could not do, a sentence or two each; shown on the first page."""

    def round(self) -> None:
        """Sync once. What goes wrong is told and tried again at the next round; nothing is lost by it."""
        try:
            # Settings may have changed, or have come with the last round.
            report = sync(find(self._root))
        except RectoError as error:
            report = Report("", errors=(error,))
        for line in told(report):
            say(line)
        say_errors(report.errors)
        self.problems = tuple(map(str, report.errors))

    @contextmanager
    def every(self, minutes: int) -> Iterator[None]:
        """Go round every so many minutes while the ``with`` lasts; 0: never."""
        thread = threading.Thread(target=self._rounds, args=(minutes * SECONDS,), name="sync", daemon=True)
        if minutes:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            if minutes:
                thread.join()

    def _rounds(self, seconds: float) -> None:
        while not self._stop.wait(seconds):
            self.round()
