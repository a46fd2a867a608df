"""What a merge says it did."""

from __future__ import annotations

from typing import NamedTuple

from recto.model import Catalog

COSMETIC, WORDING, FACT = "cosmetic", "wording", "fact"
"""What an edit changed (``triage``)."""


class Counts(NamedTuple):
    """What a merge did, in units; ``fact``: those edited, joined and split where a fact changed."""

    kept: int = 0
    new: int = 0
    edited: int = 0
    cosmetic: int = 0
    revived: int = 0
    obsolete: int = 0
    joined: int = 0
    split: int = 0
    fact: int = 0


class SourceEdit(NamedTuple):
    """An edited unit: what triage calls the edit, the source its target was made for, its source now."""

    kind: str
    before: str
    after: str


class Merged(NamedTuple):
    catalog: Catalog
    counts: Counts
    cosmetic: tuple[tuple[str, str], ...] = ()
    """Old and new source of the units whose edit was only a matter of glyphs or blanks."""
    edits: tuple[SourceEdit, ...] = ()
    """The edits that a person has to look at, in reading order."""
