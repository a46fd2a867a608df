"""Quotations, titles and parentheses: marks that close inside a sentence."""

from __future__ import annotations

import re

from recto.segmentation.scanner import QUOTES, REACH, Candidate
from recto.segmentation.sides import Side
from recto.segmentation.tables import Table

_QUOTES = frozenset(QUOTES)
_CLAUSE = re.compile(r"[^.,;:!?…\"“”«»—–()।۔。，！？：、；]*")
_TITLE_BRACKETS = {"《": "》", "〈": "〉", "『": "』"}


def is_attributed(candidate: Candidate, side: Side, table: Table) -> bool:
    """Whether a quotation was closed and who said it follows: ``?" Councilor Hayes asked.``"""
    if not candidate.closers or _QUOTES.isdisjoint(candidate.closers) or side.opening:
        return False
    if table.particles and candidate.text.startswith(table.particles, candidate.after):
        return True
    if not table.speech or (side.kind == "upper" and side.word.lower() in table.starters):
        return False
    ahead = candidate.ahead(candidate.after)
    if table.unspaced:
        clause = _CLAUSE.match(ahead)
        return clause is not None and clause.end() <= 20 and clause[0].endswith(tuple(table.speech))
    return _speaks(ahead, table)


def _speaks(ahead: str, table: Table) -> bool:
    """Whether a verb of attribution stands among the first words of the clause ahead."""
    for word in ahead.split()[:7]:
        bare = _CLAUSE.match(word)
        letters = bare[0] if bare else ""
        if letters.lower() in table.speech:
            return True
        if letters != word and not (letters + "." == word and _is_title(letters, table)):
            return False
    return False


def _is_title(word: str, table: Table) -> bool:
    return len(word) == 1 or table.abbreviations.get(word.lower()) == "title"


def is_inner_parenthesis(candidate: Candidate) -> bool:
    """Whether the parenthesis that closes here opened inside the sentence."""
    before = candidate.text[max(candidate.sentence, candidate.start - REACH) : candidate.start]
    return before.rfind("(") > 0


def is_in_title(candidate: Candidate) -> bool:
    """Whether the terminator stands inside the brackets of a title: ``《快跑！小熊》``."""
    before = candidate.text[max(candidate.sentence, candidate.start - REACH) : candidate.start]
    for left, right in _TITLE_BRACKETS.items():
        opened = before.rfind(left)
        if opened > before.rfind(right):
            ahead = candidate.ahead(candidate.end)
            closed, reopened = ahead.find(right), ahead.find(left)
            if closed >= 0 and (reopened < 0 or closed < reopened) and right not in candidate.closers:
                return True
    return False
