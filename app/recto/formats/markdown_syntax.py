"""What of Markdown an article uses: plain Markdown or MDX, and which values inside codes are units."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from recto.formats.html_reading import Reading, reading
from recto.model import Options


class Syntax(NamedTuple):
    """How the inline pass is to read an article; the default reads Markdown by the default settings."""

    is_mdx: bool = False
    """``{`` begins an expression and ``<`` an element of JSX; there are no autolinks, no attribute lists."""
    attributes: frozenset[str] = frozenset(Options().attributes)
    """Attributes of raw tags and of JSX whose values are units."""
    links: bool = False
    """Whether the address of each inline link is a block of role ``link``."""
    kept_classes: frozenset[str] = frozenset(Options().kept_classes)
    """Classes of raw elements that are not translated."""


USUAL_SYNTAX = Syntax()


@lru_cache(maxsize=32)
def tag_reading(syntax: Syntax) -> Reading:
    """Return how raw tags in an article are read."""
    return reading(
        Options(
            attributes=tuple(sorted(syntax.attributes)),
            kept_classes=tuple(sorted(syntax.kept_classes)),
            links=syntax.links,
        )
    )
