# ruff: noqa: S608  # what is put into statements are question marks and names of our own
"""Looking up in the memory index: what is equal, what shares rare parts, what holds some words."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from recto.memory.generalising import generalise
from recto.memory.grams import classes, grams, length_class
from recto.memory.ranking import Remembered
from recto.store.memory_schema import SEGMENT
from recto.store.memory_writing import IMPORTED, OLD, UNREVIEWED, key_of


class Effort(NamedTuple):
    """How far a look-up goes in the class of the text's length; in the classes beside it half as far."""

    places: int
    """Places of shared parts that are counted: the rarest parts first."""
    candidates: int
    """Units, those that share most, whose texts are compared."""


EFFORTS = (Effort(2_500, 40), Effort(14_000, 300))
GOOD = 90
"""A second look only where the first found nothing so good: what is so alike shares nearly all rare parts."""
MOST_EQUAL = 2_000
"""Units of one source that are told apart, the last ones put in: a button's word stands in every article."""
MOST_PARTS = 150
"""Parts of a text that are looked up, the longest ones: an article in one segment has thousands."""
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


def similar(connection: Connection, pair: str, general: str, at_least: float, limit: int) -> list[Remembered]:
    """Return the units whose generalised sources are most alike, best first: at most ``limit``.

    Some may be passed over: those that share none of the rare parts.
    """
    best: dict[int, float] = {}
    for effort in EFFORTS:
        least = max([at_least, *best.values()]) if limit == 1 else at_least
        ids = _candidates(connection, pair, general, least, effort)
        sources = _sources(connection, [one for one in ids if one not in best])
        texts = {one: generalise(source) for one, source in sources.items()}
        found = process.extract(general, texts, scorer=fuzz.ratio, score_cutoff=at_least, limit=limit)
        best.update((one, score) for _, score, one in found)
        if max(best.values(), default=0.0) >= GOOD:
            break
    return _rows(connection, sorted(best, key=lambda one: (-best[one], one))[:limit])


def _candidates(
    connection: Connection, pair: str, general: str, at_least: float, effort: Effort
) -> list[int]:
    """Return units that may be similar, class by class."""
    wanted = classes(len(general), at_least)
    rows = connection.exec_driver_sql(
        f"SELECT class, id FROM segments WHERE pair = ? AND class IN ({_marks(wanted)})", (pair, *wanted)
    )
    segments: defaultdict[int, list[int]] = defaultdict(list)
    for number, segment in rows.fetchall():
        segments[number].append(segment)
    own = length_class(len(general))
    half = Effort(effort.places // 2, effort.candidates // 2)
    return [
        one
        for number, of_class in segments.items()
        for one in _sharing(connection, of_class, grams(general, number), effort if number == own else half)
    ]


def _sharing(
    connection: Connection, segments: Sequence[int], all_parts: set[str], effort: Effort
) -> list[int]:
    """Return the units of some segments that share most of the rare ones of the wanted parts."""
    wanted = sorted(all_parts, key=lambda gram: (-len(gram), gram))[:MOST_PARTS]
    where = f"segment IN ({_marks(segments)}) AND gram IN ({_marks(wanted)})"
    # A part that is too frequent to be counted is not read; on its own it is better than nothing.
    rows = connection.exec_driver_sql(
        "SELECT gram, segment, length(places), CASE WHEN length(places) <= ? THEN places END"
        f" FROM postings WHERE {where}",
        (2 * effort.places, *segments, *wanted),
    ).fetchall()
    sizes: Counter[str] = Counter()
    for gram, _, size, _ in rows:
        sizes[gram] += size // 2
    chosen: set[str] = set()
    count = 0
    for gram, size in sorted(sizes.items(), key=lambda pair: (pair[1], pair[0])):
        if chosen and count + size > effort.places:
            break
        chosen.add(gram)
        count += size
    parts: defaultdict[int, list[bytes]] = defaultdict(list)
    for gram, segment, _, places in rows:
        if gram in chosen and places:
            parts[segment].append(places)
    shared = {segment: Counter(array("H", b"".join(found))) for segment, found in parts.items()}
    return _most(shared, effort.candidates)


def _most(shared: dict[int, Counter[int]], most: int) -> list[int]:
    """Return the units with the highest counts, at most so many."""
    counts: Counter[int] = Counter()
    for counter in shared.values():
        counts.update(counter.values())
    lowest, count = max(counts, default=0), 0
    while lowest and count + counts[lowest] <= most:
        count += counts[lowest]
        lowest -= 1
    out: list[int] = []
    rest: list[int] = []
    for segment, counter in shared.items():
        first = segment * SEGMENT
        out += [first + place for place, number in counter.items() if number > lowest]
        if lowest and len(rest) < most:
            rest += [first + place for place, number in counter.items() if number == lowest]
    return out + rest[: most - len(out)]


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _sources(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    out: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        rows = connection.exec_driver_sql(
            f"SELECT id, source FROM units WHERE id IN ({_marks(part)})", tuple(part)
        )
        out.update((row[0], row[1]) for row in rows.fetchall())
    return out


def _rows(connection: Connection, ids: Sequence[int]) -> list[Remembered]:
    statement = f"{_ROW.replace('SELECT ', 'SELECT u.id, ', 1)} u.id IN ({_marks(ids)})"
    rows = connection.exec_driver_sql(statement, tuple(ids)).fetchall()
    found = {row[0]: _remembered(row[1:]) for row in rows}
    return [found[one] for one in ids if one in found]


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
    """Return units whose source (or target: ``side``) holds a text, in the order they were put in.

    Neither case nor accents count. ``whole``: it begins and ends where words do.
    """
    needle = fold(wanted)
    if not needle:
        return []
    out: list[Remembered] = []
    edge = r"(?<![^\W_])", r"(?![^\W_])"
    pattern = re.compile(f"{edge[0]}{re.escape(needle)}{edge[1]}") if whole else None
    for ids in _holders(connection, pair, needle, side, whole=whole):
        for unit in _rows(connection, ids):
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
