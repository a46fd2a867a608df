"""``recto report site`` and ``recto report badge``: how far everything is, for those who have no Recto."""

from __future__ import annotations

from pathlib import Path

import click

from recto import commands, saving
from recto.commands.gate import gate, read_baseline, write_report
from recto.locales import display_name
from recto.plugins import later
from recto.reports import headline

_badge = later("recto.reports.badge", "write")
_site = later("recto.reports.site", "write")

baseline_option = click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file of findings that are known, as for 'recto gate'.",
)


@click.command("site", short_help="Write a status page.")
@commands.globs_argument
@commands.locale_option
@baseline_option
@click.option(
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; made where it is not there.",
)
def site_command(globs: tuple[str, ...], wanted: tuple[str, ...], baseline: Path | None, output: Path) -> int:
    """Write a status page: each article in each locale, and what keeps it from being published.

    Plain HTML and CSS for any web server, or to be opened from the folder. It says what 'recto gate' says,
    and leaves with 0 also where the gate is closed.

    \b
    Example:
      recto report site --output build/status
    """
    project = commands.open_project()
    known = read_baseline(baseline) if baseline else None
    verdict = gate(project, globs, wanted, known=known)
    pages = _site(verdict, project.config.project, display_name)
    try:
        saving.make_folder(output)
    except OSError as error:
        raise saving.explained(error, str(output)) from error
    for name, text in pages.items():
        write_report(output / name, text)
    commands.say(f"wrote {output / 'index.html'}: {headline(verdict)}")
    return commands.say_errors(verdict.errors)


@click.command("badge", short_help="Write a status badge.")
@commands.globs_argument
@commands.locale_option
@baseline_option
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file, not to stdout."
)
def badge_command(
    globs: tuple[str, ...], wanted: tuple[str, ...], baseline: Path | None, output: Path | None
) -> int:
    """Write a badge in SVG that says how many translations are fit to publish.

    \b
    Example:
      recto report badge --locale de --output build/german.svg
    """
    known = read_baseline(baseline) if baseline else None
    verdict = gate(commands.open_project(), globs, wanted, known=known)
    badge = _badge(verdict)
    if output:
        write_report(output, badge)
        commands.say(f"wrote {output}: {headline(verdict)}")
    else:
        commands.say(badge.rstrip("\n"))
    return commands.say_errors(verdict.errors)
