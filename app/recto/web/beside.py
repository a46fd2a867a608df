"""What is done beside a unit's text: asking a machine, ignoring a finding, going back, taking a text over."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from recto.commands.catalogs import place_of
from recto.commands.counts import MAX_TARGET_CHARS
from recto.commands.dismissing import dismiss, heed
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
from recto.commands.suggesting import Suggestion, suggest
from recto.errors import CodeError, ConflictError, NotFoundError
from recto.memory import changes
from recto.model import State, Unit
from recto.store import Activity
from recto.store.drafts import Drafts, PrivateDraft
from recto.web import api
from recto.web.address import row_number
from recto.web.limits import limited
from recto.web.office import office
from recto.web.panels import fields, panel
from recto.web.permits import needs
from recto.web.translating import _

blueprint = Blueprint("beside", __name__)

UNIT = "/a/<path:article>/<locale:locale>/u/<unit:unit_id>"
API = f"/api/v1{UNIT}"


@blueprint.get(f"{API}/panel")
@needs("read")
def show(article: str, locale: str, unit_id: str) -> Response:
    """Return all that is known about a unit.

    ``matches`` (of the memory, numbered), ``can_suggest``, ``terms``, ``comments`` and ``names`` (who can be
    mentioned), ``history`` and ``first`` (the text before it), ``others`` (locales), ``findings`` with
    ``fixes``, ``ignored`` findings, ``info``.
    """
    sheet, unit = _there(article, locale, unit_id)
    return jsonify(fields(panel(sheet, unit)))


@blueprint.post(f"{API}/suggest")
@needs("translate")
@limited("engines")
def ask(article: str, locale: str, unit_id: str) -> Response:
    """Ask the machines of the settings for a unit; nothing is written.

    Answers ``target`` and ``origin``, empty where no machine had anything, and ``reasons``.
    """
    sheet, unit = _there(article, locale, unit_id)
    found = suggest(office().project, article, sheet.catalog, unit)
    return jsonify(target=found.target, inserted=found.target, origin=found.origin, reasons=found.reasons)


@blueprint.post(f"{API}/dismiss")
@needs("translate")
def ignore(article: str, locale: str, unit_id: str) -> tuple[Response, int]:
    """Ignore ``{"check": name, "reason": why}`` for a unit's text over the version in ``If-Match``.

    ``target``: the text that is meant, if it is not saved yet; it is then kept as needing work. 200 the unit
    and its ``panel``; 404, 412, 428 as for saving; 422 no reason, or nobody can ignore this.

    :reqheader If-Match: the version of the segment that was seen
    :<json string check: the name of the check
    :<json string reason: why it is ignored
    :<json string target: the text that is meant, if it is not saved yet
    """
    body = request.get_json()
    names = ("check", "reason", "target")
    check, reason, target = (body.get(name) if isinstance(body, dict) else None for name in names)
    if not isinstance(check, str) or not isinstance(reason, str) or not isinstance(target, str | None):
        abort(400, 'Send {"check": name, "reason": why}.')
    here = office()
    try:
        unit = dismiss(here.project, here.desk, article, locale, unit_id, _version(), check, reason,
                       here.person, target, is_reviewer=here.reader.may("review", locale))  # fmt: skip
    except (UnitConflict, UnitGone, CodeError) as error:
        return _refused(error)
    return _answer(article, locale, unit), 200


@blueprint.post(f"{API}/heed")
@needs("translate")
def heed_again(article: str, locale: str, unit_id: str) -> tuple[Response, int]:
    """Show the findings of ``{"check": name}`` again; answers as ``dismiss``.

    :reqheader If-Match: the version of the segment that was seen
    :<json string check: the name of the check
    """
    body = request.get_json()
    check = body.get("check") if isinstance(body, dict) else None
    if not isinstance(check, str):
        abort(400, 'Send {"check": name}.')
    here = office()
    try:
        unit = heed(here.project, here.desk, (article, locale, unit_id), _version(), check, here.person)
    except (UnitConflict, UnitGone, CodeError) as error:
        return _refused(error)
    return _answer(article, locale, unit), 200


@blueprint.post(f"{API}/revert")
@needs("translate")
def revert(article: str, locale: str, unit_id: str) -> tuple[Response, int]:
    """Bring back the text of a change: ``{"activity": its id}``, or 0 for the text before the first one.

    Saved as any text is, over the version in ``If-Match``; answers as ``dismiss``.

    :reqheader If-Match: the version of the segment that was seen
    :<json integer activity: the change whose text comes back; 0: the text before the first one
    """
    body = request.get_json()
    number = body.get("activity") if isinstance(body, dict) else None
    if type(number) is not int:
        abort(400, 'Send {"activity": id of the change}.')
    try:
        unit = _revert(article, locale, unit_id, _version(), number)
    except (UnitConflict, UnitGone, CodeError) as error:
        return _refused(error)
    return _answer(article, locale, unit), 200


@blueprint.post(f"{UNIT}/suggest")
@needs("translate")
@limited("engines")
def ask_page(article: str, locale: str, unit_id: str) -> str:
    """Ask a machine from the unit's page, and show what it says."""
    sheet, unit = _there(article, locale, unit_id)
    found: Suggestion = suggest(office().project, article, sheet.catalog, unit)
    difference = changes(unit.target, found.target) if unit.target and found.target else []
    return render_template("suggestion.html", sheet=sheet, unit=unit, found=found, difference=difference)


@blueprint.post(f"{UNIT}/take")
@needs("translate")
def take(article: str, locale: str, unit_id: str) -> Answer:
    """Put a text into the editor of the unit's page: it becomes the reader's unsaved text of the unit."""
    _sheet, unit = _there(article, locale, unit_id)
    here = office()
    target = request.form.get("target", "")
    if len(target) > MAX_TARGET_CHARS:
        abort(413, _("The text is longer than any that can be saved."))
    if target == unit.target:
        Drafts(here.desk).drop(here.reader.id, article, locale, unit_id)
    else:
        draft = PrivateDraft(
            here.reader.id, article, locale, unit_id, target, token(unit), unit.role, unit.source
        )
        Drafts(here.desk).keep(draft)
    return _back(article, locale, unit_id, "target")


@blueprint.post(f"{UNIT}/dismiss")
@needs("translate")
def ignore_page(article: str, locale: str, unit_id: str) -> Answer:
    """Ignore a finding from the unit's page."""
    here = office()
    check, reason = request.form.get("check", ""), request.form.get("reason", "")
    version = request.form.get("version", "")
    dismiss(here.project, here.desk, article, locale, unit_id, version, check, reason, here.person,
            is_reviewer=here.reader.may("review", locale))  # fmt: skip
    return _back(article, locale, unit_id, "findings")


@blueprint.post(f"{UNIT}/heed")
@needs("translate")
def heed_page(article: str, locale: str, unit_id: str) -> Answer:
    """Show an ignored finding again, from the unit's page."""
    here = office()
    version, check = request.form.get("version", ""), request.form.get("check", "")
    heed(here.project, here.desk, (article, locale, unit_id), version, check, here.person)
    return _back(article, locale, unit_id, "findings")


@blueprint.post(f"{UNIT}/revert")
@needs("translate")
def revert_page(article: str, locale: str, unit_id: str) -> Answer:
    """Bring back an earlier text from the unit's page."""
    number = request.form.get("activity", -1, type=row_number)
    _revert(article, locale, unit_id, request.form.get("version", ""), number)
    return _back(article, locale, unit_id, "history")


def _there(article: str, locale: str, unit_id: str) -> tuple[Sheet, Unit]:
    sheet = open_sheet(office().project, article, locale)
    return sheet, find_unit(sheet.catalog, unit_id, place_of(article, locale))


def _revert(article: str, locale: str, unit_id: str, version: str, number: int) -> Unit:
    """Save the text of a change of this very unit, in the state that it was given then."""
    here = office()
    history = here.desk.history(article, locale, unit_id, 1_000_000)
    text, state = _of_change(history, number, place_of(article, locale))
    wanted = State.DRAFT if state.rank <= State.DRAFT.rank else State.REVIEWED
    return save_unit(here.project, here.desk, article, locale, unit_id, version, text, wanted, here.person)


def _of_change(history: list[Activity], number: int, where: str) -> tuple[str, State]:
    if number == 0 and history:
        return history[-1].old_target, history[-1].old_state
    found = next((one for one in history if one.id == number), None)
    if found is None:
        raise NotFoundError(f"there is no change {number} of this unit.", where)
    return found.new_target, found.new_state


def _version() -> str:
    version = request.headers.get("If-Match", "").strip().strip('"')
    if not version:
        abort(428, "Name the version that the text was made for in If-Match.")
    return version


def _answer(article: str, locale: str, unit: Unit) -> Response:
    sheet = open_sheet(office().project, article, locale)
    shown = find_unit(sheet.catalog, unit.id, place_of(article, locale))
    found = fields(panel(sheet, shown))
    return jsonify(api.fields(shown, sheet.findings(shown)) | {"panel": found})


def _refused(error: ConflictError | NotFoundError | CodeError) -> tuple[Response, int]:
    if isinstance(error, UnitConflict):
        return jsonify(problem=str(error), theirs=api.fields(error.theirs, ())), 412
    if isinstance(error, UnitGone):
        return api.gone(error), 404
    found = error.findings if isinstance(error, UnitRefused) else ()
    return jsonify(problem=str(error), findings=api.findings_told(found)), 422


def _back(article: str, locale: str, unit_id: str, anchor: str) -> Answer:
    address = url_for("units.unit", article=article, locale=locale, unit_id=unit_id, _anchor=anchor)
    return redirect(address, 303)
