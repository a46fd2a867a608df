"""Compare Recto with other tools on the same documents: what survives, what is reached, and how fast.

    comparison.py [--write FILE] [FOLDER...]

Without a folder the documents are this project's own: its documentation, its sample articles, and the
collection of constructs under ``bench/documents``. Three trials on each document: all targets equal
their sources (is the output the source, byte for byte?); all targets with a dot below each vowel (is the
structure kept, and how many of the letters of the prose are reached?); and the CPU time of making
catalogs of generated articles. Then what becomes of accepted translations when sources are edited.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import merging
from articles import articles
from markdown_it import MarkdownIt
from peers import ROOT, Tool, Translate, Work, accept, mdpo_loop, tools
from run import machine
from structure import DOT, READERS, pseudo, reached

FOLDER = ROOT / "build" / "comparison"
OWN = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "sources", "bench/documents")
OURS, THEIRS = 200, 10
"""Articles by which speed is measured."""
KINDS = {".md": "Markdown", ".html": "HTML", ".txt": "plain text"}


@dataclass(frozen=True)
class Score:
    """Shares from 0.0 to 1.0; ``speed`` in MB of source text a second."""

    documents: int
    identical: float
    structured: float
    letters: float
    speed: float


def documents(folders: Sequence[str]) -> dict[str, Path]:
    """Return the documents by a flat name that is unique."""
    roots = [Path(folder).resolve() for folder in folders] or [ROOT / path for path in OWN]
    found = [file for root in roots for file in (sorted(root.rglob("*")) if root.is_dir() else [root])]
    texts = [file for file in found if file.suffix in KINDS and file.is_file() and _is_utf_8(file)]
    return {f"{number:04}-{_plain(file.stem)}{file.suffix}": file for number, file in enumerate(texts)}


def _plain(name: str) -> str:
    return "".join(
        char if char.isalnum() else "-" for char in unicodedata.normalize("NFKD", name) if char.isascii()
    )


def _is_utf_8(file: Path) -> bool:
    try:
        file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def measure(tool: Tool, ending: str, originals: dict[str, Path]) -> Score | None:
    """Put one kind of documents through a tool, twice."""
    chosen = {name: file for name, file in originals.items() if file.suffix == ending}
    if ending not in tool.endings or not chosen:
        return None
    identical = _trial(tool, chosen, lambda text: text)
    same = sum(identical.get(name) == file.read_bytes() for name, file in chosen.items())
    dotted = _trial(tool, chosen, pseudo)
    structured = changed = letters = 0
    for name, file in chosen.items():
        shape, prose = READERS[ending](file.read_text("utf-8"))
        letters += reached(prose)[1]
        text = dotted.get(name, b"").decode("utf-8", "replace")
        result, words = READERS[ending](text)
        structured += _folded(result) == _folded(shape)
        changed += min(reached(words)[0], reached(prose)[1])
    count = len(chosen)
    return Score(count, same / count, structured / count, changed / max(letters, 1), speed(tool, ending))


def speed(tool: Tool, ending: str) -> float:
    """Return how many MB of articles the tool makes catalogs of in a second of CPU time."""
    work = _work(tool)
    size = 0
    for number, text in enumerate(articles(OURS if tool.name == "recto" else THEIRS, 12_000)):
        name = f"{number:04}{ending}"
        size += work.source(name).write_text(_as(text, ending), encoding="utf-8")
        work = Work(work.folder, (*work.paths, name))
    return size / 1e6 / tool.extract(work)


def _as(article: str, ending: str) -> str:
    """Return a Markdown article in the format of that ending."""
    if ending == ".html":
        return str(MarkdownIt("commonmark").enable("table").render(article))
    return READERS[".md"](article)[1].replace("\n", "\n\n") if ending == ".txt" else article


def _folded(shape: list[object]) -> str:
    return repr(shape).replace(DOT, "")


def _trial(tool: Tool, chosen: dict[str, Path], translate: Translate) -> dict[str, bytes]:
    """Return the bytes of the documents that come out."""
    work = Work(_work(tool).folder, tuple(chosen))
    for name, file in chosen.items():
        shutil.copyfile(file, work.source(name))
    tool.extract(work)
    accept(work.folder / "po", translate)
    tool.compile(work)
    return {name: work.output(name).read_bytes() for name in chosen if work.output(name).is_file()}


def _work(tool: Tool) -> Work:
    folder = FOLDER / tool.name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "sources").mkdir(parents=True)
    return Work(folder, ())


def table(measured: Sequence[tuple[str, Tool, Score]]) -> str:
    """Return the results as a Markdown table."""
    lines = [
        "| documents | tool | identical bytes | structure kept | letters reached | extraction |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for kind, tool, score in measured:
        cells = (
            f"{score.documents} {kind}",
            f"{tool.name} {tool.version}",
            f"{100 * score.identical:.1f} %",
            f"{100 * score.structured:.1f} %",
            f"{100 * score.letters:.2f} %",
            f"{score.speed:.2f} MB/s",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


INTRODUCTION = """# Beside other tools

Written by `make bench`, which anyone can run: the same documents through each tool in one run, once with
every target equal to its source and once with a dot below each vowel of it.

- *Identical bytes*: documents that come out as they went in.
- *Structure kept*: documents in which a parser of its own (markdown-it-py, Python's `html.parser`) finds the
  same headings, links, code, tags and attributes afterwards.
- *Letters reached*: vowels of the prose that the second trial changed. What a tool does not offer to
  translators is missing there.
- *Extraction*: MB of articles of 13 kB that are cut into catalogs in a second of CPU time. Recto gets {ours}
  articles in one command; the others run once for each of {theirs} articles, as they are made to be used, so
  their programs' start counts; "in one process" is without it. Only Recto cuts sentences.

Documents that a tool refuses count as lost.
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--units", type=int, default=10_000, help="of the catalog that is merged")
    parser.add_argument("--write", type=Path, help="put the table into this file")
    options = parser.parse_args()
    originals = documents(options.folders)
    measured = [
        (KINDS[ending], tool, score)
        for ending in KINDS
        for tool in tools()
        if (score := measure(tool, ending, originals))
    ]
    shown = table(measured)
    if loop := mdpo_loop():
        shown += f"\n| | {loop.name} {loop.version} | | | | {speed(loop, '.md'):.2f} MB/s |"
    print(shown)
    after_edits = "\n".join(merging.lines(options.units))
    print(f"\n{after_edits}")
    if options.write:
        day = datetime.now(UTC).date().isoformat()
        foot = f"Python {platform.python_version()}, {machine()}, {day}."
        options.write.write_text(
            f"{INTRODUCTION.format(ours=OURS, theirs=THEIRS)}\n{shown}\n\n{after_edits}\n\n{foot}\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
