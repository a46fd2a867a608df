"""Languages are apart: who may do something in one reaches nothing of another, by whatever way."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from recto.exchange import po
from recto.model import Catalog, State
from recto.project import find
from recto.store import Jobs, Stand
from recto.store.drafts import Drafts, PrivateDraft
from recto.store.roles import Role

CHAIN = '\n[pretranslate]\nchain = ["memory", "pseudo"]\n'


@pytest.fixture
def jobs(team):
    settings = team.root / "recto.toml"
    settings.write_text(settings.read_text() + CHAIN)
    team.app.extensions["recto"] = team.app.extensions["recto"]._replace(project=find(team.root))
    return Jobs(team.root / ".recto" / "desk.db")


def arabic(team, target="قهوة", person="Ben"):
    """Return a catalog in Arabic with one translation."""
    units = [replace(unit, target="", state=State.EMPTY, marks=(), previous="") for unit in team.units]
    units[3] = replace(team.empty, target=target, state=State.REVIEWED)
    return po.dump(Catalog("ar", tuple(units), header=po.create_header("tea-times", "ar", "tea.md")))


def test_jobs_of_another_language_are_neither_seen_nor_touched(team, jobs):
    team.put_catalog("tea.md", "ar", [])
    team.add("Ana", {"de": Role.EDITOR, "ar": Role.GUEST})
    team.add("Eva", {"ar": Role.EDITOR})
    job = jobs.start("Ana", "tea.md", "de").id
    ana, eva = team.client("Ana"), team.client("Eva")

    assert [one["id"] for one in ana.get("/api/v1/jobs").get_json()["jobs"]] == [job]
    assert job in ana.get("/jobs").text
    assert eva.get("/api/v1/jobs").get_json() == {"jobs": []}
    assert job not in eva.get("/jobs").text
    assert eva.get(f"/api/v1/jobs/{job}").status_code == 403
    for way in ("cancel", "again"):
        assert team.send(eva, f"/jobs/{job}/{way}").status_code == 403
        assert team.ask(eva, "POST", f"/api/v1/jobs/{job}/{way}", {}).status_code == 403
    assert not jobs.find(job).is_cancelled
    assert team.ask(ana, "POST", f"/api/v1/jobs/{job}/cancel", {}).get_json()["is_stopping"]


def test_nobody_starts_jobs_for_a_language_that_is_not_theirs(team, jobs):
    team.put_catalog("tea.md", "ar", list(team.units[3:4]))
    team.add("Ana", {"de": Role.TRANSLATOR, "ar": Role.EDITOR})
    ana = team.client("Ana")
    form = {"article": "", "locale": "de"}

    assert team.send(ana, "/pretranslate", form).status_code == 403
    assert team.ask(ana, "POST", "/api/v1/pretranslate", form).status_code == 403
    assert ana.get("/api/v1/pretranslate?locale=de").get_json()["parts"] == []
    assert jobs.listed() == []
    answer = team.ask(ana, "POST", "/api/v1/pretranslate", {})
    assert (answer.status_code, [one["locale"] for one in answer.get_json()["jobs"]]) == (202, ["ar"])
    assert [record.locale for record in jobs.listed()] == ["ar"]


def test_a_job_is_planned_started_stopped_and_begun_again_by_a_program(team, jobs):
    root = team.client("root")
    plan = root.get("/api/v1/pretranslate?article=tea.md&locale=de").get_json()
    assert plan["parts"] == [
        {"article": "tea.md", "locale": "de", "empty": 3, "from_memory": 0, "stays_here": False}
    ]
    assert plan["engines"][0]["engine"] == "pseudo"

    (job,) = team.ask(root, "POST", "/api/v1/pretranslate", {"article": "tea.md", "locale": "de"}).get_json()[
        "jobs"
    ]
    again = f"/api/v1/jobs/{job['id']}/again"

    assert job["state"] == "queued"
    assert team.ask(root, "POST", again, {}).status_code == 409
    jobs.note(job["id"], stand=Stand.CANCELLED)
    assert team.ask(root, "POST", again, {}).get_json()["state"] == "queued"
    assert team.ask(root, "POST", "/api/v1/pretranslate", {"article": "../x"}).status_code == 404
    assert team.ask(root, "POST", "/api/v1/pretranslate", {"article": 1}).status_code == 400


def test_translations_of_another_language_are_not_brought_by_a_file_that_says_so_itself(team):
    team.put_catalog("tea.md", "ar", list(team.units[3:4]))
    team.add("Ana", {"de": Role.EDITOR})
    ana, before = team.client("Ana"), team.files()
    content = arabic(team)
    headers = {"X-CSRFToken": team.token(ana)}
    form = {"kind": "translations", "article": "tea.md", "file": (io.BytesIO(content), "tea.md.ar.po")}

    for apply in ("", "&apply=1"):
        query = f"?kind=translations&name=tea.md.ar.po&article=tea.md{apply}"
        answer = ana.post(f"/api/v1/import{query}", data=content, headers=headers)
        assert answer.status_code in {400, 403, 422}, answer.text
    kept = team.send(ana, "/import", form)
    if kept.status_code == 303:
        assert ana.get(kept.location).status_code == 403
        assert team.send(ana, kept.location).status_code == 403
    assert team.files() == before
    answer = team.client("root")
    done = answer.post(f"/api/v1/import{query}", data=content, headers={"X-CSRFToken": team.token(answer)})
    assert (done.status_code, done.get_json()["catalogs"][0]["locale"]) == (200, "ar"), done.text


def test_who_lost_a_role_keeps_the_draft_and_sees_nothing_else(team):
    ana = team.add("Ana", {"de": Role.TRANSLATOR})
    draft = PrivateDraft(ana.id, "tea.md", "de", team.title.id, "Mein Tee", "", "", "")
    Drafts(team.app.extensions["recto"].desk).keep(draft)
    browser = team.client("Ana")
    assert "zwei" in browser.get("/unsaved").text

    team.accounts.people.set_roles(ana.id, {"de": None}, "root")

    assert "Mein Tee" in browser.get("/unsaved").text
    assert "zwei" not in browser.get("/unsaved").text
    assert browser.get("/a/tea.md/de").status_code == 403
