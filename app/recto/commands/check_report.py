"""What ``recto check`` found, as the gate writes its verdict: for CI that wants findings alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from recto import __version__, commands
from recto.commands.check import Found, Report
from recto.commands.embargoed import says_so
from recto.commands.gate import WRITERS, repository_prefix, titles
from recto.commands.judging import HIDDEN, with_counts
from recto.exchange import po_lines
from recto.project import Project
from recto.reports import Flaw, Place, Row, Verdict, digits

WITHOUT_SUMS = frozenset({"sarif"})
"""Formats in which each finding stands for itself, and no line counts them."""


def written(
    project: Project, report: Report, form: str, globs: Sequence[str] = (), wanted: Sequence[str] = ()
) -> str:
    """Return a report in one of the gate's formats; every finding in it closes the gate.

    What is under embargo is told without its text: such reports leave the machine.
    """
    found: dict[tuple[str, str], list[Found]] = {}
    for one in report.found:
        found.setdefault((one.article, one.locale), []).append(one)
    rows = [
        _row(project, path, locale, found.get((path, locale), []))
        for path, locale in commands.pairs(project, globs, wanted)
        if project.catalog_file(path, locale).is_file()
    ]
    if form not in WITHOUT_SUMS:
        rows = [with_counts(row) for row in rows]
    prefix = repository_prefix(project.root)
    verdict = Verdict(tuple(rows), report.errors, version=__version__, prefix=prefix, command="check")
    return WRITERS[form](replace(verdict, titles=titles(verdict)))


def _row(project: Project, path: str, locale: str, found: Sequence[Found]) -> Row:
    catalog = project.name(project.catalog_file(path, locale))
    if not found:
        return Row(path, locale, Place(catalog))
    is_hidden = project.config.article(path).embargo or says_so(project.read_article(path).text)
    lines = po_lines.lines(project.read_catalog(path, locale) or b"", catalog)
    own = {(one.context, one.source): lines.get((one.context, one.source), 0) for one in found}
    origin = Place(f"{project.config.sources}/{path}")
    flaws = tuple(_flaw(one, Place(catalog), origin, own, is_hidden=is_hidden) for one in found)
    return Row(path, locale, Place(catalog), (), flaws)


def _flaw(
    one: Found, catalog: Place, origin: Place, lines: Mapping[tuple[str, str], int], *, is_hidden: bool
) -> Flaw:
    finding = one.finding
    return Flaw(
        one.article,
        one.locale,
        one.unit,
        finding.check,
        finding.severity,
        HIDDEN if is_hidden else finding.message,
        "" if is_hidden else one.source,
        catalog._replace(line=lines[one.context, one.source] if one.unit else 0),
        origin,
        digits(finding.message),
        blocks=True,
    )
