"""Measure the checks of units beside translate-toolkit's pofilter, on the same PO files in the same run.

``python bench/checks.py [--pairs PAIRS.jsonl] [--units 100000]``: lines of JSON with ``source``, ``target``
and ``locale`` (or ``tgt_lang``), translations that people made. Each is used as often as it takes, with a
word of its own, so that no unit is another's twin. Without a file, sentences are made up.

Both tools read the catalogs and look at every unit as commands of their own, on one processor. In this
process the checks alone are measured, without reading: all of them, and without those of facts. Nothing here
passes or fails.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from peers import PEERS, run

from recto import __version__, checks
from recto.exchange import po
from recto.model import Catalog, State, Unit
from recto.project import Project, find

FOLDER = Path(__file__).resolve().parents[1] / "build" / "bench" / "checks"
OF_FACTS = frozenset({"numbers", "amounts", "dates", "names", "negation", "quotations", "sentences"})
FACTS = "those of facts"
ARTICLE = 500
"""Units of a catalog."""
WORDS = {
    "the": "der", "old": "alte", "bridge": "Steg", "over": "über", "river": "Fluss", "was": "war",
    "closed": "geschlossen", "because": "weil", "water": "Wasser", "rose": "stieg", "and": "und",
    "people": "Leute", "waited": "warteten", "on": "an", "bank": "Ufer", "for": "für", "news": "Nachrichten",
    "from": "aus", "town": "Stadt", "where": "wo", "market": "Markt", "opened": "öffnete", "again": "wieder",
}  # fmt: skip
"""For sentences that are made up: nobody's prose, but as long as sentences are."""


def pairs(file: str, count: int) -> list[tuple[str, str, str]]:
    """Return (source, target, locale): those of the file as often as needed, or made-up ones."""
    if not file:
        chance = random.Random(7)
        return [(*_sentence(chance, number), "de") for number in range(count)]
    rows = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    kept = [
        (row["source"], row["target"], row.get("locale") or row["tgt_lang"])
        for row in rows
        if row.get("label", "clean") == "clean" and row.get("src_lang", "en") == "en"
    ]
    found = []
    for number in range(count):
        source, target, locale = kept[number % len(kept)]
        mark = f" {_word(number)}"
        found.append((source + mark, target + mark, locale))
    return found


def _word(number: int) -> str:
    """Return a word that no other number has, without a sign that a check would look at."""
    letters = []
    while number or not letters:
        number, letter = divmod(number, 26)
        letters.append(chr(ord("a") + letter))
    return "z" + "".join(letters)


def _sentence(chance: random.Random, number: int) -> tuple[str, str]:
    words = chance.choices(list(WORDS), k=chance.randint(8, 24))
    source, target = " ".join(words), " ".join(WORDS[word] for word in words)
    return f"{source[:1].upper()}{source[1:]} {number}.", f"{target[:1].upper()}{target[1:]} {number}."


def project_of(rows: Sequence[tuple[str, str, str]]) -> Project:
    """Write catalogs of ``ARTICLE`` units."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "sources").mkdir(parents=True)
    by_locale: dict[str, list[Unit]] = defaultdict(list)
    for source, target, locale in rows:
        by_locale[locale].append(Unit("paragraph", source, target, State.REVIEWED))
    locales = ", ".join(f'"{locale}"' for locale in by_locale)
    settings = f'source_locale = "en"\ntarget_locales = [{locales}]\n'
    (FOLDER / "recto.toml").write_text(settings, encoding="utf-8")
    project = find(FOLDER)
    for locale, units in by_locale.items():
        known = project.target_locale(locale)
        for start in range(0, len(units), ARTICLE):
            path = f"{start // ARTICLE:04}.txt"
            (FOLDER / "sources" / path).write_text("Text.\n", encoding="utf-8")
            file = project.catalog_file(path, known)
            file.parent.mkdir(parents=True, exist_ok=True)
            header = po.create_header("bench", known, path)
            file.write_bytes(po.dump(Catalog(known, tuple(units[start : start + ARTICLE]), header=header)))
    return project


def alone(rows: Sequence[tuple[str, str, str]]) -> dict[str, float]:
    """Return the seconds of each check on all units, in this process; those of facts read a text together."""
    units = [(Unit("paragraph", source, target, State.REVIEWED), locale) for source, target, locale in rows]
    for unit, locale in units[:1000]:
        checks.findings(unit, "en", locale)
    seconds: dict[str, float] = {}
    for name, check in checks.CHECKS.items():
        if name in OF_FACTS:
            continue
        start = time.process_time()
        for unit, locale in units:
            for _ in check(unit, "en", locale):
                pass
        seconds[name] = time.process_time() - start
    start = time.process_time()
    for unit, locale in units:
        checks.findings(unit, "en", locale)
    taken = time.process_time() - start
    return {**seconds, FACTS: taken - sum(seconds.values())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", default="")
    parser.add_argument("--units", type=int, default=100_000)
    options = parser.parse_args()
    rows = pairs(options.pairs, options.units)
    project = project_of(rows)
    seconds = alone(rows)
    facts = seconds[FACTS]
    rest = sum(seconds.values()) - facts
    print(f"{len(rows):,} units; microseconds of the processor for a unit, Recto {__version__}")
    for name, taken in sorted(seconds.items(), key=lambda pair: -pair[1]):
        print(f"  {name:18}{1e6 * taken / len(rows):8.1f}")
    print(f"  all {1e6 * (facts + rest) / len(rows):.0f}, without facts {1e6 * rest / len(rows):.0f}")
    command = [sys.executable, "-m", "recto", "-C", FOLDER, "check", "--json"]
    ours = run(command, FOLDER)
    print(f"recto check: {ours:.1f} s, {len(rows) / ours:,.0f} units/s")
    with (FOLDER / "recto.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"[checks]\noff = {json.dumps(sorted(OF_FACTS))}\n")
    few = run(command, FOLDER)
    print(f"recto check without those of facts: {few:.1f} s, {len(rows) / few:,.0f} units/s")
    program = PEERS / "toolkit" / "bin" / "pofilter"
    if not program.exists():
        sys.exit("pofilter is not in build/peers/toolkit; run 'make bench'.")
    theirs = 0.0
    (FOLDER / "found").mkdir()
    for place in sorted((project.root / "locales").iterdir()):
        language = f"--language={place.name}"
        theirs += run([program, "--progress=none", language, place, FOLDER / "found" / place.name], FOLDER)
    print(f"pofilter (translate-toolkit): {theirs:.1f} s, {len(rows) / theirs:,.0f} units/s")
    print(f"Recto does {theirs / ours:.2f} times what pofilter does in the same time,", end=" ")
    print(f"{theirs / few:.2f} times without the checks of facts")


if __name__ == "__main__":
    main()
