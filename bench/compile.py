"""Measure compiling many articles into many locales: the first time, with nothing changed, after one edit.

    compile.py [FOLDER] [--articles 1000] [--size 3000] [--locales 20]

Beside it, in the same run and on as many processors: po4a-translate and msgfmt (a process for each file, as
they are made to be used, on a sample) and ninja with nothing to do over the same number of files. What is not
installed is left out and said so.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import compile_room
import polib

from recto.locales import gettext_name
from recto.project import Project

ROOT = Path(__file__).resolve().parents[1]
RECTO = [sys.executable, "-m", "recto"]
PO4A = ["-f", "text", "-o", "markdown", "-o", "neverwrap", "-M", "UTF-8"]
CORES = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
LOOK_S = 0.05
"""Seconds between two looks at the memory of a run."""


class Run(NamedTuple):
    """Wall-clock seconds, and the most memory in MB that all processes of the run had at once."""

    seconds: float
    megabytes: float


def run(command: Sequence[str | Path], folder: Path) -> Run:
    """Run a command to its end and measure it; memory that processes share counts once."""
    with (folder / "output.log").open("w") as log:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        most = [0.0]
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, most, ended))
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - start
        ended.set()
        watcher.join()
    if code:
        tail = (folder / "output.log").read_text(errors="replace")[-2000:]
        sys.exit(f"{' '.join(map(str, command))} ended with exit code {code}:\n{tail}")
    return Run(seconds, most[0])


def _watch(pid: int, most: list[float], ended: threading.Event) -> None:
    while not ended.wait(LOOK_S):
        most[0] = max(most[0], sum(map(_megabytes, _tree(pid))))


def _tree(pid: int) -> list[int]:
    """Return a process and those that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _megabytes(pid: int) -> float:
    """Return a process's share of the memory (Pss); nothing if it has ended, or the system does not tell."""
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) / 1024 if found else 0


def abreast(commands: Sequence[Sequence[str | Path]]) -> float:
    """Run commands on all processors; return the seconds."""

    def one(command: Sequence[str | Path]) -> None:
        ended = subprocess.run(command, capture_output=True, check=False)
        if ended.returncode:
            sys.exit(f"{' '.join(map(str, command))}:\n{ended.stderr.decode(errors='replace')[-1000:]}")

    start = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(one, commands))
    return time.perf_counter() - start


def po4a_seconds(folder: Path, count: int) -> float:
    """Return po4a-translate's seconds per localized article, on the first ``count`` articles."""
    peer = folder / "po4a"
    shutil.rmtree(peer, ignore_errors=True)
    peer.mkdir()
    files = sorted((folder / "sources").rglob("*.md"))[:count]
    pairs = [[*PO4A, "-m", file, "-p", peer / f"{file.stem}.po"] for file in files]
    abreast([["po4a-updatepo", *pair] for pair in pairs])
    for file in peer.glob("*.po"):
        catalog = polib.pofile(str(file), wrapwidth=0)
        for unit in catalog:
            unit.msgstr = unit.msgid.replace("the ", "the (de) ", 1)
        catalog.save()
    found = abreast([["po4a-translate", *pair, "-k", "0", "-l", f"{pair[-1]}.md"] for pair in pairs])
    return found / len(files)


def msgfmt_seconds(folder: Path, count: int) -> float:
    """Return msgfmt's seconds per catalog, on ``count`` of them."""
    place = folder / "msgfmt.mo"
    files = sorted((folder / "locales").rglob("*.po"))[:count]
    commands = [["msgfmt", file, "-o", f"{place}{number % CORES}"] for number, file in enumerate(files)]
    return abreast(commands) / len(files)


def peers(folder: Path, versions: Mapping[str, str], sample: int) -> dict[str, float]:
    """Return the seconds that each of those that are installed takes for one file."""
    found = {}
    if versions["po4a"]:
        found["po4a"] = po4a_seconds(folder, sample)
    if versions["msgfmt"]:
        found["msgfmt"] = msgfmt_seconds(folder, 5 * sample)
    return found


def write_ninja(folder: Path, project: Project) -> None:
    """Write what ninja is to look at: each output and .mo file, made of its source and catalog."""
    lines = ["rule compile", "  command = true"]
    names = {tag: gettext_name(tag) for tag in project.config.target_locales}
    for path in project.articles():
        for tag, name in names.items():
            own = f"locales/{name}/LC_MESSAGES/{path}"
            lines.append(f"build build/{tag}/{path} {own}.mo: compile sources/{path} {own}.po")
    (folder / "build.ninja").write_text("\n".join([*lines, ""]), "utf-8")


def in_turn(folder: Path, commands: Sequence[Sequence[str | Path]], times: int) -> list[float]:
    """Return the median seconds of each command; they are taken in turn, so that all meet the same noise."""
    found: list[list[float]] = [[] for _ in commands]
    for _ in range(times):
        for number, command in enumerate(commands):
            start = time.perf_counter()
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
            found[number].append(time.perf_counter() - start)
    return [statistics.median(seconds) for seconds in found]


def version(*command: str) -> str:
    """Return what a program says of its version; empty where it is not installed."""
    if not shutil.which(command[0]):
        return ""
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+(\.\d+)+", shown)
    return found[0] if found else "of unknown version"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "compile")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--size", type=int, default=3000, help="characters of an article, at least")
    parser.add_argument("--locales", type=int, default=20)
    parser.add_argument(
        "--sample", type=int, default=100, help="articles that po4a gets; msgfmt gets ten times that"
    )
    parser.add_argument("--times", type=int, default=7, help="how often nothing is to be done")
    options = parser.parse_args()
    folder: Path = options.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    project = compile_room.make(folder, options.articles, options.size, options.locales)
    outputs = options.articles * options.locales
    versions = {
        "po4a": version("po4a-translate", "--version"),
        "msgfmt": version("msgfmt", "--version"),
        "ninja": version("ninja", "--version"),
    }
    print(
        f"{options.articles} articles of {options.size / 1000:.0f} kB in {options.locales} locales,"
        f" {CORES} cores"
    )
    print(", ".join(f"{name} {found or 'not installed'}" for name, found in versions.items()), end="\n\n")

    # The machine's own pace changes while we work for a minute: peers run before and after.
    before = peers(folder, versions, options.sample)
    first = run([*RECTO, "compile"], folder)
    each = first.seconds / outputs
    after = peers(folder, versions, options.sample)
    print(
        f"first time           {first.seconds:8.2f} s  {1000 * each:6.2f} ms each, {first.megabytes:.0f} MB"
    )
    for name, what in (("po4a", "po4a-translate"), ("msgfmt", "msgfmt, the .mo alone")):
        if name in before:
            theirs = (before[name] + after[name]) / 2
            print(f"  {what:22}{1000 * theirs:5.2f} ms each: {theirs / each:.2f} times ours")
    again = run([*RECTO, "compile"], folder)
    print(f"nothing changed      {again.seconds:8.2f} s  {again.megabytes:.0f} MB")
    commands: list[list[str | Path]] = [[*RECTO, "compile"]]
    if versions["ninja"]:
        write_ninja(folder, project)
        run(["ninja", "--quiet"], folder)
        commands.append(["ninja", "--quiet"])
    seconds = in_turn(folder, commands, options.times)
    print(f"  median of {options.times:<9}{seconds[0]:8.3f} s")
    if versions["ninja"]:
        print(
            f"  ninja, nothing to do {seconds[1]:6.3f} s: ours takes {seconds[0] / seconds[1]:.2f} times that"
        )
    path = project.articles()[0]
    catalog = project.catalog_file(path, project.config.target_locales[0])
    catalog.write_text(catalog.read_text("utf-8").replace("the (", "the new (", 1), "utf-8")
    edited = run([*RECTO, "compile"], folder)
    print(f"one catalog edited   {edited.seconds:8.2f} s  {edited.megabytes:.0f} MB")


if __name__ == "__main__":
    main()
