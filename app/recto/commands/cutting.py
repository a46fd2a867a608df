"""How the commands cut an article: its format's options and its segmentation, from the settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial

from recto import formats
from recto.cutting_settings import ArticleSettings
from recto.errors import ConfigError, FormatError, RectoError
from recto.extraction import SentenceEnds, extract
from recto.model import Article, Catalog, Document, Text, blocks
from recto.project import Project
from recto.segmentation import SRX_MAX_TEXT, Policy, boundaries, srx_remarks


def cut(project: Project, article: Article) -> Document:
    """Cut an article; what is wrong with it is said with its path in the project."""
    options = project.settings(article.path).options
    try:
        return formats.cut(article, options)
    except RectoError as error:
        raise type(error)(error.problem, f"{project.config.sources}/{error.where}", error.hint) from error


def sentence_ends(project: Project, article: Article) -> SentenceEnds:
    """Return the function from a block's text to where the sentences inside it end.

    :raises ConfigError: the article's file of SRX rules cannot be used. The function raises it, too,
        and FormatError where its rules take too long on a text.
    """
    settings = project.settings(article.path)
    plain = partial(_ends, article.locale, settings.policy)
    if not settings.policy.srx:
        return plain
    return partial(_told, plain, settings.srx, f"{project.config.sources}/{article.path}")


@lru_cache(maxsize=4096)
def _ends(locale: str, policy: Policy, text: str) -> tuple[int, ...]:
    return tuple([boundary.offset for boundary in boundaries(text, locale, policy)])


def _told(ends: SentenceEnds, rules: str, article: str, text: str) -> Sequence[int]:
    with named(rules, article):
        return ends(text)


@contextmanager
def named(rules: str, article: str) -> Iterator[None]:
    """Say what is wrong with a file of rules, or with an article under them, with their names.

    Segmentation itself knows nothing of files.
    """
    try:
        yield
    except ConfigError as error:
        raise ConfigError(error.problem, f"{rules}:{error.where}", error.hint) from error
    except FormatError as error:
        raise FormatError(error.problem, article, error.hint) from error


def fresh_catalog(project: Project, path: str, locale: str) -> Catalog:
    """Return the catalog that extracting would make of an article that has none."""
    article = project.read_article(path)
    return Catalog(locale, extract(cut(project, article), sentence_ends(project, article)))


def remarks(project: Project, article: Article, document: Document) -> list[RectoError]:
    """Return what the author of an article should look at."""
    told = list(document.remarks)
    if project.config.article(article.path).srx:
        told += [
            (block.line, f"a block has more than {SRX_MAX_TEXT:,} characters; SRX rules do not cut it.")
            for block in blocks(document.parts)
            if sum(len(piece.text) for piece in block.pieces if isinstance(piece, Text)) > SRX_MAX_TEXT
        ]
    return [RectoError(text, f"{project.config.sources}/{article.path}:{line}") for line, text in told]


def rule_remarks(settings: ArticleSettings, locale: str) -> list[RectoError]:
    """Return what the file of SRX rules asks for and does not get.

    :raises ConfigError: it is no SRX file.
    """
    if not settings.srx:
        return []
    with named(settings.srx, ""):
        told = srx_remarks(settings.policy.srx, locale)
    return [RectoError(text, f"{settings.srx}:{line}") for line, text in told]
