"""One unit as a page: the editor without scripts, and the address to send to others."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from recto.commands.counts import place_of
from recto.commands.review import UnitConflict, UnitGone, UnitRefused, find_unit, open_sheet, save_unit
from recto.locales import direction
from recto.model import State
from recto.web.diff import changes
from recto.web.office import office
from recto.web.pieces import isolate
from recto.web.rows import FILTERS, neighbours, rows

blueprint = Blueprint("units", __name__)

ADDRESS = "/a/<path:article>/<locale:locale>/u/<unit:unit_id>"


@blueprint.get(ADDRESS)
def unit(article: str, locale: str, unit_id: str) -> str:
    return _page(article, locale, unit_id)


@blueprint.post(ADDRESS)
def save(article: str, locale: str, unit_id: str) -> Response | tuple[str, int]:
    project, desk, person = office()
    target = request.form.get("target", "")
    state = State.DRAFT if request.form.get("action") == "keep" else State.REVIEWED
    version = request.form.get("version", "")
    try:
        save_unit(project, desk, article, locale, unit_id, version, target, state, person)
    except UnitGone as gone:
        if gone.successor is None:
            raise
        return _page(article, locale, gone.successor.id, typed=target, is_moved=True), 409
    except UnitConflict as conflict:
        return _page(article, locale, unit_id, typed=target, conflict=conflict), 412
    except UnitRefused as refusal:
        return _page(article, locale, unit_id, typed=target, refusal=refusal), 422
    return redirect(_next_address(article, locale, unit_id), 303)


def _next_address(article: str, locale: str, unit_id: str) -> str:
    show, query = _wanted()
    everything = rows(open_sheet(office().project, article, locale))
    _before, after = neighbours(everything, unit_id, show, query)
    if after is None:
        return url_for(
            "articles.article", article=article, locale=locale, _anchor=unit_id, show=show, q=query or None
        )
    return url_for(
        "units.unit", article=article, locale=locale, unit_id=after.unit.id, show=show, q=query or None
    )


def _page(
    article: str,
    locale: str,
    unit_id: str,
    typed: str | None = None,
    conflict: UnitConflict | None = None,
    refusal: UnitRefused | None = None,
    *,
    is_moved: bool = False,
) -> str:
    show, query = _wanted()
    sheet = open_sheet(office().project, article, locale)
    everything = rows(sheet)
    unit = find_unit(sheet.catalog, unit_id, place_of(article, locale))
    row = next(row for row in everything if row.unit is unit)
    before, after = neighbours(everything, unit_id, show, query)
    history = office().desk.history(article, locale, unit_id)
    return render_template(
        "unit.html",
        sheet=sheet,
        row=row,
        total=len(everything),
        before=before,
        after=after,
        context=everything[max(row.number - 3, 0) : row.number + 2],
        history=[(activity, changes(activity.old_target, activity.new_target)) for activity in history],
        typed=isolate(row.unit.target if typed is None else typed, direction(sheet.locale)),
        conflict=conflict,
        difference_runs=changes(conflict.theirs.target, conflict.target) if conflict else [],
        refusal=refusal,
        is_moved=is_moved,
        show=show,
        query=query,
    )


def _wanted() -> tuple[str, str]:
    show = request.args.get("show", "all")
    return show if show in FILTERS else "all", request.args.get("q", "").strip()
