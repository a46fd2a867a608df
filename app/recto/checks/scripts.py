"""The check ``scripts``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.checks.stated import texts
from recto.messages import message
from recto.model import Finding, Unit

NAME = "scripts"
MOST = 3
"""Words that are named."""
_LATIN = "aceopxyiABCEHKMOPTXISJZY"
_CYRILLIC = "асеорхуіАВСЕНКМОРТХІЅЈΖУ"
_WORD = re.compile(r"[^\W\d_]+")
_OTHER = re.compile(r"[\u0370-\u052f]")
_MIXED = re.compile(r"[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]")
_TO_CYRILLIC = {
    one: other for one, other in zip(_LATIN, _CYRILLIC, strict=True) if "\u0400" <= other <= "\u052f"
}
_TO_LATIN = {other: one for one, other in _TO_CYRILLIC.items()}


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """A word is written in one script.

    A Latin ``a`` in a Russian word looks right, and no search finds the word. Words of which only
    letters that look alike are of the other script are reported, with the word as it should be.
    """
    if unit.target.isascii() or not _OTHER.search(unit.target) or not _MIXED.search(unit.target):
        return
    source, target = texts(unit)
    found = []
    for match in _WORD.finditer(target):
        meant = _meant(match[0]) if _MIXED.search(match[0]) else ""
        if meant and match[0] not in source:
            found.append((match, meant))
    if found:
        fix = unit.target
        for match, meant in reversed(found):
            fix = fix[: match.start()] + meant + fix[match.end() :]
        words = ", ".join(f"“{match[0]}”" for match, _ in found[:MOST])
        told = message("Letters of two scripts stand in %(words)s.", words=words)
        yield Finding(NAME, told, "warning", found[0][0].span(), fix)


def _meant(word: str) -> str:
    """Return a word in the script of most of its letters, if the others only look like those."""
    latin = [char for char in word if char.isascii()]
    cyrillic = [char for char in word if "\u0400" <= char <= "\u052f"]
    if len(latin) + len(cyrillic) != len(word):
        return ""
    table, odd = (_TO_CYRILLIC, latin) if len(cyrillic) >= len(latin) else (_TO_LATIN, cyrillic)
    swapped = set(odd)
    if not swapped <= table.keys():
        return ""
    return "".join(table[char] if char in swapped else char for char in word)
