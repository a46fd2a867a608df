"""The pages of jobs: what it would cost first, then a form; all without scripts."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from playwright.sync_api import expect

from recto.model import State
from recto.project import find
from recto.store import Jobs, Stand
from recto.web import create_app
from recto.web.jobs import LOOKS

APP = Path(__file__).parents[2] / "app"
CHAIN = '\n[pretranslate]\nchain = ["memory", "pseudo"]\n'


@pytest.fixture
def jobs(desk) -> Jobs:
    (desk.root / "recto.toml").write_text((desk.root / "recto.toml").read_text() + CHAIN)
    return Jobs(desk.root / ".recto" / "desk.db")


@pytest.fixture
def visitor(desk, jobs):
    return create_app(find(desk.root), "ana").test_client()


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_what_it_would_do_is_shown_before_anything_is_sent(visitor, jobs):
    page = visitor.get("/pretranslate?article=tea.md&locale=de").text

    assert "3 empty segments; 0 of them from memory" in page
    assert re.search(r"<strong>pseudo</strong> is asked for 3 units, \d+ characters, free", page)
    assert "The text stays on this machine" in page
    assert jobs.listed() == []


def test_where_the_text_goes_is_said(desk, visitor):
    settings = desk.root / "recto.toml"
    settings.write_text(settings.read_text().replace("pseudo", "google"))
    page = create_app(find(desk.root), "ana").test_client().get("/pretranslate?locale=de").text

    assert "The text leaves this machine and goes to google" in page


def test_a_form_starts_a_job_for_what_has_something_open(visitor, jobs):
    page = visitor.get("/pretranslate?locale=de").text
    answer = visitor.post("/pretranslate", data={"csrf_token": token(page), "article": "", "locale": "de"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/jobs")
    (record,) = jobs.listed()
    assert (record.article, record.locale, record.person, record.stand) == (
        "tea.md",
        "de",
        "ana",
        Stand.QUEUED,
    )


def test_without_the_token_nothing_is_started(visitor, jobs):
    assert visitor.post("/pretranslate", data={"article": "", "locale": "de"}).status_code == 400
    assert jobs.listed() == []


@pytest.mark.parametrize("address", ["/pretranslate?locale=fr", "/jobs/none", "/api/v1/jobs/none"])
def test_what_there_is_not_is_told(visitor, address):
    assert visitor.get(address).status_code in {400, 404}


def test_an_engine_that_cannot_be_used_is_told_on_the_page(desk, visitor, monkeypatch):
    monkeypatch.delenv("DEEPL_AUTH_KEY", raising=False)
    settings = desk.root / "recto.toml"
    settings.write_text(settings.read_text().replace("pseudo", "deepl"))
    page = create_app(find(desk.root), "ana").test_client().get("/pretranslate?locale=de").text

    assert "DEEPL_AUTH_KEY" in page


@pytest.mark.parametrize("stand", list(Stand))
def test_the_list_shows_how_each_job_stands_and_what_can_be_done(visitor, jobs, stand):
    record = jobs.start("ana", "tea.md", "de")
    jobs.note(record.id, "<b>Begun</b>", stand=stand, done=2, total=5, filled=1)
    page = visitor.get("/jobs").text

    assert LOOKS[stand][1] in page
    assert "&lt;b&gt;Begun" in page
    assert ('http-equiv="refresh"' in page) == (stand in (Stand.QUEUED, Stand.RUNNING))
    assert (f"/jobs/{record.id}/cancel" in page) == (stand in (Stand.QUEUED, Stand.RUNNING))
    assert (f"/jobs/{record.id}/again" in page) == (
        stand in (Stand.FAILED, Stand.CANCELLED, Stand.INTERRUPTED)
    )
    fields = visitor.get(f"/api/v1/jobs/{record.id}").get_json()
    assert (fields["state"], fields["done"], fields["total"]) == (stand, 2, 5)
    assert visitor.get("/api/v1/jobs").get_json()["jobs"] == [fields]


def test_a_job_is_cancelled_and_tried_again_by_forms(visitor, jobs):
    record = jobs.start("ana", "tea.md", "de")
    page = visitor.get("/jobs").text
    visitor.post(f"/jobs/{record.id}/cancel", data={"csrf_token": token(page)})
    assert jobs.find(record.id).is_cancelled
    assert "Stopping" in visitor.get("/jobs").text

    jobs.note(record.id, stand=Stand.CANCELLED)
    visitor.post(f"/jobs/{record.id}/again", data={"csrf_token": token(page)})
    assert (jobs.find(record.id).stand, jobs.find(record.id).is_cancelled) == (Stand.QUEUED, False)


def test_only_the_newest_jobs_that_are_over_are_kept(jobs):
    for number in range(6):
        jobs.note(jobs.start("ana", f"{number}.md", "de").id, stand=Stand.DONE if number else Stand.QUEUED)

    jobs.prune(keep=3)

    assert [record.article for record in jobs.listed()] == ["5.md", "4.md", "3.md", "0.md"]


def test_with_scripts_the_list_follows_without_being_loaded_again(desk, jobs, serve, page):
    record = jobs.note(jobs.start("ana", "tea.md", "de").id, stand=Stand.RUNNING, total=5)
    page.goto(serve(create_app(find(desk.root), "ana")) + "/jobs")
    page.evaluate("() => { window.isTheSame = true; }")

    jobs.note(record.id, "3 of them came back.", done=3, filled=2)
    expect(page.locator("[data-done]")).to_have_text("3")
    expect(page.locator("progress")).to_have_js_property("value", 3)
    page.locator(".job summary").click()
    expect(page.locator(".log")).to_contain_text("3 of them came back.")
    assert page.evaluate("() => window.isTheSame")

    page.locator(".job summary").blur()
    jobs.note(record.id, stand=Stand.FAILED, problem="No answer.")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_text("No answer.")).to_be_visible()


class Reader:
    """Somebody with a browser that runs no scripts, at a desk in a process of its own."""

    def __init__(self, root: Path) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", "recto", "-C", str(root), "review", "--port", "0"],
            env={**os.environ, "PYTHONPATH": str(APP), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.running.stdout
        found = re.search(r"http://[0-9.:]+/", self.running.stdout.readline())
        assert found
        self.address = found[0]
        self._open = build_opener(HTTPCookieProcessor(CookieJar())).open

    def get(self, path: str) -> str:
        return self._open(self.address + path).read().decode()

    def post(self, path: str, page: str, **fields: str) -> str:
        body = urlencode({"csrf_token": token(page), **fields}).encode()
        return self._open(self.address + path, body).read().decode()


def test_a_desk_that_is_killed_goes_on_when_it_is_opened_again(desk, jobs):
    desk.put_catalog(
        "tea.md", "de", [replace(unit, target="", state=State.EMPTY) for unit in desk.units[-2:]]
    )
    readers = [Reader(desk.root)]
    try:
        readers[0].post(
            "pretranslate", readers[0].get("pretranslate?locale=de"), article="tea.md", locale="de"
        )
        readers[0].running.kill()
        readers.append(Reader(desk.root))
        end = time.monotonic() + 90
        while jobs.listed()[0].is_open:
            assert time.monotonic() < end, jobs.listed()[0]
            time.sleep(0.05)
        assert "Done" in readers[1].get("jobs")
        readers[1].running.send_signal(signal.SIGINT)
        said, _ = readers[1].running.communicate(timeout=20)
    finally:
        for reader in readers:
            reader.running.kill()
            reader.running.wait()

    assert jobs.listed()[0].stand is Stand.DONE
    assert all(desk.on_disk(unit).target for unit in desk.units[-2:])
    assert "Traceback" not in said
