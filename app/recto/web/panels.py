"""All that is known about one unit, beside its text: on its own page, and as JSON for the article's."""

from __future__ import annotations

from typing import NamedTuple

from recto import checks
from recto.checks.ignoring import Ignored, all_ignored
from recto.commands.dismissing import may_dismiss
from recto.commands.elsewhere import Elsewhere, elsewhere
from recto.commands.review import Sheet, token
from recto.commands.suggesting import is_asked
from recto.inline import normalise
from recto.locales import direction, display_name
from recto.memory import Change, changes
from recto.model import Finding, Unit
from recto.rules import NO_RULES, Rules
from recto.store import Activity, Stage
from recto.store.comments import Comment
from recto.web.comments import fields as comment_fields
from recto.web.comments import names, of_unit
from recto.web.memory import Offer, offers
from recto.web.office import office
from recto.web.pieces import shown
from recto.web.terms import Terms
from recto.web.terms import fields as term_fields
from recto.web.translating import N_, _, reading_locale, said

HISTORY = 30
STAGES = {
    Stage.REFUSED: N_("could not be written"),
    Stage.CONFLICT: N_("interrupted, and not in the catalog"),
    Stage.SETTLED: N_("interrupted"),
    Stage.SET_ASIDE: N_("set aside: it stood beside the text"),
}


class Said(NamedTuple):
    """A finding, and what can be done about it."""

    finding: Finding
    fix: str
    """The whole target as it should be; empty where that is not certain."""
    difference: tuple[Change, ...]
    is_dismissible: bool


class Past(NamedTuple):
    """A change of the unit at this desk."""

    activity: Activity
    difference: tuple[Change, ...]
    can_revert: bool
    """Whether the text that it made is another than the unit's."""


class Panel(NamedTuple):
    """What stands beside a unit."""

    sheet: Sheet
    unit: Unit
    offers: tuple[Offer, ...]
    terms: Terms
    comments: tuple[Comment, ...]
    names: tuple[str, ...]
    """Who can be mentioned."""
    history: tuple[Past, ...]
    first: str
    """The text before the first change at this desk, if it was another."""
    others: tuple[Elsewhere, ...]
    findings: tuple[Said, ...]
    ignored: tuple[Ignored, ...]
    can_ask: bool
    """Whether the settings name a machine to ask."""

    @property
    def may_write(self) -> bool:
        return office().reader.may("translate", self.sheet.locale)

    @property
    def open_comments(self) -> int:
        return sum(not one.resolved_by for one in self.comments)


def panel(sheet: Sheet, unit: Unit) -> Panel:
    """Gather what is known about a unit."""
    here = office()
    locales = [tag for tag in here.project.target_locales(sheet.article)
               if tag != sheet.locale and here.reader.may("read", tag)]  # fmt: skip
    history = here.desk.history(sheet.article, sheet.locale, unit.id, HISTORY)
    oldest = history[-1].old_target if 0 < len(history) < HISTORY else ""
    return Panel(
        sheet,
        unit,
        offers(sheet, unit),
        sheet.terms(unit),
        tuple(of_unit(sheet.article, sheet.locale, unit.id)),
        tuple(names(sheet.locale)),
        tuple(_past(one, unit) for one in history),
        oldest if oldest != unit.target else "",
        elsewhere(here.project, sheet.article, unit, locales),
        tuple(_said(one, unit) for one in sheet.findings(unit)),
        all_ignored(unit),
        is_asked(here.project, sheet.locale),
    )


def _past(activity: Activity, unit: Unit) -> Past:
    runs = tuple(changes(activity.old_target, activity.new_target))
    return Past(activity, runs, bool(activity.new_target) and activity.new_target != unit.target)


def _said(finding: Finding, unit: Unit) -> Said:
    fix = normalise(finding.fix or "")
    runs = tuple(changes(unit.target, fix)) if fix else ()
    return Said(finding, fix if fix != unit.target else "", runs, may_dismiss(finding))


def fields(found: Panel) -> dict[str, object]:
    """Return a panel as pages and programs get it; matches are numbered from 1 for the palette."""
    unit, sheet = found.unit, found.sheet
    return {
        "id": unit.id,
        "version": token(unit),
        "matches": [_offer(number, offer) for number, offer in enumerate(found.offers, 1)],
        "can_suggest": found.can_ask,
        "terms": term_fields(found.terms),
        "comments": [comment_fields(one) for one in found.comments],
        "names": list(found.names),
        "history": [_past_fields(one) for one in found.history],
        "first": found.first,
        "others": [
            {
                "locale": one.locale,
                "direction": direction(one.locale),
                "language": display_name(one.locale, reading_locale()),
                "target": one.unit.target,
                "state": one.unit.state,
            }
            for one in found.others
        ],
        "findings": [_said_fields(one, sheet.rules) for one in found.findings],
        "ignored": [
            {"check": one.check, "title": title(one.check, sheet.rules), "reason": one.reason}
            for one in found.ignored
        ],
        "info": {
            "context": unit.context,
            "hints": unit.hints,
            "references": unit.references,
            "file": office().project.name(office().project.catalog_file(sheet.article, sheet.locale)),
        },
    }


def _offer(number: int, offer: Offer) -> dict[str, object]:
    match = offer.match
    return {
        "number": number,
        "kind": match.kind,
        "word": offer.word,
        "score": match.score,
        "source": match.source,
        "source_difference": offer.difference,
        "target": match.target,
        "target_html": shown(match.target),
        "origin": match.origin,
        "article": match.article,
        "adapted": match.adapted,
        "inserted": match.target,
    }


def _past_fields(one: Past) -> dict[str, object]:
    activity = one.activity
    return {
        "id": activity.id,
        "person": activity.person,
        "made_at": activity.made_at,
        "state": activity.new_state,
        "stage": stage_word(activity),
        "difference": one.difference,
        "target": activity.new_target,
        "can_revert": one.can_revert,
    }


def _said_fields(one: Said, rules: Rules) -> dict[str, object]:
    return {
        "check": one.finding.check,
        "title": title(one.finding.check, rules),
        "severity": one.finding.severity,
        "message": said(one.finding.message),
        "fixes": [{"title": _("Put this in its place"), "target": one.fix, "difference": one.difference}]
        if one.fix
        else [],
        "dismissible": one.is_dismissible,
    }


def stage_word(activity: Activity) -> str:
    """Return how far a change came, where that needs saying; and a change of something but the text."""
    same = (activity.old_target, activity.old_state) == (activity.new_target, activity.new_state)
    if same and activity.stage is Stage.APPLIED:
        return _("a note about it, not the text")
    word = STAGES.get(activity.stage)
    return _(word) if word else ""


def title(check: str, rules: Rules = NO_RULES) -> str:
    """Return what a check is about; its name, where an older Recto had one that this one has not."""
    return checks.title(check, rules)
