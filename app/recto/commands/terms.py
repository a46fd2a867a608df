"""The glossary of a project, read once for as long as its file stays the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from recto.errors import CodeError, ConfigError, RectoError
from recto.exchange import terms
from recto.glossary import NO_TERMS, Glossary, Merged, Term, fault, merge
from recto.project import Project

Stamp = tuple[int, int]
"""Time of change and size of the glossary's file. The time is that of the inode: repaired rights count."""


class _Reading(NamedTuple):
    stamp: Stamp | None
    """None: the system does not show the file."""
    glossary: Glossary
    faults: tuple[RectoError, ...]


_read: dict[tuple[str, str], _Reading] = {}
"""File of a glossary and source locale -> what was read from it last."""


def glossary_of(project: Project) -> Glossary:
    """Return the terms of a project; none if it has no glossary, or one that cannot be read.

    The same object for as long as the file is the same. What is wrong with it ``faults_of`` says.
    """
    return _reading(project).glossary


def faults_of(project: Project) -> tuple[RectoError, ...]:
    """Return why the glossary cannot be read, or which lines of it are no terms."""
    return _reading(project).faults


def read(project: Project) -> terms.Lines:
    """Return the glossary line by line, with what is wrong with it.

    :raises RectoError: it cannot be read at all.
    """
    if not project.config.glossary:
        return terms.Lines()
    return terms.load(project.read_glossary() or b"", project.config.glossary)


def add(project: Project, new: Iterable[Term]) -> Merged:
    """Add terms to the glossary; on disk when this returns. What stands there is never changed.

    :raises CodeError: one of them cannot be a term.
    :raises RectoError: the glossary cannot be read, or the settings name none.
    """
    wanted = list(new)
    for term in wanted:
        if problem := fault(term):
            raise CodeError(problem, hint="Nothing was added.")
    file = file_of(project)
    with project.lock("glossary", project.config.source_locale):
        standing = read(project)
        if standing.errors:
            raise standing.errors[0]
        merged = merge(standing.terms, wanted)
        if merged.added:
            project.write(file, terms.dump(merged.terms, project.read_glossary() or b""))
    return merged


def file_of(project: Project) -> Path:
    """Return where the glossary is, or would be.

    :raises ConfigError: the settings name none.
    """
    if not project.config.glossary:
        raise ConfigError("the settings name no glossary.", "recto.toml", 'Set glossary = "glossary.csv".')
    return project.root / project.config.glossary


def _reading(project: Project) -> _Reading:
    file = project.root / project.config.glossary
    try:
        status = file.stat()
        stamp = (status.st_ctime_ns, status.st_size)
    except OSError:
        # Whether it is not there or not to be read, ``read`` tells.
        stamp = None
    key = (str(file), project.config.source_locale)
    known = _read.get(key)
    if known and known.stamp and known.stamp == stamp:
        return known
    try:
        lines = read(project)
        found = tuple(dict.fromkeys(lines.terms))
        reading = _Reading(stamp, Glossary(key[1], found) if found else NO_TERMS, lines.errors)
    except RectoError as error:
        reading = _Reading(stamp, NO_TERMS, (error,))
    _read[key] = reading
    return reading
