"""What is below a folder, and which of it are articles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from recto import paths, saving


def articles(
    folder: Path, include: tuple[str, ...], exclude: tuple[str, ...]
) -> tuple[list[str], dict[str, str]]:
    """Return the paths of the articles below a folder, and those refused with the reason; sorted.

    Links to folders are refused even where no glob includes them: what they lead to is not read.
    """
    is_included = paths.matcher(include).fullmatch
    is_excluded = paths.matcher(exclude).fullmatch
    real = os.path.realpath(folder)
    found: list[str] = []
    refused: dict[str, str] = {}
    for path, node in walk(folder):
        is_folder = node.is_symlink() and node.is_dir()
        if is_excluded(path) or not (is_folder or is_included(path)):
            continue
        reason = paths.refusal(path) or _link_refusal(node, real)
        if reason:
            refused[path] = reason
        else:
            found.append(path)
    for path, twin in paths.collisions([*found, *refused]).items():
        refused.setdefault(path, f"some systems cannot tell it from {twin!r}")
    return sorted(path for path in found if path not in refused), dict(sorted(refused.items()))


def walk(folder: Path | str, prefix: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield what is below a folder but its folders: files and links; hidden folders are not entered.

    A folder that is not there is empty.

    :raises RectoError: a folder cannot be read.
    """
    try:
        with os.scandir(folder) as nodes:
            for node in nodes:
                if not node.is_dir(follow_symlinks=False):
                    yield prefix + node.name, node
                elif not node.name.startswith("."):
                    yield from walk(node.path, f"{prefix}{node.name}/")
    except FileNotFoundError:
        return
    except OSError as error:
        raise saving.explained(error, str(folder)) from error


def _link_refusal(node: os.DirEntry[str], folder: str) -> str:
    if not node.is_symlink():
        return "" if node.is_file() else "it is no file"
    if node.is_dir():
        return "it is a link to a folder"
    if not Path(os.path.realpath(node.path)).is_relative_to(folder):
        return "it is a link that leaves the sources folder"
    return "" if node.is_file() else "it is a link to no file"
