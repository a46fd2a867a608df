"""Bilingual tables as CSV, for people who work in a spreadsheet.

A cell that a spreadsheet would run as a formula or read as a number or date (``1.50`` is saved as ``1.5``)
gets an apostrophe in front, and loses it on the way back; so does one that already begins like that.
What comes out is what went in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from recto.errors import CatalogError
from recto.exchange.bilingual import Returned, Row, Sheet, version
from recto.model import State, Unit

BOM = "\ufeff"
COLUMNS = (
    "article",
    "locale",
    "role",
    "source",
    "target",
    "state",
    "note",
    "hint",
    "id",
    "version",
    "source locale",
)
NEEDED = ("source", "target")
NOTE_BREAK = "\n"
_LEADING = r"[\s\ufeff\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069]*"
_RUN = "[=+@\t\r\n\uff1d\uff0b\uff20\uff0d-]"
DANGER = re.compile(rf"{_LEADING}{_RUN}")
"""How a cell starts that a spreadsheet may run; Japanese ones take full-width signs."""
NUMBER = re.compile(r"(?=.*\d)[\s\d.,:/%$\u20ac\u00a3-]+(?:[eE][+-]?\d+)?")
MAX_NUMBER = 40
"""Characters of a number or date that a spreadsheet may read in a cell."""
VERSION = "v"
"""Stands in front of a version, for ``12e456789012`` is a number too."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def guard(text: str) -> str:
    """Return a text that no spreadsheet runs or writes otherwise.

    >>> guard("=1+1"), guard("'s Avonds"), guard("'=1"), guard("0012")
    ("'=1+1", "'s Avonds", "''=1", "'0012")
    """
    return f"'{text}" if _is_in_danger(text) else text


def unguard(cell: str) -> str:
    """Undo ``guard``: ``unguard(guard(text)) == text`` for every text."""
    return cell[1:] if cell.startswith("'") and _is_in_danger(cell) else cell


def _is_in_danger(cell: str) -> bool:
    """Tell whether a spreadsheet may change a cell; with apostrophes in front, whether it was guarded."""
    bare = cell.lstrip("'")
    return bool(DANGER.match(bare) or (len(bare) <= MAX_NUMBER and NUMBER.fullmatch(bare)))


def write(sheets: Iterable[Sheet]) -> bytes:
    """Return the table as UTF-8 with a byte-order mark, by which Excel knows it; all cells in quotes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for sheet in sheets:
        for unit in sheet.catalog.units:
            writer.writerow([guard(cell) for cell in _cells(sheet, unit)])
    return (BOM + out.getvalue()).encode("utf-8")


def read(content: bytes, where: str) -> tuple[Returned, ...]:
    """Return what a table says, article by article; columns are known by their names, in any order.

    Cells may be parted by commas, semicolons or tabs, as the spreadsheets of different countries do.

    :raises CatalogError: not UTF-8 or UTF-16, quotes that do not fit, or no columns source and target.
    """
    text = _decoded(content, where)
    found: dict[tuple[str, str, str], list[Row]] = {}
    places: dict[tuple[str, str, str], str] = {}
    for line, cells in _lines(text, where):
        key = cells.get("article", ""), cells.get("source locale", ""), cells.get("locale", "")
        places.setdefault(key, f"{where}:{line}")
        found.setdefault(key, []).append(_row(cells, f"{where}:{line}"))
    return tuple(Returned(*key, tuple(rows), places[key]) for key, rows in found.items())


def is_table(content: bytes) -> bool:
    """Tell whether a file begins as a table does that ``read`` reads: with a line of the columns' names."""
    head = content[:2000]
    codec = "utf-16" if head.startswith(UTF_16) else "utf-8-sig"
    first = head.decode(codec, "ignore").lstrip("\r\n").partition("\n")[0]
    cells = first.strip().split(_delimiter(first))
    return {cell.strip(' "').lower() for cell in cells} >= set(NEEDED)


def _cells(sheet: Sheet, unit: Unit) -> tuple[str, ...]:
    return (
        sheet.article,
        sheet.catalog.locale,
        unit.context,
        unit.source,
        unit.target,
        str(unit.state),
        NOTE_BREAK.join(unit.notes),
        NOTE_BREAK.join(unit.hints),
        unit.id,
        VERSION + version(unit),
        sheet.source_locale,
    )


def _decoded(content: bytes, where: str) -> str:
    codec = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "Save the table as 'CSV UTF-8'."
        raise CatalogError("the table is not UTF-8.", f"{where}:{line}", hint) from error


def _lines(text: str, where: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row as column name -> cell, with the line in which it starts (1-based)."""
    delimiter = _delimiter(text.lstrip("\r\n").partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: Sequence[str] = ()
    start = 1
    try:
        for cells in reader:
            if not names and not any(cells):
                pass
            elif not names:
                names = _names(cells, where)
            elif any(cells):
                yield start, {name: unguard(cell) for name, cell in zip(names, cells, strict=False)}
            start = reader.line_num + 1
    except csv.Error as error:
        hint = "Quotes inside a cell are doubled, and each cell has its own. Save the table anew as CSV."
        raise CatalogError(f"the table breaks off here: {error}.", f"{where}:{start}", hint) from error
    if not names:
        raise _no_names(where)


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _names(cells: Sequence[str], where: str) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    if any(need not in names for need in NEEDED):
        raise _no_names(where)
    return names


def _no_names(where: str) -> CatalogError:
    hint = f"The first line names the columns: {', '.join(COLUMNS)}."
    return CatalogError("the table has no columns 'source' and 'target'.", f"{where}:1", hint)


def _row(cells: dict[str, str], where: str) -> Row:
    state = cells.get("state", "").strip().lower()
    notes = cells.get("note", "").splitlines()
    return Row(
        cells.get("source", ""),
        cells.get("target", ""),
        where,
        State(state) if state in list(State) else None,
        cells.get("id", "").strip(),
        cells.get("version", "").strip().removeprefix(VERSION),
        cells.get("role", ""),
        tuple(filter(None, map(str.strip, notes))),
    )
