"""Catalogs and PO files: ``load`` and ``dump``.

``dump(load(content, ...), content) == content`` for every file that ``load`` takes, and an entry
that did not change keeps its bytes as long as they are in canonical form (units.md, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from recto import locales
from recto.errors import CatalogError, ConfigError
from recto.exchange import po_read, signoff
from recto.exchange.po_read import Part, Sheet
from recto.exchange.po_scan import scan
from recto.exchange.po_text import Decoded, encode
from recto.exchange.po_write import CONTROL, write_header, write_unit
from recto.model import Catalog, State, Unit

Key = tuple[str, str]
SOURCE = "X-Recto-Source"
"""The header line that names the article."""


def load(content: bytes, where: str, locale: str) -> Catalog:
    """Read a PO file. ``where`` is its path as an error names it.

    Reviewed units are final when the header has a sign-off of exactly these units.

    :raises CatalogError: at ``where:line``; msgfmt would refuse the file, or it is not UTF-8.
    """
    return _catalog(po_read.read(content, where), locale)


class Opened(NamedTuple):
    """A PO file, read. ``is_own``: it is in canonical form as a whole, so that ``put`` can change it."""

    catalog: Catalog
    is_own: bool


def opened(content: bytes, where: str, locale: str) -> Opened:
    """Read a PO file as ``load`` does, for somebody who goes on to change it unit by unit."""
    sheet = po_read.read(content, where)
    return Opened(_catalog(sheet, locale), sheet.is_own)


def put(base: bytes, old: Unit, new: Unit) -> bytes | None:
    """Return a PO file in canonical form with one unit changed; None: only ``dump`` can tell.

    What ``dump`` would write, in the hundredth part of the time that a long file takes it.
    """
    before, after = (text.encode() for text in (entry(old), entry(new)))
    if old.key != new.key:
        return None
    at = base.find(b"\n\n" + before + b"\n")
    end = at + 2 + len(before)
    # Behind an entry stands an empty line, or nothing: otherwise it is the start of another one.
    if at < 0 or base[end : end + 2] not in (b"\n\n", b"\n"):
        return None
    return base[: at + 2] + after + base[end:]


def dump(catalog: Catalog, base: bytes | None = None) -> bytes:
    """Return the catalog as a PO file. ``base``: the bytes that it was loaded from.

    Nothing changed: ``base`` itself. Otherwise unchanged units keep their bytes if ``base`` is in
    canonical form; any other file is written in that form as a whole, CR LF kept.

    :raises CatalogError: what would be written, ``load`` would refuse; or ``base`` is refused.
    """
    if base is None:
        return encode(Decoded(_text(catalog, None), "\n"))
    sheet = po_read.read(base, "catalog")
    if _plain(catalog) == _plain(_catalog(sheet, catalog.locale)):
        return base
    return encode(Decoded(_text(catalog, sheet), sheet.decoded.newline))


def entry(unit: Unit) -> str:
    """Return a live unit as its entry stands in a PO file, without the line break at its end."""
    return write_unit(_plain_unit(unit), obsolete=False)


def unit_of(text: str) -> Unit:
    """Undo ``entry``.

    :raises CatalogError: it is no entry of a unit.
    """
    found = load(f"{text}\n".encode(), "entry", "").units
    if len(found) != 1:
        raise CatalogError("this is no entry of a live unit.")
    return found[0]


def create_header(project: str, locale: str, article_path: str) -> tuple[tuple[str, str], ...]:
    """Return the header lines of a new catalog, without dates, as ``Catalog.header`` holds them.

    :raises ConfigError: a value is not one line, or the locale is unknown.
    """
    for value in (project, article_path):
        if CONTROL.search(value):
            raise ConfigError(f"{value!r} has a control character or line break.", hint="Rename it.")
    return (
        ("Project-Id-Version", project),
        ("Language", locales.gettext_name(locale)),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", locales.plural_forms(locale)),
        (SOURCE, article_path),
    )


def renamed(header: tuple[tuple[str, str], ...], article_path: str) -> tuple[tuple[str, str], ...]:
    """Return a catalog's header for an article of this path; one that names no article stays as it is."""
    return tuple((name, article_path if name == SOURCE else value) for name, value in header)


def _catalog(sheet: Sheet, locale: str) -> Catalog:
    units = tuple(part.unit for part in sheet.parts if part.unit and not part.obsolete)
    if signoff.holds(sheet.header, units):
        units = signoff.finalized(units)
    return Catalog(
        locale,
        units,
        tuple(part.unit for part in sheet.parts if part.unit and part.obsolete),
        sheet.header,
        sheet.comments,
        tuple(part.text for part in sheet.parts if not part.unit),
    )


def _plain(catalog: Catalog) -> Catalog:
    """Return the catalog with what PO does not tell apart made equal."""
    if any(unit.state is State.FINAL for unit in (*catalog.units, *catalog.obsolete)):
        return replace(
            catalog,
            units=tuple(map(_plain_unit, catalog.units)),
            obsolete=tuple(map(_plain_unit, catalog.obsolete)),
        )
    return catalog


def _plain_unit(unit: Unit) -> Unit:
    return replace(unit, state=State.REVIEWED) if unit.state is State.FINAL else unit


def _text(catalog: Catalog, sheet: Sheet | None) -> str:
    parts = sheet.parts if sheet else []
    entries = []
    if catalog.header or catalog.comments or (sheet and sheet.has_header):
        entries.append(write_header(catalog.comments, catalog.header, sheet.header if sheet else ()))
    places = _places(catalog, parts)
    live = {part.unit.key: part for part in parts if part.unit and not part.obsolete}
    gone = {part.unit.key: part for part in parts if part.unit and part.obsolete}
    entries += _written(catalog.units, live, places, obsolete=False)
    entries += _written(catalog.obsolete, gone, places, obsolete=True)
    entries += places.get("last", ())
    _refuse_twins(catalog)
    return "\n\n".join(entries) + "\n" if entries else ""


def _written(
    units: Iterable[Unit], known: dict[Key, Part], places: dict[object, list[str]], *, obsolete: bool
) -> Iterator[str]:
    yield from places.get((obsolete, None), ())
    for unit in units:
        part = known.get(unit.key)
        kept = part is not None and part.unit == _plain_unit(unit)
        yield part.text if part and kept else write_unit(unit, obsolete=obsolete)
        yield from places.get((obsolete, unit.key), ())
    yield from places.get((obsolete, "end"), ())


def _places(catalog: Catalog, parts: Iterable[Part]) -> dict[object, list[str]]:
    """Say behind which unit each foreign entry stands: the last one before it that is still there."""
    if not catalog.foreign:
        return {}
    keys = {(False, unit.key) for unit in catalog.units} | {(True, unit.key) for unit in catalog.obsolete}
    homes: dict[str, object] = {}
    before: dict[bool, object] = {False: (False, None), True: (True, None)}
    for part in parts:
        if part.unit is None:
            homes[part.text] = before[part.obsolete]
        elif (part.obsolete, part.unit.key) in keys:
            before[part.obsolete] = (part.obsolete, part.unit.key)
    places: dict[object, list[str]] = {}
    for text in catalog.foreign:
        lines = text.split("\n")
        obsolete = any(line.startswith("#~ msgid") for line in lines)
        is_last = any(line.startswith('domain "') for line in lines) or all(
            line.startswith("#") and not line.startswith("#~") for line in lines
        )
        home = "last" if is_last else homes.get(text, (obsolete, "end"))
        places.setdefault(home, []).append(text)
    return places


def _refuse_twins(catalog: Catalog) -> None:
    seen: set[tuple[str | None, str]] = set()
    keys = [(unit.context or None, unit.source) for unit in (*catalog.units, *catalog.obsolete)]
    for text in catalog.foreign:
        keys += [entry.key for entry in scan(text, "foreign entry") if "msgid" in entry.texts]
    for key in keys:
        if key in seen:
            raise CatalogError(f"two units have the context {key[0]!r} and the source {key[1][:40]!r}.")
        seen.add(key)
