"""Numbers, amounts, times and dates of a source beside those of its translation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from recto.comparing.lines import NEAR, Line, Span, Verdict, joined, line
from recto.facts import Day, Facts, Number, Time

Figure = Number | Time | Day
Texts = tuple[str, str]
MAX_DAY = 31


class _Pair(NamedTuple):
    one: Figure | None
    other: Figure | None
    verdict: Verdict
    note: str = ""


def figures(texts: Texts, was: Facts, now: Facts) -> Iterator[Line]:
    """Yield a line for each figure of the source, and for each that only the translation has."""
    pairs = _hours([*_paired(was.numbers, now.numbers), *_paired(was.times, now.times)])
    pairs += [pair for kind in ("month", "weekday") for pair in _days(was.days, now.days, kind)]
    dates, rest = _dates(pairs, texts[0])
    yield from (_date(texts, date) for date in dates)
    for pair in rest:
        spans = ([pair.one.span] if pair.one else [], [pair.other.span] if pair.other else [])
        yield line(_kind(pair.one or pair.other), pair.verdict, texts, spans, pair.note)


def _days(was: Sequence[Day], now: Sequence[Day], kind: str) -> list[_Pair]:
    return _paired([day for day in was if day.kind == kind], [day for day in now if day.kind == kind])


def _paired(was: Sequence[Figure], now: Sequence[Figure]) -> list[_Pair]:
    """Pair figures: equal ones, then equal numbers of another unit, then what is left if it is one each."""
    left, gone, pairs = list(now), [], []
    for one in was:
        same = next((other for other in left if other.key == one.key), None)
        if same is None:
            gone.append(one)
            continue
        left.remove(same)
        pairs.append(_Pair(one, same, Verdict.FOUND))
    still = []
    for one in gone:
        like = next((other for other in left if _is_same_count(one, other)), None)
        if like is None:
            still.append(one)
            continue
        left.remove(like)
        pairs.append(_Pair(one, like, *_unit_verdict(one, like)))
    if len(still) == len(left) == 1:
        return [*pairs, _Pair(still[0], left[0], Verdict.OTHER)]
    pairs += [_Pair(one, None, Verdict.MISSING) for one in still]
    return [*pairs, *(_Pair(None, other, Verdict.EXTRA) for other in left)]


def _hours(pairs: Sequence[_Pair]) -> list[_Pair]:
    """Pair hours that one language reads as a time of day and the other as a number: ``24 horas``."""
    left = list(pairs)
    for pair in pairs:
        one = pair.one or pair.other
        if not isinstance(one, Time) or pair.verdict not in {Verdict.MISSING, Verdict.EXTRA}:
            continue
        there = (other for other in left if other.verdict in {Verdict.MISSING, Verdict.EXTRA, Verdict.OTHER})
        side = 1 if pair.one else 0
        twin = next((other for other in there if _are_hours(other[side], one) and not other[1 - side]), None)
        if twin:
            left = [other for other in left if other not in (pair, twin)]
            left.append(_Pair(pair.one or twin.one, pair.other or twin.other, Verdict.FOUND))
    return left


def _are_hours(figure: object, time: Time) -> bool:
    return isinstance(figure, Number) and figure.count * 60 % 1440 == time.minutes % 1440


def _is_same_count(one: Figure, other: Figure) -> bool:
    if not isinstance(one, Number) or not isinstance(other, Number):
        return False
    if one.digits or other.digits:
        return one.digits == other.digits
    return one.count == other.count or one.value == other.value or _is_its_share(one, other)


def _is_its_share(one: Number, other: Number) -> bool:
    """Tell whether one language's ``fifth`` is a share, and the other's what comes behind the fourth."""
    return one.value != 1 and one.value * other.value == 1


def _unit_verdict(one: Figure, other: Figure) -> tuple[Verdict, str]:
    """Judge two equal numbers of different units: a unit that one language leaves unsaid is no problem."""
    if isinstance(one, Number) and isinstance(other, Number) and one.measure:
        if _is_its_share(one, other):
            return Verdict.FOUND, ""
        return (Verdict.OTHER, "") if other.measure else (Verdict.LOOK, "unit")
    return Verdict.FOUND, ""


def _dates(pairs: Sequence[_Pair], source: str) -> tuple[list[list[_Pair]], list[_Pair]]:
    """Return the dates, each a month with the day and the year beside it, and all other pairs."""
    dates: list[list[_Pair]] = []
    taken: set[int] = set()
    for at, pair in enumerate(pairs):
        if not isinstance(pair.one, Day):
            continue
        parts = [at]
        if pair.one.kind == "month":
            parts += [
                other
                for other, near in enumerate(pairs)
                if other not in taken and _is_part(near.one) and _are_near(pair.one.span, near.one, source)
            ]
        taken.update(parts)
        dates.append([pairs[part] for part in parts])
    return dates, [pair for at, pair in enumerate(pairs) if at not in taken]


def _is_part(figure: Figure | None) -> bool:
    """Tell whether a figure may be the day or the year of a date."""
    if not isinstance(figure, Number) or figure.measure or figure.count.denominator != 1:
        return False
    return 1 <= figure.count <= MAX_DAY or Fraction(1000) <= figure.count <= Fraction(2999)


def _are_near(span: Span, figure: Figure | None, source: str) -> bool:
    if figure is None:
        return False
    first, second = sorted((span, figure.span))
    between = source[first[1] : second[0]]
    # ``March 12, 2024``: the year stands behind the day.
    return (
        len("".join(char for char in between if not char.isdigit())) <= NEAR + 1 and len(between) <= NEAR + 4
    )


def _date(texts: Texts, parts: Sequence[_Pair]) -> Line:
    spans = [
        sorted({figure.span for part in parts for figure in [part[side]] if isinstance(figure, Figure)})
        for side in (0, 1)
    ]
    worst = min((part.verdict for part in parts), key=lambda verdict: verdict.rank)
    both = tuple(joined(own, text) for own, text in zip(spans, texts, strict=True))
    return line("date", worst, texts, (both[0], both[1]))


def _kind(figure: Figure | None) -> str:
    if isinstance(figure, Time):
        return "time"
    return "amount" if isinstance(figure, Number) and figure.measure else "number"
