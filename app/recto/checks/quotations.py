"""The check ``quotations``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.checks.stated import texts
from recto.messages import message
from recto.model import Finding, Unit

NAME = "quotations"

DOUBLE = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f\u301d\u301e\u301f\uff02\u2033\u05f4'
_MARK = re.compile(f"[{DOUBLE}]|''|,,|\u201a\u201a|\u2018\u2018|\u2019\u2019")
_INCHES = re.compile(r"\d[\"\u2033\u201d](?=\W|$)")
_SINGLE = re.compile(
    r"(?<!\w)['\u2018\u201a\u2039](?=\w)[^'\u2018\u2019\u201a\u2039\u203a]{2,200}?['\u2018\u2019\u203a](?!\w)"
)
LONG = 3
"""Words between two marks that are a quotation rather than a name or a word that is meant otherwise."""


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """Where a quotation begins and ends in the source, it does so in the target.

    A mark that is lost makes somebody say what others wrote. The marks of all languages count. Nothing is
    asked where the source itself has one mark too many: a quotation of several sentences or paragraphs.
    """
    if not unit.target:
        return
    source, target = texts(unit)
    was, now = _marks(source), _marks(target)
    if len(was) % 2:
        return  # it goes on before or behind the segment, and translators may close it here
    if len(now) % 2:
        if not was and _singles(source):
            return
        yield Finding(
            NAME,
            message(
                "Quotation marks: %(was)s in the source, %(now)s in the target; one is lost or too many.",
                was=len(was),
                now=len(now),
            ),
        )
    elif was and not now and not _singles(target) and _is_said(source, was):
        told = message("Quotation marks: %(was)s in the source, none in the target.", was=len(was))
        yield Finding(NAME, told)


def _marks(text: str) -> list[int]:
    """Return where the marks of quotations stand; those inside words are abbreviations of Hebrew."""
    found = []
    for mark in _MARK.finditer(text):
        start, end = mark.span()
        inside = text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()
        if inside and _is_hebrew(text[start - 1]):
            continue
        if _INCHES.match(text, start - 1) and start and _is_measure(text, start):
            continue
        found.append(start)
    return found


def _is_hebrew(char: str) -> bool:
    return "\u0590" <= char <= "\u05ff"


def _is_measure(text: str, at: int) -> bool:
    """Tell whether a mark behind a number means inches: no quotation is open there."""
    return len(_MARK.findall(text[:at])) % 2 == 0


def _singles(text: str) -> bool:
    return _SINGLE.search(text) is not None


def _is_said(text: str, marks: list[int]) -> bool:
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return any(len(text[start + 1 : end].split()) >= LONG for start, end in pairs)
