"""Articles -> catalogs: cut each article and merge its units into the catalog of each locale."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import click

from recto import __version__, formats
from recto.commands import (
    globs_argument,
    json_option,
    locale_option,
    open_project,
    progress,
    say,
    say_errors,
    say_json,
)
from recto.errors import RectoError
from recto.exchange import po
from recto.extraction import extract as extract_units
from recto.inline import Known
from recto.merging import Counts, merge
from recto.model import Article, Catalog, Document, Options, fingerprint
from recto.project import Project
from recto.segmentation import RULES_ID, boundaries

CACHE = "extracted.json"
"""Catalog path -> fingerprint of everything its extraction depended on; may be deleted."""


@dataclass(frozen=True)
class Extracted:
    """What happened to one catalog."""

    article: str
    locale: str
    counts: Counts
    is_written: bool
    cosmetic: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    articles: int
    catalogs: tuple[Extracted, ...]
    unchanged: int
    gone: tuple[str, ...]
    """Catalogs whose article is not there any more."""
    errors: tuple[RectoError, ...]


@lru_cache(maxsize=4096)
def sentence_ends(text: str, locale: str) -> tuple[int, ...]:
    """Return where the sentences inside a block's text end."""
    return tuple(boundary.offset for boundary in boundaries(text, locale))


def extract(
    project: Project,
    globs: Sequence[str] = (),
    wanted: Sequence[str] = (),
    *,
    dry_run: bool = False,
    normalize: bool = False,
) -> Report:
    """Bring the catalogs of the chosen articles up to date with their sources.

    Nothing is written with ``dry_run``. ``normalize`` writes catalogs that other tools have wrapped
    in Recto's own form. An article or catalog that cannot be used is reported; the others go on.
    """
    cache = _Cache(project)
    paths = project.articles(globs)
    errors = [] if globs else list(project.article_findings())
    done: list[Extracted] = []
    unchanged = 0
    locales_of = {path: project.target_locales(path, wanted) for path in paths}
    for path in progress(paths, "extract"):
        try:
            work = _Work(project, project.read_article(path), cache)
        except RectoError as error:
            errors.append(error)
            continue
        for locale in locales_of[path]:
            try:
                result = work.catalog(locale, dry_run=dry_run, normalize=normalize)
            except RectoError as error:
                errors.append(error)
                continue
            unchanged += result is None
            done += [result] if result else []
        errors += work.remarks
    if not dry_run:
        cache.save()
    return Report(
        len(paths), tuple(done), unchanged, () if globs else tuple(_gone(project, wanted)), tuple(errors)
    )


def _gone(project: Project, wanted: Sequence[str]) -> list[str]:
    there = set(project.articles())
    locales = [project.target_locale(tag) for tag in wanted] or list(project.config.target_locales)
    return [
        project.name(project.catalog_file(path, locale))
        for locale in locales
        for path in project.catalogs(locale)
        if path not in there
    ]


class _Work:
    """One article on its way into its catalogs; it is cut only if a catalog needs it."""

    def __init__(self, project: Project, article: Article, cache: _Cache) -> None:
        self.project = project
        self.article = article
        self.cache = cache
        self.options = project.settings(article.path).options
        self.remarks: list[RectoError] = []
        self._document: Document | None = None

    @property
    def document(self) -> Document:
        if self._document is None:
            self._document = cut(self.project, self.article, self.options)
            self.remarks = remarks(self.project, self.article, self._document)
        return self._document

    def catalog(self, locale: str, *, dry_run: bool, normalize: bool) -> Extracted | None:
        """Update the catalog of a locale; None where everything is as it was at the last time."""
        path = self.article.path
        old = self.project.read_catalog(path, locale)
        if not normalize and self.cache.knows(self.article, locale, old):
            return None
        if dry_run:
            return self._merge(locale, old, normalize=normalize)[0]
        self.document  # noqa: B018 - an article that cannot be cut is reported before a lock is taken
        with self.project.lock(path, locale):
            old = self.project.read_catalog(path, locale)
            result, content = self._merge(locale, old, normalize=normalize)
            if content is not None:
                self.project.write(self.project.catalog_file(path, locale), content)
        if not self.remarks:
            self.cache.note(self.article, locale, content)
        return result

    def _merge(self, locale: str, old: bytes | None, *, normalize: bool) -> tuple[Extracted, bytes | None]:
        path, where = (
            self.article.path,
            self.project.name(self.project.catalog_file(self.article.path, locale)),
        )
        before = Catalog(locale) if old is None else po.load(old, where, locale)
        units = extract_units(
            self.document, lambda text: sentence_ends(text, self.article.locale), Known(before.units)
        )
        if old is None:
            if not units:
                return Extracted(path, locale, Counts(), is_written=False), None
            before = Catalog(locale, header=po.create_header(self.project.config.project, locale, path))
        merged = merge(before, units, carry_cosmetic=self.project.config.carry_cosmetic)
        content = po.dump(merged.catalog, None if normalize else old)
        return Extracted(path, locale, merged.counts, content != old, merged.cosmetic), content


def cut(project: Project, article: Article, options: Options) -> Document:
    """Cut an article; what is wrong with it is said with its path in the project."""
    try:
        return formats.cut(article, options)
    except RectoError as error:
        raise type(error)(error.problem, f"{project.config.sources}/{error.where}", error.hint) from error


def remarks(project: Project, article: Article, document: Document) -> list[RectoError]:
    """Return what the author of an article should look at."""
    return [
        RectoError(text, f"{project.config.sources}/{article.path}:{line}") for line, text in document.remarks
    ]


class _Cache:
    """What was extracted from what, so that a run with nothing to do costs what looking costs."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.file = project.cache / CACHE
        self.rules = fingerprint(__version__, RULES_ID, repr(project.config))
        try:
            known = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            known = {}
        self.known: dict[str, str] = known if isinstance(known, dict) else {}
        self.is_changed = False

    def knows(self, article: Article, locale: str, catalog: bytes | None) -> bool:
        """Tell whether nothing has changed since this catalog was extracted."""
        return self.known.get(_name(article, locale)) == self._print(article, catalog)

    def note(self, article: Article, locale: str, catalog: bytes | None) -> None:
        """Remember what a catalog was extracted from, and what became of it."""
        self.known[_name(article, locale)] = self._print(article, catalog)
        self.is_changed = True

    def save(self) -> None:
        """Write the cache; a project folder that cannot be written to goes without."""
        if self.is_changed:
            try:
                self.project.write(self.file, json.dumps(self.known, ensure_ascii=False).encode())
            except RectoError:
                return

    def _print(self, article: Article, catalog: bytes | None) -> str:
        return fingerprint(
            self.rules,
            article.locale,
            article.text,
            "" if catalog is None else catalog.decode("utf-8", "replace"),
        )


def _name(article: Article, locale: str) -> str:
    return f"{locale}/{article.path}"


@click.command()
@globs_argument
@locale_option
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change; write nothing.")
@click.option(
    "--normalize", is_flag=True, help="Write catalogs that other tools have wrapped in Recto's form."
)
@json_option
def command(
    globs: tuple[str, ...], wanted: tuple[str, ...], dry_run: bool, normalize: bool, as_json: bool
) -> int:
    """Bring the catalogs up to date with the articles.

    New sentences become units without a target. An edited sentence keeps its old target as a draft
    for review, a moved one stays as it is, a deleted one is kept as obsolete.

    \b
    Example:
      recto extract 'world/**' --locale de
    """
    report = extract(open_project(), globs, wanted, dry_run=dry_run, normalize=normalize)
    if as_json:
        say_json(report)
        return 1 if report.errors else 0
    total: Counter[str] = Counter()
    for one in report.catalogs:
        total.update(one.counts._asdict())
        changes = _changes(one.counts._asdict())
        if one.is_written and changes:
            say(f"{one.locale}  {one.article}: {changes}")
        for before, after in one.cosmetic:
            say(f"{one.locale}  {one.article}: kept, only its glyphs changed: {before!r} -> {after!r}")
    for where in report.gone:
        say(f"{where}: its article is gone; the catalog is kept. Delete it if it is not needed.")
    written = sum(one.is_written for one in report.catalogs)
    verb = "would be written" if dry_run else "written"
    same = report.unchanged + len(report.catalogs) - written
    counts = f": {_changes(total)}" if _changes(total) else ""
    say(f"{report.articles} articles, {written} catalogs {verb}, {same} as they were{counts}.")
    return say_errors(report.errors)


def _changes(counts: dict[str, int] | Counter[str]) -> str:
    names = {
        "new": "new",
        "edited": "edited",
        "cosmetic": "edited in glyphs only",
        "revived": "back again",
        "obsolete": "gone",
    }
    return ", ".join(f"{counts[key]} {name}" for key, name in names.items() if counts[key])
