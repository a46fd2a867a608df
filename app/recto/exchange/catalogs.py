"""PO files that come back from other tools or other copies of a project, as the rows of one article."""

from __future__ import annotations

import re

from recto.errors import CatalogError, ConfigError
from recto.exchange import po
from recto.exchange.bilingual import Returned, Row
from recto.locales import from_gettext
from recto.model import State

_ENTRY = re.compile(rb'\A\s*(?:#[^\n]*\n\s*)*(?:msgctxt|msgid)\s*"')
LANGUAGE = "Language"


def is_catalog(content: bytes) -> bool:
    """Tell whether a file begins as PO files do: comments, then an entry.

    >>> is_catalog(b'# Ana\\nmsgid ""'), is_catalog(b"<xliff/>"), is_catalog(b"# a list")
    (True, False, False)
    """
    return bool(_ENTRY.match(content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")))


def read(content: bytes, where: str) -> Returned:
    """Return the translated units of a PO file; it carries no versions, so nothing says what is newer.

    :raises CatalogError: it cannot be read.
    """
    catalog = po.load(content, where, "und")
    header = dict(catalog.header)
    try:
        locale = from_gettext(header.get(LANGUAGE, "").strip()) if header.get(LANGUAGE, "").strip() else ""
    except ConfigError as error:
        raise CatalogError(error.problem, where, error.hint) from error
    rows = tuple(
        Row(
            unit.source,
            unit.target,
            f"{where}, unit {number}",
            State.REVIEWED if unit.state.rank >= State.REVIEWED.rank else unit.state,
            context=unit.context,
            notes=unit.notes,
        )
        for number, unit in enumerate(catalog.units, 1)
        if unit.target
    )
    return Returned(header.get(po.SOURCE, ""), "", locale, rows, where)
