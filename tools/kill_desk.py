"""The desk, killed between request and answer: what was answered is there, what is there was sent.

``kill.py desk`` uses it. A real desk runs in a process of its own; people confirm, mark for work, draft, and
do things to a whole article at once, without a pause; at a random moment the process and its children are
killed. Then it is started anew, and what people were told is held against the PO files and the drafts. The
next run goes on in the same project, so what an early run broke is found by the later ones, too.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from urllib.parse import quote

from recto.commands.counts import findings, load_catalog
from recto.errors import RectoError
from recto.exchange import po
from recto.model import State
from recto.project import Project, find
from recto.store import Desk, Stage

APP = Path(__file__).resolve().parents[1] / "app"
LOCALE = "de"
SAVING = (
    ("article-1.md", slice(0, None, 2)),
    ("article-1.md", slice(1, None, 2)),
    ("article-2.md", slice(None)),
)
"""The articles of those who save; the first two share one, each with units of their own."""
WHOLE = "article-3.md"
"""The article that somebody changes as a whole."""
VERBS = {"confirm": "reviewed", "needs-work": "draft"}
GERMAN = {
    "This sentence": "Dieser Satz", "Sentence": "Satz", "of article": "im Artikel", "Article": "Artikel",
    "is the same": "bleibt gleich", "is old": "ist alt",
}  # fmt: skip
DRAFTS, UNDONE = 0.3, 0.5
"""How often somebody drafts instead of saving, and takes an action back."""
LONGEST_S = 0.6
TIMEOUT_S = 60
Ask = Callable[..., bytes]


@dataclass
class Ledger:
    """What somebody was told of things at the desk, and what they sent without an answer."""

    told: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    answers: int = 0

    def send(self, name: str, value: str, change: Callable[[], bytes]) -> bytes:
        """Send a change of one thing; without an answer it stays open."""
        self.open = {name: value}
        answer = change()
        self.told[name] = value
        self.open = {}
        self.answers += 1
        return answer

    def judge(self, found: dict[str, str], where: str) -> Iterator[str]:
        """Yield what is neither as the last answer said nor as sent since; go on from what is there."""
        for name, said in self.told.items():
            now = found.get(name, "")
            if now not in (said, self.open.get(name, said)):
                sent = f", sent {self.open[name]!r}" if name in self.open else ""
                yield f"{where}: {name} is {now!r}; answered {said!r}{sent}"
        self.told = found


class Process:
    """A desk process, and the token that a change needs."""

    def __init__(self, root: Path) -> None:
        environment = os.environ | {"PYTHONPATH": str(APP)}
        command = [sys.executable, "-m", "recto", "-C", str(root), "review", "--port", "0"]
        # A session of its own: its children are killed with it.
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
            start_new_session=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        told = self._process.stdout.readline()
        found = re.search(r":([0-9]+)/", told)
        if not found:
            _out, problem = self._process.communicate(timeout=TIMEOUT_S)
            raise RectoError(f"the desk did not start: {told}{problem}")
        self._port = int(found[1])
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        connection.request("GET", "/")
        answer = connection.getresponse()
        token = re.search(rb'name="csrf-token" content="([^"]+)"', answer.read())
        if token is None:
            raise RectoError("the page has no token.")
        self._headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": token[1].decode(),
            "Cookie": "; ".join(one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", [])),
        }
        connection.close()

    def kill(self) -> None:
        """Kill it at once, with its children."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()

    def connected(self) -> Ask:
        """Return what sends a request over a connection of its own, and gives the body of the answer.

        It raises ``OSError`` or ``HTTPException`` where the desk is killed meanwhile, and ``RectoError``
        where it answers anything but 200.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)

        def ask(method: str, path: str, body: object = None, version: str = "") -> bytes:
            headers = self._headers | ({"If-Match": f'"{version}"'} if version else {})
            connection.request(method, path, json.dumps(body).encode(), headers)
            answer = connection.getresponse()
            told = answer.read()
            if answer.status != 200:
                raise RectoError(f"{method} {path}: {answer.status} {told[:300]!r}")
            return told

        return ask


class Person:
    """Somebody who saves and drafts units of an article, one after the other, until the desk is gone."""

    def __init__(self, project: Project, article: str, share: slice) -> None:
        self._project, self._article = project, article
        self._units = [unit.id for unit in load_catalog(project, article, LOCALE).units[share]]
        self._api = f"/api/v1/a/{quote(article)}/{LOCALE}"
        self._count = 0
        self.saved, self.drafted = Ledger(self._in_file()), Ledger(dict.fromkeys(self._units, ""))

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        return self.saved, self.drafted

    def work(self, ask: Ask, chance: random.Random) -> None:
        """Go on until the desk does not answer any more."""
        versions = {
            unit.id: unit.version for unit in load_catalog(self._project, self._article, LOCALE).units
        }
        while True:
            unit_id, state = chance.choice(self._units), chance.choice([State.REVIEWED, State.DRAFT])
            self._count += 1
            address, target = f"{self._api}/u/{unit_id}", f"Text {self._count}"
            if chance.random() < DRAFTS:
                body = {"target": target, "version": versions[unit_id]}
                self.drafted.send(unit_id, target, partial(ask, "PUT", f"{address}/draft", body))
                continue
            body = {"target": target, "state": state.value}
            told = self.saved.send(
                unit_id, f"{state} {target}", partial(ask, "PUT", address, body, versions[unit_id])
            )
            versions[unit_id] = json.loads(told)["version"]

    def judge(self, ask: Ask) -> Iterator[str]:
        """Yield what is not as it was said; counts as told what is there."""
        drafts = dict.fromkeys(self._units, "")
        drafts |= {
            one["unit"]: one["target"] for one in json.loads(ask("GET", f"{self._api}/drafts"))["drafts"]
        }
        for ledger, found in ((self.saved, self._in_file()), (self.drafted, drafts)):
            yield from ledger.judge({unit_id: found[unit_id] for unit_id in self._units}, self._article)

    def _in_file(self) -> dict[str, str]:
        units = load_catalog(self._project, self._article, LOCALE).units
        return {unit.id: f"{unit.state} {unit.target}" for unit in units if unit.id in self._units}


class Chief:
    """Somebody who confirms a whole article or marks it for work, and takes that back."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.ledger = Ledger(self._in_file())

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        return (self.ledger,)

    def work(self, ask: Ask, chance: random.Random) -> None:
        """Go on until the desk does not answer any more."""
        address = f"/api/v1/a/{quote(WHOLE)}/{LOCALE}/bulk"
        while True:
            before, (verb, state) = self.ledger.told[WHOLE], chance.choice(list(VERBS.items()))
            told = self.ledger.send(WHOLE, state, partial(ask, "POST", address, {"verb": verb}))
            if (action := json.loads(told)["action"]) and chance.random() < UNDONE:
                self.ledger.send(WHOLE, before, partial(ask, "POST", f"/api/v1/actions/{action}/undo", {}))

    def judge(self, _ask: Ask) -> Iterator[str]:
        """Yield what is not as it was said: an article is changed as a whole or not at all."""
        yield from self.ledger.judge(self._in_file(), "the whole article")

    def _in_file(self) -> dict[str, str]:
        states = Counter(str(unit.state) for unit in load_catalog(self._project, WHOLE, LOCALE).units)
        return {WHOLE: " and ".join(sorted(states))}


@dataclass
class Killed:
    """What 200 kills met: runs with something unanswered, answers, and what came of what had none."""

    runs: int = 0
    midway: int = 0
    answers: int = 0
    open: int = 0
    came: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.runs} killed ({self.midway} midway); {self.answers} answers; of {self.open} changes"
            f" without an answer {self.came} are there; {len(self.broken)} broken"
        )


def prepare(project: Project) -> None:
    """Give the article that is changed as a whole targets that no check has anything to say about."""
    catalog = load_catalog(project, WHOLE, LOCALE)
    units = []
    for unit in catalog.units:
        target = unit.source
        for english, german in GERMAN.items():
            target = target.replace(english, german)
        units.append(replace(unit, target=target, state=State.DRAFT))
    file = project.catalog_file(WHOLE, LOCALE)
    project.write(file, po.dump(replace(catalog, units=tuple(units)), file.read_bytes()))
    found = [one for unit in units for one in findings(unit, "en", LOCALE)]
    if found:
        raise RectoError(f"the article cannot be confirmed as a whole: {found[0].message}")


def trial(root: Path, runs: int, chance: random.Random) -> Killed:
    """Kill the desk of a project ``runs`` times."""
    project = find(root)
    prepare(project)
    people: list[Person | Chief] = [*(Person(project, *place) for place in SAVING), Chief(project)]
    out = Killed()
    process = Process(root)
    try:
        for number in range(runs):
            wrong = _disturbed(process, people, chance)
            ledgers = [ledger for person in people for ledger in person.ledgers]
            unanswered = [(ledger, dict(ledger.open), dict(ledger.told)) for ledger in ledgers if ledger.open]
            out.runs += 1
            out.midway += bool(unanswered)
            out.open += len(unanswered)
            process = Process(root)
            wrong += [what for person in people for what in person.judge(process.connected())]
            out.came += sum(ledger.told.get(name) == value != told.get(name)
                            for ledger, sent, told in unanswered for name, value in sent.items())  # fmt: skip
            wrong += _left(project)
            out.broken += [f"desk, run {number}: {what}" for what in wrong]
    finally:
        process.kill()
    out.answers = sum(ledger.answers for person in people for ledger in person.ledgers)
    return out


def _disturbed(process: Process, people: Sequence[Person | Chief], chance: random.Random) -> list[str]:
    """Let people work, and kill the desk under their hands; returns what the desk refused."""
    refused: list[str] = []

    def work(person: Person | Chief, own: random.Random) -> None:
        try:
            person.work(process.connected(), own)
        except (OSError, http.client.HTTPException):
            return
        except RectoError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=work, args=(one, random.Random(chance.random()))) for one in people]  # noqa: S311
    for ledger in (ledger for person in people for ledger in person.ledgers):
        ledger.open = {}
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(0, LONGEST_S))
    process.kill()
    for thread in threads:
        thread.join()
    return refused


def _left(project: Project) -> list[str]:
    """Return what a start should have brought to an end."""
    desk = Desk(project.state_folder / "desk.db")
    try:
        return [f"{row.article} {row.unit_id} is {row.stage}" for stage in (Stage.PENDING, Stage.CONFLICT)
                for row in desk.at_stage(stage)]  # fmt: skip
    finally:
        desk.close()
