"""The blocks of a source beside those of its localized article: which stands for which.

Both were cut by the same format, so usually they pair off one by one. Where one has more than the other,
the gap is put where the rest fits best: by roles, markup, figures and lengths. Everything takes linear time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from recto.checks.documents.tokens import Token, begins_front_matter, closes_front_matter
from recto.model import Block, Code, Document, Piece, Text

_FIGURES = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*")
_NAMES = re.compile(r"[^\W\d_]{4,}")
_LINE_END = re.compile(r"(?:\r\n?|\n)[> \t]*")
_NO_DIGIT = re.compile(r"\D")


@dataclass(frozen=True, eq=False)
class Place:
    """A block with the kept text in front of it, and its number among all blocks."""

    number: int
    lead: str
    block: Block
    is_in_front: bool = False
    """``lead`` begins in front matter."""

    @property
    def line(self) -> int:
        return self.block.line

    @cached_property
    def text(self) -> str:
        """What the reader sees of the block, blanks folded."""
        return " ".join("".join(piece.text for piece in self.block.pieces if isinstance(piece, Text)).split())

    @cached_property
    def figures(self) -> frozenset[str]:
        return frozenset(_NO_DIGIT.sub("", found) for found in _FIGURES.findall(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(word for word in _NAMES.findall(self.text) if word[0].isupper())

    @property
    def has_codes(self) -> bool:
        return any(isinstance(piece, Code) for piece in self.block.pieces)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """What the codes are, as far as no spelling changes it."""
        return tuple(sorted(piece.hint for piece in self.block.pieces if isinstance(piece, Code)))


class Difference(NamedTuple):
    """Markup that is lost or added at a line of the localized article, all of one check."""

    check: str
    line: int
    lost: tuple[Token, ...]
    added: tuple[Token, ...]


class Pair(NamedTuple):
    """A block of the source and the one that stands for it; one of them may be missing."""

    source: Place | None
    target: Place | None


@dataclass(frozen=True, eq=False)
class Both:
    """A source and its localized article, paired."""

    pairs: tuple[Pair, ...]
    tails: tuple[str, str]
    """The kept text behind the last block of each."""
    locales: tuple[str, str]
    targets: dict[str, str]
    """Addresses of the localized article -> those of the source that they may stand for."""
    is_front: bool = False
    """The tails begin in front matter: there is no block below it."""
    remarks: tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]] = ((), ())
    """What the format says about each, by line."""
    differences: tuple[Difference, ...] = ()
    """Where the markup differs."""

    @cached_property
    def met(self) -> tuple[tuple[Place, Place], ...]:
        """The pairs of which both are there."""
        return tuple((one, other) for one, other in self.pairs if one and other)


def paired(
    source: Document,
    localized: Document,
    locales: tuple[str, str],
    targets: dict[str, str],
    left_out: Collection[int],
) -> Both:
    """Pair the blocks of two documents; the differences in their markup are still to be looked for."""
    ours, tail, is_front = _places(_left(source, left_out))
    theirs, other_tail, _ = _places(localized.parts)
    pairs = tuple(_aligned(ours, theirs))
    remarks = (source.remarks, localized.remarks)
    return Both(pairs, (tail, other_tail), locales, targets, is_front, remarks)


def _left(source: Document, left_out: Collection[int]) -> Sequence[str | Block]:
    """Return the parts of a source without the blocks that are left out, as compiling leaves them out."""
    if not left_out:
        return source.parts
    out: list[str | Block] = []
    number, skip = -1, 0
    for part in source.parts:
        if isinstance(part, str):
            out.append(part[skip:])
            skip = 0
            continue
        number += 1
        if number not in left_out:
            out.append(part)
            continue
        if part.before and out and isinstance(out[-1], str):
            out[-1] = out[-1][: len(out[-1]) - part.before]
        skip = part.after
    return out


def _places(parts: Sequence[str | Block]) -> tuple[list[Place], str, bool]:
    """Return the blocks, the kept text behind the last, and whether that begins in front matter."""
    out: list[Place] = []
    lead = ""
    is_front = bool(parts) and isinstance(parts[0], str) and begins_front_matter(parts[0])
    joined: list[list[Block | str]] = []
    for part in parts:
        if isinstance(part, str):
            lead += part
            continue
        if joined and _is_next_line(lead, out[-1].block, part):
            joined[-1] += [lead, part]
        else:
            out.append(Place(len(out), lead, part, is_front))
            joined.append([part])
        is_front = is_front and closes_front_matter(lead) < 0
        lead = ""
    every = zip(out, joined, strict=True)
    return [_whole(place, lines) if len(lines) > 1 else place for place, lines in every], lead, is_front


def _is_next_line(lead: str, before: Block, after: Block) -> bool:
    """Tell whether two blocks are lines of one paragraph in plain text.

    There each line is a block of its own where the lines are not visibly wrapped, and a translation of a
    wrapped paragraph is wrapped no longer.
    """
    return bool(_LINE_END.fullmatch(lead)) and (before.role, before.level) == (after.role, after.level)


def _whole(place: Place, lines: Sequence[Block | str]) -> Place:
    pieces: list[Piece] = []
    for line in lines:
        pieces += [Text(line, " ")] if isinstance(line, str) else line.pieces
    return replace(place, block=replace(place.block, pieces=tuple(pieces)))


def _aligned(ours: Sequence[Place], theirs: Sequence[Place]) -> list[Pair]:
    """Return the blocks paired in order, with one gap where one side has fewer."""
    missing = len(ours) - len(theirs)
    if not missing:
        return [Pair(one, other) for one, other in zip(ours, theirs, strict=True)]
    if missing < 0:
        return [Pair(other, one) for one, other in _aligned(theirs, ours)]
    near = [cost(one, other) for one, other in zip(ours, theirs, strict=False)]
    far = [cost(one, other) for one, other in zip(ours[missing:], theirs, strict=True)]
    total = sum(far)
    sums = zip(accumulate(near, initial=0.0), accumulate(far, initial=0.0), strict=True)
    at = min(enumerate(before + total - behind for before, behind in sums), key=lambda found: found[1])[0]
    return [
        *(Pair(one, other) for one, other in zip(ours[:at], theirs[:at], strict=True)),
        *(Pair(one, None) for one in ours[at : at + missing]),
        *(Pair(one, other) for one, other in zip(ours[at + missing :], theirs[at:], strict=True)),
    ]


def cost(one: Place, other: Place) -> float:
    """Return how badly two blocks fit; 0 where nothing speaks against them."""
    return (
        4.0 * (one.block.role != other.block.role)
        + 2.0 * (one.block.level != other.block.level)
        + 1.0 * (one.lead != other.lead)
        + 1.5 * (one.codes != other.codes)
        + unlike(one, other)
    )


def unlike(one: Place, other: Place) -> float:
    """Return how little two texts look like translations of each other: by figures, names and lengths."""
    figures = len(one.figures ^ other.figures) / max(len(one.figures | other.figures), 1)
    shared = one.names & other.names
    names = 1 - len(shared) / len(one.names | other.names) if one.names and other.names else 0.5
    lengths = abs(math.log((len(one.text) + 8) / (len(other.text) + 8)))
    return 1.5 * figures + names + 0.8 * min(lengths, 3.0)
