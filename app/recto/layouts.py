"""Where the versions of an article lie below the output folder, and how their headings are addressed.

A layout is what a site generator, or a plain web server, expects. ``source`` of a project, its default
locale, has the place that the generator gives to pages without a locale.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import NamedTuple

Place = Callable[[str, str, bool], str]
"""Path below the sources folder, locale, whether that is the default one -> path below the output folder."""


class Layout(NamedTuple):
    """How a site is laid out."""

    place: Place
    asset: Place
    """Where a file that is no article lies, for pages in a locale."""
    slugs: str
    """Whose rule makes addresses of headings: ``github``, ``hugo`` or ``mkdocs``."""
    is_generated: bool = False
    """Whether a generator makes the pages: it finds the version a link means and tells of translations."""
    finds_assets: bool = False
    """Whether it finds ``photo.de.png`` for ``photo.png`` by itself."""


def _folder(path: str, locale: str, is_default: bool) -> str:  # noqa: ARG001  # as the others
    return f"{locale}/{path}"


def _suffix(path: str, locale: str, is_default: bool) -> str:
    if is_default:
        return path
    stem, ending = posixpath.splitext(path)
    return f"{stem}.{locale}{ending}"


def _alone(path: str, locale: str, is_default: bool) -> str:  # noqa: ARG001  # as the others
    return path


def _default_folder(path: str, locale: str, is_default: bool) -> str:
    return f"{locale}/{path}" if is_default else ""


def _hugo(path: str, locale: str, is_default: bool) -> str:
    return f"content/{_folder(path, locale.lower(), is_default)}"


def _hugo_suffix(path: str, locale: str, is_default: bool) -> str:
    return f"content/{_suffix(path, locale.lower(), is_default)}"


def _hugo_asset(path: str, locale: str, is_default: bool) -> str:  # noqa: ARG001  # as the others
    return f"content/{path}"


def _docusaurus(path: str, locale: str, is_default: bool) -> str:
    return f"docs/{path}" if is_default else f"i18n/{locale}/docusaurus-plugin-content-docs/current/{path}"


LAYOUTS: dict[str, Layout] = {
    "folder": Layout(_folder, _default_folder, "github"),
    "suffix": Layout(_suffix, _alone, "github"),
    "hugo": Layout(_hugo, _hugo, "hugo", is_generated=True),
    "hugo-suffix": Layout(_hugo_suffix, _hugo_asset, "hugo", is_generated=True, finds_assets=True),
    "docusaurus": Layout(_docusaurus, _docusaurus, "github", is_generated=True),
    "mkdocs": Layout(_suffix, _alone, "mkdocs", is_generated=True, finds_assets=True),
    "mkdocs-folder": Layout(_folder, _folder, "mkdocs", is_generated=True),
}
"""Name in the settings -> layout."""


def output(layout: str, path: str, locale: str, default: str) -> str:
    """Return where the version of an article in a locale lies, below the output folder.

    >>> output("suffix", "news/tea.md", "de", "en"), output("folder", "news/tea.md", "de", "en")
    ('news/tea.de.md', 'de/news/tea.md')
    """
    return LAYOUTS[layout].place(path, locale, locale == default)


def asset(layout: str, path: str, locale: str, default: str) -> str:
    """Return where a picture or other file lies for the pages of a locale, below the output folder.

    >>> asset("folder", "photo.png", "de", "en"), asset("docusaurus", "photo.png", "en", "en")
    ('en/photo.png', 'docs/photo.png')
    """
    place = LAYOUTS[layout].asset
    return place(path, locale, locale == default) or place(path, default, True)
