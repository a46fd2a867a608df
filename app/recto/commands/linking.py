"""Links inside a project: which of them lead nowhere in the articles as they would be compiled.

What a link leads to is judged where that can be known from the sources: another article, or a place in
one. Addresses of other sites, of files beside the articles and of pages that a site generator makes are
left alone.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from recto.formats import ending_of
from recto.model import LINK, Block, Code, Document, Text, blocks

MARK = "link "
"""What the hint of a code begins with that is a link."""
GIVEN = re.compile(
    r"""<[^<>]*?\s(?:id|name)\s*=\s*(?:"([^"<>]+)"|'([^'<>]+)'|([^\s"'<>]+))|\{[^{}\n]*#([^\s{}]+)[^{}\n]*\}"""
)
"""An address inside an article that somebody wrote: an attribute of HTML, or ``{#here}`` of Markdown."""
NO_PLACES = frozenset({"", "top"})


class Link(NamedTuple):
    """An address as it stands in an article, and the line of its block."""

    address: str
    line: int


class Page(NamedTuple):
    """What a compiled article asks of others, and what others may ask of it."""

    links: tuple[Link, ...]
    anchors: frozenset[str]
    is_published: bool = True


def page(document: Document, text: str, *, is_published: bool = True) -> Page:
    """Return what a cut article says about links; ``text`` is what was cut."""
    every = list(_every(document))
    return Page(tuple(_links(every)), _anchors(every, text), is_published)


def target(address: str, path: str) -> tuple[str, str] | None:
    """Return the path and the anchor that a link of an article leads to; None: not inside the sources folder.

    >>> target("../b.md#c%20d", "x/a.md"), target("#here", "a.md"), target("https://e.org/b.md", "a.md")
    (('b.md', 'c d'), ('a.md', 'here'), None)
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    anchor = unquote(parts.fragment)
    if not parts.path:
        return (path, anchor) if not parts.query else None
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    return None if found.startswith("..") else (unicodedata.normalize("NFC", found), anchor)


def is_missing(path: str, articles: frozenset[str], stems: frozenset[str]) -> bool:
    """Tell whether a path names an article that is not there, and nothing that could become of one."""
    endings = {ending_of(article) for article in articles}
    return path not in articles and ending_of(path) in endings and posixpath.splitext(path)[0] not in stems


def stems(articles: Sequence[str]) -> frozenset[str]:
    """Return the paths of articles without their endings: ``tea.html`` may be made of ``tea.md``."""
    return frozenset(posixpath.splitext(article)[0] for article in articles)


def has_anchor(one: Page, anchor: str) -> bool:
    return anchor.casefold() in NO_PLACES or anchor.casefold() in one.anchors


def _every(document: Document) -> Iterator[Block]:
    """Yield the blocks, and those inside their codes, in order."""
    for block in blocks(document.parts):
        yield block
        for piece in block.pieces:
            if isinstance(piece, Code):
                yield from (part for part in piece.parts if isinstance(part, Block))


def _links(every: Sequence[Block]) -> Iterator[Link]:
    line = 0
    for block in every:
        line = block.line or line
        if block.role == LINK:
            yield Link("".join(piece.text for piece in block.pieces if isinstance(piece, Text)), line)
        for piece in block.pieces:
            if isinstance(piece, Code) and piece.hint.startswith(MARK):
                yield Link(piece.hint.removeprefix(MARK), line)


def _anchors(every: Sequence[Block], text: str) -> frozenset[str]:
    """Return the places of an article that a link may name, in folded case."""
    found = {next(filter(None, match.groups())).casefold() for match in GIVEN.finditer(text)}
    counts: Counter[str] = Counter()
    for block in every:
        if block.level and block.role in ("heading", "title"):
            said = "".join(piece.text for piece in block.pieces if isinstance(piece, Text))
            for slug in {_github(said), _python_markdown(said)} - {""}:
                counts[slug] += 1
                number = counts[slug] - 1
                found |= {slug, f"{slug}-{number}", f"{slug}_{number}"} if number else {slug}
    return frozenset(found)


def _github(text: str) -> str:
    """Return the address of a heading as GitHub, Hugo and Docusaurus make it."""
    kept = (char for char in text.strip().casefold() if char.isalnum() or char in " -_" or _is_mark(char))
    return "".join(kept).replace(" ", "-")


def _python_markdown(text: str) -> str:
    """Return the address of a heading as MkDocs makes it by itself: of ASCII alone."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")
