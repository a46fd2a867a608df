"""The terms of a locale: looked up, added by editors, suggested by translators."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from recto.commands.terms import add, faults_of, glossary_of
from recto.errors import CodeError
from recto.glossary import Status, Term, fault, fold, tidy
from recto.store.suggested_terms import SuggestedTerm, SuggestedTerms
from recto.web.limits import limited
from recto.web.office import office
from recto.web.permits import demand, needs

blueprint = Blueprint("glossary", __name__)

MOST = 200
"""Terms on the page; beyond it one has to search."""
API = "/api/v1/glossary/<locale:locale>"


class Added(NamedTuple):
    """What became of a term. ``problem``: why it cannot stand beside what stands there."""

    is_suggestion: bool
    problem: str = ""


@blueprint.get("/glossary/<locale:locale>")
@needs("read")
@limited("search")
def page(locale: str) -> str:
    """Show the terms of a locale, what translators suggest, and a form for one more."""
    return _page(_known(locale), request.args.get("q", "")[:1000].strip(), request.args.get("term", ""))


@blueprint.post("/glossary/<locale:locale>")
@needs("translate")
def add_page(locale: str) -> Answer | tuple[str, int]:
    """Add a term, or suggest it, from the page."""
    term = _term(_known(locale), dict(request.form))
    try:
        added = _added(term)
    except CodeError as error:
        return _page(locale, "", term.source, str(error), term), 422
    if added.problem:
        return _page(locale, "", term.source, added.problem, term), 409
    if back := _back():
        return redirect(back, 303)
    return redirect(url_for("glossary.page", locale=locale, q=term.source), 303)


@blueprint.post("/glossary/<locale:locale>/<int:number>/<any(accept, decline):way>")
@needs("edit")
def decide(locale: str, number: int, way: str) -> Answer | tuple[str, int]:
    """Take a suggested term into the glossary, or send it away."""
    if problem := _decided(number, way):
        return _page(locale, "", SuggestedTerms(office().desk).get(number).source, problem), 409
    return redirect(url_for("glossary.page", locale=locale), 303)


@blueprint.get(f"{API}/suggestions")
@needs("read")
@limited("search")
def suggestions(locale: str) -> Response:
    """Return the terms that translators suggest.

    ``{"suggestions": [{"id", "person", "made_at", "term", "translation", "status",
    "part_of_speech", "note"}]}``.
    """
    found = SuggestedTerms(office().desk).in_locale(_known(locale))
    return jsonify(
        suggestions=[
            _fields(_of(one)) | {"id": one.id, "person": one.person, "made_at": one.made_at} for one in found
        ]
    )


@blueprint.post(f"{API}/suggestions/<int:number>/<any(accept, decline):way>")
@needs("edit")
def decide_api(locale: str, number: int, way: str) -> tuple[str, int] | tuple[Response, int]:
    """Take a suggested term into the glossary, or send it away.

    204; 404 there is none; 409 it contradicts a term.
    """
    _known(locale)
    if problem := _decided(number, way):
        return jsonify(problem=problem), 409
    return "", 204


@blueprint.get(API)
@needs("read")
@limited("search")
def terms(locale: str) -> Response:
    """Return the first 200 terms of a locale that hold ``q``, and how many there are.

    :query q: what the term or its translation holds
    """
    found, number = _found(_known(locale), request.args.get("q", "")[:1000].strip())
    return jsonify(terms=[_fields(term) for term in found], number=number)


@blueprint.post(API)
@needs("translate")
def add_term(locale: str) -> tuple[Response, int]:
    """Add ``{"term", "translation", "status", "note"}`` to the glossary; ``status`` may be left out.

    201 it stands there (``is_suggestion`` false), or an editor is asked (true: the reader may translate
    here, not edit); 409 it contradicts a term; 422 it cannot be a term.

    :<json string term: in the language of the source
    :<json string translation: in the locale
    :<json string status: preferred, if it is left out; or another of the glossary's
    :<json string note: what else to know
    """
    body = request.get_json()
    if not isinstance(body, dict) or not all(isinstance(text, str) for text in body.values()):
        abort(400, 'Send {"term": text, "translation": text}.')
    try:
        added = _added(_term(_known(locale), body))
    except CodeError as error:
        return jsonify(problem=str(error)), 422
    if added.problem:
        return jsonify(problem=added.problem), 409
    return jsonify(is_suggestion=added.is_suggestion), 201


def _known(locale: str) -> str:
    return office().project.target_locale(locale)


def _term(locale: str, fields: dict[str, str]) -> Term:
    status = Status.PREFERRED
    with suppress(ValueError):
        status = Status(fields.get("status", Status.PREFERRED))
    texts = (tidy(fields.get(name, "")) for name in ("term", "translation", "note"))
    source, translation, note = texts
    return Term(source, locale, "" if status is Status.KEPT else translation, status, note=note)


def _added(term: Term) -> Added:
    """Add a term for somebody who may edit; note it as a suggestion for anybody else.

    :raises CodeError: it cannot be a term.
    """
    here = office()
    if here.reader.may("edit", term.locale):
        merged = add(here.project, [term])
        return Added(False, f"{merged.conflicts[0].problem}." if merged.conflicts else "")
    if problem := fault(term):
        raise CodeError(problem, hint="Nothing was added.")
    made = SuggestedTerm(here.person, term.locale, term.source, term.translation, term.status, term.note)
    SuggestedTerms(here.desk).add(made)
    return Added(True)


def _decided(number: int, way: str) -> str:
    """Take a suggestion in or send it away; returns why it stays, or an empty text."""
    here = office()
    store = SuggestedTerms(here.desk)
    found = store.get(number)
    demand("edit", found.locale)
    if way == "accept":
        merged = add(here.project, [_of(found)])
        if merged.conflicts:
            return merged.conflicts[0].problem
    store.drop(number)
    return ""


def _of(found: SuggestedTerm) -> Term:
    return Term(found.source, found.locale, found.translation, Status(found.status), note=found.note)


def _found(locale: str, query: str) -> tuple[list[Term], int]:
    wanted = fold(query, "")
    terms = [
        term
        for source, lines in glossary_of(office().project).by_source.items()
        for term in glossary_of(office().project).translations(source, locale)
        if lines and (not wanted or any(wanted in fold(text, "") for text in (term.source, term.translation)))
    ]
    return terms[:MOST], len(terms)


def _page(locale: str, query: str, source: str, problem: str = "", kept: Term | None = None) -> str:
    here = office()
    found, number = _found(locale, query)
    return render_template(
        "glossary.html",
        locale=locale,
        source_locale=here.project.config.source_locale,
        found=found,
        number=number,
        query=query,
        suggested=SuggestedTerms(here.desk).in_locale(locale),
        kept=kept or Term(tidy(source), locale),
        problem=problem,
        back=request.values.get("back", ""),
        statuses=list(Status),
        faults=faults_of(here.project),
        may_edit=here.reader.may("edit", locale),
        may_add=here.reader.may("translate", locale),
    )


def _back() -> str:
    """Return the page of the unit that the reader came from; any other address is ours to choose."""
    back = request.form.get("back", "")
    return back if back.startswith("/a/") and "\\" not in back and back.isprintable() else ""


def _fields(term: Term) -> dict[str, object]:
    return {
        "term": term.source,
        "translation": term.translation,
        "status": term.status.value,
        "part_of_speech": term.part_of_speech.value,
        "note": term.note,
    }
