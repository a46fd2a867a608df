"""How far each article is in each locale, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from recto.commands import (
    counted,
    globs_argument,
    json_option,
    locale_option,
    open_project,
    pairs,
    progress,
    say,
    say_errors,
    say_json,
)
from recto.commands.cutting import fresh_catalog
from recto.commands.edits import Edit, described, edit_counts
from recto.errors import RectoError
from recto.exchange import po
from recto.inline import count_words
from recto.model import LINK, Catalog, State
from recto.plugins import later
from recto.project import Project

if TYPE_CHECKING:
    from recto.commands.live import WrongNow

_leverage = later("recto.commands.leverage", "run")
"""Looks into the memory, whose library is slow to import."""
_why = later("recto.commands.why", "run")
"""Compiles, and checks each target."""
_wrong_now = later("recto.commands.live", "wrong_now")
NOT_MET = 3
"""Exit code where ``--fail-under`` is not met."""


@dataclass(frozen=True)
class Row:
    """Words of an article's units, by state, in one locale.

    ``is_extracted`` is false where a catalog is missing; then all its words count as empty.
    """

    article: str
    locale: str
    words: int
    by_state: dict[str, int]
    source_changed: int
    """Words of units whose source was edited after they were translated."""
    is_extracted: bool = True
    edits: dict[str, int] = field(default_factory=dict)
    """Units whose source was edited after they were translated, by what changed; facts first."""
    wrong_now: tuple[WrongNow, ...] = ()
    """What readers see and is wrong, because a fact of the source changed since."""

    @property
    def done(self) -> float:
        """Percent of words that are reviewed or final; 100 for an article without words."""
        done = self.by_state[State.REVIEWED] + self.by_state[State.FINAL]
        return 100 * done / self.words if self.words else 100.0


@dataclass(frozen=True)
class Report:
    rows: tuple[Row, ...]
    errors: tuple[RectoError, ...]


def status(project: Project, globs: Sequence[str] = (), wanted: Sequence[str] = ()) -> Report:
    """Count the words of the catalogs of the chosen articles."""
    rows: list[Row] = []
    errors: list[RectoError] = [] if globs else list(project.article_findings())
    for path, locale in progress(
        pairs(project, globs, wanted), "status", lambda pair: f"{pair[0]} {pair[1]}"
    ):
        try:
            content = project.read_catalog(path, locale)
            where = project.name(project.catalog_file(path, locale))
            if content is None:
                catalog = fresh_catalog(project, path, locale)
            else:
                catalog = po.load(content, where, locale)
        except RectoError as error:
            errors.append(error)
            continue
        # An article without text never gets a catalog.
        row = count(path, catalog, is_extracted=content is not None or not catalog.units)
        # The tables of facts are large, and most articles have no such edit.
        rows.append(
            replace(row, wrong_now=_wrong_now(project, path, catalog)) if Edit.FACT in row.edits else row
        )
    return Report(tuple(sorted(rows, key=lambda row: not row.wrong_now)), tuple(errors))


def count(path: str, catalog: Catalog, *, is_extracted: bool = True) -> Row:
    """Return the words of a catalog's live units by state."""
    by_state = dict.fromkeys((state.value for state in State), 0)
    changed = 0
    for unit in catalog.units:
        words = 0 if unit.role == LINK else count_words(unit.source)
        by_state[unit.state.value] += words
        changed += words if unit.previous else 0
    edits = edit_counts(catalog.units)
    return Row(path, catalog.locale, sum(by_state.values()), by_state, changed, is_extracted, edits)


@click.command()
@globs_argument
@locale_option
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit 3 if in any article and locale fewer words are reviewed.",
)
@click.option("--leverage", "as_leverage", is_flag=True, help="Show the words to pay for, by match class.")
@click.option("--why", "as_why", is_flag=True, help="Say what keeps each article from being live.")
@json_option
def command(  # an argument for each option
    globs: tuple[str, ...],
    wanted: tuple[str, ...],
    fail_under: float | None,
    as_leverage: bool,
    as_why: bool,
    as_json: bool,
) -> int:
    """Show how far each article is in each locale.

    \b
    Example:
      recto status --locale de --fail-under 80
    """
    if as_leverage:
        return int(_leverage(globs, wanted, as_json))
    if as_why:
        return int(_why(globs, wanted, as_json))
    report = status(open_project(), globs, wanted)
    short = [row for row in report.rows if fail_under is not None and row.done < fail_under]
    if as_json:
        say_json(report)
    else:
        _wrong(report.rows)
        _table(report.rows)
        _edits(report.rows)
        for row in short:
            say(f"{row.article} {row.locale}: {row.done:.1f} % reviewed, {fail_under:g} % wanted.")
    code = say_errors(report.errors)
    return NOT_MET if short else code


def _wrong(rows: Sequence[Row]) -> None:
    """Say first what is out and wrong."""
    wrong = [row for row in rows if row.wrong_now]
    if not wrong:
        return
    are = "is" if len(wrong) == 1 else "are"
    say(f"{counted(len(wrong), 'published translation')} {are} wrong now, a fact of the source changed:")
    for row in wrong:
        for unit in row.wrong_now:
            say(f"    {row.article} {row.locale}, segment {unit.number}: {unit.text or 'look at it'}.")


def _table(rows: Sequence[Row]) -> None:
    width = max([len("article"), *(len(row.article) for row in rows)])
    say(f"{'article':{width}}  locale   words  empty  draft  reviewed  final  source changed")
    for row in rows:
        if not row.is_extracted:
            say(f"{row.article:{width}}  {row.locale:7} not extracted yet. Run 'recto extract'.")
            continue
        cells = [
            f"{100 * row.by_state[state.value] / row.words:.0f} %" if row.words else "-" for state in State
        ]
        line = (
            f"{row.article:{width}}  {row.locale:7} {row.words:6} {cells[0]:>6} {cells[1]:>6} {cells[2]:>9} "
            f"{cells[3]:>6}  {row.source_changed or ''}"
        )
        say(line.rstrip())


def _edits(rows: Sequence[Row]) -> None:
    """Say where sources have changed below translations, the articles with most changed facts first."""
    edited = [row for row in rows if row.edits]
    for row in sorted(edited, key=lambda row: -row.edits.get(Edit.FACT, 0)):
        sentences = counted(sum(row.edits.values()), "sentence")
        say(f"{row.article} {row.locale}: the source of {sentences} changed: {described(row.edits)}.")
