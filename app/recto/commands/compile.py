"""Articles and catalogs -> localized articles, and the catalogs' binary form."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial

import click

from recto import formats
from recto.commands import (
    globs_argument,
    json_option,
    locale_option,
    open_project,
    say,
    say_errors,
    say_json,
)
from recto.commands.batch import each
from recto.commands.cutting import cut, sentence_ends
from recto.commands.sites import Answer, ProjectSite, copy_assets
from recto.compilation import Compiled, Marker, Refusal, compile_article
from recto.errors import CompileError, RectoError
from recto.exchange import mo, po
from recto.model import Article, Catalog, Document, State
from recto.project import Project


@dataclass(frozen=True)
class Output:
    """One localized article. ``coverage`` is the percent of words whose target was used."""

    article: str
    locale: str
    file: str
    coverage: float
    is_changed: bool
    is_held_back: bool
    """Below the minimum of the settings: what was there before stays."""
    assets: tuple[str, ...] = ()
    """Files of the sources folder, no articles, that it refers to."""


@dataclass(frozen=True)
class Report:
    outputs: tuple[Output, ...]
    errors: tuple[RectoError, ...]


def compile_articles(
    project: Project,
    globs: Sequence[str] = (),
    wanted: Sequence[str] = (),
    *,
    state: State | None = None,
    check: bool = False,
) -> Report:
    """Compile the chosen articles; files are written atomically and only if they change.

    ``state`` is the lowest whose targets are used, in place of the settings'. With ``check`` nothing
    is written and ``is_changed`` says what would be. A target that cannot be used is an error; its
    source stands in its place.
    """
    jobs = [(path, tuple(project.target_locales(path, wanted))) for path in project.articles(globs)]
    work = partial(compile_path, project, state, check, site=_site(project, state))
    results = list(each(work, jobs, "compile", lambda job: job[0]))
    errors = [] if globs else list(project.article_findings())
    outputs = [output for outputs, _ in results for output in outputs]
    copy_assets(project, ((path, one.locale) for one in outputs for path in one.assets), check=check)
    return Report(tuple(outputs), (*errors, *(error for _, refused in results for error in refused)))


def compile_path(
    project: Project,
    state: State | None,
    check: bool,
    job: tuple[str, tuple[str, ...]],
    site: ProjectSite | None = None,
) -> tuple[list[Output], list[RectoError]]:
    """Compile one article into its locales; whatever goes wrong is in the result.

    ``site`` remembers its answers, for those who compile several.
    """
    path, locales = job
    site = site or _site(project, state)
    outputs: list[Output] = []
    errors: list[RectoError] = []
    try:
        article = project.read_article(path)
        document = cut(project, article)
    except RectoError as error:
        return outputs, [error]
    try:
        if project.config.localize and project.config.site.source:
            outputs.append(_source_version(project, article, site, check=check))
    except RectoError as error:
        errors.append(error)
    for locale in locales:
        try:
            output, refused = _one(project, article, document, locale, state, site=site, check=check)
        except RectoError as error:
            errors.append(error)
            continue
        outputs.append(output)
        errors += refused
    return outputs, errors


def _one(
    project: Project,
    article: Article,
    document: Document,
    locale: str,
    state: State | None,
    *,
    site: ProjectSite,
    check: bool,
) -> tuple[Output, list[RectoError]]:
    """Compile one article into one locale; return what came of it and the targets that were refused."""
    path = article.path
    publish = project.config.publish_for(locale)
    with nullcontext() if check else project.lock(path, locale):
        where = project.name(project.catalog_file(path, locale))
        content = project.read_catalog(path, locale)
        catalog = Catalog(locale) if content is None else po.load(content, where, locale)
        compiled = localize(project, article, document, catalog, state or publish.state)
        percent = 100 * compiled.article.coverage
        is_held_back = percent < publish.minimum
        files = {} if content is None else {project.mo_file(path, locale): mo.compile_mo(catalog)}
        if not is_held_back:
            text = site.localized(article, compiled.article, catalog, state or publish.state)
            files[project.output_file(path, locale)] = project.packed(path, text)
        if check:
            is_changed = any(not project.holds(file, new) for file, new in files.items())
        else:
            is_changed = sum(project.write(file, new, is_derived=True) for file, new in files.items()) > 0
    file = project.name(project.output_file(path, locale))
    output = Output(path, locale, file, round(percent, 1), is_changed, is_held_back, site.taken())
    return output, [_refused(refusal, where) for refusal in compiled.refusals]


def _source_version(project: Project, article: Article, site: ProjectSite, *, check: bool) -> Output:
    """Write an article as the site has it in its own locale."""
    file = project.output_file(article.path, article.locale)
    with nullcontext() if check else project.lock(article.path, article.locale):
        content = project.packed(article.path, site.source_version(article))
        is_changed = (
            not project.holds(file, content) if check else project.write(file, content, is_derived=True)
        )
    return Output(article.path, article.locale, project.name(file), 100.0, is_changed, False, site.taken())


def _site(project: Project, state: State | None) -> ProjectSite:
    def compiled(path: str, locale: str) -> Answer:
        article = project.read_article(path)
        content = project.read_catalog(path, locale)
        where = project.name(project.catalog_file(path, locale))
        catalog = Catalog(locale) if content is None else po.load(content, where, locale)
        lowest = state or project.config.publish_for(locale).state
        return article, localize(project, article, cut(project, article), catalog, lowest).article, catalog

    return ProjectSite(project, state, compiled)


def _refused(refusal: Refusal, where: str) -> RectoError:
    unit = refusal.unit
    problem = f"the target of unit {unit.id} ({excerpt(unit.source)}) is not used: {refusal.error.problem}"
    return CompileError(problem, where, refusal.error.hint)


def excerpt(text: str, length: int = 40) -> str:
    """Return the beginning of a text, quoted, for a message."""
    return repr(text if len(text) <= length else text[: length - 1] + "\u2026")


def localize(
    project: Project,
    article: Article,
    document: Document,
    catalog: Catalog,
    state: State,
    marker: Marker | None = None,
) -> Compiled:
    """Return the localized article; the desk's preview and ``recto compile`` are this.

    The preview has its segments marked.
    """
    options = project.settings(article.path).options
    is_shaped = formats.is_shaped(article.path)
    return compile_article(
        article,
        document,
        catalog,
        sentence_ends(project, article),
        state=state,
        recut=(lambda text: formats.cut(replace(article, text=text), options)) if is_shaped else None,
        marker=marker,
    )


@click.command()
@globs_argument
@locale_option
@click.option(
    "--state",
    type=click.Choice(["draft", "reviewed", "final"]),
    help="Lowest state whose targets are used, in place of the setting.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@json_option
def command(
    globs: tuple[str, ...], wanted: tuple[str, ...], state: str | None, check: bool, as_json: bool
) -> int:
    """Write localized articles and .mo files.

    Where a unit is not yet at the state to publish, its source stands. Files that would be the same
    are not touched.

    \b
    Example:
      recto compile --locale de --state draft
    """
    report = compile_articles(
        open_project(), globs, wanted, state=State(state) if state else None, check=check
    )
    changed = sum(output.is_changed for output in report.outputs)
    if as_json:
        say_json(report)
    else:
        for output in report.outputs:
            if output.is_changed:
                say(f"{output.file}  {output.coverage:.0f} %")
            if output.is_held_back:
                say(f"{output.file}  {output.coverage:.0f} % is below the minimum; what was there stays.")
        verb = "would change" if check else "written"
        say(f"{changed} {verb}, {len(report.outputs) - changed} unchanged.")
    return max(say_errors(report.errors), int(check and changed > 0))
