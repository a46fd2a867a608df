# ruff: noqa: S608  # what is put into statements are question marks and names of our own
"""Looking up in the memory index: what is equal, what holds some words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from recto.memory.generalising import generalise
from recto.memory.ranking import Remembered
from recto.store.memory_schema import IMPORTED, OLD, UNREVIEWED, key_of

AT_ONCE = 500
"""Sources in one look-up."""
MOST_EQUAL = 2_000
"""Units of one source that are told apart, the last ones put in: a button's word stands in every article."""
SCAN = 5_000
MOST_TERMS = 1_000

_ROW = (
    "SELECT u.source, u.target, u.role, f.article, u.origin, u.before, u.after, u.flags"
    " FROM units u JOIN files f ON f.id = u.file WHERE "
)


def equal(connection: Connection, pair: str, general: str) -> list[Remembered]:
    """Return the units whose generalised source is this one, in the order they were put in."""
    statement = f"{_ROW} u.key = ? ORDER BY u.id DESC LIMIT {MOST_EQUAL}"
    rows = connection.exec_driver_sql(statement, (key_of(pair, general),)).fetchall()
    found = [_remembered(row) for row in reversed(rows)]
    return [unit for unit in found if generalise(unit.source) == general]


def equal_all(connection: Connection, pair: str, general: Sequence[str]) -> dict[str, list[Remembered]]:
    """Return as ``equal`` for each of several generalised sources; those that are not there are left out."""
    found: dict[str, list[Remembered]] = {}
    statement = f"{_ROW.replace('SELECT ', 'SELECT u.key, ', 1)} u.key IN (?) ORDER BY u.id"
    for start in range(0, len(general), AT_ONCE):
        some = general[start : start + AT_ONCE]
        keys = [key_of(pair, one) for one in some]
        filled = statement.replace("(?)", f"({marks(keys)})")
        rows = connection.exec_driver_sql(filled, tuple(keys)).fetchall()
        of_key: dict[int, list[Remembered]] = {}
        for key, *row in rows:
            of_key.setdefault(key, []).append(_remembered(row))
        for one, key in zip(some, keys, strict=True):
            units = [unit for unit in of_key.get(key, ()) if generalise(unit.source) == one]
            if units:
                found[one] = units[-MOST_EQUAL:]
    return found


def marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def units_at(connection: Connection, ids: Collection[int]) -> dict[int, Remembered]:
    """Return the units of some numbers; those that are gone are not there."""
    found: dict[int, Remembered] = {}
    every = sorted(ids)
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        statement = f"{_ROW.replace('SELECT ', 'SELECT u.id, ', 1)} u.id IN ({marks(some)})"
        rows = connection.exec_driver_sql(statement, tuple(some)).fetchall()
        found |= {row[0]: _remembered(row[1:]) for row in rows}
    return found


def _remembered(row: Sequence[Any]) -> Remembered:
    source, target, role, article, origin, before, after, flags = row
    neighbours = None if before is None else (before, after)
    return Remembered(
        source, target, role, article, origin, neighbours,
        bool(flags & IMPORTED), bool(flags & UNREVIEWED), bool(flags & OLD),
    )  # fmt: skip


# --- the concordance -----------------------------------------------------------------------------


def fold(text: str) -> str:
    """Return a text as a concordance compares it: no case, no accents, blanks alike."""
    low = " ".join(text.lower().split())
    if low.isascii():
        return low
    bare = "".join(char for char in unicodedata.normalize("NFD", low) if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _is_part(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def words(text: str) -> list[str]:
    """Return the runs of letters, digits and marks of a text: what the index keeps as a word."""
    return "".join(char if _is_part(char) else " " for char in text).split()


def holding(
    connection: Connection, pair: str, wanted: str, side: str, *, whole: bool, limit: int
) -> list[Remembered]:
    """Return units whose source (or target: ``side``) holds a text.

    Those of about the same length are in the order they were put in.
    Neither case nor accents count. ``whole``: it begins and ends where words do.
    """
    needle = fold(wanted)
    if not needle:
        return []
    out: list[Remembered] = []
    edge = r"(?<![^\W_])", r"(?![^\W_])"
    pattern = re.compile(f"{edge[0]}{re.escape(needle)}{edge[1]}") if whole else None
    for ids in _holders(connection, pair, needle, side, whole=whole):
        for unit in units_at(connection, ids).values():
            text = fold(unit.source if side == "source" else unit.target)
            if pattern.search(text) if pattern else needle in text:
                out.append(unit)
                if len(out) == limit:
                    return out
    return out


def _holders(
    connection: Connection, pair: str, needle: str, side: str, *, whole: bool
) -> Iterator[list[int]]:
    """Yield units that may hold a text, in portions."""
    asked = _asked(connection, needle, side, whole=whole)
    of_pair = " JOIN segments s ON s.id = u.id / 65536 AND s.pair = ?"
    last = -1
    while True:
        if asked is None:
            statement = f"SELECT u.id FROM units u {of_pair} WHERE u.id > ? ORDER BY u.id LIMIT {SCAN}"
            values: tuple[object, ...] = (pair, last)
        elif not asked:
            return
        else:
            statement = (
                f"SELECT u.id FROM {side}_words w JOIN units u ON u.id = w.rowid {of_pair}"
                f" WHERE {side}_words MATCH ? AND w.rowid > ? ORDER BY w.rowid LIMIT {SCAN}"
            )
            values = (pair, asked, last)
        ids = [row[0] for row in connection.exec_driver_sql(statement, values).fetchall()]
        for start in range(0, len(ids), 500):
            yield ids[start : start + 500]
        if len(ids) < SCAN:
            return
        last = ids[-1]


def _asked(connection: Connection, needle: str, side: str, *, whole: bool) -> str | None:
    """Return the question for the words of the index; empty: nothing can hold it; None: ask each unit."""
    parts = words(needle)
    if not parts:
        return None
    if whole:
        return " AND ".join(f'"{part}"' for part in parts)
    longest = max(parts, key=len)
    rows = connection.exec_driver_sql(
        f"SELECT term FROM {side}_terms WHERE instr(term, ?) LIMIT ?", (longest, MOST_TERMS)
    ).fetchall()
    if len(rows) == MOST_TERMS:
        return None
    return " OR ".join(f'"{row[0]}"' for row in rows)
