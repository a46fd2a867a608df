"""Saving a file so that a crash leaves the old or the new one, and locks that keep two savers apart.

Measured on catalogs of 4,000 units: written in place, kill -9 and a full disk lose units
in most trials; a temporary file, synced and renamed, loses none.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from recto.errors import RectoError

MARK = ".recto-tmp"
"""End of the name of a temporary file; there is at most one beside each file."""
LOCKS = "Recto has to write there before it changes anything."
"""The hint where a lock cannot be had."""
RETRY_S = 0.01
_held = threading.local()


class LockedError(RectoError):
    """Somebody else holds a lock, longer than one was willing to wait."""


def temporary(file: Path) -> Path:
    """Return the name of the temporary file beside a file."""
    return file.with_name(f".{file.name}{MARK}")


def read(file: Path) -> bytes | None:
    """Return the bytes of a regular file, or None where there is none; links are not followed."""
    try:
        # Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
        opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(None, "it is a symbolic link, which is not followed") from error
        raise
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(None, "it is not a file")
        with os.fdopen(opened, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(opened)


def replace(file: Path, content: bytes, *, synced: bool = True) -> None:
    """Put ``content`` in the place of a file, whole or not at all; its mode stays.

    In order: write a temporary file beside it, fsync, rename, fsync the folder. Whatever goes
    wrong, the old file is as it was and the temporary file is gone. Not ``synced``, it survives a
    crash of the program and not of the machine: for files that can be made again.

    :raises OSError: the system refused.
    """
    make_folder(file.parent)
    mode = _mode(file)
    beside = temporary(file)
    opened = _claim(beside)
    try:
        if mode is not None:
            os.fchmod(opened, mode)
        _write_all(opened, content)
        if synced:
            os.fsync(opened)
        beside.replace(file)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    finally:
        os.close(opened)
    if synced:
        sync_folder(file.parent)


def rename(old: Path, new: Path, *, synced: bool = True) -> None:
    """Move a file to another place of the same disk. No file: nothing. ``synced``: as in ``replace``.

    :raises OSError: the system refused, or one of the two is no regular file.
    """
    if _mode(old) is None:
        return
    _mode(new)
    make_folder(new.parent)
    old.replace(new)
    if synced:
        sync_folder(new.parent)
        sync_folder(old.parent)


def collect(file: Path) -> None:
    """Remove what a killed process left beside a file; a temporary file in use stays."""
    beside = temporary(file)
    try:
        opened = os.open(beside, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    with suppress(OSError):
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(opened, beside):
            beside.unlink()
    os.close(opened)


@contextmanager
def lock(
    file: Path, clean: Sequence[Path] = (), where: str = "", patience_s: float | None = None
) -> Iterator[None]:
    """Hold a lock file, waiting for whoever holds it; inside its own ``with``, do nothing.

    ``clean`` are the files it stands for: what a killed process left beside them is removed.
    ``where`` is what an error calls the file. Without ``patience_s`` the wait has no end.

    It is never renamed and dies with its process. The locked file itself would not do: a rename
    puts another file in its place (measured: 30 % of accepted targets lost).

    :raises RectoError: the file cannot be made, or opened for writing.
    :raises LockedError: somebody held it for longer than ``patience_s``.
    """
    held: set[str] = _held.__dict__.setdefault("files", set())
    name = str(file)
    if name in held:
        yield
        return
    try:
        opened = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise explained(error, where or name, LOCKS) from error
    try:
        _take(opened, where or name, patience_s)
        held.add(name)
        for guarded in clean:
            collect(guarded)
        yield
    finally:
        held.discard(name)
        os.close(opened)


def _take(opened: int, where: str, patience_s: float | None) -> None:
    if patience_s is None:
        fcntl.flock(opened, fcntl.LOCK_EX)
        return
    until = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise LockedError("somebody else is at work here.", where, "Try again in a while.") from error
            time.sleep(RETRY_S)
        else:
            return


def make_folder(folder: Path) -> None:
    """Make a folder and those around it; each is on the disk when this returns."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def remove(*files: Path, where: str) -> None:
    """Remove files that may be there.

    :raises RectoError: the system refused; the rest of them stay.
    """
    try:
        for file in files:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise explained(error, where, "It stays where it was.") from error


def remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder in which nothing is left, and those around it, as far as ``root``."""
    with suppress(OSError):  # one that something is in stays
        while folder != root:
            folder.rmdir()
            folder = folder.parent


def explained(error: OSError, where: str, hint: str = "") -> RectoError:
    """Return a system's refusal as the reader is told it."""
    cause = (error.strerror or str(error)).rstrip(".")
    if error.errno in {errno.EACCES, errno.EPERM}:
        hint = f"{hint} Change its rights, or work as its owner.".lstrip()
    return RectoError(f"{cause[:1].lower()}{cause[1:]}.", where=where, hint=hint)


def is_full(error: OSError) -> bool:
    """Tell whether the system refused for want of room."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _mode(file: Path) -> int | None:
    """Return the mode of a file that is there; only regular files can be replaced."""
    try:
        found = file.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(found.st_mode):
        raise OSError(None, "it is a symbolic link, which would be lost")
    if not stat.S_ISREG(found.st_mode):
        raise OSError(None, "it is not a file")
    return stat.S_IMODE(found.st_mode)


def _claim(beside: Path) -> int:
    """Return a new, empty, locked temporary file, opened; one left behind is removed first.

    The lock on it tells a file in use from one whose process was killed.
    """
    while True:
        try:
            opened = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        except FileExistsError:
            _wait_and_remove(beside)
            continue
        fcntl.flock(opened, fcntl.LOCK_EX)
        if _is_at(opened, beside):
            return opened
        os.close(opened)


def _wait_and_remove(beside: Path) -> None:
    if beside.is_symlink():
        beside.unlink(missing_ok=True)
        return
    try:
        opened = os.open(beside, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        if _is_at(opened, beside):
            beside.unlink(missing_ok=True)
    finally:
        os.close(opened)


def _is_at(opened: int, file: Path) -> bool:
    """Tell whether an opened file still has this name."""
    try:
        return os.path.samestat(os.fstat(opened), file.lstat())
    except FileNotFoundError:
        return False


def _write_all(opened: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(opened, rest) :]
