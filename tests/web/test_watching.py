"""``recto watch`` for real: a process, files that are edited, a browser that reloads, Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from recto import cli
from recto.commands.extract import extract
from recto.commands.watching import Watch
from recto.exchange import po
from recto.model import State
from recto.project import find

TEA = "---\ntitle: Tea\n---\n# Tea\n\nBoil the *water*.\n\n<script>alert(1)</script>\n"
SETTINGS = 'source_locale = "en"\ntarget_locales = ["de", "ar"]\n'
SAID = {"Tea": "Tee", "Boil the <1>water</1>.": "Das <1>Wasser</1> kochen."}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "recto.toml").write_text(SETTINGS)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "tea.md").write_text(TEA)
    (tmp_path / "sources" / "cup.md").write_text("Wash it.\n")
    extract(find(tmp_path))
    translate(tmp_path, "tea.md", SAID.get)
    return tmp_path


def translate(root: Path, path: str, say: Callable[[str], str | None], state=State.REVIEWED) -> None:
    file = find(root).catalog_file(path, "de")
    old = file.read_bytes()
    catalog = po.load(old, path, "de")
    units = tuple(
        replace(unit, target=said, state=state) if (said := say(unit.source)) else unit
        for unit in catalog.units
    )
    fresh = file.with_suffix(".new")
    fresh.write_bytes(po.dump(replace(catalog, units=units), old))
    fresh.replace(file)


class Process:
    """``recto watch`` as it runs; what it says comes line by line."""

    def __init__(self, root: Path, *words: str) -> None:
        env = os.environ | {"PYTHONPATH": str(Path(cli.__file__).parents[1]), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "recto", "-C", str(root), "watch", "--port", "0", *words]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
        )
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.address = re.search(r"http://\S+/", self.until("The preview is at"))[0]

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, words: str) -> str:
        said = []
        while True:
            try:
                said.append(self._lines.get(timeout=30))
            except Empty:
                raise AssertionError(f"never said {words!r}: {said}") from None
            if words in said[-1]:
                return said[-1]

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


@contextmanager
def watching(root: Path, *words: str) -> Iterator[Process]:
    process = Process(root, *words)
    try:
        yield process
    finally:
        if process.process.poll() is None:
            process.process.kill()
            process.process.wait()


def ask(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


# --- the look ------------------------------------------------------------------------------------


def test_only_what_changed_is_compiled(root):
    watch = Watch(find(root))
    assert {pair[0] for pair in watch.start().changed} == {"tea.md", "cup.md"}
    assert watch.look().changed == ()

    (root / "sources" / "tea.md").write_text(TEA + "\nDrink.\n")
    assert watch.look().changed == (("tea.md", "de"), ("tea.md", "ar"))
    assert "Drink." in (root / "build" / "de" / "tea.md").read_text()

    translate(root, "cup.md", lambda _: "Spülen.")
    assert watch.look().changed == (("cup.md", "de"),)
    assert (root / "build" / "de" / "cup.md").read_text() == "Spülen.\n"
    assert watch.look().changed == ()


def test_what_comes_and_what_goes_is_seen(root):
    watch = Watch(find(root))
    watch.start()

    (root / "sources" / "pot.md").write_text("Pot.\n")
    assert ("pot.md", "de") in watch.look().changed
    (root / "sources" / "pot.md").unlink()
    assert set(watch.look().changed) == {("pot.md", "de"), ("pot.md", "ar")}


def test_settings_are_read_anew_and_those_that_cannot_be_used_are_told_once(root):
    watch = Watch(find(root))
    watch.start()

    (root / "recto.toml").write_text(SETTINGS + "x\n")
    assert "recto.toml:3" in watch.look().errors[0]
    assert watch.look().errors == ()
    (root / "recto.toml").write_text(SETTINGS + '[publish]\nstate = "final"\n')
    assert len(watch.look().changed) == 4
    assert "Wasser" not in (root / "build" / "de" / "tea.md").read_text()


def test_an_article_that_cannot_be_cut_is_told_and_the_others_go_on(root):
    watch = Watch(find(root))
    watch.start()
    before = (root / "build" / "de" / "tea.md").read_bytes()

    (root / "sources" / "tea.md").write_text("---\ntitle: [\n---\n")
    translate(root, "cup.md", lambda _: "Spülen.")
    one = watch.look()

    assert len(one.errors) == 1
    assert "sources/tea.md:3: the front matter is not YAML" in one.errors[0]
    assert (root / "build" / "de" / "tea.md").read_bytes() == before
    assert "build/de/cup.md: compiled." in one.told


def test_drafts_are_used_where_they_are_asked_for(root):
    translate(root, "cup.md", lambda _: "Spülen.", State.DRAFT)

    Watch(find(root), is_draft=True).start()

    assert (root / "build" / "de" / "cup.md").read_text() == "Spülen.\n"


# --- the process ---------------------------------------------------------------------------------


@pytest.mark.ui
def test_a_page_reloads_when_its_article_is_compiled_anew(root, page: Page):
    with watching(root) as process:
        page.goto(f"{process.address}de/tea.md")
        expect(page.get_by_text("Das Wasser kochen.")).to_be_visible()
        expect(page.locator("script:not([src])")).to_have_count(0)

        translate(root, "tea.md", {"Boil the <1>water</1>.": "<1>Wasser</1> sieden."}.get)
        expect(page.get_by_text("Wasser sieden.")).to_be_visible()
        process.until("build/de/tea.md: compiled.")

        (root / "sources" / "tea.md").write_text("---\ntitle: [\n---\n")
        expect(page.get_by_role("alert")).to_contain_text("the front matter is not YAML")
        process.until("sources/tea.md:3")

        (root / "sources" / "tea.md").write_text(TEA + "\nDrink it.\n")
        expect(page.get_by_text("Drink it.")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)

        assert process.end() == 0
        expect(page.get_by_text("recto watch has ended")).to_be_visible()


@pytest.mark.ui
def test_the_preview_keeps_nobody_out(root, page: Page):
    with watching(root) as process:
        for path, scheme in (("", "dark"), ("de/tea.md", "light"), ("ar/tea.md", "dark")):
            page.emulate_media(color_scheme=scheme)
            page.goto(process.address + path)
            found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
            page.set_viewport_size({"width": 390, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_answers_this_machine_and_no_other_site(root):
    with watching(root) as process:
        assert ask(process.address)[0] == 200
        assert ask(process.address, Host="evil.example")[0] == 400
        other = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
        assert ask(f"{process.address}changes", **other)[0] == 403
        for path in ("de/nothing.md", "fr/tea.md", "de/..%2f..%2frecto.toml", "static/..%2fpage.html"):
            assert ask(process.address + path)[0] == 404
        assert process.end() == 0


def test_a_taken_port_is_told(root, capsys):
    with watching(root) as process:
        port = process.address.rstrip("/").rpartition(":")[2]
        with pytest.raises(SystemExit) as left:
            cli.main(["-C", str(root), "watch", "--port", port])

    assert left.value.code == 1
    assert f"port {port} of 127.0.0.1 is taken" in capsys.readouterr().err
