"""The desk under load: a project of many articles and locales, the dashboard over it, many people at work.

A real desk is started on such a project (``desk_project.py``), with one process for the server and one that
plays the people, each with a browser's connection of their own. At the end the PO files are compared with
what people were told: each unit has the text of its last save, and every other one what it had before.

Example:
    python bench/desk_load.py build/desk --articles 2000 --locales 20 --people 30 --seconds 120
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import re
import resource
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

APP = Path(__file__).parents[1] / "app"
sys.path[:0] = [str(APP), str(Path(__file__).parent)]

from desk_project import LOCALES, make  # noqa: E402

from recto.exchange import po  # noqa: E402
from recto.locales import gettext_name  # noqa: E402
from recto.model import Catalog, State  # noqa: E402

DASHBOARD = (
    "/",
    "/?sort=oldest",
    "/?sort=facts",
    "/?state=changed",
    "/?q=article-1",
    "/?state=errors&sort=name",
)
BUDGETS = {"dashboard": 300.0, "confirm": 100.0}
"""Milliseconds that 95 of 100 requests take at most."""
Place = tuple[str, str]
Held = dict[str, tuple[str, State]]
"""Unit -> its target and state."""


@dataclass
class Browser:
    """One person's connection: cookies and the token that a change needs."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    connection: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, float]:
        """Return status, body, and milliseconds."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Accept-Encoding": "gzip"} | (headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            sent |= {"Content-Type": "application/json", "X-CSRFToken": self.token}
        begun = time.perf_counter()
        self.connection.request(method, path, content, sent)
        answer = self.connection.getresponse()
        told = answer.read()
        took = (time.perf_counter() - begun) * 1e3
        if answer.getheader("Content-Encoding") == "gzip":
            told = gzip.decompress(told)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, told, took

    def enter(self) -> None:
        """Open the first page, for the cookie and the token."""
        _status, page, _took = self.ask("GET", "/?q=nothing-at-all")
        found = re.search(rb'name="csrf-token" content="([^"]+)"', page)
        assert found, page[:500]
        self.token = found[1].decode()


@dataclass
class Played:
    """What all people did: milliseconds by kind of request, and what they were told is saved."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[str] = field(default_factory=Counter)
    saved: dict[tuple[str, str, str], dict[str, tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """Article, locale, unit -> version that was there -> version that came, and its target."""
    first: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """The version that somebody saved first was made over."""
    guard: threading.Lock = field(default_factory=threading.Lock)

    def took(self, kind: str, status: int, took: float) -> None:
        with self.guard:
            self.times[kind].append(took)
            self.answers[f"{kind} {status}"] += 1


class Person(threading.Thread):
    """Somebody who reads, drafts and confirms, with pauses."""

    def __init__(self, number: int, root: Path, port: int, played: Played, end: float, pace: float) -> None:
        super().__init__(daemon=True)
        self._rng = random.Random(number)
        self._browser = Browser(port)
        self._played, self._end, self._pace, self._number = played, end, pace, number
        articles = sorted(path.relative_to(root / "sources") for path in root.glob("sources/*/*.md"))
        # A third of them sit over the one long article, in one language.
        self.article = str(articles[0] if number % 3 == 0 else articles[number % len(articles)])
        self.locale = LOCALES[0] if number % 3 == 0 else LOCALES[number % 5]
        self._units = catalog(root, (self.article, self.locale)).units
        self._versions = {unit.id: unit.version[:12] for unit in self._units}
        self._count = 0
        self._since = ""

    @property
    def _api(self) -> str:
        return f"/api/v1/a/{quote(self.article)}/{self.locale}"

    def run(self) -> None:
        # Nobody's day begins in the same second as everybody else's.
        time.sleep(self._rng.random() * min(20.0, (self._end - time.monotonic()) / 3))
        self._browser.enter()
        self._open()
        acts = [self._poll, self._panel, self._draft, self._confirm, self._open]
        while time.monotonic() < self._end:
            self._rng.choices(acts, [50, 20, 10, 18, 2])[0]()
            time.sleep(self._rng.expovariate(1 / self._pace))

    def _get(self, kind: str, path: str) -> None:
        status, _told, took = self._browser.ask("GET", path)
        self._played.took(kind, status, took)

    def _poll(self) -> None:
        asked = urlencode({"since": self._since, "page": f"load{self._number}"})
        status, told, took = self._browser.ask("GET", f"{self._api}/changes?{asked}")
        self._played.took("poll", status, took)
        if status == 200:
            self._since = json.loads(told)["number"]

    def _panel(self) -> None:
        self._get("panel", f"{self._api}/u/{self._rng.choice(self._units).id}/panel")

    def _open(self) -> None:
        status, page, took = self._browser.ask("GET", f"/a/{quote(self.article)}/{self.locale}")
        self._played.took("open", status, took)
        number = re.search(rb'data-(?:since|changes)="([^"]*)"', page)
        self._since = number[1].decode() if number else self._since

    def _draft(self) -> None:
        unit = self._rng.choice(self._units)
        body = {"target": f"Draft {self._rng.random()}", "version": self._versions[unit.id]}
        status, _told, took = self._browser.ask("PUT", f"{self._api}/u/{unit.id}/draft", body)
        self._played.took("draft", status, took)

    def _confirm(self) -> None:
        unit = self._rng.choice(self._units)
        self._count += 1
        # Another text than any run before left there: saving the same again is no change.
        target = f"Ü {unit.source} {_word(self._number)} {_word(self._count)} {_word(time.time_ns())}"
        seen = self._versions[unit.id]
        status, told, took = self._browser.ask(
            "PUT",
            f"{self._api}/u/{unit.id}",
            {"target": target, "state": "reviewed"},
            {"If-Match": f'"{seen}"'},
        )
        self._played.took("confirm", status, took)
        answer = json.loads(told)
        if status == 200:
            self._versions[unit.id] = answer["version"]
            key = (self.article, self.locale, unit.id)
            with self._played.guard:
                self._played.saved[key][seen] = (answer["version"], answer["target"])
        elif status == 412:
            self._versions[unit.id] = answer["theirs"]["version"]


def _word(number: int) -> str:
    """Return a number in letters: another number than the source's would be an error."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def catalog(root: Path, place: Place) -> Catalog:
    article, locale = place
    file = root / "locales" / gettext_name(locale) / "LC_MESSAGES" / f"{article}.po"
    return po.load(file.read_bytes(), "", locale)


def dashboard(port: int, locales: int, end: float, played: Played, pause: float) -> None:
    """Open the dashboard's pages again and again, all locales and the usual ones, leafing through them."""
    browser = Browser(port)
    browser.enter()
    every = "".join(f"&locale={tag}" for tag in LOCALES[:locales])
    rng = random.Random(1)
    while time.monotonic() < end:
        path = rng.choice(DASHBOARD)
        if rng.random() < 0.5:
            path += ("&" if "?" in path else "?") + every.removeprefix("&")
        for _ in range(3):
            status, page, took = browser.ask("GET", path)
            played.took("dashboard", status, took)
            further = re.search(rb'rel="next" href="([^"]+)"', page)
            if not further:
                break
            path = further[1].decode().replace("&amp;", "&")
        time.sleep(pause)


def lost(root: Path, played: Played, initial: dict[Place, Catalog]) -> list[str]:
    """Return the units whose PO file does not hold what it should; each save is over another."""
    wrong = []
    for place, before in initial.items():
        now = catalog(root, place)
        for unit in before.units:
            steps = played.saved.get((*place, unit.id), {})
            version, target, state, number = unit.version[:12], unit.target, unit.state, 0
            while version in steps and number < len(steps):
                version, target = steps[version]
                state, number = State.REVIEWED, number + 1
            there = now.find(unit.id)
            if there is None or (there.target, there.state) != (target, state) or number != len(steps):
                wrong.append(f"{place} {unit.id}: {target!r}, found {there and there.target!r}")
    return wrong


def served(root: Path) -> Iterator[int]:
    """Start the desk; yield its port; stop it."""
    environment = os.environ | {"PYTHONPATH": str(APP)}
    # In the background of a script SIGINT is ignored, and what starts there inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    desk = subprocess.Popen(
        [sys.executable, "-m", "recto", "-C", str(root), "review", "--port", "0"],
        stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        assert desk.stdout is not None
        found = re.search(r":([0-9]+)/", desk.stdout.readline())
        assert found, "the desk did not start"
        yield int(found[1])
    finally:
        desk.send_signal(signal.SIGINT)
        desk.wait(20)


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def report(title: str, played: Played) -> None:
    print(title)
    for kind, times in sorted(played.times.items()):
        middle, late = statistics.median(times), percentile(times, 0.95)
        told = f"  {kind:10} {len(times):6}   median {middle:7.1f} ms   p95 {late:7.1f} ms"
        if budget := BUDGETS.get(kind):
            told += f" of {budget:.0f}{'' if late <= budget else ': over'}"
        print(f"{told}   most {max(times):7.1f} ms")
    print("  answers:", ", ".join(f"{name}: {number}" for name, number in sorted(played.answers.items())))


def settled(port: int, patience_s: float) -> str:
    """Wait until the desk has counted what it finds new, and made its memory; says how long that took."""
    begun = time.monotonic()
    browser = Browser(port)
    while b"counting what has changed" in browser.ask("GET", "/?q=nothing-at-all")[1]:
        time.sleep(1)
        if time.monotonic() - begun > patience_s:
            return f"it still counts and makes its memory after {patience_s:.0f} s, at a low priority"
    return f"counted, and made the memory, in {time.monotonic() - begun:.0f} s"


def play(root: Path, options: argparse.Namespace) -> int:
    for port in served(root):
        print(settled(port, options.patience), flush=True)
        alone = Played()
        dashboard(port, options.locales, time.monotonic() + options.alone, alone, 0.0)
        report("The dashboard alone", alone)
        played = Played()
        end = time.monotonic() + options.seconds
        people = [Person(number, root, port, played, end, options.pace) for number in range(options.people)]
        initial = {place: catalog(root, place) for place in {(one.article, one.locale) for one in people}}
        looking = threading.Thread(target=dashboard, args=(port, options.locales, end, played, 3.0))
        for thread in (*people, looking):
            thread.start()
        for thread in (*people, looking):
            thread.join()
        report(
            f"{options.people} people for {options.seconds} s, each doing something every {options.pace:g} s",
            played,
        )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  the desk's processes worked {used.ru_utime + used.ru_stime:.0f} s")
    wrong = lost(root, played, initial)
    number = sum(map(len, played.saved.values()))
    print(f"  {number} saves of {len(played.saved)} units; lost: {len(wrong)}")
    print("\n".join(wrong[:10]))
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the project is; made if it is not there")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--locales", type=int, default=10)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--alone", type=int, default=5, help="seconds for the dashboard alone")
    parser.add_argument(
        "--pace",
        type=float,
        default=2.5,
        help="seconds between two requests of one person; 2.5: a segment every 14 s, 400 in an hour and a half",
    )
    parser.add_argument("--patience", type=float, default=900.0, help="seconds for the desk to settle")
    parser.add_argument("--full", action="store_true", help="2,000 articles in 20 locales, for two minutes")
    options = parser.parse_args()
    if options.full:
        options.articles, options.locales, options.seconds, options.alone = 2_000, 20, 120, 20
    root = options.folder / f"{options.articles}x{options.locales}"
    if not root.exists():
        begun = time.monotonic()
        make(root, options.articles, options.locales)
        print(f"made {options.articles} x {options.locales} in {time.monotonic() - begun:.0f} s", flush=True)
    return play(root, options)


if __name__ == "__main__":
    sys.exit(main())
