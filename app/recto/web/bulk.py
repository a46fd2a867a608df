"""Doing one thing to many segments of an article, and taking it back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for

from recto.commands.bulk import MOST, Seen, Verb, fitting, run
from recto.commands.changing import Left, Outcome
from recto.commands.review import open_sheet
from recto.commands.undoing import undo
from recto.store.actions import Actions, Sieve
from recto.web.office import office
from recto.web.permits import demand, needs
from recto.web.reasons import reason

blueprint = Blueprint("bulk", __name__)

ADDRESS = "/a/<path:article>/<locale:locale>/bulk"


@blueprint.get(ADDRESS)
@needs("edit")
def bulk_page(article: str, locale: str) -> str:
    """Show what can be done to many segments at once, and to how many."""
    sheet = open_sheet(office().project, article, locale)
    fits = {verb: fitting(sheet, verb) for verb in Verb}
    return render_template("bulk.html", sheet=sheet, fits=fits)


@blueprint.post(ADDRESS)
@needs("edit")
def bulk_now(article: str, locale: str) -> str:
    """Do it: to the segments that are named (``unit``: id and version with a dot), or to all that it fits."""
    project, desk, person = office()
    verb = _verb(request.form.get("verb"))
    seen = [Seen(*_halves(one)) for one in request.form.getlist("unit")[:MOST]]
    if not seen:
        seen = fitting(open_sheet(project, article, locale), verb)
    outcome = run(project, desk, article, locale, verb, seen, person)
    back = url_for("articles.article", article=article, locale=locale)
    return render_template("outcome.html", outcome=outcome, back=back, reason=reason)


@blueprint.post(f"/api/v1{ADDRESS}")
@needs("edit")
def bulk_api(article: str, locale: str) -> Response:
    """Do one thing to many segments: one action, undone as one.

    Takes ``{"verb": "confirm" | "needs-work", "units": [{"id", "version"}]}``; without ``units`` all that
    the verb fits. Answers ``{"action": number, "done": [{"id", "state", "version"}], "left": [{"id",
    "reason"}]}``; ``action`` is 0 if nothing was changed. What changed since it was seen is left.

    :<json string verb: confirm or needs-work
    :<json array units: the segments, each ``{"id", "version"}``; without it all that the verb fits
    """
    project, desk, person = office()
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400, 'Send {"verb": "confirm" or "needs-work", "units": [{"id", "version"}]}.')
    verb = _verb(body.get("verb"))
    seen = _seen(body["units"]) if "units" in body else fitting(open_sheet(project, article, locale), verb)
    return jsonify(fields(run(project, desk, article, locale, verb, seen, person)))


@blueprint.post("/actions/<int:number>/undo")
@needs("translate")
def undo_now(number: int) -> str:
    """Take an action back, and show what became of it."""
    return render_template(
        "outcome.html", outcome=_undone(number), back=url_for("activity.activity"), reason=reason
    )


@blueprint.post("/api/v1/actions/<int:number>/undo")
@needs("translate")
def undo_api(number: int) -> Response:
    """Take an action back, as far as nothing has changed since.

    Answers as a bulk action does; the undoing is an action itself. 404 no such action, 409 it was undone.
    """
    return jsonify(fields(_undone(number)))


def fields(outcome: Outcome) -> dict[str, Any]:
    """Return what an action did, for programs."""
    return {
        "action": outcome.action,
        "done": [
            {"article": row.article, "locale": row.locale, "id": row.unit_id, "state": row.new_state}
            for row in outcome.done
        ],
        "left": [_left(one) for one in outcome.left],
    }


def _left(one: Left) -> dict[str, str]:
    return {"article": one.article, "locale": one.locale, "id": one.unit_id, "reason": one.reason}


def _undone(number: int) -> Outcome:
    project, desk, person = office()
    for locale in {row.locale for row in Actions(desk).changes(Sieve(action=number))}:
        demand("edit", locale)
    return undo(project, desk, number, person)


def _verb(name: object) -> Verb:
    if name not in list(Verb):
        abort(400, f"The verb is one of: {', '.join(Verb)}.")
    return Verb(str(name))


def _halves(text: str) -> tuple[str, str]:
    unit_id, _dot, version = text.partition(".")
    if not version:
        abort(400, "A segment is named by its id and its version.")
    return unit_id, version


def _seen(units: object) -> list[Seen]:
    if not isinstance(units, list) or len(units) > MOST:
        abort(400, f'Send the segments as a list of {{"id", "version"}}, at most {MOST}.')
    out = []
    for one in units:
        named = (one.get("id"), one.get("version")) if isinstance(one, dict) else (None, None)
        if not all(isinstance(text, str) and text for text in named):
            abort(400, 'Send each segment as {"id", "version"}.')
        out.append(Seen(*map(str, named)))
    return out
