"""A newsroom to measure compiling in: articles, and catalogs of them in many locales."""

from __future__ import annotations

from pathlib import Path

from articles import articles

from recto import project as projects
from recto.commands.cutting import cut, sentence_ends
from recto.exchange import po
from recto.extraction import extract
from recto.locales import gettext_name, plural_forms
from recto.model import Catalog, State, Unit
from recto.project import Project

LOCALES = (
    "ar bg ca cs de el es et fi fr he hi it ja ko nl pl pt-BR ru uk sv tr vi zh-Hans da nb hr hu ro sk"
).split()
SETTINGS = 'project = "newsroom"\nsource_locale = "en"\ntarget_locales = {locales}\n'
MARK = "\ue000"
"""Stands in the one catalog that is written for each article; the locale's name takes its place."""


def target(unit: Unit, number: int) -> Unit:
    """Return a unit as a locale has it: of twenty, one is empty, one a draft, the others reviewed."""
    if number % 20 == 7:
        return unit
    state = State.DRAFT if number % 20 == 13 else State.REVIEWED
    text = unit.source.replace("the ", f"the {MARK} ", 1)
    return Unit(unit.context, unit.source, text, state, hints=unit.hints)


def make(root: Path, count: int, size: int, locales: int) -> Project:
    """Write a project of so many articles and locales; a text has a word of its locale in it."""
    tags = LOCALES[:locales]
    (root / "sources").mkdir(parents=True, exist_ok=True)
    (root / "recto.toml").write_text(SETTINGS.format(locales=str(tags).replace("'", '"')), "utf-8")
    for number, text in enumerate(articles(count, size)):
        file = root / "sources" / f"{number % 25:02}" / f"{number:05}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    project = projects.find(root)
    for path in project.articles():
        article = project.read_article(path)
        units = extract(cut(project, article), sentence_ends(project, article))
        filled = tuple(target(unit, number) for number, unit in enumerate(units))
        own = po.dump(Catalog(tags[0], filled, header=po.create_header("newsroom", tags[0], path))).decode()
        for tag in tags:
            file = project.catalog_file(path, tag)
            file.parent.mkdir(parents=True, exist_ok=True)
            text = own.replace(f"Language: {gettext_name(tags[0])}\\n", f"Language: {gettext_name(tag)}\\n")
            text = text.replace(plural_forms(tags[0]), plural_forms(tag)).replace(MARK, f"({tag})")
            file.write_text(text, "utf-8")
    return project
