"""Saving drafts: into the catalog as it is now, under its lock, with a row of where each is from."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from recto import pretranslation
from recto.exchange import po
from recto.pretranslation import Draft
from recto.project import Project
from recto.store.provenance import Origins, Provenance

PORTION, SECONDS = 200, 5.0
"""Drafts between two writes, and the time after which fewer are written: what a crash takes is asked
again, and an engine's cache has it."""


def opened(project: Project) -> Origins:
    """Return where it is written down where drafts are from; whoever opens it closes it."""
    return Origins(project.state_folder / "desk.db")


def save(
    project: Project, path: str, locale: str, drafts: Sequence[Draft], origins: Origins
) -> tuple[Draft, ...]:
    """Put drafts into the catalog as it is now, where units are still open; return those that were put.

    Where they are from is written first: a row without its draft is superseded by the next one, a draft
    without its row would be lost to ``recto report engines``.
    """
    with project.lock(path, locale):
        base = project.read_catalog(path, locale)
        if base is None:
            return ()
        file = project.catalog_file(path, locale)
        catalog = po.load(base, project.name(file), locale)
        units, put = pretranslation.apply(catalog.units, drafts)
        if put:
            origins.add([_row(path, locale, draft) for draft in put])
            project.write(file, po.dump(replace(catalog, units=units), base))
    return put


def _row(path: str, locale: str, draft: Draft) -> Provenance:
    unit, match, answer = draft.unit, draft.match, draft.answer
    row = Provenance(path, locale, unit.id, unit.role, unit.source, unit.target, unit.origin)
    if match:
        return replace(row, score=match.score, matches=match.article)
    if answer is None:
        return row
    return replace(
        row,
        engine=unit.origin.removeprefix("mt:"),
        model=answer.model,
        version=answer.version,
        attempts=answer.attempts,
        characters=answer.characters,
        tokens_in=answer.tokens_in,
        tokens_out=answer.tokens_out,
        dollars=draft.dollars,
        matches="\n".join(f"{one.score} {one.source}" for one in draft.examples),
        is_cached=answer.is_cached,
        is_projected=answer.is_projected,
    )


@dataclass
class Saver:
    """Saves the drafts of one catalog in portions, and what is left at the end of its ``with``.

    Also when that ends by Ctrl-C or an error.
    """

    project: Project
    path: str
    locale: str
    origins: Callable[[], Origins]
    """Opened when there is something to write."""
    put: list[Draft] = field(default_factory=list)
    """Drafts that are in the catalog."""
    _waiting: list[Draft] = field(default_factory=list)
    _since: float = field(default_factory=time.monotonic)

    def add(self, drafts: Sequence[Draft]) -> None:
        """Take drafts, and save them if there are many by now, or if the last portion was a while ago."""
        self._waiting += drafts
        if len(self._waiting) >= PORTION or time.monotonic() - self._since > SECONDS:
            self.save()

    def save(self) -> None:
        """Save what is waiting; raises as ``Project.write``."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.put += save(self.project, self.path, self.locale, waiting, self.origins())
        self._since = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.save()
