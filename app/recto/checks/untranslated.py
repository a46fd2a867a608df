"""The check ``untranslated``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from recto.checks.reading import bare
from recto.inline import protected_pairs
from recto.locales import language, script
from recto.model import Finding, Unit

NAME = "untranslated"

TECHNICAL = re.compile(r"://|www\.|[@_/\\=<>]|\w[.:]+\w|[a-z][A-Z]")
"""In addresses, file names and words of programs."""

WORD = re.compile(r"[^\W\d_]+")


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
    if small >= 2 or (small and len(words) > 1 and not same_script) or uncased >= (8 if same_script else 4):
        yield Finding(NAME, "The target is the same as the source.", "warning", (0, len(unit.target)))
