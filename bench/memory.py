"""Measure the memory: an index of a million units, beside comparing each query with all of them.

``python bench/memory.py PAIRS.jsonl.gz`` takes pairs as lines of JSON (``source``, ``target``), varies them
up to ``--units`` and asks: sentences edited, sentences that were left out of the memory. Building, asking,
searching for words, changing and comparing are processes of their own. Building is from the lines of a file
to the whole index, but for the words that the first search puts in order. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from recto.memory import Remembered, generalise
from recto.store.memory import File, Index, discard

FOLDER = Path(__file__).resolve().parents[1] / "build" / "bench" / "memory"
PAIRS, QUERIES, INDEX = FOLDER / "pairs.tsv", FOLDER / "queries.json", FOLDER / "memory.db"
LOCALES = "en es"
LEAST = 70
NUMBER = re.compile(r"\d+")


def read(path: str) -> list[tuple[str, str]]:
    """Return the pairs of a file, each source once, blanks alike."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pairs = ((" ".join(row["source"].split()), " ".join(row["target"].split())) for row in rows)
    return list({source: (source, target) for source, target in pairs if source and target}.values())


def vary(words: Sequence[str], pool: Sequence[str], chance: random.Random, strength: float) -> str:
    """Return a sentence with some words replaced, inserted, left out or swapped, and other numbers."""
    words = list(words)
    for _ in range(max(1, round(len(words) * strength * chance.random()))):
        at, way = chance.randrange(len(words)), chance.random()
        if way < 0.5:
            words[at] = chance.choice(pool)
        elif way < 0.7:
            words.insert(at, chance.choice(pool))
        elif way < 0.88:
            words[at : at + (len(words) > 2)] = []
        else:
            other = chance.randrange(len(words))
            words[at], words[other] = words[other], words[at]
    text = " ".join(words)
    if chance.random() < 0.7:
        text = NUMBER.sub(lambda found: str(chance.randrange(10 ** len(found[0]))), text)
    return text


def enlarge(pairs: Sequence[tuple[str, str]], count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the pairs, then variations of them, all different: a third goes on as another sentence does."""
    seen = set()
    cut = [(source.split(), target.split()) for source, target in pairs]
    pools = [[word for pair in cut for word in pair[side]] for side in (0, 1)]
    for pair in pairs:
        seen.add(hash(pair[0]))
        yield pair
    while len(seen) < count:
        for first, second in cut:
            source, target = first, second
            if chance.random() < 0.35:
                more, other = chance.choice(cut)
                keep, start = chance.random(), chance.random()
                source = [*source[: int(len(source) * keep) + 1], *more[int(len(more) * start) :]]
                target = [*target[: int(len(target) * keep) + 1], *other[int(len(other) * start) :]]
            varied = vary(source, pools[0], chance, 0.5)
            if hash(varied) not in seen:
                seen.add(hash(varied))
                yield varied, vary(target, pools[1], chance, 0.5)
            if len(seen) >= count:
                return


def prepare(path: str, count: int, queries: int) -> None:
    """Write the pairs of the memory and the queries."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chance = random.Random(7)
    pairs = read(path)
    chance.shuffle(pairs)
    out, rest = pairs[: queries // 3], pairs[queries // 3 :]
    pool = [word for source, _ in rest[:20_000] for word in source.split()]
    asked = [("left out", source) for source, _ in out]
    edited = set(chance.sample(range(count), queries - len(asked)))
    with PAIRS.open("w", encoding="utf-8") as lines:
        for number, (source, target) in enumerate(enlarge(rest, count, chance)):
            lines.write(f"{source}\t{target}\n")
            if number in edited:
                asked.append(("edited", vary(source.split(), pool, chance, chance.choice((0.1, 0.3, 0.5)))))
    QUERIES.write_text(json.dumps(asked), encoding="utf-8")


def told(**figures: object) -> None:
    print(json.dumps(figures))


def peak_mb() -> float:
    """Return the most memory this process had; Linux's ``ru_maxrss`` would count its parent's, too."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        return int(line) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def build() -> None:
    """Make the index from the pairs."""

    def units() -> Iterator[tuple[str, Remembered]]:
        with PAIRS.open(encoding="utf-8") as lines:
            for line in lines:
                source, _, target = line.rstrip("\n").partition("\t")
                yield LOCALES, Remembered(source, target, "", "memory.tmx", "", None, True)

    discard(INDEX)
    start, used = time.perf_counter(), time.process_time()
    index = Index(INDEX)
    index.put("memory.tmx", "memory.tmx", File("", ""), units())
    index.finish()
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    count = index.counts()[LOCALES]
    told(units=count, seconds=seconds, cpu=cpu, mb=INDEX.stat().st_size / 1e6, peak=peak_mb())


def timed(ask: Callable[[str], str]) -> list[tuple[str, float, float]]:
    """Return for each query the best source, and the seconds it took by the clock and of the processor."""
    out = []
    for _, query in json.loads(QUERIES.read_text(encoding="utf-8")):
        start, used = time.perf_counter(), time.process_time()
        best = ask(query)
        out.append((best, time.perf_counter() - start, time.process_time() - used))
    return out


def ask() -> None:
    """Ask the index each query."""
    index = Index(INDEX)

    def best(query: str) -> str:
        found = index.equal(LOCALES, query) or index.similar(LOCALES, query, LEAST, 1)
        return found[0].source if found else ""

    told(answers=timed(best), peak=peak_mb())


def search() -> None:
    """Search the index for words, the first time and then again."""
    index = Index(INDEX)
    figures = []
    for word in ("water", "water", "object", "ontain", "in the"):
        start, used = time.perf_counter(), time.process_time()
        index.holding(LOCALES, word)
        figures.append((time.perf_counter() - start, time.process_time() - used))
    told(figures=figures, mb=INDEX.stat().st_size / 1e6, peak=peak_mb())


def change() -> None:
    """Put a catalog into the index, change one of its units, look that one up."""
    index = Index(INDEX)
    units = [Remembered(f"Sentence {chr(97 + at % 26) * 5} of it.", "x") for at in range(200)]
    index.put("a.po", "a.md", File("", ""), ((LOCALES, unit) for unit in units))
    index.similar(LOCALES, units[0].source, LEAST, 1)
    figures = []
    for at in range(5):
        units[at] = Remembered(f"What was confirmed: {chr(97 + at) * 5}.", "y")
        start, used = time.perf_counter(), time.process_time()
        index.put("a.po", "a.md", File("", ""), ((LOCALES, unit) for unit in units))
        (found,) = index.similar(LOCALES, units[at].source, LEAST, 1)
        if index.is_worn or found.source != units[at].source:
            sys.exit("what was put in is not found")
        figures.append((time.perf_counter() - start, time.process_time() - used))
    told(figures=figures)


def compare() -> None:
    """Compare each query with all sources; both are generalised beforehand, which takes no time then."""
    with PAIRS.open(encoding="utf-8") as lines:
        sources = [line.partition("\t")[0] for line in lines]
    general = [generalise(source) for source in sources]

    def best(query: str) -> str:
        found = process.extractOne(generalise(query), general, scorer=fuzz.ratio, score_cutoff=LEAST)
        return sources[found[2]] if found else ""

    told(answers=timed(best), peak=peak_mb())


def run(step: str) -> dict[str, object]:
    """Run a step of this file in a process of its own, on one core where the system can tell."""
    pin = ["taskset", "-c", str(max(os.sched_getaffinity(0)))] if hasattr(os, "sched_getaffinity") else []
    command = [*pin, sys.executable, __file__, "--step", step]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{step} ended with exit code {done.returncode}:\n{done.stderr[-2000:]}")
    found: dict[str, object] = json.loads(done.stdout)
    return found


def spread(name: str, answers: Sequence[tuple[str, float, float]]) -> float:
    """Print how long the queries took; return the mean of the processor's seconds."""
    for what, column in (("clock", 1), ("processor", 2)):
        times = sorted(answer[column] * 1000 for answer in answers)
        mean, p95 = statistics.mean(times), times[len(times) * 95 // 100]
        print(f"{name}, {what}: mean {mean:.1f} ms, p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms")
    return statistics.mean(answer[2] for answer in answers)


def report() -> None:
    built = run("build")
    count = built["units"]
    rate, cpu = count / built["seconds"], count / built["cpu"]
    print(
        f"{count:,} units, index of {built['mb']:.0f} MB; {rate:,.0f} units/s, {cpu:,.0f} by processor time"
    )
    print(f"memory of the process: building {built['peak']:.0f} MB", end="")
    # Asked before and after: a busy machine is seldom equally busy all the time.
    ours, theirs, again, searched = run("ask"), run("compare"), run("ask"), run("search")
    print(f", asking {ours['peak']:.0f} MB, searching {searched['peak']:.0f} MB", end="")
    print(f", comparing with all {theirs['peak']:.0f} MB")
    (first, first_cpu), *others = searched["figures"]
    print(f"first search for words: {first:.1f} s, {first_cpu:.1f} s by the processor", end="")
    print(f" (with it {count / (built['cpu'] + first_cpu):,.0f} units/s by processor time)", end="")
    print(f", then at most {max(clock for clock, _ in others) * 1000:.0f} ms; {searched['mb']:.0f} MB")
    changed = max(clock for clock, _ in run("change")["figures"])
    print(f"one unit of 200 changed and found again: at most {changed * 1000:.0f} ms")
    mine, brute = (
        spread("index", [*ours["answers"], *again["answers"]]),
        spread("comparing with all", theirs["answers"]),
    )
    print(f"ratio of the means (processor): {brute / mine:.1f}")
    queries = json.loads(QUERIES.read_text(encoding="utf-8"))
    for kind in dict.fromkeys(kind for kind, _ in queries):
        right = total = 0
        for (own, query), (found, *_), (best, *_) in zip(
            queries, ours["answers"], theirs["answers"], strict=True
        ):
            if own == kind and best:
                general = generalise(query)
                scores = [fuzz.ratio(general, generalise(text)) for text in (found, best)]
                right, total = right + (scores[0] >= scores[1]), total + 1
        print(f"best match found, {kind}: {right} of {total} ({100 * right / max(total, 1):.2f} %)")


STEPS = {"build": build, "ask": ask, "compare": compare, "search": search, "change": change}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="?", default=os.environ.get("RECTO_BENCH_PAIRS", ""))
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=900)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        STEPS[options.step]()
        return
    if not options.pairs:
        parser.error("name a file of pairs, or set RECTO_BENCH_PAIRS.")
    prepare(options.pairs, options.units, options.queries)
    report()


if __name__ == "__main__":
    main()
