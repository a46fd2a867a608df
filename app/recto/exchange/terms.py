"""The glossary as CSV: a term, a locale and a translation on each line, so that git merges it by term.

Read is what spreadsheets of any country save: columns in any order, parted by commas, semicolons or
tabs, with or without a byte-order mark. Written is what was there: its mark, line ends and separator.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from recto.errors import CatalogError, ConfigError
from recto.exchange.table import guard, unguard
from recto.glossary import PartOfSpeech, Status, Term, fault, tidy
from recto.locales import canonical
from recto.plugins import suggest

BOM = b"\xef\xbb\xbf"
COLUMNS = ("term", "locale", "translation", "status", "part of speech", "match", "note")
NEEDED = ("term", "locale", "translation")
EXACT, INFLECTED = "exact", "inflected"
E = TypeVar("E", bound=StrEnum)
NAMES_HINT = f"The first line names the columns: {','.join(COLUMNS)}."


@dataclass(frozen=True, slots=True)
class Lines:
    """What a file says. ``places`` are the terms' places in it, ``file:line``, in their order."""

    terms: tuple[Term, ...] = ()
    places: tuple[str, ...] = ()
    errors: tuple[CatalogError, ...] = ()
    """Lines that are no terms; the others count all the same."""


class _Form(NamedTuple):
    """How a file is written."""

    mark: bytes
    delimiter: str
    line_end: str


def load(content: bytes, where: str) -> Lines:
    """Return the terms in a file, and what is wrong with single lines of it.

    :raises CatalogError: it is not UTF-8, its quotes do not fit, or its columns are not known.
    """
    text = _decoded(content, where)
    if not text.strip():
        return Lines()
    names: list[str] = []
    terms: list[Term] = []
    places: list[str] = []
    errors: list[CatalogError] = []
    start = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_form(content).delimiter, strict=True)
    try:
        for cells in reader:
            place, start = f"{where}:{start}", reader.line_num + 1
            if not any(map(str.strip, cells)):
                continue
            if not names:
                names = _names(cells, place)
                continue
            try:
                terms.append(_term(names, cells, place))
                places.append(place)
            except CatalogError as error:
                errors.append(error)
    except csv.Error as error:
        hint = "Quotes inside a cell are doubled. Save the glossary anew as CSV."
        raise CatalogError(f"the table breaks off here: {error}.", f"{where}:{start}", hint) from error
    return Lines(tuple(terms), tuple(places), tuple(errors))


def dump(terms: Iterable[Term], old: bytes = b"") -> bytes:
    """Return a file with these terms, sorted, each once; in the form of ``old``, the file before.

    ``load(dump(terms)).terms`` are the terms, sorted.
    """
    form = _form(old)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=form.delimiter, lineterminator=form.line_end)
    writer.writerow(COLUMNS)
    for term in sorted(set(terms), key=lambda term: term.rank):
        writer.writerow([guard(cell) for cell in _cells(term)])
    return form.mark + out.getvalue().encode("utf-8")


def _form(content: bytes) -> _Form:
    head = content.removeprefix(BOM).partition(b"\n")[0]
    delimiter = max(",;\t", key=lambda sign: head.count(sign.encode()))
    return _Form(BOM if content.startswith(BOM) else b"", delimiter, "\r\n" if head.endswith(b"\r") else "\n")


def _decoded(content: bytes, where: str) -> str:
    try:
        return content.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.removeprefix(BOM).count(b"\n", 0, error.start) + 1
        hint = "Save it as 'CSV UTF-8'."
        raise CatalogError("the glossary is not UTF-8.", f"{where}:{line}", hint) from error


def _names(cells: Sequence[str], place: str) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    for name in names:
        # Spreadsheets leave empty columns behind.
        if name and name not in COLUMNS:
            raise CatalogError(f"unknown column {name!r}.", place, suggest(name, COLUMNS))
        if name and names.count(name) > 1:
            raise CatalogError(f"the column {name!r} stands there twice.", place, "Remove one of them.")
    for need in NEEDED:
        if need not in names:
            raise CatalogError(f"there is no column {need!r}.", place, NAMES_HINT)
    return names


def _term(names: Sequence[str], cells: Sequence[str], place: str) -> Term:
    if any(map(str.strip, cells[len(names) :])):
        hint = "Put a cell that holds a separator into quotes."
        raise CatalogError(f"the line has {len(cells)} cells, there are {len(names)} columns.", place, hint)
    row = {name: tidy(unguard(cell)) for name, cell in zip(names, cells, strict=False)}
    match = row.get("match", "").lower() or INFLECTED
    if match not in (EXACT, INFLECTED):
        hint = f"Write {EXACT!r}, or nothing for a term that is found inflected."
        raise CatalogError(f"unknown way to match {match!r}.", place, hint)
    term = Term(
        row.get("term", ""),
        _locale(row.get("locale", ""), place),
        row.get("translation", ""),
        _choice(row, "status", Status, place) or Status.PREFERRED,
        _choice(row, "part of speech", PartOfSpeech, place) or PartOfSpeech.NONE,
        match == EXACT,
        row.get("note", ""),
    )
    if reason := fault(term):
        raise CatalogError(reason, place)
    return term


def _choice(row: Mapping[str, str], column: str, kind: type[E], place: str) -> E | None:
    name = row.get(column, "").lower()
    if not name:
        return None
    names = [one.value for one in kind if one.value]
    if name not in names:
        raise CatalogError(f"unknown {column} {name!r}.", place, suggest(name, names))
    return kind(name)


def _locale(tag: str, place: str) -> str:
    try:
        return canonical(tag) if tag else ""
    except ConfigError as error:
        raise CatalogError(error.problem, place, error.hint) from error


def _cells(term: Term) -> tuple[str, ...]:
    return (
        term.source,
        term.locale,
        term.translation,
        term.status.value,
        term.part_of_speech.value,
        EXACT if term.exact else "",
        term.note,
    )
