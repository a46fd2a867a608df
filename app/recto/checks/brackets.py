"""The check ``brackets``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from recto.checks.stated import texts
from recto.messages import message
from recto.model import Finding, Unit

NAME = "brackets"
PAIRS = {"(": ")", "[": "]", "{": "}", "\uff08": "\uff09", "\u3010": "\u3011", "\u3014": "\u3015"}
_ANY = re.compile("[()\\[\\]{}\uff08\uff09\u3010\u3011\u3014\u3015]")
_LISTED = re.compile(r"(?:(?<=^)|(?<=\s))\w{1,3}\)")
_FACES = re.compile(r"[:;=8xX]'?-?[()\[\]]|[()\[\]]-?[:;=]")
_PLAIN = str.maketrans("\uff08\uff09\u3010\u3011\u3014\u3015", "()[][]")


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """A bracket that opens closes, and one that closes was opened.

    Nothing is asked where the source's own brackets do not add up: faces, lists with ``a)``.
    """
    if not unit.target or not _ANY.search(unit.target):
        return
    source, target = texts(unit)
    if not _open(target) or _open(source):
        return
    for sign, count in _open(target).items():
        at = target.rfind(sign) if count > 0 else target.find(PAIRS[sign])
        problem = (
            message("%(sign)s is opened and not closed.", sign=sign)
            if count > 0
            else message("%(sign)s closes nothing.", sign=PAIRS[sign])
        )
        yield Finding(NAME, problem, "warning", (at, at + 1) if at >= 0 else None)


def _open(text: str) -> dict[str, int]:
    """Return for each kind of bracket how many more open than close; negative: the other way round."""
    plain = text if text.isascii() else text.translate(_PLAIN)
    found = _surplus(plain)
    # ``a)`` closes nothing and ``:(`` opens nothing; ``(of the PLF)`` and ``(:name)`` are brackets.
    for odd in (_LISTED, _FACES):
        if found and odd.search(plain):
            plain = odd.sub(" ", plain)
            found = _surplus(plain)
    return found


def _surplus(text: str) -> dict[str, int]:
    counts = Counter(_ANY.findall(text))
    found = {sign: counts[sign] - counts[other] for sign, other in PAIRS.items()}
    return {sign: count for sign, count in found.items() if count}
