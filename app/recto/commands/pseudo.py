"""Pseudo-locales: articles that read as if they were translated, to see what is not, and what breaks."""

from __future__ import annotations

from collections.abc import Sequence

from recto import layouts
from recto.commands.cutting import cut, sentence_ends
from recto.commands.publication import localize
from recto.commands.sites import ProjectSite
from recto.commands.traces import Output
from recto.engines.pseudo import LOCALES
from recto.errors import RectoError
from recto.extraction import extract
from recto.inline import protected_pairs
from recto.model import LINK, Article, Catalog, Document, State, Unit
from recto.project import Project


def compile_pseudo(
    project: Project, globs: Sequence[str] = (), *, check: bool = False
) -> tuple[tuple[Output, ...], tuple[RectoError, ...]]:
    """Compile the chosen articles into each pseudo-locale; no catalog is read or written."""
    outputs: list[Output] = []
    errors: list[RectoError] = [] if globs else list(project.article_findings())
    site = ProjectSite(project)
    for path in project.articles(globs):
        try:
            article = project.read_article(path)
            document = cut(project, article)
            outputs += [_one(project, article, document, locale, site, check=check) for locale in LOCALES]
        except RectoError as error:
            errors.append(error)
    return tuple(outputs), tuple(errors)


def _one(
    project: Project, article: Article, document: Document, locale: str, site: ProjectSite, *, check: bool
) -> Output:
    units = extract(document, sentence_ends(project, article))
    catalog = Catalog(locale, tuple(_spoken(unit, locale) for unit in units))
    compiled = localize(project, article, document, catalog, State.REVIEWED)
    text = site.localized(article, compiled.article, catalog, State.REVIEWED)
    place = layouts.output(project.config.site.layout, article.path, locale, project.config.source_locale)
    file = project.root / project.config.output / place
    content = project.packed(article.path, text)
    is_changed = not project.holds(file, content)
    if is_changed and not check:
        project.write(file, content, is_derived=True)
    percent = round(100 * compiled.article.coverage, 1)
    return Output(article.path, locale, project.name(file), percent, is_changed, False)


def _spoken(unit: Unit, locale: str) -> Unit:
    if unit.role == LINK:
        return unit
    text = LOCALES[locale](unit.source, protected_pairs(unit.hints))
    return Unit(unit.context, unit.source, text, State.REVIEWED, hints=unit.hints)
