"""Edits of a source that its translation has not followed yet: in the order of urgency, and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from recto.model import State, Unit


class Edit(StrEnum):
    """What an edit changed, the most urgent first; ``UNKNOWN`` where another tool carried the target over."""

    FACT = "fact"
    UNKNOWN = "unknown"
    WORDING = "wording"
    COSMETIC = "cosmetic"


WORDS = {
    Edit.FACT: "a fact",
    Edit.UNKNOWN: "",
    Edit.WORDING: "wording",
    Edit.COSMETIC: "looks only",
}
"""What changed, as it stands behind ``Source changed:``."""

_RANKS = {edit: rank for rank, edit in enumerate(Edit)}
_MARKS = {edit.value: edit for edit in Edit}


def edit_of(unit: Unit) -> Edit | None:
    """Return the edit that a draft waits for somebody to look at; None where its source did not change."""
    if unit.state is not State.DRAFT or not unit.previous:
        return None
    return _MARKS.get(unit.mark("edit"), Edit.UNKNOWN)


def urgency(unit: Unit) -> int:
    """Return the place of a unit in a row in which changed facts come first."""
    edit = edit_of(unit)
    return len(_RANKS) if edit is None else _RANKS[edit]


def edit_counts(units: Iterable[Unit]) -> dict[str, int]:
    """Return how many units wait because of an edit, by its kind; the most urgent first."""
    found = Counter(edit for unit in units if (edit := edit_of(unit)))
    return {edit.value: found[edit] for edit in Edit if found[edit]}


def described(counts: dict[str, int]) -> str:
    """Return the counts in words.

    >>> described({"fact": 2, "wording": 1})
    '2 in a fact, 1 in wording'
    """
    words = {edit.value: WORDS[edit] for edit in Edit}
    named = {kind: "in looks only" if kind == "cosmetic" else f"in {words[kind]}" for kind in counts}
    named["unknown"] = "by another tool"
    return ", ".join(f"{count} {named[kind]}" for kind, count in counts.items())
