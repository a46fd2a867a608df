"""Stories that are out and wrong now: on the first page, on their own, and on the page that says why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from recto.model import State, Unit
from recto.project import Project

ARTICLE = "Boil the water.\n\nTake 3 cups.\n"
BEFORE = Unit("paragraph", "Boil the water.", "Koche das Wasser.", State.REVIEWED)
WRONG = Unit(
    "paragraph",
    "Take 3 cups.",
    "Nimm 2 Tassen.",
    State.DRAFT,
    previous="Take 2 cups.",
    marks=(("edit", "fact"), ("was", "reviewed")),
)


@pytest.fixture
def story(desk):
    desk.put_article("story.md", ARTICLE)
    desk.put_catalog("story.md", "de", (BEFORE, WRONG))


def told(client, address):
    page = BeautifulSoup(client.get(address).data, "html.parser")
    texts = [" ".join(one.get_text().split()) for one in page.select(".wrong-now")]
    # The desk's project has a story of its own that is wrong.
    return [text for text in texts if "tea.md" not in text]


def test_the_first_page_begins_with_what_is_wrong_now(client, story):
    (first,) = told(client, "/")

    assert first.startswith("Wrong now: story.md, German A fact of the source changed")
    assert "2 became 3" in first
    assert " since 20" in first


def test_its_cell_in_the_table_says_so_and_no_other(client, story):
    page = BeautifulSoup(client.get("/?q=story").data, "html.parser")
    marked = {
        (row.th.get_text(strip=True), "▲ Wrong now" in cell.get_text())
        for row in page.select(".matrix tbody tr")
        for cell in row.select("td")
        if cell.find(string="German")
    }

    assert marked == {("story.md", True)}


def test_what_changed_is_told_in_the_language_of_the_reader(client, story):
    client.set_cookie("recto_language", "es")
    page = BeautifulSoup(client.get("/", headers={"Accept-Language": "es"}).data, "html.parser")

    assert "2 pasó a ser 3" in page.get_text()


def test_the_article_says_it_until_it_is_confirmed(client, desk, story):
    assert "2 became 3" in told(client, "/a/story.md/de")[0]

    confirmed = replace(WRONG, target="Nimm 3 Tassen.", state=State.REVIEWED, previous="", marks=())
    desk.put_catalog("story.md", "de", (BEFORE, confirmed))
    assert told(client, "/a/story.md/de") == []
    assert told(client, "/") == []


def test_an_edit_of_the_wording_is_not_wrong_now(client, desk, story):
    worded = replace(WRONG, marks=(("edit", "wording"), ("was", "reviewed")))
    desk.put_catalog("story.md", "de", (BEFORE, worded))

    assert told(client, "/") == []


def test_the_page_that_says_why_names_it_first(client, story):
    page = BeautifulSoup(client.get("/a/story.md/de/why").data, "html.parser")

    assert page.select("#publishing ~ ul li")[0].get_text().strip().startswith("Wrong now: a fact")


def test_catalogs_are_read_once_for_as_long_as_they_stay_the_same(client, desk, story, monkeypatch):
    assert told(client, "/")
    read = []
    real = Project.read_catalog

    def noted(project, article, locale):
        read.append(article)
        return real(project, article, locale)

    monkeypatch.setattr(Project, "read_catalog", noted)
    assert told(client, "/")
    assert read == []
    desk.put_catalog("story.md", "de", (BEFORE, replace(WRONG, state=State.REVIEWED, previous="")))
    assert told(client, "/") == []
    assert "story.md" in read


def test_of_many_changes_the_first_are_told(client, desk):
    lines = [
        f"Take {number} cups of {word}." for number, word in enumerate(("tea", "rice", "milk", "ice"), 3)
    ]
    desk.put_article("long.md", "\n\n".join(["Boil the water.", *lines]) + "\n")
    changed = [
        replace(
            WRONG, source=line, previous=line.replace("Take ", "Take 4"), target=f"Nimm {line[5]} Tassen."
        )
        for line in lines
    ]
    desk.put_catalog("long.md", "de", [BEFORE, *changed])

    (text,) = [one for one in told(client, "/") if "long.md" in one]

    assert "43 became 3; 44 became 4; 45 became 5 and 1 more" in text
    (text,) = told(client, "/a/long.md/de")
    assert "45 became 5 and 1 more" in text
