"""What Recto last wrote into each catalog: by it a catalog that was cut off is known, and put back.

A PO file that was cut off between two units is a PO file (of 1,046 files cut off at random, polib takes
81 %). So a copy of each catalog in which any target stands is kept in the state folder: a line of two
hashes, of the copy and of the file that it was to replace, and the copy. It is derived, belongs to this
clone, and may be deleted; then nothing is known until the catalog is saved again.
"""

from __future__ import annotations

from hashlib import sha1, sha256
from pathlib import Path
from typing import NamedTuple

from recto import saving
from recto.model import fingerprint

FOLDER = "written"


class CutOff(NamedTuple):
    """A catalog of which only the start is there; ``kept`` is the whole."""

    kept: bytes
    left: int
    """Bytes from the start of ``kept`` that are there."""

    @property
    def problem(self) -> str:
        if self.left == len(self.kept):
            return "NUL bytes stand behind its end."
        return f"this ends where {self.left:,} of {len(self.kept):,} bytes were; Recto wrote more."


def record(state_folder: Path, name: str) -> Path:
    """Return where the record of a catalog is; ``name`` is the catalog's path in the project."""
    return state_folder / FOLDER / f"{fingerprint(name)[:16]}.po"


def keep(file: Path, content: bytes, before: bytes | None) -> None:
    """Record that ``content`` takes the place of ``before``; to be called before it does.

    A crash between the two leaves a catalog that the record knows as well. A catalog without any
    target gets no record: all that is in it comes from its article.

    :raises OSError: the system refused.
    """
    known = saving.read(file)
    if known is None and not has_targets(content):
        return
    head = b"%s %s\n" % (_hash(content), _hash(before or b""))
    if known is not None and content == before and known.partition(b"\n")[2] == content:
        return
    # Made again at the next save, so it need not be on the disk before the catalog is. Some file systems
    # write a file out at once when another one is renamed into its place; so there is none.
    file.unlink(missing_ok=True)
    saving.replace(file, head + content, synced=False)


def has_targets(content: bytes) -> bool:
    """Tell whether any unit of a PO file may have a target: each is empty, obsolete, plural, or wrapped.

    What is wrapped counts, be it a source; only the header of every file is. Counting is ten times as
    quick as a pattern.
    """
    return (
        content.count(b'msgstr "') > content.count(b'msgstr ""\n')
        or b"#~ " in content
        or b"msgstr[" in content
        or content.count(b'""\n"') > 1
    )


def cut_off(file: Path, content: bytes, root: Path) -> CutOff | None:
    """Return what a catalog with this content was, if it is the start of that and no more.

    NUL bytes at its end count as nothing. Any other change is somebody's work, and so is a start
    that git knows as a file of its own: it was there before text was added at its end.
    """
    known = saving.read(file)
    if known is None or (len(content) > len(known) and content[-1:] != b"\0"):
        return None
    head, _, kept = known.partition(b"\n")
    left = content.rstrip(b"\0")
    if content == kept or not kept.startswith(left):
        return None
    hashes = head.split(b" ")
    if hashes[0] != _hash(kept) or _hash(content) in hashes[1:] or _is_in_index(root, content):
        return None
    return CutOff(kept, len(left))


def _hash(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode()


def _is_in_index(root: Path, content: bytes) -> bool:
    """Tell whether git's index has a file of this content: what git checks out or merges it lists there.

    The index holds each file's hash as plain bytes, so no git has to be run, nor its hooks.
    """
    index = _index(root)
    if not content or index is None:
        return False
    blob = b"blob %d\0%s" % (len(content), content)
    # Not for security: git names files by SHA-1.
    return sha1(blob, usedforsecurity=False).digest() in index or sha256(blob).digest() in index


def _index(root: Path) -> bytes | None:
    """Return the index of the git repository or worktree around a folder."""
    git = next((folder / ".git" for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if git is None:
        return None
    if git.is_file():
        said, _, folder = git.read_text("utf-8", "surrogateescape").partition(":")
        if said != "gitdir" or "\0" in folder:
            return None
        git = git.parent / folder.strip()
    index = git / "index"
    return saving.read(index) if index.is_file() else None
