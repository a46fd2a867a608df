"""What an engine is asked about an article: its units as queries, and the article around them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from recto.glossary import Glossary, Status, terms_of
from recto.inline import protected_pairs
from recto.inline.marks import MARK
from recto.model import LINK, Match, Unit
from recto.queries import Example, Job, Query, Wording

LIMIT = re.compile(r"at most (\d+) characters")
NOTE = "note: "
MAX_EXAMPLES = 3
"""More than a few earlier translations help little (Moslem et al., EAMT 2023)."""


def texts_of(units: Iterable[Unit]) -> tuple[str, ...]:
    """Return an article's texts in reading order, codes left out; addresses as empty texts.

    One text per unit, so that a unit's index is its place.
    """
    return tuple("" if unit.role == LINK else MARK.sub("", unit.source) for unit in units)


def job_of(units: Sequence[Unit], locales: tuple[str, str], formality: str = "", headline: str = "") -> Job:
    """Return what all queries about an article have in common; ``locales``: its own, and the wanted one."""
    texts = texts_of(units)

    def first(role: str) -> str:
        return next((text for unit, text in zip(units, texts, strict=True) if unit.role == role), "")

    return Job(*locales, first("title"), first("summary"), texts, formality, headline)


def query_of(
    unit: Unit,
    place: int,
    glossary: Glossary,
    locales: tuple[str, str],
    matches: Sequence[Match] = (),
) -> Query:
    """Return a unit as an engine is asked for it, with the terms that occur and the matches as examples.

    What its codes are is not said: addresses and attributes stay here.
    """
    limits = [int(found[1]) for hint in unit.hints if (found := LIMIT.fullmatch(hint))]
    notes = [hint.removeprefix(NOTE) for hint in unit.hints if hint.startswith(NOTE)]
    wordings = dict.fromkeys(
        Wording(term.source, term.translation or term.source, term.status.value, term.note)
        for _, terms in terms_of(MARK.sub("", unit.source), glossary, locales)
        for term in terms
        if term.translation or term.status is Status.KEPT
    )
    examples = [Example(match.source, match.target, match.score) for match in matches]
    return Query(
        unit.source,
        protected_pairs(unit.hints),
        unit.role,
        " ".join(notes),
        min(limits, default=0),
        tuple(wordings),
        tuple(examples[:MAX_EXAMPLES]),
        place,
    )


def asked(query: Query, takes: Collection[str]) -> Query:
    """Return a query without what an engine makes no use of: two that are equal then have one answer.

    In an engine that reads the article, a text has an answer for each of its roles.
    """
    if "wordings" not in takes:
        query = replace(query, wordings=())
    if "examples" not in takes:
        query = replace(query, examples=())
    if "context" in takes:
        return query
    if "limits" not in takes:
        query = replace(query, role=Query("").role, note="", limit=0)
    return query if "neighbours" in takes else replace(query, place=0)
