"""How well two lengths agree: Gale and Church's measure of a translation's length."""

from __future__ import annotations

from functools import cache
from math import erfc, log, sqrt

VARIANCE = 6.8
"""Variance of a translation's characters per character of the source (Gale and Church 1993, section 3.2)."""

PRIORS = {
    (1, 1): 0.89,
    (1, 0): 0.0099 / 2,
    (0, 1): 0.0099 / 2,
    (2, 1): 0.089 / 2,
    (1, 2): 0.089 / 2,
    (2, 2): 0.011,
}
"""How often so many sentences stand for so many (Gale and Church 1993, table 5), each order half of it."""

RARER = 10.0
"""How much rarer three sentences for one are than two; the authors did not count them."""

UNLIKELY = 20.0
"""Most that a difference of lengths costs: beyond it one pair is as wrong as another."""

_ROOT_OF_TWO = sqrt(2)


def deviation(source: float, target: float) -> float:
    """Return how far two lengths are apart, in standard deviations; 0.0 where they agree.

    ``target`` is in characters of the source: divided by how many the target language takes for one.
    """
    mean = (source + target) / 2
    return abs(target - source) / sqrt(VARIANCE * mean) if mean else 0.0


def length_cost(source: float, target: float) -> float:
    """Return the negative logarithm of how likely a difference of lengths is, or a larger one."""
    likely = erfc(deviation(source, target) / _ROOT_OF_TWO)
    return min(-log(likely), UNLIKELY) if likely else UNLIKELY


@cache
def prior_cost(sources: int, targets: int) -> float:
    """Return the negative logarithm of how often so many sentences stand for so many.

    >>> round(prior_cost(1, 1), 2), round(prior_cost(2, 1), 2)
    (0.12, 3.11)
    """
    shape = (min(sources, 2), min(targets, 2))
    beyond = max(sources - 2, 0) + max(targets - 2, 0)
    return -log(PRIORS[shape]) + beyond * log(RARER)
