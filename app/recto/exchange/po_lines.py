"""Where each entry of a PO file stands in it."""

from __future__ import annotations

from recto.exchange.po_scan import scan
from recto.exchange.po_text import decode


def lines(content: bytes, where: str) -> dict[tuple[str, str], int]:
    """Return the 1-based line at which each live entry begins, comments left out, by context and source.

    :raises CatalogError: the file is no PO file.
    """
    return {
        (entry.texts.get("msgctxt", ""), entry.texts["msgid"]): entry.line
        for entry in scan(decode(content, where).text, where)
        if "msgid" in entry.texts and not entry.obsolete
    }
