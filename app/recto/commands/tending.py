"""What a process beside the desk does: it keeps counts and memory up to date with what others write."""

from __future__ import annotations

import os
from pathlib import Path

from recto.commands import recall, say_errors, statistics
from recto.errors import RectoError
from recto.project import find

NICE = 10
"""How much it lets others go first."""


def tend(root: str) -> None:
    """Look a project over once, and read what has changed."""
    os.nice(NICE)
    try:
        project = find(Path(root))
        # Of two desks on one project, one looks; the other then finds all done.
        with project.lock("statistics", project.config.source_locale):
            statistics.refresh(project)
        # What is wrong with single catalogs, the dashboard says.
        recall.update(project)
    except RectoError as error:
        say_errors([error])
