"""Quotations, titles and parentheses: marks that close inside a sentence."""

from __future__ import annotations

import re
from enum import Enum

from recto.segmentation.scanner import QUOTES, REACH, Candidate
from recto.segmentation.sides import Side
from recto.segmentation.tables import Table

_QUOTES = frozenset(QUOTES)
_CLAUSE = re.compile(r"[^.,;:!?…\"“”«»—–()\u1362\u17d4\u17d5\u104b।۔。，！？：、；]*")
_TITLE_BRACKETS = {"《": "》", "〈": "〉", "『": "』"}
_WIDE_QUOTES = {"”": "“", "」": "「", "』": "『", "’": "‘"}
_DASHES = "—–―‒-"


class Quotation(Enum):
    """How a quotation that closes behind a terminator stands in its sentence."""

    FIRST = "first"
    """It begins the sentence, or an earlier one."""
    ANNOUNCED = "announced"
    """Who speaks is said in front of it: ``记者问：“…？”``"""
    INSIDE = "inside"
    """It is a part of a sentence that goes on: ``他说「…？」然后走了。``"""


def is_attributed(candidate: Candidate, side: Side, table: Table, *, particles_only: bool = False) -> bool:
    """Whether a quotation was closed and who said it follows: ``?" Councilor Hayes asked.``"""
    if not _may_be_attributed(candidate, side):
        return False
    if table.particles and candidate.text.startswith(table.particles, side.at):
        return True
    if particles_only or (side.kind == "upper" and side.word.lower() in table.starters):
        return False
    if not table.speech:
        # No capital tells a new sentence, and no verb tells an attribution: in doubt, no cut.
        return side.kind == "uncased" and candidate.run[-1] in "?!؟"
    ahead = candidate.ahead(side.at)
    if table.unspaced:
        return _speaks_unspaced(ahead, candidate.run, table)
    return _speaks(ahead, table)


def _may_be_attributed(candidate: Candidate, side: Side) -> bool:
    if side.opening.strip() in _DASHES and side.kind == "uncased" and side.opening:
        return True  # Georgian: a dash, and no capital to tell the next speaker from the verb
    closed = candidate.closers and not _QUOTES.isdisjoint(candidate.closers)
    return bool(closed) and not side.opening


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


def _speaks_unspaced(ahead: str, run: str, table: Table) -> bool:
    """Whether the clause ahead, written without blanks, ends with a verb of attribution.

    Behind a full stop, a verb with a comma announces what comes: ``…。”发言人表示，新计划…``
    """
    clause = _CLAUSE.match(ahead)
    if clause is None or clause.end() > 20 or not clause[0].endswith(tuple(table.speech)):
        return False
    behind = ahead[clause.end() : clause.end() + 2]
    announces = behind[:1] == "：" or (behind[:1] == "，" and behind[1:] not in "“「『")
    return not (announces and run[-1] == "。")


def _is_title(word: str, table: Table) -> bool:
    return len(word) == 1 or table.abbreviations.get(word.lower()) == "title"


def is_inner_parenthesis(candidate: Candidate) -> bool:
    """Whether the parenthesis that closes here opened inside the sentence."""
    before = candidate.text[max(candidate.sentence, candidate.start - REACH) : candidate.start]
    return before.rfind("(") > 0


def is_within_parenthesis(candidate: Candidate) -> bool:
    """Whether a parenthesis that opened inside the sentence is still open, and closes nearby."""
    text = candidate.text
    opened = text.rfind("(", max(candidate.sentence + 1, candidate.start - REACH), candidate.start)
    if opened < 0 or text.find(")", opened, candidate.end) >= 0:
        return False
    if not text[max(candidate.sentence, opened - 2) : opened].strip(QUOTES + " "):
        return False  # it opened the sentence
    stop = min(candidate.stop, candidate.end + REACH)
    closed, reopened = text.find(")", candidate.end, stop), text.find("(", candidate.end, stop)
    return closed >= 0 and not 0 <= reopened < closed


def is_in_brackets(candidate: Candidate) -> bool:
    """Whether the mark stands in a title or in a parenthesis inside a sentence: ``《快跑！小熊》``."""
    low = max(candidate.sentence, candidate.start - REACH)
    before = candidate.text[low : candidate.start]
    if not candidate.has_blank and any(mark in candidate.closers for mark in "》〉"):
        return True
    for left, right in _TITLE_BRACKETS.items():
        if right not in candidate.closers and _is_open(left, right, before, candidate):
            return True
    opened = before.rfind("（")
    if opened <= before.rfind("）") or low + opened == candidate.sentence:
        return False
    return "）" in candidate.closers or _is_open("（", "）", before, candidate)


def _is_open(left: str, right: str, before: str, candidate: Candidate) -> bool:
    if before.rfind(left) <= before.rfind(right):
        return False
    ahead = candidate.ahead(candidate.end)
    closed, reopened = ahead.find(right), ahead.find(left)
    return closed >= 0 and (reopened < 0 or closed < reopened)


def wide_quotation(candidate: Candidate, table: Table) -> Quotation:
    """Return how the quotation that closes here stands in a sentence written without blanks."""
    left = _WIDE_QUOTES.get(candidate.closers[0])
    low = max(candidate.sentence, candidate.start - REACH)
    opened = candidate.text.rfind(left, low, candidate.start) if left else -1
    if opened <= candidate.sentence:
        return Quotation.FIRST
    lead = candidate.text[low:opened]
    if lead[-1] in "：:":
        return Quotation.ANNOUNCED
    if lead.endswith("，"):
        return Quotation.ANNOUNCED if lead[:-1].endswith(tuple(table.speech)) else Quotation.FIRST
    if candidate.run[-1] in "。．｡" and lead.endswith(tuple(table.speech)):
        return Quotation.ANNOUNCED
    return Quotation.INSIDE if lead[-1].isalnum() else Quotation.FIRST
