"""The check ``untranslated``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from recto.checks.reading import bare
from recto.facts import table_for
from recto.inline import protected_pairs
from recto.locales import language, script
from recto.model import Finding, Unit

NAME = "untranslated"

TECHNICAL = re.compile(r"://|www\.|[@_/\\=<>]|\w[.:]+\w|[a-z][A-Z]")
"""In addresses, file names and words of programs."""

WORD = re.compile(r"[^\W\d_]+")


HEADLINE = 4
"""Words from which a text in which all have capitals is no name, if words like ``the`` are among them."""


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """The target is not the source once more.

    Names, numbers, addresses, and single words may be alike in both languages; whole sentences are not.
    """
    if not unit.target or unit.target.strip() != unit.source.strip():
        return
    if language(source_locale) == language(target_locale):
        return
    said = bare(unit.source, protected_pairs(unit.hints)).split()
    text = " ".join(word for word in said if not TECHNICAL.search(word))
    words = [word for word in WORD.findall(text) if len(word) > 1]
    small = sum(word[0].islower() for word in words)
    uncased = sum(unicodedata.category(char) == "Lo" for char in text)
    same_script = script(source_locale) == script(target_locale)
    if len(words) > HEADLINE and sum(word.casefold() in _small(source_locale) for word in words) > 1:
        small = len(words)  # a headline, in which most words have capitals
    if small >= 2 or (small and len(words) > 1 and not same_script) or uncased >= (8 if same_script else 4):
        yield Finding(NAME, "The target is the same as the source.", "warning", (0, len(unit.target)))


def _small(locale: str) -> frozenset[str]:
    return table_for(locale).words("function")
