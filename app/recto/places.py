"""Where Recto reads and writes in a project folder; links do not lead it elsewhere."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from recto.errors import ConfigError


def is_inside(file: Path, root: Path) -> bool:
    """Tell whether a file lies below the project folder when all links are followed."""
    return Path(os.path.realpath(file.parent)).is_relative_to(real(root))


def check_writable(file: Path, root: Path, sources: Path, where: str) -> None:
    """Let only a file through that is Recto's to write.

    :raises ConfigError: it lies outside the project folder, in its sources, or in git's own folder.
    """
    here = Path(os.path.realpath(file.parent))
    if ".." in file.parts or not file.is_relative_to(root) or not here.is_relative_to(real(root)):
        raise ConfigError("this lies outside the project folder; Recto does not write there.", where=where)
    if any(part.lower().startswith(".git") for part in file.relative_to(root).parts):
        raise ConfigError("this belongs to git; Recto does not write there.", where=where)
    if here.is_relative_to(real(sources)):
        raise ConfigError("this is in the sources folder; Recto does not write there.", where=where)


@lru_cache(maxsize=64)
def real(folder: Path) -> str:
    """Return where one of the project's own folders really is; it stays there while Recto runs."""
    return os.path.realpath(folder)
