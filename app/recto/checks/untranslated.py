"""The check ``untranslated``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from recto.checks.reading import bare
from recto.facts import table_for
from recto.inline import protected_pairs
from recto.locales import language, script
from recto.messages import message
from recto.model import LINK, Finding, Unit

NAME = "untranslated"

TECHNICAL = re.compile(r"://|www\.|[@_/\\=<>`]|\w[.:]+\w|[a-z][A-Z]")
"""In addresses, file names and words of programs."""

WORD = re.compile(r"[^\W\d_]+")
HEADLINE = 4
"""Words from which a text in which all have capitals is no name, if words like ``the`` are among them."""
RUN = 8
"""Words in a row that stand in both texts: names and titles that are kept are shorter."""
SMALL = 3
"""Words such as ``the`` and ``of`` in one text that tell its language."""
LETTERS = {
    "Cyrl": "\u0400-\u052f",
    "Grek": "\u0370-\u03ff",
    "Hebr": "\u0590-\u05ff",
    "Arab": "\u0600-\u06ff\u0750-\u077f",
    "Deva": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
    "Kore": "\uac00-\ud7af\u1100-\u11ff",
    "Jpan": "\u3040-\u30ff\u4e00-\u9fff",
    "Hans": "\u3400-\u9fff",
    "Hant": "\u3400-\u9fff",
    "Armn": "\u0530-\u058f",
    "Geor": "\u10a0-\u10ff",
}
"""Scripts whose letters no other has; Latin names stand in all of them."""


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """The target is in its own language, and not the source once more.

    Names, numbers, addresses, and single words may be alike in both languages; whole sentences are not.
    A target without a letter of its script, one whose small words are all the source's, and a run of
    eight words that stands in both are reported as well.
    """
    source, target = unit.source.strip(), unit.target.strip()
    if not target or unit.role == LINK or _spoken(source_locale) == _spoken(target_locale):
        return
    if target == source:
        if _is_said(unit, source_locale, target_locale):
            told = message("The target is the same as the source.")
            yield Finding(NAME, told, "warning", (0, len(unit.target)))
        return
    own = _own_letters(target_locale)
    if own is not None and not own.search(target):
        if _speaks(bare(target, protected_pairs(unit.hints))):
            told = message("The target has no letter of the script that its language is written in.")
            yield Finding(NAME, told, "warning", (0, len(unit.target)))
        return
    yield from _left_in(unit, source_locale, target_locale)


def _is_said(unit: Unit, source_locale: str, target_locale: str) -> bool:
    """Tell whether a text says something that the other language would not say in the same words."""
    said = bare(unit.source, protected_pairs(unit.hints)).split()
    text = " ".join(word for word in said if not TECHNICAL.search(word))
    words = [word for word in WORD.findall(text) if len(word) > 1]
    small = sum(word[0].islower() for word in words)
    uncased = sum(unicodedata.category(char) == "Lo" for char in text)
    same_script = script(source_locale) == script(target_locale)
    if len(words) > HEADLINE and sum(word.casefold() in _function(source_locale) for word in words) > 1:
        small = len(words)  # a headline, in which most words have capitals
    return (
        small >= 2
        or (small > 0 and len(words) > 1 and not same_script)
        or uncased >= (8 if same_script else 4)
    )


def _speaks(text: str) -> bool:
    """Tell whether a text has words that are no names: several in small letters."""
    words = [word for word in text.split() if not TECHNICAL.search(word)]
    return sum(word[0].islower() and word.isalpha() for word in words) > SMALL


def _left_in(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """Report what is left of the source: all small words, or a run of words."""
    telling = _telling(source_locale, target_locale)
    if not telling:
        return
    words, folded = unit.target.split(), unit.target.casefold().split()
    if sum(word in telling for word in folded) < SMALL:
        return
    if len(words) > RUN and _telling(target_locale, source_locale).isdisjoint(folded):
        told = message("The small words of the target are those of the source's language.")
        yield Finding(NAME, told, "warning", (0, len(unit.target)))
    elif run := _run(words, unit.source, telling):
        at = unit.target.find(run)
        span = (at, at + len(run)) if at >= 0 else None
        told = message("A part of the source stands in the target as it is.")
        yield Finding(NAME, told, "warning", span)


def _run(words: Sequence[str], source: str, telling: frozenset[str]) -> str:
    """Return a run of words that stands in both texts and says something, or an empty text."""
    here = frozenset(source.split())
    for is_here, group in groupby(words, key=here.__contains__):
        run = list(group)
        if is_here and len(run) >= RUN and sum(word.casefold() in telling for word in run) >= SMALL:
            text = " ".join(run)
            if text in source:
                return text
    return ""


@lru_cache(maxsize=256)
def _own_letters(locale: str) -> re.Pattern[str] | None:
    letters = LETTERS.get(script(locale))
    return re.compile(f"[{letters}]") if letters else None


@lru_cache(maxsize=256)
def _function(locale: str) -> frozenset[str]:
    return table_for(locale).words("function")


@lru_cache(maxsize=1024)
def _telling(source_locale: str, target_locale: str) -> frozenset[str]:
    """Return the small words that only the source's language has; none where one of both is not known."""
    here, there = _function(source_locale), _function(target_locale)
    return here - there if here and there else frozenset()


@lru_cache(maxsize=256)
def _spoken(locale: str) -> str:
    return language(locale)
