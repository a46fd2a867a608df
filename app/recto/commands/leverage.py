"""``recto status --leverage``: how many words there are to pay for, by what earlier work gives for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recto.commands import open_project, pairs, progress, recall, say, say_errors, say_json
from recto.commands.counts import words
from recto.commands.cutting import fresh_catalog
from recto.errors import RectoError
from recto.exchange import po
from recto.memory import Place, Rules, rank, similarity
from recto.memory.ranking import EXACT, ICE
from recto.model import Catalog, State, Unit
from recto.project import Project
from recto.store.memory import Index

LEAST, MANY = 75, 20
"""Percent from which an earlier source is a match, and how many of them are compared."""
Best = Callable[[Place], tuple[str, int]]
"""Kind and score of the best match for a unit; an empty kind and 0 where there is none."""
NO_LOSS = Rules(domain=0, imported=0, machine=0, unreviewed=0, old=0, numbers=0)
"""The work that is left depends on how alike the texts are; where a match is from changes nothing."""


class Class(StrEnum):
    """What earlier work gives for a unit; in the order of the table."""

    REVIEWED = "reviewed"
    IN_CONTEXT = "in-context exact"
    EXACT = "exact"
    REPEATED = "repeated"
    FUZZY_95 = "fuzzy 95-99"
    FUZZY_85 = "fuzzy 85-94"
    FUZZY_75 = "fuzzy 75-84"
    EDITED_95 = "edited 95-99"
    EDITED_85 = "edited 85-94"
    EDITED_75 = "edited 75-84"
    EDITED = "edited below 75"
    MACHINE = "machine draft"
    DRAFT = "draft"
    NEW = "new"


FUZZY = ((95, Class.FUZZY_95), (85, Class.FUZZY_85), (75, Class.FUZZY_75), (0, Class.NEW))
EDITED = ((95, Class.EDITED_95), (85, Class.EDITED_85), (75, Class.EDITED_75), (0, Class.EDITED))
"""Percent of similarity from which a unit is of a class."""


@dataclass(frozen=True)
class Leverage:
    """The words and units of a locale by class; every class is there."""

    locale: str
    words: Mapping[str, int]
    units: Mapping[str, int]


@dataclass(frozen=True)
class Report:
    locales: tuple[Leverage, ...]
    errors: tuple[RectoError, ...]


def leverage(project: Project, globs: Sequence[str] = (), wanted: Sequence[str] = ()) -> Report:
    """Count the words of the chosen articles by class; the memory is that of the whole project.

    Words are counted as ``recto status`` does. An article that is not extracted yet counts as it would
    be. Of equal sources that are still to translate, the first counts as what it is, the others as repeated.
    """
    errors: list[RectoError] = [] if globs else list(project.article_findings())
    batch: dict[tuple[str, str], list[tuple[str, Catalog]]] = {}
    for path, locale in progress(
        pairs(project, globs, wanted), "leverage", lambda pair: f"{pair[0]} {pair[1]}"
    ):
        try:
            catalog = _catalog(project, path, locale)
            source_locale = project.settings(path).source_locale
        except RectoError as error:
            errors.append(error)
            continue
        batch.setdefault((locale, source_locale), []).append((path, catalog))
    found: dict[str, tuple[Counter[str], Counter[str]]] = {}
    for (locale, source_locale), catalogs in batch.items():
        best = _best_in(recall.index(project), f"{source_locale} {locale}")
        word_counts, unit_counts = found.setdefault(locale, (Counter(), Counter()))
        for unit, class_ in classes(catalogs, best):
            word_counts[class_] += words(unit)
            unit_counts[class_] += 1
    return Report(
        tuple(
            Leverage(locale, *({class_.value: counts[class_] for class_ in Class} for counts in both))
            for locale, both in found.items()
        ),
        tuple(errors),
    )


def _catalog(project: Project, path: str, locale: str) -> Catalog:
    content = project.read_catalog(path, locale)
    if content is None:
        return fresh_catalog(project, path, locale)
    return po.load(content, project.name(project.catalog_file(path, locale)), locale)


def classes(catalogs: Iterable[tuple[str, Catalog]], best: Best) -> Iterator[tuple[Unit, Class]]:
    """Yield each unit of the catalogs with its class."""
    met: set[str] = set()
    for path, catalog in catalogs:
        for at, unit in enumerate(catalog.units):
            yield unit, _class(unit, recall.place(catalog.units, at, path), best, met)


def _class(unit: Unit, place: Place, best: Best, met: set[str]) -> Class:
    if unit.state.rank >= State.REVIEWED.rank:
        return Class.REVIEWED
    from_memory = unit.origin.startswith("tm:")
    if unit.state is State.DRAFT and not from_memory:
        if unit.previous:
            return _band(EDITED, similarity(unit.previous, unit.source))
        return Class.MACHINE if unit.origin else Class.DRAFT
    kind, score = best(place)
    is_repeated = unit.source in met
    met.add(unit.source)
    if kind in {ICE, EXACT}:
        return Class.IN_CONTEXT if kind == ICE else Class.EXACT
    if is_repeated:
        return Class.REPEATED
    if from_memory and unit.previous:  # what it came from need not be in the memory any more
        score = max(score, min(99, int(similarity(unit.previous, unit.source))))
    return _band(FUZZY, score)


def _band(bands: Sequence[tuple[int, Class]], score: float) -> Class:
    return next(class_ for least, class_ in bands if score >= least)


def _best_in(index: Index, pair: str) -> Best:
    """Return the look-up in the memory index for a pair of locales (``en de``)."""

    def best(place: Place) -> tuple[str, int]:
        found = [*index.equal(pair, place.source), *index.similar(pair, place.source, LEAST, MANY)]
        return next(
            ((match.kind, match.score) for match in rank(place, found, NO_LOSS, at_least=LEAST, limit=1)),
            ("", 0),
        )

    return best


def show(report: Report) -> None:
    """Write a line for each class and a column for each locale."""
    if not report.locales:
        return
    width = max(len(class_) for class_ in Class)
    say(f"{'words':{width}}" + "".join(f"  {one.locale:>9}" for one in report.locales))
    for class_ in Class:
        say(f"{class_.value:{width}}" + "".join(f"  {one.words[class_]:9,}" for one in report.locales))
    totals = (sum(one.words.values()) for one in report.locales)
    say(f"{'all':{width}}" + "".join(f"  {total:9,}" for total in totals))


def run(globs: Sequence[str], wanted: Sequence[str], as_json: bool) -> int:
    """Do what the command line asks for; return the exit code."""
    report = leverage(open_project(), globs, wanted)
    if as_json:
        say_json(report)
    else:
        show(report)
    return say_errors(report.errors)
