"""Errors as pages and as JSON. Text that a person sent is always given back."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from recto.commands.accounts import PasswordRefused, TooManyAttempts
from recto.commands.review import UnitGone
from recto.errors import CodeError, ConfigError, ConflictError, NotFoundError, RectoError
from recto.web.translating import N_
from recto.web.translating import gettext as translated

WORDS = {
    400: N_("That was not understood"),
    401: N_("Sign in again"),
    403: N_("Not allowed"),
    404: N_("Not here"),
    405: N_("Not possible here"),
    409: N_("This does not fit any more"),
    413: N_("Too much at once"),
    422: N_("This is not taken"),
    429: N_("Too much in a short time"),
    428: N_("Which version is meant?"),
    500: N_("This did not work"),
}
PLAIN = {
    400: N_("The request could not be read; nothing was saved."),
    404: N_("There is no page with this address. The list of articles leads to all of them."),
    405: N_("This address does not take that kind of request."),
    413: N_("This is more than the desk takes at once; nothing was saved."),
    415: N_("Send JSON, with the content type application/json."),
    500: N_("Something went wrong in Recto. What was saved before is safe; the terminal says what happened."),
}
STALE = N_(
    "This page no longer belongs to the running desk; nothing was saved. "
    "Copy your text, open the page again, and save once more."
)
STATUS: dict[type, int] = {
    NotFoundError: 404,
    ConfigError: 400,
    ConflictError: 409,
    CodeError: 422,
    PasswordRefused: 422,
}


def install(app: Flask) -> None:
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RectoError, _recto)
    app.register_error_handler(TooManyAttempts, _too_many)
    app.register_error_handler(UnitGone, _gone)
    app.register_error_handler(RecursionError, _too_deep)


def answer(status: int, problem: str, way_on: str = "", **more: object) -> Response:
    """Return the failure in the form that was asked for: JSON below ``/api/``, a page elsewhere.

    ``way_on`` is the address of the article, if going on there may help; ``more`` goes into the JSON, for
    a page that can mend it.
    """
    if request.path.startswith("/api/"):
        response = jsonify(problem=problem, **more)
    else:
        kept = request.form.get("target", "") if request.method == "POST" and status != 413 else ""
        word, sentence = WORDS.get(status, WORDS[500]), problem[:1].upper() + problem[1:]
        page = render_template(
            "failure.html", word=translated(word), problem=sentence, kept=kept, way_on=way_on, status=status
        )
        response = make_response(page)
    response.status_code = status
    return response


def _stale(_error: CSRFError) -> Response:
    return answer(400, translated(STALE), stale=True)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    if 300 <= status < 400:
        return make_response(error.get_response())
    # Werkzeug's own words are for those who wrote the page; ours say what to do.
    is_ours = error.description not in {None, type(error).description}
    words = str(error.description) if is_ours else translated(PLAIN.get(status, PLAIN[500]))
    more = {"login": url_for("signin.page")} if status == 401 else {}
    response = answer(status, words, **more)
    if retry := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(retry)
    return response


def _too_many(error: TooManyAttempts) -> Response:
    response = answer(429, str(error))
    response.headers["Retry-After"] = str(error.wait)
    return response


def _too_deep(error: RecursionError) -> Response:
    """Answer to JSON that is nested a thousand times; anywhere else it is a mistake of ours."""
    if not request.is_json:
        current_app.logger.error("too deep", exc_info=error)
        return answer(500, translated(PLAIN[500]))
    return answer(400, translated(PLAIN[400]))


def _gone(error: UnitGone) -> Response:
    place = request.view_args or {}
    way_on = url_for("articles.article", article=place.get("article"), locale=place.get("locale"))
    return answer(404, str(error), way_on)


def _recto(error: RectoError) -> Response:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    return answer(status, str(error))
