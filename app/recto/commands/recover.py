"""``recto recover``: put back catalogs of which only the start is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from recto.commands import (
    exit_code,
    json_option,
    locale_option,
    open_project,
    say,
    say_errors,
    say_json,
)
from recto.errors import NotFoundError, RectoError
from recto.project import Project


@dataclass(frozen=True)
class Recovered:
    """A catalog that was cut off; ``bytes_there`` of its ``bytes_written`` were left."""

    catalog: str
    article: str
    locale: str
    bytes_there: int
    bytes_written: int


@dataclass(frozen=True)
class Report:
    catalogs: tuple[Recovered, ...]
    errors: tuple[RectoError, ...]


def recover(
    project: Project,
    articles: Sequence[str] = (),
    wanted: Sequence[str] = (),
    *,
    keep: bool = False,
    dry_run: bool = False,
) -> Report:
    """Write the catalogs that were cut off as Recto wrote them last; with ``keep``, accept what is there.

    Only catalogs that are the start of what was written are touched, so nothing that is in them is
    lost. ``articles`` are paths, their articles there or not; none: all catalogs.

    :raises NotFoundError: an article has no catalog.
    """
    locales = [project.target_locale(tag) for tag in wanted] or list(project.config.target_locales)
    there = {locale: project.catalogs(locale) for locale in locales}
    paths = [_path(project, article) for article in articles]
    for path in paths:
        if not any(path in known for known in there.values()):
            raise NotFoundError("there is no catalog of this article.", path)
    done: list[Recovered] = []
    errors: list[RectoError] = []
    for locale, known in there.items():
        for path in known:
            if paths and path not in paths:
                continue
            try:
                one = _one(project, path, locale, keep=keep, dry_run=dry_run)
            except RectoError as error:
                errors.append(error)
                continue
            done += [one] if one else []
    return Report(tuple(done), tuple(errors))


def _path(project: Project, article: str) -> str:
    return article.removeprefix("./").removeprefix(f"{project.config.sources}/")


def _one(project: Project, path: str, locale: str, *, keep: bool, dry_run: bool) -> Recovered | None:
    if project.cut_off(path, locale)[1] is None:
        return None
    with project.lock(path, locale):
        content, cut = project.cut_off(path, locale)
        if cut is None or content is None:
            return None
        file = project.catalog_file(path, locale)
        if not dry_run:
            project.write(file, content if keep else cut.kept)
        return Recovered(project.name(file), path, locale, cut.left, len(cut.kept))


@click.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@locale_option
@click.option("--keep", is_flag=True, help="Leave them as they are; from now on that is what was written.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be put back; write nothing.")
@json_option
def command(
    articles: tuple[str, ...], wanted: tuple[str, ...], keep: bool, dry_run: bool, as_json: bool
) -> int:
    """Put back catalogs that were cut off.

    A PO file that a crash, a full disk or a bad copy cut off may look whole. Recto keeps what it wrote
    last into each catalog with a target, in .recto/written, and stops where only the start is left.

    \b
    Example:
      recto recover world/tea.md --locale de
    """
    report = recover(open_project(), articles, wanted, keep=keep, dry_run=dry_run)
    if as_json:
        say_json(report)
        return exit_code(report.errors)
    verb = ("would be " if dry_run else "") + ("kept as it is" if keep else "put back")
    for one in report.catalogs:
        say(f"{one.catalog}: {one.bytes_there:,} of {one.bytes_written:,} bytes were there; {verb}.")
    if not report.catalogs:
        say("No catalog is cut off.")
    return say_errors(report.errors)
