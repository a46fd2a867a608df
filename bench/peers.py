"""The tools that are measured: how each makes catalogs of documents, and documents of catalogs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "build" / "peers"
PO4A = {
    ".md": ["-f", "text", "-o", "markdown", "-o", "neverwrap"],
    ".html": ["-f", "xhtml"],
    ".txt": ["-f", "text"],
}
TOOLKIT = {".md": "md", ".html": "html", ".txt": "txt"}
SETTINGS = """
project = "bench"
source_locale = "en"
target_locales = ["de"]
locales = "po"
output = "out"
"""
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Work:
    """A tool's own folder with copies of the documents in ``sources``; paths are below that."""

    folder: Path
    paths: tuple[str, ...]

    def source(self, path: str) -> Path:
        return self.folder / "sources" / path

    def catalog(self, path: str) -> Path:
        return self.folder / "po" / f"{path}.po"

    def output(self, path: str) -> Path:
        return self.folder / "out" / path


@dataclass(frozen=True)
class Tool:
    """``extract`` and ``compile`` give the CPU seconds they took; what a tool refuses has no output."""

    name: str
    version: str
    endings: frozenset[str]
    extract: Callable[[Work], float]
    compile: Callable[[Work], float]


def run(command: Sequence[str | Path], folder: Path) -> float:
    """Run a command on one processor, whatever its outcome; return the CPU seconds of it and its children."""
    pinned = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    before = os.times()
    subprocess.run([*pinned, *map(str, command)], cwd=folder, check=False, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def each(work: Work, command: Callable[[str], Sequence[str | Path]]) -> float:
    """Run a command for each document, a process each."""
    for path in work.paths:
        work.catalog(path).parent.mkdir(parents=True, exist_ok=True)
        work.output(path).parent.mkdir(parents=True, exist_ok=True)
    return sum(run(command(path), work.folder) for path in work.paths)


def accept(catalogs: Path, translate: Translate) -> None:
    """Give every unit of the catalogs a target that somebody accepted."""
    for file in catalogs.rglob("*.po"):
        catalog = polib.pofile(str(file), wrapwidth=0)
        for unit in catalog:
            if not unit.obsolete:
                unit.msgstr = translate(unit.msgid)
                unit.flags = [flag for flag in unit.flags if flag != "fuzzy"]
        catalog.save()


def recto() -> Tool:
    command = Path(sys.executable).with_name("recto")

    def extract(work: Work) -> float:
        (work.folder / "recto.toml").write_text(SETTINGS, encoding="utf-8")
        return run([command, "extract"], work.folder)

    def compile_(work: Work) -> float:
        seconds = run([command, "compile"], work.folder)
        for path in work.paths:
            output = work.folder / "out" / "de" / path
            if output.exists():
                work.output(path).parent.mkdir(parents=True, exist_ok=True)
                output.replace(work.output(path))
        return seconds

    return Tool("recto", _said([command, "--version"]), frozenset(PO4A), extract, compile_)


def po4a() -> Tool | None:
    if not shutil.which("po4a-updatepo"):
        return None

    def options(path: str) -> list[str]:
        return [*PO4A[Path(path).suffix], "-M", "UTF-8"]

    return Tool(
        "po4a",
        _said(["po4a-updatepo", "--version"]),
        frozenset(PO4A),
        lambda work: each(
            work,
            lambda path: ["po4a-updatepo", *options(path), "-m", work.source(path), "-p", work.catalog(path)],
        ),
        lambda work: each(
            work,
            lambda path: ["po4a-translate", *options(path), "-m", work.source(path), "-p", work.catalog(path),
                          "-k", "0", "-l", work.output(path)],
        ),
    )  # fmt: skip


def mdpo() -> Tool | None:
    programs = PEERS / "mdpo" / "bin"
    if not programs.is_dir():
        return None
    return Tool(
        "mdpo",
        _said([programs / "md2po", "--version"]),
        frozenset({".md"}),
        lambda work: each(
            work,
            lambda path: [programs / "md2po", "-q", "-s", "--no-location",
                          "--po-filepath", work.catalog(path), work.source(path)],
        ),
        lambda work: each(
            work,
            lambda path: [programs / "po2md", "-q", "-w", "0", "-p", work.catalog(path),
                          "-s", work.output(path), work.source(path)],
        ),
    )  # fmt: skip


def mdpo_loop() -> Tool | None:
    """Return mdpo's extraction of all documents in one process, by its Python interface."""
    one = mdpo()
    if one is None:
        return None
    return Tool(
        "mdpo in one process",
        one.version,
        one.endings,
        lambda work: run(
            [PEERS / "mdpo" / "bin" / "python", ROOT / "bench" / "mdpo_loop.py", *work.paths], work.folder
        ),
        lambda _work: 0.0,
    )


def toolkit() -> Tool | None:
    programs = PEERS / "toolkit" / "bin"
    if not programs.is_dir():
        return None

    def with_ending(path: str, forward: bool) -> Path:
        kind = TOOLKIT[Path(path).suffix]
        return programs / (f"{kind}2po" if forward else f"po2{kind}")

    return Tool(
        "translate-toolkit",
        _said([programs / "md2po", "--version"]),
        frozenset(TOOLKIT),
        lambda work: each(
            work,
            lambda path: [with_ending(path, True), "--progress=none", "--duplicates=merge", work.source(path),
                          work.catalog(path)],
        ),
        lambda work: each(
            work,
            lambda path: [with_ending(path, False), "--progress=none", "-t", work.source(path),
                          work.catalog(path), work.output(path)],
        ),
    )  # fmt: skip


def tools() -> list[Tool]:
    """Return ours and those peers that are installed."""
    return [tool for tool in (recto(), po4a(), mdpo(), toolkit()) if tool]


def _said(command: Sequence[str | Path]) -> str:
    said = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    found = re.search(r"\d+(?:\.\d+)+", said.stdout + said.stderr)
    return found[0] if found else "?"
