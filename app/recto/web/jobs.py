"""Pretranslating in the background: what it would cost, and how far the jobs are."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from recto.commands import jobs, pairs
from recto.commands.costs import told
from recto.errors import ConflictError
from recto.store import Jobs, Kind, Record, Stand
from recto.web.address import row_number
from recto.web.limits import limited
from recto.web.office import office
from recto.web.permits import demand, needs
from recto.web.translating import N_, _

blueprint = Blueprint("jobs", __name__)

A_PAGE = 50
LOOKS = {
    Stand.QUEUED: ("empty", N_("Waiting")),
    Stand.RUNNING: ("changed", N_("Working")),
    Stand.DONE: ("reviewed", N_("Done")),
    Stand.FAILED: ("error", N_("Failed")),
    Stand.CANCELLED: ("empty", N_("Cancelled")),
    Stand.INTERRUPTED: ("error", N_("Interrupted")),
}
"""How a job stands -> style and word."""
KINDS = {Kind.PRETRANSLATE: N_("Pretranslate"), Kind.COMPILE: N_("Compile")}


def _jobs() -> Jobs:
    return cast(Jobs, current_app.extensions["recto.jobs"])


@blueprint.get("/pretranslate")
@needs("edit")
def plan() -> str:
    """Show what pretranslating would do and cost; what is not named means all of them."""
    project = office().project
    article, locale = request.args.get("article", ""), request.args.get("locale", "")
    is_chosen = bool(article or locale)
    chosen = jobs.plan(project, _pairs(article, locale)) if is_chosen else None
    return render_template(
        "pretranslate.html",
        plan=chosen,
        told=told,
        article=article,
        locale=locale,
        articles=project.articles(),
        locales=_open_locales(),
        most=jobs.MOST_PLANNED,
    )


@blueprint.post("/pretranslate")
@needs("edit")
@limited("jobs")
def start() -> Answer:
    """Start a job for each article and locale that were chosen and have something open."""
    _start(request.form.get("article", ""), request.form.get("locale", ""))
    return redirect(url_for("jobs.listed"), 303)


@blueprint.get("/jobs")
@needs("read")
def listed() -> str:
    page = max(0, request.args.get("page", 0, type=row_number))
    records = _listed(A_PAGE + 1, page * A_PAGE)
    return render_template(
        "jobs.html",
        records=records[:A_PAGE],
        LOOKS_OF_JOBS=LOOKS,
        KINDS=KINDS,
        page=page,
        has_more=len(records) > A_PAGE,
        is_busy=any(record.is_open for record in records),
        embedded=office().project.config.jobs.embedded,
    )


@blueprint.post("/jobs/<job>/cancel")
@needs("edit")
def cancel(job: str) -> Answer:
    jobs.cancel(_jobs(), _mine(job).id)
    return redirect(url_for("jobs.listed", _anchor=job), 303)


@blueprint.post("/jobs/<job>/again")
@needs("edit")
@limited("jobs")
def again(job: str) -> Answer:
    with suppress(ConflictError):  # somebody was quicker: what was wanted happens
        jobs.again(_jobs(), _mine(job).id)
    return redirect(url_for("jobs.listed", _anchor=job), 303)


@blueprint.get("/api/v1/pretranslate")
@needs("edit")
def plan_api() -> Response:
    """Say what pretranslating would do and cost; nothing is sent.

    Answers ``{"parts": [{"article", "locale", "empty", "from_memory", "stays_here"}], "engines": [{"engine",
    "words"}], "problems": [texts]}``.

    :query article: one article; without it all of them
    :query locale: one locale; without it all those that the reader edits
    """
    chosen = _pairs(request.args.get("article", ""), request.args.get("locale", ""))
    found = jobs.plan(office().project, chosen)
    names = ("article", "locale", "empty", "from_memory", "stays_here")
    return jsonify(
        parts=[{name: getattr(part, name) for name in names} for part in found.parts],
        engines=[{"engine": one.engine, "words": told(one)} for one in found.engines],
        problems=[str(error) for error in found.errors],
    )


@blueprint.post("/api/v1/pretranslate")
@needs("edit")
@limited("jobs")
def start_api() -> tuple[Response, int]:
    """Start a job for each article and locale that have something open.

    202 ``{"jobs": [...]}``, those that are open already among them; 404 there is no such article or locale.

    :<json string article: one article; without it all of them
    :<json string locale: one locale; without it all those that the reader edits
    """
    asked = request.get_json()
    names = ("article", "locale")
    article, locale = (asked.get(name, "") if isinstance(asked, dict) else None for name in names)
    if not isinstance(article, str) or not isinstance(locale, str):
        abort(400, 'Send {"article": path, "locale": tag}, or {} for all.')
    return jsonify(jobs=[_fields(record) for record in _start(article, locale)]), 202


@blueprint.get("/api/v1/jobs")
@needs("read")
def fields() -> Response:
    """Return the newest jobs, newest first: ``{"jobs": [...]}``.

    Only those of locales that the reader may read.
    """
    return jsonify(jobs=[_fields(record) for record in _listed(A_PAGE)])


@blueprint.get("/api/v1/jobs/<job>")
@needs("read")
def field(job: str) -> Response:
    """Return one job.

    ``{"id", "kind", "article", "locale", "person", "state", "word", "done", "total", "filled", "made_at",
    "ended_at", "is_open", "is_stopping", "problem", "log"}``; 404 there is none.
    """
    record = jobs.found(_jobs(), job)
    demand("read", record.locale)
    return jsonify(_fields(record))


@blueprint.post("/api/v1/jobs/<job>/cancel")
@needs("edit")
def cancel_api(job: str) -> Response:
    """Ask for a job to be stopped. 200 the job; 404 there is none."""
    jobs.cancel(_jobs(), _mine(job).id)
    return jsonify(_fields(jobs.found(_jobs(), job)))


@blueprint.post("/api/v1/jobs/<job>/again")
@needs("edit")
@limited("jobs")
def again_api(job: str) -> Response:
    """Do a job that is over once more; what is filled already stays.

    200 the job; 404 there is none; 409 it is being worked on already.
    """
    jobs.again(_jobs(), _mine(job).id)
    return jsonify(_fields(jobs.found(_jobs(), job)))


def _listed(limit: int, before: int = 0) -> list[Record]:
    """Return jobs of the locales that the reader may read."""
    here = office()
    seen = [one for one in here.project.config.target_locales if here.reader.may("read", one)]
    return _jobs().listed(limit, before, None if here.reader.is_admin else seen)


def _mine(job: str) -> Record:
    """Return a job that the reader may change; answers 403 for one of a locale that is not theirs."""
    record = jobs.found(_jobs(), job)
    demand("edit", record.locale)
    return record


def _start(article: str, locale: str) -> list[Record]:
    project, person = office().project, office().person
    if locale:
        demand("edit", locale)
    return [
        jobs.start(project, _jobs(), person, part.article, part.locale)
        for part in jobs.plan(project, _pairs(article, locale)).parts
    ]


def _pairs(article: str, locale: str) -> list[tuple[str, str]]:
    """Return what was chosen and is the reader's to choose; raises as ``commands.pairs``."""
    project, reader = office().project, office().reader
    every = pairs(project, (), [locale] if locale else ())
    if article and article not in project.articles():
        abort(404, _("The project has no such article."))
    return [one for one in every if (not article or one[0] == article) and reader.may("edit", one[1])]


def _open_locales() -> list[str]:
    """Return the locales that the reader may have pretranslated."""
    here = office()
    return [one for one in here.project.config.target_locales if here.reader.may("edit", one)]


def _fields(record: Record) -> dict[str, object]:
    return {
        "id": record.id,
        "kind": record.kind,
        "article": record.article,
        "locale": record.locale,
        "person": record.person,
        "state": record.stand,
        "word": _(LOOKS[record.stand][1]),
        "done": record.done,
        "total": record.total,
        "filled": record.filled,
        "made_at": record.made_at,
        "ended_at": record.ended_at,
        "is_open": record.is_open,
        "is_stopping": record.is_open and record.is_cancelled,
        "problem": record.problem,
        "log": list(record.lines),
    }
