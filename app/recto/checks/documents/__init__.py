"""Checks of whole articles: whether a localized article has the shape and the markup of its source.

A new check is a function in a module of this package and a line in ``CHECKS``. The first line of its
docstring is its title, the rest its help. Its findings say at which line of the localized article.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from recto.checks.documents import markup, structure, texts
from recto.checks.documents.differences import differences
from recto.checks.documents.pairing import Both, paired
from recto.model import Document, Finding

Check = Callable[[Both], Iterator[Finding]]
"""Both articles -> findings. Never raises."""

CHECKS: dict[str, Check] = {
    "blocks": structure.blocks,
    "headings": structure.headings,
    "lists": structure.lists,
    "tables": structure.tables,
    "quotes": structure.quotes,
    "order": structure.order,
    "images": markup.images,
    "links": markup.links,
    "footnotes": markup.footnotes,
    "code": markup.code,
    "placeholders": markup.placeholders,
    "markup": markup.markup,
    "front_matter": markup.front_matter,
    "kept_text": markup.kept_text,
    "entities": texts.entities,
    "empty_blocks": texts.empty,
    "doubled_blocks": texts.doubled,
    "leftovers": texts.leftovers,
    "unclosed": texts.unclosed,
}
"""Name of a check -> the check, in the order in which findings are shown."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What was done on purpose, so that nobody calls it damage."""

    left_out: frozenset[int] = frozenset()
    """Blocks of the source, counted from 0, all of whose units are ``<0/>``."""
    targets: Mapping[str, str] = field(default_factory=dict)
    """Addresses of the source -> what stands for them in the localized article."""


NOTHING = Allowed()


def findings(
    source: Document, localized: Document, locales: tuple[str, str], allowed: Allowed = NOTHING
) -> list[Finding]:
    """Return what is wrong with a localized article beside its source, both cut by the same format.

    ``locales`` are those of the two. Takes linear time.
    """
    targets = {after: before for before, after in allowed.targets.items() if before != after}
    both = paired(source, localized, locales, targets, allowed.left_out)
    both = replace(both, differences=differences(both))
    return [one for check in CHECKS.values() for one in check(both)]


def title(check: str) -> str:
    """Return the title of a check."""
    return (inspect.getdoc(CHECKS[check]) or check).split("\n", 1)[0]
