"""What a page shows of a unit: words for its state, what each filter lets through, what stands where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from markupsafe import Markup

from recto.commands.counts import Counts, Kind, count, kind
from recto.commands.edits import WORDS, edit_of, urgency
from recto.commands.repeats import spots
from recto.commands.review import Sheet, token
from recto.glossary import Found, Term
from recto.memory import Change, changes
from recto.model import Finding, Unit
from recto.project import Project
from recto.web.filters import FILTERS, Filter
from recto.web.outline import Aside, Place, outline
from recto.web.pieces import HINT, Piece, codes, hints_of, shown
from recto.web.pieces import code as badge
from recto.web.terms import lines, marked
from recto.web.translating import N_, _


class Look(NamedTuple):
    """A kind of unit in words; its glyph is the style's. Never a colour alone."""

    word: str
    one: str
    many: str
    """As it stands behind a number: 1, and others."""

    def counted(self, number: int) -> str:
        return self.one if number == 1 else self.many


LOOKS: Mapping[Kind, Look] = {
    Kind.EMPTY: Look(N_("Not translated"), N_("not translated"), N_("not translated")),
    Kind.MACHINE: Look(N_("Machine draft"), N_("machine draft"), N_("machine drafts")),
    Kind.DRAFT: Look(N_("Needs work"), N_("needs work"), N_("need work")),
    Kind.CHANGED: Look(N_("Source changed"), N_("source changed"), N_("source changed")),
    Kind.REVIEWED: Look(N_("Reviewed"), N_("reviewed"), N_("reviewed")),
}

ROLE_WORDS = {
    "title": N_("Title"),
    "summary": N_("Summary"),
    "table cell": N_("Table cell"),
    "alt text": N_("Alt text"),
    "link title": N_("Link title"),
    "caption": N_("Caption"),
    "footnote": N_("Footnote"),
    "quote": N_("Quote"),
    "paragraph": "",
    "list item": "",
}
"""What stands beside a row; the two that speak for themselves have none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One unit on a page; ``number`` counts from 1 in the whole article, whatever the filter."""

    number: int
    unit: Unit
    kind: Kind
    place: Place
    findings: tuple[Finding, ...]
    terms: tuple[tuple[Found, tuple[Term, ...]], ...] = ()
    """The terms of the glossary in the source."""
    is_near: bool = False
    """Does not pass the filter; stands there because its neighbour does."""

    @property
    def look(self) -> Look:
        return LOOKS[self.kind]

    @property
    def version(self) -> str:
        return token(self.unit)

    @property
    def source(self) -> Markup:
        return marked(self.unit.source, self.unit.hints, self.terms)

    @property
    def target(self) -> Markup:
        return shown(self.unit.target, self.unit.hints)

    @property
    def term_lines(self) -> list[tuple[str, list[Term]]]:
        """The terms, each once, with what the glossary says about them."""
        return lines(self.terms)

    @property
    def codes(self) -> list[Piece]:
        known = hints_of(self.unit.hints)
        return [badge(text, known) for text in codes(self.unit.source)]

    @property
    def told(self) -> list[tuple[str, str]]:
        """What else is said about the unit, each with its title: the author's note, the limit."""
        note = "note: "
        return [
            (_("From the author"), hint.removeprefix(note)) if hint.startswith(note) else (_("Hint"), hint)
            for hint in self.unit.hints
            if not HINT.fullmatch(hint)
        ]

    @property
    def edit(self) -> str:
        """What the change of the source was about: ``fact``, ``wording``, ``cosmetic``, or nothing."""
        edit = edit_of(self.unit)
        return edit.value if edit and WORDS[edit] else ""

    @property
    def source_changed(self) -> str:
        """What a change of the source was about, in words."""
        return _(EDITS.get(self.edit, EDITS[""]))

    @property
    def source_change(self) -> list[Change]:
        """What happened to the source since the target was made; none if nothing did."""
        return changes(self.unit.previous, self.unit.source) if self.unit.previous else []

    @property
    def severity(self) -> str:
        """``error``, ``warning``, or nothing."""
        worst = {finding.severity for finding in self.findings}
        return next((severity for severity in ("error", "warning") if severity in worst), "")

    @property
    def style(self) -> str:
        """Class of the row: what the text is in the article."""
        role = self.unit.role
        if role == "heading":
            return f"heading level{min(max(self.place.level, 1), 6)}"
        return "front" if role.startswith("meta:") else role.replace(" ", "-")

    @property
    def label(self) -> str:
        """What stands beside the row; nothing for a plain paragraph."""
        role = self.unit.role
        if role == "heading":
            return _("Heading %(level)s", level=self.place.level) if self.place.level else _("Heading")
        if role.startswith("meta:"):
            return role.removeprefix("meta:").capitalize()
        word = ROLE_WORDS.get(role, role.capitalize())
        return _(word) if word else ""

    def passes(self, wanted: Filter) -> bool:
        if wanted.show == "problems" and not self.severity:
            return False
        if self.kind not in FILTERS[wanted.show][1]:
            return False
        return wanted.finds((self.unit.source, self.unit.target, *self.unit.notes))


EDITS = {
    "fact": N_("Source changed: a fact"),
    "wording": N_("Source changed: wording"),
    "cosmetic": N_("Source changed: looks only"),
    "": N_("Source changed"),
}
"""What an edit was about, as it stands over the difference."""


def rows(project: Project, sheet: Sheet) -> tuple[list[Row], tuple[Aside, ...]]:
    """Return all rows of an article in reading order, and what stands behind the last."""
    found = outline(sheet.catalog.units, sheet.document, spots(project, sheet))
    return [
        Row(number, unit, kind(unit), place, sheet.findings(unit), sheet.terms(unit))
        for number, (unit, place) in enumerate(zip(sheet.catalog.units, found.places, strict=True), 1)
    ], found.after


NEAR = 2
"""Rows shown on each side of one that passes a filter, if neighbours are wanted."""


def filtered(everything: Sequence[Row], wanted: Filter) -> list[Row]:
    """Return the rows that a filter lets through, with their neighbours if it asks for them."""
    if not wanted.near or not wanted.is_on:
        return [row for row in in_order(everything, wanted.show) if row.passes(wanted)]
    hits = {index for index, row in enumerate(everything) if row.passes(wanted)}
    shown = {near for hit in hits for near in range(hit - NEAR, hit + NEAR + 1)}
    return [
        row if index in hits else replace(row, is_near=True)
        for index, row in enumerate(everything)
        if index in shown
    ]


def in_order(everything: Sequence[Row], show: str) -> Sequence[Row]:
    """Return the rows as a filter shows them: in reading order, of changed sources the facts first."""
    return sorted(everything, key=lambda row: urgency(row.unit)) if show == "changed" else everything


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a whole article as its page shows them; ``problems`` counts rows."""

    counts: Counts
    problems: int

    def of(self, show: str) -> int:
        """Return how many rows a filter lets through."""
        if show == "problems":
            return self.problems
        return sum(self.counts.kinds.get(kind, 0) for kind in FILTERS[show][1])


def tally(everything: Sequence[Row]) -> Tally:
    errors = sum(row.severity == "error" for row in everything)
    counts = count([row.unit for row in everything], errors)
    return Tally(counts, sum(bool(row.severity) for row in everything))


def neighbours(everything: Sequence[Row], unit_id: str, wanted: Filter) -> tuple[Row | None, Row | None]:
    """Return the rows before and after a unit that pass the filter; the unit itself need not."""
    everything = in_order(everything, wanted.show)
    at = next((index for index, row in enumerate(everything) if row.unit.id == unit_id), len(everything))
    before = (row for row in reversed(everything[:at]) if row.passes(wanted))
    after = (row for row in everything[at + 1 :] if row.passes(wanted))
    return next(before, None), next(after, None)
