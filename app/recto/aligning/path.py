"""The cheapest way through two sequences side by side, and how much every other way costs more."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from math import inf
from typing import NamedTuple

Cost = Callable[[int, int, int, int], float]
"""(first source, first target, how many sources, how many targets) -> cost; infinite: never."""

WIDTH, NARROW = 24, 8
"""Places on each side of the line between two anchors that are looked at: as many as lie between the two,
and these at most and at least."""
MOST = 300_000
"""Places that are looked at beyond that, where the sequences differ much in length."""
BEAM = 30.0
"""How much more than the cheapest place of its row a place may cost for the way to go on from there."""
REACH = 4
"""Places on each side of the cheapest way among which the next best is looked for."""


class Step(NamedTuple):
    """``sources`` from ``source`` on stand for ``targets`` from ``target`` on.

    ``margin``: how much the cheapest way costs more on which they do not.
    """

    source: int
    target: int
    sources: int
    targets: int
    margin: float = inf


class _Band:
    """The places that are looked at: a strip around the line through the anchors."""

    def __init__(self, rows: int, columns: int, anchors: Sequence[tuple[int, int]]) -> None:
        room = MOST // (2 * rows + 2)
        points = [(0, 0), *((row, column) for row, column in anchors if row and column), (rows, columns)]
        line, widths = [0], [WIDTH]
        for (row, column), (below, right) in pairwise(points):
            down, along = below - row, right - column
            width = max(NARROW, min(WIDTH, max(down, along))) + min(abs(down - along), room)
            line += [column + along * step // down for step in range(1, down + 1)]
            widths[-1] = max(widths[-1], width)
            widths += [width] * down
        self.first = [max(0, at - width) for at, width in zip(line, widths, strict=True)]
        self.last = [min(columns, at + width) for at, width in zip((*line[1:], columns), widths, strict=True)]
        # Where the strip gets wider it must not turn back; each row begins at or before the end of the last.
        for row in range(rows - 1, -1, -1):
            self.first[row] = min(self.first[row], self.first[row + 1])
        for row in range(1, rows + 1):
            self.last[row] = max(self.last[row], self.last[row - 1])


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest row of pairs in which both numbers rise (Hunt and McIlroy 1976; by patience)."""
    ends: list[int] = []
    at_end: list[int] = []
    before: dict[int, int] = {}
    ordered = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    for index, (_, column) in enumerate(ordered):
        place = bisect_left(ends, column)
        before[index] = at_end[place - 1] if place else -1
        if place == len(ends):
            ends.append(column)
            at_end.append(index)
        else:
            ends[place], at_end[place] = column, index
    out: list[tuple[int, int]] = []
    index = at_end[-1] if at_end else -1
    while index >= 0:
        out.append(ordered[index])
        index = before[index]
    return out[::-1]


def cheapest(
    rows: int,
    columns: int,
    shapes: Sequence[tuple[int, int]],
    cost: Cost,
    anchors: Sequence[tuple[int, int]] = (),
) -> list[Step]:
    """Return the cheapest way from the start of both sequences to their ends, in order.

    ``shapes`` are the steps that there are; (1, 0) and (0, 1) have to be among them and cost less than
    infinity. ``anchors`` rise strictly. Takes time in proportion to the longer sequence.
    """
    band = _Band(rows, columns, anchors)
    cost = cache(cost)
    forward, back = _forward(rows, shapes, cost, band)
    steps: list[Step] = []
    row, column = rows, columns
    while row or column:
        down, right = back[row][column - band.first[row]]
        row, column = row - down, column - right
        steps.append(Step(row, column, down, right))
    steps.reverse()
    return _with_margins(steps, rows, columns, shapes, cost, band, forward)


def _forward(
    rows: int, shapes: Sequence[tuple[int, int]], cost: Cost, band: _Band
) -> tuple[list[list[float]], list[list[tuple[int, int]]]]:
    """Return, for each place of the band, the cost of the cheapest way there and its last step."""
    sizes = [last - first + 1 for first, last in zip(band.first, band.last, strict=True)]
    best = [[inf] * size for size in sizes]
    back = [[(0, 0)] * size for size in sizes]
    best[0][0] = 0.0
    for row in range(rows + 1):
        here, first = best[row], band.first[row]
        reach = [(down, right) for down, right in shapes if row + down <= rows]
        dear = min(here) + BEAM
        # Up to here a way has to go on: the next row begins there, the last row ends there.
        onward = band.first[row + 1] if row < rows else band.last[row]
        for column in range(first, band.last[row] + 1):
            so_far = here[column - first]
            if so_far == inf or (so_far > dear and column > onward):
                continue
            for down, right in reach:
                below, behind = row + down, column + right
                if not band.first[below] <= behind <= band.last[below]:
                    continue
                total = so_far + cost(row, column, down, right)
                place = behind - band.first[below]
                if total < best[below][place]:
                    best[below][place] = total
                    back[below][place] = (down, right)
    return best, back


def _with_margins(
    steps: Sequence[Step],
    rows: int,
    columns: int,
    shapes: Sequence[tuple[int, int]],
    cost: Cost,
    band: _Band,
    forward: Sequence[Sequence[float]],
) -> list[Step]:
    """Return the steps with their margins: over all ways near them that cover one of theirs otherwise."""
    low, high = _corridor(steps, rows, columns, band)
    total = forward[rows][columns - band.first[rows]]
    taken = {step[:4] for step in steps}
    of_row, of_column = [inf] * rows, [inf] * columns
    rest = [[inf] * (last - first + 1) for first, last in zip(low, high, strict=True)]
    rest[rows][columns - low[rows]] = 0.0
    for row in range(rows, -1, -1):
        for column in range(high[row], low[row] - 1, -1):
            cheapest_rest = rest[row][column - low[row]]
            so_far = forward[row][column - band.first[row]]
            if so_far == inf:
                continue
            for down, right in shapes:
                below, behind = row + down, column + right
                if below > rows or not low[below] <= behind <= high[below]:
                    continue
                onward = cost(row, column, down, right) + rest[below][behind - low[below]]
                cheapest_rest = min(cheapest_rest, onward)
                if (row, column, down, right) not in taken:
                    for covered in range(row, below):
                        of_row[covered] = min(of_row[covered], so_far + onward)
                    for covered in range(column, behind):
                        of_column[covered] = min(of_column[covered], so_far + onward)
            rest[row][column - low[row]] = cheapest_rest
    return [
        step._replace(
            margin=min(
                *of_row[step.source : step.source + step.sources],
                *of_column[step.target : step.target + step.targets],
                inf,
            )
            - total
        )
        for step in steps
    ]


def _corridor(steps: Sequence[Step], rows: int, columns: int, band: _Band) -> tuple[list[int], list[int]]:
    """Return the first and last column of each row that are near the cheapest way."""
    low, high = [columns] * (rows + 1), [0] * (rows + 1)
    for step in (*steps, Step(rows, columns, 0, 0)):
        for row in range(step.source, step.source + step.sources + 1):
            low[row] = min(low[row], step.target - REACH)
            high[row] = max(high[row], step.target + step.targets + REACH)
    return (
        [max(one, first) for one, first in zip(low, band.first, strict=True)],
        [min(one, last) for one, last in zip(high, band.last, strict=True)],
    )
