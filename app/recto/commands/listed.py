"""The project's articles, listed anew only when a folder of theirs changed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recto.errors import RectoError
from recto.project import Project

RACY_NS = 100_000_000
"""A folder changed so shortly before it was listed may change again without a new time."""


@dataclass(frozen=True, slots=True)
class Listed:
    """``paths`` are the articles, sorted; ``refused`` why other files are none."""

    paths: tuple[str, ...]
    refused: tuple[RectoError, ...]
    known: frozenset[str]


_listed: dict[tuple[object, ...], tuple[dict[str, int], Listed]] = {}
"""Project -> the times of change of its source folders, and what was in them then."""


def listed(project: Project) -> Listed:
    """Return the project's articles. Listing 2,000 files takes 25 ms, looking at their folders 0.1.

    :raises ConfigError: there is no folder of sources.
    """
    config = project.config
    key = (str(project.root), config.sources, config.include, config.exclude)
    kept = _listed.get(key)
    if kept and all(_changed(folder) == at for folder, at in kept[0].items()):
        return kept[1]
    begun = time.time_ns()
    folders = {folder: _changed(folder) for folder in _folders(project.root / config.sources)}
    paths = project.articles()
    found = Listed(tuple(paths), tuple(project.article_findings()), frozenset(paths))
    if max(folders.values(), default=0) < begun - RACY_NS:
        _listed[key] = folders, found
    else:
        _listed.pop(key, None)
    return found


def _changed(folder: str) -> int:
    """Return when a folder was changed; files come into it and go from it by that."""
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return -1


def _folders(folder: Path) -> Iterator[str]:
    yield str(folder)
    for name, folders, _files in os.walk(folder):
        folders[:] = [one for one in folders if not one.startswith(".")]
        yield from (str(Path(name) / one) for one in folders)
