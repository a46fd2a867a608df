"""Compiled articles -> pages of a site: changes beyond putting targets in.

A transform is one function ``transform(page, site) -> text``, named in ``TRANSFORMS``. It cuts the
compiled text as its source was cut and touches only the places it is about; doing it twice changes
nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from recto.localizing import assets, credit, dates, lang, links, notice, numbers, typographic
from recto.localizing.page import Page, Site
from recto.localizing.slugs import anchors

__all__ = ["TEXTUAL", "TRANSFORMS", "Page", "Site", "anchors", "localized"]

TRANSFORMS: dict[str, Callable[[Page, Site], str]] = {
    "numbers": numbers.transform,
    "dates": dates.transform,
    "typography": typographic.transform,
    "links": links.transform,
    "assets": assets.transform,
    "notice": notice.transform,
    "credit": credit.transform,
    "lang": lang.transform,
}
"""Name in the settings -> transform, in the order in which they are done."""

TEXTUAL = ("numbers", "dates", "typography")
"""Those that change texts of headings, and so their addresses."""


def localized(page: Page, names: Collection[str], site: Site) -> str:
    """Return the text of a page after these transforms; none: its own text.

    :raises CompileError: a mark of the author's cannot be read.
    """
    for name, transform in TRANSFORMS.items():
        if name in names:
            text = transform(page, site)
            page = page if text == page.text else replace(page, text=text)
    return page.text
