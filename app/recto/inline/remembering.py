"""The catalog remembers the cut: rule segments joined and split as translated units have them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from recto.inline.codes import renumber
from recto.inline.pieces import LITERAL
from recto.inline.segments import Segment, segment, split_at
from recto.model import BODY_ROLES, SINGLE, Text, Unit

MOST_RETILED = 8
"""Segments that a cut across them may span."""
_HEAD = 12
"""Letters by which remembered texts are looked up; any number that makes chance hits rare does."""


class Texts:
    """Remembered texts of the roles that share a cut: text -> whether a person decided on it."""

    def __init__(self) -> None:
        self.texts: dict[str, bool] = {}
        self.decided = False
        self.longest = 0
        """Characters of the longest text; a block that shows more cannot be one of them."""
        self._letters: dict[str, str] = {}
        self._heads: dict[str, list[str]] = {}
        self._short: set[int] = set()
        self._sorted: list[str] = []

    def add(self, text: str, *, decided: bool) -> None:
        if text not in self.texts:
            letters = self._letters[text] = _letters(text)
            self._heads.setdefault(letters[:_HEAD], []).append(text)
            if len(letters) < _HEAD:
                self._short.add(len(letters))
        self.longest = max(self.longest, len(text))
        self.texts[text] = self.texts.get(text, False) or decided
        self.decided = self.decided or decided

    def letters(self, text: str) -> str:
        """Return a text without codes and blanks."""
        known = self._letters.get(text)
        return _letters(text) if known is None else known

    def beginning(self, letters: str) -> Iterator[str]:
        """Yield the texts that may stand at the beginning of ``letters``."""
        if len(letters) >= _HEAD:
            yield from self._heads.get(letters[:_HEAD], ())
        for length in self._short:
            if length <= len(letters):
                same = self._heads.get(letters[:length], ())
                yield from (text for text in same if len(self.letters(text)) == length)

    def begins_another(self, text: str) -> bool:
        """Tell whether a remembered text goes on where this remembered one ends."""
        if len(self._sorted) != len(self._letters):
            self._sorted = sorted(self._letters.values())
        letters = self._letters[text]
        after = bisect_right(self._sorted, letters)
        return after < len(self._sorted) and self._sorted[after].startswith(letters)


class Known:
    """The sources by which a catalog remembers its cut (units.md, section 3).

    Takes the live units; those with a target or a person's decision (``cut=kept``) count.
    """

    def __init__(self, units: Iterable[Unit] = ()) -> None:
        self.groups: dict[str, Texts] = {}
        """Role, or ``body`` -> what is remembered."""
        for unit in units:
            kept = unit.mark("cut") == "kept"
            if unit.target or kept:
                self.groups.setdefault(_group(unit.role), Texts()).add(renumber(unit.source), decided=kept)

    def of(self, role: str) -> Texts | None:
        """Return what is remembered for a role, if anything is; body roles share it."""
        return self.groups.get(_group(role))


NOTHING = Known()


def _group(role: str) -> str:
    return "body" if role in BODY_ROLES else role


def _letters(text: str) -> str:
    return "".join((LITERAL.sub("", text) if "<" in text else text).split())


class _Choice(NamedTuple):
    """A way to cut the rest of a block: the smaller of two, by the first four fields, is taken."""

    undecided: int
    unknown: int
    units: int
    later: int
    segments: tuple[Segment, ...]
    rest: _Choice | None


def remembered(segments: Sequence[Segment], texts: Texts) -> list[Segment]:
    """Return rule segments joined and split as the texts say, others as they are.

    Several ways: most decisions of a person, fewest units that are not known, fewest units, leftmost longest.
    """
    if not texts.decided and _stand(segments, texts):
        return list(segments)
    letters = [texts.letters(part.unit.text) for part in segments]
    best: list[_Choice | None] = [None] * (len(segments) + 1)
    for start in range(len(segments) - 1, -1, -1):
        options = [
            _choice(tiles, best[start + 1], texts) for tiles in _takes(segments[start], letters[start], texts)
        ]
        options += [
            _choice((joined,), best[end], texts) for joined, end in _joins(segments, letters, start, texts)
        ]
        options += [
            _choice(tiles, best[end], texts) for tiles, end in _retiled(segments, letters, start, texts)
        ]
        best[start] = min(options, key=lambda choice: choice[:4])
    out: list[Segment] = []
    choice = best[0]
    while choice:
        out += choice.segments
        choice = choice.rest
    return out


def _stand(segments: Sequence[Segment], texts: Texts) -> bool:
    """Tell at a glance that the rules' cut is the remembered one: each part is known, none begins another."""
    if len(segments) == 1:
        return not segments[0].unit.text or segments[0].unit.text in texts.texts
    return all(
        not part.unit.text or (part.unit.text in texts.texts and not texts.begins_another(part.unit.text))
        for part in segments
    )


def _choice(parts: tuple[Segment, ...], rest: _Choice | None, texts: Texts) -> _Choice:
    decided = sum(texts.texts.get(part.unit.text, False) for part in parts) if texts.decided else 0
    unknown = sum(bool(part.unit.text) and part.unit.text not in texts.texts for part in parts)
    return _Choice(
        (rest.undecided if rest else 0) - decided,
        (rest.unknown if rest else 0) + unknown,
        (rest.units if rest else 0) + len(parts),
        -len(parts[0].unit.text),
        parts,
        rest,
    )


def _joins(
    segments: Sequence[Segment], letters: Sequence[str], start: int, texts: Texts
) -> Iterator[tuple[Segment, int]]:
    """Yield known units that begin with segment ``start`` and span several whole ones, with their end."""
    if not letters[start] or start + 1 == len(segments):
        return
    head, ahead = letters[start], start + 1
    while len(head) < _HEAD and ahead < len(segments):
        head, ahead = head + letters[ahead], ahead + 1
    for candidate in texts.beginning(head):
        wanted = texts.letters(candidate)
        end, length = start, 0
        while end < len(segments) and length < len(wanted):
            length, end = length + len(letters[end]), end + 1
        if end - start < 2 or length != len(wanted) or "".join(letters[start:end]) != wanted:
            continue
        joined = segment([piece for part in segments[start:end] for piece in part.pieces])
        if joined.unit.text in texts.texts:
            yield joined, end


def _retiled(
    segments: Sequence[Segment], letters: Sequence[str], start: int, texts: Texts
) -> Iterator[tuple[tuple[Segment, ...], int]]:
    """Yield known tiles of several whole segments, the first reaching over an end that the rules have.

    A person cuts so who joins two segments and splits them elsewhere; and rules that have changed since.
    """
    is_known = segments[start].unit.text in texts.texts
    if not letters[start] or start + 1 == len(segments) or (is_known and not texts.decided):
        return
    head = "".join(letters[start : start + MOST_RETILED])
    if not any(head.startswith(texts.letters(text)) for text in texts.beginning(head)):
        return
    for end in range(start + 2, min(start + MOST_RETILED, len(segments)) + 1):
        joined = segment([piece for part in segments[start:end] for piece in part.pieces])
        tiles = _tiles(joined, "".join(letters[start:end]), texts)
        if tiles:
            yield tiles, end


def _takes(part: Segment, letters: str, texts: Texts) -> Iterator[tuple[Segment, ...]]:
    """Yield the ways to take one rule segment: in known tiles; as it is where it is known or none fit."""
    is_known = part.unit.text in texts.texts
    tiles = _tiles(part, letters, texts) if letters and (texts.decided or not is_known) else None
    if tiles:
        yield tiles
    if is_known or not tiles:
        yield (part,)


def _tiles(part: Segment, letters: str, texts: Texts) -> tuple[Segment, ...] | None:
    """Return the segment as the fewest known texts that follow each other exactly, if there are any."""
    ends = _tile_ends(letters, texts)
    if len(ends) < 2:
        return None
    cuts, seen, at = [], 0, 0
    wanted = iter(ends[:-1])
    end = next(wanted, None)
    for piece in part.pieces:
        if not isinstance(piece, Text):
            at += piece.kind is SINGLE
            continue
        for char in piece.text:
            at += 1
            seen += not char.isspace()
            if seen == end:
                cuts.append(at)
                end = next(wanted, None)
    parts = tuple(segment(pieces) for pieces in split_at(part.pieces, cuts))
    return parts if all(tile.unit.text in texts.texts for tile in parts) else None


def _tile_ends(letters: str, texts: Texts) -> list[int]:
    """Return where the fewest known texts that make up ``letters`` end, leftmost longest; none: empty."""
    ends_of: dict[int, list[int]] = {}
    waiting = [0]
    while waiting:
        start = waiting.pop()
        if start in ends_of or start == len(letters):
            continue
        reached = {
            start + len(texts.letters(text))
            for text in texts.beginning(letters[start : start + _HEAD])
            if letters.startswith(texts.letters(text), start)
        }
        ends_of[start] = [end for end in reached if end > start and end - start < len(letters)]
        waiting += ends_of[start]
    fewest: dict[int, tuple[int, int]] = {len(letters): (0, 0)}
    for start in sorted(ends_of, reverse=True):
        ways = [(fewest[end][0] + 1, -end) for end in ends_of[start] if end in fewest]
        if ways:
            fewest[start] = min(ways)
    out: list[int] = []
    at = 0
    while at < len(letters) and at in fewest:
        at = -fewest[at][1]
        out.append(at)
    return out if out and out[-1] == len(letters) else []
