"""The glossary of a project, read once for as long as its file stays the same."""

from __future__ import annotations

from typing import NamedTuple

from recto.errors import RectoError
from recto.exchange import terms
from recto.glossary import NO_TERMS, Glossary
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
