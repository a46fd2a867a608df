"""What a project may choose about its segments."""

from __future__ import annotations

from typing import NamedTuple


class Policy(NamedTuple):
    """How texts are cut; part of what a cache of segments depends on."""

    units: str = "sentence"
    """``sentence``, or ``block``: no text is cut."""
    quotes: str = "split"
    """``split``: each sentence of a quotation is a segment; ``keep``: a quotation is not cut."""
    abbreviations: tuple[str, ...] = ()
    """Words with a full stop behind which no sentence ends, in any language."""
    srx: str = ""
    """The text of an SRX file; empty: none."""


DEFAULT = Policy()
SRX_MAX_TEXT = 200_000
"""Characters of a block; a longer one is no prose, and SRX rules do not cut it."""
