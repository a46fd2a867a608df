"""Who is to do what: my work, assignments, and what people are told of."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from recto.commands.assigning import MAX_NOTE, assign, finish
from recto.commands.notifying import choose, tell_mentions, words
from recto.commands.statistics import statistics
from recto.errors import ConfigError, NotFoundError, RectoError
from recto.store.notices import Kind, Notice, Way
from recto.store.work import Assignment, Progress
from recto.web.address import MOST, row_number
from recto.web.asking import sent, text_in
from recto.web.office import office
from recto.web.permits import PRESENT, demand, needs
from recto.web.publishing import known, people_for, rooms
from recto.web.translating import N_, _

blueprint = Blueprint("work", __name__)

PLACE = "/a/<path:article>/<locale:locale>/assignment"
PRIORITY_WORDS = {1: N_("urgent"), 2: N_("normal"), 3: N_("when there is time")}
MAIL = '{"way": "never", "once" or "daily", "address": text}'
WAY_WORDS = {
    Way.NEVER: N_("never"),
    Way.ONCE: N_("at once"),
    Way.DAILY: N_("once a day"),
}
SAID = {
    Kind.ASSIGNED: N_("%(by)s assigned %(article)s (%(locale)s) to you."),
    Kind.MENTION: N_("%(by)s mentioned you in a comment on %(article)s (%(locale)s)."),
    Kind.REVIEW: N_("%(by)s has finished %(article)s (%(locale)s) and asks for a review."),
    Kind.EXPIRED: N_("%(article)s (%(locale)s) has changed since it was signed off."),
    Kind.FACT: N_("A fact was edited in the source of %(article)s (%(locale)s), which is live."),
}
"""The words of ``recto.commands.notifying``, marked for translation."""


@blueprint.get("/work")
@needs("read")
def page() -> str:
    here = office()
    mine = _mine()
    return render_template(
        "work.html",
        mine=[_shown(one) for one in mine],
        others=[_shown(one) for one in _others()],
        PRIORITIES=PRIORITY_WORDS,
        articles=here.project.articles() if here.reader.may("edit") else [],
        locales=[one for one in here.project.config.target_locales if here.reader.may("edit", one)],
        people=people_for("translate"),
        article=request.args.get("article", ""),
        locale=request.args.get("locale", ""),
        today=_today(),
        most_note=MAX_NOTE,
    )


def _mine() -> list[Assignment]:
    """Return what the reader is to do, but for languages that they may not read any more."""
    here = office()
    return [one for one in rooms().work.assignments(here.person) if here.reader.may("read", one.locale)]


def _others() -> list[Assignment]:
    """Return the assignments of others that are the reader's business."""
    here = office()
    others = [one for one in rooms().work.assignments() if one.person != here.person]
    return [
        one
        for one in others
        if here.reader.may("edit", one.locale)
        or (one.by == here.person and here.reader.may("read", one.locale))
    ]


def _shown(one: Assignment) -> tuple[Assignment, object, bool]:
    """Return an assignment with its counts, and whether its day has passed."""
    figures = statistics(office().project).get(one.article, one.locale)
    is_known = figures if figures and figures.stamp and not figures.problem else None
    return one, is_known, bool(one.due) and one.due < _today() and one.stage is Progress.OPEN


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


@blueprint.post("/work")
@needs("edit")
def give() -> Answer | tuple[str, int]:
    article, locale = request.form.get("article", ""), request.form.get("locale", "")
    known(article, locale)
    demand("edit", locale)
    try:
        _assign(article, locale, dict(request.form.items()))
    except (ConfigError, NotFoundError) as error:
        flash(str(error))
        return page(), 422
    flash(_("Assigned to %(name)s.", name=request.form.get("person", "")))
    return redirect(url_for("work.page"), 303)


def _assign(article: str, locale: str, values: dict[str, str]) -> Assignment:
    try:
        priority = int(values.get("priority", "2"))
    except ValueError as error:
        raise ConfigError("the priority is 1, 2 or 3.") from error
    wanted = Assignment(
        article,
        locale,
        values.get("person", ""),
        office().person,
        values.get("due", ""),
        priority,
        " ".join(values.get("note", "").split()),
    )
    return assign(rooms(), wanted, people_for("translate", locale))


@blueprint.post(PLACE)
@needs("translate")
def answer(article: str, locale: str) -> Answer:
    """Say that it is done, that it is not after all, or (editors) that nobody has it any more."""
    action = request.form.get("action", "done")
    _answer(article, locale, action)
    said = {
        "done": _("Those who review are told."),
        "reopen": _("It is open again."),
        "unassign": _("It is assigned to nobody."),
    }
    flash(said[action])
    return redirect(url_for("work.page"), 303)


def _answer(article: str, locale: str, action: str) -> None:
    if action != "unassign":  # what was given out can be taken back also when the article is gone
        known(article, locale)
    given = rooms().work.assignment(article, locale)
    if given is None or action not in {"done", "reopen", "unassign"}:
        abort(404, _("Nobody has this article in this language."))
    if action == "unassign" or given.person != office().person:
        demand("edit", locale)
    if action == "unassign":
        rooms().work.unassign(article, locale)
    else:
        finish(rooms(), article, locale, office().person, is_done=action == "done")


# --- notifications -------------------------------------------------------------------------------


@blueprint.get("/notifications")
@needs(PRESENT)
def notifications() -> str:
    return _notifications()


def _notifications(problem: str = "") -> str:
    here = office()
    tell_mentions(rooms())
    account_mail = rooms().mail_of(here.person)
    return render_template(
        "notifications.html",
        notices=[(one, _(SAID[one.kind], **words(one))) for one in _notices()],
        choice=rooms().notices.choice(here.person),
        account_mail=account_mail,
        is_team=here.is_team,
        has_server=bool(here.project.config.desk.smtp_host),
        WAYS=WAY_WORDS,
        problem=problem,
    )


def _notices() -> list[Notice]:
    """Return what the reader is told of, but for languages that they may not read any more."""
    here = office()
    return [one for one in rooms().notices.of(here.person) if here.reader.may("read", one.locale)]


@blueprint.post("/notifications")
@needs(PRESENT)
def mark_read() -> Answer:
    rooms().notices.read(office().person, request.form.get("notice", 0, type=row_number))
    return redirect(url_for("work.notifications"), 303)


@blueprint.get("/notifications/<int:number>")
@needs(PRESENT)
def follow(number: int) -> Answer:
    """Go to what a notice is about."""
    notice = next((one for one in _notices() if one.id == number), None)
    if notice is None:
        abort(404)
    if notice.unit_id:
        unit = notice.unit_id
        address = url_for("units.unit", article=notice.article, locale=notice.locale, unit_id=unit)
        return redirect(address, 303)
    view = "signing.page" if notice.kind is Kind.EXPIRED else "articles.article"
    return redirect(url_for(view, article=notice.article, locale=notice.locale), 303)


@blueprint.post("/notifications/mail")
@needs(PRESENT)
def mail() -> Answer | tuple[str, int]:
    try:
        _choose(request.form.get("way", ""), request.form.get("address", ""))
    except RectoError as error:
        return _notifications(str(error)), 422
    flash(_("Saved."))
    return redirect(url_for("work.notifications"), 303)


def _choose(way: str, address: str) -> None:
    """Note how the reader wants mail; at a team's desk it goes to the address of the account alone."""
    here = office()
    if way not in {one.value for one in Way}:
        raise ConfigError("mail comes never, once or daily.")
    address = rooms().mail_of(here.person) if here.is_team else address
    if Way(way) is not Way.NEVER and not address:
        raise ConfigError("there is no address to send to.", hint="Write yours first.")
    choose(rooms().notices, here.person, address, Way(way))


# --- for programs --------------------------------------------------------------------------------


@blueprint.get("/api/v1/work")
@needs("read")
def work_api() -> Response:
    """Return the reader's assignments, the urgent first: ``{"assignments": [...], "others": [...]}``.

    Each is ``{"article", "locale", "person", "by", "due", "priority", "note", "stage"}``; ``others`` are
    those
    of others that the reader gave, or in whose languages the reader may assign.
    """
    return jsonify(
        assignments=[_fields(one) for one in _mine()],
        others=[_fields(one) for one in _others()],
    )


@blueprint.put(f"/api/v1{PLACE}")
@needs("edit")
def assign_api(article: str, locale: str) -> Response | tuple[Response, int]:
    """Assign an article; takes ``{"person", "due", "priority", "note"}``. 422: one of them is none.

    :<json string person: who is to do it
    :<json string due: a day, such as 2027-01-31; may be empty
    :<json integer priority: 1 (urgent) to 3; 2 if it is left out
    :<json string note: what else to know
    """
    known(article, locale)
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400, 'Send {"person": name, "due": "2027-01-31", "priority": 1}.')
    try:
        fields = ("person", "due", "priority", "note")
        given = _assign(article, locale, {name: str(body[name]) for name in fields if name in body})
    except (ConfigError, NotFoundError) as error:
        return jsonify(problem=str(error)), 422
    return jsonify(_fields(given))


@blueprint.post(f"/api/v1{PLACE}")
@needs("translate")
def answer_api(article: str, locale: str) -> Response:
    """Say how far an assignment is; takes ``{"action": "done" | "reopen" | "unassign"}``.

    :<json string action: done, reopen or unassign
    """
    body = request.get_json()
    _answer(article, locale, str(body.get("action", "")) if isinstance(body, dict) else "")
    given = rooms().work.assignment(article, locale)
    return jsonify(assignment=_fields(given) if given else None)


@blueprint.get("/api/v1/notifications")
@needs(PRESENT)
def notices_api() -> Response:
    """Return what the reader is told of, newest first: ``{"unread", "notices": [...]}``."""
    tell_mentions(rooms())
    unread = rooms().notices.unread(office().person)
    return jsonify(unread=unread, notices=[_notice(one) for one in _notices()])


@blueprint.post("/api/v1/notifications")
@needs(PRESENT)
def read_api() -> Response:
    """Mark notices as read; takes ``{"id"}`` for one, ``{}`` for all. Answers ``{"unread"}``.

    :<json integer id: one notice; all of them without it
    """
    body = request.get_json()
    number = body.get("id", 0) if isinstance(body, dict) else 0
    rooms().notices.read(office().person, number if type(number) is int and abs(number) <= MOST else 0)
    return jsonify(unread=rooms().notices.unread(office().person))


@blueprint.get("/api/v1/notifications/mail")
@needs(PRESENT)
def mail_api() -> Response:
    """Return how the reader gets mail: ``{"way", "address"}``."""
    here = office()
    choice = rooms().notices.choice(here.person)
    address = rooms().mail_of(here.person) if here.is_team else choice.address
    return jsonify(way=choice.way.value, address=address)


@blueprint.put("/api/v1/notifications/mail")
@needs(PRESENT)
def choose_api() -> Response:
    """Choose how one gets mail. 200 as GET; 400 there is no such way, or no address.

    :<json string way: never, once (at once) or daily
    :<json string address: where to, at a desk for one person; at a team's desk it is that of the account
    """
    asked = sent(MAIL)
    _choose(text_in(asked, "way", MAIL), text_in(asked, "address", MAIL))
    return mail_api()


def _fields(one: Assignment) -> dict[str, object]:
    names = ("article", "locale", "person", "by", "due", "priority", "note")
    return {**{name: getattr(one, name) for name in names}, "stage": one.stage.value}


def _notice(one: Notice) -> dict[str, object]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "by": one.by,
        "article": one.article,
        "locale": one.locale,
        "unit": one.unit_id,
        "text": one.text,
        "said": _(SAID[one.kind], **words(one)),
        "is_read": one.is_read,
        "made_at": one.made_at,
    }
