"""Numbers that a machine left as the source spells them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from recto.locales import language, number_signs, script
from recto.typography.reading import Change

RUN = re.compile(r"(?<![\w.,:/’'+-])\d+(?:[.,\u00a0\u202f’]\d+)*(?![\w/:]|[.,]\d)")
MEASURE = re.compile(r"[\u00a0\u202f ]?(?:[%‰°€£¥₽₴$]|(?:km|cm|mm|kg|kWh|MW|GW|km/h|m|l)(?!\w))")
"""What stands behind a number that is no version, date, time or score."""
CURRENCY = re.compile(r"[$€£¥₽₴]\s?$")
WESTERN = frozenset({"Latn", "Cyrl", "Grek", "Hebr", "Armn", "Geor"})
FOUR_DIGITS = frozenset({"bg", "es", "hu", "it", "lv", "pl", "pt"})
"""Languages in which a number of four digits has no sign between its thousands, everywhere or often."""


def figures(target: str, source: str, locales: tuple[str, str]) -> Iterator[Change]:
    """Yield the changes of numbers that stand in the target with the signs of the source's locale.

    Certain is a number that stands as often in the source, letter by letter, and cannot be anything
    else: with a measure, a currency or a percent sign, or with thousands.
    """
    there, here = (_signs(locale) for locale in locales)
    if not there[0] or not here[0] or there == here:
        return
    counts = Counter(match[0] for match in RUN.finditer(source) if _is_certain(source, match, there))
    if not counts:
        return
    hits = [match for match in RUN.finditer(target) if match[0] in counts]
    found = Counter(match[0] for match in hits)
    for match in hits:
        if found[match[0]] == counts[match[0]]:
            spelled = _spelled(match[0], there, here, locales[1])
            if spelled != match[0]:
                yield Change(*match.span(), spelled)


@cache
def _signs(locale: str) -> tuple[str, str]:
    """Return the decimal sign and that between thousands; nothing where other digits may be usual."""
    return number_signs(locale) if script(locale) in WESTERN else ("", "")


def _is_certain(text: str, match: re.Match[str], signs: tuple[str, str]) -> bool:
    if match[0].isdigit():
        return False  # no sign to spell in another way
    decimal, group = map(re.escape, signs)
    if re.fullmatch(rf"[1-9]\d{{0,2}}(?:{group}\d{{3}})+(?:{decimal}\d+)?", match[0]):
        return True
    if not re.fullmatch(rf"\d+{decimal}(?:\d\d?|\d{{4,}})", match[0]):
        return False
    return bool(
        MEASURE.match(text, match.end()) or CURRENCY.search(text[max(0, match.start() - 3) : match.start()])
    )


def _spelled(number: str, there: tuple[str, str], here: tuple[str, str], locale: str) -> str:
    """Return a number with other signs; as it is where its locale does not always have them."""
    whole, decimal, rest = number.partition(there[0])
    groups = whole.split(there[1])
    if len(groups) == 2 and len(groups[0]) == 1 and language(locale) in FOUR_DIGITS:
        return number
    return here[1].join(groups) + (here[0] + rest if decimal else "")
