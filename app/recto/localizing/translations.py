"""The published versions of a page and their addresses, the same seen from each of them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import quote

from recto.localizing.page import Page, Site

DEFAULT = "x-default"


def translations(page: Page, site: Site) -> Mapping[str, str]:
    """Return locale -> address for every version, and ``x-default``; nothing if the page is none of several.

    Addresses are absolute where the settings say where the site is.
    """
    versions = site.versions(page.path)
    if page.locale not in versions or len(versions) < 2:
        return {}
    found = {locale: _address(page, site, locale) for locale in sorted(versions)}
    default = site.default_locale if site.default_locale in versions else versions[0]
    return {**found, DEFAULT: found[default]}


def _address(page: Page, site: Site, locale: str) -> str:
    there = site.output(page.path, locale)
    if site.base_url:
        folder, name = posixpath.split(there)
        is_index = name in {"index.html", "index.htm"}
        return f"{site.base_url}/{quote(f'{folder}/' if is_index and folder else '' if is_index else there)}"
    return quote(posixpath.relpath(there, posixpath.dirname(site.output(page.path, page.locale)) or "."))
