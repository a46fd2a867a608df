"""The package of a .docx file: its zip archive <-> one text of the XML parts that hold prose.

Each part stands behind a line that names it and that cannot occur in XML. What is not read is
never written anew: its content, place, date, attributes and kind of compression stay.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from copy import copy

from recto.errors import FormatError
from recto.formats.docx_xml import Node, parse, value

MARK = "\x1e"
"""Begins the line that names a part; XML has no such character."""

MAX_PARTS = 10_000
MAX_UNPACKED = 400_000_000
"""Bytes that all parts may have together."""
MAX_TEXT = 30_000_000
"""Bytes that the parts with prose may have together."""
MAX_RATIO = 300
"""How many times as large as in the archive a part may be; XML reaches 50."""
RATIO_COUNTS_FROM = 1_000_000
"""Bytes of a part below which the ratio does not matter."""

_RESAVE = "Open it in a word processor and save it as .docx."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCODING = re.compile(r"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)[\"']")
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_ODD_NAME = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]|(?:^|/)\.{0,2}(?:/|$)")
_FAILURES = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError, IndexError, OverflowError,
)  # fmt: skip
"""What zipfile raises on damaged archives."""

_PROSE = ("footnotes", "endnotes", "header", "footer")
"""Kinds of relationships to parts with prose, in reading order."""


def unpack(content: bytes) -> str:
    """Return the parts that hold prose, in reading order, and those needed to read them.

    :raises FormatError: this is no .docx file, is damaged or encrypted, or goes over a limit.
    """
    with _opened(content) as archive:
        return "".join(f"{MARK}{name}\n{text}" for name, text in _chosen(archive).items())


def pack(text: str, original: bytes) -> bytes:
    """Return the package with the parts of a localized text in the place of its own.

    The same text gives the very bytes of the original, any text the same bytes each time.

    :raises FormatError: ``original`` cannot be unpacked, or does not have the parts of the text.
    """
    with _opened(original) as archive:
        source = _chosen(archive)
        parts = split(text)
        if list(parts) != list(source) or MARK in "".join(parts.values()):
            raise FormatError("the text has other parts than the package.", hint="Compile it again.")
        changed = {name: part.encode() for name, part in parts.items() if part != source[name]}
        return _rewritten(archive, changed) if changed else original


def split(text: str) -> dict[str, str]:
    """Return the parts of an unpacked text by their names, in order."""
    parts = (part.partition("\n") for part in text.split(MARK)[1:])
    return {name: part for name, _, part in parts}


def relationships_of(name: str) -> str:
    """Return the name of the part that holds another part's relationships.

    >>> relationships_of("word/document.xml")
    'word/_rels/document.xml.rels'
    """
    folder, _, own = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{own}.rels")


def relationships(root: Node, text: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield id, kind, target and whether that lies outside the package, of each relationship."""
    for node in root.every("rel:Relationship"):
        tag = text[node.start : node.inner]
        kind = value(tag, "Type").rpartition("/")[2]
        yield value(tag, "Id"), kind, value(tag, "Target"), value(tag, "TargetMode") == "External"


def _opened(content: bytes) -> zipfile.ZipFile:
    """Return the archive when all that can be judged without reading a part is in order."""
    _refuse_others(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _FAILURES as error:
        raise _damaged(error) from error
    infos = archive.infolist()
    if len(infos) > MAX_PARTS:
        raise FormatError(f"the package has {len(infos):,} parts; {MAX_PARTS:,} are the most.", hint=_RESAVE)
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise _too_large("the package", MAX_UNPACKED)
    seen: set[str] = set()
    for info in infos:
        _check_part(info)
        if info.filename.lower() in seen:
            raise FormatError(f"the package has two parts {info.filename!r}.", hint=_RESAVE)
        seen.add(info.filename.lower())
    return archive


def _refuse_others(content: bytes) -> None:
    """Tell what a file is that is no zip archive, as far as its first bytes do."""
    if content.startswith(b"PK\x03\x04"):
        end = content.rfind(b"PK\x05\x06")
        if end >= 20 and content[end - 20 : end - 16] == b"PK\x06\x07":
            raise FormatError("the package is a zip64 archive, meant for more than 4 GB.", hint=_RESAVE)
        return
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FormatError("this is protected with a password.", hint="Save it without one.")
        raise FormatError("this is an old .doc file, not a .docx.", hint=_RESAVE)
    if content.startswith(b"{\\rtf"):
        raise FormatError("this is an RTF file, not a .docx.", hint=_RESAVE)
    problem = "this is empty." if not content else "this is no .docx file: it is no zip archive."
    raise FormatError(problem, hint=_RESAVE)


def _check_part(info: zipfile.ZipInfo) -> None:
    name = info.filename
    if _ODD_NAME.search(name.removesuffix("/")) or len(name) > 500 or name != info.orig_filename:
        raise FormatError(f"the package has a part of the name {name[:80]!r}.", hint=_RESAVE)
    if info.flag_bits & 0x1:
        raise FormatError(f"the part {name!r} is encrypted.", hint="Save it without a password.")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise FormatError(f"the part {name!r} is compressed in an unusual way.", hint=_RESAVE)
    if info.file_size > max(RATIO_COUNTS_FROM, MAX_RATIO * info.compress_size):
        raise FormatError(
            f"the part {name!r} is more than {MAX_RATIO} times as large as packed.", hint=_RESAVE
        )


def _chosen(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the parts of the unpacked text, in its order."""
    names = {name.lower(): name for name in archive.namelist()}
    room = _Room(archive, names)
    main, core = "", ""
    for _, kind, target, _ in room.relationships(""):
        if kind == "officeDocument":
            main = room.name("", target)
        elif kind == "core-properties":
            core = room.name("", target)
    if not main:
        raise FormatError("this is a zip archive without a document in it.", hint=_RESAVE)
    kinds: dict[str, list[str]] = {}
    for _, kind, target, is_outside in room.relationships(main):
        if not is_outside and (name := room.name(main, target)):
            kinds.setdefault(kind, []).append(name)
    prose = [main, *(name for kind in _PROSE for name in sorted(kinds.get(kind, ()), key=_order))]
    wanted = [core] if core else []
    for name in prose:
        wanted += [name, names.get(relationships_of(name).lower(), "")]
    wanted += kinds.get("styles", [])[:1]
    return {name: room.read(name) for name in wanted if name}


def _order(name: str) -> tuple[int, str]:
    """Return what sorts ``header10.xml`` behind ``header2.xml``."""
    digits = re.search(r"\d{1,9}", name.rpartition("/")[2])
    return int(digits.group()) if digits else 0, name


class _Room:
    """The parts of an archive as texts; what was read is counted and kept."""

    def __init__(self, archive: zipfile.ZipFile, names: Mapping[str, str]) -> None:
        self.archive, self.names = archive, names
        self.left = MAX_TEXT
        self.texts: dict[str, str] = {}

    def name(self, source: str, target: str) -> str:
        """Return the part that a relationship of the part ``source`` leads to, or an empty text."""
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")
        return self.names.get(path.lower(), "")

    def relationships(self, source: str) -> list[tuple[str, str, str, bool]]:
        name = self.names.get(relationships_of(source).lower(), "")
        if not name:
            return []
        text = self.read(name)
        try:
            return list(relationships(parse(text), text))
        except FormatError as error:
            raise FormatError(error.problem, name, error.hint) from error

    def read(self, name: str) -> str:
        if name not in self.texts:
            content = _content(self.archive, self.archive.getinfo(name), self.left)
            self.left -= len(content)
            self.texts[name] = _decoded(content, name)
        return self.texts[name]


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """Return the bytes of a part; no more than the limit are unpacked, whatever the archive declares."""
    try:
        with archive.open(info) as stream:
            content = stream.read(limit + 1)
    except _FAILURES as error:
        raise _damaged(error) from error
    if len(content) > limit:
        raise _too_large(f"the part {info.filename!r}", limit)
    return content


def _decoded(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError("this part is not UTF-8.", name, _RESAVE) from error
    declared = _ENCODING.match(text.removeprefix("\ufeff"))
    if MARK in text or "\0" in text[:4] or (declared and declared[1].lower() not in _UTF_8):
        raise FormatError("this part is not UTF-8.", name, _RESAVE)
    return text


def _rewritten(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    left = MAX_UNPACKED
    with zipfile.ZipFile(out, "w") as result:
        result.comment = archive.comment
        for info in archive.infolist():
            content = changed.get(info.filename)
            if content is None:
                content = _content(archive, info, left)
                left -= len(content)
            # Writing fills in sizes and place; the source's own entry is read from again.
            result.writestr(copy(info), content)
    return out.getvalue()


def _damaged(error: Exception) -> FormatError:
    return FormatError(
        f"the package is damaged: {str(error).rstrip('.') or type(error).__name__}.", hint=_RESAVE
    )


def _too_large(what: str, limit: int) -> FormatError:
    return FormatError(f"{what} has more than {limit / 1e6:.0f} MB unpacked.", hint="Split the document.")
