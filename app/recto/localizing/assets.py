"""Pictures and other files: the one made for the locale where there is one, and the way to it."""

from __future__ import annotations

import posixpath
from functools import partial

from recto.localizing.addresses import Address, Moved, aim, readdressed
from recto.localizing.page import Page, Site


def transform(page: Page, site: Site) -> str:
    """Use ``photo.de.png`` where it lies beside ``photo.png``, and lead to where files lie in the layout.

    Files that pages refer to are copied into the output folder. Generators that look for the file of
    a locale by themselves (layouts ``mkdocs`` and ``hugo-suffix``) keep their addresses.
    """
    return readdressed(page, partial(_moved, page, site))


def _moved(page: Page, site: Site, asked: Address) -> Moved | None:
    found = aim(page, site, asked.text)
    if not found or not found.path or site.is_article(found.path) or not site.is_asset(found.path):
        return None
    path = found.path
    for locale in (page.locale, page.locale.partition("-")[0]):
        stem, ending = posixpath.splitext(found.path)
        if not page.is_source and site.is_asset(f"{stem}.{locale}{ending}"):
            path = f"{stem}.{locale}{ending}"
            break
    here, there = site.output(page.path, page.locale), site.asset(path, page.locale)
    if site.layout.finds_assets:
        site.asset(found.path, page.locale)
        return None
    return Moved(found.spelled(here, there, found.fragment))
