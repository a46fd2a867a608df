"""The rules of triage: each says whether an edit changed one kind of fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction

from recto.facts import Number, Quotation, Table, Time
from recto.merging.edits import Edit
from recto.merging.naming import first_name_differs, names_differ
from recto.merging.roles import exchanged

DURATIONS = frozenset({"second", "day", "month", "decade", "century"})
"""Measures that a text may leave out: ``aged 61`` is ``61 years old``."""


def figures_differ(edit: Edit) -> bool:
    """Return whether numbers, measures, times, dates or links are other ones."""
    was, now = edit.was, edit.now
    if Counter(link.target for link in was.links) != Counter(link.target for link in now.links):
        return True
    lost_days = Counter(day.key for day in was.days) - Counter(day.key for day in now.days)
    gained_days = Counter(day.key for day in now.days) - Counter(day.key for day in was.days)
    lost, gained = _unmatched([*was.numbers, *was.times], [*now.numbers, *now.times])
    lost, gained = _without_one(lost, gained, edit)
    return bool(lost or gained or lost_days or gained_days)


def marks_differ(edit: Edit) -> bool:
    """Return whether a negation, a modality or a quantity came or went, or a word became its opposite."""
    was = Counter(mark.group for mark in edit.was.marks)
    now = Counter(mark.group for mark in edit.now.marks)
    lost, gained = was - now, now - was
    if any(group in edit.table.once for group in (*lost, *gained)):
        return True
    kinds = {group.partition(".")[0] for group in lost if "." in group}
    return any(group.partition(".")[0] in kinds for group in gained if "." in group)


def speakers_differ(edit: Edit) -> bool:
    """Return whether a statement is attributed to somebody else, or no longer to anybody."""
    was = [_stems(speaker.words, edit.table) for speaker in edit.was.speakers]
    now = [_stems(speaker.words, edit.table) for speaker in edit.now.speakers]
    lost = [words for words in was if not any(words <= other or other <= words for other in now)]
    gained = [words for words in now if not any(words <= other or other <= words for other in was)]
    if lost and gained:
        return True
    return (
        bool(lost or gained) and len(was) != len(now) and not (set().union(*lost, *gained) & _all_stems(edit))
    )


def quotations_differ(edit: Edit) -> bool:
    """Return whether words inside quotation marks became others, or the marks went from the same words."""
    was, now = edit.was.quotations, edit.now.quotations
    if Counter(quotation.words for quotation in was) == Counter(quotation.words for quotation in now):
        return False
    if len(was) != len(now):
        return not edit.lost and not edit.gained
    return any(not _says_the_same(one, other, edit) for one, other in zip(was, now, strict=True))


def reversed_by_affix(edit: Edit) -> bool:
    """Return whether a word became its negation by a prefix: ``legal`` and ``illegal``."""
    prefixes = edit.table.words("negative.prefixes")
    for one, other in ((edit.lost, edit.gained), (edit.gained, edit.lost)):
        for word in one:
            for prefix in prefixes:
                if word.startswith(prefix) and len(word) - len(prefix) > 2 and word[len(prefix) :] in other:
                    return True
    return False


RULES: tuple[Callable[[Edit], bool], ...] = (
    figures_differ,
    marks_differ,
    names_differ,
    first_name_differs,
    speakers_differ,
    quotations_differ,
    exchanged,
    reversed_by_affix,
)


def _unmatched(
    was: Sequence[Number | Time], now: Sequence[Number | Time]
) -> tuple[list[Number | Time], list[Number | Time]]:
    """Return what each side has more than the other, one number in two notations left out."""
    kept = Counter(fact.key for fact in was) & Counter(fact.key for fact in now)
    lost, rest = _beyond(was, kept), _beyond(now, kept)
    left = []
    for fact in lost:
        twin = next((other for other in rest if _is_same(fact, other)), None)
        if twin is not None:
            rest.remove(twin)
        else:
            left.append(fact)
    return left, rest


def _beyond(figures: Sequence[Number | Time], kept: Counter[Hashable]) -> list[Number | Time]:
    """Return the figures that are more than those kept."""
    left = kept.copy()
    beyond = []
    for fact in figures:
        if left[fact.key] > 0:
            left[fact.key] -= 1
        else:
            beyond.append(fact)
    return beyond


def _is_same(one: Number | Time, other: Number | Time) -> bool:
    """Return whether two figures may say the same: ``9.30`` and ``9:30``, ``61`` and ``61-year``."""
    if isinstance(one, Number) and isinstance(other, Number):
        if one.digits or other.digits:
            return False
        return (
            one.count == other.count
            and {one.measure, other.measure} - {""} <= DURATIONS
            and ""
            in (
                one.measure,
                other.measure,
            )
        )
    if isinstance(one, Number):
        return isinstance(other, Time) and _is_clock(other, one)
    return isinstance(other, Number) and _is_clock(one, other)


def _is_clock(clock: Time, number: Number) -> bool:
    """Return whether a number may be a time of day: ``9.30``, ``5``."""
    hours, rest = divmod(number.count, 1)
    return not number.digits and hours * 60 + rest * 100 in (clock.minutes, clock.minutes - 720)


def _without_one(
    lost: list[Number | Time], gained: list[Number | Time], edit: Edit
) -> tuple[list[Number | Time], list[Number | Time]]:
    """Leave out a figure 1 where the other state has the word, which is no number by itself."""
    one = edit.table.words("numbers.unit_one")

    def without(figures: list[Number | Time], other: list[str]) -> list[Number | Time]:
        if not one or not any(word in one for word in other):
            return figures
        return [fact for fact in figures if not (isinstance(fact, Number) and fact.count == Fraction(1))]

    return without(lost, edit.new), without(gained, edit.old)


def _stems(folded: frozenset[str], table: Table) -> frozenset[str]:
    size = 5 if "cases" in table.flags else 20
    named = folded - table.words("names.titles") or folded
    groups = {
        word: min(group.split("/")) for group in table.words("synonyms.holders") for word in group.split("/")
    }
    return frozenset(groups.get(word, word)[:size] for word in named)


def _all_stems(edit: Edit) -> frozenset[str]:
    """Return the words that both states have."""
    return _stems(frozenset(set(edit.old) & set(edit.new)), edit.table)


def _says_the_same(one: Quotation, other: Quotation, edit: Edit) -> bool:
    lost = Counter(one.words) - Counter(other.words)
    gained = Counter(other.words) - Counter(one.words)
    if not lost and not gained:
        return one.words == other.words
    groups = [frozenset(group.split("/")) for group in edit.table.words("synonyms.groups")]
    rest = list(gained.elements())
    for word in lost.elements():
        twin = next(
            (
                candidate
                for candidate in rest
                if any(word in group and candidate in group for group in groups)
                or edit.table.same.get(word, word) == edit.table.same.get(candidate, candidate)
            ),
            None,
        )
        if twin is None:
            return False
        rest.remove(twin)
    return not rest
