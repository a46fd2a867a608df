"""Compiling while somebody writes: what changed since the last look, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from recto.commands import pairs
from recto.commands.compile import compile_articles
from recto.commands.compiling import write
from recto.config import FILE_NAME
from recto.errors import RectoError
from recto.model import State
from recto.project import Project, find

Pair = tuple[str, str]
Stamp = tuple[int, int, int]
"""Of a file: when it changed, its size, its inode; editors write a new file and rename it."""
NOTHING: Stamp = (0, 0, 0)


@dataclass(frozen=True)
class Round:
    """What one look found and did: lines for people, and the articles that were made anew."""

    changed: tuple[Pair, ...] = ()
    told: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass
class Watch:
    """A project under watch. ``is_draft``: drafts are used as well.

    What is looked at are times and sizes, so that it works on every file system; a look at 1,000 articles
    in 5 locales takes some 90 ms.
    """

    project: Project
    globs: Sequence[str] = ()
    wanted: Sequence[str] = ()
    is_draft: bool = False
    _settings: Stamp = NOTHING
    _stamps: dict[Pair, tuple[Stamp, Stamp]] = field(default_factory=dict)
    _trouble: str = ""

    def start(self) -> Round:
        """Compile everything that is not up to date.

        :raises RectoError: the settings cannot be used, or name no such article or locale.
        """
        self._settings = self._settings_now()
        self._stamps = self._now()
        state = State.DRAFT if self.is_draft else None
        report = compile_articles(self.project, self.globs, self.wanted, state=state)
        changed = tuple((one.article, one.locale) for one in report.outputs)
        made = [one.file for one in report.outputs if one.is_changed]
        return Round(changed, tuple(f"{file}: compiled." for file in made), _lines(report.errors))

    def look(self) -> Round:
        """Compile what changed since the last look; what went wrong is in the result.

        Settings that cannot be used are told, and those of before go on.
        """
        try:
            is_new = self._reload()
            now = self._now()
        except RectoError as error:
            # Told once, and not at each look again.
            is_told, self._trouble = self._trouble == str(error), str(error)
            return Round() if is_told else Round(errors=(str(error),))
        self._trouble = ""
        changed = [pair for pair, stamps in now.items() if is_new or self._stamps.get(pair) != stamps]
        gone = self._stamps.keys() - now.keys()
        self._stamps = now
        told: list[str] = []
        errors: list[str] = []
        for path, locale in changed:
            for line, is_error in self._compile(path, locale):
                (errors if is_error else told).append(line)
        return Round((*changed, *gone), tuple(told), tuple(dict.fromkeys(errors)))

    def _compile(self, path: str, locale: str) -> Iterator[tuple[str, bool]]:
        written = write(self.project, path, locale, "draft" if self.is_draft else "source")
        for problem in written.problems:
            yield problem, True
        if written.held_back:
            yield f"{written.held_back}: below the minimum; what was there stays.", False
        elif written.files:
            yield f"{self.project.name(self.project.output_file(path, locale))}: compiled.", False

    def _reload(self) -> bool:
        """Read the settings if they changed; tell whether they did."""
        stamp = self._settings_now()
        if stamp == self._settings:
            return False
        self.project = find(self.project.root)
        self._settings = stamp
        return True

    def _settings_now(self) -> Stamp:
        return _stamp(self.project.root / FILE_NAME)

    def _now(self) -> dict[Pair, tuple[Stamp, Stamp]]:
        sources = self.project.root / self.project.config.sources
        articles: dict[str, Stamp] = {}
        found = {}
        for path, locale in pairs(self.project, self.globs, self.wanted):
            if path not in articles:
                articles[path] = _stamp(sources / path)
            found[path, locale] = (articles[path], _stamp(self.project.catalog_file(path, locale)))
        return found


def _stamp(file: Path) -> Stamp:
    try:
        status = file.stat()
    except OSError:
        return NOTHING
    return status.st_mtime_ns, status.st_size, status.st_ino


def _lines(errors: Sequence[RectoError]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, errors)))
