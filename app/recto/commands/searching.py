"""Searching all articles: sources, targets and comments, article by article, a page at a time.

Nothing is indexed for it but what the memory has: a catalog is read only if its bytes may hold what is
searched for. A page ends when it is full, or when its time is up; the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from recto import paths
from recto.commands import catalogs, recall
from recto.commands.counts import Kind, kind
from recto.commands.listed import listed
from recto.commands.patterns import Clock, Pattern, Span, Wording
from recto.errors import CatalogError, RectoError
from recto.model import Unit
from recto.project import Project
from recto.store import Desk
from recto.store.actions import Actions

PAGE = 100
"""Hits of a page."""
PAGE_S = 1.5
MOST_KNOWN = 2_000
"""Units that the memory is asked for; where it has more, all catalogs are looked through."""
PLACES = ("source", "target", "comments")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for, and where. Empty, or None: everywhere, by anybody, in any state."""

    wording: Wording
    places: tuple[str, ...] = PLACES
    article: str = ""
    """A path, a folder, or a glob."""
    locales: tuple[str, ...] | None = None
    kinds: tuple[Kind, ...] = ()
    author: str = ""
    """Who changed the unit at this desk, not necessarily last."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found, and its neighbours; ``number`` counts from 1 in its catalog."""

    article: str
    locale: str
    number: int
    unit: Unit
    before: Unit | None = None
    after: Unit | None = None
    spans: dict[str, list[Span]] = field(default_factory=dict)
    """Place -> where in it; ``comments`` counts in the notes joined by line breaks."""


Mark = tuple[str, str, int]
"""Article, locale, number of a unit: behind it a page begins."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. ``after`` is where the next one begins, None at the end of all."""

    hits: tuple[Hit, ...]
    after: Mark | None
    searched: int
    """Catalogs that are done, those of earlier pages included."""
    total: int
    problems: tuple[RectoError, ...]


def search(
    project: Project, desk: Desk, query: Query, after: Mark | None = None,
    *, limit: int = PAGE, seconds: float = PAGE_S,
) -> Found:  # fmt: skip
    """Return a page of what was found.

    :raises PatternError: the wording cannot be searched for.
    """
    pattern = Pattern(query.wording)
    clock = Clock(seconds)
    places = list(_catalogs(project, query))
    units = Actions(desk).units_of(query.author) if query.author else None
    known = _known(project, query)
    hits: list[Hit] = []
    problems: list[RectoError] = []
    start = _start(places, after)
    for at in range(start, len(places)):
        article, locale = places[at]
        if clock.is_over and at > start:
            return Found(tuple(hits), (article, locale, 0), at, len(places), tuple(problems))
        if known is not None and (article, locale) not in known:
            continue
        skip = after[2] if after and (article, locale) == after[:2] else 0
        try:
            for number, hit in _in_catalog(project, query, pattern, (article, locale), skip):
                is_by = units is None or (hit and (article, locale, hit.unit.id) in units)
                if hit and is_by and len(hits) == limit:
                    last = hits[-1]
                    mark = (last.article, last.locale, last.number)
                    return Found(tuple(hits), mark, at, len(places), tuple(problems))
                if hit and is_by:
                    hits.append(hit)
                # With a slow expression, one catalog may take longer than anybody waits.
                if clock.is_over:
                    return Found(tuple(hits), (article, locale, number), at, len(places), tuple(problems))
        except CatalogError as error:
            problems.append(error)
    return Found(tuple(hits), None, len(places), len(places), tuple(problems))


def _catalogs(project: Project, query: Query) -> Iterator[tuple[str, str]]:
    """Yield the articles and locales that are searched, in the order of the hits."""
    wanted = query.article.strip("/")
    match = paths.matcher((wanted, f"{wanted}/**")).fullmatch if wanted else None
    for article in listed(project).paths:
        if match and not match(article):
            continue
        for locale in project.target_locales(article):
            if query.locales is None or locale in query.locales:
                yield article, locale


def _start(places: list[tuple[str, str]], after: Mark | None) -> int:
    if after is None:
        return 0
    article, locale, _number = after
    if (article, locale) in places:
        return places.index((article, locale))
    # Gone since the last page: on with what comes behind it.
    return next((at for at, place in enumerate(places) if place[0] > article), len(places))


def _known(project: Project, query: Query) -> set[tuple[str, str]] | None:
    """Return the catalogs that the memory knows to hold the text; None: it cannot say.

    It has what was reviewed, and knows words, neither expressions nor comments.
    """
    if query.kinds != (Kind.REVIEWED,) or query.wording.is_regex or "comments" in query.places:
        return None
    try:
        index = recall.index(project)
        pairs = [pair for pair in index.counts() if query.locales is None or pair.split()[1] in query.locales]
        found: set[tuple[str, str]] = set()
        for pair in pairs:
            for side in query.places:
                units = index.holding(pair, query.wording.text, side, limit=MOST_KNOWN)
                if len(units) == MOST_KNOWN:
                    return None
                found |= {(unit.article, pair.split()[1]) for unit in units}
    except RectoError:
        return None
    return found


def _in_catalog(
    project: Project, query: Query, pattern: Pattern, place: tuple[str, str], skip: int
) -> Iterator[tuple[int, Hit | None]]:
    """Yield the units behind number ``skip`` by their numbers, and the hit that a unit is."""
    article, locale = place
    content = project.read_catalog(article, locale)
    if content is None:
        return
    if not _is_wrapped(content) and not pattern.may_be_in(content.decode("utf-8", "replace")):
        return
    name = project.name(project.catalog_file(article, locale))
    units = catalogs.opened(content, name, locale).catalog.units
    for at, unit in enumerate(units[skip:], skip):
        if query.kinds and kind(unit) not in query.kinds:
            continue
        texts = {"source": unit.source, "target": unit.target, "comments": "\n".join(unit.notes)}
        spans = {one: found for one in query.places if (found := pattern.spans(texts[one]))}
        before = units[at - 1] if at else None
        behind = units[at + 1] if at + 1 < len(units) else None
        yield at + 1, Hit(article, locale, at + 1, unit, before, behind, spans) if spans else None


def _is_wrapped(content: bytes) -> bool:
    """Tell whether a text of a file may go over several lines, of which one may end within a word."""
    headers = content.count(b'msgid ""\nmsgstr ""\n"')
    return b'msgid ""\n"' in content or content.count(b'msgstr ""\n"') > headers
