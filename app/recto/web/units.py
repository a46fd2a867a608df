"""One unit as a page: the editor without scripts, and the address to send to others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from recto.commands.counts import place_of
from recto.commands.recut import join_unit, split_unit
from recto.commands.repeats import spots
from recto.commands.review import (
    Sheet,
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
from recto.web.drafts import mine, settled
from recto.web.filters import asked
from recto.web.office import office
from recto.web.panels import panel, stage_word, title
from recto.web.permits import needs
from recto.web.pieces import CODE, isolate, shown
from recto.web.rows import Row, neighbours, rows

blueprint = Blueprint("units", __name__)

AROUND = 24
"""Characters on each side by which a place to split at is named."""

ADDRESS = "/a/<path:article>/<locale:locale>/u/<unit:unit_id>"


@blueprint.get(ADDRESS)
@needs("read")
def unit(article: str, locale: str, unit_id: str) -> str:
    return _page(article, locale, unit_id)


@blueprint.post(ADDRESS)
@needs("translate")
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
    settled(article, locale, unit_id, target)
    return redirect(_next_address(article, locale, unit_id), 303)


@blueprint.post(f"{ADDRESS}/<any(join, split):way>")
@needs("translate")
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
    place: dict[str, Any] = {"article": article, "locale": locale, "unit_id": unit.id}
    return redirect(url_for("units.unit", **place, **asked().arguments), 303)


def _next_address(article: str, locale: str, unit_id: str) -> str:
    wanted = asked()
    project = office().project
    everything, _asides = rows(project, open_sheet(project, article, locale))
    _before, after = neighbours(everything, unit_id, wanted)
    place: dict[str, Any] = {"article": article, "locale": locale}
    if after is None:
        return url_for("articles.article", **place, **wanted.arguments, _anchor=unit_id)
    return url_for("units.unit", **place, **wanted.arguments, unit_id=after.unit.id)


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
    wanted = asked()
    project = office().project
    sheet = open_sheet(project, article, locale)
    everything, _asides = rows(project, sheet)
    unit = find_unit(sheet.catalog, unit_id, place_of(article, locale))
    row = next(row for row in everything if row.unit is unit)
    before, after = neighbours(everything, unit_id, wanted)
    chosen = request.args.get("use", 0, type=int)
    if typed is None and 0 < chosen <= len(unit.others):
        typed = unit.others[chosen - 1]
    draft = mine(article, locale).get(unit_id) if typed is None else None
    if draft:
        typed = draft.target
    return render_template(
        "unit.html",
        sheet=sheet,
        row=row,
        total=len(everything),
        before=before,
        after=after,
        context=everything[max(row.number - 3, 0) : row.number + 2],
        panel=panel(sheet, unit),
        isolate=isolate,
        shown=shown,
        stage_of=stage_word,
        title_of=title,
        typed=isolate(row.unit.target if typed is None else typed, direction(sheet.locale)),
        draft=draft,
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
        wanted=wanted,
        twins=_twins(sheet, unit),
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


def _twins(sheet: Sheet, unit: Unit) -> list[tuple[int, str, str]]:
    """Return the occurrences of a unit that stands several times: number, what is in front, and behind.

    One that has a translation of its own already is left out, and so are the occurrences of such a unit.
    """
    found = spots(office().project, sheet)
    own = {one.context for one in sheet.catalog.units if one.source == unit.source}
    at = [i for i, spot in enumerate(found) if (spot.block.role, spot.source) == (unit.role, unit.source)]
    if len(at) < 2 or unit.context != unit.role:
        return []
    around = [("", *(spot.source for spot in found), "")[i : i + 3 : 2] for i in at]
    named = [
        (n, CODE.sub("", one[0])[-AROUND:], CODE.sub("", one[1])[:AROUND]) for n, one in enumerate(around, 1)
    ]
    return [one for one in named if f"{unit.role}#{one[0]}" not in own]
