"""A target made for one source, fitted to a source with other numbers or other numbers of codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from recto.memory.generalising import NUMBER

_CODE = re.compile(r"<(/?)(\d+)(/?)>")
_WORD = re.compile(r"<[^<>]*>|\w+")
_WESTERN = "0123456789"


class Adapted(NamedTuple):
    """``numbers`` are (what stood in the target, what stands there now), in the new source's order."""

    target: str
    numbers: tuple[tuple[str, str], ...] = ()
    is_certain: bool = True
    """Whether every number that differs was replaced; the target is as it was where not."""


class _Number(NamedTuple):
    text: str
    start: int
    end: int
    around: tuple[str, str]
    """The word before it and the word behind it."""


def adapt(target: str, old: str, new: str) -> Adapted:
    """Return the target of the source ``old`` as it may serve the source ``new``.

    A number is replaced only where nothing is guessed: the sources have as many numbers and the same
    words at each; the old number stands once in the old source and once in the target, spelled with
    the target's own digits and signs. Codes take the new source's numbers where their order is the same.

    >>> adapt("12 Leute", "12 people", "15 people").target
    '15 Leute'
    >>> adapt("1.500 Euro", "1,500 euros", "2,700 euros").target
    '2.700 Euro'
    >>> adapt("zwei Leute", "2 people", "3 people").is_certain
    False
    """
    recoded = _recoded(target, old, new)
    before, after = _numbers(old), _numbers(new)
    if [number.text for number in before] == [number.text for number in after]:
        return Adapted(recoded)
    if len(before) != len(after):
        return Adapted(recoded, is_certain=False)
    in_target = _numbers(recoded)
    edits: list[tuple[_Number, str]] = []
    for one, other in zip(before, after, strict=True):
        if one.text == other.text:
            continue
        place = _place(one, before, in_target)
        spelled = _spelled(other.text, one.text, place.text) if place else ""
        if not place or not spelled or not _stand_alike(one, other):
            return Adapted(recoded, is_certain=False)
        edits.append((place, spelled))
    fitted = recoded
    for place, spelled in sorted(edits, key=lambda edit: -edit[0].start):
        fitted = fitted[: place.start] + spelled + fitted[place.end :]
    return Adapted(fitted, tuple((place.text, spelled) for place, spelled in edits))


def _numbers(text: str) -> list[_Number]:
    """Return the numbers of a text that are not those of codes."""
    words = [(found.start(), found.end(), found[0].lower()) for found in _WORD.finditer(text)]
    codes = [found.span() for found in _CODE.finditer(text)]
    out = []
    for found in NUMBER.finditer(text):
        start, end = found.span()
        if any(first < start < last for first, last in codes):
            continue
        before = next((word for _, last, word in reversed(words) if last <= start), "")
        behind = next((word for first, _, word in words if first >= end), "")
        out.append(_Number(found[0], start, end, (before, behind)))
    return out


def _place(number: _Number, source: Sequence[_Number], target: Sequence[_Number]) -> _Number | None:
    """Return the one number of the target that is this one of the source, if nothing else can be."""
    digits = _digits(number.text)
    if sum(_digits(other.text) == digits for other in source) != 1:
        return None
    found = [other for other in target if _digits(other.text) == digits]
    return found[0] if len(found) == 1 else None


def _stand_alike(one: _Number, other: _Number) -> bool:
    """Tell whether two numbers have a neighbour in common: with other words it may be another thing."""
    pairs = zip(one.around, other.around, strict=True)
    return any(a == b and not a.isdecimal() for a, b in pairs)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def _spelled(new: str, old: str, target: str) -> str:
    """Return the new number with the target's signs and digits, or nothing where those do not tell it.

    Signs that the old number has in the source are those that it has in the target, one by one.
    """
    # An hour, a serial number, a share: leading zeros are a matter of form, not of value.
    if "0" in (new[0], old[0]) and len(new) != len(old):
        return ""
    signs = [char for char in old if not char.isdecimal()], [char for char in target if not char.isdecimal()]
    if len(signs[0]) != len(signs[1]):
        return ""
    spelling = dict(zip(*signs, strict=True))
    shape = [len(part) for part in re.split(r"\D", old)], [len(part) for part in re.split(r"\D", target)]
    if shape[0] != shape[1] or len(spelling) != len(set(spelling.values())):
        return ""
    if any(not char.isdecimal() and char not in spelling for char in new):
        return ""
    if not signs[0] and len(new) > max(4, len(old)):
        return ""  # the target's language may group so long a number
    zero = next(ord(char) - unicodedata.decimal(char) for char in target if char.isdecimal())
    return "".join(
        chr(zero + unicodedata.decimal(char)) if char.isdecimal() else spelling[char] for char in new
    )


def _recoded(target: str, old: str, new: str) -> str:
    """Give the codes of a target the new source's numbers; drop them if the new source has none."""
    before, after = _order(old), _order(new)
    if before == after:
        return target
    if not after:
        return " ".join(_CODE.sub("", target).split(" ")) if target != "<0/>" else target
    if [kind for _, kind in before] != [kind for _, kind in after]:
        return target
    renamed = {one: other for (one, _), (other, _) in zip(before, after, strict=True)}
    return _CODE.sub(lambda code: f"<{code[1]}{renamed.get(code[2], code[2])}{code[3]}>", target)


def _order(text: str) -> list[tuple[str, str]]:
    """Return (number, kind) of each code in order of appearance, a pair once."""
    return [(code[2], "single" if code[3] else "pair") for code in _CODE.finditer(text) if not code[1]]
