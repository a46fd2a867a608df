"""The check ``capitals``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.checks.stated import texts
from recto.comparing.lines import JOINER
from recto.locales import script
from recto.messages import message
from recto.model import Finding, Unit

NAME = "capitals"
CASED = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
_FIRST = re.compile(r"^[\W\d_]*([^\W\d_]+)")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
FEW = 40
"""Characters at the beginning that tell most targets that are in order."""
MANY = 3
"""Words from which a text in capitals is no name and no acronym."""


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """The target begins with a capital where the source does, and does not shout where the source speaks.

    A first word that stands in the source as it is (``iPhone``), and scripts without capitals, are left in
    peace.
    """
    if not unit.target or script(source_locale) not in CASED or script(target_locale) not in CASED:
        return
    begin = unit.target[0]
    if begin.isupper() and any(map(str.islower, unit.target[1:FEW])):
        return
    source, target = (text.replace(JOINER, " ") for text in texts(unit))
    first, begun = _FIRST.match(source), _FIRST.match(target)
    if first is None or begun is None:
        return
    word = begun[1]
    plain = source[: first.start(1)].strip() == target[: begun.start(1)].strip() == ""
    if (
        plain
        and first[1][0].isupper()
        and word.islower()
        and len(source.split()) > MANY
        and word not in source.split()
    ):
        at = begun.start(1)
        fix = unit.target[:at] + unit.target[at].upper() + unit.target[at + 1 :]
        yield Finding(
            NAME,
            message("The source begins with a capital, the target does not."),
            "warning",
            (at, at + 1),
            fix,
        )
    if _shouts(target) and not _shouts(source):
        told = message("The target is in capitals, the source is not.")
        yield Finding(NAME, told, "warning", (0, len(unit.target)))


def _shouts(text: str) -> bool:
    words = _LETTERS.findall(text)
    return len(words) > MANY and all(word.isupper() for word in words)
