"""What people did, day by day: with the difference of each change, a way back, and a feed for readers."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request, url_for

from recto.commands import undoing
from recto.commands.alarms import Alarm, alarms
from recto.errors import NotFoundError
from recto.memory import changes
from recto.memory.difference import Change
from recto.store import Activity
from recto.store.actions import Actions, Entry, Sieve
from recto.web.address import MOST, row_number
from recto.web.asking import sent, text_in
from recto.web.bulk import fields
from recto.web.office import Office, office
from recto.web.permits import demand, needs
from recto.web.reasons import reason
from recto.web.search import allowed
from recto.web.translating import _, ngettext

blueprint = Blueprint("activity", __name__)

PAGE = 50
REVERT = '{"person": name, "after": number of a change}'
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no XML document holds."""


class Told(NamedTuple):
    """A line of the feed in words."""

    entry: Entry
    sentence: str
    difference: Sequence[Change]
    can_undo: bool

    @property
    def change(self) -> Activity:
        return self.entry.change

    @property
    def time(self) -> str:
        return self.change.made_at[11:16]

    @property
    def address(self) -> str:
        change = self.change
        return url_for("units.unit", unit_id=change.unit_id, article=change.article, locale=change.locale)


@blueprint.get("/activity")
@needs("read")
def activity() -> str:
    """Show a page of what was done, newest first."""
    here, sieve = office(), _sieve()
    before = request.args.get("before", 0, type=row_number)
    entries = Actions(here.desk).feed(sieve, before=before, limit=PAGE + 1)
    told = [_told(here, entry) for entry in entries[:PAGE]]
    return render_template(
        "activity.html",
        days=[(day, list(own)) for day, own in groupby(told, key=lambda one: one.change.made_at[:10])],
        sieve=sieve,
        older=_address(before=entries[PAGE - 1].change.id) if len(entries) > PAGE else "",
        newest=_address() if before else "",
        feed=_address("activity.atom"),
        people=Actions(here.desk).people(),
        all_locales=allowed(here, "read"),
        alarms=alarms_for(here),
        reader_may_admin=lambda: here.reader.may("admin"),
    )


@blueprint.get("/activity.atom")
@needs("read")
def atom() -> Response:
    """Return what was done as an Atom feed, with the filters of the page."""
    here = office()
    told = [_told(here, entry) for entry in Actions(here.desk).feed(_sieve(), limit=PAGE)]
    response = make_response(
        UNFIT.sub("", render_template("activity.xml", told=told, root=request.host_url.rstrip("/")))
    )
    response.mimetype = "application/atom+xml"
    return response


@blueprint.get("/api/v1/activity")
@needs("read")
def activity_api() -> Response:
    """Return what was done, newest first.

    Takes ``person``, ``article``, ``locale``, ``action`` and ``before`` (a number). Answers ``{"entries":
    [...], "before": number or null}``; an entry of an action stands for ``number`` changes.

    :query person: whose
    :query article: in one article
    :query locale: in one locale
    :query action: the changes of one action
    :query before: the number of the last page
    """
    here = office()
    before = request.args.get("before", 0, type=row_number)
    entries = Actions(here.desk).feed(_sieve(), before=before, limit=PAGE + 1)
    last = entries[PAGE - 1].change.id if len(entries) > PAGE else None
    return jsonify(entries=[_fields(entry) for entry in entries[:PAGE]], before=last)


@blueprint.post("/changes/<int:number>/undo")
@needs("translate")
def undo_change_now(number: int) -> str:
    """Take one change back, and show what became of it."""
    return render_template(
        "outcome.html", outcome=_undone(number), back=url_for("activity.activity"), reason=reason
    )


@blueprint.post("/api/v1/changes/<int:number>/undo")
@needs("translate")
def undo_change_api(number: int) -> Response:
    """Take one change back, if nothing has changed its segment since. Answers as a bulk action does."""
    return jsonify(fields(_undone(number)))


@blueprint.get("/activity/revert")
@needs("admin")
def revert_page() -> str:
    """Ask before all that somebody did behind a change is taken back."""
    here = office()
    name, after = request.args.get("person", ""), request.args.get("after", 0, type=row_number)
    would = undoing.revertible(here.desk, name, after)
    return render_template("revert.html", name=name, after=after, would=would)


@blueprint.post("/activity/revert")
@needs("admin")
def revert_now() -> str:
    """Take back all that somebody did behind a change, as far as nobody has worked on it since."""
    project, desk, person = office()
    name, after = request.form.get("person", ""), request.form.get("after", 0, type=row_number)
    outcome = undoing.revert_person(project, desk, name, after, person)
    return render_template("outcome.html", outcome=outcome, back=url_for("activity.activity"), reason=reason)


@blueprint.get("/api/v1/activity/revert")
@needs("admin")
def revertible_api() -> Response:
    """Say what taking back all that somebody did would touch.

    ``{"changes", "units", "catalogs"}``, as numbers.

    :query person: whose changes
    :query after: the number of the change behind which they begin; without it all of them
    """
    after = request.args.get("after", 0, type=row_number)
    would = undoing.revertible(office().desk, request.args.get("person", ""), after)
    return jsonify(changes=would.changes, units=would.units, catalogs=would.articles)


@blueprint.post("/api/v1/activity/revert")
@needs("admin")
def revert_api() -> Response:
    """Take back all that somebody did behind a change, as far as nobody has worked on it since.

    Answers as a bulk action does; it is an action itself, which can be undone.

    :<json string person: whose changes
    :<json integer after: the number of the change behind which they begin; without it all of them
    """
    project, desk, by = office()
    asked = sent(REVERT)
    after = asked.get("after", 0)
    if type(after) is not int or abs(after) > MOST:
        abort(400, f"Send {REVERT}.")
    return jsonify(fields(undoing.revert_person(project, desk, text_in(asked, "person", REVERT), after, by)))


def alarms_for(here: Office) -> list[Alarm]:
    """Return the notices of bulk changes, for those who can do something about them."""
    return alarms(here.desk, datetime.now(UTC)) if here.reader.may("edit") else []


def _undone(number: int) -> Any:
    project, desk, person = office()
    row = Actions(desk).change(number)
    if row is None:
        raise NotFoundError(f"there is no change {number}.", hint="See the activity.")
    demand("translate", row.locale)
    return undoing.undo_change(project, desk, number, person)


def _sieve() -> Sieve:
    args = request.args
    names = allowed(office(), "read")
    return Sieve(
        args.get("person", ""),
        args.get("article", "").strip(),
        args.get("locale", ""),
        args.get("action", 0, type=row_number),
        names,
    )


def _address(endpoint: str = "activity.activity", **more: Any) -> str:
    values = {name: request.args.get(name) or None for name in ("person", "article", "locale", "action")}
    return url_for(endpoint, **(values | more))


def _told(here: Office, entry: Entry) -> Told:
    change = entry.change
    if entry.action is not None and not _sieve().action:
        is_open = not entry.undone_by and here.reader.may("edit", change.locale)
        return Told(entry, _of_action(entry), (), is_open)
    can_undo = here.reader.may("translate", change.locale) and undoing.is_last(here.desk, change)
    is_about_check = entry.action is not None and entry.action.verb in {"ignore", "heed"}
    sentence = _of_action(entry) if is_about_check else _of_change(change)
    return Told(entry, sentence, changes(change.old_target, change.new_target), can_undo)


def _of_change(change: Activity) -> str:
    if not change.new_target:
        return _("emptied")
    if change.new_state == "draft":
        return _("marked as needs work") if change.old_target == change.new_target else _("drafted")
    return _("confirmed") if change.old_target == change.new_target else _("translated")


def _of_action(entry: Entry) -> str:
    """Return what an action was, as a sentence without its subject."""
    assert entry.action is not None
    about, number = json.loads(entry.action.about), entry.number
    match entry.action.verb:
        case "confirm":
            return ngettext("confirmed %(num)s segment", "confirmed %(num)s segments", number)
        case "needs-work":
            return ngettext(
                "marked %(num)s segment as needs work", "marked %(num)s segments as needs work", number
            )
        case "replace":
            return ngettext(
                "replaced “%(old)s” by “%(new)s” in %(num)s segment",
                "replaced “%(old)s” by “%(new)s” in %(num)s segments",
                number,
                old=about.get("from", ""),
                new=about.get("to", ""),
            )
        case "import":
            return ngettext(
                "imported %(num)s segment from %(name)s",
                "imported %(num)s segments from %(name)s",
                number,
                name=about.get("name", ""),
            )
        case "revert":
            return ngettext(
                "took back %(num)s change of %(name)s",
                "took back %(num)s changes of %(name)s",
                number,
                name=about.get("of", ""),
            )
        case "ignore":
            return _("ignored the check “%(check)s”", check=about.get("check", ""))
        case "heed":
            return _("no longer ignored the check “%(check)s”", check=about.get("check", ""))
        case _:
            return ngettext("undid %(num)s change", "undid %(num)s changes", number)


def _fields(entry: Entry) -> dict[str, object]:
    change = entry.change
    return {
        "id": change.id,
        "at": change.made_at,
        "person": change.person,
        "article": change.article,
        "locale": change.locale,
        "unit": change.unit_id,
        "old": {"target": change.old_target, "state": change.old_state},
        "new": {"target": change.new_target, "state": change.new_state},
        "action": entry.action.id if entry.action else 0,
        "verb": entry.action.verb if entry.action else "",
        "number": entry.number,
        "undone_by": entry.undone_by,
    }
