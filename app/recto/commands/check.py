"""``recto check``: what the checks say about targets, unit by unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import click

from recto import checks, commands
from recto.checks.consistency import Placed
from recto.commands import terms
from recto.commands.batch import less_garbage
from recto.commands.cutting import cut
from recto.commands.publication import findings_of_article, localize
from recto.commands.rules import rules_of
from recto.errors import RectoError
from recto.exchange import po
from recto.model import Article, Catalog, Document, Finding, Unit
from recto.plugins import later
from recto.project import Project

EXCERPT = 60
_written: Callable[..., str] = later("recto.commands.check_report", "written")


@dataclass(frozen=True, slots=True)
class Found:
    """One finding; ``unit`` is the unit's id, ``source`` its whole source. Both are empty where it is about
    the whole compiled article."""

    catalog: str
    locale: str
    unit: str
    source: str
    finding: Finding
    article: str = ""
    """Its path below the sources folder."""
    context: str = ""
    """The unit's, as ``msgctxt`` has it."""
    ignore: str = ""
    """What silences it as ``# recto: ignore=...`` in the PO file, while the text is the same; empty where
    it is about the whole article."""


@dataclass(frozen=True, slots=True)
class Report:
    """Errors and warnings, in the order of articles and units; notes are only counted."""

    found: tuple[Found, ...]
    units: int
    empty: int
    """Units without a target."""
    catalogs: int
    errors: tuple[RectoError, ...]
    """Catalogs that could not be checked, and lines of the glossary that are no terms."""

    @property
    def is_clean(self) -> bool:
        return not self.found and not self.errors


def check(project: Project, globs: Sequence[str] = (), wanted: Sequence[str] = ()) -> Report:
    """Check the chosen catalogs; an article without a catalog is passed over."""
    found: list[Found] = []
    placed: dict[tuple[str, str], list[Placed]] = {}
    errors: list[RectoError] = [*terms.faults_of(project)]
    units = empty = catalogs = 0
    glossary = terms.glossary_of(project)
    cut_article = _Cut(project)
    for path, locale in commands.pairs(project, globs, wanted):
        file = project.name(project.catalog_file(path, locale))
        try:
            content = project.read_catalog(path, locale)
            catalog = po.load(content, file, locale) if content is not None else None
        except RectoError as error:
            errors.append(error)
            continue
        if catalog is None:
            continue
        catalogs += 1
        source_locale, rules = project.settings(path).source_locale, rules_of(project, locale)
        placed.setdefault((source_locale, locale), []).extend(Placed(path, unit) for unit in catalog.units)
        for unit in catalog.units:
            units += 1
            empty += not unit.target
            found += [
                _found(file, locale, path, unit, finding)
                for finding in checks.findings(unit, source_locale, locale, glossary, rules)
                if finding.severity != "info"
            ]
        try:
            found += [
                Found(file, locale, "", "", one, path)
                for one in _of_article(project, *cut_article(path), catalog)
            ]
        except RectoError as error:
            errors.append(error)
    for (source_locale, locale), some in placed.items():
        found += _of_many(project, some, source_locale, locale)
    return Report(tuple(found), units, empty, catalogs, tuple(errors))


def _found(file: str, locale: str, article: str, unit: Unit, finding: Finding) -> Found:
    ignore = checks.ignore_mark(unit, finding.check)
    return Found(file, locale, unit.id, unit.source, finding, article, unit.context, ignore)


def _of_many(project: Project, units: Sequence[Placed], source_locale: str, locale: str) -> Iterator[Found]:
    """Yield what the checks say that look at all chosen units of a locale at once."""
    for one, finding in checks.findings_of_many(units, source_locale, locale, rules_of(project, locale)):
        if finding.severity != "info":
            file = project.name(project.catalog_file(one.article, locale))
            yield _found(file, locale, one.article, one.unit, finding)


class _Cut:
    """Cuts an article once for all its locales, which come one after the other."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._last: tuple[str, Article, Document] | None = None

    def __call__(self, path: str) -> tuple[Article, Document]:
        if self._last is None or self._last[0] != path:
            article = self._project.read_article(path)
            self._last = path, article, cut(self._project, article)
        return self._last[1:]


def _of_article(project: Project, article: Article, document: Document, catalog: Catalog) -> list[Finding]:
    """Return what the checks say about the article as it would be compiled now."""
    state = project.config.publish_for(catalog.locale).state
    compiled = localize(project, article, document, catalog, state)
    return findings_of_article(project, article, document, compiled)


@click.command("check")
@commands.globs_argument
@commands.locale_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit", "sarif", "markdown", "github"]),
    default="text",
    help="How to write the report.",
)
@commands.json_option
def command(globs: tuple[str, ...], wanted: tuple[str, ...], form: str, as_json: bool) -> int:
    """Report what is wrong with targets, and with the articles that they make.

    Unit by unit: codes, numbers, final signs, blanks, what is not translated. Then each article, compiled
    in memory, beside its source: headings, lists, tables, images, links, footnotes, code.

    Leaves with 1 if there are errors or warnings. A unit without a target is only counted.

    \b
    Example:
      recto check 'world/**' --locale de --format json
    """
    project = commands.open_project()
    with less_garbage():
        report = check(project, globs, wanted)
    if as_json or form == "json":
        commands.say_json(report)
        return 0 if report.is_clean else 1
    if form != "text":
        for line in _written(project, report, form, globs, wanted).split("\n")[:-1]:
            commands.say(line)
        return commands.say_errors(report.errors) or (0 if report.is_clean else 1)
    for one in report.found:
        commands.say(f"{one.catalog}: {excerpt(one.source) if one.unit else 'the compiled article'}")
        commands.say(f"    {one.finding.severity}: {one.finding.check}: {one.finding.message}")
    commands.say(summary(report))
    return commands.say_errors(report.errors) or (0 if report.is_clean else 1)


def excerpt(text: str) -> str:
    """Return the start of a source, in quotes, at most ``EXCERPT`` characters."""
    return f"“{text}”" if len(text) <= EXCERPT else f"“{text[: EXCERPT - 1]}…”"


def summary(report: Report) -> str:
    """Return the last line: how many units, findings and empty units."""
    if not report.catalogs and not report.errors:
        return commands.NOT_EXTRACTED
    severities = [one.finding.severity for one in report.found]
    counts = ", ".join(commands.counted(severities.count(name), name) for name in ("error", "warning"))
    return f"{commands.counted(report.units, 'unit')}: {counts}; {report.empty} without a target."
