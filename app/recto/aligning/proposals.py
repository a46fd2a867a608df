"""Matched sentences into targets for units, each with what is doubtful about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from recto.aligning.codes import carry
from recto.aligning.matching import Matching, Pair
from recto.aligning.sides import Paragraph, Sentence, seen
from recto.checks import codes, numbers
from recto.inline import Masked, count_words, holds, segment
from recto.model import LEFT_OUT, Unit

CERTAIN = 2.5
"""Margin, as a logarithm, from which a place is not doubted; see ``bench/aligning.py`` for what it costs."""
PLAIN = 6.0
"""The same where its paragraph is divided otherwise than that of the source."""
USUAL = 1.5
"""Standard deviations between two lengths beyond which a pair is doubted."""
SAME_WORDS = 4
"""Words from which a target that equals its source counts as not translated."""


class Proposal(NamedTuple):
    """A target for a unit. Its place in the catalog is (role, source)."""

    role: str
    source: str
    target: str
    """With the codes of the source; empty where a code of it has no place in the translation."""
    shown: str
    """What stands in the translation, with its own codes."""
    hints: tuple[str, ...]
    doubts: tuple[str, ...]
    """Why a person should look; none: it is sure."""
    parts: tuple[str, ...]
    """The sources of the units in whose place it comes, where it joins several."""
    line: int
    target_line: int


class Left(NamedTuple):
    """A sentence for which the other side has nothing."""

    line: int
    text: str


def propose(matching: Matching, source_locale: str, target_locale: str) -> list[Proposal]:
    """Return a proposal for each pair, in reading order."""
    return [_proposal(pair, source_locale, target_locale) for pair in matching.pairs]


def left(sentences: Iterable[tuple[Paragraph, Sentence]]) -> tuple[Left, ...]:
    """Return sentences that stand alone as a person reads them."""
    return tuple(Left(paragraph.block.line, one.unit.text) for paragraph, one in sentences)


def _proposal(pair: Pair, source_locale: str, target_locale: str) -> Proposal:
    source, target = _whole(pair.source, pair.sources), _whole(pair.target, pair.targets)
    shown = target.text or " ".join(one.unit.text for one in pair.targets)
    parts = tuple(one.unit.text for one in pair.sources)
    role = pair.source.block.role
    lines = (pair.source.block.line, pair.target.block.line)
    if not source.text or not target.text:
        torn = ("marked text goes on beyond these sentences.",)
        return Proposal(role, " ".join(parts), "", shown, (), torn, parts, *lines)
    carried = carry(source, target)
    is_whole = holds(carried.text, source.text) and carried.text not in ("", LEFT_OUT)
    unit = Unit(role, source.text, carried.text if is_whole else "", hints=source.hints)
    doubts = tuple(_doubts(pair, unit, source_locale, target_locale, is_exact=carried.is_exact))
    joined = parts if len(parts) > 1 else ()
    return Proposal(role, unit.source, unit.target, shown, unit.hints, doubts, joined, *lines)


def _whole(paragraph: Paragraph, sentences: Sequence[Sentence]) -> Masked:
    """Return neighbouring sentences as one; without text where marked text goes on beyond them."""
    if len(sentences) == 1:
        return sentences[0].unit
    parts = paragraph.segments[sentences[0].at : sentences[-1].at + 1]
    return segment([piece for part in parts for piece in part.pieces]).unit


def _doubts(
    pair: Pair, unit: Unit, source_locale: str, target_locale: str, *, is_exact: bool
) -> Iterator[str]:
    if not unit.target:
        yield "codes of the source are missing."
        return
    here, there = len(pair.sources), len(pair.targets)
    if (here, there) != (1, 1):
        yield f"{here} to {there} sentences."
    elif pair.is_apart and pair.margin < PLAIN:
        yield "the paragraph is divided in another way."
    if pair.margin < CERTAIN:
        yield "it may belong elsewhere."
    if "?" in {pair.sources[-1].end, pair.targets[-1].end} and pair.sources[-1].end != pair.targets[-1].end:
        yield "only one of them is a question."
    if pair.deviation > USUAL:
        yield "the lengths differ much."
    if not is_exact:
        yield "the codes differ."
    if unit.target == unit.source and count_words(seen(unit.source)) >= SAME_WORDS:
        yield "it equals the source."
    for check in (numbers.check, codes.check):
        yield from (finding.message for finding in check(unit, source_locale, target_locale))
