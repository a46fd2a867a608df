"""Inline codes and the cut of a block into segments.

``cut`` divides a block into segments; ``mask`` turns a segment's core into the text of a unit
and ``unmask`` a target back into pieces; ``finish`` is the last step of every format's pieces.
"""

from recto.inline.codes import Group, Masked, mask, renumber, unmask
from recto.inline.cutting import Cuts, cut
from recto.inline.edges import strip_edges
from recto.inline.marks import check_codes, holds, protected_pairs
from recto.inline.pieces import LITERAL, finish, plain, split, visible
from recto.inline.protect import protect
from recto.inline.remembering import NOTHING, Known
from recto.inline.repairs import repair
from recto.inline.segments import Segment, segment
from recto.inline.terms import keep_terms
from recto.inline.typed import normalise
from recto.inline.words import count_words

__all__ = [
    "LITERAL",
    "NOTHING",
    "Cuts",
    "Group",
    "Known",
    "Masked",
    "Segment",
    "check_codes",
    "count_words",
    "cut",
    "finish",
    "holds",
    "keep_terms",
    "mask",
    "normalise",
    "plain",
    "protect",
    "protected_pairs",
    "renumber",
    "repair",
    "segment",
    "split",
    "strip_edges",
    "unmask",
    "visible",
]
