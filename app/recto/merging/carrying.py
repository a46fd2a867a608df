"""One unit's work carried over to the unit that continues it."""

from __future__ import annotations

import re
from dataclasses import replace

from recto.merging.results import FACT
from recto.merging.triage import triage
from recto.model import BODY_ROLES, State, Unit

_GLYPHS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"),
        "\u2026": "...",
    }
)
_QUESTIONS = frozenset({"was", "edit"})
"""Marks that speak of an edit which nobody has looked at yet."""


def is_accepted(unit: Unit) -> bool:
    return unit.state.rank >= State.REVIEWED.rank


def was_accepted(unit: Unit) -> bool:
    """Tell whether a person accepted the target for the source that it was made for."""
    return is_accepted(unit) or (bool(unit.previous) and unit.mark("was") == "reviewed")


def made_for(unit: Unit) -> str:
    """Return the source that the target was made for."""
    return unit.previous or unit.source


def settled(unit: Unit) -> Unit:
    """Return an accepted unit without the questions of an edit: whoever accepted it has answered them.

    Other tools clear the fuzzy flag and leave the previous source where it is.
    """
    asks = unit.previous or unit.previous_context or unit.mark("was") or unit.mark("edit")
    return answered(unit) if is_accepted(unit) and asks else unit


def answered(unit: Unit) -> Unit:
    """Return a unit without previous source and the marks of an edit."""
    marks = tuple(pair for pair in unit.marks if pair[0] not in _QUESTIONS)
    return replace(unit, previous="", previous_context="", marks=marks)


def in_role(old: Unit, unit: Unit) -> Unit:
    """Return an old unit in the role of the new one; its state holds only among body roles."""
    if old.previous == old.source and _is_alike(old.previous_context, unit.context):
        return returned(old, unit)
    keeps_state = _is_alike(old.role, unit.role)
    if keeps_state or old.state in (State.DRAFT, State.EMPTY):
        return replace(old, context=unit.context)
    return replace(
        old,
        context=unit.context,
        state=State.DRAFT,
        previous=old.source,
        previous_context=old.context,
        marks=old.marked("was", "reviewed"),
    )


def _is_alike(one: str, other: str) -> bool:
    """Tell whether a unit keeps its state from one role to the other."""
    return one == other or {one, other} <= BODY_ROLES


def edited(old: Unit, unit: Unit, kind: str) -> Unit:
    """Return the old target as draft under the new source, with the source that it was made for."""
    marks = dict(old.marks)
    if is_accepted(old):
        marks["was"] = "reviewed"
    return replace(
        old,
        context=unit.context,
        source=unit.source,
        state=State.DRAFT,
        previous=old.previous or old.source,
        previous_context=old.previous_context or old.context,
        marks=tuple((marks | {"edit": kind}).items()),
    )


def returned(old: Unit, unit: Unit) -> Unit:
    """Return an edited unit whose source and role are again the ones its target was made for."""
    state = State.REVIEWED if old.mark("was") == "reviewed" else State.DRAFT
    return answered(replace(old, context=unit.context, source=unit.source, state=state))


def copied(old: Unit) -> Unit:
    """Return a unit whose target is offered a second time, without the decisions that are about the first."""
    marks = tuple(pair for pair in old.marks if pair[0] in _QUESTIONS)
    return replace(old, marks=marks, others=())


def differs_in_glyphs(old: str, new: str, locale: str) -> bool:
    """Tell whether only blanks, quotes, apostrophes, dashes and ellipses differ, and no fact by them."""
    return look(old) == look(new) and triage(old, new, locale) != FACT


def look(source: str) -> str:
    """Return a text without what a cosmetic edit changes: blanks, and the glyphs of quotes and dashes."""
    return re.sub(r"\s+", " ", source.translate(_GLYPHS)).strip()
