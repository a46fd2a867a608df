"""Replacing a wording in targets everywhere: first what would change, then those that a person ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from recto.commands.changing import LeaveError, Outcome, Wish, change
from recto.commands.counts import MAX_TARGET_CHARS, findings
from recto.commands.patterns import Pattern
from recto.commands.review import settle, token
from recto.commands.rules import rules_of
from recto.commands.searching import Found, Hit, Mark, Query, search
from recto.commands.terms import glossary_of
from recto.inline import normalise
from recto.model import State, Unit
from recto.project import Project
from recto.store import Desk

MOST = 1_000
"""Rows of one run."""
PREVIEW_S = 10.0


@dataclass(frozen=True, slots=True)
class Replacement:
    """What takes the place of what is found in targets."""

    query: Query
    text: str
    keeps_state: bool = False
    """Otherwise what is changed needs work."""


@dataclass(frozen=True, slots=True)
class Row:
    """A unit that would change. ``problem``: an error that the new target would have."""

    hit: Hit
    target: str
    problem: str = ""

    @property
    def version(self) -> str:
        return token(self.hit.unit)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change, at most ``MOST`` rows; ``after``: it is not all."""

    rows: tuple[Row, ...]
    after: Mark | None
    searched: int
    total: int


@dataclass(frozen=True, slots=True)
class Ticked:
    """A row that a person chose, as it was seen."""

    article: str
    locale: str
    unit_id: str
    version: str


def preview(project: Project, desk: Desk, wanted: Replacement) -> Preview:
    """Return what replacing would change; nothing is written.

    :raises PatternError: the wording or the replacement cannot be used.
    """
    query = replace(wanted.query, places=("target",))
    pattern = Pattern(query.wording)
    found: Found = search(project, desk, query, limit=MOST, seconds=PREVIEW_S)
    rows = []
    for hit in found.hits:
        target = _replaced(pattern, wanted, hit.unit)
        if target != hit.unit.target:
            rows.append(Row(hit, target, _problem(project, hit, target)))
    return Preview(tuple(rows), found.after, found.searched, found.total)


def replace_in(
    project: Project, desk: Desk, wanted: Replacement, ticked: Sequence[Ticked], person: str
) -> Outcome:
    """Replace in the units that were ticked; on disk when this returns. One action, undone as one.

    :raises PatternError: the wording or the replacement cannot be used.
    """
    pattern = Pattern(wanted.query.wording)
    glossary = glossary_of(project)

    def wish(one: Ticked) -> Wish:
        source_locale = project.config.article(one.article).source_locale

        def changed(unit: Unit) -> Unit:
            target = _replaced(pattern, wanted, unit)
            if target == unit.target:
                raise LeaveError("Nothing is to be replaced in it any more.")
            if len(target) > MAX_TARGET_CHARS:
                raise LeaveError("The text would become too long.")
            if not wanted.keeps_state or unit.state is State.DRAFT:
                return _drafted(unit, target)
            new = settle(unit, target, State.REVIEWED)
            found = findings(new, source_locale, one.locale, glossary, rules_of(project, one.locale))
            # A state that says that somebody accepted it is not given to what a check refuses.
            is_wrong = any(finding.severity == "error" for finding in found)
            return _drafted(unit, target) if is_wrong else new

        return Wish(one.article, one.locale, one.unit_id, changed, one.version)

    about = {"from": wanted.query.wording.text, "to": wanted.text}
    return change(project, desk, [wish(one) for one in ticked[:MOST]], person, "replace", about)


def _drafted(unit: Unit, target: str) -> Unit:
    """Return a unit with a new target as one that needs work; other texts stay beside it."""
    return settle(unit, target, State.DRAFT)


def _replaced(pattern: Pattern, wanted: Replacement, unit: Unit) -> str:
    replaced = pattern.replaced(unit.target, wanted.text, has_groups=wanted.query.wording.is_regex)
    return normalise(replaced)


def _problem(project: Project, hit: Hit, target: str) -> str:
    source_locale = project.config.article(hit.article).source_locale
    new = settle(hit.unit, target, State.DRAFT)
    found = findings(new, source_locale, hit.locale, glossary_of(project), rules_of(project, hit.locale))
    return next((finding.message for finding in found if finding.severity == "error"), "")
