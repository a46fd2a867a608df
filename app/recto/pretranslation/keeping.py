"""How much of a draft was kept: the text that a person accepted beside what the machine had written.

chrF as Maja Popović defined it (WMT 2015): F-score of character n-grams, here chrF2, n from 1 to 6,
recall weighing twice as much as precision, white space left out, sums over all texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from recto.glossary import words
from recto.inline.marks import MARK

ORDER = 6
BETA = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """Of drafts that a person has accepted since, as they were or changed."""

    texts: int = 0
    unchanged: float = 0.0
    """Share of the drafts that were accepted as they stood, 0.0 to 1.0."""
    chrf: float = 0.0
    """0 to 100; 100: all accepted as they stood."""
    edits: float = 0.0
    """Words that were put in, taken out or replaced, per word of what was accepted; may exceed 1.0."""


def kept(pairs: Iterable[tuple[str, str]]) -> Kept:
    """Return how much of drafts was kept; a pair is a draft and the text that was accepted for it."""
    texts = same = edits = length = 0
    counts = [(0, 0, 0)] * ORDER
    for draft, accepted in pairs:
        texts += 1
        same += draft == accepted
        # Codes are the source's on both sides; they would make every draft look better.
        before, after = MARK.sub("", draft), MARK.sub("", accepted)
        old, new = tokens(before), tokens(after)
        edits += Levenshtein.distance(old, new)
        length += len(new)
        counts = [
            (total[0] + now[0], total[1] + now[1], total[2] + now[2])
            for total, now in zip(counts, matches(before, after), strict=True)
        ]
    if not texts:
        return Kept()
    return Kept(texts, same / texts, score(counts), edits / max(length, 1))


def chrf(hypothesis: str, reference: str) -> float:
    """Return the chrF2 of a text against a reference, 0.0 to 100.0."""
    return score(matches(hypothesis, reference))


def matches(hypothesis: str, reference: str) -> list[tuple[int, int, int]]:
    """Return for n from 1 to 6 how many n-grams the first has, the second has, both have."""
    found = []
    one, other = "".join(hypothesis.split()), "".join(reference.split())
    for size in range(1, ORDER + 1):
        mine = Counter(one[at : at + size] for at in range(len(one) - size + 1))
        theirs = Counter(other[at : at + size] for at in range(len(other) - size + 1))
        found.append((mine.total(), theirs.total(), (mine & theirs).total()))
    return found


def score(counts: Iterable[tuple[int, int, int]]) -> float:
    """Return the F-score of counts of n-grams: precision and recall are means over the orders that occur."""
    shares = [(both / mine, both / theirs) for mine, theirs, both in counts if mine and theirs]
    if not shares:
        return 0.0
    precision, recall = (sum(column) / len(shares) for column in zip(*shares, strict=True))
    weighed = BETA**2 * precision + recall
    return 100 * (1 + BETA**2) * precision * recall / weighed if weighed else 0.0


def tokens(text: str) -> list[str]:
    """Return the words and signs of a text; each letter of a script without blanks is a word."""
    return [word.plain for word in words(text, "")]
