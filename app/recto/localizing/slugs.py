"""Addresses that generators give to headings, by their text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from recto.inline import visible
from recto.model import Block, Code, Document, blocks, raw

_EXPLICIT = re.compile(r"\{[^{}]*?#([^\s{}]+)[^{}]*\}")
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"})
_WORD = _LETTERS | {"Mn", "Mc", "Me", "Nl", "Pc"}


def anchors(source: Document, localized: Document, rule: str) -> Mapping[str, str]:
    """Return the addresses of the source's headings -> those of the same headings in the localized text.

    Only those that differ. Nothing where the two have not the same number of headings.
    """
    here, there = list(slugs(source, rule)), list(slugs(localized, rule))
    if len(here) != len(there):
        return {}
    return {old: new for old, new in zip(here, there, strict=True) if old != new}


def slugs(document: Document, rule: str) -> Iterator[str]:
    """Yield the address of each heading of a Markdown article, in order; explicit ones are kept."""
    slug, free = SLUGS[rule]
    used: set[str] = set()
    for block in blocks(document.parts):
        if block.role == "heading" and block.level:
            found = _explicit(block) or free(slug(visible(block.pieces).strip()), used)
            used.add(found)
            yield found


def _explicit(block: Block) -> str:
    codes = [
        raw((piece,)) for piece in block.pieces if isinstance(piece, Code) and piece.hint == "heading id"
    ]
    match = _EXPLICIT.fullmatch(codes[-1].strip()) if codes else None
    return match[1] if match else ""


def github(text: str) -> str:
    """Return what GitHub, Docusaurus and most others make of a heading.

    >>> github("What's new, 2026?")
    'whats-new-2026'
    """
    kept = (char for char in text.lower() if char in "- " or unicodedata.category(char) in _WORD)
    return "".join(kept).replace(" ", "-")


def hugo(text: str) -> str:
    """Return what Hugo makes of a heading: as GitHub, without combining marks."""
    kept = (char for char in text if char in "-_ " or unicodedata.category(char) in _LETTERS)
    return "".join(kept).replace(" ", "-").lower() or "heading"


def mkdocs(text: str) -> str:
    """Return what Python-Markdown makes of a heading: letters of other scripts are left out.

    >>> mkdocs("Über Tee"), mkdocs("Чай")
    ('uber-tee', '')
    """
    return _dashed(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii"))


def mkdocs_unicode(text: str) -> str:
    """Return what Python-Markdown's ``slugify_unicode`` makes of a heading."""
    return _dashed(unicodedata.normalize("NFKC", text))


def _dashed(text: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def _numbered(slug: str, used: set[str]) -> str:
    """Return the slug, or its second, third ... use: ``tea-1``, ``tea-2``."""
    number, found = 0, slug
    while found in used:
        number += 1
        found = f"{slug}-{number}"
    return found


def _underscored(slug: str, used: set[str]) -> str:
    """The same for Python-Markdown: ``tea_1``; a slug that is empty is ``_1``."""
    while slug in used or not slug:
        match = re.fullmatch(r"(.*)_([0-9]+)", slug, re.DOTALL)
        slug = f"{match[1]}_{int(match[2]) + 1}" if match else f"{slug}_1"
    return slug


SLUGS: dict[str, tuple[Callable[[str], str], Callable[[str, set[str]], str]]] = {
    "github": (github, _numbered),
    "hugo": (hugo, _numbered),
    "mkdocs": (mkdocs, _underscored),
    "mkdocs-unicode": (mkdocs_unicode, _underscored),
}
"""Name in the settings -> slug of a text, and what is made of one that is taken."""
