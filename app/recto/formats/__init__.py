"""Formats: an article's text <-> a document of kept text and blocks.

A format is one function ``cut(text, options) -> Document``; every block brings the function that
spells a translated block. A format whose files are no text adds ``unpack`` and ``pack``. Recto's own
stand in ``FORMATS`` and ``PACKAGES``; for other endings the installed plug-ins are asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from recto.errors import FormatError
from recto.formats import html, markdown, plain
from recto.formats.kept import keep
from recto.model import Article, Document, Options
from recto.plugins import later

Cut = Callable[[str, Options], Document]


class Package(NamedTuple):
    """How a file that is no text becomes one, and back."""

    unpack: Callable[[bytes], str]
    """The file's bytes -> the text that ``cut`` takes.

    :raises FormatError: the bytes are no such file.
    """
    pack: Callable[[str, bytes], bytes]
    """A localized text, and the source file's bytes -> the localized file's bytes.

    The unpacked text itself gives the source's bytes.
    """


FORMATS: dict[str, Cut] = {
    ".md": markdown.cut,
    ".markdown": markdown.cut,
    ".mdx": markdown.cut_mdx,
    ".html": html.cut,
    ".htm": html.cut,
    ".txt": plain.cut,
    ".docx": later("recto.formats.docx", "cut"),
}
"""File name ending -> cut."""

PACKAGES: dict[str, Package] = {
    ".docx": Package(
        later("recto.formats.docx_package", "unpack"), later("recto.formats.docx_package", "pack")
    ),
}
"""File name ending -> unpack and pack, for files that are no text."""

SHAPED = frozenset({".md", ".markdown", ".mdx"})
"""Formats in which a line of text may read as another kind of block: results are cut again to compare."""

_MARK = "\ufeff"
_installed: Callable[[str], tuple[Cut, Package | None] | None] = later("recto.formats.installed", "installed")
"""Looks for plug-ins; the library that lists them is slow to import."""
_maker: Callable[[str], str] = later("recto.formats.installed", "maker")


def cut(article: Article, options: Options) -> Document:
    """Cut an article by the format that its name tells. ``join`` of the result is its text.

    :raises FormatError: there is no such format, or the article cannot be cut.
    """
    try:
        read = _cut_of(ending_of(article.path))
        if article.text.startswith(_MARK):
            document = read(article.text[1:], options)
            document = Document((_MARK, *document.parts), document.remarks)
        else:
            document = read(article.text, options)
    except FormatError as error:
        where = f"{article.path}:{error.where}" if error.where else article.path
        raise FormatError(error.problem, where=where, hint=error.hint) from error
    return keep(document, options) if options.ignore or options.protect else document


def package(path: str) -> Package | None:
    """Return how a file is unpacked and packed, or nothing if it is text.

    :raises FormatError: a plug-in for it cannot be used.
    """
    ending = ending_of(path)
    if ending in FORMATS:
        return PACKAGES.get(ending)
    found = _installed(ending)
    return found[1] if found else None


def is_shaped(path: str) -> bool:
    """Tell whether a result has to be cut again and compared; so it is with every plug-in."""
    ending = ending_of(path)
    return ending in SHAPED or ending not in FORMATS


def maker(path: str) -> str:
    """Return which plug-in, of which version, reads a file; empty where Recto does itself."""
    ending = ending_of(path)
    return "" if ending in FORMATS else _maker(ending)


def ending_of(path: str) -> str:
    """Return the ending of a file's name in lower case, with its dot; empty if the name has none.

    >>> ending_of("news.d/Tea.MD"), ending_of("news.d/README")
    ('.md', '')
    """
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return dot + ending.lower() if dot else ""


def _cut_of(ending: str) -> Cut:
    own = FORMATS.get(ending)
    if own:
        return own
    if found := _installed(ending):
        return found[0]
    raise FormatError(
        f"no format reads {f'{ending!r} files' if ending else 'files without an ending'}.",
        hint=f"Name it {', '.join(sorted(FORMATS))}, install a plug-in, or exclude it in recto.toml.",
    )
