"""Export: articles and catalogs to take away, or to write into the output folder."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from recto.commands.exporting import ARTICLE_FORMS, FORMS, POLICIES, Made, Wanted, archive, make, pairs
from recto.errors import RectoError
from recto.web.compiling import write
from recto.web.limits import limited
from recto.web.office import office
from recto.web.permits import demand, needs
from recto.web.publishing import known
from recto.web.translating import N_, _

blueprint = Blueprint("exporting", __name__)

FORM_WORDS = {
    "article": N_("The article, in its own format"),
    "html": N_("A web page (HTML)"),
    "po": N_("Catalogs (PO)"),
    "xliff": N_("XLIFF 1.2, for translators' tools"),
    "xliff2": N_("XLIFF 2.1, for translators' tools"),
    "tmx": N_("A translation memory of what is reviewed (TMX)"),
    "csv": N_("A table (CSV)"),
}
POLICY_WORDS = {
    "source": N_("the source stands in their place"),
    "draft": N_("their drafts stand"),
    "block": N_("no file is made"),
}
CHANGES = {
    "new": N_("not built before"),
    "changed": N_("differs from the last build"),
    "same": N_("as the last build"),
    "": "",
}
MOST_SHOWN = 50
"""Files whose differences a page shows."""
BINARY = "application/octet-stream"


@blueprint.get("/export")
@needs("edit")
def choose() -> str:
    return _page(_wanted())


@blueprint.get("/a/<path:article>/<locale:locale>/export")
@needs("edit")
def page(article: str, locale: str) -> str:
    known(article, locale)
    return _page(Wanted((article,), (locale,)))


@blueprint.post("/export")
@needs("edit")
@limited("exports")
def export() -> Response | Answer | str | tuple[str, int]:
    wanted, action = _wanted(), request.form.get("action", "look")
    try:
        _refuse_locales(wanted)
        if action == "write":
            return _write(wanted)
        made = make(office().project, wanted)
    except RectoError as error:
        return _page(wanted, problem=str(error)), 422
    if action != "download":
        return _page(wanted, made)
    if not any(one.content is not None for one in made):
        return _page(wanted, made, problem=_("No file could be made; the reasons stand below.")), 422
    return _download(made)


@blueprint.post("/api/v1/export")
@needs("edit")
@limited("exports")
def export_api() -> Response | tuple[Response, int]:
    """Make an export; takes ``{"articles", "locales", "form", "policy", "action"}``.

    ``action`` is ``look`` (answers what would be made) or ``download`` (answers the file, or an archive).
    ``form``: article, html, po, xliff, xliff2, tmx, csv; ``policy``: source, draft, block. 422: a word of it
    is unknown, or no file could be made.

    :<json array articles: their names; without it all of them
    :<json array locales: their tags; without it all of them
    :<json string form: article, html, po, xliff, xliff2, tmx or csv
    :<json string policy: source, draft or block
    :<json string action: look or download
    """
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400, 'Send {"articles": [paths], "locales": [tags], "form": "article", "policy": "source"}.')
    wanted = Wanted(
        _texts(body.get("articles")),
        _texts(body.get("locales")),
        str(body.get("form", "article")),
        str(body.get("policy", "source")),
    )
    try:
        _refuse_locales(wanted)
        made = make(office().project, wanted)
    except RectoError as error:
        return jsonify(problem=str(error)), 422
    if body.get("action") == "download":
        if not any(one.content is not None for one in made):
            return jsonify(problem="no file could be made.", files=[_fields(one) for one in made]), 422
        return _download(made)
    return jsonify(files=[_fields(one) for one in made])


def _fields(one: Made) -> dict[str, object]:
    return {
        "article": one.article,
        "locale": one.locale,
        "name": one.name,
        "is_made": one.content is not None,
        "percent": one.percent,
        "open": one.open_units,
        "errors": one.errors,
        "problems": list(one.problems),
        "change": one.change,
        "difference": list(one.difference),
    }


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _wanted() -> Wanted:
    values, here = request.values, office()
    every = values.getlist("every")
    locales = [one for one in here.project.config.target_locales if here.reader.may("edit", one)]
    return Wanted(
        tuple(here.project.articles() if "articles" in every else values.getlist("article")),
        tuple(locales if "locales" in every else values.getlist("locale")),
        values.get("form", "article"),
        values.get("policy", "source"),
    )


def _refuse_locales(wanted: Wanted) -> None:
    """Answer 403 where a locale is not the reader's to hand out."""
    for locale in {locale for _path, locale in pairs(office().project, wanted, most=None)}:
        demand("edit", locale)


def _write(wanted: Wanted) -> Answer | tuple[str, int]:
    """Compile into the output folder what can be compiled; nothing that the policy keeps back."""
    chosen = pairs(office().project, wanted.checked(), most=None)
    if wanted.form != "article":
        problem = _("Only articles in their own format are written to the output folder.")
        return _page(wanted, problem=problem), 422
    if write(chosen, wanted.policy):
        return redirect(url_for("jobs.listed"), 303)
    where = url_for("exporting.choose", article=wanted.articles, locale=wanted.locales, policy=wanted.policy)
    return redirect(where, 303)


def _download(made: list[Made]) -> Response:
    """Answer one file, or an archive of several; its name is the project's own, never a browser's."""
    files = [one for one in made if one.content is not None]
    if len(files) == 1:
        name = PurePosixPath(files[0].name).name
        content = files[0].content or b""
    else:
        name, content = f"{office().project.config.project or 'recto'}.zip", archive(files)
    # Whatever it is, a browser is to keep it, not to show it here.
    response = send_file(io.BytesIO(content), BINARY, as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _page(wanted: Wanted, made: list[Made] | None = None, problem: str = "") -> str:
    here = office()
    return render_template(
        "export.html",
        articles=here.project.articles(),
        locales=[one for one in here.project.config.target_locales if here.reader.may("edit", one)],
        wanted=wanted,
        made=made,
        problem=problem,
        FORMS={name: FORM_WORDS[name] for name in FORMS},
        POLICIES={name: POLICY_WORDS[name] for name in POLICIES},
        CHANGES=CHANGES,
        ARTICLE_FORMS=ARTICLE_FORMS,
        shown=MOST_SHOWN,
    )
