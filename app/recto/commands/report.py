"""``recto report``: what can be learnt from the work done so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import click

from recto import commands
from recto.commands.status_page import badge_command, site_command
from recto.errors import RectoError
from recto.exchange import po
from recto.model import State, Unit
from recto.pretranslation import Kept, kept
from recto.project import Project
from recto.store.provenance import Origins, Provenance

ALL = "all"


@dataclass(frozen=True, slots=True)
class EngineRow:
    """What was kept of one engine's drafts in one locale and role; ``all`` are all roles together."""

    engine: str
    """With its model, where it has one; ``memory`` for exact matches."""
    locale: str
    role: str
    kept: Kept
    waiting: int
    """Drafts that nobody has accepted yet."""
    dollars: float


@dataclass(frozen=True, slots=True)
class Engines:
    rows: tuple[EngineRow, ...]
    gone: int
    """Drafts whose unit is not in its catalog any more: edited sources, removed articles."""
    errors: tuple[RectoError, ...]


Key = tuple[str, str, str]


def engines(project: Project, globs: Sequence[str] = (), wanted: Sequence[str] = ()) -> Engines:
    """Compare the drafts that machines wrote with what stands in the catalogs now.

    :raises RectoError: the desk database cannot be opened.
    """
    pairs = set(commands.pairs(project, globs, wanted))
    units: dict[tuple[str, str], dict[str, Unit]] = {}
    errors: list[RectoError] = []
    accepted: dict[Key, list[tuple[str, str]]] = defaultdict(list)
    waiting: dict[Key, int] = defaultdict(int)
    dollars: dict[Key, float] = defaultdict(float)
    gone = 0
    for row in _rows(project):
        place = row.article, row.locale
        if place not in pairs:
            continue
        if place not in units:
            try:
                units[place] = _units(project, *place)
            except RectoError as error:
                units[place] = {}
                errors.append(error)
        unit = units[place].get(row.unit_id)
        for role in (row.role, ALL):
            key = (_name(row), row.locale, role)
            dollars[key] += row.dollars
            if unit and unit.state.rank >= State.REVIEWED.rank:
                accepted[key].append((row.draft, unit.target))
            elif unit:
                waiting[key] += 1
        gone += unit is None
    keys = sorted(dollars, key=lambda key: (key[1], key[0], key[2] != ALL, key[2]))
    rows = [EngineRow(*key, kept(accepted[key]), waiting[key], dollars[key]) for key in keys]
    return Engines(tuple(rows), gone, tuple(errors))


def _rows(project: Project) -> list[Provenance]:
    file = project.state_folder / "desk.db"
    if not file.exists():
        return []
    origins = Origins(file)
    try:
        return origins.latest()
    finally:
        origins.close()


def _units(project: Project, path: str, locale: str) -> dict[str, Unit]:
    content = project.read_catalog(path, locale)
    if content is None:
        return {}
    catalog = po.load(content, project.name(project.catalog_file(path, locale)), locale)
    return {unit.id: unit for unit in (*catalog.obsolete, *catalog.units)}


def _name(row: Provenance) -> str:
    if not row.engine:
        return "memory"
    return f"{row.engine} {row.model}" if row.model else row.engine


@click.group("report")
def command() -> None:
    """Show what can be learnt from the work done so far, or how far it is.

    \b
    Example:
      recto report engines --locale de
    """


command.add_command(site_command)
command.add_command(badge_command)


@command.command("engines", short_help="Compare engines by what was kept of their drafts.")
@commands.globs_argument
@commands.locale_option
@commands.json_option
def engines_command(globs: tuple[str, ...], wanted: tuple[str, ...], as_json: bool) -> int:
    """Compare engines by what was kept of their drafts.

    For each locale, engine and role: how many drafts were accepted, how many of those as they stood,
    chrF (100: nothing was changed), words changed per hundred words accepted, and drafts still waiting.
    Only drafts that this copy of the project made are known.
    """
    report = engines(commands.open_project(), globs, wanted)
    if as_json:
        commands.say_json(report)
        return commands.exit_code(report.errors)
    if not report.rows:
        commands.say("No drafts are known yet. Run 'recto pretranslate', and accept some of them.")
    else:
        commands.say(HEAD)
        for row in report.rows:
            commands.say(line(row))
    if report.gone:
        commands.say(f"{commands.counted(report.gone, 'draft')} left out: their sources are gone or edited.")
    return commands.say_errors(report.errors)


HEAD = (
    f"{'locale':8}{'engine':28}{'role':14}"
    f"{'accepted':>9}{'unchanged':>11}{'chrF':>7}{'edits':>7}{'waiting':>9}"
)


def line(row: EngineRow) -> str:
    """Return a row as the table has it; a dash where nothing was accepted yet."""
    known = row.kept
    figures = (
        f"{known.unchanged:>11.0%}{known.chrf:>7.1f}{known.edits:>7.0%}"
        if known.texts
        else f"{'–':>11}{'–':>7}{'–':>7}"
    )
    return f"{row.locale:8}{row.engine:28}{row.role:14}{known.texts:>9}{figures}{row.waiting:>9}"
