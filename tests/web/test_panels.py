"""What stands beside a unit: drafts, comments, findings, history, terms; as JSON and on its page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from recto.checks.ignoring import Ignored, all_ignored
from recto.commands.commenting import mentioned, mentions
from recto.commands.review import save_unit
from recto.model import State, Unit
from recto.project import find
from recto.store.drafts import Drafts
from recto.web import create_app

GLOSSARY = "term,locale,translation,status,part of speech,match,note\npot,de,Kanne,preferred,,,\n"
WRONG = Unit("paragraph", "Boil it.", "Kochen", State.DRAFT)
SETTINGS = '\nglossary = "glossary.csv"\n[pretranslate]\nchain = ["memory", "pseudo"]\n'


@pytest.fixture
def wrong(desk):
    desk.put_catalog("tea.md", "de", (*desk.units[:3], WRONG, *desk.units[4:]))
    return WRONG


@pytest.fixture
def rich(desk):
    """A desk with a glossary and a machine."""
    file = desk.root / "recto.toml"
    file.write_text(file.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    (desk.root / "glossary.csv").write_text(GLOSSARY, encoding="utf-8")
    desk.project = find(desk.root)
    return create_app(desk.project, "ana").test_client()


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def api(unit, part=""):
    return f"/api/v1/a/tea.md/de/u/{unit.id}{part}"


def page(unit, part=""):
    return f"/a/tea.md/de/u/{unit.id}{part}"


def token(client):
    return soup(client.get("/unsaved")).find("meta", {"name": "csrf-token"})["content"]


def send(client, address, body=None, version="", method="post"):
    headers = {"X-CSRFToken": token(client), **({"If-Match": f'"{version}"'} if version else {})}
    return getattr(client, method)(address, json=body or {}, headers=headers)


def form(client, address, **fields):
    return client.post(address, data={"csrf_token": token(client), **fields})


# --- private drafts --------------------------------------------------------------------------------------


def test_a_draft_is_kept_for_the_next_visit_and_never_written_to_the_catalog(desk, client):
    before = desk.on_disk(desk.empty)

    answer = send(
        client, api(desk.empty, "/draft"), {"target": "Gieß", "version": before.version}, method="put"
    )

    again = create_app(desk.project, "ana").test_client()
    assert answer.get_json()["is_kept"] is True
    assert again.get(api(desk.empty, "/draft")).get_json()["target"] == "Gieß"
    assert soup(again.get("/a/tea.md/de")).find(id=desk.empty.id)["data-draft"] == "Gieß"
    assert soup(again.get(page(desk.empty))).find(id="target").get_text(strip=True) == "Gieß"
    assert "Gieß" in soup(again.get("/unsaved")).select_one("main").get_text()
    assert desk.on_disk(desk.empty) == before


def test_confirming_a_text_drops_its_draft_and_leaves_another(desk, client):
    body = {"version": desk.empty.version}
    for typed, left in (("Gießen.", 404), ("Gießen!", 200)):
        version = desk.on_disk(desk.empty).version
        send(client, api(desk.empty, "/draft"), {"target": typed, "version": version}, method="put")
        body = {"target": "Gießen.", "state": "reviewed"}
        assert send(client, api(desk.empty), body, version, "put").status_code == 200

        assert client.get(api(desk.empty, "/draft")).status_code == left


def test_what_is_saved_by_other_ways_is_no_longer_listed_as_unsaved(desk, client):
    send(client, api(desk.empty, "/draft"), {"target": "Gießen.", "version": "x"}, method="put")
    version = desk.empty.version
    store = client.application.extensions["recto"].desk
    save_unit(desk.project, store, "tea.md", "de", desk.empty.id, version, "Gießen.", State.REVIEWED, "bo")

    assert client.get("/api/v1/drafts").get_json() == {"drafts": []}
    assert Drafts(store).of(0) == []


def test_the_draft_of_a_unit_that_went_is_still_shown(desk, client):
    send(
        client, api(desk.empty, "/draft"), {"target": "Gießen.", "version": desk.empty.version}, method="put"
    )
    desk.put_catalog("tea.md", "de", (*desk.units[:3], *desk.units[4:]))

    words = soup(client.get("/unsaved")).select_one("main").get_text(" ", strip=True)

    assert "Gießen." in words
    assert "no longer in the article" in words


def test_the_units_own_text_is_no_draft(desk, client):
    body = {"target": desk.title.target, "version": desk.title.version}

    assert send(client, api(desk.title, "/draft"), body, method="put").get_json()["is_kept"] is False
    assert client.get(api(desk.title, "/draft")).status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"target": 1, "version": "x"}, {"target": "x"}, [], {"target": "x", "version": 2}]
)
def test_a_draft_without_text_or_version_is_refused(desk, client, body):
    answer = client.put(api(desk.empty, "/draft"), json=body, headers={"X-CSRFToken": token(client)})

    assert answer.status_code == 400


def test_a_draft_longer_than_any_target_is_refused(desk, client):
    body = {"target": "x" * 64_001, "version": "v"}

    assert send(client, api(desk.empty, "/draft"), body, method="put").status_code == 413


def test_discarding_forgets_a_draft(desk, client):
    send(client, api(desk.empty, "/draft"), {"target": "Gieß", "version": desk.empty.version}, method="put")

    form(client, page(desk.empty, "/draft/discard"))

    assert client.get("/api/v1/drafts").get_json() == {"drafts": []}


def test_taking_a_text_on_the_page_puts_it_into_the_editor(desk, client):
    answer = form(client, page(desk.empty, "/take"), target="Gieß & <b>")

    assert answer.status_code == 303
    assert soup(client.get(page(desk.empty))).find(id="target").get_text(strip=True) == "Gieß & <b>"


# --- comments --------------------------------------------------------------------------------------------


def test_a_comment_is_said_resolved_and_opened_again(desk, client):
    said = send(client, api(desk.empty, "/comments"), {"text": "Which?\nThis <script>?"})
    number = said.get_json()["comments"][0]["id"]

    resolved = send(client, api(desk.empty, f"/comments/{number}/resolve")).get_json()["comments"][0]
    again = form(client, page(desk.empty, f"/comments/{number}/open"))

    assert (said.status_code, resolved["is_open"], resolved["resolved_by"]) == (201, False, "ana")
    assert again.status_code == 303
    shown = soup(client.get(page(desk.empty))).find(id="comments")
    assert shown.find("script") is None
    assert [line.get_text() for line in shown.select("li > p")][1:] == ["Which?", "This <script>?"]
    assert shown.select("li > p")[1]["dir"] == "auto"


def test_a_comment_about_the_source_stands_beside_the_unit_everywhere(desk, client):
    desk.put_catalog("tea.md", "ar", desk.units)
    form(client, page(desk.empty, "/comments"), text="A typo?", about="source")

    there = client.get(api(desk.empty, "/panel").replace("/de/", "/ar/")).get_json()["comments"]

    assert [(one["text"], one["about_source"]) for one in there] == [("A typo?", True)]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5001])
def test_a_comment_without_text_or_with_too_much_is_refused(desk, client, text):
    assert send(client, api(desk.empty, "/comments"), {"text": text}).status_code == 422
    assert form(client, page(desk.empty, "/comments"), text=text).status_code == 422


def test_a_comment_is_resolved_only_where_it_stands(desk, client):
    send(client, api(desk.empty, "/comments"), {"text": "Here."})

    assert send(client, api(desk.title, "/comments/1/resolve")).status_code == 404
    assert send(client, api(desk.empty, "/comments/2/resolve")).status_code == 404


def test_mentions_are_there_for_whoever_tells_people(desk, client):
    send(client, api(desk.empty, "/comments"), {"text": "@Ana: look, and @nobody too"})

    (told,) = mentions(client.application.extensions["recto"].desk)
    assert (told.person, told.comment.text[:4], told.comment.unit_id) == ("ana", "@Ana", desk.empty.id)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ana Maria, @bo", ("Ana Maria", "Bo")),
        ("@ana", ("Ana",)),
        ("mail@ana.example and @anastasia", ()),
        ("@Ana @Ana", ("Ana",)),
        ("(@Bo)@Ana", ("Bo", "Ana")),
        ("@ @@Bo", ("Bo",)),
        ("@ＡＮＡ", ("Ana",)),
    ],
)
def test_a_mention_is_a_whole_name(text, names):
    assert mentioned(text, ["Ana", "Ana Maria", "Bo"]) == names


# --- findings --------------------------------------------------------------------------------------------


def test_a_finding_has_its_fix_and_says_what_it_would_change(desk, client, wrong):
    (finding,) = client.get(api(wrong, "/panel")).get_json()["findings"]

    assert finding["check"] == "end_punctuation"
    assert [fix["target"] for fix in finding["fixes"]] == ["Kochen."]


def test_ignoring_writes_mark_and_reason_and_another_text_brings_it_back(desk, client, wrong):
    body = {"check": "end_punctuation", "reason": "A label."}
    answer = send(client, api(wrong, "/dismiss"), body, wrong.version)

    there = desk.on_disk(wrong)
    assert answer.status_code == 200
    assert (answer.get_json()["findings"], all_ignored(there)) == (
        [],
        (Ignored("end_punctuation", "A label."),),
    )
    assert there.version == wrong.version
    assert "Ignored end_punctuation: A label." in there.notes

    later = {"target": "Kochen Sie", "state": "draft"}
    saved = send(client, api(wrong), later, wrong.version, "put").get_json()
    assert [one["check"] for one in saved["findings"]] == ["end_punctuation"]
    assert (desk.on_disk(wrong).marks, desk.on_disk(wrong).notes) == ((), ())


def test_ignoring_for_a_text_that_is_not_saved_keeps_it_as_needing_work(desk, client, wrong):
    body = {"check": "end_punctuation", "reason": "A label.", "target": "Sieden"}

    answer = send(client, api(wrong, "/dismiss"), body, wrong.version).get_json()

    assert (answer["target"], answer["state"], answer["findings"]) == ("Sieden", "draft", [])


def test_the_activity_says_what_was_ignored_and_heeded(desk, client, wrong):
    form(client, page(wrong, "/dismiss"), check="end_punctuation", reason="A label.", version=wrong.version)
    ignored = client.get("/activity").text
    form(client, page(wrong, "/heed"), check="end_punctuation", version=desk.on_disk(wrong).version)

    assert "ignored the check “end_punctuation”" in ignored
    assert "undid" not in ignored
    assert "ignored the check “end_punctuation”" in client.get("/activity?action=1").text
    assert "no longer ignored the check “end_punctuation”" in client.get("/activity").text


def test_an_ignored_finding_is_heeded_again(desk, client, wrong):
    form(client, page(wrong, "/dismiss"), check="end_punctuation", reason="A label.", version=wrong.version)

    answer = form(client, page(wrong, "/heed"), check="end_punctuation", version=wrong.version)

    assert answer.status_code == 303
    assert desk.on_disk(wrong) == wrong


@pytest.mark.parametrize(
    ("check", "reason", "status"),
    [
        ("end_punctuation", "", 422),
        ("end_punctuation", "x" * 201, 422),
        ("end_punctuation", "a\x1bb", 422),
        ("numbers", "It is right.", 404),
        ("no such check", "It is right.", 404),
    ],
)
def test_ignoring_needs_a_reason_and_something_to_ignore(desk, client, wrong, check, reason, status):
    answer = send(client, api(wrong, "/dismiss"), {"check": check, "reason": reason}, wrong.version)

    assert answer.status_code == status
    assert desk.on_disk(wrong) == wrong


def test_a_lost_code_cannot_be_ignored(desk, client):
    units = tuple(replace(unit, target="Kochen.") if unit is desk.codes else unit for unit in desk.units)
    desk.put_catalog("tea.md", "de", units)
    body = {"check": "codes", "reason": "It is right."}

    answer = send(client, api(desk.codes, "/dismiss"), body, units[1].version)

    assert answer.status_code == 422
    assert "nobody can ignore" in answer.get_json()["problem"]


def test_ignoring_over_a_changed_unit_is_a_conflict(desk, client, wrong):
    body = {"check": "end_punctuation", "reason": "A label."}

    assert send(client, api(wrong, "/dismiss"), body, "0" * 12).status_code == 412
    assert send(client, api(wrong, "/dismiss"), body).status_code == 428


# --- history ---------------------------------------------------------------------------------------------


def test_an_earlier_text_is_brought_back_as_it_was(desk, client):
    version = desk.title.version
    for text in ("Tee", "Tee für drei"):
        version = send(
            client, api(desk.title), {"target": text, "state": "draft"}, version, "put"
        ).get_json()["version"]
    history = client.get(api(desk.title, "/panel")).get_json()
    (past,) = [one for one in history["history"] if one["can_revert"]]

    back = send(client, api(desk.title, "/revert"), {"activity": past["id"]}, version).get_json()
    assert (back["target"], back["state"]) == ("Tee", "draft")

    first = send(client, api(desk.title, "/revert"), {"activity": 0}, back["version"]).get_json()
    assert (first["target"], first["state"]) == ("Tee für zwei", "reviewed")
    assert history["first"] == "Tee für zwei"
    assert len(client.get(api(desk.title, "/panel")).get_json()["history"]) == 4


def test_going_back_over_somebody_elses_text_is_a_conflict(desk, client):
    send(client, api(desk.title), {"target": "Tee", "state": "draft"}, desk.title.version, "put")

    answer = send(client, api(desk.title, "/revert"), {"activity": 0}, desk.title.version[::-1])

    assert answer.status_code == 412
    assert answer.get_json()["theirs"]["target"] == "Tee"


def test_a_change_of_another_unit_is_not_brought_back_here(desk, client):
    send(client, api(desk.empty), {"target": "Gießen.", "state": "draft"}, desk.empty.version, "put")

    assert send(client, api(desk.title, "/revert"), {"activity": 1}, desk.title.version).status_code == 404


def test_going_back_works_by_form(desk, client):
    send(client, api(desk.title), {"target": "Tee", "state": "draft"}, desk.title.version, "put")
    shown = soup(client.get(page(desk.title))).find(id="history").find("form")
    fields = {field["name"]: field["value"] for field in shown.find_all("input")}

    assert client.post(shown["action"], data=fields).status_code == 303
    assert desk.on_disk(desk.title).target == "Tee für zwei"


# --- machines, terms, other locales, memory --------------------------------------------------------------


def test_a_machine_is_asked_and_nothing_is_written(desk, rich):
    file = desk.root / "locales" / "de" / "LC_MESSAGES" / "tea.md.po"
    before = file.read_bytes()

    answer = send(rich, api(desk.codes, "/suggest")).get_json()

    assert answer["origin"] == "mt:pseudo"
    assert "<1>" in answer["target"]
    assert "</2>" in answer["target"]
    assert file.read_bytes() == before
    assert "Ask a machine" in rich.get(page(desk.codes)).get_data(as_text=True)


def test_an_embargoed_article_is_shown_to_no_machine_elsewhere(desk, rich):
    file = desk.root / "recto.toml"
    text = file.read_text(encoding="utf-8").replace('"pseudo"', '"google"')
    file.write_text(f'{text}\n[articles."tea.md"]\nembargo = true\n', encoding="utf-8")
    client = create_app(find(desk.root), "ana").test_client()

    answer = send(client, api(desk.codes, "/suggest")).get_json()

    assert answer["target"] == ""
    assert "embargoed" in " ".join(answer["reasons"])


def test_without_a_machine_the_reason_is_said(desk, client):
    answer = send(client, api(desk.codes, "/suggest")).get_json()

    assert (answer["target"], answer["reasons"]) == ("", ["no engine is named in the settings."])


def test_a_suggestion_is_taken_by_form(desk, rich):
    shown = soup(form(rich, page(desk.empty, "/suggest")))
    fields = {
        field["name"]: field["value"] for field in shown.select_one("form[action$='/take']").find_all("input")
    }

    rich.post(page(desk.empty, "/take"), data=fields)

    assert soup(rich.get(page(desk.empty))).find(id="target").get_text(strip=True) == fields["target"]


def test_a_term_is_added_to_the_glossary_and_found_at_once(desk, rich):
    body = {"term": "cup", "translation": "Tasse", "note": "Not a mug."}

    answer = send(rich, "/api/v1/glossary/de", body)

    assert (answer.status_code, answer.get_json()) == (201, {"is_suggestion": False})
    assert "cup,de,Tasse,preferred,,,Not a mug." in (desk.root / "glossary.csv").read_text(encoding="utf-8")
    cups = next(unit for unit in desk.units if unit.source == "Two cups")
    (term,) = rich.get(api(cups, "/panel")).get_json()["terms"]
    assert [line["translation"] for line in term["translations"]] == ["Tasse"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"term": "pot", "translation": "Topf"}, 409),
        ({"term": "", "translation": "Topf"}, 422),
        ({"term": "<1>", "translation": "Topf"}, 422),
        ({"term": "x" * 1001, "translation": "Topf"}, 422),
        ({"term": ["pot"]}, 400),
    ],
)
def test_what_cannot_be_a_term_is_not_added(desk, rich, body, status):
    assert send(rich, "/api/v1/glossary/de", body).status_code == status
    assert (desk.root / "glossary.csv").read_text(encoding="utf-8") == GLOSSARY


def test_a_term_is_added_from_its_page_and_the_reader_comes_back(desk, rich):
    back = page(desk.title)

    answer = form(rich, "/glossary/de", term="tea", translation="Tee", status="preferred", note="", back=back)
    away = form(rich, "/glossary/de", term="tee", translation="Tee", back="//evil.example/a/")

    assert answer.headers["Location"] == back
    assert "evil" not in away.headers.get("Location", "")
    assert "Tee" in soup(rich.get("/glossary/de?q=tea")).select_one("tbody").get_text()


def test_other_locales_are_beside_the_unit(desk, client):
    arabic = tuple(replace(unit, target="شاي") if unit is desk.title else unit for unit in desk.units)
    desk.put_catalog("tea.md", "ar", arabic)

    (other,) = client.get(api(desk.title, "/panel")).get_json()["others"]

    assert (other["locale"], other["direction"], other["target"]) == ("ar", "rtl", "شاي")


@pytest.mark.parametrize(
    "turn", [lambda text: text, lambda text: text.replace("\n", "\r\n"), lambda _text: "broken"]
)
def test_a_catalog_in_any_form_is_read_for_other_locales(desk, client, turn):
    desk.put_catalog("tea.md", "ar", desk.units)
    file = desk.root / "locales" / "ar" / "LC_MESSAGES" / "tea.md.po"
    file.write_bytes(turn(file.read_text(encoding="utf-8")).encode())

    others = client.get(api(desk.title, "/panel")).get_json()["others"]

    assert [one["target"] for one in others] == ([] if turn("x") == "broken" else ["Tee für zwei"])


def test_the_page_of_earlier_translations_finds_them(desk, client):
    shown = soup(client.get("/memory/de?q=tea"))

    assert "Tee für zwei" in shown.select_one("tbody").get_text()
    assert "Nothing like this" in client.get("/memory/de?q=coffee").get_data(as_text=True)


def test_everything_typed_is_shown_as_text(desk, rich):
    attack = "\"><img src=x onerror=alert(1)>'</textarea><script>alert(1)</script>"
    send(rich, api(desk.empty, "/comments"), {"text": attack})
    send(rich, api(desk.empty, "/draft"), {"target": attack, "version": desk.empty.version}, method="put")
    send(rich, "/api/v1/glossary/de", {"term": "tea", "translation": attack, "note": attack})
    for place in (page(desk.empty), "/unsaved", "/glossary/de", "/a/tea.md/de", f"/memory/de?q={attack}",
                  f"/glossary/de?term={attack}&back={attack}"):  # fmt: skip
        shown = soup(rich.get(place))

        assert not [tag for tag in shown.find_all("script") if not tag.get("src", "").startswith("/static/")]
        assert not shown.find("img", src="x")


def test_a_check_of_the_settings_offers_its_fix_and_can_be_ignored(desk, wrong):
    file = desk.root / "recto.toml"
    table = '\n[checks.cook]\nmessage = "Say \'sieden\'."\ntarget = "Kochen"\nreplace = "Sieden"\n'
    file.write_text(file.read_text(encoding="utf-8") + table, encoding="utf-8")
    client = create_app(find(desk.root), "ana").test_client()

    (said,) = (one for one in client.get(api(wrong, "/panel")).json["findings"] if one["check"] == "cook")

    assert said["title"] == said["message"] == "Say 'sieden'."
    assert [fix["target"] for fix in said["fixes"]] == ["Sieden"]
    assert said["dismissible"]


@pytest.mark.parametrize(
    ("target", "check", "fixed"),
    [
        ("kochen kochen.", "doubled", "kochen."),
        ("Kосhen.", "scripts", "Kochen."),
        ("Ko\u200bchen.", "characters", "Kochen."),
    ],
)
def test_a_finding_that_is_certain_comes_with_its_fix(desk, client, target, check, fixed):
    unit = Unit("paragraph", WRONG.source, target, State.DRAFT)
    desk.put_catalog("tea.md", "de", (*desk.units[:3], unit, *desk.units[4:]))

    found = {one["check"]: one for one in client.get(api(unit, "/panel")).json["findings"]}

    assert [fix["target"] for fix in found[check]["fixes"]] == [fixed]
