"""A translation that was published elsewhere, beside its source: which of its sentences stand for which.

``align`` compares two articles, cut by the same formats; ``fill`` puts what it proposes into the units
of a catalog.
"""

from __future__ import annotations

from typing import NamedTuple

from recto.aligning.filling import Filled, Outcome, fill
from recto.aligning.matching import agreement, match, shared
from recto.aligning.proposals import Left, Proposal, left, propose
from recto.aligning.sides import Rows, paragraphs
from recto.model import Document

__all__ = ["Alignment", "Filled", "Left", "Outcome", "Proposal", "Side", "align", "fill"]


class Side(NamedTuple):
    """A cut article: its document, the segments of it in reading order, and its locale."""

    document: Document
    rows: Rows
    locale: str


class Alignment(NamedTuple):
    """``proposals`` never cross; each sentence of either side is in one of them or left."""

    proposals: tuple[Proposal, ...]
    sources: tuple[Left, ...]
    """What the translation has nothing for."""
    targets: tuple[Left, ...]
    """What stands only in the translation."""
    agreement: float
    """Share of both texts that stand beside something of a fitting length and kind, 0.0 to 1.0."""
    pairs: int
    """How many sentences, or several as one, stand beside some."""
    shared: int
    """How many numbers, names and addresses stand on both sides of them."""


def align(source: Side, target: Side) -> Alignment:
    """Align a published translation with its source.

    Compared is what readers see, not how it is spelled: paragraphs by their place, role and length,
    and by what a translation keeps (numbers, names, addresses, code); then their sentences.
    """
    mine, theirs = paragraphs(source.document, source.rows), paragraphs(target.document, target.rows)
    found = match(mine, theirs)
    return Alignment(
        tuple(propose(found, source.locale, target.locale)),
        left(found.sources),
        left(found.targets),
        agreement(found),
        len(found.pairs),
        shared(found),
    )
