"""The same text elsewhere: what to carry a target to, and a translation for one occurrence alone."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from recto.commands.catalogs import place_of
from recto.commands.repeats import MOST, Repeat, carry, own_unit, repeats
from recto.commands.review import UnitConflict, UnitGone, find_unit, open_sheet
from recto.errors import CodeError
from recto.model import State
from recto.web.api import ADDRESS, fields, gone, version
from recto.web.office import office
from recto.web.permits import needs

blueprint = Blueprint("repeats", __name__)


@blueprint.get(f"/api/v1{ADDRESS}/repeats")
@needs("read")
def list_repeats(article: str, locale: str, unit_id: str) -> Response:
    """Return the unreviewed units with the same source.

    ``{"here": [...], "elsewhere": [...], "count": n}``: in this article, in others, and how often the
    unit stands in this one; each with ``article``, ``id``, ``version``, ``role`` and ``target``.
    """
    project = office().project
    sheet = open_sheet(project, article, locale)
    found = repeats(project, sheet, find_unit(sheet.catalog, unit_id, place_of(article, locale)))
    return jsonify(
        here=list(map(_repeat, found.here)), elsewhere=list(map(_repeat, found.elsewhere)), count=found.count
    )


@blueprint.post(f"/api/v1{ADDRESS}/repeats")
@needs("translate")
def carry_target(article: str, locale: str, unit_id: str) -> tuple[Response, int]:
    """Confirm the unit's target for the same text elsewhere.

    Takes ``{"units": [{"article", "id", "version"}]}``. 200 with ``done`` (units as they now stand, each with
    its article) and ``refused`` (why others were left as they are); 422 the unit itself is not reviewed.

    :<json array units: the segments, each ``{"article", "id", "version"}``
    """
    project, desk, person = office()
    sheet = open_sheet(project, article, locale)
    unit = find_unit(sheet.catalog, unit_id, place_of(article, locale))
    if unit.state.rank < State.REVIEWED.rank:
        return jsonify(problem="Confirm the segment first; then its text can be carried elsewhere."), 422
    carried = carry(project, desk, sheet, unit, _places(), person)
    done = [fields(one, ()) | {"article": place} for place, one in carried.done]
    return jsonify(done=done, refused=list(map(str, carried.refused))), 200


@blueprint.post(f"/api/v1{ADDRESS}/own")
@needs("translate")
def own(article: str, locale: str, unit_id: str) -> tuple[Response, int]:
    """Give occurrence ``{"number": n}`` (from 1) of the unit a translation of its own.

    200 the new unit; 404 the unit is gone; 412 it was changed meanwhile; 422 the reason why not.

    :reqheader If-Match: the version of the segment that was seen
    :<json integer number: which occurrence, from 1
    """
    project, desk, person = office()
    body = request.get_json()
    number = body.get("number") if isinstance(body, dict) else None
    if type(number) is not int:
        abort(400, 'Send {"number": which occurrence, counted from 1}.')
    try:
        made = own_unit(project, desk, article, locale, unit_id, version(), number, person)
    except UnitConflict as conflict:
        return jsonify(problem=str(conflict), theirs=fields(conflict.theirs, ())), 412
    except UnitGone as error:
        return gone(error), 404
    except CodeError as error:
        return jsonify(problem=str(error)), 422
    return jsonify(fields(made, ())), 200


@blueprint.post(f"{ADDRESS}/own")
@needs("translate")
def own_by_form(article: str, locale: str, unit_id: str) -> AnyResponse:
    project, desk, person = office()
    number = request.form.get("number", 0, type=int)
    made = own_unit(project, desk, article, locale, unit_id, request.form.get("version", ""), number, person)
    return redirect(url_for("units.unit", article=article, locale=locale, unit_id=made.id), 303)


def _repeat(one: Repeat) -> dict[str, str]:
    return {
        "article": one.article,
        "id": one.id,
        "version": one.version,
        "role": one.context,
        "target": one.target,
    }


def _places() -> list[tuple[str, str, str]]:
    body = request.get_json()
    units = body.get("units") if isinstance(body, dict) else None
    if not isinstance(units, list) or len(units) > MOST:
        abort(400, f'Send {{"units": [{{"article", "id", "version"}}]}}, at most {MOST}.')
    out = []
    for unit in units:
        named = [unit.get(key) for key in ("article", "id", "version")] if isinstance(unit, dict) else []
        if len(named) != 3 or not all(isinstance(text, str) for text in named):
            abort(400, "Each unit is named by article, id and version.")
        out.append((str(named[0]), str(named[1]), str(named[2])))
    return out
