"""Links between articles: to the version in the page's language where there is one, else to the source."""

from __future__ import annotations

import posixpath
from functools import partial

from recto.localizing.addresses import Address, Aim, Moved, aim, readdressed
from recto.localizing.page import Page, Site

_ENDINGS = (".html", ".htm", ".md", ".markdown", ".mdx")


def transform(page: Page, site: Site) -> str:
    """Send each link to an article to its version in the page's language, and to the heading there.

    Where none is published it leads to the source, in HTML with ``hreflang``. A generator that finds
    the version by itself keeps its paths; only addresses of headings change. Doing it twice changes
    nothing more, unless a translated heading has the address that another has in the source.
    """
    return readdressed(page, partial(_moved, page, site))


def _moved(page: Page, site: Site, asked: Address) -> Moved | None:
    if asked.element not in {"a", "area", "iframe", "link"} or "alternate" in asked.rel.split():
        return None
    found = aim(page, site, asked.text)
    article = article_at(page, site, found) if found else ""
    if not found or not article:
        return None
    locale = _version(page, site, article, asked.hreflang)
    fragment = found.fragment
    own = site.source_locale(article)
    if fragment and locale != own:
        fragment = site.anchors(article, locale).get(fragment, fragment)
    if not found.written or site.layout.is_generated:
        return Moved(found.written + found.behind(fragment))
    here = site.output(page.path, page.locale)
    there = _as_written(found, article, site.output(article, locale))
    return Moved(found.spelled(here, there, fragment), locale if locale != page.locale else "")


def _version(page: Page, site: Site, article: str, wanted: str) -> str:
    """Return the locale that a link leads to: the author's word counts, then the page's own."""
    published = site.versions(article)
    if wanted and wanted in published:
        return wanted
    if article == page.path or page.locale in published:
        return page.locale
    return site.source_locale(article)


def article_at(page: Page, site: Site, found: Aim) -> str:
    """Return the article that an address means: its file, its folder's index, or its name without ending."""
    path = found.path
    endings = sorted(_ENDINGS, key=lambda one: one != page.ending)
    if path and site.is_article(path):
        return path
    stem, ending = posixpath.splitext(path)
    folder = f"{path}/" if path else ""
    candidates = (
        [] if found.is_folder or ending not in {"", *endings} else [f"{path}{one}" for one in endings]
    )
    if ending in {".html", ".htm"}:
        candidates += [f"{stem}{one}" for one in endings]
    candidates += [f"{folder}index{one}" for one in endings]
    candidates += [f"{path}{one}" for one in endings if found.is_folder and path]
    return next((one for one in candidates if site.is_article(one)), "")


def _as_written(found: Aim, article: str, there: str) -> str:
    """Return an output's path in the way the author wrote the article's: as a folder, without an ending."""
    stem, ending = posixpath.splitext(there)
    if found.path == article:
        return there
    own = posixpath.splitext(posixpath.basename(article))[0]
    if own == "index" and posixpath.basename(posixpath.splitext(found.path)[0]) != own:
        if posixpath.basename(stem) != own:
            return there  # with a suffix it is no folder's index any more
        folder = there[: -len(f"index{ending}")]
        return folder if found.is_folder else folder.rstrip("/")
    if posixpath.splitext(found.path)[1] == "":
        return f"{stem}/" if found.is_folder else stem
    return stem + posixpath.splitext(found.path)[1]
