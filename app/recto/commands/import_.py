"""``recto import``: what comes back from translators' tools goes into the catalogs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import click

from recto import commands, outside
from recto.commands.counts import findings
from recto.commands.rules import rules_of
from recto.errors import CatalogError, NotFoundError, RectoError
from recto.exchange import catalogs, po, table, xliff, xliff2
from recto.exchange.bilingual import Returned
from recto.exchange.returning import Kind, Remark, Result, take_back
from recto.exchange.xml import root_name
from recto.glossary import NO_TERMS
from recto.model import Catalog, Unit
from recto.plugins import suggest
from recto.project import Project

ELSEWHERE = {
    "tmx": ("this is a translation memory, not a catalog.", "Run 'recto memory import' for it."),
    "martif": ("these are terms, not a catalog.", "Run 'recto glossary import' for them."),
    "tbx": ("these are terms, not a catalog.", "Run 'recto glossary import' for them."),
}
KNOWN = "Recto imports PO, XLIFF 1.2, XLIFF 2 and tables (CSV) with columns 'source' and 'target'."


@dataclass(frozen=True, slots=True)
class Imported:
    """What one article of a file did to its catalog, in units."""

    file: str
    article: str
    locale: str
    taken: int
    unchanged: int
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Report:
    imported: tuple[Imported, ...]
    errors: tuple[RectoError, ...]
    """Files that could not be read, and articles of theirs that the project does not have."""

    @property
    def is_well(self) -> bool:
        return not self.errors and not any(one.remarks for one in self.imported)


Write = Callable[[Project, Returned, bytes, Catalog, Catalog], None]
"""Writes a catalog: what came back, the bytes there, the catalog before and after. It has its lock."""


def _write(project: Project, part: Returned, base: bytes, _before: Catalog, after: Catalog) -> None:
    project.write(project.catalog_file(part.article, part.locale), po.dump(after, base))


class How(NamedTuple):
    """What the files do not say: of what article and locale one from other tools is, and what is done.

    The desk has a ``write`` of its own, which keeps the history of what people did.
    """

    article: str = ""
    locale: str = ""
    accept: bool = False
    dry_run: bool = False
    write: Write = _write


def import_files(
    project: Project,
    files: Sequence[Path],
    *,
    article: str = "",
    locale: str = "",
    accept: bool = False,
    dry_run: bool = False,
) -> Report:
    """Bring files back into the catalogs; a file or article that cannot be used is reported.

    ``article`` and ``locale`` say what a file from other tools is of, if it does not.
    """
    how = How(article, locale, accept, dry_run)
    reports = []
    for file in files:
        try:
            content = outside.content(file)
        except RectoError as error:
            reports.append(Report((), (error,)))
            continue
        reports.append(import_content(project, content, str(file), how))
    return Report(
        tuple(one for report in reports for one in report.imported),
        tuple(error for report in reports for error in report.errors),
    )


def import_content(project: Project, content: bytes, name: str, how: How) -> Report:
    """Bring the content of one file back into the catalogs; ``name`` is what reports call it."""
    imported: list[Imported] = []
    errors: list[RectoError] = []
    try:
        found = read(content, name)
    except RectoError as error:
        return Report((), (error,))
    for part in found:
        try:
            path, tag = _article(project, part, how.article), _locale(project, part, how.locale)
            _refuse_unknown(project, path, tag, part)
            imported.append(_one(project, name, replace(part, article=path, locale=tag), how))
        except RectoError as error:
            errors.append(error)
    return Report(tuple(imported), tuple(errors))


def read(content: bytes, where: str) -> tuple[Returned, ...]:
    """Return what a file of any of the formats says.

    :raises CatalogError: it is of none of them, or cannot be read.
    """
    if catalogs.is_catalog(content):
        return (catalogs.read(content, where),)
    if table.is_table(content):
        return table.read(content, where)
    if not content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        raise CatalogError("this is none of the formats that come back.", where, KNOWN)
    namespace, name = root_name(content, where)
    if name in ELSEWHERE:
        raise CatalogError(ELSEWHERE[name][0], where, ELSEWHERE[name][1])
    if name != "xliff":
        raise CatalogError(f"this is XML of another kind, <{name[:40]}>.", where, KNOWN)
    is_second = namespace == xliff2.NAMESPACE
    return xliff2.read(content, where) if is_second else xliff.read(content, where)


def _one(project: Project, file: str, part: Returned, how: How) -> Imported:
    """Bring one article's rows into its catalog, under its lock."""
    path, locale = part.article, part.locale
    where = project.name(project.catalog_file(path, locale))
    source_locale, rules = project.settings(path).source_locale, rules_of(project, locale)

    def judge(unit: Unit) -> str:
        found = findings(unit, source_locale, locale, NO_TERMS, rules)
        return " ".join(one.message for one in found if one.severity == "error")

    def take() -> tuple[bytes, Catalog, Result]:
        base = project.read_catalog(path, locale)
        if base is None:
            raise NotFoundError("there is no catalog yet.", where, f"Run: recto extract {path}")
        catalog = po.load(base, where, locale)
        return base, catalog, take_back(catalog, part.rows, judge, accept=how.accept)

    if how.dry_run:
        result = take()[2]
    else:
        with project.lock(path, locale):
            base, before, result = take()
            if result.catalog != before:
                how.write(project, part, base, before, result.catalog)
    return Imported(file, path, locale, result.taken, result.unchanged, result.remarks)


def _locale(project: Project, part: Returned, named: str) -> str:
    """Return the target locale of a part: the file's, or where that is none of the project the one named.

    :raises RectoError: there is none, or both are the project's and differ.
    """
    if not (part.locale or named):
        raise NotFoundError("the file does not say its target locale.", part.where, "Name it: --locale.")
    wanted = project.target_locale(named) if named else ""
    try:
        own = project.target_locale(part.locale)
    except RectoError as error:
        if wanted:
            return wanted
        raise NotFoundError(error.problem, part.where, f"{error.hint} Name one: --locale.") from error
    if wanted not in {"", own}:
        raise CatalogError(f"this is in {own!r}, not in {wanted!r}.", part.where, "Leave out --locale.")
    return own


def _article(project: Project, part: Returned, named: str) -> str:
    """Return the article of a part as the project calls it: the file's, or else the one named."""
    known = set(project.articles())
    names = (part.article, part.article.removeprefix("./").removeprefix(f"{project.config.sources}/"))
    found = next((name for name in names if name in known), "")
    return found or named.removeprefix("./").removeprefix(f"{project.config.sources}/") or part.article


def _refuse_unknown(project: Project, path: str, locale: str, part: Returned) -> None:
    """Let only articles through that the project lists itself, and those that are gone with a catalog.

    :raises NotFoundError: it is none of them.
    """
    known = {*project.articles(), *project.catalogs(locale)}
    if path not in known:
        hint = f"{suggest(path, sorted(known)[:500])} Name it: --article.".strip()
        raise NotFoundError(f"the project has no article {path[:100]!r}.", part.where, hint)


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path, dir_okay=False)
)
@click.option(
    "--article", default="", metavar="PATH", help="The article, where a file names none of the project."
)
@click.option(
    "-l", "--locale", default="", metavar="TAG", help="The target locale, where a file does not say."
)
@click.option("--accept", is_flag=True, help="Take every target as reviewed, whatever the file says.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@commands.json_option
def command(
    files: tuple[Path, ...], article: str, locale: str, accept: bool, dry_run: bool, as_json: bool
) -> int:
    """Take back what translators did in their own tools: PO, XLIFF 1.2, XLIFF 2, CSV.

    Newer work is never overwritten: where a unit changed after the file was written, both targets
    are kept and the unit waits for a choice. Leaves with 1 if there is such a thing to look at.

    \b
    Example:
      recto import from-agency.xliff --dry-run
    """
    report = import_files(
        commands.open_project(), files, article=article, locale=locale, accept=accept, dry_run=dry_run
    )
    if as_json:
        commands.say_json(report)
        return 0 if report.is_well else 1
    for one in report.imported:
        commands.say(line(one, dry_run=dry_run))
        for remark in one.remarks:
            commands.say(f"    {remark.where}: {remark.problem} {remark.hint}")
            commands.say(f"        {remark.source[:60]!r} -> {remark.incoming[:60]!r}")
    commands.say_errors(report.errors)
    return 0 if report.is_well else 1


def line(one: Imported, *, dry_run: bool) -> str:
    """Return an article's line."""
    counts: Counter[Kind] = Counter(remark.kind for remark in one.remarks)
    names = {
        Kind.CONFLICT: "in conflict",
        Kind.REFUSED: "refused",
        Kind.GONE: "gone from the article",
        Kind.UNKNOWN: "unknown",
        Kind.OFFERED: "beside a reviewed target",
        Kind.DRAFT: "kept as draft",
    }
    told = "".join(f", {counts[kind]} {name}" for kind, name in names.items() if counts[kind])
    verb = "would be taken" if dry_run else "taken"
    return f"{one.locale}  {one.article}: {one.taken} {verb}, {one.unchanged} unchanged{told}."
