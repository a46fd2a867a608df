"""Files that a person names on the command line, inside a project or not: whole in, whole out."""

from __future__ import annotations

import os
from pathlib import Path

from recto import saving
from recto.errors import NotFoundError, RectoError

MAX_FILE = 2_000_000_000
"""Bytes of a file that is handed in: a translation memory of some million units."""


def content(file: Path, limit: int = MAX_FILE) -> bytes:
    """Return the bytes of a file; a link is followed, since whoever named it sees it.

    :raises NotFoundError: there is no such file.
    :raises RectoError: it has more than ``limit`` bytes, or the system refused.
    """
    where = str(file)
    try:
        # Path.resolve raises no OSError on links in a circle.
        real = Path(os.path.realpath(file))
        if real.is_file() and real.stat().st_size > limit:
            raise RectoError(f"this has more than {limit / 1e6:,.0f} MB.", where, "Split it.")
        found = saving.read(real)
    except OSError as error:
        raise saving.explained(error, where) from error
    if found is None:
        raise NotFoundError("there is no such file.", where)
    return found


def save(file: Path, new: bytes) -> None:
    """Write a file whole or not at all.

    :raises RectoError: the system refused; an old file is as it was.
    """
    try:
        saving.replace(file, new)
    except OSError as error:
        raise saving.explained(error, str(file)) from error
