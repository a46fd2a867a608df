"""A project folder with a few articles, and short ways to its catalogs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from recto import project as projects
from recto.exchange import po
from recto.model import Catalog, State, Unit
from recto.project import Project

SETTINGS = 'project = "tea-times"\nsource_locale = "en"\ntarget_locales = ["de", "es"]\n'


class Desk:
    """A project on disk, spoken to as its people do: writers of articles, translators."""

    def __init__(self, root: Path, settings: str = SETTINGS) -> None:
        (root / "recto.toml").write_text(settings, encoding="utf-8")
        (root / "sources").mkdir(exist_ok=True)
        self.root = root

    @property
    def project(self) -> Project:
        return projects.find(self.root)

    def write(self, path: str, text: str) -> None:
        file = self.root / "sources" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def po(self, path: str, locale: str = "de") -> Path:
        return self.project.catalog_file(path, locale)

    def catalog(self, path: str, locale: str = "de") -> Catalog:
        return po.load(self.po(path, locale).read_bytes(), path, locale)

    def translate(
        self, path: str, say: Callable[[str], str], state: State = State.REVIEWED, locale: str = "de"
    ) -> None:
        old = self.po(path, locale).read_bytes()
        catalog = po.load(old, path, locale)
        units = tuple(replace(unit, target=say(unit.source), state=state) for unit in catalog.units)
        self.po(path, locale).write_bytes(po.dump(replace(catalog, units=units), old))

    def unit(self, source: str, path: str, locale: str = "de") -> Unit:
        return next(unit for unit in self.catalog(path, locale).units if unit.source == source)

    def output(self, path: str, locale: str = "de") -> str:
        return (self.root / "build" / locale / path).read_bytes().decode()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def make_desk() -> Callable[[Path], Desk]:
    """For tests of several projects."""

    def make(root: Path) -> Desk:
        root.mkdir()
        return Desk(root)

    return make
