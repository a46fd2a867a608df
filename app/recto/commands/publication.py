"""What an article has to be to be published, and what is then written of it: one answer for all commands."""

from __future__ import annotations

from dataclasses import replace

from recto import formats
from recto.checks import documents
from recto.commands.cutting import sentence_ends
from recto.commands.reasons import Reason
from recto.compilation import Compiled, Marker, compile_article
from recto.inline import Cuts
from recto.locales import direction
from recto.marking import Tongue
from recto.model import Article, Catalog, Document, Finding, State
from recto.project import Project
from recto.table_settings import Publish

HTML = frozenset({".html", ".htm"})
MARKDOWN = frozenset({".md", ".markdown", ".mdx"})


def localize(
    project: Project,
    article: Article,
    document: Document,
    catalog: Catalog,
    state: State,
    marker: Marker | None = None,
    cuts: Cuts | None = None,
) -> Compiled:
    """Return the localized article; the desk's preview and ``recto compile`` are this.

    The preview has its segments marked, and no marks of languages. ``cuts`` are for those who ask for the
    document in several locales, one after the other.
    """

    def recut(text: str) -> Document:
        return formats.cut(replace(article, text=text), project.settings(article.path).options)

    tongue = None if marker else _tongue(project, article, catalog.locale)
    return compile_article(
        article,
        document,
        catalog,
        cuts or sentence_ends(project, article),
        state=state,
        recut=recut if formats.is_shaped(article.path) else None,
        marker=marker,
        foreign=(tongue, recut) if tongue else None,
    )


def _tongue(project: Project, article: Article, locale: str) -> Tongue | None:
    """Return how source text is marked, where the settings want that and the format has a way."""
    if project.config.publish_for(locale).incomplete != "mark":
        return None
    ending = formats.ending_of(article.path)
    if ending not in HTML | MARKDOWN:
        return None
    return Tongue(article.locale, direction(article.locale), ending in HTML)


def held_back(publish: Publish, compiled: Compiled) -> tuple[Reason, ...]:
    """Return why the last output of an article stays; nothing: it is published as it is."""
    missing = [role for role in publish.required if role in compiled.open_roles]
    reasons = [Reason("required", {"roles": ", ".join(missing)})] if missing else []
    percent = 100 * compiled.article.coverage
    if percent < publish.lowest_percent:
        values = {"percent": str(int(percent)), "minimum": str(publish.lowest_percent)}
        reasons.append(Reason("minimum", values))
    return tuple(reasons)


def findings_of_article(
    project: Project, article: Article, document: Document, compiled: Compiled
) -> list[Finding]:
    """Return what the checks of whole articles say about a compiled one.

    :raises FormatError: the compiled article cannot be cut.
    """
    options = project.settings(article.path).options
    localized = formats.cut(replace(article, text=compiled.unmarked), options)
    locales = article.locale, compiled.article.locale
    return documents.findings(document, localized, locales, documents.Allowed(compiled.left_out))
