"""Measure the memory on a revision: a manual that was translated, and its next version to be filled from it.

``python bench/revision.py MEMORY.jsonl.gz QUERIES.jsonl.gz``: lines of JSON, ``file``, ``src`` and ``tgt``
of the first version; ``file``, ``src``, ``gold`` and ``kind`` (``exact_...`` or another) of the second. The
first becomes reviewed catalogs of a project, an article for each file; the second is asked as
pretranslation asks: what was accepted for the very source, for the rest the best three of 75 % or more.
Beside it RapidFuzz compares each query with all sources, and translate-toolkit's ``pretranslate`` does so
on PO files; both on a sample, from which the time of all is reckoned. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import polib
from peers import PEERS, run
from rapidfuzz import fuzz, process

from recto.commands import recall
from recto.exchange import po
from recto.memory import generalise
from recto.model import Catalog, State, Unit
from recto.project import Project, find

FOLDER = Path(__file__).resolve().parents[1] / "build" / "bench" / "revision"
LOCALE, ROLE, LEAST = "es", "paragraph", 75
SETTINGS = f"""
project = "revision"
source_locale = "en"
target_locales = ["{LOCALE}"]

[memory]  # so that a score says how alike two texts are, and nothing else
domain = 0
numbers = 0
"""


class Query(NamedTuple):
    """A text of the second version; ``gold``: how it was translated there in the end."""

    file: str
    source: str
    gold: str
    is_exact: bool


class Answer(NamedTuple):
    """The best match of a query; ``score`` 100: of the very source."""

    source: str = ""
    target: str = ""
    score: float = 0.0


def rows(path: str) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def plain(text: str) -> str:
    return " ".join(text.split())


def article(file: str) -> str:
    return file.removesuffix(".po") + ".txt"


def project_of(memory: Sequence[dict[str, str]]) -> Project:
    """Write the first version as a project with reviewed catalogs."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "sources").mkdir(parents=True)
    (FOLDER / "recto.toml").write_text(SETTINGS, encoding="utf-8")
    project = find(FOLDER)
    units: dict[str, dict[str, Unit]] = {}
    for row in memory:
        source, target = plain(row["src"]), plain(row["tgt"])
        if source and target:
            units.setdefault(row["file"], {})[source] = Unit(ROLE, source, target, State.REVIEWED)
    for file, found in units.items():
        catalog = project.catalog_file(article(file), LOCALE)
        catalog.parent.mkdir(parents=True, exist_ok=True)
        catalog.write_bytes(po.dump(Catalog(LOCALE, tuple(found.values()))))
    return project


def ask(project: Project, queries: Sequence[Query]) -> list[Answer]:
    """Ask the memory, file by file: exact matches of the whole catalog, then the best match of each other."""
    found: dict[int, Answer] = {}
    by_file: dict[str, list[tuple[int, Query]]] = {}
    for at, query in enumerate(queries):
        by_file.setdefault(query.file, []).append((at, query))
    for file, mine in by_file.items():
        units = tuple(Unit(ROLE, query.source) for _, query in mine)
        exact = recall.exact(project, Catalog(LOCALE, units), article(file))
        rest = [place for place, (_, query) in enumerate(mine) if (ROLE, query.source) not in exact]
        wanted = [recall.place(units, place, article(file)) for place in rest]
        fuzzy = dict(zip(rest, recall.matches_all(project, LOCALE, wanted), strict=True))
        for place, (at, query) in enumerate(mine):
            best = exact.get((ROLE, query.source)) or fuzzy[place]
            if best:
                found[at] = Answer(best[0].source, best[0].target, best[0].score)
    return [found.get(at, Answer()) for at in range(len(queries))]


def brute(sources: Sequence[str], queries: Sequence[Query]) -> list[Answer]:
    """Compare each query with all sources, numbers alike as in the memory, and take the best three."""
    general = [generalise(source) for source in sources]
    out = []
    for query in queries:
        text = generalise(query.source)
        best = process.extract(text, general, scorer=fuzz.ratio, score_cutoff=LEAST, limit=3)
        out.append(Answer(sources[best[0][2]], "", best[0][1]) if best else Answer())
    return out


def toolkit(memory: Sequence[dict[str, str]], queries: Sequence[Query]) -> tuple[float, int]:
    """Run translate-toolkit's pretranslate on PO files; return its CPU seconds and what it filled."""
    files = {name: FOLDER / name for name in ("memory.po", "queries.pot", "filled.po")}
    _write(files["memory.po"], {plain(row["src"]): plain(row["tgt"]) for row in memory})
    _write(files["queries.pot"], {query.source: "" for query in queries})
    program = PEERS / "toolkit" / "bin" / "pretranslate"
    options = [f"--template={files['memory.po']}", f"--similarity={LEAST}"]
    seconds = run([program, *options, files["queries.pot"], files["filled.po"]], FOLDER)
    return seconds, sum(bool(entry.msgstr) for entry in polib.pofile(str(files["filled.po"])))


def _write(file: Path, pairs: dict[str, str]) -> None:
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": LOCALE}
    catalog.extend(polib.POEntry(msgid=source, msgstr=target) for source, target in pairs.items())
    catalog.save(str(file))


def quality(queries: Sequence[Query], answers: Sequence[Answer]) -> None:
    """Print how many exact queries were answered with their very source, and with the target of old."""
    asked = [(query, answer) for query, answer in zip(queries, answers, strict=True) if query.is_exact]
    same = sum(answer.source == query.source for query, answer in asked)
    kept = sum(plain(answer.target) == query.gold for query, answer in asked)
    print(f"exact: {same:,} of {len(asked):,} answered with the target of the very source", end="")
    print(f"; {kept:,} of them stand so in the second version, people reworded the others")
    fuzzy = Counter(
        bool(answer.source) for query, answer in zip(queries, answers, strict=True) if not query.is_exact
    )
    print(f"others: {fuzzy[True]:,} of {fuzzy.total():,} have a match of {LEAST} % or more")


def agreement(queries: Iterable[Query], ours: Sequence[Answer], theirs: Sequence[Answer]) -> str:
    """Return in how many queries for which brute force has a match ours is as alike."""
    right = total = 0
    for query, mine, other in zip(queries, ours, theirs, strict=True):
        if other.source:
            general = generalise(query.source)
            # A match says whole percents.
            scores = [int(fuzz.ratio(general, generalise(one.source))) for one in (mine, other)]
            right, total = right + (scores[0] >= scores[1]), total + 1
    return f"{right:,} of {total:,} ({100 * right / max(total, 1):.2f} %)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("memory")
    parser.add_argument("queries")
    parser.add_argument("--sample", type=int, default=1500, help="queries of each kind for brute force")
    parser.add_argument(
        "--toolkit", type=int, default=100, help="queries for translate-toolkit; 0: leave it out"
    )
    options = parser.parse_args()
    memory = rows(options.memory)
    queries = [
        Query(row["file"], plain(row["src"]), plain(row["gold"]), row["kind"].startswith("exact"))
        for row in rows(options.queries)
        if plain(row["src"])
    ]
    project = project_of(memory)
    start = time.process_time()
    recall.update(project)
    built = time.process_time() - start
    start = time.process_time()
    answers = ask(project, queries)
    asked = time.process_time() - start
    print(f"{len(memory):,} pairs, {len(queries):,} queries; seconds of the processor")
    print(f"Recto: {built:.1f} s for the index, {asked:.1f} s for all queries")
    quality(queries, answers)

    chance = random.Random(3)
    kinds = [[at for at, query in enumerate(queries) if query.is_exact is kind] for kind in (True, False)]
    samples = [sorted(chance.sample(kind, min(options.sample, len(kind)))) for kind in kinds]
    sources = list(dict.fromkeys(plain(row["src"]) for row in memory))
    seconds = 0.0
    for kind, some in zip(kinds, samples, strict=True):
        sampled = [queries[at] for at in some]
        start = time.process_time()
        theirs = brute(sources, sampled)
        seconds += (time.process_time() - start) * len(kind) / len(some)
        alike = agreement(sampled, [answers[at] for at in some], theirs)
        print(f"as alike as the best of all, {'exact' if sampled[0].is_exact else 'others'}: {alike}")
    print(
        f"RapidFuzz, each with all: {seconds:.0f} s, reckoned from {sum(map(len, samples)):,} queries", end=""
    )
    print(
        f"; {seconds / (asked + built):.0f} times Recto's with the index, {seconds / asked:.0f} times without"
    )
    if options.toolkit:
        few = [queries[at] for at in chance.sample(range(len(queries)), options.toolkit)]
        base, _ = toolkit(memory, few[:1])
        taken, filled = toolkit(memory, few)
        each = (taken - base) / max(len(few) - 1, 1)
        total = base + each * len(queries)
        print(
            f"translate-toolkit's pretranslate: {filled} of {len(few)} filled, {each:.2f} s a query", end=""
        )
        print(f", {total:,.0f} s for all, reckoned; {total / (asked + built):,.0f} times Recto's")


if __name__ == "__main__":
    sys.exit(main())
