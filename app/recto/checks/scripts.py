"""The check ``scripts``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.checks.stated import texts
from recto.model import Finding, Unit

NAME = "scripts"
_LATIN = "aceopxyiABCEHKMOPTXISJZY"
_CYRILLIC = "асеорхуіАВСЕНКМОРТХІЅЈΖУ"
_WORD = re.compile(r"[^\W\d_]+")
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
    if unit.target.isascii() or not unit.target:
        return
    source, target = texts(unit)
    if not _MIXED.search(target):
        return
    for found in _WORD.finditer(target):
        word = found[0]
        meant = _meant(word) if _MIXED.search(word) else ""
        if meant and word not in source:
            start, end = found.span()
            fix = unit.target[:start] + meant + unit.target[end:]
            yield Finding(NAME, f"Letters of two scripts stand in “{word}”.", "warning", (start, end), fix)
            return


def _meant(word: str) -> str:
    """Return a word in the script of most of its letters, if the others only look like those."""
    latin = [char for char in word if char.isascii()]
    cyrillic = [char for char in word if "\u0400" <= char <= "\u052f"]
    if len(latin) + len(cyrillic) != len(word):
        return ""
    table, odd = (_TO_CYRILLIC, latin) if len(cyrillic) >= len(latin) else (_TO_LATIN, cyrillic)
    if any(char not in table for char in odd):
        return ""
    return "".join(table.get(char, char) if char in odd else char for char in word)
