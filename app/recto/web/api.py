"""Saving one unit as JSON, for the article page and for programs."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, jsonify, request

from recto.commands.counts import findings, kind, place_of, words
from recto.commands.recut import join_unit, split_unit
from recto.commands.review import (
    UnitConflict,
    UnitGone,
    UnitRefused,
    find_unit,
    open_sheet,
    save_unit,
    token,
)
from recto.commands.rules import rules_of
from recto.commands.terms import glossary_of
from recto.errors import CodeError
from recto.memory import changes
from recto.model import Finding, State, Unit
from recto.web.drafts import settled
from recto.web.office import office
from recto.web.permits import needs
from recto.web.rows import LOOKS
from recto.web.terms import fields as term_fields
from recto.web.translating import _, said

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

ADDRESS = "/a/<path:article>/<locale:locale>/u/<unit:unit_id>"
STATES = {"reviewed": State.REVIEWED, "draft": State.DRAFT}


@blueprint.get(ADDRESS)
@needs("read")
def unit(article: str, locale: str, unit_id: str) -> tuple[Response, int]:
    """Return a segment as it stands; ``version`` is what a change of it names in ``If-Match``.

    ``{"id", "version", "state", "kind", "word", "words", "source", "target", "findings", "terms"}``; 404 it
    is gone, with the segment that came of it, if that is known.
    """
    sheet = open_sheet(office().project, article, locale)
    try:
        found = find_unit(sheet.catalog, unit_id, place_of(article, locale))
    except UnitGone as error:
        return gone(error), 404
    terms = term_fields(sheet.terms(found))
    return _unit(found, sheet.findings(found), terms=terms, source=found.source), 200


@blueprint.route(ADDRESS, methods=["PUT", "POST"])
@needs("translate")
def save(article: str, locale: str, unit_id: str) -> tuple[Response, int]:
    """Save ``{"target": text, "state": "reviewed" | "draft"}`` over the version in ``If-Match``.

    200 the unit as it now stands; 404 it is gone, with the unit that came of it, if that is known;
    412 it was changed meanwhile, with the other text; 422 a check refuses it, with the findings;
    428 no version was named.

    :reqheader If-Match: the version of the segment that was seen
    :<json string target: the translation
    :<json string state: reviewed or draft
    """
    project, desk, person = office()
    target, state = _body()
    seen = version()
    try:
        saved = save_unit(project, desk, article, locale, unit_id, seen, target, state, person)
    except UnitConflict as conflict:
        return _conflict(conflict, article, locale), 412
    except UnitGone as error:
        return gone(error), 404
    except UnitRefused as refusal:
        return jsonify(problem=str(refusal), findings=findings_told(refusal.findings)), 422
    settled(article, locale, unit_id, target)
    source_locale = project.config.article(article).source_locale
    return _unit(
        saved, findings(saved, source_locale, locale, glossary_of(project), rules_of(project, locale))
    ), 200


@blueprint.post(f"{ADDRESS}/<any(join, split):way>")
@needs("translate")
def recut(article: str, locale: str, unit_id: str, way: str) -> tuple[Response, int]:
    """Join a unit with the next of its paragraph, or split it behind ``{"at": characters}`` of its source.

    200 the units that stand there now; 404, 412 and 428 as for saving; 422 the reason why not.

    :reqheader If-Match: the version of the segment that was seen
    :<json integer at: characters of the source before the cut; joining needs none
    """
    project, desk, person = office()
    seen = version()
    try:
        if way == "join":
            units: tuple[Unit, ...] = (join_unit(project, desk, article, locale, unit_id, seen, person),)
        else:
            units = split_unit(project, desk, article, locale, unit_id, seen, _place(), person)
    except UnitConflict as conflict:
        return jsonify(problem=str(conflict), theirs=fields(conflict.theirs, ())), 412
    except UnitGone as error:
        return gone(error), 404
    except CodeError as error:
        return jsonify(problem=str(error)), 422
    return jsonify(units=[fields(unit, ()) for unit in units]), 200


def version() -> str:
    """Return the version of the unit that the caller saw."""
    named = request.headers.get("If-Match", "").strip().strip('"')
    if not named:
        abort(428, "Name the version that the text was made for in If-Match.")
    return named


def _conflict(conflict: UnitConflict, article: str, locale: str) -> Response:
    theirs = conflict.theirs
    history = office().desk.history(article, locale, theirs.id, 1)
    last = next((one for one in history if one.new_target == theirs.target), None)
    return jsonify(
        problem=str(conflict),
        theirs=fields(theirs, ()),
        difference=changes(theirs.target, conflict.target),
        by=last.person if last else "",
        at=last.made_at if last else "",
    )


def _place() -> int:
    body = request.get_json()
    at = body.get("at") if isinstance(body, dict) else None
    if type(at) is not int:
        abort(400, 'Send {"at": characters of the source before the cut}.')
    return at


def gone(error: UnitGone) -> Response:
    """Return the answer for a unit that is no longer there, with the one that came of it."""
    return jsonify(problem=str(error), successor=fields(error.successor, ()) if error.successor else None)


def _body() -> tuple[str, State]:
    body = request.get_json()
    target = body.get("target") if isinstance(body, dict) else None
    state = STATES.get(str(body.get("state"))) if isinstance(body, dict) else None
    if not isinstance(target, str) or state is None:
        abort(400, 'Send {"target": text, "state": "reviewed" or "draft"}.')
    return target, state


def _unit(unit: Unit, found: tuple[Finding, ...], **more: object) -> Response:
    response = jsonify(fields(unit, found) | more)
    response.set_etag(token(unit))
    return response


def fields(unit: Unit, found: tuple[Finding, ...]) -> dict[str, object]:
    """Return a unit as pages and programs get it."""
    return {
        "id": unit.id,
        "version": token(unit),
        "state": unit.state,
        "kind": kind(unit),
        "words": words(unit),
        "word": _(LOOKS[kind(unit)].word),
        "target": unit.target,
        "findings": findings_told(found),
    }


def findings_told(found: Sequence[Finding]) -> list[dict[str, str]]:
    """Return findings for programs, their sentences in the reader's language."""
    return [{"check": f.check, "severity": f.severity, "message": said(f.message)} for f in found]
