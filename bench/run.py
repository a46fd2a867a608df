"""Measure Recto as its users meet it: whole commands, beside po4a on the same articles in the same run.

Prints a table with rates, ratios, versions and the machine. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import polib
from articles import articles

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ("de", "es", "fr", "it")
VOWELS = str.maketrans("aeiou", "äéîöü")
FOLDER = ROOT / "build" / "bench"
RECTO = [str(Path(sys.executable).with_name("recto"))]
PO4A_OPTIONS = ["-f", "text", "-o", "markdown", "-o", "neverwrap", "-M", "UTF-8"]


@dataclass(frozen=True)
class Run:
    """Wall-clock seconds and the peak memory in MB of a process with its children."""

    seconds: float
    megabytes: float


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command to its end and measure it.

    The process is waited for by its number, so the memory is that of this process, not of all so far.
    """
    with (FOLDER / "output.log").open("w") as log:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = (FOLDER / "output.log").read_text(errors="replace")[-2000:]
        sys.exit(f"{' '.join(command)} ended with exit code {process.returncode}:\n{tail}")
    # Linux counts in kilobytes, macOS in bytes.
    return Run(seconds, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10))


def make_project(count: int, size: int) -> int:
    """Write a project with one target locale; return the number of bytes of its articles."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    sources = FOLDER / "sources"
    sources.mkdir(parents=True)
    set_locales("de")
    total = 0
    for number, text in enumerate(articles(count, size)):
        total += (sources / f"article-{number:04}.md").write_text(text, encoding="utf-8")
    return total


def set_locales(*locales: str) -> None:
    """Write the settings, with these target locales."""
    listed = ", ".join(f'"{locale}"' for locale in locales)
    text = f'project = "bench"\nsource_locale = "en"\ntarget_locales = [{listed}]\n'
    (FOLDER / "recto.toml").write_text(text, encoding="utf-8")


def accept_everything() -> None:
    """Give every unit an accepted target with other letters than its source, as a translation has."""
    pair = re.compile(r'^msgid "(.+)"\nmsgstr ""$', re.MULTILINE)
    for file in (FOLDER / "locales").rglob("*.po"):
        text = file.read_text(encoding="utf-8")
        file.write_text(
            pair.sub(lambda found: f'msgid "{found[1]}"\nmsgstr "{other(found[1])}"', text), encoding="utf-8"
        )


def other(text: str) -> str:
    """Return a text with other vowels; codes, addresses and what is written as code stay."""
    kept = re.split(r"(</?\d+/?>|https?://[^\s<]+|`[^`]*`|\([^)\s]*\)|\\\\.)", text)
    return "".join(part if index % 2 else part.translate(VOWELS) for index, part in enumerate(kept))


def measure_recto() -> dict[str, Run]:
    measured = {
        "first extraction": run([*RECTO, "extract"], FOLDER),
        "extraction, nothing changed": run([*RECTO, "extract"], FOLDER),
    }
    accept_everything()
    measured["compilation"] = run([*RECTO, "compile"], FOLDER)
    measured["compilation, nothing changed"] = run([*RECTO, "compile"], FOLDER)
    set_locales(*LOCALES)
    run([*RECTO, "extract"], FOLDER)
    accept_everything()
    shutil.rmtree(FOLDER / "build")
    several = run([*RECTO, "compile"], FOLDER)
    measured[f"compilation, {len(LOCALES)} locales"] = Run(several.seconds / len(LOCALES), several.megabytes)
    return measured


def total(runs: Sequence[Run]) -> Run:
    return Run(sum(one.seconds for one in runs), max(one.megabytes for one in runs))


def accept_peers(folder: Path) -> None:
    """Give every unit of po4a's catalogs such a target, too."""
    for file in folder.glob("*.po"):
        catalog = polib.pofile(str(file), wrapwidth=0)
        for unit in catalog:
            unit.msgstr = other(unit.msgid)
        catalog.save()


def measure_po4a(count: int) -> dict[str, Run]:
    """Measure po4a, one process per article as it is made to be used, on the first ``count`` articles."""
    files = sorted((FOLDER / "sources").glob("*.md"))[:count]
    peer = FOLDER / "po4a"
    peer.mkdir()
    pairs = [[*PO4A_OPTIONS, "-m", str(file), "-p", str(peer / f"{file.stem}.po")] for file in files]
    update = [["po4a-updatepo", *pair] for pair in pairs]
    translate = [["po4a-translate", *pair, "-k", "0", "-l", f"{pair[-1]}.md"] for pair in pairs]
    measured = {
        "first extraction": total([run(command, FOLDER) for command in update]),
        "extraction, nothing changed": total([run(command, FOLDER) for command in update]),
    }
    accept_peers(peer)
    measured["compilation"] = total([run(command, FOLDER) for command in translate])
    measured[f"compilation, {len(LOCALES)} locales"] = measured["compilation"]
    return measured


def start_up(times: int) -> tuple[float, float]:
    """Return the median seconds of ``recto --help`` and of a Python that does nothing, taken in turn."""
    ours, bare = [], []
    for _ in range(times):
        ours.append(run([*RECTO, "--help"], FOLDER).seconds)
        bare.append(run([sys.executable, "-c", "pass"], FOLDER).seconds)
    return statistics.median(ours), statistics.median(bare)


def machine() -> str:
    """Return processor, number of cores and system in one line."""
    model = platform.processor() or platform.machine()
    try:
        listed = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        listed = ""
    if found := re.search(r"^model name\s*:\s*(.+)$", listed, re.MULTILINE):
        model = found[1]
    return f"{model}, {os.cpu_count()} cores, {platform.system()}"


def po4a_version() -> str:
    """Return po4a's version, or an empty text where it is not installed."""
    if not shutil.which("po4a-updatepo"):
        return ""
    shown = subprocess.run(["po4a-updatepo", "--version"], capture_output=True, text=True, check=False).stdout
    return shown.splitlines()[0].rstrip(".").split()[-1] if shown else "of unknown version"


def print_table(ours: dict[str, Run], count: int, theirs: dict[str, Run], sample: int) -> None:
    print(f"{'':30}{'recto':>12}{'per article':>14}{'memory':>10}{'po4a':>14}{'ratio':>9}")
    for name, mine in ours.items():
        each = mine.seconds / count
        line = f"{name:30}{mine.seconds:>10.2f} s{each * 1000:>11.1f} ms{mine.megabytes:>7.0f} MB"
        if peer := theirs.get(name):
            line += f"{peer.seconds / sample * 1000:>11.1f} ms{peer.seconds / sample / each:>8.1f}x"
        print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--size", type=int, default=12_000, help="characters of an article, at least")
    parser.add_argument("--sample", type=int, default=20, help="articles that po4a gets")
    parser.add_argument("--starts", type=int, default=9, help="how often start-up is measured")
    options = parser.parse_args()

    written = make_project(options.articles, options.size)
    peer = po4a_version()
    print(f"{options.articles} articles of {written / options.articles / 1000:.1f} kB, one locale")
    print(f"recto {version('recto')}, Python {platform.python_version()}, po4a {peer or 'not installed'}")
    print(machine(), end="\n\n")
    sample = min(options.sample, options.articles)
    ours = measure_recto()
    theirs = measure_po4a(sample) if peer else {}
    print_table(ours, options.articles, theirs, sample)
    if peer:
        print(f"\npo4a: {sample} articles, a process each; the ratio is its time per article by recto's.")
    else:
        print("\npo4a is not installed (apt-get install po4a), so there is nothing to compare with.")
    help_s, bare_s = start_up(options.starts)
    ours_ms, bare_ms = help_s * 1000, bare_s * 1000
    print(f"recto --help {ours_ms:.0f} ms, python -c pass {bare_ms:.0f} ms, {ours_ms - bare_ms:+.0f} ms")
    print(f"(medians of {options.starts}, taken in turn)")


if __name__ == "__main__":
    main()
