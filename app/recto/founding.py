"""The first files of a project: written where nothing stands yet, added to where git's rules do."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from recto import saving

RULES = {
    ".gitignore": ("/.recto/", "/{output}/", "*.mo"),
    ".gitattributes": ("*.po text eol=lf",),
}
"""Lines that git needs. Line ends of catalogs are kept, so that every clone has the same bytes."""


def create(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write those of the files that are not there yet, below ``root``; return their paths.

    A path that ends in a slash is a folder.

    :raises RectoError: the system refused.
    """
    made = []
    for path, content in files.items():
        file = root / path
        try:
            if os.path.lexists(file):
                continue
            if path.endswith("/"):
                saving.make_folder(file)
            else:
                saving.replace(file, content)
        except OSError as error:
            raise saving.explained(error, str(file)) from error
        made.append(path)
    return made


def folder_in_repository(root: Path) -> tuple[Path, str]:
    """Return the repository's folder and the project's below it; without one, the project's own.

    The second is empty where both are the same.
    """
    for folder in (root, *root.parents):
        if os.path.lexists(folder / ".git"):
            below = root.relative_to(folder).as_posix()
            return folder, "" if below == "." else below
    return root, ""


DRIVER_RULE = "{locales}/**/*.po merge=recto text eol=lf"
"""The line by which git has catalogs merged by 'recto merge-driver', where the clone knows that."""


def add_git_rules(root: Path, output: str, driven: str = "") -> list[str]:
    """Add the lines that git needs to ``.gitignore`` and ``.gitattributes``; return what changed.

    ``driven``: the folder of catalogs that git is to merge with Recto. Lines that are there stay as they are.
    """
    changed = []
    for name, rules in RULES.items():
        lines = [rule.format(output=output) for rule in rules]
        if driven and name == ".gitattributes":
            line = DRIVER_RULE.format(locales=driven)
            pattern, _, rest = line.partition(" merge=")
            lines.append(f'"{pattern}" merge={rest}' if " " in pattern else line)
        try:
            old = saving.read(root / name) or b""
            missing = [line for line in lines if line.encode() not in old.splitlines()]
            if missing:
                gap = b"\n" if old and not old.endswith(b"\n") else b""
                saving.replace(root / name, old + gap + "".join(f"{line}\n" for line in missing).encode())
                changed.append(name)
        except OSError as error:
            raise saving.explained(error, str(root / name)) from error
    return changed
