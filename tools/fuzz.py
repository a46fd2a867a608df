"""Try to break the cuts: coverage-guided fuzzing of each format's laws, from the tests' own fragments.

    fuzz.py [--minutes N] [FORMAT...]

Each format gets a process of its own. An input that breaks a law, crashes, takes more than five seconds or
two gigabytes is written to ``build/fuzz-found``; put it under ``tests/formats/found`` with its format's
ending, and mend the cut.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests" / "formats")]
MOST = {"md": 3000, "mdx": 3000, "html": 3000, "txt": 3000, "docx": 100_000}
"""Format -> bytes of an input; a Word document is of no use in pieces."""
ONE = "--one"
WORDS = ROOT / "tools" / "fuzz.dict"

with atheris.instrument_imports(include=["recto.formats", "recto.inline", "recto.segmentation"]):
    from laws import OPTIONS, hold

    from recto import formats


def fuzz(ending: str, arguments: list[str]) -> None:
    """Fuzz one format until its time is over; ends the process."""

    def one_input(content: bytes) -> None:
        text = content[1:].decode("utf-8", "ignore")
        hold(ending, text, OPTIONS[content[0] % len(OPTIONS) if content else 0])

    atheris.Setup([sys.argv[0], *arguments], one_input)
    atheris.Fuzz()


def seeds(name: str, folder: Path) -> None:
    """Fill a folder with what the project has of a format, in pieces."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [file for place in ("sources", "bench/documents", "tests/formats/found", "docs")
             for file in (ROOT / place).rglob(f"*.{name}")]  # fmt: skip
    for number, file in enumerate(files):
        content = file.read_bytes()
        if package := formats.package(file.name):
            content = package.unpack(content).encode()
        size = MOST[name]
        for start in range(0, min(len(content), 20 * size), size):
            (folder / f"{number}-{start}").write_bytes(b"\0" + content[start : start + size])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("formats", nargs="*", metavar="FORMAT")
    options = parser.parse_args()
    failed = []
    for name in options.formats or MOST:
        corpus = ROOT / "build" / "fuzz-corpus" / name
        found = ROOT / "build" / "fuzz-found" / name
        seeds(name, corpus)
        found.mkdir(parents=True, exist_ok=True)
        print(f"fuzzing .{name} for {options.minutes:g} minutes", flush=True)
        command = [
            sys.executable,
            __file__,
            ONE,
            f".{name}",
            str(corpus),
            f"-artifact_prefix={found}/",
            f"-dict={WORDS}",
        ]
        limits = [
            f"-max_total_time={options.minutes * 60:.0f}",
            "-timeout=5",
            "-rss_limit_mb=2048",
            f"-max_len={MOST[name] + 1000}",
        ]
        if subprocess.run([*command, *limits, "-print_final_stats=1"], check=False).returncode:
            failed.append(name)
    sys.exit(f"Broken: {', '.join(failed)}. The inputs are in build/fuzz-found." if failed else 0)


if __name__ == "__main__":
    if ONE in sys.argv:
        at = sys.argv.index(ONE)
        fuzz(sys.argv[at + 1], sys.argv[at + 2 :])
    else:
        main()
