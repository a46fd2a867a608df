"""What is below a folder, and which of it are articles."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from recto import paths, saving
from recto.config import FILE_NAME
from recto.errors import NotFoundError, RectoError
from recto.plugins import suggest

NOT_COUNTED = "the settings do not count this among the articles."
WHERE_COUNTED = f"See 'include' and 'exclude' in {FILE_NAME}."


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


def refusals(refused: Mapping[str, str], sources: str) -> list[RectoError]:
    """Return what to tell of files that would be articles and are refused: path -> reason."""
    hint = f"Rename it, or list it under 'exclude' in {FILE_NAME}."
    return [
        RectoError(f"the path is refused: {reason}.", f"{sources}/{_shown(path)}", hint)
        for path, reason in refused.items()
    ]


def _shown(path: str) -> str:
    """Return a path as it can be printed: bytes that are no text and control characters escaped."""
    return path if path.isprintable() else ascii(path)[1:-1]


def hits(glob: str, found: Sequence[str], sources: str) -> set[str]:
    """Return the articles that a glob matches, with or without the sources folder's name in front."""
    for text in (glob, glob.removeprefix("./").removeprefix(f"{sources}/")):
        if text in found:
            return {text}
        match = paths.matcher((text, f"{text.rstrip('/')}/**")).fullmatch
        chosen = {path for path in found if match(path)}
        if chosen:
            return chosen
    return set(found) if glob.rstrip("/") in {".", sources} else set()


def no_article(
    glob: str, found: Sequence[str], refused: Sequence[RectoError], root: Path, sources: str
) -> NotFoundError:
    """Return why a glob matches no article: the file it names is refused, not counted, or not there."""
    path = glob.removeprefix("./").removeprefix(f"{sources}/")
    where = f"{sources}/{path}"
    for finding in refused:
        if finding.where == where:
            return NotFoundError(finding.problem, where, finding.hint)
    if not paths.refusal(path) and (root / where).is_file():
        return NotFoundError(NOT_COUNTED, where, WHERE_COUNTED)
    hint = suggest(glob, found[:500]) or f"There are no articles in {sources!r} yet."
    return NotFoundError(f"no article matches {glob!r}.", hint=hint)


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
