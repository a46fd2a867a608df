"""``recto export``: catalogs as files for translators' tools, agencies and spreadsheets."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from recto import commands, outside
from recto.errors import ConfigError, RectoError
from recto.exchange import po, table, tmx, xliff, xliff2
from recto.exchange.bilingual import Sheet, unwritable
from recto.model import LEFT_OUT, State, Unit
from recto.project import Project

FOLDER = "exchange"
PLACE = "{locale}"


def _is_accepted(unit: Unit) -> bool:
    """Tell whether a unit goes into a translation memory."""
    return unit.state.rank >= State.REVIEWED.rank and unit.target != LEFT_OUT


def memory(sheets: Sequence[Sheet]) -> bytes:
    """Return the accepted units of the sheets as a translation memory."""
    pairs = (
        tmx.Pair(
            unit.source,
            unit.target,
            sheet.source_locale,
            sheet.catalog.locale,
            sheet.article,
            unit.context,
            unit.origin,
            unit.state,
            unit.notes,
        )
        for sheet in sheets
        for unit in sheet.catalog.units
        if _is_accepted(unit)
    )
    return tmx.write(pairs, sheets[0].source_locale)


FORMATS: dict[str, tuple[str, Callable[[Sequence[Sheet]], bytes]]] = {
    "xliff": ("xlf", xliff.write),
    "xliff2": ("xliff", xliff2.write),
    "tmx": ("tmx", memory),
    "csv": ("csv", table.write),
}
"""Name of a format -> ending of its files, and what writes one file of one pair of locales."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One file: all chosen catalogs of a pair of locales."""

    file: str
    source_locale: str
    locale: str
    articles: int
    units: int


@dataclass(frozen=True, slots=True)
class Report:
    files: tuple[Exported, ...]
    errors: tuple[RectoError, ...]
    """Catalogs that could not be read, and units that the format cannot hold."""


def export(
    project: Project,
    form: str,
    output: str = "",
    globs: Sequence[str] = (),
    wanted: Sequence[str] = (),
    *,
    copy_source: bool = False,
) -> Report:
    """Write the chosen catalogs, a file for each pair of locales; ``-`` as output is stdout.

    ``copy_source`` is that of ``xliff.write``.

    :raises ConfigError: several files would have the same name, or the format copies no source.
    :raises RectoError: a file could not be written.
    """
    if copy_source and form != "xliff":
        raise ConfigError("only XLIFF 1.2 needs the source as target.", "--copy-source", "Leave it out.")
    errors: list[RectoError] = []
    sheets: dict[tuple[str, str], list[Sheet]] = {}
    for sheet in _sheets(project, globs, wanted, errors):
        sheets.setdefault((sheet.source_locale, sheet.catalog.locale), []).append(sheet)
    if len(sheets) > 1 and output and PLACE not in output:
        hint = f"Name one with --locale, or write {PLACE} where its tag is to stand in the name."
        raise ConfigError("there are several locales for one file.", "--output", hint)
    files = []
    ending, write = FORMATS[form]
    for (source_locale, locale), some in sheets.items():
        is_alone = len({first for first, second in sheets if second == locale}) == 1
        name = locale if is_alone else f"{source_locale}-{locale}"
        content = xliff.write(some, copy_source=True) if copy_source else write(some)
        if form != "csv":
            errors += _left_out(project, some)
        units = sum(form != "tmx" or _is_accepted(unit) for sheet in some for unit in sheet.catalog.units)
        where = _save(project, output.replace(PLACE, name), f"{name}.{ending}", content)
        files.append(Exported(where, source_locale, locale, len(some), units))
    return Report(tuple(files), tuple(errors))


def _sheets(
    project: Project, globs: Sequence[str], wanted: Sequence[str], errors: list[RectoError]
) -> Iterator[Sheet]:
    """Yield the chosen catalogs, locale by locale; one that cannot be read is reported."""
    for path, locale in sorted(commands.pairs(project, globs, wanted), key=lambda pair: pair[1]):
        try:
            content = project.read_catalog(path, locale)
            if content is None:
                continue
            catalog = po.load(content, project.name(project.catalog_file(path, locale)), locale)
        except RectoError as error:
            errors.append(error)
            continue
        if catalog.units:
            yield Sheet(path, project.settings(path).source_locale, catalog)


def _left_out(project: Project, sheets: Sequence[Sheet]) -> Iterator[RectoError]:
    for sheet in sheets:
        where = project.name(project.catalog_file(sheet.article, sheet.catalog.locale))
        for unit in sheet.catalog.units:
            if reason := unwritable(unit):
                problem = f"the unit {unit.source[:40]!r} is left out: {reason}."
                yield RectoError(problem, where, "Delete the character.")


def _save(project: Project, output: str, name: str, content: bytes) -> str:
    if output == "-":
        sys.stdout.buffer.write(content)
        return output
    if output:
        outside.save(Path(output), content)
        return output
    file = project.root / project.config.output / FOLDER / name
    project.write(file, content, is_derived=True)
    return project.name(file)


@click.command("export")
@commands.globs_argument
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="xliff",
    show_default=True,
    help="XLIFF 1.2, XLIFF 2.1, a translation memory (TMX 1.4b), or a table (CSV).",
)
@commands.locale_option
@click.option(
    "-o",
    "--output",
    default="",
    metavar="FILE",
    help="Where to write; {locale} in it is the locale's tag, - is standard output. "
    "Without it: exchange/<locale> in the output folder.",
)
@click.option(
    "--copy-source",
    is_flag=True,
    help="Write the source as target where there is none, marked as not translated: OmegaT needs it.",
)
@commands.json_option
def command(
    globs: tuple[str, ...],
    form: str,
    wanted: tuple[str, ...],
    output: str,
    copy_source: bool,
    as_json: bool,
) -> int:
    """Write catalogs as files for translators' tools and spreadsheets.

    A file for each locale, with all chosen articles. 'recto import' takes it back. A translation
    memory has the reviewed units alone; 'recto memory import' takes it.

    \b
    Example:
      recto export 'world/**' --locale de --format xliff2 -o to-agency.xliff
    """
    if output == "-" and as_json:
        raise ConfigError("the report and the file cannot both go to standard output.", "--json")
    report = export(commands.open_project(), form, output, globs, wanted, copy_source=copy_source)
    if as_json:
        commands.say_json(report)
        return 1 if report.errors else 0
    if output != "-":
        for one in report.files:
            counts = f"{commands.counted(one.units, 'unit')} of {commands.counted(one.articles, 'article')}"
            commands.say(f"{one.file}: {counts}, {one.source_locale} to {one.locale}.")
        if not report.files and not report.errors:
            commands.say(commands.NOT_EXTRACTED)
    return commands.say_errors(report.errors)
