"""What each role may publish, at a desk with accounts."""

from __future__ import annotations

import io
import re

import pytest

from recto.commands.notifying import write_letters
from recto.model import State, Unit
from recto.store.notices import Kind, Way
from recto.store.roles import Role

HERE = "/a/tea.md/de"
TEA = (Unit("heading", "Tea", "Tee", State.REVIEWED),)


@pytest.fixture
def house(team_at):
    """A desk with four eyes; Eva edits German, Tim translates it, Ali edits Arabic."""
    team = team_at("four_eyes = true")
    team.put_article("tea.md", "# Tea\n")
    for locale in ("de", "ar"):
        team.put_catalog("tea.md", locale, [Unit("heading", "Tea")])
    team.add("Eva", {"de": Role.EDITOR})
    team.add("Tim", {"de": Role.TRANSLATOR})
    team.add("Ali", {"ar": Role.EDITOR})
    team.eva, team.tim, team.ali = (team.client(name) for name in ("Eva", "Tim", "Ali"))
    return team


def confirm(team, browser, target):
    unit = team.on_disk(TEA[0])
    answer = team.send(
        browser, f"{HERE}/u/{unit.id}", {"target": target, "version": unit.version, "action": "confirm"}
    )
    assert answer.status_code == 303, answer.text


def test_who_translated_it_all_does_not_sign_it_off_and_somebody_else_does(house):
    confirm(house, house.eva, "Tee")
    refused = house.send(house.eva, f"{HERE}/sign-off", {"action": "sign"})
    assert refused.status_code == 422
    assert "Translations that Eva alone has worked on: 1." in refused.text

    confirm(house, house.tim, "Der Tee")
    done = house.send(house.eva, f"{HERE}/sign-off", {"action": "sign"})

    assert done.status_code == 303
    assert "Signed off by Eva." in house.tim.get(f"{HERE}/why").text


@pytest.mark.parametrize("who", ["tim", "ali"])
def test_who_does_not_edit_a_language_does_not_publish_it(house, who):
    browser = getattr(house, who)
    asked = [
        house.send(browser, f"{HERE}/sign-off", {"action": "sign"}),
        house.send(browser, "/export", {"article": "tea.md", "locale": "de", "action": "download"}),
        house.send(browser, "/work", {"article": "tea.md", "locale": "de", "person": "Tim"}),
        house.send(browser, "/compile", {"article": "tea.md", "locale": "de"}),
        house.ask(browser, "PUT", f"/api/v1{HERE}/sign-off", {"seal": "x"}),
        house.ask(browser, "PUT", f"/api/v1{HERE}/assignment", {"person": "Tim"}),
        house.ask(browser, "POST", "/api/v1/export", {"articles": ["tea.md"], "locales": ["de"]}),
        browser.get(f"{HERE}/export"),
    ]

    assert {answer.status_code for answer in asked} == {403}
    assert "X-Recto-Signed-Off" not in (house.root / "locales/de/LC_MESSAGES/tea.md.po").read_text()
    assert not (house.root / "build").exists()


def test_a_translator_reads_facts_and_reasons_and_sees_no_buttons(house):
    assert house.tim.get(f"{HERE}/facts").status_code == 200
    page = house.tim.get(f"{HERE}/why").text
    assert 'value="sign"' not in page
    assert f"{HERE}/export" not in page


def test_an_article_is_everybodys_so_one_language_is_not_enough_to_bring_it(house):
    def bring(browser):
        fields = {"kind": "articles", "file": (io.BytesIO(b"# Cup\n"), "cup.md")}
        data = {"csrf_token": house.token(browser), **fields}
        return browser.post("/import", data=data, content_type="multipart/form-data")

    assert bring(house.eva).status_code == 403
    assert bring(house.client("root")).status_code == 303


def test_translations_of_another_language_are_not_taken(house):
    content = (
        (house.root / "locales/ar/LC_MESSAGES/tea.md.po")
        .read_bytes()
        .replace(b'msgstr ""\n', b'msgstr "x"\n')
    )
    before = (house.root / "locales/ar/LC_MESSAGES/tea.md.po").read_bytes()
    data = {
        "kind": "translations",
        "file": (io.BytesIO(content), "tea.po"),
        "csrf_token": house.token(house.eva),
    }
    sent = house.eva.post("/import", data=data, content_type="multipart/form-data")

    assert house.send(house.eva, sent.headers["Location"], {"action": "take"}).status_code == 403
    headers = {"X-CSRFToken": house.token(house.eva)}
    api = house.eva.post("/api/v1/import?kind=translations&name=x.po&apply=1", data=content, headers=headers)
    assert api.status_code == 403
    assert (house.root / "locales/ar/LC_MESSAGES/tea.md.po").read_bytes() == before
    assert house.tim.get(sent.headers["Location"]).status_code == 403


def test_work_goes_round(house):
    house.send(
        house.eva, "/work", {"article": "tea.md", "locale": "de", "person": "Tim", "due": "2030-01-31"}
    )
    assert "Eva assigned tea.md (de) to you." in house.tim.get("/notifications").text
    assert "tea.md" in house.tim.get("/work").text
    assert house.send(house.ali, f"{HERE}/assignment", {"action": "done"}).status_code == 403
    assert house.send(house.tim, f"{HERE}/assignment", {"action": "unassign"}).status_code == 403

    house.send(house.tim, f"{HERE}/assignment", {"action": "done"})

    assert "Tim has finished tea.md (de) and asks for a review." in house.eva.get("/notifications").text
    assert "Nothing yet" in house.ali.get("/notifications").text
    answer = house.send(house.eva, "/work", {"article": "tea.md", "locale": "de", "person": "Ali"})
    assert answer.status_code == 422  # Ali does not translate German


def test_who_lost_a_language_gets_no_word_of_it_any_more(house):
    rooms = house.app.extensions["recto.publishing"]
    tim = house.accounts.people.find("Tim").id
    house.accounts.people.set_email(tim, "tim@example.org")
    house.send(house.tim, "/notifications/mail", {"way": "once", "address": "tim@example.org"})
    house.send(
        house.eva, "/work", {"article": "tea.md", "locale": "de", "person": "Tim", "note": "A secret."}
    )
    house.accounts.people.set_roles(tim, {"de": None, "ar": Role.GUEST}, "root")
    assert rooms.notices.unposted()

    write_letters(rooms, "2030-01-31")

    assert rooms.notices.unposted() == []
    assert rooms.notices.letters() == []
    assert "A secret." not in house.tim.get("/work").text
    assert house.tim.get("/api/v1/work").json["assignments"] == []


def test_notices_are_ones_own(house):
    rooms = house.app.extensions["recto.publishing"]
    house.send(house.eva, "/work", {"article": "tea.md", "locale": "de", "person": "Tim"})
    (notice,) = rooms.notices.of("Tim")

    assert house.eva.get(f"/notifications/{notice.id}").status_code == 404
    house.send(house.eva, "/notifications", {"notice": notice.id})
    assert not rooms.notices.of("Tim")[0].is_read
    assert notice.kind is Kind.ASSIGNED


def test_mail_goes_to_the_address_of_the_account_alone(house):
    (house.root / "recto.toml").write_text(
        (house.root / "recto.toml").read_text()
        + 'smtp_host = "localhost"\nsmtp_sender = "desk@example.org"\n'
    )
    rooms = house.app.extensions["recto.publishing"]
    sent = {"way": "once", "address": "victim@example.org"}
    assert house.send(house.tim, "/notifications/mail", sent).status_code == 422

    house.accounts.people.set_email(house.accounts.people.find("Tim").id, "tim@example.org")
    assert house.send(house.tim, "/notifications/mail", sent).status_code == 303

    chosen = rooms.notices.choice("Tim")
    assert (chosen.address, chosen.way) == ("tim@example.org", Way.ONCE)
    assert house.send(house.tim, "/notifications/mail", {"way": "always"}).status_code == 422
    assert not re.search("victim", house.tim.get("/notifications").text)
