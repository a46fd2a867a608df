"""The description of the JSON interface says what the routes are and take; a new route is found by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

import pytest

from recto.model import State
from recto.web.limits import Limits
from recto.web.openapi import told

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def description(team):
    return team.client("root").get("/api/v1/openapi.json").get_json()


def operations(description):
    return {(path, method): one for path, own in description["paths"].items() for method, one in own.items()}


def path_of(rule):
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule)


def test_every_route_is_described_and_nothing_else(team, routes, description):
    there = {(path_of(one.rule), one.method.lower()) for one in routes(team.app) if one.is_api}

    assert there
    assert set(operations(description)) == there


def test_the_parameters_of_a_path_are_those_of_the_route(team, routes, description):
    found = operations(description)
    for route in routes(team.app):
        if route.is_api:
            parameters = found[path_of(route.rule), route.method.lower()]["parameters"]
            assert {one["name"] for one in parameters if one["in"] == "path"} == route.arguments, route


def test_it_is_what_the_specification_asks_for(description):
    assert description["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(description["info"])
    schemes = set(description["components"]["securitySchemes"])
    ids = [one["operationId"] for one in operations(description).values()]
    assert len(ids) == len(set(ids))
    for (path, method), one in operations(description).items():
        assert method in METHODS
        assert path.startswith("/api/v1/")
        assert one["summary"], (path, method)
        assert one["summary"].rstrip(".:") == one["summary"].rstrip(".:").strip()
        named = [(each["in"], each["name"]) for each in one["parameters"]]
        assert len(named) == len(set(named))
        assert all(each["required"] for each in one["parameters"] if each["in"] == "path")
        assert {each["in"] for each in one["parameters"]} <= {"path", "query", "header"}
        assert set(re.findall(r"{(\w+)}", path)) == {name for place, name in named if place == "path"}
        assert any(code.startswith("2") for code in one["responses"]), (path, method)
        assert all(re.fullmatch(r"[2-5]\d\d", code) for code in one["responses"])
        assert all(answer["description"] for answer in one["responses"].values())
        assert all(set(each) <= schemes for each in one["security"])
        assert ("requestBody" in one) <= (method != "get")


def test_no_reference_leads_nowhere(description):
    for reference in set(re.findall(r"'\$ref': '#/([^']+)'", str(description))):
        at = description
        for step in reference.split("/"):
            at = at[step]
        assert at


def fields_of(operation, place):
    if place == "body":
        content = operation.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("schema", {}).get("properties", {})
    return {one["name"]: one["schema"] for one in operation["parameters"] if one["in"] == place}


SAMPLES = {"string": "x", "integer": 1, "boolean": True, "object": {}, "array": []}
SOME = {"verb": "confirm", "state": "draft", "kind": "translations", "name": "x.po", "q": "Pour",
        "way": "never",
        "form": "po", "policy": "source", "articles": ["tea.md"], "locales": ["de"],
        "method": "password", "language": "en", "theme": "auto"}  # fmt: skip
OTHER = SOME | {"kind": "articles", "name": "new.md"}


@pytest.fixture
def watched(team, reading):
    """Call routes and see what their views read."""
    reading.watch(team.app)
    team.app.config["WTF_CSRF_ENABLED"] = False
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 10_000)).__next__)
    browsers = [team.client("root")]
    reviewed = replace(team.empty, target="Gießen Sie.", state=State.REVIEWED)

    def call(route, query, body):
        browsers[0] = team.present(browsers[0])
        reading.forget()
        team.put_catalog("tea.md", "de", [*team.units[:3], reviewed, *team.units[4:]])
        headers = {"If-Match": reviewed.version}
        answer = browsers[0].open(
            route.address, method=route.method, query_string=query, headers=headers, json=body
        )
        assert answer.status_code < 500, (route, answer.text)
        return {"query": set(reading.query), "body": set(reading.body)}

    return call


def test_what_views_read_is_what_is_described(team, routes, description, watched):
    found = operations(description)
    read = {key: {"query": set(), "body": set()} for key in found}
    for route in routes(team.app):
        if not route.is_api:
            continue
        key = path_of(route.rule), route.method.lower()
        query, body = fields_of(found[key], "query"), fields_of(found[key], "body")
        for some in (SOME, OTHER) if query else (SOME,):
            sent_query = {name: some.get(name, "1") for name in query}
            sent = {name: some.get(name, SAMPLES[schema["type"]]) for name, schema in body.items()}
            seen = watched(route, sent_query, sent if route.changes else None)
            read[key] = {place: read[key][place] | seen[place] for place in read[key]}

    said = {
        key: {place: set(fields_of(one, place)) for place in ("query", "body")} for key, one in found.items()
    }
    assert [(key, seen, said[key]) for key, seen in read.items() if seen != said[key]] == []


def test_a_route_names_the_version_where_it_asks_for_one(team, routes, description):
    team.app.config["WTF_CSRF_ENABLED"] = False
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 10_000)).__next__)
    browser, found = team.client("root"), operations(description)
    for route in routes(team.app):
        if route.is_api and route.changes:
            operation = found[path_of(route.rule), route.method.lower()]
            body = {
                name: SOME.get(name, SAMPLES[schema["type"]])
                for name, schema in fields_of(operation, "body").items()
            }
            browser = team.present(browser)
            code = browser.open(route.address, method=route.method, json=body).status_code
            assert (code == 428) is ("If-Match" in fields_of(operation, "header")), (route, code)


def test_a_name_with_slashes_may_be_sent_either_way(team):
    team.put_article("tea/green.md", "Tea.\n")
    team.put_catalog("tea/green.md", "de", team.units[:1])
    root = team.client("root")

    for name in ("tea/green.md", quote("tea/green.md", safe="")):
        assert root.get(f"/api/v1/a/{name}/de").get_json()["article"] == "tea/green.md"


@pytest.mark.parametrize("text", ["Say.\n\n:query : x", "Say.\n\n:<json\n", "Say.\n\n:query q"])
def test_a_field_that_cannot_be_read_is_an_error_and_not_left_out(text):
    with pytest.raises(ValueError, match="cannot read"):
        told(text)
