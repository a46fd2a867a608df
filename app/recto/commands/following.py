"""Catalogs follow their articles: an article that was renamed or moved is known by its text.

A catalog whose article is gone belongs to the new article that has most of its words, if there is one
such article and the article has one such catalog. What git says of renames is not asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from recto.commands import counted
from recto.commands.batch import FEW, each
from recto.commands.cutting import cut, sentence_ends
from recto.errors import RectoError
from recto.exchange import po
from recto.extraction import extract
from recto.inline import count_words
from recto.model import LINK, Unit
from recto.project import Project

ENOUGH = 0.5
"""Share of the words of the longer of the two texts from which an article is the old one, moved.

So the larger part follows when an article is split, and the larger catalog when two become one."""
ALIKE = 0.05
"""Shares that differ by no more are alike: neither of the two is clearly the one."""

Words = Mapping[str, int]
"""Source of a unit -> its words."""


@dataclass(frozen=True)
class Followed:
    """An article that has another path now, and the locales whose catalogs go with it."""

    old: str
    new: str
    locales: tuple[str, ...]


@dataclass(frozen=True)
class Unclear:
    """Catalogs whose article is gone, and articles that may be theirs; none was moved."""

    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    followed: tuple[Followed, ...] = ()
    unclear: tuple[Unclear, ...] = ()


class Shelf(NamedTuple):
    """All articles, and the paths of catalogs by locale: of all, and of those whose article is not there."""

    articles: Sequence[str] = ()
    refused: tuple[RectoError, ...] = ()
    catalogs: Mapping[str, Sequence[str]] = MappingProxyType({})
    gone: Mapping[str, Sequence[str]] = MappingProxyType({})

    @staticmethod
    def of(project: Project, chosen: Sequence[str], globs: Sequence[str], wanted: Sequence[str]) -> Shelf:
        """Look at the folders; where globs chose articles that have their catalogs, there is no need.

        An article that is there and refused is not gone.
        """
        locales = [project.target_locale(tag) for tag in wanted] or list(project.config.target_locales)
        if globs and all(
            project.catalog_file(path, locale).exists()
            for path in chosen
            for locale in project.target_locales(path, locales)
        ):
            return Shelf()
        articles = project.articles() if globs else chosen
        refused = tuple(project.article_findings())
        sources = f"{project.config.sources}/"
        there = {*articles, *(finding.where.removeprefix(sources) for finding in refused)}
        catalogs = {locale: project.catalogs(locale) for locale in locales}
        gone = {locale: [path for path in paths if path not in there] for locale, paths in catalogs.items()}
        return Shelf(articles, refused, catalogs, gone)

    def left(self, project: Project, moves: Plan) -> tuple[str, ...]:
        """Return the catalogs whose article is gone and that follow nobody."""
        went = {(locale, one.old) for one in moves.followed for locale in one.locales}
        return tuple(
            project.name(project.catalog_file(path, locale))
            for locale, paths in self.gone.items()
            for path in paths
            if (locale, path) not in went
        )


def moves_told(followed: Iterable[Followed], unclear: Iterable[Unclear]) -> Iterator[str]:
    """Yield a line for each article that has another path, and for what nobody can tell."""
    for one in followed:
        catalogs = f"{counted(len(one.locales), 'catalog')} follow{'s' if len(one.locales) == 1 else ''}"
        yield f"{one.old} -> {one.new}: {catalogs} ({', '.join(one.locales)})."
    for case in unclear:
        alike = f"{' and '.join(case.old)} -> {' and '.join(case.new)}: these are alike"
        yield f"{alike}; no catalog follows. Move the catalogs yourself if they should."


def plan(project: Project, chosen: Sequence[str], shelf: Shelf) -> Plan:
    """Say which of the catalogs whose article is gone belong to new articles among the chosen ones.

    A new article that is not chosen keeps others from taking its catalog.
    """
    gone = shelf.gone
    there = {locale: set(paths) for locale, paths in shelf.catalogs.items()}
    old = sorted({path for paths in gone.values() for path in paths})
    new = [
        path
        for path in shelf.articles
        if any(path not in there[locale] for locale in project.target_locales(path) if gone.get(locale))
    ]
    if not old or not set(new) & set(chosen):
        return Plan()
    words_of = {path: words for path in old if (words := _catalog_words(project, path, gone))}
    work = partial(_article_words, project)
    found = map(work, new) if len(new) < FEW else each(work, new, "compare", str)
    pairs, unclear = match(words_of, {path: words for path, words in zip(new, found, strict=True) if words})
    wanted = set(chosen)
    followed = [
        Followed(one, other, locales)
        for one, other in pairs
        if other in wanted
        and (
            locales := tuple(
                locale
                for locale in project.target_locales(other)
                if one in gone.get(locale, ()) and other not in there[locale]
            )
        )
    ]
    return Plan(tuple(followed), tuple(one for one in unclear if wanted & set(one.new)))


def match(
    old: Mapping[str, Words], new: Mapping[str, Words]
) -> tuple[list[tuple[str, str]], tuple[Unclear, ...]]:
    """Return pairs of an old path and the new one that has its text, and what nobody can tell.

    One to one: each is the other's best among those left. Of several that are alike, one with the same
    file name is the best; otherwise there is none.
    """
    shares = _shares(old, new)
    pairs: list[tuple[str, str]] = []
    while True:
        found, unclear = _clear(shares)
        if not found:
            return sorted(pairs), unclear
        pairs += found
        taken = {other for _, other in found}
        rest = {
            one: {other: share for other, share in others.items() if other not in taken}
            for one, others in shares.items()
            if one not in {first for first, _ in found}
        }
        shares = {one: others for one, others in rest.items() if others}


def _clear(shares: Mapping[str, Mapping[str, float]]) -> tuple[list[tuple[str, str]], tuple[Unclear, ...]]:
    """Return the pairs of which each is the other's best, and what nobody can tell."""
    by_new: dict[str, dict[str, float]] = {}
    for one, others in shares.items():
        for other, share in others.items():
            by_new.setdefault(other, {})[one] = share
    pairs: list[tuple[str, str]] = []
    unclear: dict[tuple[tuple[str, ...], tuple[str, ...]], None] = {}
    for one in sorted(shares):
        best = _best(one, shares[one])
        rivals = sorted({rival for other in best for rival in _best(other, by_new[other])})
        if len(best) == 1 and rivals == [one]:
            pairs.append((one, best[0]))
        elif one in rivals:
            unclear[tuple(rivals), tuple(best)] = None
    return pairs, tuple(Unclear(*sides) for sides in unclear)


def _shares(old: Mapping[str, Words], new: Mapping[str, Words]) -> dict[str, dict[str, float]]:
    """Return how much of their words old and new texts share, where that is enough."""
    having: dict[str, list[str]] = {}
    for path, words in old.items():
        for source in words:
            having.setdefault(source, []).append(path)
    totals = {path: sum(words.values()) for path, words in old.items()}
    shares: dict[str, dict[str, float]] = {}
    for other, words in new.items():
        shared: Counter[str] = Counter()
        for source, number in words.items():
            for one in having.get(source, ()):
                shared[one] += number
        total = sum(words.values())
        for one, number in shared.items():
            share = number / max(total, totals[one])
            if share >= ENOUGH:
                shares.setdefault(one, {})[other] = share
    return shares


def _best(path: str, shares: Mapping[str, float]) -> list[str]:
    """Return the paths with the greatest share; where one of them has the file name of ``path``, only it."""
    top = max(shares.values())
    best = sorted(other for other, share in shares.items() if top - share <= ALIKE)
    name = PurePosixPath(path).name
    same = [other for other in best if PurePosixPath(other).name == name]
    return same if len(same) == 1 else best


def _catalog_words(project: Project, path: str, gone: Mapping[str, Sequence[str]]) -> Words:
    """Return the words of an article's catalogs, of whatever locale.

    A catalog that cannot be read follows nobody and is reported by its name.
    """
    found: dict[str, int] = {}
    for locale, paths in gone.items():
        if path not in paths:
            continue
        try:
            content = project.read_catalog(path, locale)
            units = po.load(content, path, locale).units if content else ()
        except RectoError:
            return {}
        found |= _words(units)
    return found


def _article_words(project: Project, path: str) -> Words:
    """Return the words of an article's units; one that cannot be cut has none and is reported later."""
    try:
        article = project.read_article(path)
        return _words(extract(cut(project, article), sentence_ends(project, article)))
    except RectoError:
        return {}


def _words(units: Iterable[Unit]) -> dict[str, int]:
    return {unit.source: max(1, count_words(unit.source)) for unit in units if unit.role != LINK}
