"""Earlier translations for a project: the index brought up to date, and asked.

The index is derived from the catalogs and from memories in the project folder. It stands in the cache
and may be deleted at any time; a damaged one is made again.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from recto import listing, outside, paths, pretranslation
from recto.commands.catalogs import kept_catalog
from recto.errors import RectoError
from recto.exchange import po, tmx
from recto.memory import FUZZY, Place, Remembered, Rules, generalise, neighbour, rank
from recto.model import LINK, Catalog, Match, State, Unit
from recto.project import Project
from recto.store.memory import BrokenIndexError, File, Index, discard

FRESH_S = 0.5
"""For how long an index that was looked over counts as up to date."""
SHARE = 20
"""And for as many times the time that looking it over took, up to ``MOST_S``: 40,000 catalogs take 3 s."""
MOST_S = 60.0
TOGETHER = 20_000
"""Units of catalogs that are put into the index at once; a crash costs as many."""
SCRIPT = 4
"""Letters of the part of a locale that names a script."""
SIMILAR = 30
"""Units that are looked up, so that penalties may change their order."""

_open: dict[str, tuple[Index, float]] = {}
"""Project folder -> its index, and until when it counts as up to date."""
_saved: dict[str, set[tuple[str, str]]] = {}
"""Project folder -> articles and locales that were saved here since."""
_saving = threading.Lock()
_tended: set[str] = set()
"""Project folders whose index another process looks over."""


class BeingMadeError(RectoError):
    """Another process makes the index; in a while it is there."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update found: files read again, files gone, and those that cannot be read."""

    read: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    errors: tuple[RectoError, ...] = field(default_factory=tuple)
    rebuilt: bool = False


def index_file(project: Project) -> Path:
    return project.cache / "memory.db"


def index(project: Project) -> Index:
    """Return the project's index, at most ``FRESH_S`` behind the files.

    :raises RectoError: it can be neither read nor made.
    """
    if str(project.root) in _tended:
        return _as_it_is(project)
    kept = _open.get(str(project.root))
    if (
        kept
        and kept[0].is_current
        and time.monotonic() < kept[1]
        and (not _saved.get(str(project.root)) or _caught_up(project, kept[0]))
    ):
        return kept[0]
    return _updated(project)[0]


def tend_elsewhere(project: Project) -> None:
    """Leave the looking over to another process: here the index is only read, and follows what is saved here.

    Looking 40,000 catalogs over takes 3 s, making their index minutes; people at a desk wait for neither.
    """
    _tended.add(str(project.root))


def _as_it_is(project: Project) -> Index:
    """Return the index that another process tends.

    :raises BeingMadeError: it is not there yet.
    """
    root = str(project.root)
    kept = _open.get(root)
    if not kept or not kept[0].is_current:
        if not index_file(project).exists():
            raise BeingMadeError("the memory is being made.", hint="It offers translations in a while.")
        kept = _open[root] = Index(index_file(project)), float("inf")
    if _saved.get(root):
        _caught_up(project, kept[0])
    return kept[0]


def outdate(project: Project, article: str = "", locale: str = "") -> None:
    """Let the next look-up see what was just written: one catalog, or what it finds anywhere."""
    root = str(project.root)
    if root not in _open:
        return
    if article:
        with _saving:
            _saved.setdefault(root, set()).add((article, locale))
    else:
        _open[root] = _open[root][0], float("-inf")


def _caught_up(project: Project, opened: Index) -> bool:
    """Read again what was saved here, and nothing else; False: all has to be looked over."""
    with project.lock("memory", project.config.source_locale):
        with _saving:
            saved = _saved.pop(str(project.root), set())
        try:
            for article, locale in sorted(saved):
                one = _Source(project, project.catalog_file(article, locale), article, locale)
                content = one.content()
                if content is not None:
                    digest = f"{hashlib.sha256(content).hexdigest()} {one.settings}"
                    opened.put(one.name, article, File(one.stamp(), digest), one.units(content, is_kept=True))
        except (RectoError, OSError):
            return False
    return True


def update(project: Project, *, afresh: bool = False) -> Updated:
    """Bring the index up to date with its files; ``afresh``: throw it away and make it again.

    :raises RectoError: it can be neither read nor made.
    """
    return _updated(project, afresh=afresh)[1]


def _updated(project: Project, *, afresh: bool = False) -> tuple[Index, Updated]:
    # No article has a path without an ending, so the lock is nobody else's.
    with project.lock("memory", project.config.source_locale):
        found = None if afresh else _try(project)
        if found is None:
            _forget(project)
            found = _try(project)
        if found is None:
            raise RectoError("the memory index cannot be made.", str(index_file(project)), "Delete the file.")
        return found


def _try(project: Project) -> tuple[Index, Updated] | None:
    """Update the index that stands there, or a new one; None if it has to be thrown away."""
    root = str(project.root)
    begun = time.monotonic()
    with _saving:
        _saved.pop(root, None)
    try:
        kept = _open.get(root)
        if kept and not kept[0].is_current:
            kept[0].close()
            kept = None
        opened = kept[0] if kept else Index(index_file(project))
        is_new = opened.is_new
        found = _update(project, opened)
        opened.finish()
        if opened.is_worn:
            return None
    except BrokenIndexError:
        return None
    now = time.monotonic()
    _open[root] = opened, now + max(FRESH_S, min(MOST_S, SHARE * (now - begun)))
    return opened, replace(found, rebuilt=is_new)


def _forget(project: Project) -> None:
    kept = _open.pop(str(project.root), None)
    if kept:
        kept[0].close()
    discard(index_file(project))


def _update(project: Project, opened: Index) -> Updated:
    known = opened.files()
    read: list[str] = []
    errors: list[RectoError] = []
    touched: dict[str, str] = {}
    waiting: list[tuple[str, str, File, list[tuple[str, Remembered]]]] = []
    present: set[str] = set()
    for one in _sources(project):
        old = known.get(one.name)
        try:
            stamp = one.stamp()
            if old and old.stamp == stamp:
                present.add(one.name)
                continue
            content = one.content()
            if content is None:
                continue
            digest = f"{hashlib.sha256(content).hexdigest()} {one.settings}"
            if old and old.digest == digest:
                touched[one.name] = stamp
            elif one.locale:
                waiting.append((one.name, one.article, File(stamp, digest), list(one.units(content))))
                read.append(one.name)
                if sum(len(units) for *_, units in waiting) >= TOGETHER:
                    opened.put_all(waiting)
                    waiting.clear()
            else:  # it may have a million units
                opened.put(one.name, one.article, File(stamp, digest), one.units(content))
                read.append(one.name)
            present.add(one.name)
        except BrokenIndexError:
            raise
        except RectoError as error:
            errors.append(error)
        except OSError:
            continue  # gone since it was listed
    opened.put_all(waiting)
    if touched:
        opened.touch(touched)
    gone = tuple(sorted(known.keys() - present))
    if gone:
        opened.drop(gone)
    return Updated(tuple(read), gone, tuple(errors))


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that the memory is made of: the catalog of an article, or an imported memory."""

    project: Project
    file: Path
    article: str
    locale: str = ""
    """Empty: it is an imported memory."""

    @property
    def name(self) -> str:
        return self.project.name(self.file)

    def stamp(self) -> str:
        status = self.file.stat()
        return f"{status.st_mtime_ns} {status.st_size} {status.st_ino} {self.settings}"

    def content(self) -> bytes | None:
        return (
            self.project.read_catalog(self.article, self.locale)
            if self.locale
            else outside.content(self.file)
        )

    def units(self, content: bytes, *, is_kept: bool = False) -> Iterator[tuple[str, Remembered]]:
        """Return what it adds; ``is_kept``: a desk that has just written it has it open."""
        if not self.locale:
            return imported(tmx.read(content, self.name), self.name, self.settings.split())
        load = kept_catalog if is_kept else po.load
        catalog = load(content, self.name, self.locale)
        return accepted(catalog, f"{self.settings} {self.locale}", self.article)

    @property
    def settings(self) -> str:
        """The settings on which its units depend: its source locale, for an import all locales."""
        config = self.project.config
        if self.locale:
            return config.article(self.article).source_locale
        return " ".join((config.source_locale, *config.target_locales))


def _sources(project: Project) -> Iterator[_Source]:
    for locale in project.config.target_locales:
        for path in project.catalogs(locale):
            yield _Source(project, project.catalog_file(path, locale), path, locale)
    for glob in project.config.memory.files:
        # Only what stands before the first sign of a glob is walked, not the whole project.
        parts = glob.split("/")
        fixed = next((at for at, part in enumerate(parts) if set(part) & set("*?[{")), len(parts) - 1)
        folder = "/".join(parts[:fixed])
        match = paths.matcher((glob,)).fullmatch
        for path, node in sorted(listing.walk(project.root / folder, f"{folder}/" if folder else "")):
            if match(path) and node.is_file(follow_symlinks=False):
                yield _Source(project, project.root / path, path)


def accepted(catalog: Catalog, pair: str, article: str) -> Iterator[tuple[str, Remembered]]:
    """Yield what a catalog adds to the memory: reviewed targets, those of units that are gone as old."""
    keys = [0, *(neighbour(unit.source) for unit in catalog.units), 0]
    for at, unit in enumerate(catalog.units):
        if _counts(unit):
            around = keys[at], keys[at + 2]
            yield pair, Remembered(unit.source, unit.target, unit.role, article, unit.origin, around)
    for unit in catalog.obsolete:
        if _counts(unit):
            yield (
                pair,
                Remembered(unit.source, unit.target, unit.role, article, unit.origin, None, is_old=True),
            )


def _counts(unit: Unit) -> bool:
    is_accepted = unit.state.rank >= State.REVIEWED.rank and unit.role != LINK
    return is_accepted and pretranslation.is_sound(unit.target, unit.source)


def imported(
    pairs: Iterable[tmx.Pair], name: str, locales: Sequence[str]
) -> Iterator[tuple[str, Remembered]]:
    """Yield what an imported memory adds; ``locales`` are the project's."""
    names: dict[str, str] = {}
    for one in pairs:
        for locale in (one.source_locale, one.locale):
            if locale not in names:
                names[locale] = nearest(locale, locales)
        is_draft = one.state.rank < State.REVIEWED.rank
        pair = f"{names[one.source_locale]} {names[one.locale]}"
        yield pair, Remembered(one.source, one.target, one.context, name, one.origin, None, True, is_draft)


def nearest(locale: str, locales: Sequence[str]) -> str:
    """Return the project's locale that another tool's may stand for: ``de-DE`` for ``de``.

    It stays as it is where there are several of its language, or where the scripts are not the same.
    """
    language, *rest = locale.split("-")
    alike = [own for own in dict.fromkeys(locales) if own.split("-")[0] == language]
    if locale in alike or len(alike) != 1:
        return locale
    scripts = [{part for part in parts if len(part) == SCRIPT} for parts in (rest, alike[0].split("-")[1:])]
    return alike[0] if scripts[0] == scripts[1] else locale


def rules(project: Project) -> Rules:
    """Return what the settings say about penalties."""
    own = project.config.memory
    return Rules(own.domain, own.imported, own.machine, own.unreviewed, own.old, own.numbers)


def pair_of(project: Project, article: str, locale: str) -> str:
    return f"{project.config.article(article).source_locale} {locale}"


def place(units: Sequence[Unit], at: int, article: str) -> Place:
    """Return what is looked up for one of a catalog's units."""
    before = units[at - 1].source if at else ""
    after = units[at + 1].source if at + 1 < len(units) else ""
    return Place(units[at].source, units[at].role, article, before, after)


def matches(project: Project, locale: str, wanted: Place, *, limit: int = 3) -> tuple[Match, ...]:
    """Return the best matches of a unit, as alike as ``[pretranslate] fuzzy`` asks.

    :raises RectoError: the index can be neither read nor made.
    """
    pair = pair_of(project, wanted.article, locale)
    threshold = project.config.pretranslate_for(locale).fuzzy
    found = index(project)
    equal = found.equal(pair, wanted.source)
    general = generalise(wanted.source)
    similar = [
        one
        for one in found.similar(pair, wanted.source, threshold, SIMILAR)
        if generalise(one.source) != general
    ]
    return rank(wanted, [*equal, *similar], rules(project), at_least=threshold, limit=limit)


def exact(project: Project, catalog: Catalog, article: str) -> pretranslation.Matches:
    """Return the targets that people accepted for the very sources of a catalog's empty units.

    :raises RectoError: the index can be neither read nor made.
    """
    pair = pair_of(project, article, catalog.locale)
    open_units = [unit.source for unit in catalog.units if pretranslation.is_open(unit)]
    equal = index(project).equal_all(pair, open_units)
    out: dict[tuple[str, str], tuple[Match, ...]] = {}
    for at, unit in enumerate(catalog.units):
        if pretranslation.is_open(unit):
            wanted = place(catalog.units, at, article)
            live = [
                one
                for one in equal[unit.source]
                if one.source == unit.source and not one.is_old and not one.is_unreviewed
            ]
            best = rank(wanted, live, rules(project), at_least=0, limit=5)
            if best:
                out[unit.key] = tuple(match for match in best if match.kind != FUZZY)
    return out
