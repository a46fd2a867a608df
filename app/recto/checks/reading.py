"""Reading a unit's text: its codes, what stands between them, what is protected."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

CODE = re.compile(r"<(/?)(\d+)(/?)>")

PROTECTED = frozenset({"address", "code", "handle", "kept", "url"})
"""First words of the hints of pairs whose content is kept."""

HINT = re.compile(r"<(\d+)> (\w+)")

KEPT = "\ufffc"
"""Stands for protected content, as in Unicode for an object without text."""


def protected_pairs(hints: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the protected pairs, by a unit's hints.

    >>> sorted(protected_pairs(("<1> code", "<2> link https://example.org", "<3/> image a.png")))
    [1]
    """
    found = (HINT.match(hint) for hint in hints)
    return frozenset(int(match[1]) for match in found if match and match[2] in PROTECTED)


def content(text: str, number: int) -> str | None:
    """Return what stands between the codes of a pair; None if the pair is not there."""
    _, opening, rest = text.partition(f"<{number}>")
    inside, closing, _ = rest.partition(f"</{number}>")
    return inside if opening and closing else None


def bare(text: str, protected: Collection[int] = ()) -> str:
    """Return text without codes; ``KEPT`` stands for each protected pair with its content.

    >>> bare("Use <1>po4a</1> <2>now</2>.", {1})
    'Use ￼ now.'
    """
    for number in protected:
        text = re.sub(rf"<{number}>.*?</{number}>", KEPT, text, flags=re.DOTALL)
    return CODE.sub("", text)
