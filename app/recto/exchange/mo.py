"""Compiled catalogs, as gettext looks texts up in them at run time.

The layout is the GNU manual's, chapter "The Format of GNU MO Files", little-endian and without a
hash table, so that equal catalogs give equal bytes on every machine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from recto.exchange.po_scan import Entry, is_fuzzy, scan
from recto.exchange.po_write import header_line
from recto.model import Catalog, State

MAGIC = 0x950412DE
HEAD = struct.Struct("<7I")
CONTENT_TYPE = "text/plain; charset=UTF-8"
EOT = "\x04"


def compile_mo(catalog: Catalog) -> bytes:
    """Return the ``.mo`` file: header, reviewed and final units, and other tools' plural entries.

    The header always names UTF-8, which is what the file is in.
    """
    texts = {"": _header(catalog.header)}
    for unit in catalog.units:
        if unit.target and unit.state.rank >= State.REVIEWED.rank:
            texts[_key(unit.context or None, unit.source)] = unit.target
    for entry in _foreign(catalog.foreign):
        plural = f"\0{entry.texts['msgid_plural']}" if entry.is_plural else ""
        texts[_key(*entry.key) + plural] = "\0".join(entry.targets)
    return _pack(sorted((key.encode(), text.encode()) for key, text in texts.items()))


def _header(header: Iterable[tuple[str, str]]) -> str:
    pairs = []
    for name, value in header:
        if name.lower() == "content-type" and "utf-8" not in value.lower():
            pairs.append((name, CONTENT_TYPE))
        elif name != "POT-Creation-Date":  # msgfmt leaves it out for the sake of equal bytes
            pairs.append((name, value))
    if all(name.lower() != "content-type" for name, _ in pairs):
        pairs.append(("Content-Type", CONTENT_TYPE))
    return "".join(f"{header_line(name, value)}\n" for name, value in pairs)


def _foreign(texts: Iterable[str]) -> Iterator[Entry]:
    for text in texts:
        for entry in scan(text, "foreign entry"):
            if "domain" in entry.texts:
                return
            if _is_used(entry):
                yield entry


def _is_used(entry: Entry) -> bool:
    if "msgid" not in entry.texts or entry.obsolete or is_fuzzy(entry.comments):
        return False
    return bool(entry.targets[0])


def _key(context: str | None, source: str) -> str:
    return source if context is None else f"{context}{EOT}{source}"


def _pack(pairs: list[tuple[bytes, bytes]]) -> bytes:
    """Return the file: a table of lengths and places for keys, one for texts, then both, NUL-ended."""
    count = len(pairs)
    at = HEAD.size + 16 * count
    tables: list[int] = []
    bodies: list[bytes] = []
    for column in (0, 1):
        for pair in pairs:
            tables += (len(pair[column]), at)
            at += len(pair[column]) + 1
            bodies.append(pair[column])
    head = HEAD.pack(MAGIC, 0, count, HEAD.size, HEAD.size + 8 * count, 0, HEAD.size + 16 * count)
    return head + struct.pack(f"<{4 * count}I", *tables) + b"\0".join([*bodies, b""])
