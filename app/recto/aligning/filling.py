"""Proposals into a catalog: only where nothing stands yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from recto.aligning.proposals import Proposal
from recto.model import State, Unit

ORIGIN = "import"

OTHERWISE = "it is translated in another way elsewhere."


class Outcome(NamedTuple):
    """What became of a proposal."""

    proposal: Proposal
    state: State
    """Of the unit as it is now: reviewed, draft; empty where the proposal could not be taken."""
    is_kept: bool = False
    """The unit had a target, or is not to be filled: it was left as it is."""
    target: str = ""
    """That target."""


class Filled(NamedTuple):
    units: tuple[Unit, ...]
    outcomes: tuple[Outcome, ...]
    """One for each unit that something was proposed for, in reading order."""


def fill(units: Sequence[Unit], proposals: Sequence[Proposal], *, draft: bool = False) -> Filled:
    """Put proposals into the units that are empty: reviewed where they are sure, else draft.

    A unit that has a target is never touched. Of several targets for one unit the one that comes most
    often is taken, as draft; the others are kept beside it. A proposal for several units comes in front
    of them as one (``cut=kept``); the article has to be extracted anew. With ``draft``, all are drafts.
    """
    there = {unit.key: unit for unit in units}
    occurrences: dict[tuple[str, str], list[Unit]] = {}
    for one in units:
        occurrences.setdefault((one.role, one.source), []).append(one)
    by_key: dict[tuple[str, str], list[Proposal]] = {}
    for proposal in proposals:
        by_key.setdefault((proposal.role, proposal.source), []).append(proposal)
    filled: dict[tuple[str, str], Unit] = {}
    joined: dict[tuple[str, str], list[Unit]] = {}
    outcomes: list[Outcome] = []
    for key, group in by_key.items():
        first = group[0]
        stands = [
            unit for source in first.parts or (first.source,) if (unit := there.get((first.role, source)))
        ]
        taken = _taken(first, there, occurrences)
        if taken:
            target = " ".join(unit.target for unit in dict.fromkeys(taken))
            outcomes.append(Outcome(first, taken[0].state, is_kept=True, target=target))
            continue
        proposal, others = _chosen(group)
        if not proposal.target or not stands:
            outcomes.append(Outcome(proposal, State.EMPTY))
            continue
        state = State.DRAFT if draft or proposal.doubts else State.REVIEWED
        outcomes.append(Outcome(proposal, state))
        base = there.get(key) or replace(stands[0], source=proposal.source, hints=proposal.hints)
        unit = _translated(base, proposal, state, others)
        if key in there:
            filled[key] = unit
        else:
            joined.setdefault(stands[0].key, []).append(unit)
    out: list[Unit] = []
    for unit in units:
        out += [*joined.get(unit.key, ()), filled.get(unit.key, unit)]
    return Filled(tuple(out), tuple(outcomes))


def _translated(unit: Unit, proposal: Proposal, state: State, others: tuple[str, ...]) -> Unit:
    marks = unit.marked("cut", "kept") if proposal.parts else unit.marks
    return replace(unit, target=proposal.target, state=state, origin=ORIGIN, others=others, marks=marks)


def _taken(
    proposal: Proposal,
    there: Mapping[tuple[str, str], Unit],
    occurrences: Mapping[tuple[str, str], Sequence[Unit]],
) -> list[Unit]:
    """Return the units in the way of a proposal.

    A join is made wherever its parts are neighbours: an occurrence with a target of its own counts too.
    """
    key = (proposal.role, proposal.source)
    parts = [unit for source in proposal.parts for unit in occurrences.get((proposal.role, source), ())]
    return [unit for unit in (*parts, *filter(None, [there.get(key)])) if not _is_open(unit)]


def _is_open(unit: Unit) -> bool:
    """Tell whether a unit may be filled: nothing stands there or beside it, and nobody said to skip it."""
    is_bare = not unit.target and not unit.others
    return is_bare and unit.state is State.EMPTY and not unit.mark("skip")


def _chosen(group: Sequence[Proposal]) -> tuple[Proposal, tuple[str, ...]]:
    """Return the proposal whose target comes most often, and the other targets."""
    counts = Counter(proposal.target for proposal in group if proposal.target)
    if not counts:
        return group[0], ()
    target = max(counts, key=lambda one: counts[one])
    alike = [proposal for proposal in group if proposal.target == target]
    best = min(alike, key=lambda proposal: len(proposal.doubts))
    others = tuple(one for one in counts if one != target)
    return (best._replace(doubts=(*best.doubts, OTHERWISE)) if others else best), others
