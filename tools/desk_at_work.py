"""A team's desk on the sample project, with some days of work in it: what ``make screenshots`` shows."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import APIRequestContext, APIResponse, Browser, BrowserContext

from recto.commands.accounts import open_accounts
from recto.commands.catalogs import load_catalog
from recto.model import State, Unit
from recto.project import Project, find
from recto.store.passwords import hashed
from recto.store.roles import EVERYWHERE, Role

PASSWORD = "four words for pictures"  # noqa: S105  # of a desk that lives for a minute
GUIDE, FEATURE, HALL = "guides/rain-garden.md", "features/night-train.html", "market-hall.txt"
PEOPLE: Mapping[str, Mapping[str, Role]] = {
    "Ana Ruiz": {EVERYWHERE: Role.ADMIN},
    "Basma Haddad": {"ar": Role.EDITOR, "es": Role.REVIEWER},
    "Jonas Weil": {"de": Role.REVIEWER},
    "Mira Okoye": {"es": Role.TRANSLATOR, "ru": Role.TRANSLATOR},
}
ANA, BASMA, JONAS, MIRA = PEOPLE
EDITS = (
    (GUIDE, "at least 3 meters away", "at least 4 meters away"),
    (
        GUIDE,
        "Look for the place where water\nalready wants to go",
        "Look for the place to which water\nalready flows",
    ),
)
"""What the newspaper changed after the translation."""


def recto(folder: Path, *words: str) -> None:
    """Run the command in a project. That a text was left empty ends with 3, and is no reason to stop."""
    command = [sys.executable, "-m", "recto", "-C", str(folder), *words]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    if ran.returncode not in {0, 3}:
        sys.exit(f"recto {' '.join(words)}: {ran.stderr}")


def make_project(folder: Path) -> Project:
    """Copy the samples, pretranslate into Spanish, and let a team in."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "recto", "demo", str(folder)], check=True, capture_output=True)
    with (folder / "recto.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[desk]\nmode = "team"\n\n[pretranslate]\nchain = ["memory"]\n')
    recto(folder, "extract")
    recto(folder, "compile")
    for path, old, new in EDITS:
        file = folder / "sources" / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} no longer says {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")
    recto(folder, "extract")
    engine = "apertium" if shutil.which("apertium") else "pseudo"
    recto(folder, "pretranslate", "--locale", "es", "--engine", engine)
    project = find(folder)
    _let_in(project)
    return project


def _let_in(project: Project) -> None:
    with project.lock("desk", project.config.source_locale):
        accounts = open_accounts(project)
    kept = hashed(PASSWORD)
    for name, roles in PEOPLE.items():
        account = accounts.people.add(name, "", roles, ANA)
        accounts.people.set_password(account.id, kept, ANA)
    accounts.people.close()


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Run the desk of a project on a free port of this machine and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "recto", "-C", str(folder), "review", "--port", str(port)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env=os.environ | {"RECTO_USER": "Ana Ruiz"}
    )
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            if process.poll() is not None:
                sys.exit("recto review ended before it answered.")
            time.sleep(0.1)
        else:
            return
    sys.exit("recto review did not answer in 20 seconds.")


class Person:
    """Somebody signed in, who does through the desk's API what a day brings."""

    def __init__(self, browser: Browser, address: str, name: str, project: Project) -> None:
        self.context: BrowserContext = browser.new_context(base_url=address)
        self.requests: APIRequestContext = self.context.request
        self.project = project
        page = self.context.new_page()
        page.goto("/login")
        page.locator("[name=name]").fill(name)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").click()
        page.wait_for_url(f"{address}/")
        page.close()
        self.token = self.requests.get("/api/v1/session").json()["csrf"]

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        answer: APIResponse = self.requests.fetch(
            f"/api/v1{path}", method=method, data=body, headers={"X-CSRFToken": self.token, **headers}
        )
        if not answer.ok:
            sys.exit(f"{method} {path}: {answer.status} {answer.text()}")
        return answer.json()

    def units(self, article: str, locale: str) -> tuple[Unit, ...]:
        return load_catalog(self.project, article, locale).units

    def put(self, article: str, locale: str, unit: Unit, target: str, state: str = "reviewed") -> None:
        """Save a target over the version that stands there now."""
        path = f"{place(article, locale)}/u/{unit.id}"
        seen = self.ask("GET", path)["version"]
        self.ask("PUT", path, {"target": target, "state": state}, **{"If-Match": f'"{seen}"'})

    def confirm(self, article: str, locale: str, number: int) -> None:
        """Confirm the first drafts that have a text and kept the source that they were made for."""
        drafts = [
            one for one in self.units(article, locale) if one.target and one.state is not State.REVIEWED
        ]
        for unit in [one for one in drafts if not one.previous][:number]:
            self.put(article, locale, unit, unit.target)

    def say(self, article: str, locale: str, unit: Unit, text: str) -> None:
        self.ask("POST", f"{place(article, locale)}/u/{unit.id}/comments", {"text": text})


def place(article: str, locale: str) -> str:
    """Return the part of an address that names an article in a locale."""
    return f"/a/{quote(article)}/{locale}"


def work(browser: Browser, address: str, project: Project) -> dict[str, Person]:
    """Let everybody do something; return them, signed in."""
    people = {name: Person(browser, address, name, project) for name in PEOPLE}
    ana, basma, jonas, mira = people.values()
    _assign(ana)
    mira.confirm(FEATURE, "es", 3)
    basma.confirm(FEATURE, "ar", 2)
    jonas.confirm(HALL, "de", 3)
    machine = next(unit for unit in mira.units(FEATURE, "es") if unit.origin)
    mira.say(FEATURE, "es", machine, f"Do we translate the name of the train, @{ANA}?")
    ana.say(FEATURE, "es", machine, "We keep it, in italics.")
    arabic = [unit for unit in basma.units(GUIDE, "ar") if unit.target]
    basma.say(GUIDE, "ar", arabic[3], "نستعمل «سطح منزل» في كل الدليل.")
    for unit in [one for one in jonas.units(GUIDE, "de") if one.previous]:
        jonas.put(GUIDE, "de", unit, unit.target.replace("3", "4"))
    seal = ana.ask("GET", f"{place(GUIDE, 'de')}/sign-off")["seal"]
    ana.ask("PUT", f"{place(GUIDE, 'de')}/sign-off", {"seal": seal})
    sent = {"csrf_token": ana.token, "article": GUIDE, "locale": "ru"}
    ana.requests.post("/pretranslate", form=sent)
    mira.ask("POST", f"{place(FEATURE, 'es')}/assignment", {"action": "done"})
    return people


def _assign(ana: Person) -> None:
    today = datetime.now(UTC).date()
    for article, locale, name, days, priority, note in (
        (HALL, "es", MIRA, 2, 1, "For the Friday edition."),
        (FEATURE, "es", MIRA, 6, 2, ""),
        (GUIDE, "ar", BASMA, 4, 2, "The editor wants the table first."),
        (GUIDE, "es", ANA, 1, 1, "The distance to the walls has changed."),
        (FEATURE, "de", ANA, 9, 3, ""),
    ):
        due = (today + timedelta(days=days)).isoformat()
        body = {"person": name, "due": due, "priority": priority, "note": note}
        ana.ask("PUT", f"{place(article, locale)}/assignment", body)
