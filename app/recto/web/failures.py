"""Errors as pages and as JSON. Text that a person sent is always given back."""

from __future__ import annotations

from flask import Flask, Response, jsonify, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from recto.commands.review import UnitGone
from recto.errors import ConfigError, NotFoundError, RectoError

WORDS = {
    400: "That was not understood",
    403: "Not allowed",
    404: "Not here",
    405: "Not possible here",
    413: "Too much at once",
    428: "Which version is meant?",
    500: "This did not work",
}
PLAIN = {
    400: "The request could not be read; nothing was saved.",
    404: "There is no page with this address. The list of articles leads to all of them.",
    405: "This address does not take that kind of request.",
    413: "This is more than the desk takes at once; nothing was saved.",
    415: "Send JSON, with the content type application/json.",
    500: "Something went wrong in Recto. What was saved before is safe; the terminal says what happened.",
}
STALE = (
    "This page no longer belongs to the running desk; nothing was saved. "
    "Copy your text, open the page again, and save once more."
)


def install(app: Flask) -> None:
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RectoError, _recto)
    app.register_error_handler(UnitGone, _gone)


def answer(status: int, problem: str, way_on: str = "") -> Response:
    """Return the failure in the form that was asked for: JSON below ``/api/``, a page elsewhere.

    ``way_on`` is the address of the article, if going on there may help.
    """
    if request.path.startswith("/api/"):
        response = jsonify(problem=problem)
    else:
        kept = request.form.get("target", "") if request.method == "POST" and status != 413 else ""
        word, sentence = WORDS.get(status, WORDS[500]), problem[:1].upper() + problem[1:]
        page = render_template("failure.html", word=word, problem=sentence, kept=kept, way_on=way_on)
        response = make_response(page)
    response.status_code = status
    return response


def _stale(_error: CSRFError) -> Response:
    return answer(400, STALE)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    if 300 <= status < 400:
        return make_response(error.get_response())
    # Werkzeug's own words are for those who wrote the page; ours say what to do.
    is_ours = error.description not in {None, type(error).description}
    return answer(status, str(error.description) if is_ours else PLAIN.get(status, PLAIN[500]))


def _gone(error: UnitGone) -> Response:
    place = request.view_args or {}
    way_on = url_for("articles.article", article=place.get("article"), locale=place.get("locale"))
    return answer(404, str(error), way_on)


def _recto(error: RectoError) -> Response:
    status = 404 if isinstance(error, NotFoundError) else 400 if isinstance(error, ConfigError) else 500
    return answer(status, str(error))
