"""Private drafts: kept at each pause of typing, listed on a page of their own, gone when they are saved."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from recto.commands.catalogs import load_catalog, place_of
from recto.commands.counts import MAX_TARGET_CHARS
from recto.commands.review import UnitGone, find_unit, refuse_unknown
from recto.errors import ConflictError, NotFoundError, RectoError
from recto.inline import normalise
from recto.memory import Change, changes
from recto.model import Unit
from recto.store.drafts import Drafts, PrivateDraft
from recto.web.limits import limited
from recto.web.office import office
from recto.web.permits import PRESENT, needs
from recto.web.translating import _

blueprint = Blueprint("drafts", __name__)

ADDRESS = "/a/<path:article>/<locale:locale>/u/<unit:unit_id>/draft"
API = "/api/v1"


class Unsaved(NamedTuple):
    """A draft as its page shows it. ``unit`` is None where the article does not have it any more."""

    draft: PrivateDraft
    unit: Unit | None
    difference: tuple[Change, ...]
    """From what stands in the catalog to the draft."""
    is_stale: bool
    """The unit was changed since the draft was begun."""


def mine(article: str, locale: str) -> dict[str, PrivateDraft]:
    """Return the reader's drafts in an article by the ids of their units."""
    here = office()
    return Drafts(here.desk).of_article(here.reader.id, article, locale)


def settled(article: str, locale: str, unit_id: str, target: str) -> None:
    """Forget the reader's draft of a unit if it is the text that was just saved; another one stays."""
    here = office()
    store = Drafts(here.desk)
    draft = store.get(here.reader.id, article, locale, unit_id)
    if draft and normalise(draft.target) == normalise(target):
        store.drop(here.reader.id, article, locale, unit_id, draft.target)


def unsaved() -> list[Unsaved]:
    """Return all drafts of the reader; those that are in the catalog by now are forgotten."""
    here = office()
    store = Drafts(here.desk)
    found = []
    for draft in store.of(here.reader.id):
        unit: Unit | None = None
        # A role may have been taken away since: then the draft is all that there is to see.
        if here.reader.may("read", draft.locale):
            with suppress(RectoError):
                unit = _unit(draft.article, draft.locale, draft.unit_id)
        if unit and normalise(draft.target) == unit.target:
            store.drop(draft.person, draft.article, draft.locale, draft.unit_id, draft.target)
            continue
        runs = tuple(changes(unit.target, draft.target)) if unit and unit.target else ()
        is_stale = unit is not None and not unit.version.startswith(draft.version)
        found.append(Unsaved(draft, unit, runs, is_stale))
    return found


@blueprint.get("/unsaved")
@needs(PRESENT)
def page() -> str:
    """Show the reader's unsaved texts."""
    return render_template("unsaved.html", unsaved=unsaved())


@blueprint.post("/a/<path:article>/<locale:locale>/u/<unit:unit_id>/draft/discard")
@needs("translate")
def discard(article: str, locale: str, unit_id: str) -> Answer:
    """Forget one of the reader's drafts."""
    here = office()
    Drafts(here.desk).drop(here.reader.id, article, locale, unit_id)
    return redirect(url_for("drafts.page"), 303)


@blueprint.get(f"{API}/drafts")
@needs(PRESENT)
def everything() -> Response:
    """Return all private drafts of the reader, newest first."""
    return jsonify(
        drafts=[
            _fields(one.draft) | {"is_there": one.unit is not None, "is_stale": one.is_stale}
            for one in unsaved()
        ]
    )


@blueprint.get(f"{API}/a/<path:article>/<locale:locale>/drafts")
@needs("translate")
def of_article(article: str, locale: str) -> Response:
    """Return the reader's private drafts in an article."""
    return jsonify(drafts=[_fields(draft) for draft in mine(article, locale).values()])


@blueprint.get(API + ADDRESS)
@needs("translate")
def get(article: str, locale: str, unit_id: str) -> Response:
    """Return the reader's private draft of a unit; 404 if there is none."""
    here = office()
    draft = Drafts(here.desk).get(here.reader.id, article, locale, unit_id)
    if draft is None:
        raise NotFoundError("there is no unsaved text of yours here.")
    return jsonify(_fields(draft))


@blueprint.put(API + ADDRESS)
@needs("translate")
@limited("drafts")
def keep(article: str, locale: str, unit_id: str) -> tuple[Response, int]:
    """Keep ``{"target": text, "version": the unit's that it was made for}`` as the reader's draft.

    200 ``{"is_kept": bool, "made_at": time}``: the unit's own text is no draft and is not kept; 409 there
    are too many; 413 it is longer than any target may be. The draft of a unit that is gone is kept.

    :<json string target: what was typed
    :<json string version: the segment's that it was made for
    :<json string source: the source that it was made for, kept where the segment is gone
    """
    target, version, source = _body()
    here = office()
    refuse_unknown(here.project, article, locale)
    role = ""
    store = Drafts(here.desk)
    try:
        unit = _unit(article, locale, unit_id)
    except UnitGone:
        pass
    else:
        role, source = unit.role, unit.source
        if normalise(target) == unit.target:
            store.drop(here.reader.id, article, locale, unit_id)
            return jsonify(is_kept=False, made_at=""), 200
    draft = PrivateDraft(here.reader.id, article, locale, unit_id, target, version, role, source)
    try:
        kept = store.keep(draft)
    except ConflictError as error:
        return jsonify(problem=str(error)), 409
    return jsonify(is_kept=True, made_at=kept.made_at), 200


@blueprint.delete(API + ADDRESS)
@needs("translate")
@limited("drafts")
def drop(article: str, locale: str, unit_id: str) -> tuple[str, int]:
    """Forget the reader's private draft of a unit, if there is one. Answers 204."""
    here = office()
    Drafts(here.desk).drop(here.reader.id, article, locale, unit_id)
    return "", 204


def _body() -> tuple[str, str, str]:
    body = request.get_json()
    fields = body if isinstance(body, dict) else {}
    target, version, source = (fields.get(name, "") for name in ("target", "version", "source"))
    if (
        not isinstance(target, str)
        or not isinstance(version, str)
        or not isinstance(source, str)
        or not version
    ):
        abort(400, 'Send {"target": text, "version": version of the unit}.')
    if len(target) > MAX_TARGET_CHARS or len(source) > MAX_TARGET_CHARS or len(version) > 64:
        abort(413, _("The text is longer than any that can be saved."))
    return target, version, source


def _unit(article: str, locale: str, unit_id: str) -> Unit:
    refuse_unknown(office().project, article, locale)
    return find_unit(load_catalog(office().project, article, locale), unit_id, place_of(article, locale))


def _fields(draft: PrivateDraft) -> dict[str, object]:
    return {
        "article": draft.article,
        "locale": draft.locale,
        "unit": draft.unit_id,
        "target": draft.target,
        "version": draft.version,
        "source": draft.source,
        "made_at": draft.made_at,
    }
