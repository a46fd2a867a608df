"""Whether an article is live in a locale, why not, and its sign-off."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from recto.commands import signing
from recto.commands.catalogs import load_catalog
from recto.commands.signing import SignOffRefused
from recto.commands.why import UnitWhy, reasons_told, why
from recto.commands.why import fields as why_fields
from recto.errors import ConflictError, NotFoundError
from recto.web.office import office
from recto.web.permits import needs
from recto.web.publishing import known, rooms, told
from recto.web.translating import N_, _, said

blueprint = Blueprint("signing", __name__)

PLACE = "/a/<path:article>/<locale:locale>"
API = f"/api/v1{PLACE}"

UNIT_REASONS = {
    "empty": N_("Not translated."),
    "machine": N_("A machine draft that nobody has reviewed."),
    "draft": N_("Needs work."),
    "changed": N_("The source changed, and nobody has reviewed the translation since."),
    "unsigned": N_("Reviewed; the article is not signed off."),
    "refused": N_("It cannot be put into the article: %(problem)s"),
    "errors": N_("It has an error: %(problem)s"),
}
"""The words of ``recto.commands.why`` for one segment, marked for translation."""


@blueprint.get(f"{PLACE}/why")
@needs("read")
def page(article: str, locale: str) -> str:
    return _page(article, locale)


@blueprint.post(f"{PLACE}/sign-off")
@needs("edit")
def sign_off(article: str, locale: str) -> Answer | tuple[str, int]:
    known(article, locale)
    here, work = office(), rooms().work
    try:
        if request.form.get("action") == "withdraw":
            signing.withdraw(here.project, article, locale, work)
            flash(_("The sign-off is withdrawn."))
        else:
            seen = request.form.get("seen", "")
            signing.sign_off(here.project, article, locale, here.person, work, seen=seen)
            flash(_("Signed off."))
    except SignOffRefused:
        return _page(article, locale, is_refused=True), 422
    except ConflictError:
        flash(_("This was changed after you opened it; nothing was signed. Look at it again."))
        return _page(article, locale), 412
    return redirect(url_for("signing.page", article=article, locale=locale), 303)


def _page(article: str, locale: str, *, is_refused: bool = False) -> str:
    known(article, locale)
    here, work = office(), rooms().work
    found = why(here.project, article, locale, work)
    try:
        catalog = load_catalog(here.project, article, locale)
        signed = signing.standing(catalog, article, work)
        against = signing.obstacles(here.project, article, catalog, here.person, work)
    except NotFoundError:
        signed, against = signing.Standing(), ()
    return render_template(
        "why.html",
        article=article,
        locale=locale,
        why=found,
        units=[(unit, unit_told(unit)) for unit in found.units],
        signed=signed,
        against=against,
        is_refused=is_refused,
        may_sign=here.reader.may("edit", locale),
    )


def unit_told(unit: UnitWhy) -> str:
    """Return why a segment is not live in the reader's language."""
    text = UNIT_REASONS[unit.code]
    return _(text, problem=said(unit.problem)) if unit.problem else _(text)


@blueprint.get(f"{API}/why")
@needs("read")
def why_api(article: str, locale: str) -> Response:
    """Say why an article is not live in a locale.

    Answers ``{"is_live", "reasons": [{"reason", "text", "blocks"}], "units": [{"unit", "number", "reason",
    "text"}], "findings": [{"check", "severity", "text"}]}``, in the words of ``recto status --why``.
    ``findings`` are about the compiled article as a whole.
    """
    known(article, locale)
    return jsonify(why_fields(why(office().project, article, locale, rooms().work)))


@blueprint.get(f"{API}/sign-off")
@needs("read")
def standing_api(article: str, locale: str) -> Response:
    """Say how the sign-off of an article stands.

    Answers ``{"name", "is_valid", "changed", "made_at", "seal", "against": [reasons]}``; ``name`` is empty
    where there is none, ``changed`` null where nobody counted, ``against`` what keeps the reader from it.
    """
    return _standing(article, locale)


@blueprint.put(f"{API}/sign-off")
@needs("edit")
def sign_off_api(article: str, locale: str) -> Response | tuple[Response, int]:
    """Sign an article off; takes ``{"seal"}``, that of the units that were looked at, as GET gives it.

    200 how it stands now; 412 it was changed meanwhile; 422 what speaks against it, in ``reasons``.

    :<json string seal: that of the segments that were looked at, as GET gives it
    """
    known(article, locale)
    here, body = office(), request.get_json(silent=True)
    seen = str(body.get("seal", "")) if isinstance(body, dict) else ""
    if not seen:
        return jsonify(problem=_("Send the seal of the units that you looked at.")), 428
    try:
        signing.sign_off(here.project, article, locale, here.person, rooms().work, seen=seen)
    except SignOffRefused as refusal:
        words = [told(reason) for reason in refusal.reasons]
        return jsonify(problem=" ".join(words), reasons=reasons_told(refusal.reasons)), 422
    except ConflictError as error:
        return jsonify(problem=str(error)), 412
    return _standing(article, locale)


@blueprint.delete(f"{API}/sign-off")
@needs("edit")
def withdraw_api(article: str, locale: str) -> Response:
    """Withdraw a sign-off; answers how it stands now."""
    known(article, locale)
    signing.withdraw(office().project, article, locale, rooms().work)
    return _standing(article, locale)


def _standing(article: str, locale: str) -> Response:
    known(article, locale)
    here, work = office(), rooms().work
    catalog = load_catalog(here.project, article, locale)
    against = signing.obstacles(here.project, article, catalog, here.person, work)
    return jsonify({**signing.standing(catalog, article, work)._asdict(), "against": reasons_told(against)})
