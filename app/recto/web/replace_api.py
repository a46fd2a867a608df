"""Replacing in all articles, for programs: first what would change, then the rows that were chosen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from recto.commands.patterns import PatternError
from recto.commands.replacing import MOST, Replacement, Row, Ticked, preview, replace_in
from recto.web import bulk
from recto.web.asking import sent
from recto.web.limits import limited
from recto.web.office import Office, office
from recto.web.permits import demand, needs
from recto.web.search import asked, replacement

blueprint = Blueprint("replace_api", __name__, url_prefix="/api/v1")

EXAMPLE = '{"rows": [{"article", "locale", "id", "version"}]}'


@blueprint.get("/replace")
@needs("edit")
@limited("search")
def would() -> tuple[Response, int]:
    """Say what replacing would change; nothing is written.

    Answers ``{"rows": [{"article", "locale", "id", "version", "before", "after", "problem"}], "is_all"}``, in
    the locales that the reader edits; 422 what is asked for cannot be searched for.

    :query q: what is looked for in translations
    :query with: what takes its place
    :query keep: 1: what was reviewed stays so, unless a check refuses the new text
    :query in: nothing but target; replacing is in translations
    :query article: a part of the article's name
    :query locale: one locale; may be repeated
    :query state: empty, machine, draft, changed or reviewed
    :query by: who changed it last
    :query case: 1: capitals count
    :query whole: 1: whole words only
    :query regex: 1: ``q`` is a regular expression, and ``with`` may hold groups of it
    """
    here = office()
    try:
        found = preview(here.project, here.desk, _wanted(here))
    except PatternError as error:
        return jsonify(problem=str(error)), 422
    return jsonify(rows=[_fields(row) for row in found.rows], is_all=found.after is None), 200


@blueprint.post("/replace")
@needs("edit")
def now() -> tuple[Response, int]:
    """Replace in the rows that are named, as GET gave them: one action, undone as one.

    Answers as a bulk action does; 422 as GET.

    :query q: what is looked for in translations
    :query with: what takes its place
    :query keep: 1: what was reviewed stays so, unless a check refuses the new text
    :query in: nothing but target; replacing is in translations
    :query article: a part of the article's name
    :query locale: one locale; may be repeated
    :query state: empty, machine, draft, changed or reviewed
    :query by: who changed it last
    :query case: 1: capitals count
    :query whole: 1: whole words only
    :query regex: 1: ``q`` is a regular expression, and ``with`` may hold groups of it
    :<json array rows: the segments, each ``{"article", "locale", "id", "version"}``
    """
    here = office()
    ticked = _ticked(sent(EXAMPLE))
    try:
        outcome = replace_in(here.project, here.desk, _wanted(here), ticked, here.person)
    except PatternError as error:
        return jsonify(problem=str(error)), 422
    return jsonify(bulk.fields(outcome)), 200


def _wanted(here: Office) -> Replacement:
    with_, keep = request.args.get("with", ""), request.args.get("keep", "") == "1"
    form = asked(request.args)
    if not form.text:
        abort(400, "Send what to replace as q, and what takes its place as with.")
    return replacement(here, form, with_, keeps_state=keep)


def _ticked(body: dict[str, object]) -> list[Ticked]:
    rows = body.get("rows")
    if not isinstance(rows, list) or len(rows) > MOST:
        abort(400, f"Send {EXAMPLE}, at most {MOST}.")
    ticked = []
    for row in rows:
        named = (
            [row.get(key) for key in ("article", "locale", "id", "version")] if isinstance(row, dict) else []
        )
        if not named or not all(isinstance(text, str) for text in named):
            abort(400, f"Send {EXAMPLE}.")
        ticked.append(Ticked(*map(str, named)))
    for locale in {one.locale for one in ticked}:
        demand("edit", locale)
    return ticked


def _fields(row: Row) -> dict[str, Any]:
    hit = row.hit
    return {
        "article": hit.article,
        "locale": hit.locale,
        "id": hit.unit.id,
        "version": row.version,
        "before": hit.unit.target,
        "after": row.target,
        "problem": row.problem,
    }
