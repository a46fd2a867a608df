"""ZIP archives from strangers: their members as names and bytes, read by index, never unpacked to a disk."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from typing import NamedTuple

from recto.errors import FormatError

MAX_MEMBERS = 500
MAX_UNPACKED = 50_000_000
"""Bytes that all members may have together."""
MAX_RATIO = 100
"""How many times as large as in the archive a member may be."""
RATIO_COUNTS_FROM = 100_000
"""Bytes of a member below which the ratio does not matter."""
CHUNK = 65_536
PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_FAILURES = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError, IndexError, OverflowError,
)  # fmt: skip
"""What zipfile raises on damaged archives."""


class Member(NamedTuple):
    """``name`` as the archive has it: whoever uses it as a path checks it first."""

    name: str
    content: bytes


def is_archive(content: bytes) -> bool:
    """Tell whether a file begins as ZIP archives do."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def members(content: bytes, where: str) -> list[Member]:
    """Return the files of an archive; folders are passed over.

    Sizes are counted while reading, for an archive may lie about them.

    :raises FormatError: it is damaged, encrypted, too large, or has a member that is no plain file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_MEMBERS:
                problem = f"the archive has {len(infos):,} members; {MAX_MEMBERS} are the most."
                raise FormatError(problem, where, "Send fewer at a time.")
            _refuse_odd(infos, where)
            return _read(archive, infos, where)
    except _FAILURES as error:
        problem = f"the archive is damaged ({type(error).__name__})."
        raise FormatError(problem, where, "Pack it again.") from error


def _refuse_odd(infos: list[zipfile.ZipInfo], where: str) -> None:
    """Refuse what is no plain file, and two members of one name."""
    seen: set[str] = set()
    for info in infos:
        # A name is cut at a NUL character by zipfile; what stood there is in ``orig_filename``.
        name = info.orig_filename
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise FormatError(f"the member {name[:100]!r} is a link or a device.", where, "Pack plain files.")
        if info.flag_bits & 0x1:
            raise FormatError(f"the member {name[:100]!r} is encrypted.", where, "Pack without a password.")
        if info.compress_type not in PLAIN:
            raise FormatError(f"the member {name[:100]!r} is packed in an unusual way.", where, "Use zip.")
        if name.casefold() in seen:
            raise FormatError(f"the archive has two members {name[:100]!r}.", where, "Pack each once.")
        seen.add(name.casefold())


def _read(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], where: str) -> list[Member]:
    out: list[Member] = []
    total = 0
    for info in infos:
        if info.is_dir():
            continue
        parts: list[bytes] = []
        size = 0
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                total += len(chunk)
                if total > MAX_UNPACKED:
                    problem = f"unpacked, the archive has more than {MAX_UNPACKED / 1e6:.0f} MB."
                    raise FormatError(problem, where, "Send fewer at a time.")
                if size > RATIO_COUNTS_FROM and size > MAX_RATIO * max(info.compress_size, 1):
                    name = info.orig_filename[:100]
                    problem = f"the member {name!r} unpacks to more than {MAX_RATIO} times its size."
                    raise FormatError(problem, where, "Send it as it is.")
                parts.append(chunk)
        out.append(Member(info.orig_filename, b"".join(parts)))
    return out
