"""Dashboard, search, replacing, bulk verbs, activity: as pages without scripts, and as JSON."""

from __future__ import annotations

import ast
import os
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from recto.commands import alarms, bulk, changing, replacing, undoing
from recto.commands.review import save_unit
from recto.model import State, Unit
from recto.store.actions import Actions, Sieve
from recto.store.roles import Role
from recto.store.work import Assignment, Work
from recto.web.reasons import REASONS

EVIL = "\"><script>x</script><img src=x onerror=y> & 'q'"


def soup(answer, status=200):
    assert answer.status_code == status, answer.get_data(as_text=True)
    return BeautifulSoup(answer.data, "lxml")


def said(page) -> str:
    return " ".join(page.main.get_text(" ", strip=True).split())


def send(client, page, form):
    """Send a form with the token that its page brings."""
    first = soup(client.get("/"))
    token = first.select_one("meta[name=csrf-token]")["content"]
    return client.post(page, data={"csrf_token": token, **form})


def ask(client, page, body):
    token = soup(client.get("/")).select_one("meta[name=csrf-token]")["content"]
    return client.post(page, json=body, headers={"X-CSRFToken": token})


def articles(page) -> list[str]:
    return [head.get_text("", strip=True) for head in page.select("tbody th")]


@pytest.fixture
def many(desk):
    for number in range(30):
        desk.put_article(f"more/a{number:02}.md", "# Tea\n")
    desk.put_catalog("more/a07.md", "ar", [Unit("heading", "Tea", "شاي", State.REVIEWED)])
    return desk


# --- the dashboard -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=A0", 10), ("q=nothing", 0), ("state=changed", 1), ("state=missing", 31), ("state=unsigned", 1),
        ("state=machine&q=tea", 1), ("state=nonsense", 31), ("mine=1", 0), ("locale=ar&state=unsigned", 1),
        ("locale=de&state=unsigned", 0),
    ],
)  # fmt: skip
def test_a_filter_shows_the_articles_that_pass_it(many, client, query, found):
    page = soup(client.get(f"/?{query}"))

    assert len(articles(page)) == found


def test_assigned_to_me_is_what_waits_for_me(many, client):
    work = Work(many.project.state_folder / "desk.db")
    for article, locale, person in (("more/a03.md", "ar", "ana"), ("more/a04.md", "de", "bea")):
        work.assign(Assignment(article, locale, person, "eva"))

    assert articles(soup(client.get("/?mine=1"))) == ["more/a03.md"]
    assert articles(soup(client.get("/?mine=1&state=changed"))) == []
    work.close()


def test_articles_are_sorted_as_asked(many, client):
    os.utime(many.project.catalog_file("tea.md", "de"), (10**9, 10**9))
    by_name = articles(soup(client.get("/")))

    assert by_name == sorted(by_name)
    assert articles(soup(client.get("/?sort=facts")))[0] == "tea.md"
    assert articles(soup(client.get("/?sort=oldest")))[0] == "tea.md"


def test_pages_of_articles_lead_on_until_all_were_shown(many, client, monkeypatch):
    monkeypatch.setattr("recto.web.dashboard.MOST_CELLS", 14)
    shown, address = [], "/?sort=oldest"
    while address:
        page = soup(client.get(address))
        shown += articles(page)
        further = page.select_one("a[rel=next]")
        address = further["href"] if further else ""

    assert len(shown) == len(set(shown)) == 31


@pytest.mark.parametrize("after", ["x", "W10", "WzEsMl0", "eyJhIjoxfQ", "%00"])
def test_a_place_that_makes_no_sense_is_the_beginning(many, client, after):
    assert len(articles(soup(client.get(f"/?after={after}")))) == 31


def test_locales_are_chosen_when_there_are_many(desk):
    from recto.project import find
    from recto.web import create_app

    tags = "de fr es it pt nl sv da nb fi pl cs ru uk".split()
    (desk.root / "recto.toml").write_text(
        f'project = "t"\nsource_locale = "en"\ntarget_locales = {tags}\n'.replace("'", '"'), encoding="utf-8"
    )
    client = create_app(find(desk.root), "ana").test_client()

    assert len(soup(client.get("/")).select("thead th")) == 13
    assert [
        tag["value"] for tag in soup(client.get("/?locale=uk")).select("input[name=locale][checked]")
    ] == ["uk"]


def test_the_matrix_as_json_says_what_the_page_says(many, client):
    answer = client.get("/api/v1/articles?state=machine").get_json()

    (one,) = answer["articles"]
    assert (one["article"], answer["number"], answer["after"]) == ("tea.md", 1, None)
    assert one["locales"]["de"]["percent"] == 15
    assert one["locales"]["ar"]["is_extracted"] is False


# --- search and replace --------------------------------------------------------------------------


def test_search_shows_where_a_text_stands_and_leads_there(desk, client):
    page = soup(client.get("/search?q=wait&in=source"))

    (hit,) = page.select(".found li")
    assert hit.mark.text == "Wait"
    assert hit.select_one("a")["href"] == f"/a/tea.md/de/u/{desk.changed.id}"
    assert [near.text for near in hit.select(".near")] == [
        "Boil the <1>water</1>, says <2>the report</2>.",
        "Pour.",
    ]


@pytest.mark.parametrize("query", ["q=(&regex=1", "q=" + "x" * 501])
def test_what_cannot_be_searched_for_is_said(client, query):
    assert soup(client.get(f"/search?{query}"), 422).select_one("[role=alert]")
    assert "problem" in client.get(f"/api/v1/search?{query}").get_json()


def test_search_as_json_finds_the_same(desk, client):
    answer = client.get("/api/v1/search?q=wait").get_json()

    assert [hit["id"] for hit in answer["hits"]] == [desk.changed.id]
    assert (answer["after"], answer["searched"]) == (None, 2)


def test_replacing_takes_two_steps_and_is_undone_in_one(desk, client):
    file = desk.project.catalog_file("tea.md", "de")
    before = file.read_bytes()
    page = soup(client.get("/replace?q=Tee&with=Kaffee"))
    form = page.select_one("form[method=post]")
    fields = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
    fields["pick"] = [tag["value"] for tag in form.select("input[name=pick][checked]")]
    assert file.read_bytes() == before

    done = soup(
        send(client, "/replace", {name: value for name, value in fields.items() if name != "csrf_token"})
    )

    assert desk.on_disk(desk.title).target == "Kaffee für zwei"
    assert desk.on_disk(desk.title).state is State.DRAFT
    undo = done.select_one("form[action*=undo]")
    assert "1 segment changed" in said(soup(send(client, undo["action"], {})))
    assert file.read_bytes() == before


@pytest.mark.parametrize("pick", ["x", "5.u000000000000.1", "0.u000000000000", "-1.a.b"])
def test_a_list_of_changes_that_makes_no_sense_changes_nothing(desk, client, pick):
    before = desk.project.catalog_file("tea.md", "de").read_bytes()
    form = {"q": "Tee", "with": "x", "catalog": ["tea.md|de"], "pick": [pick]}

    answer = send(client, "/replace", form)

    assert answer.status_code in {200, 400}
    assert desk.project.catalog_file("tea.md", "de").read_bytes() == before


def test_a_path_that_is_no_article_is_left_and_not_looked_for(desk, client):
    form = {"q": "x", "with": "y", "catalog": ["../../etc/passwd|de"], "pick": ["0.u000000000000.0"]}

    page = soup(send(client, "/replace", form))

    assert "Nothing was changed" in said(page)


# --- many at once --------------------------------------------------------------------------------


def test_bulk_says_how_many_a_verb_fits_and_does_it(desk, client):
    page = soup(client.get("/a/tea.md/de/bulk"))
    form = page.select_one("main form")
    units = [tag["value"] for tag in form.select("input[name=unit]")]

    done = soup(send(client, "/a/tea.md/de/bulk", {"verb": "confirm", "unit": units}))

    assert f"{len(units)} segments changed" in said(done)
    assert desk.on_disk(desk.codes).state is State.REVIEWED


def test_bulk_as_json_names_what_was_done_and_what_was_left(desk, client):
    units = [{"id": unit.id, "version": unit.version} for unit in (desk.codes, desk.changed)]

    answer = ask(client, "/api/v1/a/tea.md/de/bulk", {"verb": "confirm", "units": units}).get_json()

    assert [one["id"] for one in answer["done"]] == [desk.codes.id]
    assert [one["id"] for one in answer["left"]] == [desk.changed.id]
    undone = ask(client, f"/api/v1/actions/{answer['action']}/undo", {})
    assert undone.get_json()["left"] == []
    assert desk.on_disk(desk.codes) == desk.codes
    assert ask(client, f"/api/v1/actions/{answer['action']}/undo", {}).status_code == 409
    assert ask(client, "/api/v1/actions/99/undo", {}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"verb": "delete"},
        {"verb": "confirm", "units": "x"},
        {"verb": "confirm", "units": [{"id": 1}]},
    ],
)
def test_bulk_refuses_what_it_does_not_understand(client, body):
    assert ask(client, "/api/v1/a/tea.md/de/bulk", body).status_code == 400


# --- activity ------------------------------------------------------------------------------------


def save(app, unit, target, person="ana", state=State.REVIEWED, version=""):
    project, desk, _ = app.extensions["recto"]
    return save_unit(project, desk, "tea.md", "de", unit.id, version or unit.version, target, state, person)


def test_the_activity_shows_each_change_with_its_difference_and_a_way_back(desk, app, client):
    save(app, desk.empty, "Gießen.")

    page = soup(client.get("/activity"))

    (line,) = page.select(".day li")
    assert "ana translated" in " ".join(line.get_text(" ").split())
    assert line.ins.get_text(strip=True).endswith("Gießen.]") or "Gießen." in line.ins.text
    assert soup(send(client, line.form["action"], {}))
    assert desk.on_disk(desk.empty).target == ""


def test_only_the_last_change_of_a_segment_offers_a_way_back(desk, app, client):
    first = save(app, desk.empty, "Eins.")
    save(app, first, "Zwei.", "bea")

    page = soup(client.get("/activity"))

    assert [bool(line.select("form")) for line in page.select(".day li")] == [True, False]


@pytest.mark.parametrize(
    ("query", "number"),
    [("person=bea", 1), ("locale=de", 2), ("locale=ar", 0), ("article=tea.md", 2), ("article=x", 0)],
)
def test_the_activity_has_filters(desk, app, client, query, number):
    save(app, desk.empty, "Eins.")
    save(app, desk.title, "Tee!", "bea")

    assert len(soup(client.get(f"/activity?{query}")).select(".day li")) == number


def test_an_action_is_one_line_that_opens(desk, client):
    action = ask(client, "/api/v1/a/tea.md/de/bulk", {"verb": "confirm"}).get_json()["action"]

    (line,) = soup(client.get("/activity")).select(".day li")
    assert "confirmed 2 segments" in " ".join(line.get_text(" ").split())
    assert len(soup(client.get(f"/activity?action={action}")).select(".day li")) == 2
    (entry,) = client.get("/api/v1/activity").get_json()["entries"]
    assert (entry["verb"], entry["number"]) == ("confirm", 2)


def test_pages_of_the_activity_lead_on(desk, app, client, monkeypatch):
    monkeypatch.setattr("recto.web.activity.PAGE", 2)
    unit = desk.empty
    for number in range(5):
        unit = save(app, unit, f"Nr. {number}.")
    shown, address = 0, "/activity"
    while address:
        page = soup(client.get(address))
        shown += len(page.select(".day li"))
        further = page.select_one("a[rel=next]")
        address = further["href"] if further else ""

    assert shown == 5


def test_the_feed_is_atom_whatever_stands_in_it(desk, app, client):
    save(app, desk.title, f"Tee {EVIL}", EVIL)

    answer = client.get("/activity.atom?locale=de")

    feed = etree.fromstring(answer.data)
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    assert answer.mimetype == "application/atom+xml"
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert EVIL in feed.findtext(".//a:entry/a:content", namespaces=spaces)
    for name in ("id", "title", "updated", "author/a:name"):
        assert feed.findtext(f".//a:entry/a:{name}", namespaces=spaces)


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/search?q=script",
        "/replace?q=script&with=%3Cb%3E",
        "/activity",
        "/activity?article=%22%3E%3Cscript%3E",
    ],
)
def test_nothing_that_people_write_becomes_markup(desk, app, client, page):
    desk.put_catalog(
        "tea.md", "de", [replace(desk.title, target=f"x {EVIL}", notes=(EVIL,)), *desk.units[1:]]
    )
    save(app, desk.empty, f"y {EVIL}", EVIL)
    shown = soup(client.get(page))

    assert not shown.select("main script, main img, main [onerror]")
    assert "<script>x" not in client.get(page).get_data(as_text=True)


def test_very_many_changes_of_accepted_texts_raise_an_alarm_until_they_are_undone(
    desk, app, client, monkeypatch
):
    monkeypatch.setattr(alarms, "UNITS", 2)
    monkeypatch.setattr(alarms.alarms, "__kwdefaults__", {"units": 2})
    desk.put_catalog(
        "tea.md", "de", [replace(unit, target="x", state=State.REVIEWED, previous="") for unit in desk.units]
    )
    action = ask(client, "/api/v1/a/tea.md/de/bulk", {"verb": "needs-work"}).get_json()["action"]

    assert "ana changed 7 of them within 10 minutes" in said(soup(client.get("/")))
    ask(client, f"/api/v1/actions/{action}/undo", {})
    assert "within 10 minutes" not in said(soup(client.get("/")))


def test_the_work_of_somebody_is_taken_back_after_a_question(desk, app, client):
    before = desk.project.catalog_file("tea.md", "de").read_bytes()
    save(app, save(app, desk.empty, "Spam.", "mallory"), "Mehr Spam.", "mallory")
    save(app, desk.title, "Spam!", "mallory")

    asked = soup(client.get("/activity/revert?person=mallory&after=0"))
    assert "2 segments" in said(asked)
    form = {
        tag["name"]: tag["value"]
        for tag in asked.select("main input[type=hidden]")
        if tag["name"] != "csrf_token"
    }
    soup(send(client, "/activity/revert", form))

    assert desk.project.catalog_file("tea.md", "de").read_bytes() == before


def test_roles_bound_what_may_be_done_and_seen(team):
    team.add("tina", {"de": Role.TRANSLATOR})
    team.add("eddy", {"de": Role.EDITOR})
    tina, eddy = team.client("tina"), team.client("eddy")
    units = [{"id": team.codes.id, "version": team.codes.version}]
    body = {"verb": "confirm", "units": units}

    assert team.ask(tina, "POST", "/api/v1/a/tea.md/de/bulk", body).status_code == 403
    assert tina.get("/replace").status_code == 403
    assert team.ask(eddy, "POST", "/api/v1/a/tea.md/ar/bulk", body).status_code == 403
    assert eddy.get("/activity/revert?person=tina").status_code == 403
    answer = team.ask(eddy, "POST", "/api/v1/a/tea.md/de/bulk", body).get_json()
    assert team.ask(tina, "POST", f"/api/v1/actions/{answer['action']}/undo", {}).status_code == 403
    form = {"q": "x", "with": "y", "catalog": "tea.md|ar", "pick": "0.u000000000000.0"}
    assert team.send(eddy, "/replace", form).status_code == 403
    assert {row.locale for row in Actions(team.app.extensions["recto"].desk).changes(Sieve())} == {"de"}


def test_every_reason_of_a_verb_is_one_that_the_desk_translates():
    said = {
        node.args[0]
        for module in (bulk, changing, replacing, undoing)
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LeaveError"
    }
    texts = {one.value for one in said if isinstance(one, ast.Constant)}
    texts |= {changing.CHANGED_SINCE, changing.GONE, undoing.SINCE_BY_OTHERS}

    assert texts == set(REASONS)


# --- what nobody should send ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        f"/activity?before={'9' * 30}",
        f"/activity?action=-{'9' * 30}",
        f"/activity/revert?person=x&after={'9' * 30}",
        "/search?q=%00&article=%00",
        "/search?q=e&after=999999999.de.nothing.md",
        "/?q=%ED%A0%80&after=WzEsICJcdWQ4MDAiXQ",
    ],
)
def test_an_address_that_makes_no_sense_is_answered(client, page):
    assert client.get(page).status_code == 200


def test_numbers_and_texts_that_nothing_can_hold_are_refused(desk, client):
    half = [{"id": "\ud800", "version": "x"}]

    assert ask(client, f"/api/v1/actions/{'9' * 30}/undo", {}).status_code == 404
    assert ask(client, f"/api/v1/changes/{'9' * 30}/undo", {}).status_code == 404
    assert ask(client, "/api/v1/a/tea.md/de/bulk", {"verb": "confirm", "units": half}).status_code == 400
    many = [{"id": "x", "version": "x"}] * 5_001
    assert ask(client, "/api/v1/a/tea.md/de/bulk", {"verb": "confirm", "units": many}).status_code == 400


def test_roles_in_languages_that_the_project_gave_up_show_nothing(team):
    team.add("fritz", {"fr": Role.EDITOR})
    team.add("root2", {"*": Role.ADMIN})
    units = [{"id": team.codes.id, "version": team.codes.version}]
    team.ask(team.client("root2"), "POST", "/api/v1/a/tea.md/de/bulk", {"verb": "confirm", "units": units})
    fritz = team.client("fritz")

    assert fritz.get("/api/v1/search?q=e").get_json()["hits"] == []
    assert fritz.get("/api/v1/replace?q=e&with=x").get_json()["rows"] == []
    assert fritz.get("/api/v1/activity").get_json()["entries"] == []


# --- what happens while a page is open -----------------------------------------------------------


def preview_form(client, query="q=Tee&with=Kaffee"):
    form = soup(client.get(f"/replace?{query}")).select_one("form[method=post]")
    fields: dict[str, list[str]] = {}
    for tag in form.select("input"):
        if tag["name"] != "csrf_token" and (tag["type"] == "hidden" or tag.has_attr("checked")):
            fields.setdefault(tag["name"], []).append(tag["value"])
    return fields


def test_what_another_changed_since_the_preview_is_left_and_named(desk, app, client):
    form = preview_form(client)
    save(app, desk.title, "Zwei Tees", "bea")

    page = soup(send(client, "/replace", form))

    assert "Nothing was changed" in said(page)
    assert "It was changed meanwhile" in said(page)
    assert desk.on_disk(desk.title).target == "Zwei Tees"


def test_an_article_that_is_deleted_meanwhile_is_left_and_named(desk, client):
    form, units = preview_form(client), [f"{desk.codes.id}.{desk.codes.version}"]
    (desk.root / "sources" / "tea.md").unlink()

    assert "tea.md" in said(soup(send(client, "/replace", form)))
    soup(send(client, "/a/tea.md/de/bulk", {"verb": "confirm", "unit": units}), 404)
    assert soup(client.get("/")).select_one(".empty")


def test_a_catalog_that_cannot_be_read_is_said_everywhere_and_stays_as_it_is(many, client):
    form = preview_form(client)
    file = many.project.catalog_file("tea.md", "de")
    file.write_bytes(broken := b"msgid oh\n" + file.read_bytes())

    page = soup(client.get("/?state=unreadable"))
    assert articles(page) == ["tea.md"]
    assert "Cannot be read" in said(page)
    assert "tea.md.po:1" in said(soup(client.get("/search?q=Tee")))
    assert "tea.md.po:1" in said(soup(send(client, "/replace", form)))
    assert file.read_bytes() == broken


def test_an_action_is_undone_around_what_others_did_since(desk, app, client):
    desk.put_catalog("tea.md", "de", [replace(desk.empty, target="Tee.", state=State.REVIEWED), desk.title])
    undo = soup(send(client, "/replace", preview_form(client))).select_one("form[action*=undo]")["action"]
    save(app, desk.title, "Ganz anders", "bea", version=desk.on_disk(desk.title).version)

    page = soup(send(client, undo, {}))

    assert "1 segment changed" in said(page)
    assert "It was changed again since" in said(page)
    assert (desk.on_disk(desk.empty).target, desk.on_disk(desk.title).target) == ("Tee.", "Ganz anders")


def test_a_row_that_a_replacement_would_damage_is_not_ticked(desk, client):
    desk.put_catalog("tea.md", "de", [desk.title, replace(desk.codes, target="Das <1>a</1> und <2>b</2>")])

    page = soup(client.get("/replace?q=%3C&with=x"))
    assert page.select_one(".empty")
    page = soup(client.get("/replace?q=a&with=%3C1%3E"))

    assert page.select("input[name=pick]")
    assert not page.select("input[name=pick][checked]")
    assert page.select(".problem.error")


def test_more_hits_than_one_run_takes_are_said_and_taken_in_turns(desk, client):
    desk.put_catalog(
        "tea.md", "de", [Unit("paragraph", f"Line {n}.", f"Zeile {n}.", State.REVIEWED) for n in range(1_200)]
    )

    page = soup(client.get("/replace?q=Zeile&with=Reihe"))
    assert "That is not all" in said(page)
    done = soup(send(client, "/replace", preview_form(client, "q=Zeile&with=Reihe")))

    assert "1000 segments changed" in said(done)
    assert "200 segments would change" in said(soup(client.get("/replace?q=Zeile&with=Reihe")))
