"""How far the units of a catalog are: what the desk counts, and keeps counted.

Counts are derived from catalogs; the file in the cache may be deleted at any time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from recto import __version__, checks
from recto.commands.terms import glossary_of
from recto.errors import NotFoundError, RectoError
from recto.exchange import po
from recto.glossary import NO_TERMS, Glossary
from recto.inline import count_words
from recto.model import LINK, Catalog, Finding, State, Unit
from recto.project import Project

MAX_TARGET_CHARS = 64_000
"""Longest target that is saved; beyond it no check is asked (reliability.md, section 9)."""


class Kind(StrEnum):
    """What a person sees of a unit's state, and so what is to be done next."""

    EMPTY = "empty"
    MACHINE = "machine"
    DRAFT = "draft"
    CHANGED = "changed"
    REVIEWED = "reviewed"


def kind(unit: Unit) -> Kind:
    """Return how the desk shows a unit. A changed source comes before who made the target."""
    if unit.state is State.EMPTY:
        return Kind.EMPTY
    if unit.state is not State.DRAFT:
        return Kind.REVIEWED
    if unit.previous:
        return Kind.CHANGED
    return Kind.MACHINE if unit.origin else Kind.DRAFT


@dataclass(frozen=True, slots=True)
class Counts:
    """How many units of a catalog are of each kind, and how many words their sources have.

    ``errors`` counts units, not findings.
    """

    kinds: Mapping[Kind, int] = field(default_factory=dict)
    words: Mapping[Kind, int] = field(default_factory=dict)
    errors: int = 0

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def percent(self) -> int:
        """Percent of words reviewed, as ``recto status`` and ``minimum`` count, rounded down."""
        total = sum(self.words.values())
        return 100 * self.words.get(Kind.REVIEWED, 0) // total if total else 100


def words(unit: Unit) -> int:
    """Return how many words the source of a unit has, counted as ``recto status`` does; an address none."""
    return 0 if unit.role == LINK else count_words(unit.source)


def count(units: Sequence[Unit], errors: int) -> Counts:
    """Return the counts of some units."""
    kinds: Counter[Kind] = Counter()
    weights: Counter[Kind] = Counter()
    for unit in units:
        kinds[kind(unit)] += 1
        weights[kind(unit)] += words(unit)
    return Counts(kinds, weights, errors)


@dataclass(frozen=True, slots=True)
class Cell:
    """One article in one locale: its counts, or the reason why there are none (``problem``)."""

    article: str
    locale: str
    counts: Counts | None = None
    problem: str = ""


@lru_cache(maxsize=50_000)
def findings(unit: Unit, source_locale: str, locale: str, terms: Glossary = NO_TERMS) -> tuple[Finding, ...]:
    """Return what the checks say about a unit; a unit without a target has no findings.

    Kept in memory: a page asks again for units of which one in a thousand has changed.
    """
    if unit.state is State.EMPTY or len(unit.target) > MAX_TARGET_CHARS:
        return ()
    return tuple(checks.findings(unit, source_locale, locale, terms))


Stamp = tuple[int, int, str, str]
"""Time of change and size of a catalog's file; source locale and glossary that the checks were asked with."""

_counted: dict[str, tuple[Stamp, Cell]] = {}
"""Catalog file -> the stamp and what was counted then."""
_unkept: set[str] = set()
"""Project folders whose file of counts is behind."""
_read: set[str] = set()


def cell(project: Project, article: str, locale: str) -> Cell:
    """Return the counts of one catalog; reads it only if its file changed since it was counted."""
    _remember(project)
    file = project.catalog_file(article, locale)
    try:
        status = file.stat()
    except OSError:
        return Cell(article, locale)
    source_locale = project.config.article(article).source_locale
    terms = glossary_of(project)
    stamp = (status.st_mtime_ns, status.st_size, source_locale, terms.version)
    known = _counted.get(str(file))
    if known and known[0] == stamp:
        return known[1]
    counted = _count(project, article, locale, source_locale, terms)
    _counted[str(file)] = (stamp, counted)
    _unkept.add(str(project.root))
    return counted


def _count(project: Project, article: str, locale: str, source_locale: str, terms: Glossary) -> Cell:
    try:
        units = load_catalog(project, article, locale).units
    except RectoError as error:
        return Cell(article, locale, problem=str(error))
    errors = sum(
        any(finding.severity == "error" for finding in findings(unit, source_locale, locale, terms))
        for unit in units
    )
    return Cell(article, locale, count(units, errors))


def keep(project: Project) -> None:
    """Write what was counted to the cache, so that the next start need not count again."""
    root = str(project.root)
    if root not in _unkept:
        return
    _unkept.discard(root)
    rows = {
        file: [stamp, cell.article, cell.locale, cell.counts.kinds, cell.counts.words, cell.counts.errors]
        for file, (stamp, cell) in list(_counted.items())
        if cell.counts and file.startswith(f"{root}/")
    }
    # A cache that cannot be written costs time, nothing else.
    with suppress(RectoError):
        project.write(project.cache / "counts.json", json.dumps({"rules": _rules(), "rows": rows}).encode())


def _remember(project: Project) -> None:
    if str(project.root) in _read:
        return
    _read.add(str(project.root))
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads((project.cache / "counts.json").read_bytes())
        if kept["rules"] != _rules():
            return
        for file, (stamp, article, locale, kinds, weights, errors) in kept["rows"].items():
            counts = Counts(_by_kind(kinds), _by_kind(weights), int(errors))
            known = (stamp[0], stamp[1], stamp[2], stamp[3])
            _counted.setdefault(file, (known, Cell(article, locale, counts)))


def _by_kind(numbers: Mapping[str, int]) -> dict[Kind, int]:
    return {Kind(name): int(number) for name, number in numbers.items()}


def _rules() -> str:
    """Return what the counts depend on beside the catalogs."""
    return f"{__version__} {' '.join((*checks.CHECKS, *checks.TERM_CHECKS))}"


def load_catalog(project: Project, article: str, locale: str) -> Catalog:
    content = project.read_catalog(article, locale)
    if content is None:
        raise NotFoundError(
            "there is no catalog yet.", place_of(article, locale), f"Run: recto extract {article}"
        )
    return po.load(content, project.name(project.catalog_file(article, locale)), locale)


def place_of(article: str, locale: str) -> str:
    return f"{article} ({locale})"
