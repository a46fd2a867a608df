"""Decide whether a sentence ends at a candidate: ordered questions, the first that answers decides.

Every decision looks at no more than ``scanner.REACH`` characters on each side, so an edit moves
only neighbouring boundaries.
"""

from __future__ import annotations

from recto.segmentation.full_stop import full_stop
from recto.segmentation.quotes import is_attributed, is_in_title, is_inner_parenthesis
from recto.segmentation.scanner import NO_BLANK_NEEDED, WIDE, Candidate
from recto.segmentation.sides import END, Side, Verdict, before_lower, before_starter, side_of, starts
from recto.segmentation.tables import Table


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
    side = side_of(candidate, table)
    if candidate.run in (".", ".."):
        return full_stop(candidate, side, table)
    if candidate.run[0] in ".…" and (last in ".…"):
        return _ellipsis(candidate, side, table)
    return _strong(candidate, side, table)


def _is_plain(candidate: Candidate, table: Table) -> bool:
    """Whether this is the common case: a word in lower case, a full stop, a blank, a capital.

    It says nothing that the other questions would not say, only sooner.
    """
    if candidate.run != "." or candidate.closers or not candidate.has_blank:
        return False
    if not candidate.text[candidate.after].isupper():
        return False
    words = candidate.text[max(candidate.block, candidate.start - 24) : candidate.start].split()
    word = words[-1] if words else ""
    if len(word) < 4 or not word.isalpha() or not word.islower() or word in table.abbreviations:
        return False
    return not (table.suffixes and word.endswith(table.suffixes))


def _ellipsis(candidate: Candidate, side: Side, table: Table) -> Verdict:
    if side.kind in ("lower", "mark", "figure") or "\u0590" <= side.first <= "\u08ff":
        # Arabic and Hebrew have no capitals to tell a pause from an end.
        return Verdict(False, "ellipsis")
    before = candidate.text[max(candidate.block, candidate.start - 1) : candidate.start]
    if before in ("", "[", "(") or candidate.start == candidate.sentence:
        return Verdict(False, "ellipsis")
    dots = candidate.run.count(".") + 3 * candidate.run.count("…")
    if dots < 4 and before.isspace():
        return Verdict(False, "ellipsis")
    if side.word.lower() in table.pronouns and dots < 4:
        return Verdict(False, "ellipsis")
    return Verdict(True, "ellipsis")


def _strong(candidate: Candidate, side: Side, table: Table) -> Verdict:
    """Decide behind ``!``, ``?`` and the terminators of other scripts."""
    if side.kind == "mark":
        return Verdict(False, "punctuation")
    if side.kind == "lower":
        return before_lower(side)
    if (
        not candidate.closers
        and candidate.left.lower() in table.brands
        and not starts(candidate, side, table)
    ):
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
    is_east_asian = "\u3040" <= following <= "\u9fff" or following in "「『“《"
    if candidate.run[-1] in "!?" and not is_east_asian:
        return Verdict(False, "no-blank")
    if following and following in "，、；：,;:。！？）」』】》…—":
        return Verdict(False, "punctuation")
    if is_in_title(candidate):
        return Verdict(False, "title-brackets")
    if candidate.closers:
        side = Side("", following, "uncased", "", candidate.after)
        if is_attributed(candidate, side, table):
            return Verdict(False, "quote-attribution")
    return END
