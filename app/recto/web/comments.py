"""Comments beside a unit: said, resolved and opened again, on its page and as JSON."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from recto.commands.commenting import comment, resolve
from recto.commands.review import refuse_unknown
from recto.errors import CodeError
from recto.store.comments import Comment, Comments
from recto.web.office import office
from recto.web.permits import needs

blueprint = Blueprint("comments", __name__)

ADDRESS = "/a/<path:article>/<locale:locale>/u/<unit:unit_id>/comments"
ONE = f"{ADDRESS}/<int:number>/<any(resolve, open):way>"


def names(locale: str) -> list[str]:
    """Return who can be mentioned in a locale: those who may read it."""
    here = office()
    if not here.is_team:
        return [here.person] if here.person else []
    accounts = [account for account in here.accounts.people.all() if account.is_active]
    return [account.name for account in accounts if account.reader.may("read", locale)]


def of_unit(article: str, locale: str, unit_id: str) -> list[Comment]:
    """Return what was said about a unit, oldest first."""
    return Comments(office().desk).of_unit(article, locale, unit_id)


def fields(said: Comment) -> dict[str, object]:
    """Return a comment as pages and programs get it."""
    return {
        "id": said.id,
        "person": said.person,
        "text": said.text,
        "made_at": said.made_at,
        "about_source": not said.locale,
        "resolved_by": said.resolved_by,
        "is_open": not said.resolved_by,
    }


@blueprint.post(ADDRESS)
@needs("translate")
def add(article: str, locale: str, unit_id: str) -> Answer:
    """Say something from the unit's page."""
    text, about_source = request.form.get("text", ""), request.form.get("about") == "source"
    _add(article, locale, unit_id, text, about_source=about_source)
    return redirect(_back(article, locale, unit_id), 303)


@blueprint.post(ONE)
@needs("translate")
def settle(article: str, locale: str, unit_id: str, number: int, way: str) -> Answer:
    """Resolve a comment from the unit's page, or open it again."""
    here = office()
    resolve(here.desk, (article, locale, unit_id), number, here.person, is_open=way == "open")
    return redirect(_back(article, locale, unit_id), 303)


@blueprint.get(f"/api/v1{ADDRESS}")
@needs("read")
def every(article: str, locale: str, unit_id: str) -> Response:
    """Return the comments beside a unit, oldest first, and who can be mentioned."""
    return _all(article, locale, unit_id)


@blueprint.post(f"/api/v1{ADDRESS}")
@needs("translate")
def say(article: str, locale: str, unit_id: str) -> tuple[Response, int]:
    """Say ``{"text": text, "about_source": bool}`` beside a unit; ``@name`` mentions somebody.

    201 all comments of the unit; 422 there is no text, or too much of it.

    :<json string text: what is said; ``@name`` mentions somebody
    :<json boolean about_source: whether all languages see it
    """
    body = request.get_json()
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str):
        abort(400, 'Send {"text": what you say}.')
    try:
        _add(article, locale, unit_id, text, about_source=body.get("about_source") is True)
    except CodeError as error:
        return jsonify(problem=str(error)), 422
    return _all(article, locale, unit_id), 201


@blueprint.post(f"/api/v1{ONE}")
@needs("translate")
def decide(article: str, locale: str, unit_id: str, number: int, way: str) -> Response:
    """Resolve a comment, or open it again. Answers all comments of the unit."""
    here = office()
    resolve(here.desk, (article, locale, unit_id), number, here.person, is_open=way == "open")
    return _all(article, locale, unit_id)


def _add(article: str, locale: str, unit_id: str, text: str, *, about_source: bool) -> None:
    here = office()
    comment(
        here.project, here.desk, article, locale, unit_id, text, here.person, names(locale),
        about_source=about_source,
    )  # fmt: skip


def _all(article: str, locale: str, unit_id: str) -> Response:
    refuse_unknown(office().project, article, locale)
    return jsonify(comments=[fields(one) for one in of_unit(article, locale, unit_id)], names=names(locale))


def _back(article: str, locale: str, unit_id: str) -> str:
    return url_for("units.unit", article=article, locale=locale, unit_id=unit_id, _anchor="comments")
