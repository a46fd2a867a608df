"""Decide whether a sentence ends at a candidate: ordered questions, the first that answers decides.

Every decision looks at no more than ``scanner.REACH`` characters on each side, so an edit moves
only neighbouring boundaries.
"""

from __future__ import annotations

import re

from recto.segmentation.full_stop import FULL_STOPS, full_stop
from recto.segmentation.quotes import (
    Quotation,
    is_attributed,
    is_in_brackets,
    is_inner_parenthesis,
    is_within_parenthesis,
    wide_quotation,
)
from recto.segmentation.scanner import NO_BLANK_NEEDED, REACH, WIDE, Candidate
from recto.segmentation.sides import END, Side, Verdict, before_lower, before_starter, side_of, starts
from recto.segmentation.tables import Table

_PLAIN_QUOTES = ('"', "”", "“", "»", "«", "„")
_VOWELS = frozenset("aeiouаеиоуыэюя")
_LATIN_END = re.compile(r"(?:(?![\u2e80-\ud7ff])\w)+\Z")


def decide(candidate: Candidate, table: Table) -> Verdict:
    """Return whether a sentence ends here, and why."""
    if _is_plain(candidate, table):
        return END
    if candidate.closers and candidate.text[candidate.start - 1 : candidate.start] in ("(", "（"):
        return Verdict(False, "bracketed-mark")
    last = candidate.run[-1]
    if last in WIDE or (last in "!?" and not candidate.has_blank):
        return _decide_wide(candidate, table)
    if not candidate.has_blank and last not in NO_BLANK_NEEDED:
        return Verdict(False, "no-blank")
    if candidate.run == "፡":  # one divides words, two end a sentence
        return Verdict(False, "punctuation")
    side = side_of(candidate, table)
    if is_within_parenthesis(candidate):
        return Verdict(False, "parenthesis")
    if candidate.run in FULL_STOPS:
        return full_stop(candidate, side, table)
    if candidate.run[0] in ".…" and (last in ".…"):
        return _ellipsis(candidate, side, table)
    return _strong(candidate, side, table)


def _is_plain(candidate: Candidate, table: Table) -> bool:
    """Whether this is the common case: a word like any other, a full stop, a blank, a capital.

    It says nothing that the other questions would not say, only sooner: eight of ten candidates in
    news text are plain.
    """
    text, start, _, after, run, closers, has_blank = candidate[:7]
    if run != "." or not has_blank or (closers and closers not in _PLAIN_QUOTES):
        return False
    at = after + (text[after] in _PLAIN_QUOTES)
    if not text[at : at + 1].isupper():
        return False
    words = text[max(candidate.block, start - 24) : start].rsplit(None, 1)
    word = words[-1] if words else ""
    if (
        not word.isalpha()
        or word in table.abbreviations
        or (table.suffixes and word.endswith(table.suffixes))
    ):
        return False
    if not word.islower():
        # A name: it is no short word without vowels, and stands in no dateline.
        if len(word) < 6 or not word.istitle() or word.lower() in table.abbreviations:
            return False
        if start - candidate.sentence < REACH and text[candidate.sentence + 1].isupper():
            return False
    elif len(word) < 4 and (len(word) == 1 or _VOWELS.isdisjoint(word) or words[0].endswith(".")):
        return False
    return not is_within_parenthesis(candidate)


def _ellipsis(candidate: Candidate, side: Side, table: Table) -> Verdict:
    if side.kind in ("lower", "mark", "figure") or "\u0590" <= side.first <= "\u08ff":
        # Arabic and Hebrew have no capitals to tell a pause from an end.
        return Verdict(False, "ellipsis")
    before = candidate.text[max(candidate.block, candidate.start - 1) : candidate.start]
    if before in ("", "[", "(") or candidate.start == candidate.sentence:
        return Verdict(False, "ellipsis")
    dots = candidate.run.count(".") + 3 * candidate.run.count("…")
    if side.word.lower() in table.pronouns and dots < 4:
        return Verdict(False, "ellipsis")
    if dots < 4 and before.isspace():
        return before_starter("ellipsis", candidate, side, table)
    return Verdict(True, "ellipsis")


def _strong(candidate: Candidate, side: Side, table: Table) -> Verdict:
    """Decide behind ``!``, ``?`` and the terminators of other scripts."""
    if side.kind == "mark":
        return Verdict(False, "punctuation")
    if side.kind == "lower":
        return before_lower(side)
    if _is_brand(candidate, table) and not starts(candidate, side, table):
        return Verdict(False, "brand")
    if is_attributed(candidate, side, table):
        return Verdict(False, "quote-attribution")
    if ")" in candidate.closers and is_inner_parenthesis(candidate):
        return before_starter("parenthesis", candidate, side, table)
    return END


def _decide_wide(candidate: Candidate, table: Table) -> Verdict:
    """Decide where no blank is needed: Chinese and Japanese punctuation, or ``?`` before such text."""
    following = candidate.text[candidate.after : candidate.after + 1]
    if candidate.run == "．" and following.isnumeric():
        return Verdict(False, "decimal")
    if candidate.run[-1] in "!?":
        if not ("\u3040" <= following <= "\u9fff" or following in "「『“《"):
            return Verdict(False, "no-blank")
        if _is_brand(candidate, table):
            return Verdict(False, "brand")
    if following and following in "，、；：,;:。！？）」』】》…—":
        return Verdict(False, "punctuation")
    if is_in_brackets(candidate):
        return Verdict(False, "brackets")
    if candidate.closers:
        return _behind_wide_closers(candidate, following, table)
    return END


def _behind_wide_closers(candidate: Candidate, following: str, table: Table) -> Verdict:
    quotation = wide_quotation(candidate, table)
    if quotation is Quotation.INSIDE:
        return Verdict(False, "inner-quotation")
    side = Side("", following, "uncased", "", candidate.after)
    if is_attributed(candidate, side, table, particles_only=quotation is Quotation.ANNOUNCED):
        return Verdict(False, "quote-attribution")
    return END


def _is_brand(candidate: Candidate, table: Table) -> bool:
    """Whether a name such as ``Yahoo!`` stands here, maybe straight behind an ideograph."""
    latin = _LATIN_END.search(candidate.left)
    return not candidate.closers and latin is not None and latin[0].lower() in table.brands
