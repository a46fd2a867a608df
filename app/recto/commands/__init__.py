"""The verbs: read, think, write. Here is what their commands share.

Each module has a function that takes a project and gives a frozen report, and ``command``, which
parses, calls it and prints.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from recto.errors import ConfigError, RectoError
from recto.project import Project, find
from recto.terminal import visible

T = TypeVar("T")

globs_argument = click.argument("globs", nargs=-1, metavar="[ARTICLE]...")
"""Which articles: paths, folders or globs below the sources folder; none: all."""
locale_option = click.option(
    "-l", "--locale", "wanted", multiple=True, metavar="TAG", help="Only this target locale; may be repeated."
)
NOT_EXTRACTED = "There are no catalogs yet. Run 'recto extract'."
json_option = click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")


def open_project() -> Project:
    """Return the project around the folder that the command line names (``-C``, or this one)."""
    return find(Path(click.get_current_context().find_root().obj or "."))


def pairs(project: Project, globs: Sequence[str] = (), wanted: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return (article path, target locale) for all that globs and locales choose, by article.

    :raises RectoError: a glob matches nothing, or a locale is no target locale.
    """
    locales = [project.target_locale(tag) for tag in wanted]
    return [
        (path, locale) for path in project.articles(globs) for locale in project.target_locales(path, locales)
    ]


def progress(things: Collection[T], label: str, name: Callable[[T], str] | None = None) -> Iterator[T]:
    """Yield the things while showing how far it is, on stderr.

    On a terminal as a bar; elsewhere as at most ten plain lines, so that logs stay readable.
    """

    def shown(thing: T | None) -> str:
        return "" if thing is None else visible(name(thing) if name else str(thing))

    if sys.stderr.isatty():
        with click.progressbar(
            things,
            label=label,
            file=sys.stderr,
            item_show_func=shown,
        ) as bar:
            yield from bar
        return
    total = len(things)
    for number, thing in enumerate(things, start=1):
        yield thing
        if number * 10 // total != (number - 1) * 10 // total:
            click.echo(f"{label}: {number} of {total} ({shown(thing)})", err=True)


def counted(number: int, thing: str) -> str:
    """Return a number and its noun: ``1 article``, ``2 articles``."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def say(line: str = "") -> None:
    """Write a line to stdout, whatever stands in it."""
    click.echo(visible(line))


def say_json(report: object) -> None:
    """Write a report (dataclasses, mappings, sequences, texts, numbers) as JSON to stdout."""
    click.echo(json.dumps(_plain(report), ensure_ascii=False, indent=2))


def say_errors(errors: Collection[RectoError]) -> int:
    """Write what went wrong in a batch to stderr, a line each and once; return the exit code."""
    for line in dict.fromkeys(map(str, errors)):
        click.echo(f"recto: {visible(line)}", err=True)
    return exit_code(errors)


def exit_code(errors: Collection[RectoError]) -> int:
    """Return how a batch leaves: 0 all well, 1 expected errors, 2 settings among them that cannot be used."""
    if any(isinstance(error, ConfigError) for error in errors):
        return 2
    return 1 if errors else 0


def _plain(value: Any) -> Any:
    if isinstance(value, RectoError):
        return {"where": value.where, "problem": value.problem, "hint": value.hint}
    if is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(getattr(value, key)) for key in value.__dataclass_fields__}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):  # a named tuple has names to be told
        return _plain(value._asdict())
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Collection):
        return [_plain(one) for one in value]
    return value
