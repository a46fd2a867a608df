"""A translation's own codes, numbered as those of its source are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from recto.aligning.sides import seen
from recto.inline import LITERAL, Group, Masked, repair
from recto.inline.codes import squeezed
from recto.model import raw


class Carried(NamedTuple):
    """A target with its source's codes. ``is_exact``: each has one counterpart, beyond doubt."""

    text: str
    is_exact: bool


def carry(source: Masked, target: Masked) -> Carried:
    """Return a translated segment's text with the codes of its source in place of its own.

    Codes of its own that the source has not are left out, their text stays. A pair that it has not is
    put around the words that the source has in it, where they stand once in the target. The text may
    still lack codes of the source.
    """
    numbers, is_exact = _numbers(source.groups, target.groups)
    text = LITERAL.sub(lambda mark: _renumbered(mark[0], numbers), target.text)
    if len(numbers) < len(target.groups):
        text = squeezed(text)
    for number in range(1, len(source.groups) + 1):
        if number not in numbers.values():
            is_exact = False
            text = _wrapped(text, number, source)
    return Carried(repair(text.strip(" "), source.text), is_exact and len(numbers) == len(target.groups))


def _numbers(mine: Sequence[Group], theirs: Sequence[Group]) -> tuple[dict[int, int], bool]:
    """Return the number that each code of a target has in the source, and whether that is certain.

    Codes with the same bytes first, then those that are the same thing (a link to one address), then
    those of one kind in their order. Two of a kind may have changed places: that is not certain.
    """
    found: dict[int, int] = {}
    is_exact = True
    for alike in _LADDER:
        wanted: dict[object, list[int]] = {}
        for number, group in enumerate(mine, 1):
            if number not in found.values():
                wanted.setdefault(alike(group), []).append(number)
        given: dict[object, list[int]] = {}
        for number, group in enumerate(theirs, 1):
            if number not in found and alike(group) in wanted:
                given.setdefault(alike(group), []).append(number)
        for look, numbers in given.items():
            is_exact = is_exact and (alike is not _kind or len(numbers) == len(wanted[look]) == 1)
            found.update(zip(numbers, wanted[look], strict=False))
    return found, is_exact


def _bytes(group: Group) -> object:
    return (group.is_pair, raw(group.open), raw(group.close))


def _thing(group: Group) -> object:
    return (group.is_pair, group.hint) if group.hint else (group.is_pair, raw(group.open))


def _place(group: Group) -> object:
    """Return what a code is, without what sites change in addresses: host, locale folder, ending slash."""
    word, _, address = group.hint.partition(" ")
    if not address:
        return _thing(group)
    tail = address.partition("://")[2].partition("/")[2] if "://" in address else address
    return (group.is_pair, word, tail.strip("./").rpartition("/")[2] or address)


def _kind(group: Group) -> object:
    return (group.is_pair, group.hint.partition(" ")[0], group.protected)


_LADDER: tuple[Callable[[Group], object], ...] = (_bytes, _thing, _place, _kind)


def _renumbered(mark: str, numbers: dict[int, int]) -> str:
    own = mark.strip("</>")
    return mark.replace(own, str(numbers[int(own)])) if int(own) in numbers else ""


def _wrapped(text: str, number: int, source: Masked) -> str:
    """Return a target with a lost pair around the words of the source's pair, where they stand in it once."""
    group = source.groups[number - 1]
    _, opened, rest = source.text.partition(f"<{number}>")
    inside = rest.partition(f"</{number}>")[0]
    if not group.is_pair or not opened or not inside.strip() or inside != seen(inside):
        return text
    before, found, behind = text.partition(inside)
    is_torn = LITERAL.findall(before) + LITERAL.findall(behind) != LITERAL.findall(text)
    if not found or inside in behind or is_torn or before[-1:].isalnum() or behind[:1].isalnum():
        return text
    return f"{before}<{number}>{inside}</{number}>{behind}"
