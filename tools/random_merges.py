"""Merge random catalogs three ways and see that nothing is lost, mixed up or asked without need.

``python tools/random_merges.py --runs 10000 --msgfmt 10000`` runs seeds 0 to 9,999 and has msgfmt read
each merged file. Leaves with 1 at the first broken law, and names the seed.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from recto.exchange import po
from recto.merging import merge
from recto.merging.three_way import Reconciled, three_way
from recto.model import Catalog, State, Unit

WORDS = "tea water kettle leaf steam cup morning pour boil gentle harvest hill rain slow green black".split()
ROLES = ("paragraph", "paragraph", "paragraph", "heading", "list item", "title", "quote")
ACCEPTED = (State.REVIEWED, State.FINAL)
BATCH = 200

Key = tuple[str, str]
Edit = Callable[[random.Random, Unit, str], Unit]


def translated(dice: random.Random, unit: Unit, text: str) -> Unit:
    state = dice.choice([State.DRAFT, State.REVIEWED, State.REVIEWED])
    marks = tuple(pair for pair in unit.marks if pair[0] not in {"was", "edit"})
    return replace(
        unit, target=text, state=state, origin="", previous="", previous_context="", others=(), marks=marks
    )


def accepted(dice: random.Random, unit: Unit, text: str) -> Unit:
    if not unit.target:
        return translated(dice, unit, text)
    return replace(translated(dice, unit, unit.target), state=State.REVIEWED)


def demoted(_dice: random.Random, unit: Unit, _text: str) -> Unit:
    return replace(unit, state=State.DRAFT if unit.target else State.EMPTY)


def noted(_dice: random.Random, unit: Unit, text: str) -> Unit:
    return replace(unit, notes=(*unit.notes, f"note {text}"))


def ignored(_dice: random.Random, unit: Unit, text: str) -> Unit:
    return replace(unit, marks=(*unit.marks, ("ignore", f"numbers:{abs(hash(text)) % 10**8:08d}")))


def pretranslated(_dice: random.Random, unit: Unit, text: str) -> Unit:
    return unit if unit.target else replace(unit, target=text, state=State.DRAFT, origin="mt:apertium")


EDITS: Sequence[Edit] = (translated, translated, translated, accepted, demoted, noted, ignored, pretranslated)


@dataclass(frozen=True)
class Case:
    """Three catalogs; ``mine`` and ``yours`` are the keys of units that each side's people changed."""

    base: Catalog
    ours: Catalog
    theirs: Catalog
    mine: frozenset[Key]
    yours: frozenset[Key]
    is_disjoint: bool
    has_source_edits: bool


def case(seed: int) -> Case:
    """Return the case of a seed: with and without source edits, the two sides' units disjoint or not."""
    dice = random.Random(seed)  # noqa: S311  # each seed is to give the same case
    is_disjoint, recut = seed % 2 == 0, seed % 4 // 2
    base = _catalog(dice)
    keys = [unit.key for unit in base.units]
    mine = frozenset(dice.sample(keys, min(len(keys), dice.randint(1, 8))))
    free = [key for key in keys if key not in mine] if is_disjoint else keys
    yours = frozenset(dice.sample(free, min(len(free), dice.randint(0, 8))))
    ours, theirs = _edited(dice, base, mine, "unser"), base
    if recut and dice.random() < 0.5:
        theirs = _recut(dice, theirs)
    theirs = _edited(dice, theirs, yours, "deren")
    if recut:
        if dice.random() < 0.5:
            theirs = _recut(dice, theirs)
        if dice.random() < 0.3:
            ours = _recut(dice, ours)
    if dice.random() < 0.5:
        ours, theirs, mine, yours = theirs, ours, yours, mine
    return Case(base, ours, theirs, mine, yours, is_disjoint, bool(recut))


def _sentence(dice: random.Random, number: int) -> str:
    return " ".join(dice.choices(WORDS, k=dice.randint(3, 14))).capitalize() + f" {number}."


def _catalog(dice: random.Random) -> Catalog:
    units = [_unit(dice, number) for number in range(dice.randint(2, 60))]
    gone = [unit for number in range(dice.randint(0, 4)) if (unit := _unit(dice, 900 + number)).target]
    return Catalog("de", tuple(units), tuple(gone), po.create_header("tea-times", "de", "tea.md"))


def _unit(dice: random.Random, number: int) -> Unit:
    unit = Unit(dice.choice(ROLES), _sentence(dice, number))
    kind = dice.choice(("empty", "empty", "machine", "draft", "reviewed", "reviewed", "reviewed"))
    if kind == "empty":
        return unit
    origin = "mt:apertium" if kind == "machine" else ""
    state = State.REVIEWED if kind == "reviewed" else State.DRAFT
    others = (f"Anders {number}.",) if kind == "draft" and dice.random() < 0.2 else ()
    return replace(unit, target=f"Satz {number}.", state=state, origin=origin, others=others)


def _edited(dice: random.Random, catalog: Catalog, keys: frozenset[Key], side: str) -> Catalog:
    units = list(catalog.units)
    for at, unit in enumerate(units):
        if unit.key in keys:
            units[at] = dice.choice(EDITS)(dice, unit, f"{side} {at} {dice.randint(0, 10**6)}")
    return replace(catalog, units=tuple(units))


def _recut(dice: random.Random, catalog: Catalog) -> Catalog:
    """Return the catalog after its article was edited and extracted."""
    fresh: list[Unit] = []
    for unit in catalog.units:
        luck = dice.random()
        if luck < 0.05:
            continue
        words = unit.source.split()
        if luck < 0.2:
            words[dice.randrange(len(words) - 1)] = dice.choice(WORDS)
        fresh.append(Unit(unit.context, " ".join(words)))
        if luck > 0.9:
            fresh.append(Unit("paragraph", _sentence(dice, 1000 + dice.randint(0, 10**6))))
    if fresh and dice.random() < 0.3:
        fresh.insert(dice.randrange(len(fresh)), fresh.pop(dice.randrange(len(fresh))))
    unique = {unit.key: unit for unit in fresh}
    return merge(catalog, tuple(unique.values()), carry_cosmetic=False).catalog


def broken_laws(one: Case, merged: Reconciled) -> list[str]:
    """Return what is wrong with a merge, a sentence each."""
    found = [*_lost(one, merged.catalog), *_wrong_pairs(one, merged.catalog)]
    if one.is_disjoint and merged.conflicts:
        found.append(f"a conflict though nobody met: {merged.conflicts[0]}")
    found += _kept_edits(one, merged) if one.is_disjoint else _kept_others(one, merged)
    again = three_way(one.theirs, one.theirs, merged.catalog, carry_cosmetic=False).catalog
    if again != merged.catalog:
        found.append("the other clone does not get the same by pulling the merge")
    return found


def _everything(catalog: Catalog) -> list[Unit]:
    return [*catalog.units, *catalog.obsolete]


def _lost(one: Case, merged: Catalog) -> list[str]:
    there = {text for unit in _everything(merged) for text in (unit.target, *unit.others)}
    mine, yours = ({unit.target for unit in _everything(side)} for side in (one.ours, one.theirs))
    now = {unit.key: unit.target for unit in _everything(merged)}
    # A text of the past may go if one side took it out, or wrote another for its source.
    old = {
        text
        for unit in _everything(one.base)
        for text in (unit.target, *unit.others)
        if text not in mine & yours or now.get(unit.key)
    }
    return [
        f"lost: {unit}"
        for side in (one.ours, one.theirs)
        for unit in _everything(side)
        for text in (unit.target, *unit.others)
        if text and text not in there and text not in old and not unit.origin
    ]


def _wrong_pairs(one: Case, merged: Catalog) -> list[str]:
    right = {
        (unit.key, unit.target)
        for catalog in (one.base, one.ours, one.theirs)
        for unit in _everything(catalog)
        if unit.state in ACCEPTED
    }
    return [
        f"accepted by nobody: {unit}"
        for unit in _everything(merged)
        if unit.state in ACCEPTED and (unit.key, unit.target) not in right
    ]


def _kept_edits(one: Case, merged: Reconciled) -> list[str]:
    """Nobody met: each unit is as the one who changed it left it, if its source still stands."""
    now = {unit.key: unit for unit in _everything(merged.catalog)}
    carried = {(unit.previous, unit.target, unit.notes) for unit in merged.catalog.units if unit.previous}
    found = []
    for keys, side in ((one.mine, one.ours), (one.yours, one.theirs)):
        for unit in side.units:
            kept = now.get(unit.key)
            if (unit.source, unit.target, unit.notes) in carried:
                continue
            if unit.key in keys and kept is not None and not _same_work(unit, kept):
                found.append(f"edited by one side only: {unit} became {kept}")
            if unit.key in keys and kept is None and unit.target and not one.has_source_edits:
                found.append(f"gone: {unit}")
    if not one.has_source_edits:
        if [unit.key for unit in merged.catalog.units] != [unit.key for unit in one.base.units]:
            found.append("the order changed")
        touched = one.mine | one.yours
        found += [f"touched by nobody: {unit}" for unit in one.base.units
                  if unit.key not in touched and now.get(unit.key) != unit]  # fmt: skip
    return found


def _same_work(unit: Unit, kept: Unit) -> bool:
    return (unit.target, unit.state, unit.notes, unit.others) == (
        kept.target, kept.state, kept.notes, kept.others,
    )  # fmt: skip


def _kept_others(one: Case, merged: Reconciled) -> list[str]:
    """Where two people wrote different targets for one source, both stand in the unit.

    It is a draft unless one of them alone was accepted: that one stands, as it was.
    """
    old = {unit.key: unit.target for unit in _everything(one.base)}
    mine = {unit.key: unit for unit in one.ours.units}
    now = {unit.key: unit for unit in merged.catalog.units}
    found = []
    for yours in one.theirs.units:
        ours, kept = mine.get(yours.key), now.get(yours.key)
        if ours is None or kept is None or ours.previous or yours.previous:
            continue
        texts = [unit.target for unit in (ours, yours) if not unit.origin and unit.target]
        is_new = all(text != old.get(yours.key) for text in texts)
        if len(set(texts)) == 2 and is_new:
            accepted = [unit for unit in (ours, yours) if unit.state.rank >= State.REVIEWED.rank]
            stands = (
                (accepted[0].target, State.REVIEWED) if len(accepted) == 1 else (kept.target, State.DRAFT)
            )
            is_told = set(texts) <= {kept.target, *kept.others}
            if not is_told or (kept.target, kept.state) != stands:
                found.append(f"two texts, {texts}, and what stands is {kept}")
            if yours.key not in {unit.key for unit in merged.conflicts}:
                found.append(f"a conflict that nobody is told of: {kept}")
    return found


def check_file(one: Case, merged: Catalog) -> tuple[bytes, list[str]]:
    """Return the merged file as the driver writes it, and what is wrong with it."""
    content = po.dump(merged, po.dump(one.ours))
    found = [] if po.load(content, "merged.po", "de") == merged else ["the file says something else"]
    return content, found


def msgfmt(files: Sequence[Path]) -> list[str]:
    """Return what msgfmt -c refuses among some files."""
    found = []
    for file in files:
        run = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", file], capture_output=True, text=True, check=False
        )
        if run.returncode:
            found.append(run.stderr)
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=1000)
    arguments.add_argument("--first", type=int, default=0, help="the first seed")
    arguments.add_argument("--msgfmt", type=int, default=100, help="how many files msgfmt reads")
    wanted = arguments.parse_args()
    counts: Counter[str] = Counter()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(wanted.first, wanted.first + wanted.runs):
            one = case(seed)
            merged = three_way(one.base, one.ours, one.theirs, carry_cosmetic=False)
            content, found = check_file(one, merged.catalog)
            found += broken_laws(one, merged)
            if seed - wanted.first < wanted.msgfmt:
                file = Path(folder, "merged.po")
                file.write_bytes(content)
                found += msgfmt([file])
                counts["files read by msgfmt -c"] += 1
            if found:
                print(f"seed {seed}:", *found, sep="\n  ")
                return 1
            counts["merges"] += 1
            counts["units"] += len(merged.catalog.units)
            counts["of them disjoint, without any conflict"] += one.is_disjoint
            counts["of them with source edits"] += one.has_source_edits
            counts["units in conflict, both texts kept"] += len(merged.conflicts)
    for name, number in counts.items():
        print(f"{number:>9,} {name}")
    print(f"{time.perf_counter() - began:>9.1f} seconds; nothing lost, no wrong pair")
    return 0


if __name__ == "__main__":
    sys.exit(main())
