"""Cut text into sentences: pure, deterministic, lossless, and only by what stands nearby.

``boundaries`` says where sentences end and which rule says so; ``segment`` cuts there. The rules are
code, what they know of a language is a small table under ``languages/``. U+FFFC in the text stands
for an inline code without text of its own (an image, a footnote mark).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from recto.plugins import later
from recto.segmentation.holding import Cut, held_by_abbreviations, held_by_quotations
from recto.segmentation.lists import list_items, may_have_items
from recto.segmentation.policy import DEFAULT, SRX_MAX_TEXT, Policy
from recto.segmentation.rule_names import RULE_NAMES
from recto.segmentation.rules import decide
from recto.segmentation.scanner import (
    BLANK_LINE,
    BLANKS,
    NO_BLANK_NEEDED,
    WHITE,
    Candidate,
    inner_end,
    pattern,
)
from recto.segmentation.tables import Table, rules_id, table_for

__all__ = [
    "DEFAULT",
    "RULES_ID",
    "RULE_NAMES",
    "SRX_MAX_TEXT",
    "Boundary",
    "Decision",
    "Policy",
    "boundaries",
    "explain",
    "segment",
    "srx_remarks",
]

RULES_ID = rules_id()
"""Names the state of rules and tables; another id may mean other boundaries."""

srx_cuts = later("recto.segmentation.srx_layer", "srx_cuts")
srx_explained = later("recto.segmentation.srx_layer", "srx_explained")
srx_remarks = later("recto.segmentation.srx_layer", "remarks")
"""What an SRX file asks for and does not get in a locale. The regex module takes 25 ms to import."""


class Boundary(NamedTuple):
    """The end of a sentence that is not the last.

    ``offset`` is in code points, behind terminators, closers and footnote marks; blanks follow.
    """

    offset: int
    rule: str


class Decision(NamedTuple):
    """What was decided at a place where a sentence may end, and by which rule (``RULE_NAMES``)."""

    offset: int
    ends: bool
    rule: str
    note: str = ""
    """Which rule of an SRX file."""


def boundaries(text: str, locale: str, policy: Policy = DEFAULT) -> list[Boundary]:
    """Return the inner boundaries of a text, their offsets strictly increasing.

    A blank line always ends a sentence, a single line break is a blank. Any text is a locale; an
    unknown one gets the rules of its script.

    >>> boundaries("Mr. Obi ran. Why?", "en")
    [Boundary(offset=12, rule='terminator')]

    :raises ConfigError: the policy's SRX file cannot be used; ``where`` is its line.
    :raises FormatError: its rules take too long on this text.
    """
    if policy.units == "block" or (not policy.srx and not _may_end(text, table_for(locale))):
        return []
    return [Boundary(cut.offset, cut.rule) for cut in _decided(text, locale, policy) if cut.ends]


def explain(text: str, locale: str, policy: Policy = DEFAULT) -> list[Decision]:
    """Return what was decided at each place where a sentence may end, offsets strictly increasing.

    Those that end one are ``boundaries``, of which this raises the errors.

    >>> explain("Mr. Obi ran. Why?", "en")[0]
    Decision(offset=3, ends=False, rule='abbreviation', note='')
    """
    cuts = list(_decided(text, locale, policy))
    if policy.units == "block":
        return [Decision(cut.offset, ends=False, rule="block") for cut in cuts]
    if policy.srx:
        own = _own_cuts(text, table_for(locale))
        return [Decision(*told) for told in srx_explained(text, locale, policy.srx, cuts, own)]
    return [Decision(cut.offset, cut.ends, cut.rule) for cut in cuts]


def segment(text: str, locale: str) -> list[str]:
    """Cut a text at its boundaries. The pieces join to the text; blanks go with the left piece."""
    pieces, start = [], 0
    for cut in _own_cuts(text, table_for(locale)):
        if cut.ends:
            pieces.append(text[start : cut.after])
            start = cut.after
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def _may_end(text: str, table: Table) -> bool:
    """Tell at a glance whether a sentence may end inside a text; every second block has but one.

    It may behind a terminator with something else than letters and figures behind it, at a line
    break, and at the items of a list.
    """
    return bool(
        inner_end(table.terminators, table.not_terminators).search(text)
        or _has_line_break(text)
        or may_have_items(text, 0, len(text))
    )


def _has_line_break(text: str) -> bool:
    return "\n" in text or "\r" in text or "\u2029" in text


def _decided(text: str, locale: str, policy: Policy) -> Iterable[Cut]:
    """Return what is decided in the end, by Recto's rules or those of a file, and by the policy."""
    cuts: Iterable[Cut] = _own_cuts(text, table_for(locale))
    if policy is DEFAULT:
        return cuts
    if policy.srx:
        cuts = srx_cuts(text, locale, policy.srx, cuts)
    if policy.abbreviations:
        cuts = held_by_abbreviations(text, cuts, policy.abbreviations)
    if policy.quotes == "keep":
        cuts = held_by_quotations(text, cuts)
    return cuts


def _own_cuts(text: str, table: Table) -> Iterator[Cut]:
    """Yield what Recto's rules say of each place where a sentence may end, but for the end of the text."""
    start = BLANKS.match(text).end()  # type: ignore[union-attr]
    length = len(text.rstrip(WHITE))
    if not _has_line_break(text):
        yield from _sentences(text, start, length, table)
        return
    for gap in BLANK_LINE.finditer(text, start, length):
        yield from _sentences(text, start, gap.start(), table)
        end = start + len(text[start : gap.start()].rstrip(WHITE))
        if end > start:
            yield Cut(end, gap.end(), ends=True, rule="blank-line")
        start = gap.end()
    yield from _sentences(text, start, length, table)


def _sentences(text: str, start: int, stop: int, table: Table) -> Iterator[Cut]:
    for item in list_items(text, start, stop, ordinal=table.ordinal):
        yield from _in_one_item(text, start, item, table)
        yield Cut(start + len(text[start:item].rstrip(WHITE)), item, ends=True, rule="list-item")
        start = item
    yield from _in_one_item(text, start, stop, table)


def _in_one_item(text: str, start: int, stop: int, table: Table) -> Iterator[Cut]:
    sentence = start
    for found in pattern(table.terminators, table.not_terminators).finditer(text, start, stop):
        end, after = found.span(3)
        run = found[1]
        has_blank = end < after
        if after >= stop or not (has_blank or run[-1] in NO_BLANK_NEEDED or run[-1] in "!?"):
            continue
        candidate = Candidate(
            text, found.start(), end, after, run, found[2], has_blank, start, sentence, stop
        )
        verdict = decide(candidate, table)
        yield Cut(end, after, verdict.ends, verdict.rule)
        if verdict.ends:
            sentence = after
