"""What the memory of a project is made of: its catalogs, and memories that were imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recto import listing, outside, paths, pretranslation
from recto.commands.catalogs import kept_catalog
from recto.exchange import po, tmx
from recto.memory import Remembered, neighbour
from recto.model import LINK, Catalog, State, Unit
from recto.project import Project

SCRIPT = 4
"""Letters of the part of a locale that names a script."""


@dataclass(frozen=True, slots=True)
class Source:
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


def sources(project: Project) -> Iterator[Source]:
    for locale in project.config.target_locales:
        for path in project.catalogs(locale):
            yield Source(project, project.catalog_file(path, locale), path, locale)
    for glob in project.config.memory.files:
        # Only what stands before the first sign of a glob is walked, not the whole project.
        parts = glob.split("/")
        fixed = next((at for at, part in enumerate(parts) if set(part) & set("*?[{")), len(parts) - 1)
        folder = "/".join(parts[:fixed])
        match = paths.matcher((glob,)).fullmatch
        for path, node in sorted(listing.walk(project.root / folder, f"{folder}/" if folder else "")):
            if match(path) and node.is_file(follow_symlinks=False):
                yield Source(project, project.root / path, path)


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
