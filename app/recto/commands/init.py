"""``recto init``: start a project in a folder, without touching what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from recto import commands
from recto.config import FILE_NAME, load, template
from recto.errors import ConfigError
from recto.founding import add_git_rules, create
from recto.project import find


@dataclass(frozen=True)
class Started:
    """What was written, and whether the settings were there before."""

    made: tuple[str, ...]
    had_settings: bool


def start(root: Path, source: str, targets: Sequence[str]) -> Started:
    """Write ``recto.toml``, the folders and git's rules, each only where it is not there yet.

    With settings that are there, the folders they name are made, and the locales do not count.

    :raises ConfigError: a locale is not known, the source is a target, or old settings are broken.
    """
    had_settings = (root / FILE_NAME).is_file()
    if had_settings:
        config = find(root).config
        made = []
    else:
        name = "".join(char for char in root.resolve().name if char.isprintable()).strip()
        text = template(name, source, targets)
        config = load(text)
        if config.source_locale in config.target_locales:
            raise ConfigError(
                f"{config.source_locale!r} is both source and target.", hint="Name another target."
            )
        made = create(root, {FILE_NAME: text.encode()})
    made += create(root, {f"{config.sources}/": b"", f"{config.locales}/": b""})
    made += add_git_rules(root, config.output)
    return Started(tuple(made), had_settings)


@click.command("init")
@click.option("--source", default="en", show_default=True, metavar="TAG", help="The articles' locale.")
@click.option(
    "--target", "targets", multiple=True, metavar="TAG", help="A locale to translate into; may be repeated."
)
def command(source: str, targets: tuple[str, ...]) -> None:
    """Start a project in this folder.

    Writes recto.toml with every setting explained, the folders for articles and catalogs, and
    the lines that git needs. Nothing that is there is overwritten, nothing is asked.

    \b
    Example:
      recto init --source en --target de --target pt-BR
    """
    default = ("en",) if source.lower().startswith("de") else ("de",)
    root = Path(click.get_current_context().find_root().obj or ".")
    if not root.is_dir():
        raise ConfigError("there is no such folder.", where=str(root))
    started = start(root, source, targets or default)
    for path in started.made:
        commands.say(f"wrote {path}")
    if started.had_settings:
        commands.say(f"{FILE_NAME} was there and is as it was.")
    elif not targets:
        commands.say(f"Set target_locales in {FILE_NAME}; it says {default[0]!r} now.")
    commands.say("Put articles into the sources folder and run 'recto extract'.")
