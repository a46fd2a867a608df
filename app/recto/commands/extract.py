"""Articles -> catalogs: cut each article and merge its units into the catalog of each locale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import click

from recto import formats
from recto.commands import (
    counted,
    exit_code,
    globs_argument,
    json_option,
    locale_option,
    open_project,
    say,
    say_errors,
    say_json,
)
from recto.commands.batch import each
from recto.commands.cutting import cut, remarks, rule_remarks, sentence_ends
from recto.commands.following import Followed, Shelf, Unclear, moves_told, plan
from recto.commands.prints import Prints
from recto.errors import FormatError, RectoError
from recto.exchange import po
from recto.extraction import extract as extract_units
from recto.extraction import occurrences
from recto.inline import Known
from recto.merging import Counts, merge
from recto.model import Article, Catalog, Document, Unit
from recto.project import Project


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
    remarks: tuple[RectoError, ...] = ()
    """What a file of segmentation rules asks for and does not get; no error."""
    followed: tuple[Followed, ...] = ()
    """Articles with another path, whose catalogs went with them."""
    unclear: tuple[Unclear, ...] = ()


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
    The catalogs of an article that was renamed or moved go with it, before anything else.
    """
    cache = Prints(project)
    paths = project.articles(globs)
    shelf = Shelf.of(project, paths, globs, wanted)
    moves = plan(project, paths, shelf)
    came = {(one.new, locale): one.old for one in moves.followed for locale in one.locales}
    jobs = [
        _Job(
            path,
            tuple((locale, cache.known.get(f"{locale}/{path}", "")) for locale in locales),
            tuple((locale, came[path, locale]) for locale in locales if (path, locale) in came),
        )
        for path in paths
        if (locales := project.target_locales(path, wanted))
    ]
    work = partial(_one, project, cache.rules, _Wish(dry_run=dry_run, normalize=normalize))
    results = list(each(work, jobs, "extract", lambda job: job.path))
    if not dry_run:
        cache.save({name: value for result in results for name, value in result.prints})
    refused = () if globs else shelf.refused
    return Report(
        len(paths),
        tuple(one for result in results for one in result.done),
        sum(result.unchanged for result in results),
        () if globs else shelf.left(project, moves),
        (*refused, *(error for result in results for error in result.errors)),
        tuple(remark for result in results for remark in result.remarks),
        moves.followed,
        moves.unclear,
    )


def outdated(project: Project, article: Article) -> Callable[[str], Counts | None]:
    """Return the question what extracting an article would change in its catalog of a locale.

    None: nothing. Counts may be all 0 where only hints or the header would change.
    """
    work = _Work(project, article, "", _Wish(dry_run=True, normalize=False))

    def ask(locale: str) -> Counts | None:
        done, _ = work.catalog(locale, "")
        return done.counts if done and done.is_written else None

    return ask


class _Wish(NamedTuple):
    dry_run: bool
    normalize: bool


class _Job(NamedTuple):
    """An article, and for each locale the fingerprint that the cache has of its last extraction."""

    path: str
    locales: tuple[tuple[str, str], ...]
    came: tuple[tuple[str, str], ...] = ()
    """Locale, and the path of the article whose catalog is this one's now."""


@dataclass
class _Result:
    """What became of an article's catalogs; ``prints`` are the new fingerprints for the cache."""

    done: list[Extracted] = field(default_factory=list)
    unchanged: int = 0
    errors: list[RectoError] = field(default_factory=list)
    prints: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[RectoError] = field(default_factory=list)


def _one(project: Project, rules: str, wish: _Wish, job: _Job) -> _Result:
    """Extract one article into its locales; whatever goes wrong is in the result."""
    result = _Result()
    try:
        work = _Work(project, project.read_article(job.path), rules, wish)
    except RectoError as error:
        result.errors.append(error)
        return result
    came = dict(job.came)
    for locale, known in job.locales:
        try:
            done, print_ = work.catalog(locale, known, came.get(locale, ""))
        except RectoError as error:
            result.errors.append(error)
            if isinstance(error, FormatError):
                return result
            continue
        if done is None:
            result.unchanged += 1
            continue
        result.done.append(done)
        result.prints.append((f"{locale}/{job.path}", print_))
    result.errors += work.remarks
    result.remarks += work.rule_remarks
    return result


class _Work:
    """One article on its way into its catalogs; it is cut only if a catalog needs it."""

    def __init__(self, project: Project, article: Article, rules: str, wish: _Wish) -> None:
        self.project = project
        self.article = article
        self.wish = wish
        self.remarks: list[RectoError] = []
        self.rule_remarks: list[RectoError] = []
        self._rules = rules
        self._document: Document | None = None
        self._new: tuple[Unit, ...] | None = None
        self._settings = project.settings(article.path)

    @property
    def document(self) -> Document:
        if self._document is None:
            document = cut(self.project, self.article)
            self.remarks = remarks(self.project, self.article, document)
            self.rule_remarks = rule_remarks(self._settings, self.article.locale)
            self._document = document
        return self._document

    def catalog(self, locale: str, known: str, came: str = "") -> tuple[Extracted | None, str]:
        """Update the catalog of a locale; None where everything is as it was at the last time.

        ``came``: the article's old path, where the catalog still is.
        """
        path = self.article.path
        old = self.project.read_catalog(came or path, locale)
        if not self.wish.normalize and known and known == self._print(old) and not came:
            return None, known
        if self.wish.dry_run:
            return self._merge(self.document, locale, old)[0], ""
        document = self.document  # an article that cannot be cut is reported before a lock is taken
        if came:
            self.project.follow(came, path, locale)
        with self.project.lock(path, locale):
            old = self.project.read_catalog(path, locale)
            done, content = self._merge(document, locale, old)
            if content is not None:
                self.project.write(self.project.catalog_file(path, locale), content)
            elif old is not None:
                self.project.remove_catalog(path, locale)
        return done, "" if self.remarks or self.rule_remarks else self._print(content)

    def _merge(self, document: Document, locale: str, old: bytes | None) -> tuple[Extracted, bytes | None]:
        path = self.article.path
        where = self.project.name(self.project.catalog_file(path, locale))
        before = Catalog(locale) if old is None else po.load(old, where, locale)
        units = self._units(document, Known(before.units))
        if old is None:
            if not units:
                return Extracted(path, locale, Counts(), is_written=False), None
            before = Catalog(locale, header=self._header(locale))
        before = replace(before, header=po.renamed(before.header, path))
        merged = merge(
            before,
            units,
            self.article.locale,
            occurrences=occurrences(document, sentence_ends(self.project, self.article), before),
            carry_cosmetic=self.project.config.carry_cosmetic,
        )
        if old is not None and merged.catalog == Catalog(locale, header=self._header(locale)):
            return Extracted(path, locale, merged.counts, is_written=True), None
        content = po.dump(merged.catalog, None if self.wish.normalize else old)
        return Extracted(path, locale, merged.counts, content != old, merged.cosmetic), content

    def _header(self, locale: str) -> tuple[tuple[str, str], ...]:
        return po.create_header(self.project.config.project, locale, self.article.path)

    def _units(self, document: Document, known: Known) -> tuple[Unit, ...]:
        """Return the article's units; they are the same in all locales that remember no cut."""
        if not known.groups and self._new is not None:
            return self._new
        units = extract_units(document, sentence_ends(self.project, self.article), known)
        if not known.groups:
            self._new = units
        return units

    def _print(self, catalog: bytes | None) -> str:
        """Return the fingerprint of all that an extraction depends on."""
        digest = sha256(self._rules.encode())
        settings = self._settings
        article = self.article
        maker = formats.maker(article.path)
        texts = (settings.policy.srx, settings.options.markdown, maker, article.locale, article.text)
        for content in (*(text.encode() for text in texts), catalog or b""):
            digest.update(len(content).to_bytes(8, "big") + content)
        return digest.hexdigest()[:32]


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
        return exit_code(report.errors)
    for told in moves_told(report.followed, report.unclear):
        say(told)
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
    said = f"{counted(report.articles, 'article')}, {counted(written, 'catalog')} {verb}, {same} unchanged"
    say(f"{said}{counts}." if report.articles else "There are no articles in the sources folder yet.")
    say_errors(report.remarks)
    return say_errors(report.errors)


def _changes(counts: dict[str, int] | Counter[str]) -> str:
    names = {
        "new": "new",
        "edited": "edited",
        "joined": "joined",
        "split": "split",
        "fact": "of them with a changed fact",
        "cosmetic": "edited in glyphs only",
        "revived": "back again",
        "obsolete": "gone",
    }
    return ", ".join(f"{counts[key]} {name}" for key, name in names.items() if counts[key])
