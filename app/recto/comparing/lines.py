"""What a comparison says of one fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]
NEAR = 3
"""Characters between the parts of one date or name: blanks, a comma, ``de``."""
JOINER = "\u2060"
"""Stands for the characters of inline codes, so that places stay; nobody reads it."""


class Verdict(StrEnum):
    """What became of a fact, the worst first."""

    OTHER = "other"
    """Another value stands in its place."""
    MISSING = "missing"
    """Nothing like it stands in the translation."""
    EXTRA = "extra"
    """Only the translation has it."""
    LOOK = "look"
    """It could not be found automatically; that says nothing yet."""
    FOUND = "found"

    @property
    def rank(self) -> int:
        """Position from the worst, from 0."""
        return list(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of the source beside what stands in the translation; spans count code points of both."""

    kind: str
    """``number``, ``amount``, ``time``, ``date``, ``name``, ``quotation``, ``link`` or ``negation``."""
    verdict: Verdict
    source: str
    source_spans: tuple[Span, ...]
    target: str
    target_spans: tuple[Span, ...]
    note: str = ""
    """Code of what else is to be said; see ``NOTES``."""


NOTES = {
    "glossary": "as the glossary has it",
    "sound": "by its sound",
    "form": "another form of the word",
    "place": "the name of the place in this language",
    "unit": "the number stands there, its unit was not recognised",
    "no-script": "names cannot be recognised in this script",
    "no-words": "negation is not known in one of the two languages",
    "marks": "only the marks are compared, not the words",
    "address": "the address of a link",
    "code": "the link's own markup is missing",
}
"""Code of a note -> what it says."""


def line(
    kind: str,
    verdict: Verdict,
    texts: tuple[str, str],
    spans: tuple[Sequence[Span], Sequence[Span]],
    note: str = "",
) -> Line:
    """Return a line; ``texts`` are the whole source and target that the spans are of."""
    shown = [
        " … ".join(text[a:b].replace(JOINER, "") for a, b in own)
        for text, own in zip(texts, spans, strict=True)
    ]
    return Line(kind, verdict, shown[0], tuple(spans[0]), shown[1], tuple(spans[1]), note)


def joined(spans: Sequence[Span], text: str) -> list[Span]:
    """Join spans between which hardly anything stands."""
    out: list[Span] = []
    for start, end in spans:
        if out and start - out[-1][1] <= NEAR and "\n" not in text[out[-1][1] : start]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
