"""What transforms ask about the other pages of a site, answered from sources and catalogs alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from recto import formats, localizing
from recto.commands.cutting import cut
from recto.commands.publication import held_back, localize
from recto.compilation import Compiled
from recto.errors import RectoError
from recto.exchange import po, signoff
from recto.layouts import LAYOUTS, Layout, asset, output
from recto.model import Article, Catalog, LocalizedArticle, State, Unit, fingerprint
from recto.project import Project

T = TypeVar("T")
Answer = tuple[Article, Compiled, Catalog]
"""The source, what is compiled of it before any transform, and its catalog."""
Question = tuple[str, str, str]
"""Name of the question; path and locale that it is about."""


class ProjectSite:
    """A project as its site; every answer is looked up when it is first asked for, and kept."""

    def __init__(self, project: Project, state: State | None = None) -> None:
        self._project = project
        self._state = state
        self._asked: dict[Question, str] = {}
        self._versions: dict[str, tuple[str, ...]] = {}
        self._anchors: dict[tuple[str, str], Mapping[str, str]] = {}
        self._assets: dict[str, bool] = {}
        self._taken: set[str] = set()
        self._settings = project.config.site
        self.default_locale = project.config.source_locale
        self.base_url = self._settings.base_url
        self.layout: Layout = LAYOUTS[self._settings.layout]
        self.slugs = self.layout.slugs if self._settings.anchors == "auto" else self._settings.anchors

    @cached_property
    def _articles(self) -> frozenset[str]:
        return frozenset(self._project.articles())

    def is_article(self, path: str) -> bool:
        return self._told("is_article", path, "", path in self._articles)

    def is_asset(self, path: str) -> bool:
        if path not in self._assets:
            self._assets[path] = self._project.has_asset(path)
        return self._told("is_asset", path, "", self._assets[path])

    def source_locale(self, path: str) -> str:
        return self._project.config.article(path).source_locale

    def versions(self, path: str) -> Sequence[str]:
        """Return the article's own locale, and those in which enough of it has targets, one at least."""
        if path not in self._versions:
            targets = self._project.target_locales(path)
            published = [locale for locale in targets if self._is_published(path, locale)]
            self._versions[path] = (self.source_locale(path), *published)
        return self._told("versions", path, "", self._versions[path])

    def output(self, path: str, locale: str) -> str:
        return output(self._settings.layout, path, locale, self.default_locale)

    def asset(self, path: str, locale: str) -> str:
        self._taken.add(path)
        return asset(self._settings.layout, path, locale, self.default_locale)

    def anchors(self, path: str, locale: str) -> Mapping[str, str]:
        """Return the addresses of headings of Markdown that differ; elsewhere authors write their own."""
        if (path, locale) not in self._anchors:
            found: Mapping[str, str] = {}
            if formats.ending_of(path) in {".md", ".markdown", ".mdx"}:
                article, compiled, catalog = self._compiled(path, locale)
                page = self._page(article, compiled.article, catalog, self._lowest(locale))
                names = [name for name in localizing.TEXTUAL if name in self._project.config.localize]
                own = replace(page, text=page.source, locale=page.source_locale)
                here, there = (
                    replace(one, text=localizing.localized(one, names, self)) for one in (own, page)
                )
                found = localizing.anchors(here.document, there.document, self.slugs)
            self._anchors[path, locale] = found
        return self._told("anchors", path, locale, self._anchors[path, locale])

    def localized(self, article: Article, compiled: LocalizedArticle, catalog: Catalog, state: State) -> str:
        """Return the text of a compiled article after the settings' transforms."""
        names = self._project.config.localize
        if not names:
            return compiled.text
        return localizing.localized(self._page(article, compiled, catalog, state), names, self)

    def source_version(self, article: Article) -> str:
        """Return an article as the site has it in its own locale."""
        compiled = LocalizedArticle(article.path, article.locale, article.text, 1.0)
        return self.localized(article, compiled, Catalog(article.locale), State.REVIEWED)

    def taken(self) -> tuple[str, ...]:
        """Return the files that pages have asked the place of since this was last asked."""
        taken, self._taken = tuple(sorted(self._taken)), set()
        return taken

    def asked(self) -> dict[Question, str]:
        """Return what was asked since this was last asked, and what tells each answer from others."""
        asked, self._asked = self._asked, {}
        return dict(sorted(asked.items()))

    def answer(self, question: Question) -> str:
        """Return what tells the answer to a question from others, as it is now."""
        name, path, locale = question
        getattr(self, name)(*filter(None, (path, locale)))
        return self._asked[question]

    def _told(self, name: str, path: str, locale: str, answer: T) -> T:
        self._asked[name, path, locale] = fingerprint(repr(answer))[:12]
        return answer

    def _compiled(self, path: str, locale: str) -> Answer:
        project = self._project
        article = project.read_article(path)
        content = project.read_catalog(path, locale)
        where = project.name(project.catalog_file(path, locale))
        catalog = Catalog(locale) if content is None else po.load(content, where, locale)
        document = cut(project, article)
        return article, localize(project, article, document, catalog, self._lowest(locale)), catalog

    def _page(
        self, article: Article, compiled: LocalizedArticle, catalog: Catalog, state: State
    ) -> localizing.Page:
        used = _used(catalog, state)
        return localizing.Page(
            article.path,
            compiled.locale,
            compiled.text,
            article.locale,
            article.text,
            self._project.settings(article.path).options,
            is_drafted=any(unit.state is State.DRAFT and unit.origin for unit in used),
            is_partial=compiled.coverage < 1,
            is_outdated=any(unit.previous for unit in used),
            translator=_translator(catalog),
        )

    def _lowest(self, locale: str) -> State:
        return self._state or self._project.config.publish_for(locale).state

    def _is_published(self, path: str, locale: str) -> bool:
        publish = self._project.config.publish_for(locale)
        try:
            content = self._project.read_catalog(path, locale)
            if content is None:
                return False
            catalog = po.load(content, self._project.name(self._project.catalog_file(path, locale)), locale)
            if not _used(catalog, self._lowest(locale)):
                return False
            is_free = not publish.lowest_percent and not publish.required
            return is_free or not held_back(publish, self._compiled(path, locale)[1])
        except RectoError:
            return False  # told where that page itself is compiled


def _used(catalog: Catalog, state: State) -> list[Unit]:
    return [unit for unit in catalog.units if unit.target.strip() and unit.state.rank >= state.rank]


def _translator(catalog: Catalog) -> str:
    """Return who signed the catalog off, or its last translator; without an address."""
    signature = signoff.signature(catalog.header) if signoff.is_signed_off(catalog) else None
    if signature:
        return signature.name
    last = [value for name, value in catalog.header if name.lower() == "last-translator"]
    name = last[-1].partition("<")[0].strip() if last else ""
    return "" if name in {"", "FULL NAME", "Automatically generated"} else name


def copy_assets(project: Project, wanted: Iterable[tuple[str, str]], *, check: bool) -> set[str]:
    """Copy files that are no articles to where the pages of a locale look for them; with ``check`` none.

    Return the copies.
    """
    copies: set[str] = set()
    for path, locale in sorted(set(wanted)) if not check else ():
        file = project.asset_file(path, locale)
        with project.lock(path, locale):
            project.write(file, project.read_asset(path), is_derived=True)
        copies.add(project.name(file))
    return copies
