"""Quotation marks, spaces and numbers of a draft as its locale writes them, where that is certain."""

from __future__ import annotations

import re
from collections.abc import Collection

from recto.typography.figures import figures
from recto.typography.marks import FRENCH, MARK, quotes, spaces
from recto.typography.reading import Reading, replaced

__all__ = ["localized"]

HIGH_SIGN, FIGURE = re.compile("[;:!?]"), re.compile(r"\d")
"""Without one of them a text has none of the places that are looked at."""


def localized(target: str, source: str, locales: tuple[str, str], protected: Collection[int] = ()) -> str:
    """Return a draft with the quotation marks, spaces and numbers of its locale; in doubt, as it is.

    ``locales`` are the source's and the target's, ``protected`` the numbers of the pairs whose content
    is kept. Codes, those pairs and addresses stay as they are. Doing it twice changes nothing more.

    >>> localized('Er sagte "nein" zu 3.5 %.', 'He said "no" to 3.5%.', ("en", "de"))
    'Er sagte „nein“ zu 3,5 %.'
    """
    here = locales[1]
    said = found = None
    for change, may_apply in ((quotes, MARK), (spaces, HIGH_SIGN), (figures, FIGURE)):
        if not may_apply.search(target) or (change is spaces and here not in FRENCH):
            continue
        said = said or Reading.of(source, protected)
        found = found or Reading.of(target, protected)
        changed = replaced(target, found, change(found.text, said.text, locales))
        if changed != target:
            target, found = changed, None
    return target
