"""What a transform is given: a compiled page, and questions about the other pages of the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from recto import formats
from recto.layouts import Layout
from recto.model import Article, Document, Options


@dataclass(frozen=True, slots=True)
class Page:
    """A compiled article on its way to the site."""

    path: str
    locale: str
    text: str
    source_locale: str
    source: str
    """The source article's whole text."""
    options: Options
    is_drafted: bool = False
    """Some text was made by a machine and nobody has accepted it."""
    is_partial: bool = False
    """Some text stands in the source's language."""
    is_outdated: bool = False
    """Some translation was made of an earlier text of the source."""
    translator: str = ""
    """Who answers for the translation; empty if nobody is known."""

    @property
    def ending(self) -> str:
        return formats.ending_of(self.path)

    @property
    def is_source(self) -> bool:
        return self.locale == self.source_locale

    @property
    def line_end(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    @property
    def document(self) -> Document:
        """The page, cut as its source is."""
        return cut(Article(self.path, self.locale, self.text), self.options)

    @property
    def source_document(self) -> Document:
        return cut(Article(self.path, self.source_locale, self.source), self.options)


class Site(Protocol):
    """Questions about the site; paths of articles and files are those below the sources folder."""

    @property
    def layout(self) -> Layout: ...

    @property
    def base_url(self) -> str:
        """The address of the output folder on the web, without a slash at its end, or an empty text."""
        ...

    @property
    def default_locale(self) -> str: ...

    @property
    def slugs(self) -> str:
        """Whose rule makes the addresses of headings."""
        ...

    def is_article(self, path: str) -> bool: ...

    def is_asset(self, path: str) -> bool:
        """Tell whether there is such a file below the sources folder."""
        ...

    def source_locale(self, path: str) -> str: ...

    def versions(self, path: str) -> Sequence[str]:
        """Return the locales in which an article is published, its own first."""
        ...

    def output(self, path: str, locale: str) -> str:
        """Return where a version lies, below the output folder."""
        ...

    def asset(self, path: str, locale: str) -> str:
        """Return where a file that is no article lies for the pages of a locale; the page needs it there."""
        ...

    def anchors(self, path: str, locale: str) -> Mapping[str, str]:
        """Return the addresses of an article's headings -> those of the same headings in a locale."""
        ...


def language_of(page: Page, site: Site) -> str:
    """Return the language that a page is read in: its source's, where nothing of it is translated."""
    return page.locale if page.locale in site.versions(page.path) else page.source_locale


@lru_cache(maxsize=8)
def cut(article: Article, options: Options) -> Document:
    """Cut a page; a transform that changes nothing leaves the cut to the next."""
    return formats.cut(article, options)
