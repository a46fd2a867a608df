"""``recto merge-driver``: what git calls to merge two versions of a catalog."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click

from recto import git, outside
from recto.commands import counted, open_project
from recto.errors import CatalogError, RectoError
from recto.exchange import po
from recto.merging.three_way import lost, three_way
from recto.model import Unit
from recto.terminal import visible

EXCERPT = 60
LOCALE = "und"
"""Merging asks for nothing that depends on the locale; a catalog carries its own in its header."""


class Reconciled(NamedTuple):
    """A merged PO file, and the units in which both sides' texts stand."""

    content: bytes
    conflicts: tuple[Unit, ...]


def reconcile(
    base: bytes | None, ours: bytes, theirs: bytes, where: str, *, carry_cosmetic: bool = True
) -> Reconciled:
    """Merge two versions of a PO file; ``base`` is what both grew out of.

    :raises CatalogError: one of them cannot be read, or what both hold does not fit into one file.
    """
    old = po.load(base, f"{where} (base)", LOCALE) if base else None
    mine = po.load(ours, f"{where} (ours)", LOCALE)
    yours = po.load(theirs, f"{where} (theirs)", LOCALE)
    merged = three_way(old, mine, yours, carry_cosmetic=carry_cosmetic)
    missing = lost(old, mine, yours, merged.catalog)
    if missing:
        problem = f"merging would lose {missing[0].target[:EXCERPT]!r} of unit {missing[0].id}."
        raise CatalogError(problem, where, "Merge this file by hand, and report it as a bug in Recto.")
    return Reconciled(po.dump(merged.catalog, ours), merged.conflicts)


@click.command("merge-driver")
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.argument("path", default="")
def command(base: Path, ours: Path, theirs: Path, path: str) -> int:
    """Merge two versions of a PO file, unit by unit; for git, not for people.

    'recto init --git' tells git to call it as: recto merge-driver %O %A %B %P.
    The result takes the place of OURS. Leaves with 0; with 1 if a unit was translated differently on both
    sides (both texts are in the file, which stays a valid PO file), or if a file cannot be read as PO (then
    it is merged line by line, as without Recto).

    \b
    Example:
      recto merge-driver base.po ours.po theirs.po
    """
    where = path or str(ours)
    carry_cosmetic = True
    with suppress(RectoError):
        carry_cosmetic = open_project().config.carry_cosmetic
    try:
        merged = reconcile(
            outside.content(base), outside.content(ours), outside.content(theirs), where,
            carry_cosmetic=carry_cosmetic,
        )  # fmt: skip
    except CatalogError as error:
        _tell(f"{error} So it is merged line by line; look through it before you commit.")
        git.merge_lines(ours, base, theirs)
        return 1
    outside.save(ours, merged.content)
    if merged.conflicts:
        units = counted(len(merged.conflicts), "unit")
        _tell(f"{where}: {units} translated differently on both sides; both texts are kept.")
        _tell("Choose at the desk ('recto review'), or 'git add' the file as it is and choose later.")
    return 1 if merged.conflicts else 0


def _tell(line: str) -> None:
    click.echo(f"recto: {visible(line)}", err=True)
