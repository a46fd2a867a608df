"""How far every article is in every locale: counted when its catalog changed, kept in a table of the cache.

Whoever saves a unit at the desk notes it here; what others write is seen by the stamp of the file.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from recto import __version__, checks
from recto.commands.catalogs import load_catalog
from recto.commands.counts import Kind, findings, kind, words
from recto.commands.edits import Edit, edit_of
from recto.commands.listed import listed
from recto.commands.rules import rules_of
from recto.commands.terms import faults_of, glossary_of
from recto.errors import RectoError
from recto.exchange import signoff
from recto.model import Catalog, Unit, fingerprint
from recto.project import Project
from recto.store import Activity, Desk, Stage
from recto.store.statistics import NO_CATALOG, BrokenTableError, Figures, Line, Statistics, Wanted

AT_ONCE_S = 0.12
"""For how long catalogs that changed are counted while somebody waits for a page; others come later."""
FEW = 2_000
"""Cells that are all looked at for a page, so that it is sorted right; of more, only those that it shows."""
BATCH = 50
"""Rows that are written together in the background."""
TOTALS_S = 5.0
"""For how long the sums over all articles are good."""
COUNTED = (*(f"{what}_{shown}" for what in ("units", "words") for shown in Kind), "facts", "errors")
"""The figures that are sums over units."""

_open: dict[str, Statistics] = {}
_opening = threading.Lock()
_totals: dict[str, tuple[float, dict[str, tuple[int, int]]]] = {}


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the dashboard. ``uncounted``: cells of it whose catalogs changed and still wait."""

    lines: tuple[Line, ...]
    number: int
    """Articles on all pages."""
    total: int
    """Articles of the project."""
    totals: dict[str, tuple[int, int]]
    """Locale -> words reviewed, all words."""
    uncounted: int
    refused: tuple[RectoError, ...]
    interrupted: tuple[Activity, ...]
    glossary_faults: tuple[RectoError, ...]


def statistics_file(project: Project) -> Path:
    return project.cache / "statistics.db"


def statistics(project: Project) -> Statistics:
    """Return the project's table, opened."""
    root = str(project.root)
    with _opening:
        kept = _open.get(root)
        if kept and kept.is_current:
            return kept
        if kept:
            kept.close()
        _open[root] = Statistics(statistics_file(project))
        return _open[root]


def board(project: Project, desk: Desk, wanted: Wanted) -> Board:
    """Return a page of the dashboard; what changed since it was counted is counted first, if it is little."""
    try:
        return _board(project, desk, wanted)
    except BrokenTableError:
        # Whatever happened to the file, it can be made again.
        with _opening:
            _open.pop(str(project.root)).discard()
        return _board(project, desk, wanted)


def _board(project: Project, desk: Desk, wanted: Wanted) -> Board:
    found = listed(project)
    table = statistics(project)
    table.list_articles(found.paths)
    if len(found.paths) * len(project.config.target_locales) <= FEW:
        every = [(path, locale) for path in found.paths for locale in project.target_locales(path)]
        table.put(_counted(project, every, table.every())[0])
    lines = table.page(wanted)
    own = {line.article: project.config.article(line.article).source_locale for line in lines}
    places = [(article, locale) for article in own for locale in wanted.locales if locale != own[article]]
    known = {(line.article, locale): cell for line in lines for locale, cell in line.cells.items()}
    fresh, waiting = _counted(project, places, known)
    table.put(fresh)
    by_article = {line.article: line.cells for line in lines}
    for cell in fresh:
        by_article[cell.article][cell.locale] = cell
    return Board(
        tuple(lines),
        table.number(wanted),
        len(found.paths),
        _sums(project, table, is_changed=bool(fresh)),
        waiting,
        found.refused,
        tuple(desk.at_stage(Stage.CONFLICT)),
        faults_of(project),
    )


def refresh(project: Project, is_over: Callable[[], bool] = lambda: False) -> int:
    """Bring the whole table up to date with the catalogs; return how many were counted.

    ``is_over`` is asked every now and then; what was counted until it says so is kept.
    """
    table = statistics(project)
    paths = listed(project).paths
    table.list_articles(paths)
    stamps = table.stamps()
    places = [(path, locale) for path in paths for locale in project.target_locales(path)]
    table.drop(stamps.keys() - set(places))
    stamps_now = Stamps(project)
    fresh: list[Figures] = []
    number = 0
    for article, locale in places:
        stamp, changed_at = stamps_now.of(article, locale)
        if stamps.get((article, locale)) != stamp:
            fresh.append(_count(project, article, locale, stamp, changed_at))
            number += 1
        if len(fresh) >= BATCH:
            table.put(fresh)
            fresh = []
            if is_over():
                break
    table.put(fresh)
    return number


def note(
    project: Project,
    article: str,
    locale: str,
    before: str,
    changed: Sequence[tuple[Unit, Unit]],
    now: Catalog,
) -> None:
    """Let the table follow a save; the caller has the catalog's lock.

    ``before`` is the stamp of the catalog's file before it was written (``stamp``); a row that was
    behind stays behind. A table that cannot be written costs time, nothing else.
    """
    try:
        table = statistics(project)
        row = table.get(article, locale)
        if row is None or row.stamp != before or row.problem:
            return
        weigh = weigher(project, article, locale)
        figures = {name: int(getattr(row, name)) for name in COUNTED}
        for old, new in changed:
            for sign, unit in ((-1, old), (1, new)):
                for name, number in weigh(unit).items():
                    figures[name] += sign * number
        after, changed_at = Stamps(project).of(article, locale)
        is_signed = signoff.holds(now.header, now.units)
        counted = replace(row, stamp=after, changed_at=changed_at, is_signed=is_signed)
        table.put([replace(counted, **figures)])  # type: ignore[arg-type]  # all of them are numbers
    except (RectoError, OSError):
        return


def stamp(project: Project, article: str, locale: str) -> str:
    """Return the stamp of an article's catalog as it is on the disk."""
    return Stamps(project).of(article, locale)[0]


class Stamps:
    """The stamps of a project's catalogs: of thousands at once, so what many share is asked once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._rules = _rules(project)
        self._folders: dict[str, str] = {}
        self._locales: dict[str, str] = {}

    def of(self, article: str, locale: str) -> tuple[str, int]:
        """Return the stamp of a catalog, and when it was changed in seconds. The article is a listed one."""
        folder = self._folders.get(locale)
        if folder is None:
            file = str(self._project.catalog_file(article, locale))
            folder = self._folders[locale] = file.removesuffix(f"{article}.po")
        try:
            status = os.stat(f"{folder}{article}.po")  # noqa: PTH116  # a Path takes four times as long
        except OSError:
            return NO_CATALOG, 0
        if article not in self._locales:
            self._locales[article] = self._project.config.article(article).source_locale
        own = self._locales[article]
        stamp = f"{status.st_mtime_ns} {status.st_size} {status.st_ino} {own} {self._rules}"
        return stamp, int(status.st_mtime)


def count(project: Project, article: str, locale: str) -> Figures:
    """Return what stands in one catalog, read now."""
    stamp, changed_at = Stamps(project).of(article, locale)
    return _count(project, article, locale, stamp, changed_at)


def _counted(
    project: Project, places: Iterable[tuple[str, str]], known: dict[tuple[str, str], Figures]
) -> tuple[list[Figures], int]:
    """Return rows for the places whose catalogs changed, and how many there was no time for."""
    stamps = Stamps(project)
    end = time.monotonic() + AT_ONCE_S
    fresh: list[Figures] = []
    waiting = 0
    for article, locale in places:
        stamp, changed_at = stamps.of(article, locale)
        there = known.get((article, locale))
        if there and there.stamp == stamp:
            continue
        if stamp == NO_CATALOG or time.monotonic() < end:
            fresh.append(_count(project, article, locale, stamp, changed_at))
        else:
            waiting += 1
    return fresh, waiting


def _count(project: Project, article: str, locale: str, stamp: str, changed_at: int) -> Figures:
    if stamp == NO_CATALOG:
        return Figures(article, locale)
    try:
        catalog = load_catalog(project, article, locale)
    except RectoError as error:
        return Figures(article, locale, stamp, str(error), changed_at=changed_at)
    weigh = weigher(project, article, locale)
    figures = dict.fromkeys(COUNTED, 0)
    for unit in catalog.units:
        for name, number in weigh(unit).items():
            figures[name] += number
    signer = signed_by(catalog)
    is_signed = bool(signer) and signoff.is_signed_off(catalog)
    there = Figures(article, locale, stamp, signed_by=signer, is_signed=is_signed, changed_at=changed_at)
    return replace(there, **figures)  # type: ignore[arg-type]  # all of them are numbers


def signed_by(catalog: Catalog) -> str:
    """Return who signed a catalog off last, whether or not that still holds."""
    values = [value for name, value in catalog.header if name.lower() == signoff.HEADER.lower()]
    return values[-1].strip().rpartition(" ")[0].strip() if values else ""


def weigher(project: Project, article: str, locale: str) -> Callable[[Unit], dict[str, int]]:
    """Return what says what one unit adds to the figures of its catalog (``COUNTED``)."""
    terms = glossary_of(project)
    source_locale = project.config.article(article).source_locale
    rules = rules_of(project, locale)

    def weigh(unit: Unit) -> dict[str, int]:
        shown = kind(unit)
        found = findings(unit, source_locale, locale, terms, rules)
        return {
            f"units_{shown}": 1,
            f"words_{shown}": words(unit),
            "facts": int(edit_of(unit) is Edit.FACT),
            "errors": int(any(finding.severity == "error" for finding in found)),
        }

    return weigh


def _sums(project: Project, table: Statistics, *, is_changed: bool) -> dict[str, tuple[int, int]]:
    root = str(project.root)
    at, sums = _totals.get(root, (float("-inf"), {}))
    if is_changed or time.monotonic() - at > TOTALS_S:
        sums = table.totals()
        _totals[root] = time.monotonic(), sums
    return sums


def _rules(project: Project) -> str:
    """Return what the figures depend on beside the catalog: the checks, the glossary and the settings."""
    said = repr(project.config.checks)
    return fingerprint(__version__, *checks.known(), glossary_of(project).version, said)[:12]
