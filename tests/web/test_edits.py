"""What an edit of the source changed, at the desk: in words, and the facts first."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from recto.model import State, Unit

ARTICLE = "Boil the water.\n\nServe it hot.\n\nTake 3 cups.\n\nWait now.\n"


def edited(source, before, kind):
    marks = (("edit", kind), ("was", "reviewed")) if kind else ()
    return Unit("paragraph", source, "Ziel.", State.DRAFT, previous=before, marks=marks)


@pytest.fixture
def units(desk):
    units = (
        edited("Boil the water.", "BOIL the water.", "cosmetic"),
        edited("Serve it hot.", "Serve it warm.", "wording"),
        edited("Take 3 cups.", "Take 2 cups.", "fact"),
        edited("Wait now.", "Wait then.", ""),
    )
    desk.put_article("edits.md", ARTICLE)
    desk.put_catalog("edits.md", "de", units)
    return units


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def test_the_list_of_changed_sources_begins_with_the_facts(client, units):
    page = soup(client.get("/a/edits.md/de?show=changed"))

    assert [one.get_text() for one in page.select(".was .role")] == [
        "Source changed: a fact",
        "Source changed",
        "Source changed: wording",
        "Source changed: looks only",
    ]


def test_the_whole_article_stays_in_reading_order(client, units):
    page = soup(client.get("/a/edits.md/de"))

    assert [row["id"] for row in page.select("li.row")] == [unit.id for unit in units]


def test_the_page_of_a_sentence_says_what_changed_and_leads_on_in_that_order(client, units):
    page = soup(client.get(f"/a/edits.md/de/u/{units[2].id}?show=changed"))

    assert page.select_one(".was .role").get_text() == "Source changed: a fact"
    assert page.select_one("a[rel=prev]") is None
    assert units[3].id in page.select_one("a[rel=next]")["href"]
