"""Each page, with and without what it is about."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from recto.commands.status import status
from recto.model import State, Unit
from recto.web import create_app


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def address(desk, unit, locale="de"):
    return f"/a/tea.md/{locale}/u/{unit.id}"


def token(client, page="/"):
    return soup(client.get(page)).find("meta", {"name": "csrf-token"})["content"]


def post(client, desk, unit, **fields):
    page = address(desk, unit)
    fields = {"csrf_token": token(client), "version": unit.version, "action": "confirm", **fields}
    return client.post(page, data=fields)


def test_the_dashboard_counts_each_article_in_each_locale(client):
    page = soup(client.get("/"))

    row = page.select_one("tbody tr")
    words = " ".join(row.get_text(" ", strip=True).split())
    assert "tea.md" in words
    assert "15 % reviewed" in words
    assert "Not extracted yet" in words
    label = row.select_one("a.progress")["aria-label"]
    assert label.startswith("tea.md, German: 15 % reviewed, ")
    for count in ("3 not translated", "1 machine draft", "1 needs work", "1 source changed"):
        assert count in label
    assert [head.get_text(" ", strip=True) for head in page.select("thead th")] == [
        "Article", "German de 15 % reviewed", "Arabic ar",
    ]  # fmt: skip


def test_the_dashboard_names_the_command_when_there_is_no_article(desk, client):
    (desk.root / "sources" / "tea.md").unlink()

    page = soup(client.get("/"))

    assert page.select_one(".empty").get_text(" ", strip=True).endswith("recto extract")


def test_a_catalog_that_cannot_be_read_does_not_hide_the_others(desk, client):
    file = desk.root / "locales" / "ar" / "LC_MESSAGES" / "tea.md.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "open\nmsgstr ""\n')

    words = soup(client.get("/")).get_text(" ", strip=True)

    assert "Cannot be read" in words
    assert "15 % reviewed" in words
    assert client.get("/a/tea.md/ar").status_code == 500


def test_an_article_shows_every_unit_in_reading_order(desk, client):
    rows = soup(client.get("/a/tea.md/de")).select("li.row")

    assert [row["id"] for row in rows] == [unit.id for unit in desk.units]
    assert [row.select_one(".state").text for row in rows] == [
        "Reviewed", "Machine draft", "Source changed", "Not translated", "Needs work",
        "Not translated", "Not translated",
    ]  # fmt: skip


def test_an_article_shows_its_structure(client):
    page = soup(client.get("/a/tea.md/de"))

    assert [head.name for head in page.select("li.heading .source .text")] == ["h2", "h3"]
    assert page.select_one("li.kept pre").text.strip() == "kettle --on"
    starts = [("starts" in row["class"]) for row in page.select("li.row")]
    assert starts == [True, True, False, False, True, True, True]


def test_an_article_shows_codes_hints_notes_and_what_changed(client):
    page = soup(client.get("/a/tea.md/de"))

    badge = page.select_one(".code")
    assert (badge.text, badge["title"]) == ("‹1›", "start of 1: italic")
    assert [(change.name, change.get_text()) for change in page.select(".was ins, .was del")] == [
        ("del", "[deleted: three]"), ("ins", "[inserted: four]"),
    ]  # fmt: skip
    assert "Not the plant." in page.select_one(".note").text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("show=all", "1234567"),
        ("show=review", "234567"),
        ("show=empty", "467"),
        ("show=drafts", "25"),
        ("show=changed", "3"),
        ("show=problems", ""),
        ("show=nonsense", "1234567"),
        ("q=POT", "6"),
        ("q=wasser", "2"),
        ("q=plant", "6"),
        ("show=empty&q=two", "7"),
    ],
)
def test_a_filter_is_a_link_and_keeps_the_numbers(client, query, numbers):
    page = soup(client.get(f"/a/tea.md/de?{query}"))

    shown = (number.find(string=True, recursive=False) for number in page.select("li.row .number"))
    assert "".join(shown) == numbers
    assert page.select_one("[data-filter=all]").text == "7"


def test_a_filter_without_rows_offers_all(client):
    page = soup(client.get("/a/tea.md/de?q=nowhere"))

    assert page.select_one(".empty a").text == "Show all 7"


def test_problems_are_said_beside_the_unit(desk, client):
    desk.put_catalog("tea.md", "de", [replace(desk.codes, target="Ohne Codes.", state=State.DRAFT)])

    page = soup(client.get("/a/tea.md/de?show=problems"))

    assert page.select_one("li.row .findings .error") is not None
    assert page.select_one("[data-filter=problems]").text == "1"


def test_texts_carry_their_language_and_direction(desk, client):
    desk.put_catalog("tea.md", "ar", [Unit("paragraph", "Pour.", "صُبّ.", State.REVIEWED)])

    row = soup(client.get("/a/tea.md/ar")).select_one("li.row")

    assert row.select_one(".source .text")["lang"] == "en"
    assert (row.select_one(".target .text")["lang"], row.select_one(".target .text")["dir"]) == ("ar", "rtl")


def test_a_long_page_is_sent_compressed_to_a_browser_that_takes_it(client):
    plain = client.get("/a/tea.md/de")
    packed = client.get("/a/tea.md/de", headers={"Accept-Encoding": "gzip, br"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie"} <= plain.vary.as_set(preserve_casing=True)
    assert "Tea for two" in gzip.decompress(packed.data).decode()
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2


def test_a_row_of_a_long_article_stays_light(desk, client):
    text = "the kettle sings while people in the old house listen to it"
    said = "der Kessel singt, und im alten Haus am Hang hören ihm die Leute zu"
    units = [Unit("paragraph", f"{n} {text}.", f"{n} {said}.", State.REVIEWED) for n in range(200)]
    desk.put_catalog("tea.md", "de", units)

    assert len(client.get("/a/tea.md/de").data) / 200 <= 650


def test_an_article_that_is_gone_from_its_source_still_opens_as_its_catalog_stands(desk, client):
    desk.put_article("tea.md", "Something else.\n")

    assert len(soup(client.get("/a/tea.md/de")).select("li.row")) == 7


@pytest.mark.parametrize(
    "page",
    ["/a/nope.md/de", "/a/tea.md/fr", "/a/tea.md/en", "/a/tea.md/ar", "/a/..%2ftea.md/de", "/x",
     "/a/tea.md/de/u/u0", "/a/tea.md/de/u/u000000000000", "/a/%00/de", "/static/../app.py"],
)  # fmt: skip
def test_what_is_not_there_is_told_as_a_page(client, page):
    answer = client.get(page)

    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "Content-Security-Policy" in answer.headers


def test_a_unit_has_a_page_with_its_surroundings(desk, client):
    page = soup(client.get(address(desk, desk.changed)))

    assert page.select_one("h1").get_text(" ", strip=True) == "Segment 3 of 7"
    assert page.select_one("textarea").text.strip() == "Warten Sie drei Minuten."
    assert page.select_one("a[rel=prev]")["href"].endswith(desk.units[1].id)
    assert page.select_one("a[rel=next]")["href"].endswith(desk.units[3].id)


def test_confirming_by_form_saves_and_goes_to_the_next_that_matches(desk, client):
    page = f"{address(desk, desk.empty)}?show=empty"
    fields = {
        "csrf_token": token(client),
        "version": desk.empty.version,
        "target": "Gießen.",
        "action": "confirm",
    }

    answer = client.post(page, data=fields)

    assert answer.status_code == 303
    assert answer.location == f"{address(desk, desk.units[5])}?show=empty"
    assert (desk.on_disk(desk.empty).target, desk.on_disk(desk.empty).state) == ("Gießen.", State.REVIEWED)
    assert [row.person for row in client.application.extensions["recto"].desk.history(
        "tea.md", "de", desk.empty.id)] == ["ana"]  # fmt: skip


def test_after_the_last_unit_the_form_leads_back_to_the_article(desk, client):
    answer = post(client, desk, desk.units[6], target="Zwei Tassen")

    assert answer.location == f"/a/tea.md/de#{desk.units[6].id}"


def test_keeping_by_form_makes_a_draft(desk, client):
    post(client, desk, desk.empty, target="Gieß", action="keep")

    assert desk.on_disk(desk.empty).state is State.DRAFT


def test_a_conflict_page_has_both_texts_and_saves_mine_when_i_insist(desk, client):
    post(client, desk, desk.empty, target="Gießen.")

    answer = post(client, desk, desk.empty, target="Eingießen.")

    page = soup(answer)
    assert answer.status_code == 412
    assert page.select_one("textarea").text.strip() == "Eingießen."
    assert page.select_one(".theirs").text == "Gießen."
    assert [change.name for change in page.select(".difference ins, .difference del")] == ["del", "ins"]
    version = page.select_one("input[name=version]")["value"]
    post(client, desk, desk.empty, target="Eingießen.", version=version)
    assert desk.on_disk(desk.empty).target == "Eingießen."


def test_a_refused_text_stays_in_the_form(desk, client):
    answer = post(client, desk, desk.codes, target="Ohne Codes.")

    page = soup(answer)
    assert answer.status_code == 422
    assert page.select_one("textarea").text.strip() == "Ohne Codes."
    assert page.select_one(".notice .findings .error") is not None
    assert desk.on_disk(desk.codes) == desk.codes


def test_a_text_whose_unit_is_gone_is_given_back(desk, client):
    desk.put_catalog("tea.md", "de", desk.units[:3])

    answer = post(client, desk, desk.empty, target="Gießen.")

    assert answer.status_code == 404
    assert soup(answer).select_one("textarea").text.strip() == "Gießen."


def test_a_text_whose_unit_is_gone_leads_back_to_the_article(desk, client):
    desk.put_catalog("tea.md", "de", desk.units[:3])

    page = soup(post(client, desk, desk.empty, target="Gießen."))

    assert [link["href"] for link in page.select(".page a")] == ["/a/tea.md/de", "/"]


def test_a_text_whose_source_was_edited_meanwhile_is_in_the_form_of_what_came_of_it(desk, client):
    old = replace(desk.changed, source=desk.changed.previous)

    page = soup(answer := post(client, desk, old, target="Mein Text."))

    assert answer.status_code == 409
    assert page.select_one("textarea").text.strip() == "Mein Text."
    assert page.select_one(".notice .theirs").text == desk.changed.target
    assert page.select_one(".was") is not None
    assert page.select_one("form.edit")["action"] == address(desk, desk.changed)
    assert desk.on_disk(desk.changed) == desk.changed


def test_a_leading_line_break_of_a_text_survives_the_form(desk, client):
    answer = post(client, desk, desk.codes, target="\nOhne Codes.")

    assert "\n\nOhne Codes." in answer.text


def test_history_shows_who_changed_what(desk, client):
    post(client, desk, desk.changed, target="Warten Sie vier Minuten.")

    words = soup(client.get(address(desk, desk.changed))).select_one(".history").get_text(" ", strip=True)

    assert "ana" in words
    assert "[deleted: drei ] [inserted: vier ]" in words


def test_an_interrupted_text_that_does_not_fit_is_shown(desk, app):
    store = app.extensions["recto"].desk
    begun = review_activity(desk)
    store.begin(begun)
    desk.put_catalog("tea.md", "de", [replace(desk.empty, target="Anders.", state=State.REVIEWED)])

    page = soup(create_app(desk.project).test_client().get("/"))

    assert "Gießen." in page.select_one(".notice").text


def review_activity(desk):
    from recto.store import Activity

    return Activity.of(
        "tea.md", "de", "ana", desk.empty, replace(desk.empty, target="Gießen.", state=State.REVIEWED)
    )


def test_no_page_has_a_script_or_style_in_it(desk, client):
    for page in ("/", "/a/tea.md/de", address(desk, desk.codes), "/x"):
        found = soup(client.get(page))
        assert found.select("script:not([src]), style, [style]") == []
        assert not re.search(r"\son[a-z]+=", client.get(page).text)


def test_the_desk_counts_words_as_recto_status_does(desk, client):
    (row,) = [row for row in status(desk.project).rows if row.locale == "de"]

    page = soup(client.get("/a/tea.md/de"))

    assert page.select_one("[data-percent]").text == str(int(row.done))
    assert f"{int(row.done)} % reviewed" in soup(client.get("/")).get_text(" ", strip=True)


def test_a_row_shows_what_the_author_and_the_settings_say(desk, client):
    told = ("at most 60 characters", "note: A pot, <not> the plant.")
    desk.put_catalog("tea.md", "de", [replace(unit, hints=(*unit.hints, *told)) for unit in desk.units[:2]])

    rows = soup(client.get("/a/tea.md/de")).select(".row .note")

    assert [row.get_text(" ", strip=True) for row in rows] == [
        "Hint at most 60 characters",
        "From the author A pot, <not> the plant.",
    ] * 2
