"""Catalogs as the desk has them open: read once for as long as their bytes stay the same.

Between two saves of an article's units lie seconds, and reading 2,000 units takes 40 ms.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from recto.errors import ConflictError, NotFoundError
from recto.exchange import po, signoff
from recto.exchange.po import Opened
from recto.model import Catalog, Unit
from recto.project import Project

MOST = 48
"""Catalogs that are kept."""
MOST_BYTES = 64_000_000
"""Of their files together; in memory a catalog takes some eight times as much."""

_kept: OrderedDict[tuple[str, str, bytes], Opened] = OrderedDict()
_guard = threading.Lock()


def opened(content: bytes, where: str, locale: str) -> Opened:
    """Return a catalog's file, read.

    :raises CatalogError: as ``po.load``.
    """
    key = (where, locale, content)
    with _guard:
        found = _kept.get(key)
        if found:
            _kept.move_to_end(key)
            return found
    return _keep(key, po.opened(content, where, locale))


def kept_catalog(content: bytes, where: str, locale: str) -> Catalog:
    """Return what a catalog's file holds; raises as ``opened``."""
    return opened(content, where, locale).catalog


def load_catalog(project: Project, article: str, locale: str) -> Catalog:
    """Return the catalog of an article.

    :raises NotFoundError: there is none.
    :raises CatalogError: it cannot be read.
    """
    return opened_catalog(project, article, locale)[1].catalog


def opened_catalog(project: Project, article: str, locale: str) -> tuple[bytes, Opened]:
    """Return the bytes of an article's catalog, and what they say; raises as ``load_catalog``."""
    content = project.read_catalog(article, locale)
    if content is None:
        where, hint = place_of(article, locale), f"Run: recto extract {article}"
        raise NotFoundError("there is no catalog yet.", where, hint)
    return content, opened(content, project.name(project.catalog_file(article, locale)), locale)


def changed(base: bytes, before: Opened, old: Unit, new: Unit, where: str) -> tuple[bytes, Catalog]:
    """Return a catalog's file with one unit changed, and the catalog that it then holds.

    :raises ConflictError: the catalog does not have the unit any more.
    """
    units = tuple(new if unit.key == old.key else unit for unit in before.catalog.units)
    if units == before.catalog.units:
        raise ConflictError("the catalog was changed meanwhile.", where, "Open the article again.")
    catalog = replace(before.catalog, units=units)
    content = po.put(base, old, new) if before.is_own else None
    if content is None:
        content = po.dump(catalog, base)
        return content, opened(content, where, catalog.locale).catalog
    if not any(name.lower() == signoff.HEADER.lower() for name, _ in catalog.header):
        _keep((where, catalog.locale, content), Opened(catalog, True))
        return content, catalog
    return content, opened(content, where, catalog.locale).catalog


def place_of(article: str, locale: str) -> str:
    return f"{article} ({locale})"


def _keep(key: tuple[str, str, bytes], found: Opened) -> Opened:
    with _guard:
        _kept[key] = found
        # Of one file only the newest bytes are of use: the others are what it was.
        for other in [one for one in _kept if one[0] == key[0] and one != key]:
            del _kept[other]
        while len(_kept) > MOST or sum(len(one[2]) for one in _kept) > MOST_BYTES:
            _kept.popitem(last=False)
    return found
