"""Find the places where a sentence may end, and what stands on both sides of each.

One regular expression per set of terminators finds a terminator run with its closers and the blanks
behind it. It always matches the whole run, so the scan is linear in the length of the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

REACH = 64
"""How many characters a decision may look at on each side of a candidate."""

# Terminators of all scripts that end nothing else. The Greek question mark and the Armenian ASCII
# colon are left to their languages' tables.
TERMINATORS = ".!?…‼⁇⁈⁉。．！？｡؟۔।॥։።፧፨။။៕។᠃᠉᙮܀܁܂᱾᱿꓿꛳꩝꫰"
NO_BLANK_NEEDED = frozenset("。．！？｡।॥።፧፨။៕។᱾᱿۔፡")
"""After these a sentence ends without a blank."""
WIDE = frozenset("。．！？｡")

BIDI = "\u061c\u200c\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
QUOTES = "\"'“”„‚‘’«»‹›「」『』｢｣〝〞＂"
_CLOSING = r"\"'”’»›」』〟＂)\]}）】》〉〕］｝*_~`" + "\ufffc" + BIDI
_EMOJI = "\u2600-\u27bf\u2b50\u2b55\ufe0f\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u200d"
_BLANK = r"\s\u200b\ufeff"
_CLOSERS = (
    rf"(?:[{_CLOSING}⁰¹²³⁴-⁹†‡]"
    r"|\[\w{1,4}\]"  # a footnote mark
    r"|[“‘„‚«‹](?!\w)"  # closes in German, Czech and others, opens in English
    r"|[ \u00a0\u202f][»›](?=[\s,;:.!?)—–]|\Z)"  # a French guillemet keeps a blank from the words
    rf"|[ \u00a0]?[{_EMOJI}]"
    r"|[ ][:;]-?[)(DP](?=\s|\Z))"
)

WHITE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\ufeff"
"""What counts as blank at the edges of a sentence."""
BLANKS = re.compile(rf"[{_BLANK}]*")
BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*|\u2029\s*")
OPENING = re.compile(rf"[{QUOTES}\s\u200b(\[{{（【《〈〔［*_~`¿¡—–―‒\-•‣⁃·▪●◦…\ufffc{BIDI}]{{0,16}}\.{{0,4}}")
_WORD = re.compile(r"[^\W\d_]{1,40}")
_LEFT_EDGE = QUOTES + "([{（【《〈*_~`¿¡—–―‒-•⁃\ufffc#/" + "\u200e\u200f\u202a\u202b\u202c\u061c"
_RIGHT_EDGE = "\ufffc\u200e\u200f\u202a\u202b\u202c\u061c\"'”’»)*_"


class Candidate(NamedTuple):
    """A place where a sentence may end, and its neighbourhood."""

    text: str
    start: int
    """Where the terminator run starts."""
    end: int
    """Where the left sentence would end: behind terminators, closers and footnote marks."""
    after: int
    """Where the right sentence would start."""
    run: str
    closers: str
    has_blank: bool
    block: int
    """Where the block starts; nothing before it is looked at."""
    sentence: int
    """Where the present sentence started."""
    stop: int
    """Where the block ends."""

    @property
    def left(self) -> str:
        """The word in front of the terminator, without opening marks."""
        return self.words_before(1)[-1]

    def words_before(self, count: int) -> list[str]:
        """Return up to ``count`` words in front of the terminator, at least one (maybe empty)."""
        words = self.before().rsplit(None, count)[-count:] or [""]
        return [word.lstrip(_LEFT_EDGE).rstrip(_RIGHT_EDGE) for word in words]

    def before(self) -> str:
        """Return what stands in front of the terminator, as far as a decision may look."""
        return self.text[max(self.block, self.start - REACH) : self.start]

    def opening(self) -> str:
        """Return the opening marks, dashes and bullets with which the right side starts."""
        found = OPENING.match(self.text, self.after, self.stop)
        return found[0] if found else ""

    def ahead(self, at: int) -> str:
        """Return what follows position ``at``, as far as a decision may look."""
        return self.text[at : min(self.stop, at + REACH)]


def word_at(text: str, at: int) -> str:
    """Return the letters that stand at a position."""
    found = _WORD.match(text, at)
    return found[0] if found else ""


@lru_cache(maxsize=32)
def inner_end(more: str, fewer: str) -> re.Pattern[str]:
    """Return an expression that finds something in any text that may have an end of a sentence inside.

    No sentence ends at a terminator with a letter or figure behind it, nor at the end of the text.
    Blank lines are not looked for.
    """
    ends = re.escape("".join(mark for mark in TERMINATORS + more if mark not in fewer))
    unspaced = re.escape("!?" + "".join(sorted(NO_BLANK_NEEDED)))
    return re.compile(rf"[{ends}](?:(?![A-Za-z0-9])|(?<=[{unspaced}]))(?![{_CLOSING}]*+[{_BLANK}]*+\Z)")


@lru_cache(maxsize=32)
def pattern(more: str, fewer: str) -> re.Pattern[str]:
    """Return the expression that finds terminator runs: run, closers, blanks."""
    ends = re.escape("".join(mark for mark in TERMINATORS + more if mark not in fewer))
    spaced = r"|[ \u00a0]\.(?![\w.])" if "." not in fewer else ""
    return re.compile(rf"([{ends}](?:[{ends}]{spaced})*+)({_CLOSERS}*+)([{_BLANK}]*+)")
