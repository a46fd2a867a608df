"""Finding inside an article, and the rows around what was found."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from recto.model import State, Unit
from recto.web.filters import Filter


def soup(answer):
    return BeautifulSoup(answer.text, "lxml")


def numbers(client, query, rows="li.row"):
    page = soup(client.get(f"/a/tea.md/de?{query}"))
    return "".join(row.select_one(".number").find(string=True, recursive=False) for row in page.select(rows))


@pytest.mark.parametrize(
    ("wanted", "text", "is_found"),
    [
        (Filter(query="tea"), "A TEAPOT", True),
        (Filter(query="tea", is_whole=True), "A teapot", False),
        (Filter(query="tea", is_whole=True), "More Tea, please", True),
        (Filter(query="tea", is_case=True), "Tea", False),
        (Filter(query="Tea", is_case=True, is_whole=True), "(Tea)", True),
        (Filter(query="the water"), "Boil the <1>water</1>", True),
        (Filter(query="<1>water"), "Boil the <1>water</1>", True),
        (Filter(query="straße"), "STRASSE", True),
        (Filter(query="a.c"), "abc", False),
        (Filter(query="茶", is_whole=True), "茶", True),
        (Filter(), "", True),
    ],
)
def test_words_are_found_as_they_are_asked_for(wanted, text, is_found):
    assert wanted.finds([text]) is is_found


def test_capitals_and_whole_words_stand_in_the_address(client):
    assert numbers(client, "q=pot") == "6"
    assert numbers(client, "q=pot&case=1") == "6"
    assert numbers(client, "q=POT&case=1") == ""
    assert numbers(client, "q=po&whole=1") == ""
    page = soup(client.get("/a/tea.md/de?q=pot&whole=1"))
    assert page.select_one("input[name=whole]").has_attr("checked")
    assert "whole=1" in page.select_one(".filters a")["href"]
    assert "whole=1" in page.select_one("li.row .number")["href"]


def test_neighbours_are_shown_muted_and_counted_apart(client):
    assert numbers(client, "show=changed&near=1") == "12345"
    assert numbers(client, "show=changed&near=1", "li.row:not(.near)") == "3"
    page = soup(client.get("/a/tea.md/de?show=changed&near=1"))
    assert "1 of 7 segments" in " ".join(page.select_one(".filtered").text.split())
    assert page.find("a", string="Hide neighbours")["href"] == "/a/tea.md/de?show=changed"


def test_neighbours_stand_only_where_something_is_filtered(client):
    assert numbers(client, "near=1") == "1234567"
    assert soup(client.get("/a/tea.md/de?near=1")).select(".near") == []


def test_changed_facts_come_first_and_say_so_over_the_difference(desk, client):
    wording = Unit("paragraph", "Old.", "Alt.", State.DRAFT, previous="Odd.", marks=(("edit", "wording"),))
    desk.put_catalog("tea.md", "de", (wording, desk.changed))

    page = soup(client.get("/a/tea.md/de?show=changed"))

    assert [line.text for line in page.select(".was .role")] == [
        "Source changed: a fact", "Source changed: wording",
    ]  # fmt: skip
    first = page.select_one("li.row .source")
    assert [child["class"][0] for child in first.find_all("p", recursive=False)] == ["was", "text"]


def test_a_layout_is_remembered_and_a_nonsense_one_is_not(client):
    assert "layout-side" in soup(client.get("/a/tea.md/de")).main["class"]
    assert "layout-article" in soup(client.get("/a/tea.md/de?layout=article")).main["class"]
    assert "layout-article" in soup(client.get("/a/tea.md/de")).main["class"]
    client.get("/a/tea.md/de?layout=nonsense")
    assert "layout-article" in soup(client.get("/a/tea.md/de")).main["class"]


def test_a_text_that_stands_again_is_shown_in_its_place_and_leads_to_its_segment(desk, client):
    desk.put_article("tea.md", "Pour.\n\nDrink.\n\nPour.\n\n`kettle`\n")
    desk.put_catalog("tea.md", "de", (desk.empty, Unit("paragraph", "Drink.")))

    page = soup(client.get("/a/tea.md/de"))

    assert [row.text.strip() for row in page.select(".kept")] == ["Pour.", "kettle"]
    assert page.select_one(".kept a")["href"] == f"#{desk.empty.id}"
    assert [row.text for row in page.select(".times")] == ["×2"]
    assert soup(client.get("/a/tea.md/de?q=Pour")).select(".kept") == []
