"""Cut text into sentences: pure, deterministic, lossless, and only by what stands nearby.

``boundaries`` says where sentences end and which rule says so; ``segment`` cuts there. The rules are
code, what they know of a language is a small table under ``languages/``. U+FFFC in the text stands
for an inline code without text of its own (an image, a footnote mark).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from recto.segmentation.policy import DEFAULT, Policy
from recto.segmentation.rules import decide
from recto.segmentation.scanner import (
    BLANK_LINE,
    BLANKS,
    NO_BLANK_NEEDED,
    WHITE,
    Candidate,
    pattern,
)
from recto.segmentation.tables import Table, rules_id, table_for

__all__ = ["DEFAULT", "RULES_ID", "Boundary", "Policy", "boundaries", "segment"]

RULES_ID = rules_id()
"""Names the state of rules and tables; another id may mean other boundaries."""


class Boundary(NamedTuple):
    """The end of a sentence that is not the last.

    ``offset`` is in code points, behind terminators, closers and footnote marks; blanks follow.
    """

    offset: int
    rule: str


def boundaries(text: str, locale: str, policy: Policy = DEFAULT) -> list[Boundary]:
    """Return the inner boundaries of a text, their offsets strictly increasing.

    A blank line always ends a sentence, a single line break is a blank. Any text is a locale; an
    unknown one gets the rules of its script.

    >>> boundaries("Mr. Obi ran. Why?", "en")
    [Boundary(offset=12, rule='terminator')]
    """
    if policy.units == "block":
        return []
    return [Boundary(offset, rule) for offset, _, rule in _cuts(text, table_for(locale))]


def segment(text: str, locale: str) -> list[str]:
    """Cut a text at its boundaries. The pieces join to the text; blanks go with the left piece."""
    pieces, start = [], 0
    for _, after, _ in _cuts(text, table_for(locale)):
        pieces.append(text[start:after])
        start = after
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def _cuts(text: str, table: Table) -> Iterator[tuple[int, int, str]]:
    """Yield the end of each sentence but the last, the start of the next, and the rule."""
    start = BLANKS.match(text).end()  # type: ignore[union-attr]
    length = len(text.rstrip(WHITE))
    for gap in BLANK_LINE.finditer(text, start, length):
        yield from _sentences(text, start, gap.start(), table)
        end = start + len(text[start : gap.start()].rstrip(WHITE))
        if end > start:
            yield end, gap.end(), "blank-line"
        start = gap.end()
    yield from _sentences(text, start, length, table)


def _sentences(text: str, start: int, stop: int, table: Table) -> Iterator[tuple[int, int, str]]:
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
        if verdict.ends:
            yield end, after, verdict.rule
            sentence = after
