"""``recto memory``: search earlier translations, and tend the index in which they are found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from recto import commands, outside, paths
from recto.commands import recall
from recto.commands.recall import Updated
from recto.config import FILE_NAME
from recto.errors import ConfigError, ConflictError
from recto.exchange import tmx
from recto.memory import Remembered
from recto.project import Project


@dataclass(frozen=True, slots=True)
class Found:
    """Units that hold a text."""

    locale: str
    units: tuple[Remembered, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the memory is made of: ``units`` for each pair of locales (``en de``)."""

    units: dict[str, int]
    files: int
    bytes: int
    index: str


def search(
    project: Project, text: str, locale: str, *, in_target: bool = False, whole: bool = False, limit: int = 50
) -> tuple[Remembered, ...]:
    """Return units of a target locale that hold a text in their source, or in their target.

    Neither case nor accents count. ``whole``: the text begins and ends where words do.
    """
    # A byte of the command line that is no text cannot stand in a unit either.
    text = text.encode("utf-8", "replace").decode("utf-8")
    found = recall.index(project)
    pairs = [pair for pair in found.counts() if pair.split()[1] == locale]
    side = "target" if in_target else "source"
    units = [unit for pair in pairs for unit in found.holding(pair, text, side, whole=whole, limit=limit)]
    return tuple(units[:limit])


def take_in(project: Project, file: Path) -> tuple[str, int]:
    """Copy a TMX file into the project's memory folder; return its name there and its number of pairs.

    :raises CatalogError: it is no TMX that can be read.
    :raises ConfigError: the settings name no folder that takes it.
    :raises ConflictError: another file of this name is there.
    """
    content = outside.content(file)
    count = sum(1 for _ in tmx.read(content, str(file)))
    folders = [glob.rpartition("/")[0] for glob in project.config.memory.files]
    name = next(
        (
            f"{folder}/{file.name}"
            for folder, glob in zip(folders, project.config.memory.files, strict=True)
            if not set(folder) & set("*?[{") and paths.matcher((glob,)).fullmatch(f"{folder}/{file.name}")
        ),
        "",
    )
    if not name or paths.refusal(name):
        hint = "Name the file so that one of the globs of 'files' in [memory] takes it: name.tmx."
        raise ConfigError(f"the memory does not take a file named {file.name!r}.", FILE_NAME, hint)
    target = project.root / name
    if target.exists() and not project.holds(target, content):
        raise ConflictError("there is another file of this name.", name, "Rename yours, or remove that one.")
    project.write(target, content)
    return name, count


@click.group("memory")
def command() -> None:
    """Search earlier translations, and take in those of others.

    The memory are the reviewed targets of all catalogs and the TMX files in the folder memory. Its index
    is kept up to date by itself, and may be deleted at any time.

    \b
    Example:
      recto memory search "rain garden" --locale de
    """


@command.command("search")
@click.argument("words", nargs=-1, required=True)
@commands.locale_option
@click.option("-t", "--target", "in_target", is_flag=True, help="Search the translations, not the sources.")
@click.option("-w", "--whole", is_flag=True, help="Whole words only.")
@click.option("-n", "--limit", default=50, type=click.IntRange(1), help="At most so many of each locale.")
@commands.json_option
def search_command(
    words: tuple[str, ...], wanted: tuple[str, ...], in_target: bool, whole: bool, limit: int, as_json: bool
) -> int:
    """Show earlier translations that hold WORDS, in this order.

    Neither case nor accents count. Leaves with 1 if there is none.
    """
    project = commands.open_project()
    locales = [project.target_locale(tag) for tag in wanted] or list(project.config.target_locales)
    found = [
        Found(locale, search(project, " ".join(words), locale, in_target=in_target, whole=whole, limit=limit))
        for locale in locales
    ]
    if as_json:
        commands.say_json(found)
    for one in found if not as_json else ():
        for unit in one.units:
            commands.say(unit.source)
            commands.say(f"    {one.locale}: {unit.target}")
            commands.say(f"    {unit.article}{f', {unit.role}' if unit.role else ''}")
    if not as_json and not any(one.units for one in found):
        commands.say("Nothing found.")
    return 0 if any(one.units for one in found) else 1


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.tmx")
def import_command(file: Path) -> None:
    """Check a TMX file and copy it into the project's folder memory."""
    project = commands.open_project()
    name, count = take_in(project, file)
    commands.say(f"{name}: {commands.counted(count, 'pair')}.")
    commands.say_errors(recall.update(project).errors)


@command.command("update")
@click.option("--rebuild", is_flag=True, help="Throw the index away and make it again.")
@commands.json_option
def update_command(rebuild: bool, as_json: bool) -> int:
    """Bring the index up to date now; whatever uses it does so by itself."""
    project = commands.open_project()
    found = recall.update(project, afresh=rebuild)
    if as_json:
        commands.say_json(found)
        return commands.exit_code(found.errors)
    commands.say(line(found, sum(recall.index(project).counts().values())))
    return commands.say_errors(found.errors)


@command.command("status")
@commands.json_option
def status_command(as_json: bool) -> int:
    """Show how many translations the memory holds for each pair of locales."""
    report = status(commands.open_project())
    if as_json:
        commands.say_json(report)
        return 0
    for pair, number in sorted(report.units.items()):
        commands.say(f"{' -> '.join(pair.split())}: {number:,}")
    commands.say(f"{commands.counted(report.files, 'file')}, {report.bytes / 1e6:.1f} MB in {report.index}")
    return 0


def status(project: Project) -> Report:
    """Return what the memory holds."""
    found = recall.index(project)
    file = recall.index_file(project)
    return Report(dict(found.counts()), len(found.files()), file.stat().st_size, project.name(file))


def line(found: Updated, units: int) -> str:
    """Return what an update did, in a line."""
    how = "made" if found.rebuilt else "up to date"
    read, gone = commands.counted(len(found.read), "file"), len(found.gone)
    return f"The memory is {how}: {commands.counted(units, 'unit')}; {read} read, {gone} gone."
