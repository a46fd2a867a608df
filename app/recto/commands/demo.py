"""``recto demo``: a small project to play with, copied from the package."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from recto import commands
from recto.errors import ConfigError
from recto.founding import add_git_rules, create
from recto.project import find


def copy(folder: Path) -> tuple[str, ...]:
    """Copy the sample project into a new or empty folder; return the paths of its files, sorted.

    :raises ConfigError: something is in the folder, or it is a file.
    """
    hint = "Name a new folder."
    if folder.exists() and not folder.is_dir():
        raise ConfigError("this is a file.", where=str(folder), hint=hint)
    if folder.is_dir() and any(folder.iterdir()):
        raise ConfigError("this folder is not empty.", where=str(folder), hint=hint)
    made = create(folder, dict(sorted(_samples(files("recto") / "samples"))))
    add_git_rules(folder, find(folder).config.output)
    return tuple(made)


def _samples(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for node in folder.iterdir():
        if node.is_file():
            yield prefix + node.name, node.read_bytes()
        elif not node.name.startswith("__"):
            yield from _samples(node, f"{prefix}{node.name}/")


@click.command("demo")
@click.argument("folder", metavar="DIR")
def command(folder: str) -> None:
    """Copy a small project to play with into DIR, a new or empty folder.

    \b
    Example:
      recto demo tea-times
    """
    root = Path(click.get_current_context().find_root().obj or ".") / folder
    made = copy(root)
    commands.say(f"Copied {len(made)} files. Look around:")
    for line in ("status", "pretranslate", "review", "compile"):
        commands.say(f"  recto -C {root} {line}")
