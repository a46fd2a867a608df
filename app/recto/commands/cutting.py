"""How the commands cut an article: its format's options and its segmentation, from the settings."""

from __future__ import annotations

from functools import lru_cache, partial

from recto import formats
from recto.errors import RectoError
from recto.extraction import SentenceEnds
from recto.model import Article, Document
from recto.project import Project
from recto.segmentation import Policy, boundaries


def cut(project: Project, article: Article) -> Document:
    """Cut an article; what is wrong with it is said with its path in the project."""
    try:
        return formats.cut(article, project.settings(article.path).options)
    except RectoError as error:
        raise type(error)(error.problem, f"{project.config.sources}/{error.where}", error.hint) from error


def sentence_ends(project: Project, article: Article) -> SentenceEnds:
    """Return the function from a block's text to where the sentences inside it end."""
    return partial(_ends, locale=article.locale, policy=project.settings(article.path).policy)


@lru_cache(maxsize=4096)
def _ends(text: str, locale: str, policy: Policy) -> tuple[int, ...]:
    return tuple(boundary.offset for boundary in boundaries(text, locale, policy))


def remarks(project: Project, article: Article, document: Document) -> list[RectoError]:
    """Return what the author of an article should look at."""
    return [
        RectoError(text, f"{project.config.sources}/{article.path}:{line}") for line, text in document.remarks
    ]
