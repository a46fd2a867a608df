"""Terms of the glossary on the desk: marked in the source, offered beside it, typed with a click."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from recto.glossary import Glossary, Status, Term, terms_of
from recto.web.pieces import shown
from recto.web.terms import insertion, marked

GLOSSARY = """term,locale,translation,status,part of speech,match,note
water,de,Wasser,preferred,noun,,Never <Nass>.
water,de,Nass,forbidden,,,
report,de,Bericht,preferred,,,
Tea for two,,,do not translate,,,
pot,de,Kanne,preferred,,,
"""
TEXTS = st.text(st.sampled_from("ab <>/&\"'01\u00a0ش中"), max_size=30)


@pytest.fixture
def desk(desk):
    (desk.root / "glossary.csv").write_text(GLOSSARY, encoding="utf-8")
    return desk


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def address(unit):
    return f"/a/tea.md/de/u/{unit.id}"


@given(TEXTS, st.lists(st.sampled_from(["a", "b", "ab", "a b", "<", "中"])))
def test_what_is_marked_is_the_text(text, names):
    glossary = Glossary("en", tuple(Term(name, status=Status.KEPT) for name in names))

    page = marked(text, (), terms_of(text, glossary, ("en", "de")))

    assert page.replace('<mark class="term">', "").replace("</mark>", "") == shown(text)


def test_the_page_of_a_unit_marks_its_terms_and_offers_what_they_are(desk, client):
    page = soup(client.get(address(desk.codes)))

    assert [mark.text for mark in page.select("#source mark")] == ["water", "report"]
    assert [button.text for button in page.select(".terms button")] == ["Wasser", "Bericht"]
    assert [gone.text for gone in page.select(".terms del")] == ["Nass"]
    assert "Never <Nass>." in page.select_one(".terms").text


def test_a_page_without_terms_says_nothing_of_them(desk, client):
    page = soup(client.get(address(desk.empty)))

    assert page.select(".terms, #source mark, script[src*=terms]") == []


def test_the_article_marks_the_terms_of_each_segment(desk, client):
    page = soup(client.get("/a/tea.md/de"))

    assert [mark.text for mark in page.select(".source mark")] == ["Tea for two", "water", "report", "pot"]


def test_the_unit_as_json_has_its_terms(desk, client):
    terms = client.get(f"/api/v1{address(desk.codes)}").json["terms"]

    source = desk.codes.source
    assert [source[term["start"] : term["end"]] for term in terms] == ["water", "report"]
    assert terms[0]["translations"] == [
        {"translation": "Wasser", "status": "preferred", "part_of_speech": "noun", "note": "Never <Nass>."},
        {"translation": "Nass", "status": "forbidden", "part_of_speech": "", "note": ""},
    ]


def test_a_changed_glossary_is_seen_at_once(desk, client):
    client.get(address(desk.codes))
    (desk.root / "glossary.csv").write_text("term,locale,translation\nboil,de,kochen\n", encoding="utf-8")

    page = soup(client.get(address(desk.codes)))

    assert [mark.text for mark in page.select("#source mark")] == ["Boil"]


def test_a_term_that_the_target_lacks_is_a_warning_and_holds_nothing_up(desk, client):
    token = soup(client.get("/")).find("meta", {"name": "csrf-token"})["content"]

    answer = client.put(
        f"/api/v1{address(desk.codes)}",
        json={"target": "Kochen Sie das <1>Nass</1>, sagt <2>der Bericht</2>.", "state": "reviewed"},
        headers={"X-CSRFToken": token, "If-Match": desk.codes.version},
    )

    assert answer.status_code == 200
    assert [found["check"] for found in answer.json["findings"]] == ["terms"]


def test_a_glossary_that_cannot_be_read_leaves_the_desk_at_work(desk, client):
    (desk.root / "glossary.csv").write_bytes(b"\xff\xfe\x00")

    assert client.get(address(desk.codes)).status_code == 200


def test_a_term_that_is_not_translated_is_typed_as_it_is():
    assert insertion(Term("Recto", status=Status.KEPT)) == "Recto"
    assert insertion(Term("water", "de", "Nass", Status.FORBIDDEN)) == ""


@pytest.mark.ui
@pytest.mark.parametrize("is_article", [True, False], ids=["article", "segment"])
def test_a_click_types_a_translation_where_the_caret_is(desk, app, serve, page, is_article):
    page.goto(f"{serve(app)}{'/a/tea.md/de' if is_article else address(desk.codes)}")
    if is_article:
        page.locator(f"#{desk.codes.id} .number").click()
    box = page.locator("textarea").first
    box.fill("Das  kocht.")
    box.evaluate("area => area.setSelectionRange(4, 4)")

    page.locator(".terms button:visible", has_text="Wasser").click()

    assert box.input_value() == "Das Wasser kocht."


def test_the_dashboard_says_why_terms_are_missing(desk, client):
    assert "Terms of the glossary are missing" not in client.get("/").text

    (desk.root / "glossary.csv").write_text(GLOSSARY + "x,de,,,,,\ny,de,,,,,\n", encoding="utf-8")

    shown = client.get("/").text
    assert "glossary.csv:7: there is no translation" in shown
    assert "And 1 more" in shown
