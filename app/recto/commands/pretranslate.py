"""``recto pretranslate``: fill empty targets from memory, then from an engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import click

from recto import commands, engines, pretranslation
from recto.commands import recall
from recto.config import FILE_NAME
from recto.engines import ENGINES, Engine
from recto.errors import ConfigError, EngineError, EngineRefused, RectoError
from recto.exchange import po
from recto.inline import count_words
from recto.locales import display_name
from recto.model import Catalog, Unit
from recto.plugins import suggest
from recto.pretranslation import Filled, Matches
from recto.project import Project

BATCH = 200
"""Units between two writes: what a crash or Ctrl-C can cost."""

MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Row:
    """What happened to one catalog, or would: units, words and characters of the sources."""

    catalog: str
    locale: str
    empty: int = 0
    from_memory: int = 0
    from_engine: int = 0
    words: int = 0
    """Of what engines were asked, or would be; equal sources of a catalog once."""
    characters: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    """Sources that an engine was asked for and that stay empty, each with the reason."""


@dataclass(frozen=True, slots=True)
class Report:
    rows: tuple[Row, ...]
    errors: tuple[RectoError, ...]
    """Engines that failed, once each, and catalogs that could not be read or written."""

    @property
    def is_well(self) -> bool:
        return not self.errors and not any(row.refused for row in self.rows)


@dataclass
class _Batch:
    """What a run remembers from one article to the next."""

    project: Project
    answers: dict[tuple[str, str, str, str, frozenset[int]], str | EngineError] = field(default_factory=dict)
    loaded: dict[str, Engine] = field(default_factory=dict)
    failed: set[tuple[str, str]] = field(default_factory=set)
    """Engines that failed, with the pair of locales, or with nothing for all pairs."""
    errors: list[RectoError] = field(default_factory=list)

    def engine(self, name: str) -> Engine:
        """Return an engine, loaded once.

        :raises ConfigError: there is no such engine, or its settings cannot be used.
        """
        if name not in self.loaded:
            self.loaded[name] = engines.load(name, self.project.config.engines.get(name, {}))
        return self.loaded[name]

    def translate(
        self, name: str, source: str, locale: str, texts: Sequence[str], protected: Sequence[frozenset[int]]
    ) -> list[str | EngineError]:
        """Translate texts, those that this run had before from what it was told then."""
        keys = [(name, source, locale, *pair) for pair in zip(texts, protected, strict=True)]
        new = [key for key in dict.fromkeys(keys) if key not in self.answers]
        if new:
            results = self.engine(name).translate(
                [key[3] for key in new], source, locale, protected=[key[4] for key in new]
            )
            self.answers |= dict(zip(new, results, strict=True))
        return [self.answers[key] for key in keys]


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
) -> Report:
    """Fill the empty units of the chosen catalogs; with ``dry_run`` count them and change nothing.

    ``engine`` takes the place of the settings' engines. An engine that fails is reported once, and
    the rest goes on with memory only. What was filled is saved after every ``BATCH`` units.

    :raises ConfigError: there is no such engine, or its settings cannot be used.
    """
    batch = _Batch(project)
    _check_engines(project)
    pairs = commands.pairs(project, globs, wanted)
    for name in sorted({name for _, locale in pairs for name in chain(project, locale, engine)} - {MEMORY}):
        batch.engine(name)
    step = _count if dry_run else _fill
    rows: list[Row] = []
    for path, locale in commands.progress(pairs, "pretranslate", lambda pair: f"{pair[0]}, {pair[1]}"):
        try:
            catalog = read(project, path, locale)
            if catalog:
                rows.append(step(batch, path, catalog, engine))
        except RectoError as error:
            batch.errors.append(error)
    return Report(tuple(rows), tuple(batch.errors))


def _check_engines(project: Project) -> None:
    """Refuse settings that name an engine there is not: it would be passed over in silence."""
    settings = project.config
    chains = [settings.pretranslate.chain, *(one.chain for one in settings.pretranslate_by_locale.values())]
    named = {name: "[pretranslate]" for steps in chains for name in steps if name != MEMORY}
    for name, table in {**named, **{name: f"[engines.{name}]" for name in settings.engines}}.items():
        if name not in ENGINES:
            where = f"{FILE_NAME}: {table}"
            raise ConfigError(f"unknown engine {name!r}.", where, suggest(name, ENGINES))


def chain(project: Project, locale: str, engine: str = "") -> tuple[str, ...]:
    """Return who fills targets of a locale, in order: the settings' chain, or memory and one engine."""
    return (MEMORY, engine) if engine else project.config.pretranslate_for(locale).chain


def _fill(batch: _Batch, path: str, catalog: Catalog, engine: str) -> Row:
    """Fill the empty units of a catalog, and save it batch by batch."""
    project, locale = batch.project, catalog.locale
    rest = [unit for unit in catalog.units if pretranslation.is_open(unit)]
    row = Row(project.name(project.catalog_file(path, locale)), locale, len(rest))
    reasons: dict[Unit, str] = {}
    steps = chain(project, locale, engine)
    matches = recall.exact(project, catalog, path) if rest and MEMORY in steps else {}
    for name in steps:
        asked, rest = rest, []
        for start in range(0, len(asked), BATCH):
            part = asked[start : start + BATCH]
            result = _step(batch, name, path, locale, part, matches)
            if result is None:
                rest += part
                continue
            filled = [unit for unit in result.units if unit.target]
            _save(project, path, locale, filled)
            if not result.failure:
                row = _counted(row, name, filled, part)
            rest += [unit for unit, _ in result.left]
            if name != MEMORY and not result.failure:
                reasons |= dict(result.left)
    return replace(row, refused=tuple((unit.source, reasons[unit]) for unit in rest if unit in reasons))


def _step(
    batch: _Batch, name: str, path: str, locale: str, units: Sequence[Unit], matches: Matches
) -> Filled | None:
    """Let memory or one engine fill units; None: the engine failed before and is not asked again."""
    source = batch.project.settings(path).source_locale
    if name == MEMORY:
        return pretranslation.fill(units, matches)
    if not batch.failed.isdisjoint({(name, ""), (name, f"{source} {locale}")}):
        return None

    def translate(texts: Sequence[str], protected: Sequence[frozenset[int]]) -> list[str | EngineError]:
        return batch.translate(name, source, locale, texts, protected)

    result = pretranslation.fill(units, {}, translate, engine=name)
    if result.failure:
        # A pair that an engine does not know says nothing about the other pairs.
        refused = isinstance(result.failure, EngineRefused)
        batch.failed.add((name, f"{source} {locale}" if refused else ""))
        batch.errors.append(result.failure)
    return result


def _save(project: Project, path: str, locale: str, filled: Sequence[Unit]) -> None:
    """Put filled units into the catalog as it is now: under its lock, only where still empty."""
    if not filled:
        return
    with project.lock(path, locale):
        base = project.read_catalog(path, locale)
        if base is None:
            return
        file = project.catalog_file(path, locale)
        catalog = po.load(base, project.name(file), locale)
        units = pretranslation.apply(catalog.units, filled)
        project.write(file, po.dump(replace(catalog, units=units), base))


def _counted(row: Row, name: str, filled: Sequence[Unit], asked: Sequence[Unit]) -> Row:
    if name == MEMORY:
        return replace(row, from_memory=row.from_memory + len(filled))
    texts = {unit.source for unit in asked}
    return replace(
        row,
        from_engine=row.from_engine + len(filled),
        words=row.words + sum(map(count_words, texts)),
        characters=row.characters + sum(map(len, texts)),
    )


def _count(batch: _Batch, path: str, catalog: Catalog, engine: str) -> Row:
    """Return what would be done to a catalog; nothing is sent anywhere."""
    project, locale = batch.project, catalog.locale
    units = [unit for unit in catalog.units if pretranslation.is_open(unit)]
    row = Row(project.name(project.catalog_file(path, locale)), locale, len(units))
    steps = chain(project, locale, engine)
    if MEMORY in steps:
        result = pretranslation.fill(units, recall.exact(project, catalog, path) if units else {})
        row = _counted(row, MEMORY, [unit for unit in result.units if unit.target], units)
        units = [unit for unit, _ in result.left]
    if any(name != MEMORY for name in steps):
        row = _counted(row, "engine", units, units)
    return row


@click.command("pretranslate")
@commands.globs_argument
@commands.locale_option
@click.option(
    "--engine",
    default="",
    metavar="NAME",
    help=f"After memory ask this engine, whatever the settings say: {', '.join(sorted(ENGINES))}.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Count what would be filled and sent; change nothing.")
@commands.json_option
def command(
    globs: tuple[str, ...], wanted: tuple[str, ...], engine: str, dry_run: bool, as_json: bool
) -> int:
    """Fill empty targets from memory and engines, as drafts.

    Memory are the reviewed targets of all catalogs of the locale and the translation memories of the
    project. Only the very same source fills a target; what is similar is offered on the desk. A unit
    that has a target is never touched. Leaves with 1 if an engine failed or refused a text.

    \b
    Example:
      recto pretranslate tea.md --locale es --engine apertium
    """
    report = pretranslate(commands.open_project(), globs, wanted, engine=engine, dry_run=dry_run)
    if as_json:
        commands.say_json(report)
    else:
        for row in report.rows:
            if row.empty:
                commands.say(line(row, dry_run=dry_run))
            for source, reason in row.refused:
                commands.say(f"    left empty: {source[:60]!r}: {reason}")
        commands.say(summary(report, dry_run=dry_run))
        commands.say_errors(report.errors)
    return 0 if report.is_well else 1


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
    told = ", ".join(f"{count} in {display_name(locale)}" for locale, count in filled.items() if count)
    verb, stay = ("Would fill", "would stay") if dry_run else ("Filled", "stay")
    if not report.rows:
        return f"{verb} nothing."
    return f"{verb} {told or 'nothing'}; {empty} {stay} empty."
