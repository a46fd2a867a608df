"""Run the benchmarks one after the other and write what they print on one page, with what it was measured on.

    page.py [--write docs/benchmarks.md] [--only NAME]... [--pairs FILE] [--revision MEMORY QUERIES] [--full]

Each figure stands below the command that prints it, which anyone can run. Peers that are not installed are
named as such by the benchmark itself.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from run import machine

from recto import __version__

ROOT = Path(__file__).resolve().parents[1]
HEAD = """\
# Benchmarks

Written by `make bench`, which anyone can run: each tool's own commands on the same files in one run, one
after the other. Times are of the wall clock unless it says otherwise; they differ from machine to machine,
and by a tenth or two from run to run, ratios less. What becomes of the texts themselves is on a page of its
own: [Beside other tools](comparison.md).

Measured on {day} with Recto {version}, Python {python}; {machine}.
"""


class Part(NamedTuple):
    """A benchmark: its heading, what it shows, and its command behind ``python``."""

    name: str
    title: str
    about: str
    command: Sequence[str]


PARTS = (
    Part(
        "po4a",
        "Extraction and compilation beside po4a",
        "A thousand articles of 12 kB in one locale. po4a gets a process for each, as it is made to be used.",
        ("bench/run.py",),
    ),
    Part(
        "compile",
        "Compiling a thousand articles into twenty locales",
        "Beside po4a-translate and msgfmt, on as many processors, and ninja with nothing to do over the same"
        " files.",
        ("bench/compile.py",),
    ),
    Part(
        "checks",
        "Checks beside pofilter",
        "All checks of units on made-up sentences of 93 characters, on one processor.",
        ("bench/checks.py", "--units", "50000"),
    ),
    Part(
        "documents",
        "Checks of whole articles",
        "Compiled articles are damaged in one place each: a heading of another level, an item that is gone, a"
        " link that leads elsewhere. What of it is found, and what is said of articles that are as they"
        " should be.",
        ("tools/mutate.py",),
    ),
    Part(
        "merging",
        "Merging edited sources beside msgmerge, Babel and po4a",
        "What becomes of accepted translations, and how long it takes.",
        ("bench/merging.py",),
    ),
    Part(
        "page",
        "The desk: an article of 2,000 segments in Chromium",
        "What it weighs, how soon it is there and how fast it answers, beside our budgets.",
        ("bench/desk_page.py", "build/desk-page"),
    ),
    Part(
        "load",
        "The desk: thirty people at work",
        "200 articles in 10 locales for a minute; `make bench DESK=full` has 2,000 in 20 for two.",
        ("bench/desk_load.py", "build/desk", "--seconds", "60"),
    ),
)


def run(command: Sequence[str]) -> str:
    """Run a benchmark, show what it prints, and return that."""
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        said.append(line.rstrip())
    if process.wait():
        sys.exit(f"python {' '.join(command)} ended with exit code {process.returncode}.")
    return "\n".join(said).strip("\n")


def section(part: Part) -> str:
    print(f"\n== {part.title}", flush=True)
    shown = " ".join(("python", *part.command))
    return f"## {part.title}\n\n{part.about}\n\n`{shown}`\n\n```text\n{run(part.command)}\n```\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", type=Path, help="the page")
    parser.add_argument("--only", action="append", choices=[part.name for part in PARTS], default=[])
    parser.add_argument("--pairs", default="", help="pairs of sentences, as bench/memory.py reads them")
    parser.add_argument("--revision", nargs=2, default=(), help="as bench/revision.py reads them")
    parser.add_argument("--full", action="store_true", help="the large desk; half an hour")
    asked = parser.parse_args()
    parts = [part for part in PARTS if not asked.only or part.name in asked.only]
    if asked.full:
        parts = [
            part._replace(command=(*part.command, "--full")) if part.name == "load" else part
            for part in parts
        ]
    sections = [section(part) for part in parts]
    for file, *rest in (("memory", asked.pairs), ("revision", *asked.revision)):
        if all(rest) and rest:
            print(run((f"bench/{file}.py", *rest)))
    head = HEAD.format(
        day=datetime.now(UTC).date(),
        version=__version__,
        python=platform.python_version(),
        machine=machine(),
    )
    if asked.write:
        asked.write.write_text("\n".join([head, *sections]), "utf-8")


if __name__ == "__main__":
    main()
