"""A machine's suggestion for one unit: the engines of the cascade are asked, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from recto.commands.costs import Budget
from recto.commands.drafting import Saver
from recto.commands.engine_run import MEMORY, Run
from recto.commands.outcomes import Notes
from recto.commands.works import Asking, Work
from recto.errors import CodeError
from recto.model import LINK, Catalog, State, Unit
from recto.pretranslation import Draft
from recto.project import Project


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a machine would write. ``reasons``: why engines before it in the chain, or all, gave nothing."""

    target: str = ""
    origin: str = ""
    reasons: tuple[str, ...] = ()


class _Shown(Saver):
    """Takes drafts for somebody to look at; the catalog and the desk never hear of them."""

    def add(self, drafts: Sequence[Draft]) -> None:
        self.put += drafts

    def save(self) -> None:
        """Write nothing."""


def suggest(
    project: Project, article: str, catalog: Catalog, unit: Unit, *, budget: Budget | None = None
) -> Suggestion:
    """Ask the engines of the settings, one after the other, until one has a target for a unit.

    What holds for ``recto pretranslate`` holds here: an embargoed article, and with ``local_only`` any,
    is shown to engines on this machine only, and what an engine answers is checked and repaired.

    :raises CodeError: the unit is an address: those are a person's to change.
    :raises ConfigError: the settings name an engine that there is not.
    :raises RectoError: nobody can tell whether the article is embargoed.
    """
    if unit.role == LINK:
        raise CodeError("no machine is asked for an address.", hint="Type it.")
    reasons: list[str] = []
    blank = replace(unit, target="", state=State.EMPTY, marks=unit.marked("skip", ""))
    run = Run(project, budget=budget or Budget())
    work = Work(run, article, catalog)
    work.saver = _Shown(project, article, catalog.locale, run.origins)
    try:
        for step in run.chain(catalog.locale):
            if step == MEMORY:
                continue
            work.rest, work.notes = [blank], Notes([blank])
            engine = run.load(step, sealed=run.is_embargoed(article))
            Asking(run, engine, [work]).fill()
            reasons += work.notes.reasons.get(unit.id, ())
            if work.saver.put:
                break
    finally:
        run.close()
    if not work.saver.put:
        return Suggestion(reasons=tuple(reasons) or ("no engine is named in the settings.",))
    draft = work.saver.put[0].unit
    return Suggestion(draft.target, draft.origin, tuple(reasons))


def is_asked(project: Project, locale: str) -> bool:
    """Tell whether the settings name an engine for a locale."""
    chain = project.config.pretranslate_for(locale).chain
    return any(step != MEMORY for step in chain)
