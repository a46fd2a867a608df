"""The page of a long article in a real browser: what it weighs, how soon it is there, how fast it answers.

A desk is started on an article of 2,000 units, and Chromium opens it, types, and confirms. Each figure is
printed beside its budget. Times are medians of ``--rounds`` browsers with an empty cache; a p95 is over all
that was typed, confirmed or opened in all of them.

Example:
    python bench/desk_page.py build/desk-page --rounds 3
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from desk_project import LOCALES, make

from recto.exchange import po
from recto.locales import gettext_name

APP = Path(__file__).parents[1] / "app"
ARTICLE = "part-00/article-0000.md"
LOCALE = LOCALES[0]
KEYS, CONFIRMS = 60, 20
"""Typed into one segment, and segments confirmed, in each round."""

BUDGETS: Mapping[str, tuple[float, str]] = {
    "page": (1300, "KB"),
    "page, gzipped": (150, "KB"),
    "styles": (30, "KB"),
    "scripts to type": (60, "KB"),
    "scripts to type, gzipped": (20, "KB"),
    "script files to type": (8, ""),
    "requests, first view": (12, ""),
    "requests, repeat view": (1, ""),
    "first paint": (1000, "ms"),
    "usable": (1500, "ms"),
    "key to frame, p95": (50, "ms"),
    "confirm to next caret, p95": (50, "ms"),
    "confirm, round trip, p95": (150, "ms"),
    "panel, p95": (200, "ms"),
    "memory of the tab": (80, "MB"),
    "long tasks once usable": (0, ""),
}
"""Figure -> what it may be at most."""

WATCH = """
window.__seen = { keys: [], carets: [], long: [], asked: [] };
// A long article has more entries than the browser keeps by itself.
performance.setResourceTimingBufferSize(5000);
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) __seen.long.push([one.startTime, one.duration]);
}).observe({ type: "longtask", buffered: true });
let confirmed = 0;
addEventListener("keydown", (event) => {
  const begun = event.timeStamp;
  if (event.key === "Enter" && event.ctrlKey) { confirmed = begun; return; }
  if (event.key.length !== 1 || event.ctrlKey) return;
  requestAnimationFrame(() => {
    const done = new MessageChannel();
    done.port1.onmessage = () => __seen.keys.push(performance.now() - begun);
    done.port2.postMessage(0);
  });
}, true);
addEventListener("focusin", (event) => {
  if (!confirmed || !event.target.matches(".editor textarea")) return;
  const begun = confirmed;
  confirmed = 0;
  requestAnimationFrame(() => __seen.carets.push(performance.now() - begun));
}, true);
"""
"""Put into the page before its own scripts: notes times."""

TOLD = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const usable = performance.getEntriesByName("usable")[0];
  const sent = performance.getEntriesByType("resource").map((one) => ({
    name: new URL(one.name).pathname, took: one.duration, begun: one.startTime, bytes: one.transferSize,
  }));
  return { ...__seen, paint: paint.startTime, usable: usable.startTime, sent };
}"""


@dataclass
class Seen:
    """What all rounds saw."""

    once: dict[str, list[float]] = field(default_factory=dict)
    """Figure -> one number for each round."""
    each: dict[str, list[float]] = field(default_factory=dict)
    """Figure -> all numbers of all rounds, of which the 95th of a hundred counts."""

    def note(self, name: str, number: float) -> None:
        self.once.setdefault(name, []).append(number)

    def note_all(self, name: str, numbers: Sequence[float]) -> None:
        self.each.setdefault(name, []).extend(numbers)

    def figures(self) -> dict[str, float]:
        worst = {name: sorted(found)[int(0.95 * (len(found) - 1))] for name, found in self.each.items()}
        return {name: statistics.median(found) for name, found in self.once.items()} | worst


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Run a desk on a project; gives its address."""
    environment = {**os.environ, "PYTHONPATH": str(APP), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "recto", "review", "--port", "0"]
    # In the background of a script SIGINT is ignored, and what starts there inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen(
        command, cwd=root, env=environment, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        said = ""
        while not (found := re.search(r"http://[^ ]+", said)):
            said = running.stdout.readline() or sys.exit(f"the desk did not open: {said}")
        yield found[0].rstrip("/")
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)


def fetched(address: str) -> tuple[int, int]:
    """Return how many bytes something has, and how many of them travel."""
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as answer:  # noqa: S310  # our own desk
        sent = answer.read()
        is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return len(gzip.decompress(sent)) if is_packed else len(sent), len(sent)


def text_alone(root: Path) -> tuple[int, int]:
    """Return what sources and targets weigh without any page around them, raw and compressed."""
    file = root / "locales" / gettext_name(LOCALE) / "LC_MESSAGES" / f"{ARTICLE}.po"
    units = po.load(file.read_bytes(), ARTICLE, LOCALE).units
    text = "\n".join(f"{unit.source}\n{unit.target}\n{unit.previous or ''}" for unit in units).encode()
    return len(text), len(gzip.compress(text, 5))


def work(page: Page) -> None:
    """Type into the first open segment, then confirm one after the other."""
    page.locator(".row[data-kind=machine] .target > .text").first.click()
    page.locator(".row.active .editor textarea").wait_for()
    page.wait_for_timeout(400)
    for number in range(KEYS):
        page.keyboard.press("abcdefgh "[number % 9], delay=25)
    for _ in range(CONFIRMS):
        page.keyboard.insert_text("Ü")
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(250)


def round_of(browser: Browser, site: str, seen: Seen) -> dict[str, Any]:
    """Open the article in a new browser, work in it, open it again; returns what the page noted."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    address = f"{site}/a/{ARTICLE}/{LOCALE}"
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(500)
    first = page.evaluate(TOLD)
    work(page)
    page.wait_for_timeout(500)
    told: dict[str, Any] = page.evaluate(TOLD)
    seen.note("memory of the tab", memory(browser, page))
    seen.note("requests, first view", 1 + len(files_of(first["sent"])))
    seen.note("first paint", told["paint"])
    seen.note("usable", told["usable"])
    seen.note("long tasks once usable", sum(took > 200 for at, took in told["long"] if at > told["usable"]))
    seen.note_all("key to frame, p95", told["keys"])
    seen.note_all("confirm to next caret, p95", told["carets"])
    asked = [one for one in told["sent"] if one["name"].startswith("/api/")]
    unit = re.compile(r"/u/u[0-9a-f]{12}$")
    seen.note_all("confirm, round trip, p95", [one["took"] for one in asked if unit.search(one["name"])])
    seen.note_all("panel, p95", [one["took"] for one in asked if one["name"].endswith("/panel")])
    page.goto(address, wait_until="networkidle")
    again = page.evaluate(TOLD)["sent"]
    seen.note("requests, repeat view", 1 + len(files_of(again)))
    context.close()
    return first | {"after": told["sent"]}


def files_of(sent: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the files that travelled: none that the browser had, nor the asking for what others do."""
    return [one["name"] for one in sent if one["bytes"] > 0 and not one["name"].startswith("/api/")]


def memory(browser: Browser, page: Page) -> float:
    """Return the megabytes that the page's process has for itself, after its litter is collected."""
    page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return max(private_bytes(one["id"]) for one in processes if one["type"] == "renderer") / 1e6


def private_bytes(process: int) -> int:
    text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    kilobytes = re.findall(r"^Private_(?:Clean|Dirty): +([0-9]+)", text, re.MULTILINE)
    return 1024 * sum(map(int, kilobytes))


def weights(site: str, first: Mapping[str, Any], seen: Seen) -> None:
    """Note what the page and its files weigh; scripts that come once one can type are counted apart."""
    for name, number in zip(("page", "page, gzipped"), fetched(f"{site}/a/{ARTICLE}/{LOCALE}"), strict=True):
        seen.note(name, number / 1e3)
    files = {one["name"]: one["begun"] for one in first["after"] if one["name"].startswith("/static/")}
    sizes = {name: fetched(site + name) for name in files}
    seen.note("styles", sum(raw for name, (raw, _) in sizes.items() if name.endswith(".css")) / 1e3)
    scripts = [name for name in files if name.endswith(".js")]
    early = [name for name in scripts if files[name] < first["usable"]]
    seen.note("script files to type", len(early))
    for kind, names in (("scripts to type", early), ("scripts, all", scripts)):
        seen.note(kind, sum(sizes[name][0] for name in names) / 1e3)
        seen.note(f"{kind}, gzipped", sum(sizes[name][1] for name in names) / 1e3)


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure the page of a long article.")
    asked.add_argument("root", type=Path, help="where the project is made; anything there goes")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--json", type=Path, help="write the figures there as well")
    given = asked.parse_args()
    shutil.rmtree(given.root, ignore_errors=True)
    make(given.root, 1, 1)
    seen = Seen()
    with served(given.root) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        urlopen(f"{site}/a/{ARTICLE}/{LOCALE}").read()  # noqa: S310  # what is read once is read before
        for _ in range(given.rounds):
            first = round_of(browser, site, seen)
        weights(site, first, seen)
        browser.close()
    figures = seen.figures()
    for name, number in figures.items():
        most, unit = BUDGETS.get(name, (None, "KB"))
        budget = "" if most is None else f"  of {most:,g} {unit}{'' if number <= most else '  OVER'}"
        print(f"{name:28} {number:10,.1f} {unit:3}{budget}")
    raw, packed = text_alone(given.root)
    print(f"The texts alone: {raw / 1e3:.0f} KB, {packed / 1e3:.0f} KB gzipped.")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
