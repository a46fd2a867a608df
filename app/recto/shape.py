"""The shape of a localized article: its blocks and kept texts have to be those of the source.

Spelling keeps a target from becoming markup in its own block. What it cannot see, a block that changes its
kind or joins another, is found by cutting the result again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from typing import Protocol, TypeVar

from recto.errors import FormatError
from recto.model import LEFT_OUT, LINK, Block, Document, Text

Recut = Callable[[str], Document]
"""Cuts the text of the localized article as its source was cut."""

_FENCE = re.compile(r"(?:---|\+\+\+|;;;)[ \t]*(?:\r\n?|\n)\s*")

ROUNDS = 8
"""How often a result of another shape is mended where it parts from the source; then by halves."""


class Result(Protocol):
    """A localized text; the numbers of the blocks with targets, and of those left out on purpose."""

    text: str
    typed: list[int]
    left_out: set[int]
    withheld: frozenset[int]


T = TypeVar("T", bound=Result)


def is_risky(target: str, source: str) -> bool:
    """Tell whether a target may change the kind of a block in ways that spelling does not see.

    That is: a code that now stands first may begin another kind of block, ``|`` a table (also one that was
    there before, on a line of its own), ``<!--`` a comment that goes on below, nothing at all may join
    what stood apart.
    """
    if target == LEFT_OUT or "|" in target or "<!--" in target:
        return True
    return target.startswith("<") and target.partition(">")[0] != source.partition(">")[0]


def begins_definition(block: Block) -> bool:
    """Tell whether a block would be a definition if the paragraph above it had one line, or makes one."""
    first = block.pieces[0] if block.pieces else None
    return isinstance(first, Text) and first.raw.startswith((":", "~"))


def begins_as_front_matter(document: Document) -> bool:
    """Tell whether text stands behind a fence at the very beginning: a colon makes it front matter."""
    first = document.parts[0] if document.parts else None
    return isinstance(first, str) and bool(_FENCE.fullmatch(first))


def mended(document: Document, work: T, compiled: Callable[[frozenset[int]], T], recut: Recut) -> T:
    """Return a work whose result has the shape of the source, as few blocks withheld as can be found."""
    changed = work.typed
    place = _parting(document, work, recut)
    for _ in range(ROUNDS):
        if place is None:
            return work
        for blamed in _blamed(work.typed, place[1]):
            trial = compiled(work.withheld | {blamed})
            after = _parting(document, trial, recut)
            if after is None or after[0] > place[0]:
                work, place = trial, after
                break
        else:
            break
    return work if place is None else _searched(document, changed, compiled, recut)


def _searched(
    document: Document, changed: Sequence[int], compiled: Callable[[frozenset[int]], T], recut: Recut
) -> T:
    """Try the changed blocks in halves, and halves of those that do not hold."""
    withheld = frozenset(changed)
    waiting = [list(changed)]
    while waiting:
        some = waiting.pop()
        if _parting(document, compiled(withheld.difference(some)), recut) is None:
            withheld = withheld.difference(some)
        elif len(some) > 1:
            waiting += [some[len(some) // 2 :], some[: len(some) // 2]]
    return compiled(withheld)


def _blamed(changed: Sequence[int], number: int) -> list[int]:
    """Return the changed blocks that are nearest to a place: at it or before it, and behind it."""
    at = bisect_right(changed, number)
    return list(changed[max(at - 1, 0) : at + 1])


def _parting(document: Document, work: Result, recut: Recut) -> tuple[int, int] | None:
    """Return where the shapes of source and result part, if they do: in the shape, and the block there."""
    try:
        result = recut(work.text)
    except FormatError:
        return -1, -1
    with_text = not work.left_out
    before, numbers = _shape(document, work.left_out, with_text)
    after, _ = _shape(result, set(), with_text)
    if before == after:
        return None
    same = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    return same, max(numbers[: same + 1], default=0)


def _shape(document: Document, left_out: Collection[int], with_text: bool) -> tuple[list[object], list[int]]:
    """Return what the blocks are, with the kept texts between them, and the number of the block at each.

    The angle brackets around an address that is a unit come and go with what stands in it.
    """
    out: list[object] = []
    numbers: list[int] = []
    number = -1
    parts = document.parts
    for index, part in enumerate(parts):
        number += not isinstance(part, str)
        if isinstance(part, Block):
            if number in left_out:
                continue
            out.append((part.role, part.level, getattr(part.spell, "func", part.spell)))
        elif with_text:
            before, behind = parts[max(index - 1, 0)], parts[min(index + 1, len(parts) - 1)]
            kept = part.removeprefix(">") if isinstance(before, Block) and before.role == LINK else part
            is_before = isinstance(behind, Block) and behind.role == LINK
            out.append(kept.removesuffix("<") if is_before else kept)
        else:
            continue
        numbers.append(max(number, 0))
    return out, numbers
