"""Which old units a new one may continue: by what they say, and by where they stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from recto.inline import LITERAL
from recto.memory import most_similar
from recto.model import BODY_ROLES, Unit

NEAR = 50.0
"""Similarity in percent from which a new unit between the same neighbours counts as the old one, edited."""
FAR = 70.0
"""The same for a unit that stands somewhere else, or whose text is still in the article as well."""
WHOLE = 65.0
"""The same for several units that became one, or one that became several."""
REACH = 40
"""Units on each side, or with a word, that an edited unit is compared with; keeps a merge linear."""
SPAN = 12
"""Units on each side at which a join or split is looked for."""
PIECES = 6
"""Units that are joined to one, or split from one, at most."""
RARE = 4
"""Words of an edited unit, the rarest first, by which its old text is looked for elsewhere."""
MOST = 8
"""Pairings kept of one unit."""
LOSS = 1.5
"""How many times longer or shorter a joined or split text may have become."""

_HERE, _AGAIN, _GONE, _BODY, _OTHER = 2.0, -12.0, -5.0, -3.0, -20.0
"""What counts for or against a pairing: between the same neighbours; the old unit goes on elsewhere, is
obsolete; another body role, any other role."""

_UNSPACED = "\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")


class Pairing(NamedTuple):
    """New units (indexes) that may continue old ones: one each, or one of the two several."""

    rank: float
    new: tuple[int, ...]
    old: tuple[int, ...]
    off: int = 0
    """How far the place is from where it was to be expected; decides between equals."""
    taken: frozenset[int] = frozenset()
    """Those among the old units that went on elsewhere before."""

    @property
    def order(self) -> tuple[float, int, tuple[int, ...], tuple[int, ...]]:
        return (-self.rank, self.off, self.new, self.old)


class Alignment:
    """The state of a merge as alignment sees it.

    ``pool``: the old units, first those that were live (``live`` of them), then the obsolete ones. ``place``:
    index of a new unit -> index of the old unit that it continues. ``taken``: old units that go on already.
    ``fit``: old units that an edited one may continue.
    """

    def __init__(
        self,
        pool: Sequence[Unit],
        live: int,
        fit: Collection[int],
        new: Sequence[Unit],
        blank: str,
    ) -> None:
        self.pool = pool
        self.live = live
        self.fit = fit
        self.new = new
        self.blank = blank
        self._words: dict[str, frozenset[str]] = {}

    def pairings(
        self, place: Mapping[int, int], taken: Collection[int], open_: Sequence[int]
    ) -> list[Pairing]:
        """Return the pairings of the open units, the best first."""
        found: list[Pairing] = []
        for opens, olds in self._gaps(place, open_):
            found += self._near(opens, olds, taken)
            found += self._joins(opens, olds, taken)
            found += self._splits(opens, olds, taken)
        found += self._far(open_, taken)
        return sorted(found, key=lambda pairing: pairing.order)

    def _gaps(
        self, place: Mapping[int, int], open_: Sequence[int]
    ) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Yield the open units between two neighbours that kept their order, with the old units there."""
        anchors = [
            *_ascending([pair for pair in sorted(place.items()) if pair[1] < self.live]),
            (len(self.new), self.live),
        ]
        at, low = 0, -1
        for index, old in anchors:
            first = at
            while at < len(open_) and open_[at] < index:
                at += 1
            if at > first and old > low + 1:
                yield open_[first:at], range(low + 1, old)
            low = old

    def _near(self, opens: Sequence[int], olds: Sequence[int], taken: Collection[int]) -> Iterator[Pairing]:
        """Yield pairings between the same neighbours.

        Where much was edited in one place, a unit is compared with those about as far into it.
        """
        olds = [at for at in olds if at in self.fit]
        for number, index in enumerate(opens):
            middle = number * len(olds) // len(opens)
            first = max(0, middle - REACH)
            window = olds[first : middle + REACH + 1]
            for found, score in self._alike(index, window, NEAR):
                at = window[found]
                if score >= FAR or (at not in taken and self._shares_words(index, at)):
                    yield self._pairing(score + _HERE, index, at, taken, abs(first + found - middle))

    def _shares_words(self, index: int, at: int) -> bool:
        """Tell whether two texts share a third of the shorter's words: letters may be alike by chance."""
        one, other = self._tokens(self.new[index].source), self._tokens(self.pool[at].source)
        return 3 * len(one & other) >= min(len(one), len(other))

    def _far(self, open_: Sequence[int], taken: Collection[int]) -> Iterator[Pairing]:
        """Yield pairings wherever the old unit stands, among those that share a rare word."""
        wanted = {word for index in open_ for word in self._tokens(self.new[index].source)}
        words: dict[str, list[int]] = {}
        for at in self.fit:
            for word in self._tokens(self.pool[at].source) & wanted:
                words.setdefault(word, []).append(at)
        for index in open_:
            places = (words.get(word, ()) for word in self._tokens(self.new[index].source))
            shared = sorted((some for some in places if some), key=lambda some: (len(some), some[0]))
            window = sorted({at for some in shared[:RARE] for at in some[:REACH]})
            for found, score in self._alike(index, window, FAR):
                at = window[found]
                yield self._pairing(score, index, at, taken, abs(at - index))

    def _alike(self, index: int, window: Sequence[int], at_least: float) -> Iterator[tuple[int, float]]:
        texts = [self.pool[at].source for at in window]
        return most_similar(self.new[index].source, texts, at_least=at_least, limit=MOST)

    def _pairing(self, score: float, index: int, at: int, taken: Collection[int], off: int) -> Pairing:
        score += _AGAIN if at in taken else _GONE if at >= self.live else 0
        score += _apart(self.pool[at], self.new[index])
        return Pairing(score, (index,), (at,), off, frozenset({at} if at in taken else ()))

    def _joins(self, opens: Sequence[int], olds: Sequence[int], taken: Collection[int]) -> Iterator[Pairing]:
        """Yield pairings of one new unit with old ones that stood one behind the other."""
        olds = [at for at in olds if self.pool[at].role == self.pool[at].context]
        sizes = [len(self.pool[at].source) for at in olds]
        for number, index in enumerate(opens):
            unit = self.new[index]
            runs = [
                run
                for first, last in _windows(sizes, number * len(olds) // len(opens), len(unit.source))
                if self._may_join(run := olds[first:last], unit, taken)
            ]
            texts = [self.blank.join([self.pool[at].source for at in run]) for run in runs]
            for found, score in most_similar(unit.source, texts, at_least=WHOLE, limit=MOST):
                parts = [self.pool[at].source for at in runs[found]]
                if self._holds(unit.source, parts):
                    fit = tuple(at for at in runs[found] if at in self.fit)
                    yield Pairing(score + _HERE, (index,), fit, 0, frozenset(fit) & frozenset(taken))

    def _may_join(self, run: Sequence[int], unit: Unit, taken: Collection[int]) -> bool:
        with_target = [at for at in run if at in self.fit]
        is_one = len({self.pool[at].role for at in run}) == 1
        free = any(at not in taken for at in with_target)
        return len(with_target) > 1 and free and is_one and _apart(self.pool[run[0]], unit) > _OTHER

    def _splits(self, opens: Sequence[int], olds: Sequence[int], taken: Collection[int]) -> Iterator[Pairing]:
        """Yield pairings of one old unit with new ones that stand one behind the other."""
        sizes = [len(self.new[index].source) for index in opens]
        for number, at in enumerate(olds):
            if at not in self.fit or at in taken:
                continue
            old = self.pool[at]
            runs = [
                run
                for first, last in _windows(sizes, number * len(opens) // len(olds), len(old.source))
                if self._may_split(run := opens[first:last], old)
            ]
            texts = [self.blank.join([self.new[index].source for index in run]) for run in runs]
            for found, score in most_similar(old.source, texts, at_least=WHOLE, limit=MOST):
                if self._holds(old.source, [self.new[index].source for index in runs[found]]):
                    yield Pairing(score + _HERE, tuple(runs[found]), (at,))

    def _may_split(self, run: Sequence[int], old: Unit) -> bool:
        is_row = run[-1] - run[0] == len(run) - 1
        is_one = len({self.new[index].role for index in run}) == 1
        return is_row and is_one and _apart(old, self.new[run[0]]) > _OTHER

    def _holds(self, whole: str, parts: Sequence[str]) -> bool:
        """Tell whether a text has at least half of the words of each part."""
        words = self._tokens(whole)
        return all(2 * len(words & own) >= len(own) for own in map(self._tokens, parts))

    def _tokens(self, source: str) -> frozenset[str]:
        if source not in self._words:
            self._words[source] = frozenset(tokens(source))
        return self._words[source]


def tokens(source: str) -> Iterator[str]:
    """Yield the words of a text, folded; pairs of characters in scripts without blanks."""
    for word in _WORD.findall(LITERAL.sub(" ", source).casefold()):
        if _IS_UNSPACED.match(word) and len(word) > 2:
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


def _apart(old: Unit, unit: Unit) -> float:
    """Return what speaks against a pairing because of the roles."""
    if old.role == unit.role:
        return 0
    return _BODY if {old.role, unit.role} <= BODY_ROLES else _OTHER


def _windows(sizes: Sequence[int], middle: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield runs of two or more near a place whose sizes sum up to about ``size``."""
    for first in range(max(0, middle - SPAN), min(len(sizes), middle + SPAN + 1)):
        total = sizes[first]
        for last in range(first + 1, min(first + PIECES, len(sizes))):
            total += sizes[last] + 1
            if total > size * LOSS:
                break
            if total * LOSS >= size:
                yield first, last + 1


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest row of pairs in which the second number ascends as well."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, (_, old) in enumerate(pairs):
        length = bisect_left(ends, old)
        ends[length : length + 1] = [old]
        at[length : length + 1] = [number]
        before.append(at[length - 1] if length else -1)
    out = []
    number = at[-1] if at else -1
    while number >= 0:
        out.append(pairs[number])
        number = before[number]
    return out[::-1]
