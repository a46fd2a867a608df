"""The description of the JSON interface, made from routes and docstrings of their views (OpenAPI 3.1).

A docstring's first line is the summary. In the body, ``:query NAME: what``, ``:<json TYPE NAME: what``,
``:reqheader NAME: what`` and ``:<file: what`` say what is taken, in the way of Sphinx's HTTP domain; a
sentence that begins with a number, such as ``404 it is gone``, says what an answer means.
"""

from __future__ import annotations

import re
from collections import defaultdict
from inspect import getdoc
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, current_app, jsonify
from werkzeug.routing import Rule

from recto import __version__
from recto.web.limits import kind_of
from recto.web.office import office
from recto.web.permits import ANYONE, IN_PERSON, PRESENT, asked_of, needs
from recto.web.presence import cookie_name

blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")

ROOT = "/api/v1/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = re.compile(
    r":(?P<way>query|reqheader|<json|<file)(?: (?P<type>\w+))??(?: (?P<name>[\w-]+))?: (?P<what>.+)"
)
STATUS = re.compile(r"(?:^|[.;:] |Answers )(?P<code>[2-5]\d\d)(?P<what>(?: [^;]*?)?)(?=[.;]? *$|[.;] )")
PARAMETER = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
PATTERNS = {"LocaleConverter": {"pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
            "UnitConverter": {"pattern": "^u[0-9a-f]{12}$"}}  # fmt: skip
WORDS = {
    "article": "An article's name as the project has it; slashes may stand as they are.",
    "locale": "A target locale of the project (BCP 47).",
    "unit_id": "The id of a segment.",
}
PROBLEMS = {
    "400": "The request makes no sense, or the page's token is missing or old.",
    "401": "Nobody is signed in, or the token is nobody's.",
    "403": "Not allowed to whoever is signed in.",
    "404": "There is no such thing.",
    "413": "More than the desk takes at once.",
    "428": "No version was named in If-Match.",
    "429": "Too much in a short time; Retry-After says when to go on.",
}


class Told(NamedTuple):
    """What a docstring says."""

    summary: str
    description: str
    query: dict[str, str]
    headers: dict[str, str]
    json: dict[str, tuple[str, str]]
    """Field -> its type in JSON Schema, and what it is."""
    file: str
    answers: dict[str, str]


@blueprint.get("/openapi.json")
@needs(PRESENT)
def document() -> Response:
    """Return this description."""
    return jsonify(described(current_app))


def described(app: Flask) -> dict[str, Any]:
    """Return the description of every route below ``/api/v1/``."""
    paths: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for rule in sorted(app.url_map.iter_rules(), key=str):
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        for method in methods if rule.rule.startswith(ROOT) else ():
            operation = _operation(app, rule, method)
            if len(methods) > 1:
                operation["operationId"] += f"_{method.lower()}"
            paths[PARAMETER.sub(r"{\1}", rule.rule)][method.lower()] = operation
    problem = {"type": "object", "properties": {"problem": {"type": "string"}}, "required": ["problem"]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Recto", "version": __version__},
        "servers": [{"url": office().project.config.desk.base_url or "/"}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": problem},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": cookie_name()},
                "page": {"type": "apiKey", "in": "header", "name": "X-CSRFToken",
                         "description": "The csrf of GET /api/v1/session, with its cookie."},
            },
        },
    }  # fmt: skip


def told(docstring: str) -> Told:
    """Read a docstring.

    >>> told("Say a thing. 404 there is none.\\n\\n:query q: words\\n    of it").query
    {'q': 'words of it'}
    """
    text, *fields = re.split(r"\n+(?=:(?:query|reqheader|<json|<file)\b)", docstring)
    paragraphs = [" ".join(one.split()) for one in text.split("\n\n")]
    named: dict[str, dict[str, str]] = {"query": {}, "reqheader": {}}
    json, file = {}, ""
    for field in fields:
        found = FIELD.fullmatch(" ".join(field.split()))
        if found is None:
            raise ValueError(f"cannot read {field!r} of a docstring.")
        if found["way"] in named:
            named[found["way"]][found["name"]] = found["what"]
        elif found["way"] == "<json":
            json[found["name"]] = (found["type"] or "string", found["what"])
        else:
            file = found["what"]
    answers = {one["code"]: one["what"].strip() for part in paragraphs for one in STATUS.finditer(part)}
    description = "\n\n".join(paragraphs[1:])
    return Told(paragraphs[0], description, named["query"], named["reqheader"], json, file, answers)


def _operation(app: Flask, rule: Rule, method: str) -> dict[str, Any]:
    view = app.view_functions[rule.endpoint]
    said = told(getdoc(view) or "")
    asked = asked_of(rule.endpoint) or ""
    parameters = [_in_path(rule, name) for name in PARAMETER.findall(rule.rule)]
    parameters += [_parameter("query", name, what) for name, what in said.query.items()]
    parameters += [_parameter("header", name, what, required=True) for name, what in said.headers.items()]
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [rule.endpoint.partition(".")[0].removesuffix("_api")],
        "summary": said.summary,
        "description": "\n\n".join(filter(None, (said.description, _permission(asked)))),
        "parameters": parameters,
        "responses": _responses(said, asked, is_limited=bool(kind_of(view, method))),
        "security": _security(asked, method),
    }
    if said.json:
        fields = {name: {"type": kind, "description": what} for name, (kind, what) in said.json.items()}
        operation["requestBody"] = _body("application/json", {"type": "object", "properties": fields})
    elif said.file:
        operation["requestBody"] = _body("application/octet-stream", {"description": said.file})
    return operation


def _body(media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema}}}


def _in_path(rule: Rule, name: str) -> dict[str, Any]:
    converter = rule._converters[name]
    kind = type(converter).__name__
    schema: dict[str, Any] = {"type": "string"} | PATTERNS.get(kind, {})
    if kind == "IntegerConverter":
        schema = {"type": "integer", "minimum": 0}
    elif kind == "AnyConverter":
        schema["enum"] = sorted(converter.items)  # type: ignore[attr-defined]
    return _parameter("path", name, WORDS.get(name, ""), required=True) | {"schema": schema}


def _parameter(place: str, name: str, what: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "in": place,
        "name": name,
        "description": what,
        "required": required,
        "schema": {"type": "string"},
    }


def _permission(asked: str) -> str:
    if asked == ANYONE:
        return "Needs no account."
    if asked == PRESENT:
        return "Needs an account, whatever its roles."
    if asked == IN_PERSON:
        return "Needs a browser that is signed in; an API token will not do."
    return f"Needs a role that may {asked}."


def _responses(said: Told, asked: str, *, is_limited: bool) -> dict[str, Any]:
    codes = {"400", "403", *({"401"} if asked != ANYONE else ()), *({"429"} if is_limited else ())}
    answers = {code: PROBLEMS[code] for code in codes} | {
        code: what or PROBLEMS.get(code, "Done.") for code, what in said.answers.items()
    }
    if not any(code.startswith("2") for code in answers):
        answers["200"] = said.description.partition("\n\n")[0] or said.summary
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    good = {"application/json": {"schema": {"type": "object"}}}
    return {
        code: {"description": what}
        | ({"content": good if code.startswith("2") else problem} if code != "204" else {})
        for code, what in sorted(answers.items())
    }


def _security(asked: str, method: str) -> list[dict[str, list[str]]]:
    browser: dict[str, list[str]] = {"session": []}
    page: dict[str, list[str]] = {} if method in SAFE else {"page": []}
    if asked == ANYONE:
        return [page]
    if not office().is_team:
        return [page]
    return [browser | page] if asked == IN_PERSON else [{"token": []}, browser | page]
