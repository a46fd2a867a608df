"""A project of many articles and locales, in the middle of the work, for measuring the desk."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "app"))

from recto.exchange import po
from recto.locales import gettext_name
from recto.model import Catalog, State, Unit

LOCALES = (
    "de fr es it pt-BR nl sv da nb fi pl cs ru uk tr ar fa hi ja zh-Hans ko vi th id el ro hu bg he bn"
).split()
SMALL = "the of and to in for with a on that is was by at from as it are this be".split()
SYLLABLES = (
    "ba be ci co da del en fa gor hin il jo ka lem mi nor o pra qui ras sen ti ul vor wen yl zan".split()
)
VOCABULARY = 6_000
UNITS = 50
"""Of an article; the first of them all has ``LONG``."""
LONG = 2_000


def words(rng: random.Random, count: int) -> list[str]:
    """Return words as they stand in texts: every other one a small one, and few of the others often."""
    ranks = [min(int(rng.paretovariate(0.6)) * 3, VOCABULARY) for _ in range(count)]
    return [rng.choice(SMALL) if rng.random() < 0.45 else _word(rank) for rank in ranks]


def _word(rank: int) -> str:
    parts = []
    while rank or len(parts) < 2:
        rank, part = divmod(rank, len(SYLLABLES))
        parts.append(SYLLABLES[part])
    return "".join(parts)


def sentence(rng: random.Random) -> str:
    return " ".join(words(rng, rng.randint(6, 18))).capitalize() + "."


def units(rng: random.Random, number: int, count: int) -> list[Unit]:
    """Return an article's units without targets."""
    found = [Unit("heading", f"Article {number} on {sentence(rng)[:-1]}")]
    while len(found) < count:
        found.append(Unit("paragraph", f"{sentence(rng)[:-1]} {len(found)}."))
    return found


VOWELS = str.maketrans("aeiou", "äéîöü")
"""Other letters than the source, so that a check takes a target for a translation."""


def translated(rng: random.Random, unit: Unit) -> Unit:
    """Return a unit as it may stand in the middle of the work."""
    target = unit.source.translate(VOWELS)
    match rng.randrange(10):
        case 0 | 1:
            return unit
        case 2 | 3:
            return Unit(unit.context, unit.source, target, State.DRAFT, origin="mt:apertium")
        case 4:
            return Unit(unit.context, unit.source, target, State.DRAFT)
        case 5:
            marks = (("edit", rng.choice(["fact", "wording"])), ("was", "reviewed"))
            old = unit.source.replace("the", "this")
            return Unit(
                unit.context, unit.source, target, State.DRAFT, previous=old + " Then.", marks=marks,
                previous_context=unit.context,
            )  # fmt: skip
        case _:
            return Unit(unit.context, unit.source, target, State.REVIEWED)


def make(root: Path, articles: int, locales: int) -> None:
    """Write a project. Catalogs are not synced to the disk: 40,000 take a minute."""
    tags = LOCALES[:locales]
    root.mkdir(parents=True)
    settings = f'project = "load"\nsource_locale = "en"\ntarget_locales = {json.dumps(tags)}\n'
    (root / "recto.toml").write_text(settings, "utf-8")
    rng = random.Random(0)
    for number in range(articles):
        path = f"part-{number % 20:02}/article-{number:04}.md"
        own = units(rng, number, UNITS if number else LONG)
        source = root / "sources" / path
        source.parent.mkdir(parents=True, exist_ok=True)
        text = [f"# {own[0].source}\n"] + [f"\n{unit.source}\n" for unit in own[1:]]
        source.write_text("".join(text), "utf-8")
        for tag in tags:
            file = root / "locales" / gettext_name(tag) / "LC_MESSAGES" / f"{path}.po"
            file.parent.mkdir(parents=True, exist_ok=True)
            there = tuple(translated(rng, unit) for unit in own)
            catalog = Catalog(tag, there, header=po.create_header("load", tag, path))
            file.write_bytes(po.dump(catalog))
