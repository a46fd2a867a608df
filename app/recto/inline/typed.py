"""What people and other tools type or paste as a target, made what a unit can hold."""

from __future__ import annotations

import re

BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
ISOLATED = re.compile("\u2066(</?[0-9]+/?>)\u2069")


def normalise(target: str) -> str:
    """Return a target as a unit can hold it: one line, no control characters, bare edges.

    >>> normalise(" two\\nlines ")
    'two lines'
    """
    return BREAKS.sub(" ", CONTROLS.sub("", ISOLATED.sub(r"\1", target))).strip()
