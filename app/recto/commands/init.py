"""``recto init``: start a project in a folder, without touching what is there."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from recto import commands, git
from recto.config import FILE_NAME, load, template
from recto.errors import ConfigError
from recto.founding import add_git_rules, create, folder_in_repository
from recto.project import STATE_FOLDER, find
from recto.workflows import FILES, workflow


@dataclass(frozen=True)
class Started:
    """What was written, and whether the settings were there before."""

    made: tuple[str, ...]
    had_settings: bool
    has_driver: bool = False
    """Whether this clone's git was told of the merge driver just now."""


def start(root: Path, source: str, targets: Sequence[str], *, use_git: bool = False) -> Started:
    """Write ``recto.toml``, the folders and git's rules, each only where it is not there yet.

    With settings that are there, the folders they name are made, and the locales do not count.
    ``use_git``: let git merge catalogs with Recto, in this clone.

    :raises ConfigError: a locale is not known, the source is a target, old settings are broken, or
        git is to be used and there is no repository.
    """
    repository = git.find(root, root / STATE_FOLDER) if use_git else None
    if use_git and repository is None:
        raise ConfigError("this folder is in no git repository.", str(root), "Run: git init")
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
    made += add_git_rules(root, config.output, config.locales if use_git else "")
    driver = f"{program()} merge-driver %O %A %B %P"
    pairs = (("merge.recto.name", "PO files by unit (Recto)"), ("merge.recto.driver", driver))
    # Both, whatever the first one says.
    configured = [repository.configure(key, value) for key, value in pairs] if repository else []
    return Started(tuple(made), had_settings, any(configured))


def program() -> str:
    """Return how a shell calls the Recto that runs now, whatever PATH says there."""
    beside = Path(sys.executable).with_name("recto")
    # With -P the folder that it is called in is not searched for modules.
    return shlex.quote(str(beside)) if beside.is_file() else f"{shlex.quote(sys.executable)} -P -m recto"


def add_workflow(root: Path, service: str) -> tuple[str, bool]:
    """Write the file that a CI service reads, where there is none yet; return its path and whether it was.

    It stands in the folder of the repository, wherever in it the project is.
    """
    top, folder = folder_in_repository(root)
    path, text = workflow(service, folder)
    return path, not create(top, {path: text.encode()})


@click.command("init")
@click.option("--source", default="en", show_default=True, metavar="TAG", help="The articles' locale.")
@click.option(
    "--target", "targets", multiple=True, metavar="TAG", help="A locale to translate into; may be repeated."
)
@click.option("--git", "use_git", is_flag=True, help="Let git merge catalogs with Recto; once in each clone.")
@click.option("--ci", type=click.Choice([*FILES]), help="Also write the file that runs 'recto gate' there.")
def command(source: str, targets: tuple[str, ...], use_git: bool, ci: str | None) -> None:
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
    started = start(root.resolve(), source, targets or default, use_git=use_git)
    for path in started.made:
        commands.say(f"wrote {path}")
    if ci:
        path, was_there = add_workflow(root.resolve(), ci)
        commands.say(f"{path} was there and is as it was." if was_there else f"wrote {path}")
    if use_git:
        verb = "merges" if started.has_driver else "already merged"
        commands.say(
            f"git {verb} catalogs with Recto in this clone; each other clone needs the same command."
        )
    if started.had_settings:
        commands.say(f"{FILE_NAME} was there and is as it was.")
    elif not targets:
        commands.say(f"Set target_locales in {FILE_NAME}; it says {default[0]!r} now.")
    commands.say("Put articles into the sources folder and run 'recto extract'.")
