"""A look at what was compiled: whether anything is different from when it was made.

Nothing is parsed and little is imported, so that a run with nothing to do costs what looking costs.
``commands.ledger`` writes the record that is read here.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from recto import __version__

SETTINGS = "recto.toml"
RECORD = ".recto/cache/compiled.json"
"""Three lines of JSON: ``Head``, the stamps of all files, and what only a run with work needs."""
FORMAT = 1

Stamp = list[int]
"""Of a file: when it changed, its size, its inode. Empty: it is not there.

The time is that of the inode (ctime), in nanoseconds: unlike the content's (mtime) nobody can set it back.
"""
Tree = dict[str, dict[str, Stamp]]
"""Folder below the project's -> name -> stamp."""


class Record(NamedTuple):
    """What the last runs left."""

    head: dict[str, Any]
    stamps: dict[str, Tree]
    """``sources``, ``catalogs``, ``outputs`` and ``beside``: other files that the result depends on."""
    rest: dict[str, Any]
    """The third line, if it was asked for."""
    time: int
    """When it was written, by the clock of the file system: a stamp as young as that may be shared by
    another content, which was written within the same tick."""


def unchanged(start: Path, state: str) -> dict[str, Any] | None:
    """Return the head of the record if a run would change nothing; nothing: only a run can tell.

    ``state`` is the lowest whose targets are used, as the command line has it.
    """
    root = next((folder for folder in (start, *start.parents) if (folder / SETTINGS).is_file()), None)
    record = root and read(root)
    if not root or not record or not record.head.get("is_complete") or record.head.get("state") != state:
        return None
    if record.head["tools"] != tools() or record.head["settings"] != digest((root / SETTINGS).read_bytes()):
        return None
    return record.head if _is_same(str(root), record) else None


def read(root: Path, *, is_whole: bool = False) -> Record | None:
    """Return the record of a project; nothing if there is none that can be read."""
    file = root / RECORD
    try:
        with file.open(encoding="utf-8", errors="surrogateescape") as lines:
            time = os.fstat(lines.fileno()).st_ctime_ns
            head, stamps = json.loads(lines.readline()), json.loads(lines.readline())
            rest = json.loads(lines.readline()) if is_whole else {}
    except (OSError, ValueError):
        return None
    is_ours = isinstance(head, dict) and head.get("format") == FORMAT
    return Record(head, stamps, rest, time) if is_ours else None


def _is_same(root: str, record: Record) -> bool:
    stamps = record.stamps
    for part in stamps.values():
        for names in part.values():
            if any(stamp and stamp[0] >= record.time for stamp in names.values()):
                return False
    try:
        return (
            known(root, stamps["beside"]) == stamps["beside"]
            and sources(root, record.head["sources"]) == stamps["sources"]
            and catalogs(root, record.head["catalogs"]) == stamps["catalogs"]
            and known(root, stamps["outputs"]) == stamps["outputs"]
        )
    except OSError:
        return False


def digest(content: bytes) -> str:
    """Return what tells a content from others."""
    return blake2b(content, digest_size=12).hexdigest()


def tools() -> str:
    """Return what tells this Recto, with the libraries that it reads with, from others."""
    package = Path(__file__).parent
    found = [__version__, sys.version]
    for folder, names in sorted(_tree(str(package), "", is_followed=True, wanted=(".py", ".toml")).items()):
        found += [f"{folder}/{name} {stamp[:2]}" for name, stamp in sorted(names.items())]
    for library in ("babel", "markdown_it"):
        spec = find_spec(library)
        origin = Path(spec.origin) if spec and spec.origin else package
        found.append(f"{library} {_stamp(origin.stat())[:2]}")
    return digest("\n".join(found).encode())


def held_back(file: str, reasons: Iterable[str]) -> str:
    """Return what is told of an output that stays as it was."""
    return f"{file}  What was there stays. {' '.join(reasons)}"


def summed(changed: int, verb: str, rest: int) -> str:
    """Return the last line of a report."""
    return f"{changed} {verb}, {rest} unchanged."


def sources(root: str, folder: str) -> Tree:
    """Return the stamps of all files of the sources folder; links are followed, as their readers do."""
    return _tree(root, folder, is_followed=True)


def catalogs(root: str, folders: Iterable[str]) -> Tree:
    """Return the stamps of catalogs and their compiled forms below some folders."""
    found: Tree = {}
    for folder in folders:
        found |= _tree(root, folder, is_followed=False, wanted=(".po", ".mo"))
    return found


def known(root: str, tree: Tree) -> Tree:
    """Return the stamps of these files now; of others in their folders nothing is said."""
    found: Tree = {}
    for folder, names in tree.items():
        now: dict[str, Stamp] = {name: [] for name in names}
        found[folder] = now
        try:
            nodes = os.scandir(os.path.join(root, folder))  # noqa: PTH118  # thousands of times
        except (FileNotFoundError, NotADirectoryError):
            continue
        with nodes:
            for node in nodes:
                if node.name in now:
                    now[node.name] = _stamp(node.stat(follow_symlinks=False))
    return found


def stamp_in(tree: Mapping[str, Mapping[str, Stamp]], file: str) -> Stamp:
    """Return the stamp that a tree has of a file; empty if it has none."""
    folder, _, name = file.rpartition("/")
    return tree.get(folder, {}).get(name, [])


def put(tree: Tree, file: str, stamp: Stamp) -> None:
    """Set the stamp of a file in a tree."""
    folder, _, name = file.rpartition("/")
    tree.setdefault(folder, {})[name] = stamp


def stamp(file: str) -> Stamp:
    """Return the stamp of a file itself, a link not followed; empty if it is not there."""
    try:
        return _stamp(os.lstat(file))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _tree(root: str, folder: str, *, is_followed: bool, wanted: tuple[str, ...] = ("",)) -> Tree:
    """Return the files of a folder and of those in it, hidden ones left out; no folder: no files."""
    found: Tree = {}
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        names: dict[str, Stamp] = {}
        try:
            nodes = os.scandir(os.path.join(root, here))  # noqa: PTH118  # thousands of times
        except (FileNotFoundError, NotADirectoryError):
            continue
        with nodes:
            for node in nodes:
                name = node.name
                if node.is_dir(follow_symlinks=False):
                    if not name.startswith("."):
                        waiting.append(f"{here}/{name}" if here else name)
                elif name.endswith(wanted):
                    try:
                        names[name] = _stamp(node.stat(follow_symlinks=is_followed))
                    except FileNotFoundError:  # a link to nothing, or gone by now
                        names[name] = []
        if names:
            found[here] = names
    return found


def _stamp(status: os.stat_result) -> Stamp:
    return [status.st_ctime_ns, status.st_size, status.st_ino]
