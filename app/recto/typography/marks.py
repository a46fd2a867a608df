"""Quotation marks, and the no-break spaces of French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recto.typography.reading import KEPT, Change

NO_BREAK, NARROW = "\u00a0", "\u202f"
BLANKS = f" {NO_BREAK}{NARROW}"

QUOTES = {
    "«»": "be ca el es eu fa hy it nb nn no pt-PT ru uk",
    f"«{NO_BREAK}{NO_BREAK}»": "fr",
    "“”": "af en es-419 es-AR es-CL es-CO es-MX es-PE es-US id ko ms nl pt th tr vi zh zh-Hans",
    "„“": "bg cs de et is lt mk sk sl sq",
    "„”": "bs hr hu pl ro",
    "””": "fi sv",
    "「」": "ja zh-Hant zh-HK zh-TW",
}
"""What a quotation begins and ends with -> locales, as CLDR lists them (Babel does not carry that part).
Those that are written in several ways in the press (Danish, Swiss German, Serbian) are not here."""

UNCERTAIN = frozenset({"de-CH", "de-LI", "fr-CH", "fr-CA", "it-CH", "en-ZA"})
"""Locales that do not write as their language does."""

PAIRS = frozenset({"“”", "„“", "„”", "«»", "»«", "””", '""', "「」", "『』", "〝〟"})
MARK = re.compile(r"[\"“”„‟«»「」『』〝〟]")

BEFORE = re.compile(rf"(?:^|[\s(\[{{—–\-/¡¿:{KEPT}]|[\u3000-\u9fff\uff00-\uffef])$")
"""What a straight mark stands behind when it opens."""


def quotes(target: str, source: str, locales: tuple[str, str]) -> Iterator[Change]:
    """Yield the changes that make a target's quotation marks those of its locale.

    Certain is: as many quotations as the source has, none inside another, each opened and closed.
    """
    wanted = _wanted(locales[1])
    here = _quotations(target)
    if not wanted or not here or len(here) != len(_quotations(source)):
        return
    half = len(wanted) // 2
    for first, last in here:
        inner = first + 1
        while inner < last and target[inner] in BLANKS:
            inner += 1
        outer = last
        while outer > inner and target[outer - 1] in BLANKS:
            outer -= 1
        if target[first:inner] != wanted[:half]:
            yield from _spelled(target, first, inner, wanted[:half])
        if target[outer : last + 1] != wanted[half:]:
            yield from _spelled(target, outer, last + 1, wanted[half:])


def _spelled(target: str, start: int, end: int, wanted: str) -> Iterator[Change]:
    """Yield changes of single characters: codes may stand between a mark and the blank beside it."""
    opens = target[start] not in BLANKS
    mark, blank = (wanted[0], wanted[1:]) if opens else (wanted[-1], wanted[:-1])
    at = start if opens else end - 1
    blanks = range(start + 1, end) if opens else range(start, end - 1)
    if not blanks:
        yield Change(at, at + 1, wanted)
        return
    yield Change(at, at + 1, mark)
    for number, place in enumerate(blanks):
        yield Change(place, place + 1, "" if number else blank)


@cache
def _wanted(locale: str) -> str:
    """Return what opens and what closes a quotation in a locale, or an empty text."""
    if locale in UNCERTAIN:
        return ""
    by_locale = {name: marks for marks, names in QUOTES.items() for name in names.split()}
    tag = locale
    while tag and tag not in by_locale:
        tag = tag.rpartition("-")[0]
    return by_locale.get(tag, "")


def _quotations(text: str) -> list[tuple[int, int]]:
    """Return where each quotation opens and closes; nothing if one of them does not, or holds another."""
    marks = [match.start() for match in MARK.finditer(text)]
    if len(marks) % 2:
        return []
    found = list(zip(marks[::2], marks[1::2], strict=True))
    return found if all(_is_quotation(text, *pair) for pair in found) else []


def _is_quotation(text: str, first: int, last: int) -> bool:
    if text[first] + text[last] not in PAIRS or not text[first + 1 : last].strip(BLANKS):
        return False
    if text[first] != text[last]:
        return True
    # The same sign at both ends: inches, or an end without a beginning, stand elsewhere.
    opens = BEFORE.search(text[max(0, first - 1) : first]) and not text[first + 1].isspace()
    return bool(opens) and not text[last - 1].isspace() and not text[last + 1 : last + 2].isalnum()


HIGH = re.compile(rf"(?<=[^\s;:!?(\[¿¡{KEPT}])([{BLANKS}]?)([;!?])(?=[\s»”\")\]!?…]|$)")
COLON = re.compile(rf"(?<=[^\W_]|[»”\")\]%])([{BLANKS}]?)(:)(?=\s|$)")
FRENCH = frozenset({"fr", "fr-FR", "fr-BE", "fr-LU"})


def spaces(target: str, source: str, locales: tuple[str, str]) -> Iterator[Change]:  # noqa: ARG001  # as the others
    """Yield the changes that put the no-break spaces of French before its high punctuation.

    A narrow one before ``;``, ``!`` and ``?``, a whole one before ``:``, as the Imprimerie nationale has it.
    """
    if locales[1] not in FRENCH:
        return
    for pattern, blank in ((HIGH, NARROW), (COLON, NO_BREAK)):
        for match in pattern.finditer(target):
            if match[1] != blank:
                yield Change(*match.span(1), blank)
