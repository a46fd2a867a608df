"""What stands on the right of a candidate, and the verdict on it."""

from __future__ import annotations

import re
from typing import NamedTuple

from recto.segmentation.scanner import Candidate, word_at
from recto.segmentation.tables import Table

_DASHES = frozenset("—–―‒-")
_LETTERED = re.compile(r"\(?(?:[a-z]\.?|[ivx]{2,4})\)\s|[a-e]\.\s(?=[A-Z][a-z])")
"""The letter of a list: ``b) then``, ``(iv) then``, ``b. Then``, ``b.) then``."""
_PERCENT = re.compile(r"%\s?\d")


class Verdict(NamedTuple):
    """Whether a sentence ends, and the name of the rule that says so."""

    ends: bool
    rule: str


class Side(NamedTuple):
    """The right side of a candidate."""

    opening: str
    first: str
    """The first character behind the opening marks; empty at the end of the block."""
    kind: str
    """``upper``, ``lower``, ``uncased``, ``figure``, ``symbol`` or ``mark`` (goes on)."""
    word: str
    at: int


END = Verdict(True, "terminator")
"""The verdict where nothing speaks against an end."""


def side_of(candidate: Candidate, table: Table) -> Side:
    opening = "" if candidate.text[candidate.after].isalpha() else candidate.opening()
    at = candidate.after + len(opening)
    first = candidate.text[at] if at < candidate.stop else ""
    word = word_at(candidate.text, at)
    return Side(opening, first, _kind(candidate, first, word, table), word, at)


def _kind(candidate: Candidate, first: str, word: str, table: Table) -> str:
    if first.isalpha():
        # Georgian has one case only, though Unicode calls its letters lower case.
        if "\u10d0" <= first <= "\u10ff":
            return "uncased"
        if not first.islower():
            return "upper" if first.isupper() or first.istitle() else "uncased"
        if len(word) > 1 and word[1].isupper():  # "iPhone"
            return "upper"
        if _LETTERED.match(candidate.text, candidate.after):
            return "upper"
        if table.lower_starts and candidate.text.startswith(table.lower_starts, candidate.after):
            return "upper"
        return "lower"
    if first.isnumeric():
        return "figure"
    if first == "%" and _PERCENT.match(candidate.text, candidate.after):
        return "figure"  # a figure in Turkish and Basque
    if not first or first in ",;:.!?)]}/|=&%…،؛、，；：）》」』":
        return "mark"
    return "symbol"


def before_lower(side: Side) -> Verdict:
    if "..." in side.opening or side.opening.endswith("…"):
        return Verdict(True, "leading-ellipsis")
    return Verdict(False, "lower-case")


def before_starter(rule: str, candidate: Candidate, side: Side, table: Table) -> Verdict:
    """Return the verdict for a word that ends a sentence only before a word that starts one."""
    if _DASHES.isdisjoint(side.opening) and starts(candidate, side, table):
        return Verdict(True, "starter")
    return Verdict(False, rule)


def starts(candidate: Candidate, side: Side, table: Table) -> bool:
    if side.kind not in ("upper", "uncased") or side.word.lower() not in table.starters:
        return False
    if len(side.word) > 1 and side.word.isupper() and candidate.left.isupper():
        return False  # "PAUL, MINN. ON FRIDAY": capitals tell nothing here
    # "J. A. Smith": the next word is another initial, not the article.
    behind = side.at + len(side.word)
    return not (len(side.word) == 1 and candidate.text[behind : behind + 1] == ".")
