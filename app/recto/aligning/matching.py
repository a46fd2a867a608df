"""Which sentences of a translation stand for which of its source: paragraphs first, then within them."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from recto.aligning.lengths import deviation, length_cost, prior_cost
from recto.aligning.path import Step, cheapest, rising
from recto.aligning.sides import Paragraph, Sentence, Weights
from recto.model import BODY_ROLES

PARAGRAPH_STEPS = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3))
SENTENCE_STEPS = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3))

SHARED_MOST, MISSED_MOST = 16.0, 5.0
"""Most that shared tokens, and tokens which only one of two sides has, count for."""
MISSED = 0.4
"""What a missed token counts for: translators leave names out, or put pronouns for them."""
OTHER_ROLE, OTHER_LEVEL, HEADING_IN_BODY = 2.5, 2.0, 4.0
OTHER_END, QUESTION = 1.2, 3.0
"""What other ends of two sentences cost; a question is seldom translated by something else."""

FITTING = 1.3
"""Standard deviations up to which two lengths are those of a text and its translation."""

ALONE = -1.5
"""What it costs beyond its rarity that a sentence stands alone; how long it is says nothing of that."""

MERGED = 2.0
"""What it costs that paragraphs are divided otherwise, beyond its rarity among sentences."""

_MERGEABLE = BODY_ROLES - {"table cell"}
_HEADINGS = frozenset({"title", "heading"})


class Pair(NamedTuple):
    """Sentences of the source and those of the translation that stand for them, in order."""

    source: Paragraph
    sources: tuple[Sentence, ...]
    target: Paragraph
    targets: tuple[Sentence, ...]
    margin: float
    """How much less likely it is, as a logarithm, that they do not belong together."""
    is_apart: bool
    """Their paragraphs are cut in another way: not each sentence of one stands for one of the other."""
    deviation: float
    """How far the lengths are apart, in standard deviations."""


class Matching(NamedTuple):
    pairs: tuple[Pair, ...]
    sources: tuple[tuple[Paragraph, Sentence], ...]
    """Sentences for which nothing stands."""
    targets: tuple[tuple[Paragraph, Sentence], ...]
    """Sentences of the translation that stand for nothing."""


def match(sources: Sequence[Paragraph], targets: Sequence[Paragraph]) -> Matching:
    """Match two articles. Each sentence is in one pair or left over, and pairs never cross."""
    scale = _scale(sources, targets)
    by_sentence = Weights(
        [one.tokens for paragraph in sources for one in paragraph.sentences],
        [one.tokens for paragraph in targets for one in paragraph.sentences],
    )
    pairs: list[Pair] = []
    alone: tuple[list[tuple[Paragraph, Sentence]], list[tuple[Paragraph, Sentence]]] = ([], [])
    for step in _paragraph_steps(sources, targets, scale):
        here = sources[step.source : step.source + step.sources]
        there = targets[step.target : step.target + step.targets]
        pairs += _Region(here, there, scale, by_sentence, step.margin).pairs(alone)
    return Matching(tuple(pairs), tuple(alone[0]), tuple(alone[1]))


def _scale(sources: Sequence[Paragraph], targets: Sequence[Paragraph]) -> float:
    """Return the characters that the translation takes for one of the source, within reason."""
    here, there = (sum(one.length for one in side) for side in (sources, targets))
    return min(max(there / here, 0.2), 5.0) if here and there else 1.0


class _Evidence:
    """What tokens say about places of two sequences belonging together."""

    def __init__(
        self, sources: Sequence[frozenset[str]], targets: Sequence[frozenset[str]], weights: Weights
    ) -> None:
        self.weights = weights
        self.sources = [weights.known(tokens) for tokens in sources]
        self.targets = [weights.known(tokens) for tokens in targets]

    def cost(self, source: int, target: int, down: int, right: int) -> float:
        """Return what speaks against, less what speaks for some places standing for some others."""
        here, there = self.sources[source], self.targets[target]
        if down > 1:
            here = here.union(*self.sources[source + 1 : source + down])
        if right > 1:
            there = there.union(*self.targets[target + 1 : target + right])
        if not here and not there:
            return 0.0
        shared = self.weights.sum(here & there)
        missed = self.weights.sum(here ^ there)
        return min(MISSED * missed, MISSED_MOST) - min(shared, SHARED_MOST)


def _paragraph_steps(sources: Sequence[Paragraph], targets: Sequence[Paragraph], scale: float) -> list[Step]:
    here, there = [one.tokens for one in sources], [one.tokens for one in targets]
    weights = Weights(here, there)
    evidence = _Evidence(here, there, weights)
    mine = [one.length for one in sources]
    theirs = [one.length / scale for one in targets]

    last = [one.sentences[-1].end for one in sources], [one.sentences[-1].end for one in targets]

    def cost(source: int, target: int, down: int, right: int) -> float:
        if not down or not right:
            return prior_cost(down, right) + ALONE
        roles = _roles_cost(sources[source : source + down], targets[target : target + right])
        if roles == inf:
            return inf
        ends = _end_cost(last[0][source + down - 1], last[1][target + right - 1])
        length = _pair_length_cost(mine, theirs, source, target, down, right)
        return roles + ends + length + evidence.cost(source, target, down, right)

    return cheapest(len(sources), len(targets), PARAGRAPH_STEPS, cost, rising(weights.anchors(here, there)))


def _pair_length_cost(
    mine: Sequence[float], theirs: Sequence[float], source: int, target: int, down: int, right: int
) -> float:
    if down == 1 == right:
        return prior_cost(1, 1) + length_cost(mine[source], theirs[target])
    return prior_cost(down, right) + length_cost(
        sum(mine[source : source + down]), sum(theirs[target : target + right])
    )


def _roles_cost(here: Sequence[Paragraph], there: Sequence[Paragraph]) -> float:
    """Return what it costs that blocks have other roles; infinite where they never belong together."""
    if len(here) == len(there) == 1:
        return _role_cost(here[0], there[0])
    roles = {one.block.role for one in (*here, *there)}
    if len(roles) == 1 and roles <= _MERGEABLE:
        return MERGED
    return MERGED + 2 * OTHER_ROLE if roles <= _MERGEABLE else inf


def _role_cost(here: Paragraph, there: Paragraph) -> float:
    mine, theirs = here.block.role, there.block.role
    if mine == theirs:
        return 0.0 if here.block.level == there.block.level else OTHER_LEVEL
    if {mine, theirs} <= _HEADINGS or {mine, theirs} <= BODY_ROLES:
        return OTHER_ROLE
    return HEADING_IN_BODY if {mine, theirs} <= BODY_ROLES | _HEADINGS else inf


class _Region:
    """Some paragraphs of the source and those that stand for them."""

    def __init__(
        self,
        here: Sequence[Paragraph],
        there: Sequence[Paragraph],
        scale: float,
        weights: Weights,
        margin: float,
    ) -> None:
        self.sources = [(paragraph, one) for paragraph in here for one in paragraph.sentences]
        self.targets = [(paragraph, one) for paragraph in there for one in paragraph.sentences]
        self.scale = scale
        self.weights = weights
        self.margin = margin
        self.is_single = len(here) == len(there) == 1
        self.mine = [one.length for _, one in self.sources]
        self.theirs = [one.length / scale for _, one in self.targets]
        tokens = [one.tokens for _, one in self.sources], [one.tokens for _, one in self.targets]
        self.evidence = _Evidence(*tokens, weights)

    def pairs(
        self, alone: tuple[list[tuple[Paragraph, Sentence]], list[tuple[Paragraph, Sentence]]]
    ) -> list[Pair]:
        """Return the pairs; what stands alone goes to the lists of either side."""
        found = self._found()
        is_apart = not self.is_single or any(step[2:4] != (1, 1) for step in found)
        pairs = []
        for step in found:
            mine = self.sources[step.source : step.source + step.sources]
            theirs = self.targets[step.target : step.target + step.targets]
            if mine and theirs:
                pairs.append(self._pair(step, mine, theirs, is_apart=is_apart))
            else:
                alone[0].extend(mine)
                alone[1].extend(theirs)
        return pairs

    def _found(self) -> list[Step]:
        rows, columns = len(self.sources), len(self.targets)
        if rows == columns == 1:
            return [Step(0, 0, 1, 1)]
        if not rows or not columns:
            return [Step(at, 0, 1, 0) for at in range(rows)] + [Step(0, at, 0, 1) for at in range(columns)]
        anchors = rising(self.weights.anchors(self.evidence.sources, self.evidence.targets))
        return cheapest(rows, columns, SENTENCE_STEPS, self._cost, anchors)

    def _cost(self, source: int, target: int, down: int, right: int) -> float:
        if not down or not right:
            return prior_cost(down, right) + ALONE
        first, last = self.sources[source], self.sources[source + down - 1]
        opens, closes = self.targets[target], self.targets[target + right - 1]
        if first[0] is not last[0] or opens[0] is not closes[0]:
            return inf  # a unit never spans two paragraphs
        ends = _end_cost(last[1].end, closes[1].end)
        length = _pair_length_cost(self.mine, self.theirs, source, target, down, right)
        return length + ends + self.evidence.cost(source, target, down, right)

    def _pair(
        self,
        step: Step,
        mine: Sequence[tuple[Paragraph, Sentence]],
        theirs: Sequence[tuple[Paragraph, Sentence]],
        *,
        is_apart: bool,
    ) -> Pair:
        sources, targets = tuple(one for _, one in mine), tuple(one for _, one in theirs)
        lengths = (sum(one.length for one in sources), sum(one.length for one in targets) / self.scale)
        margin = min(self.margin, step.margin)
        return Pair(mine[0][0], sources, theirs[0][0], targets, margin, is_apart, deviation(*lengths))


def _end_cost(source: str, target: str) -> float:
    if source == target:
        return 0.0
    return QUESTION if "?" in {source, target} else OTHER_END


def agreement(matching: Matching) -> float:
    """Return the share of both texts, in characters, that stand beside something that fits.

    0.0 to 1.0; 1.0 where there is no text at all. What fits has a fitting length and the same kind of
    block, and is a question if the other is; several sentences for one count half.
    """
    fitting = total = 0.0
    for pair in matching.pairs:
        length = sum(one.length for one in (*pair.sources, *pair.targets))
        total += length
        if _fits(pair):
            fitting += length if len(pair.sources) == len(pair.targets) == 1 else length / 2
    total += sum(one.length for _, one in (*matching.sources, *matching.targets))
    return fitting / total if total else 1.0


def _fits(pair: Pair) -> bool:
    ends = {pair.sources[-1].end, pair.targets[-1].end}
    is_same = len(ends) == 1 or "?" not in ends
    return pair.deviation <= FITTING and is_same and _role_cost(pair.source, pair.target) < OTHER_ROLE


def shared(matching: Matching) -> int:
    """Return how many numbers, names, addresses and the like stand on both sides of a pair."""
    return sum(len(_tokens(pair.sources) & _tokens(pair.targets)) for pair in matching.pairs)


def _tokens(sentences: Sequence[Sentence]) -> frozenset[str]:
    return frozenset().union(*(one.tokens for one in sentences))
