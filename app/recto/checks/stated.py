"""What a unit's two texts state, read once for all checks of facts."""

from __future__ import annotations

import re
from functools import lru_cache

from recto.checks.reading import CODE, covered
from recto.comparing.lines import JOINER
from recto.inline import protect, protected_pairs
from recto.model import Unit

Texts = tuple[str, str]
"""Source and target as they are read: codes, code and addresses are blanked, places are what they were."""

_ADDRESSED = re.compile(r"://|@|www\.")


def texts(unit: Unit) -> Texts:
    """Return the two texts of a unit."""
    protected = frozenset(protected_pairs(unit.hints)) if unit.hints else frozenset()
    return blanked(unit.source, protected), blanked(unit.target, protected)


@lru_cache(maxsize=2048)
def blanked(text: str, protected: frozenset[int] = frozenset()) -> str:
    """Return a text without what is not said in words: codes, protected content, addresses."""
    out = covered(text, protected) if protected else text
    if "<" in out:
        out = CODE.sub(lambda code: JOINER * len(code[0]), out)
    if _ADDRESSED.search(out):
        for start, end in protect(out):
            out = f"{out[:start]}{' ' * (end - start)}{out[end:]}"
    return out
