"""Import in two steps: what was sent is kept and shown; only what is then chosen is taken."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from recto.commands.bringing import (
    KINDS,
    Coming,
    Taken,
    look_at_articles,
    look_at_translations,
    take_articles,
    take_terms,
    take_translations,
)
from recto.commands.import_ import How, Report
from recto.errors import RectoError
from recto.store.work import Upload
from recto.web.limits import limited
from recto.web.office import office
from recto.web.permits import demand, needs
from recto.web.publishing import rooms
from recto.web.translating import N_, _

blueprint = Blueprint("importing", __name__)

KEPT_H = 24
"""Hours that a file waits for its second step."""
MOST_NAME = 200
KIND_WORDS = {
    "articles": N_("Articles: a file, or several as a ZIP archive"),
    "translations": N_("Translations: XLIFF, PO or CSV"),
    "terms": N_("Terms: TBX or CSV"),
}
STATUS_WORDS = {
    "new": N_("New"),
    "same": N_("Stands there already"),
    "different": N_("Another text stands there"),
    "refused": N_("Refused"),
}
REMARK_WORDS = {
    "conflict": N_("Both are kept; somebody has to choose"),
    "refused": N_("Refused"),
    "gone": N_("Gone from the article"),
    "unknown": N_("No segment has this source"),
    "offered": N_("Kept beside a reviewed translation"),
    "draft": N_("Kept as a draft"),
}
MOST_SHOWN = 200


class _Hints(NamedTuple):
    """What the sender says of a file, in the address of its second step."""

    folder: str
    article: str
    locale: str
    accept: bool


@blueprint.get("/import")
@needs("edit")
def page() -> str:
    return _start()


@blueprint.post("/import")
@needs("edit")
@limited("uploads")
def send() -> Answer | tuple[str, int]:
    """Keep a file and go on to what it would do."""
    kind = request.form.get("kind", "")
    file = request.files.get("file")
    content = file.read() if file and file.filename else b""
    name = (file.filename or "") if file else ""
    if not content:
        # A browser sends line breaks as CR LF.
        content = request.form.get("pasted", "").replace("\r\n", "\n").encode("utf-8", "surrogatepass")
        name = request.form.get("name", "").strip()
    problem = _refuse(kind, name, content)
    if problem:
        return _start(problem), 422
    token = _keep(kind, name, content)
    hints = _hints()
    address = url_for(
        "importing.look",
        token=token,
        folder=hints.folder or None,
        article=hints.article or None,
        locale=hints.locale or None,
        accept="1" if hints.accept else None,
    )
    return redirect(address, 303)


@blueprint.get("/import/<token>")
@needs("edit")
def look(token: str) -> str:
    return _look(_kept(token))


@blueprint.post("/import/<token>")
@needs("edit")
def take(token: str) -> Answer | tuple[str, int]:
    upload = _kept(token)
    if request.form.get("action") == "forget":
        rooms().work.forget(token)
        flash(_("Nothing was imported."))
        return redirect(url_for("importing.page"), 303)
    try:
        done = _take(upload)
    except RectoError as error:
        return _look(upload, str(error)), 422
    rooms().work.forget(token)
    return render_template("imported.html", upload=upload, **done), 200


@blueprint.post("/api/v1/import")
@needs("edit")
@limited("uploads")
def import_api() -> Response | tuple[Response, int]:
    """Import a file; takes the query ``kind`` (articles, translations, terms), ``name``, ``folder``,
    ``article``, ``locale``, ``accept``, ``apply`` and ``overwrite``, and the file as the body.

    Without ``apply=1`` nothing is written and the answer says what would be; an article that stands there
    with another text is taken with ``overwrite=1`` alone. 422: the file cannot be used.

    :query kind: articles, translations or terms
    :query name: what the file is called
    :query folder: where articles are to stand
    :query article: whose translations they are, if the file does not say it
    :query locale: their locale, if the file does not say it
    :query accept: 1: translations count as reviewed
    :query apply: 1: do it
    :query overwrite: 1: also articles that stand there with another text
    :<file: the file itself
    """
    kind, name = request.args.get("kind", ""), request.args.get("name", "")
    content = request.get_data(cache=False)
    if problem := _refuse(kind, name, content):
        return jsonify(problem=problem), 422
    is_dry = request.args.get("apply") != "1"
    try:
        if kind == "articles":
            return jsonify(_articles_told(name, content, is_dry=is_dry))
        return jsonify(_told(kind, name, content, dry_run=is_dry))
    except RectoError as error:
        return jsonify(problem=str(error)), 422


def _articles_told(name: str, content: bytes, *, is_dry: bool) -> dict[str, object]:
    coming = look_at_articles(office().project, request.args.get("folder", ""), name, content)
    shown = [
        {"path": one.path, "status": one.status, "problem": one.problem, "units": one.units,
         "difference": list(one.difference)}
        for one in coming
    ]  # fmt: skip
    if is_dry:
        return {"articles": shown}
    takes = {"new", "different"} if request.args.get("overwrite") == "1" else {"new"}
    chosen = [one.path for one in coming if one.status in takes]
    done = take_articles(office().project, coming, chosen, {one.path: one.seen for one in coming})
    return {"articles": shown, "written": list(done.written), "errors": [str(error) for error in done.errors]}


def _told(kind: str, name: str, content: bytes, *, dry_run: bool) -> dict[str, object]:
    project = office().project
    if kind == "terms":
        terms = take_terms(project, content, name, dry_run=dry_run)
        return {
            "added": terms.added,
            "unchanged": terms.unchanged,
            "passed": terms.passed,
            "conflicts": [clash.problem for clash in terms.conflicts],
            "errors": [str(error) for error in terms.errors],
        }
    report = _translations(content, name, dry_run=dry_run)
    return {
        "catalogs": [
            {
                "article": one.article,
                "locale": one.locale,
                "taken": one.taken,
                "unchanged": one.unchanged,
                "remarks": [{**remark._asdict(), "kind": remark.kind.value} for remark in one.remarks],
            }
            for one in report.imported
        ],
        "errors": [str(error) for error in report.errors],
    }


def _refuse(kind: str, name: str, content: bytes) -> str:
    """Return why a file is not kept, or an empty text; answer 403 to who may not bring what it is."""
    if kind not in KINDS:
        return _("Say what the file is: articles, translations or terms.")
    if not content:
        return _("The file is empty. Choose a file, or paste a text.")
    if not name or len(name) > MOST_NAME or not name.isprintable():
        return _("Name the file, as it is to be called: tea.md.")
    if kind == "translations":
        demand("edit", _hints().locale)
    else:
        # An article, and a term, concern all languages.
        for locale in office().project.config.target_locales:
            demand("edit", locale)
    return ""


def _keep(kind: str, name: str, content: bytes) -> str:
    token = secrets.token_urlsafe(24)
    before = (datetime.now(UTC) - timedelta(hours=KEPT_H)).isoformat(timespec="seconds")
    rooms().work.keep(Upload(token, office().person, kind, name, content), before)
    return token


def _kept(token: str) -> Upload:
    upload = rooms().work.kept(token, office().person)
    if upload is None:
        abort(404, _("This file is not here any more; send it again."))
    return upload


def _hints() -> _Hints:
    values = request.values
    return _Hints(
        values.get("folder", "").strip(),
        values.get("article", "").strip(),
        values.get("locale", "").strip(),
        values.get("accept") == "1",
    )


def _look(upload: Upload, problem: str = "") -> str:
    project, hints = office().project, _hints()
    coming: list[Coming] = []
    report = terms = None
    try:
        if upload.kind == "articles":
            coming = look_at_articles(project, hints.folder, upload.name, upload.content)
        elif upload.kind == "terms":
            terms = take_terms(project, upload.content, upload.name, dry_run=True)
        else:
            report = _translations(upload.content, upload.name, dry_run=True)
    except RectoError as error:
        problem = problem or str(error)
    return render_template(
        "import_look.html",
        upload=upload,
        hints=hints,
        coming=coming,
        report=report,
        terms=terms,
        problem=problem,
        STATUS=STATUS_WORDS,
        REMARKS=REMARK_WORDS,
        shown=MOST_SHOWN,
    )


def _take(upload: Upload) -> dict[str, object]:
    project, hints = office().project, _hints()
    done: dict[str, object] = {"taken": None, "report": None, "terms": None, "REMARKS": REMARK_WORDS}
    if upload.kind == "articles":
        _refuse(upload.kind, upload.name, upload.content)
        coming = look_at_articles(project, hints.folder, upload.name, upload.content)
        chosen = set(request.form.getlist("path"))
        seen = {one.path: request.form.get(f"seen:{one.path}", "") for one in coming}
        taken: Taken = take_articles(project, coming, chosen, seen)
        return {**done, "taken": taken}
    if upload.kind == "terms":
        _refuse(upload.kind, upload.name, upload.content)
        return {**done, "terms": take_terms(project, upload.content, upload.name, dry_run=False)}
    report = _translations(upload.content, upload.name, dry_run=False)
    return {**done, "report": report}


def _translations(content: bytes, name: str, *, dry_run: bool) -> Report:
    """Bring translations, or say what would happen; answers 403 if one is of a locale that is not theirs.

    The locale may be the file's word, so it is known only after a look into it.
    """
    hints = _hints()
    project, desk, person = office()
    how = How(hints.article, hints.locale, hints.accept)
    would = look_at_translations(project, content, name, how)
    for one in would.imported:
        demand("edit", one.locale)
    return would if dry_run else take_translations(project, desk, person, content, name, how)


def _start(problem: str = "") -> str:
    here = office()
    return render_template(
        "import.html",
        problem=problem,
        KINDS=KIND_WORDS,
        locales=[one for one in here.project.config.target_locales if here.reader.may("edit", one)],
        form=request.form,
    )
