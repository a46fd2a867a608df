"""The check ``doubled``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import eq

from recto.checks.stated import texts
from recto.facts.text import runs_in_order
from recto.locales import language
from recto.messages import message
from recto.model import Finding, Unit

NAME = "doubled"
_TWICE = re.compile(r"(?<![\w'’-])([^\W\d_]{2,})(?: +\1)+(?![\w'’-])")
MEANT = {
    "de": "die der das den dem sie",
    "en": "that had is",
    "es": "",
    "fr": "nous vous",
    "it": "piano via man mano pian",
    "nl": "die dat zij ze",
    "pt": "",
    "sv": "det de",
    "pl": "",
    "cs": "",
    "ru": "едва чуть",
    "uk": "ледве",
}
"""Words that a sentence may have twice in a row."""
REPEATING = frozenset(
    "af az bn ckb fa fil hi hy id jv ka kk kn ky ml mr ms ne pa ps si su sw ta te th tl tr ur uz vi".split()
)
"""Languages that say words twice on purpose."""


def check(unit: Unit, _source_locale: str, target_locale: str) -> Iterator[Finding]:
    """No word stands twice in a row.

    Unless the source repeats a word as well, or the language does so on purpose.
    """
    if not unit.target or language(target_locale) in REPEATING:
        return
    said = runs_in_order(unit.target)
    if not any(map(eq, said, said[1:])) and "<" not in unit.target:
        return
    source, target = texts(unit)
    meant = MEANT.get(language(target_locale), "").split()
    found = [
        match
        for match in _TWICE.finditer(target)
        if match[1].casefold() not in meant and not match[1][0].isupper()
    ]
    if not found or _TWICE.search(source):
        return
    fix = unit.target
    for match in reversed(found):
        fix = fix[: match.end(1)] + fix[match.end() :]
    yield Finding(
        NAME, message("“%(word)s” stands twice in a row.", word=found[0][1]), "warning", found[0].span(), fix
    )
