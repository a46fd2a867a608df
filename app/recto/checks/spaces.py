"""The check ``spaces``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.checks.reading import CODE
from recto.errors import CodeError
from recto.inline.marks import check_codes
from recto.locales import language, script
from recto.messages import message
from recto.model import Finding, Unit

NAME = "spaces"

BREAK = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
DOUBLE = re.compile(r"  +")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SPACELESS = frozenset({"Hans", "Hant", "Hani", "Jpan", "Thai", "Khmr", "Laoo", "Mymr", "Tibt"})
PREFIXING = frozenset({"Arab", "Hebr"})
COMPOUNDING = frozenset({"da", "de", "et", "fi", "hu", "is", "nb", "nl", "nn", "no", "sv"})


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """The blanks of the target are in order.

    A target is one line without blanks at its ends; two blanks in a row are one too many. A blank at
    the wrong side of a code is underlined or linked with the text, or glues two words together.
    """
    target = unit.target
    if not target.strip():
        return
    if found := BREAK.search(target):
        yield Finding(
            NAME, message("A line break or tab stands in the target."), "error", found.span(), tidy(target)
        )
    elif control := _control(target):
        yield Finding(
            NAME,
            message(
                "The control character %(code)s stands in the target.",
                code=f"U+{ord(target[control[0]]):04X}",
            ),
            "error",
            control,
            tidy(target),
        )
    elif target != target.strip():
        inner = (len(target) - len(target.lstrip()), len(target.rstrip()))
        edge = (0, inner[0]) if inner[0] else (inner[1], len(target))
        yield Finding(NAME, message("A blank stands at the edge."), "warning", edge, tidy(target))
    elif (found := DOUBLE.search(target)) and "  " not in unit.source:
        yield Finding(NAME, message("There are two blanks in a row."), "warning", found.span(), tidy(target))
    if "<" not in unit.source:
        return
    if not {script(source_locale), script(target_locale)} & SPACELESS and _has_codes(unit):
        yield from _around_codes(unit, target_locale)


def tidy(target: str) -> str:
    """Return a target as one line, without control characters, double blanks and blanks at the ends."""
    line = re.sub(r"[\t\n\v\f\r\x85\u2028\u2029]+", " ", target)
    return DOUBLE.sub(" ", CONTROL.sub("", line)).strip()


def _control(target: str) -> tuple[int, int] | None:
    found = CONTROL.search(target)
    return found.span() if found else None


def _has_codes(unit: Unit) -> bool:
    try:
        check_codes(unit.target, unit.source)
    except CodeError:
        return False
    return True


def _around_codes(unit: Unit, target_locale: str) -> Iterator[Finding]:
    """Report blanks inside a pair's edges that the source has not, and words glued to a pair.

    Only letters glue: punctuation and codes may touch. Endings behind a pair are grammar, and so are
    the prefixes of Arabic and Hebrew and compounds of German and its like.
    """
    for match in CODE.finditer(unit.source):
        code = match.group()
        at = unit.target.find(code)
        if at < 0 or match[3]:
            continue
        end = at + len(code)
        inside, outside = _sides(unit.target, at, end, closing=bool(match[1]))
        source_inside, source_outside = _sides(unit.source, *match.span(), closing=bool(match[1]))
        if inside == " " and source_inside != " ":
            told = (
                message("A blank stands before %(code)s, inside the pair.", code=code)
                if match[1]
                else message("A blank stands after %(code)s, inside the pair.", code=code)
            )
            yield Finding(
                NAME,
                told,
                "warning",
                (at - 1, at) if match[1] else (end, end + 1),
                _moved(unit.target, match),
            )
        elif (
            not match[1]
            and source_outside == " "
            and outside.isalpha()
            and inside.isalpha()
            and not _is_grammar(inside, target_locale)
        ):
            yield Finding(
                NAME, message("There is no blank before %(code)s.", code=code), "warning", (at, end)
            )


def _is_grammar(inside: str, target_locale: str) -> bool:
    """Return whether a word may go on inside a pair: behind a prefix, or as a part of a compound."""
    return script(target_locale) in PREFIXING or (inside.islower() and language(target_locale) in COMPOUNDING)


def _sides(text: str, start: int, end: int, *, closing: bool) -> tuple[str, str]:
    """Return the characters beside a code of a pair: the one inside the pair and the one outside."""
    before, after = text[:start][-1:], text[end:][:1]
    return (before, after) if closing else (after, before)


def _moved(target: str, code: re.Match[str]) -> str:
    """Return the target with the blank on the outer side of the code, once."""
    name = code.group()
    if code[1]:
        return DOUBLE.sub(" ", re.sub(f" +{name}", f"{name} ", target, count=1)).rstrip(" ")
    return DOUBLE.sub(" ", re.sub(f"{name} +", f" {name}", target, count=1)).lstrip(" ")
