"""A unit in the other locales of its article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from recto.commands.catalogs import load_catalog
from recto.errors import CatalogError, NotFoundError, RectoError
from recto.exchange import po
from recto.model import Unit
from recto.project import Project


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What stands in another locale."""

    locale: str
    unit: Unit


def elsewhere(project: Project, article: str, unit: Unit, locales: Iterable[str]) -> tuple[Elsewhere, ...]:
    """Return a unit as it is in other locales, those without a target left out.

    A catalog that cannot be read says nothing here; the list of articles says why.
    """
    found = []
    for locale in locales:
        try:
            there = _find(project, article, unit, locale)
        except RectoError:
            continue
        if there and there.target:
            found.append(Elsewhere(locale, there))
    return tuple(found)


def _find(project: Project, article: str, unit: Unit, locale: str) -> Unit | None:
    content = project.read_catalog(article, locale)
    if content is None:
        raise NotFoundError("there is no catalog yet.")
    return _entry(content, unit) or load_catalog(project, article, locale).find(unit.id)


def _entry(content: bytes, unit: Unit) -> Unit | None:
    """Return a unit from a file in canonical form, where its entry can be found without reading the rest.

    Reading twenty catalogs of 2,000 units takes a second, looking for an entry in them some milliseconds.
    """
    key = po.entry(Unit(unit.context, unit.source)).partition("msgstr ")[0].encode()
    at = content.find(b"\n" + key)
    if at < 0:
        return None
    start, end = content.rfind(b"\n\n", 0, at + 1) + 2, content.find(b"\n\n", at + len(key))
    if start < 2:
        return None
    try:
        found = po.unit_of(content[start : end if end >= 0 else len(content)].decode().rstrip("\n"))
    except (CatalogError, UnicodeDecodeError):
        return None
    return found if found.key == unit.key else None
