"""The cheapest way through two sequences: as cheap as any, total, and never turning back."""

from __future__ import annotations

from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.aligning.lengths import deviation, length_cost, prior_cost
from recto.aligning.path import cheapest, rising

STEPS = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2))
LENGTHS = st.lists(st.integers(1, 200), max_size=7)


def total(mine, theirs, steps):
    return sum(cost_of(mine, theirs)(*step[:4]) for step in steps)


def cost_of(mine, theirs):
    def cost(source, target, down, right):
        if not down or not right:
            return 5.0
        return prior_cost(down, right) + length_cost(
            sum(mine[source : source + down]), sum(theirs[target : target + right])
        )

    return cost


def every_way(mine, theirs, row=0, column=0):
    """Yield the cost of each way there is, without a thought."""
    if (row, column) == (len(mine), len(theirs)):
        yield 0.0
    for down, right in STEPS:
        if row + down <= len(mine) and column + right <= len(theirs):
            step = cost_of(mine, theirs)(row, column, down, right)
            yield from (step + rest for rest in every_way(mine, theirs, row + down, column + right))


@given(st.lists(st.integers(1, 90), max_size=4), st.lists(st.integers(1, 90), max_size=4))
def test_no_way_is_cheaper(mine, theirs):
    steps = cheapest(len(mine), len(theirs), STEPS, cost_of(mine, theirs))

    assert total(mine, theirs, steps) == pytest.approx(min(every_way(mine, theirs)))


@given(LENGTHS, LENGTHS, st.data())
def test_the_steps_cover_both_sequences_in_order(mine, theirs, data):
    place = st.tuples(st.integers(0, len(mine)), st.integers(0, len(theirs)))
    anchors = rising(data.draw(st.lists(place, max_size=4)))

    anchors = [pair for pair in anchors if pair[0] < len(mine) and pair[1] < len(theirs)]
    steps = cheapest(len(mine), len(theirs), STEPS, cost_of(mine, theirs), anchors)

    ends = [(step.source + step.sources, step.target + step.targets) for step in steps]
    assert [(0, 0), *ends][:-1] == [step[:2] for step in steps]
    assert [(0, 0), *ends][-1] == (len(mine), len(theirs))


@given(LENGTHS, LENGTHS)
def test_no_other_way_is_cheaper_than_one_with_a_margin(mine, theirs):
    steps = cheapest(len(mine), len(theirs), STEPS, cost_of(mine, theirs))

    assert all(step.margin >= -1e-9 for step in steps)


def test_a_margin_is_what_the_next_best_way_costs_more():
    first, second = cheapest(2, 2, ((1, 1), (1, 0), (0, 1)), cost_of([50, 100], [50, 100]))

    assert first.margin == pytest.approx(2 * 5.0 - prior_cost(1, 1))
    assert second.margin == pytest.approx(2 * 5.0 - prior_cost(1, 1))


def test_a_step_without_another_way_has_no_bounds_to_its_margin():
    def only_together(_source, _target, down, right):
        return 0.0 if down == right else inf

    (step,) = cheapest(1, 1, ((1, 1), (1, 0), (0, 1)), only_together)

    assert step.margin == inf


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (0, 5), (5, 0), (300, 10), (10, 300), (400, 400)])
def test_sequences_of_any_length_have_a_way(rows, columns):
    steps = cheapest(rows, columns, STEPS, cost_of([7] * rows, [7] * columns))

    assert sum(step.sources for step in steps) == rows
    assert sum(step.targets for step in steps) == columns


def test_a_long_way_looks_at_few_places():
    asked = []

    def cost(source, target, down, right):
        asked.append((source, target))
        return cost_of([40] * 3000, [40] * 3000)(source, target, down, right)

    cheapest(3000, 3000, STEPS, cost)

    assert len(set(asked)) < 3000 * 60


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=9))
def test_rising_is_the_longest_row_in_which_both_numbers_rise(pairs):
    found = rising(pairs)

    assert set(found) <= set(pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))
    longest: dict[tuple[int, int], int] = {}
    for pair in sorted(set(pairs)):
        before = [longest[one] for one in longest if one[0] < pair[0] and one[1] < pair[1]]
        longest[pair] = 1 + max(before, default=0)
    assert len(found) == max(longest.values(), default=0)


def test_lengths_that_agree_cost_nothing():
    assert length_cost(80, 80) == 0.0
    assert deviation(0, 0) == 0.0


@given(st.integers(1, 500), st.integers(1, 500))
def test_either_side_may_be_the_longer_one(source, target):
    assert length_cost(source, target) == length_cost(target, source)
    assert length_cost(source, target) >= 0.0


def test_a_length_without_any_likelihood_costs_what_is_the_most():
    assert length_cost(1, 100_000) == length_cost(1, 1_000_000) == 20.0
