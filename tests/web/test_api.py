"""Saving as JSON: versions in, versions out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recto.commands.review import token
from recto.model import State


@pytest.fixture
def put(app, client):
    app.config["WTF_CSRF_ENABLED"] = False

    def send(unit, target, state="reviewed", version="", **more):
        return client.put(
            f"/api/v1/a/tea.md/de/u/{unit.id}",
            json={"target": target, "state": state},
            headers={"If-Match": f'"{version or unit.version}"'},
            **more,
        )

    return send


def test_a_saved_unit_comes_back_with_its_new_version(desk, put):
    answer = put(desk.empty, "Gießen.")

    assert answer.status_code == 200
    assert answer.json | {"findings": []} == {
        "id": desk.empty.id, "version": token(desk.on_disk(desk.empty)), "state": "reviewed",
        "kind": "reviewed", "words": 1, "word": "Reviewed", "target": "Gießen.", "findings": [],
    }  # fmt: skip
    assert answer.headers["ETag"] == f'"{token(desk.on_disk(desk.empty))}"'


def test_the_new_version_saves_again(desk, put):
    version = put(desk.empty, "Gießen.").json["version"]

    assert put(desk.empty, "Eingießen.", "draft", version).json["kind"] == "draft"
    assert desk.on_disk(desk.empty).state is State.DRAFT


def test_a_stale_version_is_answered_with_the_other_text(desk, put):
    put(desk.empty, "Gießen.")

    answer = put(desk.empty, "Eingießen.")

    assert answer.status_code == 412
    assert answer.json["theirs"]["target"] == "Gießen."
    assert answer.json["difference"] == [["del", "Gießen"], ["ins", "Eingießen"], ["same", "."]]


def test_errors_keep_a_unit_from_being_confirmed_but_not_from_being_kept(desk, put):
    answer = put(desk.codes, "Ohne Codes.")

    assert answer.status_code == 422
    assert {finding["severity"] for finding in answer.json["findings"]} == {"error"}
    assert put(desk.codes, "Ohne Codes.", "draft").status_code == 200


def test_a_save_without_a_version_is_refused(desk, put, client):
    answer = client.put(f"/api/v1/a/tea.md/de/u/{desk.empty.id}", json={"target": "x", "state": "draft"})

    assert answer.status_code == 428
    assert "If-Match" in answer.json["problem"]


@pytest.mark.parametrize(
    "body",
    [[], 7, "x", {}, {"target": 1, "state": "draft"}, {"target": "x", "state": "final"}, {"target": "x"}],
)
def test_a_body_of_another_shape_is_refused(desk, put, client, body):
    answer = client.put(
        f"/api/v1/a/tea.md/de/u/{desk.empty.id}", json=body, headers={"If-Match": desk.empty.version}
    )

    assert answer.status_code == 400
    assert desk.on_disk(desk.empty) == desk.empty


def test_text_that_is_no_json_is_refused(desk, put, client):
    answer = client.put(f"/api/v1/a/tea.md/de/u/{desk.empty.id}", data="{", headers={"If-Match": "x"})

    assert answer.status_code in {400, 415}


def test_half_of_a_surrogate_pair_is_no_character(desk, put):
    assert put(desk.empty, "a\ud800b").json["target"] == "ab"


def test_a_text_that_is_too_long_is_refused(desk, put):
    assert put(desk.empty, "x" * 64_001).status_code == 422
    assert put(desk.empty, "x" * 9_000_000).status_code == 413


def test_a_unit_can_be_read(desk, client):
    answer = client.get(f"/api/v1/a/tea.md/de/u/{desk.codes.id}")

    assert (answer.json["kind"], answer.json["version"]) == ("machine", token(desk.codes))


@pytest.mark.parametrize("method", ["get", "put"])
def test_a_unit_whose_source_was_edited_is_gone_and_names_what_came_of_it(desk, client, put, method):
    old = replace(desk.changed, source=desk.changed.previous)

    answer = put(old, "Mein Text.") if method == "put" else client.get(f"/api/v1/a/tea.md/de/u/{old.id}")

    assert answer.status_code == 404
    assert (answer.json["successor"]["id"], answer.json["successor"]["version"]) == (
        desk.changed.id, token(desk.changed),
    )  # fmt: skip
    assert desk.on_disk(desk.changed) == desk.changed


@pytest.mark.parametrize("version", ["", "*", "0" * 12, "0" * 64])
def test_only_the_version_that_stands_may_be_replaced(desk, put, version):
    answer = put(desk.empty, "Gießen.", "reviewed", version or token(desk.empty)[:-1])

    assert answer.status_code == 412
    assert desk.on_disk(desk.empty) == desk.empty


def test_what_is_not_there_is_told_as_json(client):
    answer = client.get("/api/v1/a/nope.md/de/u/u000000000000")

    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert answer.json["problem"].endswith(".")
