"""Formats: an article's text <-> a document of kept text and blocks.

A format is one function ``cut(text, options) -> Document``; every block brings the function that
spells a translated block. ``FORMATS`` is the whole list.
"""

from __future__ import annotations

from collections.abc import Callable

from recto.errors import FormatError
from recto.formats import html, markdown, plain
from recto.model import Article, Document, Options

Cut = Callable[[str, Options], Document]

FORMATS: dict[str, Cut] = {
    ".md": markdown.cut,
    ".markdown": markdown.cut,
    ".html": html.cut,
    ".htm": html.cut,
    ".txt": plain.cut,
}
"""File name ending -> cut."""

SHAPED = frozenset({".md", ".markdown"})
"""Formats in which a line of text may read as another kind of block: results are cut again to compare."""

_MARK = "\ufeff"


def cut(article: Article, options: Options) -> Document:
    """Cut an article by the format that its name tells. ``join`` of the result is its text.

    :raises FormatError: there is no such format, or the article cannot be cut.
    """
    ending = ending_of(article.path)
    if ending not in FORMATS:
        raise FormatError(
            f"no format reads {ending!r} files.",
            where=article.path,
            hint=f"Name it {', '.join(sorted(FORMATS))}, or exclude it in recto.toml.",
        )
    try:
        if article.text.startswith(_MARK):
            document = FORMATS[ending](article.text[1:], options)
            return Document((_MARK, *document.parts), document.remarks)
        return FORMATS[ending](article.text, options)
    except FormatError as error:
        where = f"{article.path}:{error.where}" if error.where else article.path
        raise FormatError(error.problem, where=where, hint=error.hint) from error


def ending_of(path: str) -> str:
    """Return the ending of a file's name in lower case, with its dot."""
    return "." + path.rpartition(".")[2].lower()
