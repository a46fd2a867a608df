"""``recto compile``: says so if nothing changed, without loading what compiles."""

from __future__ import annotations

from pathlib import Path

import click

from recto import looking
from recto.plugins import later
from recto.terminal import visible

_run = later("recto.commands.compile", "run_as_asked")


@click.command()
@click.argument("globs", nargs=-1, metavar="[ARTICLE]...")
@click.option(
    "-l", "--locale", "wanted", multiple=True, metavar="TAG", help="Only this target locale; may be repeated."
)
@click.option(
    "--state",
    type=click.Choice(["draft", "reviewed", "final"]),
    help="Lowest state whose targets are used, in place of the setting.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option("--force", is_flag=True, help="Make everything anew, also what is up to date.")
@click.option(
    "--prune", is_flag=True, help="Remove what was compiled of articles that are not there any more."
)
@click.option("--pseudo", is_flag=True, help="Write pseudo-locales instead: accented and mirrored text.")
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
def command(globs: tuple[str, ...], wanted: tuple[str, ...], state: str | None, **flags: bool) -> int:
    """Write localized articles and .mo files.

    Where a unit is not yet at the state to publish, its source stands. Only what changed since the last
    time is made; files that would be the same are not touched.

    \b
    Example:
      recto compile --locale de --state draft
    """
    is_plain = not any(is_set for name, is_set in flags.items() if name != "check")
    if is_plain and not globs and not wanted:
        start = Path(click.get_current_context().find_root().obj or ".").resolve()
        if head := looking.unchanged(start, state or ""):
            for file, reasons in head["held_back"]:
                click.echo(visible(looking.held_back(file, reasons)))
            click.echo(looking.summed(0, "would change" if flags["check"] else "written", head["outputs"]))
            return 0
    return int(_run(globs, wanted, state, flags))
