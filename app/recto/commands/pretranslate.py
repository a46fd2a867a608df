"""``recto pretranslate``: fill empty targets from memory, then from engines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from recto import commands, engines
from recto.commands import cascade
from recto.commands.costs import Asked, Budget, told
from recto.commands.engine_run import MEMORY, Run
from recto.commands.outcomes import Row
from recto.commands.works import MOST, Work
from recto.config import FILE_NAME
from recto.errors import ConfigError, RectoError
from recto.exchange import po
from recto.locales import display_name
from recto.model import Catalog
from recto.plugins import suggest
from recto.project import Project


@dataclass(frozen=True, slots=True)
class Report:
    rows: tuple[Row, ...]
    errors: tuple[RectoError, ...]
    """Engines that failed, once each, and catalogs that could not be read or written."""
    stopped: str = ""
    """Which limit was in the way, if one was."""

    @property
    def is_well(self) -> bool:
        return not self.errors and not self.stopped and not any(row.refused for row in self.rows)

    @property
    def engines(self) -> tuple[Asked, ...]:
        """What each engine was asked for in all."""
        sums: dict[str, Asked] = {}
        for row in self.rows:
            for asked in row.engines:
                sums[asked.engine] = sums[asked.engine].plus(asked) if asked.engine in sums else asked
        return tuple(sums.values())


def read(project: Project, path: str, locale: str) -> Catalog | None:
    """Return an article's catalog, or None where there is none."""
    content = project.read_catalog(path, locale)
    if content is None:
        return None
    return po.load(content, project.name(project.catalog_file(path, locale)), locale)


def pretranslate(
    project: Project,
    globs: Sequence[str] = (),
    wanted: Sequence[str] = (),
    *,
    engine: str = "",
    dry_run: bool = False,
    local_only: bool = False,
    budget: Budget | None = None,
) -> Report:
    """Fill the empty units of the chosen catalogs; with ``dry_run`` count them and change nothing.

    ``engine`` takes the place of the settings' engines. An engine that fails is reported once, and
    the rest goes on without it. What was filled is saved in portions, also when this is stopped.

    :raises ConfigError: there is no such engine, or its settings cannot be used.
    """
    run = Run(project, engine, local_only, budget or Budget())
    _check_engines(project)
    pairs = commands.pairs(project, globs, wanted)
    for name in sorted({name for _, locale in pairs for name in run.chain(locale)} - {MEMORY}):
        run.load(name)
    step = cascade.plan if dry_run else cascade.fill
    rows: dict[tuple[str, str], Row] = {}
    try:
        for works in _together(run, pairs):
            for work, row in step(run, works):
                rows[work.path, work.catalog.locale] = row
    finally:
        run.close()
    return Report(tuple(rows[pair] for pair in pairs if pair in rows), tuple(run.errors), run.budget.stopped)


def _together(run: Run, pairs: Sequence[tuple[str, str]]) -> Iterator[list[Work]]:
    """Yield catalogs of one locale, as many as have about as many open units as are asked for at a time."""
    ordered = sorted(pairs, key=lambda pair: pair[1])
    last = {locale: number for number, (_, locale) in enumerate(ordered)}
    works: list[Work] = []
    shown = commands.progress(ordered, "pretranslate", lambda pair: f"{pair[0]}, {pair[1]}")
    for number, (path, locale) in enumerate(shown):
        try:
            catalog = read(run.project, path, locale)
            work = Work(run, path, catalog) if catalog else None
        except RectoError as error:
            run.errors.append(error)
            work = None
        if work and work.rest:
            works.append(work)
        elif work:
            yield [work]
        if works and (number == last[locale] or sum(len(work.rest) for work in works) >= MOST):
            yield works
            works = []


def _check_engines(project: Project) -> None:
    """Refuse settings that name an engine there is not: it would be passed over in silence."""
    settings = project.config
    chains = [settings.pretranslate.chain, *(one.chain for one in settings.pretranslate_by_locale.values())]
    named = {name: "[pretranslate]" for steps in chains for name in steps if name != MEMORY}
    named |= {name: f"[engines.{name}]" for name in settings.engines}
    # Plug-ins are looked for only where there is a name that is not one of our own.
    for name, table in named.items():
        if name not in engines.ENGINES and name not in engines.names():
            where = f"{FILE_NAME}: {table}"
            raise ConfigError(f"unknown engine {name!r}.", where, suggest(name, engines.names()))


@click.command("pretranslate")
@commands.globs_argument
@commands.locale_option
@click.option(
    "--engine",
    default="",
    metavar="NAME",
    help="After memory ask this engine, whatever the settings say. 'recto engines' lists them.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Count what would be filled and sent, and its price.")
@click.option(
    "--max-cost",
    type=click.FloatRange(min=0),
    metavar="DOLLARS",
    help="Stop before engines would cost more than this.",
)
@click.option(
    "--max-chars",
    type=click.IntRange(min=0),
    metavar="NUMBER",
    help="Stop before engines would be sent more characters than this.",
)
@click.option("--local-only", is_flag=True, help="Ask no engine that sends text away from this machine.")
@commands.json_option
def command(  # noqa: PLR0913, PLR0917  # one for each option
    globs: tuple[str, ...],
    wanted: tuple[str, ...],
    engine: str,
    dry_run: bool,
    max_cost: float | None,
    max_chars: int | None,
    local_only: bool,
    as_json: bool,
) -> int:
    """Fill empty targets from memory and engines, as drafts.

    Memory are the reviewed targets of all catalogs of the locale and the translation memories of the
    project. Only the very same source fills a target; what is similar is offered on the desk, and
    shown to engines that learn from it. What one engine leaves, the next in the chain is asked for. A
    unit that has a target is never touched. Leaves with 1 if something that an engine was asked for
    stays empty.

    \b
    Example:
      recto pretranslate tea.md --locale es --engine apertium
    """
    if max_cost is not None and math.isnan(max_cost):  # every sum is within such a limit
        raise click.BadParameter("nan is no number.", param_hint="'--max-cost'")
    report = pretranslate(
        commands.open_project(),
        globs,
        wanted,
        engine=engine,
        dry_run=dry_run,
        local_only=local_only,
        budget=Budget(max_cost, max_chars),
    )
    if as_json:
        commands.say_json(report)
    else:
        _say(report, dry_run=dry_run)
    return 0 if report.is_well else 1


def _say(report: Report, *, dry_run: bool) -> None:
    for row in report.rows:
        if row.empty:
            commands.say(line(row, dry_run=dry_run))
            for asked in row.engines if dry_run else ():
                commands.say(f"    {asked.engine}: {told(asked)}")
        for source, reason in row.refused:
            commands.say(f"    left empty: {source[:60]!r}: {reason}")
    for asked in report.engines:
        verb = "would be asked for" if dry_run else "was asked for"
        commands.say(f"{asked.engine} {verb} {told(asked)}.")
    commands.say(summary(report, dry_run=dry_run))
    if report.stopped:
        commands.say("Stopped at the limit; what was done is saved.")
    commands.say_errors(report.errors)


def line(row: Row, *, dry_run: bool) -> str:
    """Return a catalog's line."""
    sent = f" ({row.words} words, {row.characters} characters)" if row.words else ""
    would = "would fill" if dry_run else "filled"
    return (
        f"{row.catalog}: {row.empty} empty; {would} {row.from_memory} from memory, "
        f"{row.from_engine} from an engine{sent}"
    )


def summary(report: Report, *, dry_run: bool) -> str:
    """Return the last line: totals by locale."""
    if not report.rows and not report.errors:
        return commands.NOT_EXTRACTED
    filled: Counter[str] = Counter()
    for row in report.rows:
        filled[row.locale] += row.from_memory + row.from_engine
    empty = sum(row.empty for row in report.rows) - filled.total()
    counts = ", ".join(f"{count} in {display_name(locale)}" for locale, count in filled.items() if count)
    verb, stay = ("Would fill", "would stay") if dry_run else ("Filled", "stay")
    if not report.rows:
        return f"{verb} nothing."
    return f"{verb} {counts or 'nothing'}; {empty} {stay} empty."
