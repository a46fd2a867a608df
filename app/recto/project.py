"""The project folder: the one room that opens files. Paths in, values out, and back.

Article paths are texts with slashes, below the sources folder. What cannot be trusted (names,
links, bytes) is judged here, before any other room sees it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from recto import formats, layouts, listing, paths, places, records, saving
from recto.config import FILE_NAME, Config, load
from recto.cutting_settings import ArticleSettings
from recto.decoding import packed, settings_text, unpacked
from recto.errors import CatalogError, ConfigError, FormatError, NotFoundError, RectoError
from recto.locales import canonical, gettext_name
from recto.model import Article, fingerprint
from recto.plugins import suggest

MAX_ARTICLE = 16_000_000
"""Bytes of an article. Ten of these megabytes take less than ten seconds and 300 MB of memory to extract."""
MAX_PACKAGE = 50_000_000
"""Bytes of an article that is a package, pictures included; its text has a limit of its own."""
MAX_CATALOG = 64_000_000
"""Bytes of a catalog: those of the longest article twice, with its comments, and obsolete units."""
MAX_RULES = 5_000_000
STATE_FOLDER = ".recto"
MKDOCS = ("mkdocs.yml", "mkdocs.yaml", "zensical.toml")
"""Settings of site generators that read Python-Markdown's admonitions."""


@dataclass(frozen=True)
class Project:
    """A folder with a ``recto.toml``."""

    root: Path
    config: Config

    # --- articles --------------------------------------------------------------------------------

    def articles(self, globs: Sequence[str] = ()) -> list[str]:
        """Return the paths of the articles, sorted; with globs, of those that one of them matches.

        A glob may be a path, a folder, or start with the sources folder's name.

        :raises NotFoundError: one of the globs matches no article.
        """
        found, refused = self._listing()
        if not globs:
            return found
        chosen: set[str] = set()
        for glob in globs:
            hits = listing.hits(glob, found, self.config.sources)
            if not hits:
                raise listing.no_article(glob, found, refused, self.root, self.config.sources)
            chosen |= hits
        return [path for path in found if path in chosen]

    def article_findings(self) -> list[RectoError]:
        """Return why files that would be articles are none: their names, or links out of the folder."""
        return self._listing()[1]

    def read_article(self, path: str) -> Article:
        """Return an article with its whole text, byte-order mark and line ends included.

        :raises NotFoundError: there is no such file, or its path is refused.
        :raises FormatError: it is not UTF-8, no such package as its name tells, or too long.
        """
        where = f"{self.config.sources}/{path}"
        text = unpacked(formats.package(path), self.article_bytes(path), where)
        return Article(path, self.config.article(path).source_locale, text)

    def packed(self, path: str, text: str) -> bytes:
        """Return the bytes of a localized article's file; a package is made from the source's.

        :raises NotFoundError: the source is a package and not there any more.
        :raises FormatError: the source is another package than the text was made from.
        """
        package = formats.package(path)
        where = f"{self.config.sources}/{path}"
        return packed(package, text, self.article_bytes(path) if package else b"", where)

    def settings(self, path: str) -> ArticleSettings:
        """Return what the settings say about an article, the text of its file of SRX rules included.

        :raises ConfigError: that file cannot be used.
        """
        own = self.config.article(path)
        if own.options.markdown == "auto":
            own = replace(own, options=replace(own.options, markdown=self._markdown()))
        return replace(own, policy=own.policy._replace(srx=self._rules(own.srx))) if own.srx else own

    def _markdown(self) -> str:
        """Return the Markdown of the site generator whose settings stand beside ours."""
        return "mkdocs" if any((self.root / name).is_file() for name in MKDOCS) else "commonmark"

    def target_locales(self, path: str, wanted: Sequence[str] = ()) -> list[str]:
        """Return the locales to translate an article into, in the order of the settings.

        :raises ConfigError: a wanted locale is not among the target locales of the settings.
        """
        chosen = {self.target_locale(tag) for tag in wanted} or set(self.config.target_locales)
        own = self.config.article(path).source_locale
        return [locale for locale in self.config.target_locales if locale in chosen and locale != own]

    def target_locale(self, tag: str) -> str:
        """Return the target locale that a tag from outside names.

        :raises ConfigError: it is none of the settings' target locales.
        """
        locale = canonical(tag)
        if locale not in self.config.target_locales:
            hint = suggest(locale, self.config.target_locales)
            raise ConfigError(f"{locale!r} is not among the target locales.", where=FILE_NAME, hint=hint)
        return locale

    # --- files of an article ---------------------------------------------------------------------

    def catalog_file(self, path: str, locale: str) -> Path:
        """Return where the catalog of an article is, whether or not it is there."""
        return self._catalogs(locale) / f"{_checked(path)}.po"

    def mo_file(self, path: str, locale: str) -> Path:
        """Return where the compiled catalog of an article is."""
        return self._catalogs(locale) / f"{_checked(path)}.mo"

    def output_file(self, path: str, locale: str) -> Path:
        """Return where the localized article is."""
        place = layouts.output(
            self.config.site.layout, _checked(path), canonical(locale), self.config.source_locale
        )
        return self.root / self.config.output / place

    def asset_file(self, path: str, locale: str) -> Path:
        """Return where a file that is no article is copied to for the pages of a locale."""
        place = layouts.asset(self.config.site.layout, _checked(path), locale, self.config.source_locale)
        return self.root / self.config.output / place

    def has_asset(self, path: str) -> bool:
        """Tell whether a path below the sources folder is a file, no article, that may be published."""
        file = self._sources / path
        return not paths.refusal(path) and file.is_file() and places.is_inside(file, self._sources)

    def read_asset(self, path: str) -> bytes:
        """Return the bytes of a file of the sources folder that is no article.

        :raises NotFoundError: there is no such file, or its path is refused.
        """
        content = saving.read(self._sources / _checked(path)) if self.has_asset(path) else None
        if content is None:
            raise NotFoundError("there is no such file.", f"{self.config.sources}/{path}")
        return content

    def read_catalog(self, path: str, locale: str) -> bytes | None:
        """Return the bytes of a catalog, or None where there is none.

        :raises CatalogError: it is not a file below the locales folder that can be read, or only the
            start is there of what Recto wrote.
        """
        content, cut = self.cut_off(path, locale)
        if cut:
            hint = f"Put it back with 'recto recover {path}', or, if it is meant to end there, add --keep."
            raise CatalogError(cut.problem, self.name(self.catalog_file(path, locale)), hint)
        return content

    def cut_off(self, path: str, locale: str) -> tuple[bytes | None, records.CutOff | None]:
        """Return the bytes of a catalog as they are, and what was there if that is only its start.

        :raises CatalogError: it is not a file below the locales folder that can be read.
        """
        file = self.catalog_file(path, locale)
        content = self._content(file, MAX_CATALOG, CatalogError)
        while content is not None and (cut := self._cut_off(file, content)):
            again = self._content(file, MAX_CATALOG, CatalogError)
            if again == content:
                return content, cut
            content = again  # somebody saved it between the two looks
        return content, None

    def read_glossary(self) -> bytes | None:
        """Return the bytes of the glossary, or None where there is none."""
        return self._content(self.root / self.config.glossary, MAX_CATALOG, CatalogError)

    def catalogs(self, locale: str) -> list[str]:
        """Return the paths of the articles that have a catalog in a locale, there or not, sorted."""
        found = (path for path, _ in listing.walk(self._catalogs(locale)) if path.endswith(".po"))
        return sorted(path[:-3] for path in found if not paths.refusal(path[:-3]))

    def name(self, file: Path) -> str:
        """Return a file's path below the project folder, as messages show it."""
        return file.relative_to(self.root).as_posix() if file.is_relative_to(self.root) else str(file)

    # --- saving ----------------------------------------------------------------------------------

    def write(self, file: Path, content: bytes, *, is_derived: bool = False) -> bool:
        """Save a file whole or not at all; return False, with the file untouched, if it is equal.

        A derived file can be made again: it is not synced to the disk, which would be most of the work.

        :raises ConfigError: the file lies outside the project, in its sources, or in git's own folder.
        :raises RectoError: the system refused; the old file is as it was (or, where only the last
            sync failed, the new one is there and may be lost with the power).
        """
        where = self.name(file)
        places.check_writable(file, self.root, self._sources, where)
        try:
            old = None if file.is_symlink() else saving.read(file)
            if not is_derived and self._is_catalog(file):
                records.keep(records.record(self.state_folder, where), content, old)
            if old == content:
                return False
            saving.replace(file, content, synced=not is_derived)
        except OSError as error:
            room = f" Make room for {len(content):,} bytes." if saving.is_full(error) else ""
            raise saving.explained(error, where, f"The text is not saved.{room}") from error
        return True

    def follow(self, old: str, new: str, locale: str) -> bool:
        """Move the catalog of an article that has another path now; False if it is not there any more.

        A crash leaves it at the one place or at the other.

        :raises CatalogError: there is a catalog at the new place, or it cannot be moved.
        """
        first, second = sorted((old, new))
        with self.lock(first, locale), self.lock(second, locale):
            catalogs = self.catalog_file(old, locale), self.catalog_file(new, locale)
            where = self.name(catalogs[1])
            if self.read_catalog(new, locale) is not None:
                raise CatalogError("there is a catalog already.", where, "Keep one of the two.")
            if self.read_catalog(old, locale) is None:
                return False
            written = [records.record(self.state_folder, self.name(file)) for file in catalogs]
            try:
                # The catalog last: as long as it is at the old place, everything is done once more.
                saving.rename(written[0], written[1], synced=False)
                saving.rename(self.mo_file(old, locale), self.mo_file(new, locale), synced=False)
                saving.rename(catalogs[0], catalogs[1])
            except OSError as error:
                told = saving.explained(error, where, "The catalog stays where it was.")
                raise CatalogError(told.problem, where, told.hint) from error
        return True

    def remove_catalog(self, path: str, locale: str) -> None:
        """Remove a catalog in which nothing stands, with its record; the caller has its lock."""
        file = self.catalog_file(path, locale)
        places.check_writable(file, self.root, self._sources, self.name(file))
        saving.remove(records.record(self.state_folder, self.name(file)), file, where=self.name(file))

    def holds(self, file: Path, content: bytes) -> bool:
        """Tell whether a file has these very bytes."""
        try:
            return saving.read(file) == content
        except OSError as error:
            raise saving.explained(error, self.name(file)) from error

    def lock(
        self, path: str, locale: str, *, patience_s: float | None = None
    ) -> AbstractContextManager[None]:
        """Keep others from changing an article's files in a locale until the ``with`` ends.

        What a killed process left beside the catalog and its outputs is removed first.

        :raises LockedError: others had it for longer than ``patience_s``; without that one waits.
        """
        folder = self.state_folder / "locks"
        file = folder / f"{fingerprint(_checked(path), locale)[:16]}.lock"
        places.check_writable(file, self.root, self._sources, self.name(file))
        try:
            saving.make_folder(folder)
            self.ignore_state_folder()
        except OSError as error:
            raise saving.explained(error, self.name(folder), saving.LOCKS) from error
        ours = (self.catalog_file(path, locale), self.mo_file(path, locale), self.output_file(path, locale))
        return saving.lock(file, clean=ours, where=self.name(folder), patience_s=patience_s)

    @property
    def state_folder(self) -> Path:
        """The folder of what belongs to this clone alone; git ignores it."""
        return self.root / STATE_FOLDER

    @property
    def cache(self) -> Path:
        """The folder of what may be deleted at any time."""
        return self.state_folder / "cache"

    # --- inside ----------------------------------------------------------------------------------

    def article_bytes(self, path: str) -> bytes:
        """Return the bytes of an article's file.

        :raises NotFoundError: there is no such file, or its path is refused.
        """
        where = f"{self.config.sources}/{path}"
        include, exclude = paths.matcher(self.config.include), paths.matcher(self.config.exclude)
        if not include.fullmatch(_checked(path)) or exclude.fullmatch(path):
            raise NotFoundError(listing.NOT_COUNTED, where, listing.WHERE_COUNTED)
        file = Path(os.path.realpath(self._sources / path))
        if not file.is_relative_to(places.real(self._sources)):
            raise NotFoundError("this is a link that leaves the sources folder.", where=where)
        try:
            content = saving.read(file)
        except OSError as error:
            raise saving.explained(error, where) from error
        if content is None:
            raise NotFoundError("there is no such article.", where=where)
        limit = MAX_ARTICLE if formats.package(path) is None else MAX_PACKAGE
        if len(content) > limit:
            size = f"{len(content) / 1e6:.1f} MB; an article may have {limit / 1e6:.0f} MB"
            raise FormatError(f"this has {size}.", where=where, hint="Split it, or exclude it in recto.toml.")
        return content

    @property
    def _sources(self) -> Path:
        return self.root / self.config.sources

    def _rules(self, name: str) -> str:
        """Return the text of a file of SRX rules; the same object for as long as its bytes are the same."""
        content = self._content(self.root / name, MAX_RULES, ConfigError)
        if content is None:
            problem = "there is no such file; 'srx' in the settings names it."
            raise ConfigError(problem, name, f"Put the file there, or correct 'srx' in {FILE_NAME}.")
        return settings_text(content, name)

    def _catalogs(self, locale: str) -> Path:
        return self.root / self.config.locales / gettext_name(locale) / "LC_MESSAGES"

    def _listing(self) -> tuple[list[str], list[RectoError]]:
        """Return the articles and the refusals."""
        folder = self.root / self.config.sources
        if not folder.is_dir():
            hint = "Make the folder, or name another as 'sources'."
            problem = f"there is no folder {self.config.sources!r}."
            raise ConfigError(problem, where=FILE_NAME, hint=hint)
        found, refused = listing.articles(folder, self.config.include, self.config.exclude)
        return found, listing.refusals(refused, self.config.sources)

    def _is_catalog(self, file: Path) -> bool:
        return file.suffix == ".po" and file.is_relative_to(self.root / self.config.locales)

    def _cut_off(self, file: Path, content: bytes) -> records.CutOff | None:
        try:
            return records.cut_off(records.record(self.state_folder, self.name(file)), content, self.root)
        except OSError as error:
            raise saving.explained(error, self.name(self.state_folder)) from error

    def _content(self, file: Path, limit: int, error_type: type[RectoError]) -> bytes | None:
        """Return the bytes of a file inside the project folder, or None where there is none."""
        where = self.name(file)
        if not places.is_inside(file, self.root):
            raise error_type("this lies behind a link that leaves the project folder.", where=where)
        try:
            content = saving.read(file)
        except OSError as error:
            told = saving.explained(error, where)
            raise error_type(told.problem, where, told.hint) from error
        if content is not None and len(content) > limit:
            raise error_type(f"this has more than {limit / 1e6:.0f} MB.", where=where)
        return content

    def ignore_state_folder(self) -> None:
        """Have git ignore what belongs to this clone alone, keys among it."""
        mark = self.state_folder / ".gitignore"
        if not mark.exists():
            saving.make_folder(self.state_folder)
            saving.replace(mark, b"*\n")


def find(start: Path) -> Project:
    """Return the project that a folder belongs to: the nearest ``recto.toml``, in it or above it.

    :raises ConfigError: there is none, or it cannot be used.
    """
    start = start.resolve()
    if not start.is_dir():
        raise ConfigError("there is no such folder.", where=str(start))
    root = next((folder for folder in (start, *start.parents) if (folder / FILE_NAME).is_file()), None)
    if root is None:
        problem = f"there is no {FILE_NAME} in this folder or above it."
        raise ConfigError(problem, where=str(start), hint="Run 'recto init' to make one.")
    try:
        content = (root / FILE_NAME).read_bytes()
    except OSError as error:
        told = saving.explained(error, FILE_NAME)
        raise ConfigError(told.problem, FILE_NAME, told.hint) from error
    config = load(settings_text(content, FILE_NAME).removeprefix("\ufeff"), FILE_NAME)
    return Project(root, config if config.project else replace(config, project=root.name))


def _checked(path: str) -> str:
    """Return an article path that may become part of a file's path."""
    reason = paths.refusal(path)
    if reason:
        raise NotFoundError(f"the path {path[:100]!r} is refused: {reason}.")
    return path
