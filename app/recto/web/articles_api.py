"""A whole article for programs: its segments, what can be done to many of them, how it will look."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, jsonify

from recto.commands.bulk import Verb, fitting
from recto.commands.previewing import preview
from recto.commands.review import open_sheet, refuse_unknown
from recto.model import State
from recto.web.api import fields
from recto.web.filters import asked
from recto.web.limits import limited
from recto.web.office import office
from recto.web.permits import needs
from recto.web.preview import opening, wanted_state
from recto.web.rendering import is_text, rendered
from recto.web.rows import Row, filtered, rows

blueprint = Blueprint("articles_api", __name__, url_prefix="/api/v1")

ADDRESS = "/a/<path:article>/<locale:locale>"


@blueprint.get(ADDRESS)
@needs("read")
def units(article: str, locale: str) -> Response:
    """Return the segments of an article in reading order, those that a filter lets through.

    ``{"article", "locale", "source_locale", "total", "units": [...]}``; each as when saved, with ``number``
    (from 1), ``source``, ``role``, ``previous`` (the source before it changed), ``notes`` and ``edit``.

    :query show: all, drafts, empty, changed or problems; the tabs of the page
    :query q: words that the source, the target or a note holds
    :query case: 1: capitals count
    :query whole: 1: whole words only
    :query near: 1: also the neighbours of what is let through
    """
    project = office().project
    sheet = open_sheet(project, article, locale)
    everything, _asides = rows(project, sheet)
    return jsonify(
        article=article,
        locale=locale,
        source_locale=sheet.source_locale,
        total=len(everything),
        units=[_row(row) for row in filtered(everything, asked())],
    )


@blueprint.get(f"{ADDRESS}/bulk")
@needs("edit")
def fits(article: str, locale: str) -> Response:
    """Return what can be done to many segments at once, and to which.

    ``{verb: [{"id", "version"}]}``; what is sent to the same address with POST does it.
    """
    sheet = open_sheet(office().project, article, locale)
    found = {verb.value: fitting(sheet, verb) for verb in Verb}
    return jsonify(
        {verb: [{"id": one.unit_id, "version": one.version} for one in own] for verb, own in found.items()}
    )


@blueprint.get(f"{ADDRESS}/preview")
@needs("read")
@limited("previews")
def body(article: str, locale: str) -> Response:
    """Return the article as its readers will see it: ``{"html"}``, without anything that works in a page.

    :query state: reviewed: only what is reviewed; otherwise drafts as well
    """
    project = office().project
    refuse_unknown(project, article, locale)
    state = State.REVIEWED if wanted_state() == "reviewed" else State.DRAFT
    shown = preview(project, article, locale, {}, state, is_text=is_text(article))
    return jsonify(html=str(rendered(shown, partial(opening, shown)).body))


def _row(row: Row) -> dict[str, object]:
    unit = row.unit
    return fields(unit, row.findings) | {
        "number": row.number,
        "source": unit.source,
        "role": unit.role,
        "previous": unit.previous,
        "notes": list(unit.notes),
        "edit": row.edit,
    }
