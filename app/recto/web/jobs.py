"""Pretranslating in the background: what it would cost, and how far the jobs are."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from recto.commands import jobs, pairs
from recto.commands.costs import told
from recto.errors import ConflictError
from recto.store import Jobs, Record, Stand
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
def start() -> Answer:
    """Start a job for each article and locale that were chosen and have something open."""
    project, person = office().project, office().person
    chosen = _pairs(request.form.get("article", ""), request.form.get("locale", ""))
    for part in jobs.plan(project, chosen).parts:
        jobs.start(project, _jobs(), person, part.article, part.locale)
    return redirect(url_for("jobs.listed"), 303)


@blueprint.get("/jobs")
@needs("read")
def listed() -> str:
    page = max(0, request.args.get("page", 0, type=int))
    records = _jobs().listed(A_PAGE + 1, page * A_PAGE)
    return render_template(
        "jobs.html",
        records=records[:A_PAGE],
        LOOKS_OF_JOBS=LOOKS,
        page=page,
        has_more=len(records) > A_PAGE,
        is_busy=any(record.is_open for record in records),
        embedded=office().project.config.jobs.embedded,
    )


@blueprint.post("/jobs/<job>/cancel")
@needs("edit")
def cancel(job: str) -> Answer:
    demand("edit", jobs.found(_jobs(), job).locale)
    jobs.cancel(_jobs(), job)
    return redirect(url_for("jobs.listed", _anchor=job), 303)


@blueprint.post("/jobs/<job>/again")
@needs("edit")
def again(job: str) -> Answer:
    demand("edit", jobs.found(_jobs(), job).locale)
    with suppress(ConflictError):  # somebody was quicker: what was wanted happens
        jobs.again(_jobs(), job)
    return redirect(url_for("jobs.listed", _anchor=job), 303)


@blueprint.get("/api/v1/jobs")
@needs("read")
def fields() -> Response:
    """Return the newest jobs as JSON, newest first."""
    return jsonify(jobs=[_fields(record) for record in _jobs().listed(A_PAGE)])


@blueprint.get("/api/v1/jobs/<job>")
@needs("read")
def field(job: str) -> Response:
    """Return one job as JSON."""
    return jsonify(_fields(jobs.found(_jobs(), job)))


def _pairs(article: str, locale: str) -> list[tuple[str, str]]:
    """Return what was chosen and is the reader's to choose; raises as ``commands.pairs``."""
    project, reader = office().project, office().reader
    every = pairs(project, (), [locale] if locale else ())
    return [one for one in every if (not article or one[0] == article) and reader.may("edit", one[1])]


def _open_locales() -> list[str]:
    """Return the locales that the reader may have pretranslated."""
    here = office()
    return [one for one in here.project.config.target_locales if here.reader.may("edit", one)]


def _fields(record: Record) -> dict[str, object]:
    return {
        "id": record.id,
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
