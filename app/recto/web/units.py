"""One unit as a page: the editor without scripts, and the address to send to others."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from recto.commands.counts import place_of
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
from recto.errors import CodeError
from recto.inline import normalise
from recto.locales import direction
from recto.memory import changes
from recto.model import State, Unit
from recto.recutting import places
from recto.web.memory import offers
from recto.web.office import office
from recto.web.pieces import CODE, isolate, shown
from recto.web.rows import FILTERS, Row, neighbours, rows

blueprint = Blueprint("units", __name__)

AROUND = 24
"""Characters on each side by which a place to split at is named."""

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


@blueprint.post(f"{ADDRESS}/<any(join, split):way>")
def recut(article: str, locale: str, unit_id: str, way: str) -> Response | tuple[str, int]:
    typed = request.form.get("target")
    try:
        unit = _recut(article, locale, unit_id, way, typed)
    except UnitGone as gone:
        if gone.successor is None:
            raise
        return _page(article, locale, gone.successor.id, typed=typed, is_moved=True), 409
    except UnitConflict as conflict:
        return _page(article, locale, unit_id, typed=typed, conflict=conflict), 412
    except CodeError as error:
        return _page(article, locale, unit_id, typed=typed, refusal=error), 422
    show, query = _wanted()
    shown = show if show != "all" else None
    address = url_for(
        "units.unit", article=article, locale=locale, unit_id=unit.id, show=shown, q=query or None
    )
    return redirect(address, 303)


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
    refusal: CodeError | None = None,
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
    chosen = request.args.get("use", 0, type=int)
    if typed is None and 0 < chosen <= len(unit.others):
        typed = unit.others[chosen - 1]
    return render_template(
        "unit.html",
        sheet=sheet,
        row=row,
        total=len(everything),
        before=before,
        after=after,
        context=everything[max(row.number - 3, 0) : row.number + 2],
        history=[(activity, changes(activity.old_target, activity.new_target)) for activity in history],
        offers=offers(sheet, unit),
        typed=isolate(row.unit.target if typed is None else typed, direction(sheet.locale)),
        conflict=conflict,
        difference_runs=changes(conflict.theirs.target, conflict.target) if conflict else [],
        refusal=refusal,
        others=[
            (shown(text, unit.hints), changes(unit.target, text) if unit.target else [])
            for text in unit.others
        ],
        following=everything[row.number] if _can_join(everything, row) else None,
        places=[(at, *_around(unit.source, at)) for at in places(unit.source)],
        is_moved=is_moved,
        show=show,
        query=query,
    )


def _recut(article: str, locale: str, unit_id: str, way: str, typed: str | None) -> Unit:
    """Join or split a unit; text that was typed and not saved yet is kept first, as needing work."""
    project, desk, person = office()
    version = request.form.get("version", "")
    unit = find_unit(open_sheet(project, article, locale).catalog, unit_id, place_of(article, locale))
    if typed is not None and normalise(typed) != unit.target:
        kept = save_unit(project, desk, article, locale, unit_id, version, typed, State.DRAFT, person)
        version = token(kept)
    if way == "join":
        return join_unit(project, desk, article, locale, unit_id, version, person)
    at = request.form.get("at", 0, type=int)
    return split_unit(project, desk, article, locale, unit_id, version, at, person)[0]


def _can_join(everything: Sequence[Row], row: Row) -> bool:
    """Tell whether the next unit goes on in the same block."""
    return row.number < len(everything) and not everything[row.number].place.starts


def _around(source: str, at: int) -> tuple[str, str]:
    """Return a few words on each side of a place in a source, codes left out."""
    before, after = (CODE.sub("", text).strip() for text in (source[:at], source[at:]))
    return (
        before if len(before) <= AROUND else "\u2026" + before[-AROUND:],
        after if len(after) <= AROUND else after[:AROUND] + "\u2026",
    )


def _wanted() -> tuple[str, str]:
    show = request.args.get("show", "all")
    return show if show in FILTERS else "all", request.args.get("q", "").strip()
