"""A site that is a table of its articles, and a page on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from recto.layouts import LAYOUTS, Layout, asset, output
from recto.localizing import Page
from recto.model import Options


@dataclass
class TableSite:
    """Answers from tables; articles are English, files are named."""

    articles: Mapping[str, Sequence[str]]
    """Path -> the locales it is published in, beside English."""
    files: frozenset[str] = frozenset()
    name: str = "folder"
    base_url: str = ""
    default_locale: str = "en"
    slugs: str = "github"
    moved: Mapping[str, str] = field(default_factory=dict)
    """Addresses of headings that are others in every locale."""
    taken: set[str] = field(default_factory=set)

    @property
    def layout(self) -> Layout:
        return LAYOUTS[self.name]

    def is_article(self, path: str) -> bool:
        return path in self.articles

    def is_asset(self, path: str) -> bool:
        return path in self.files

    def source_locale(self, path: str) -> str:
        return "en"

    def versions(self, path: str) -> Sequence[str]:
        return ("en", *self.articles[path])

    def output(self, path: str, locale: str) -> str:
        return output(self.name, path, locale, "en")

    def asset(self, path: str, locale: str) -> str:
        self.taken.add(path)
        return asset(self.name, path, locale, "en")

    def anchors(self, path: str, locale: str) -> Mapping[str, str]:
        return self.moved


@pytest.fixture(scope="session")
def site() -> Callable[..., TableSite]:
    def make(**settings: object) -> TableSite:
        articles = {
            name + ending: locales
            for ending in (".md", ".html")
            for name, locales in (
                ("index", ("de", "ar")),
                ("news/index", ("de", "ar")),
                ("news/tea", ("de", "ar", "fr", "ru", "ja")),
                ("about", ("de",)),
                ("team", ()),
            )
        }
        articles["a.docx"] = ("de",)
        files = frozenset({"news/photo.png", "news/photo.de.png", "menu.pdf", "menu.ar.pdf"})
        return TableSite(articles, files, moved={"leaf": "blatt"}, **settings)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def sheet() -> Callable[..., Page]:
    def make(text: str, locale: str = "de", path: str = "news/tea.md", **more: object) -> Page:
        return Page(path, locale, text, "en", str(more.pop("source", "")), Options(), **more)  # type: ignore[arg-type]

    return make
