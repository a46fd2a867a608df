"""Find quotations that are closed in the text, whatever language's marks they wear.

What a mark does shows in what stands around it: one that opens has a word behind it, one that closes
belongs to a mark that is open. Each mark is looked at once, so the search is linear.
"""

from __future__ import annotations

import re
from collections import Counter

from recto.segmentation.scanner import BIDI, BLANK_LINE, WHITE

_CLOSERS = {
    "“": "”“",
    "„": '“”"',
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "'": "'",
    "「": "」",
    "『": "』",
    "｢": "｣",
    "〝": "〟〞",
    "＂": "＂",
}
"""A mark that opens -> the marks that may close it; the same mark opens and closes in some languages."""
_OPENERS = {
    mark: tuple(opener for opener, closers in _CLOSERS.items() if mark in closers)
    for mark in "".join(_CLOSERS.values())
}
_SINGLE = frozenset("'‘’‚")
_EITHER = frozenset(mark for mark, closers in _CLOSERS.items() if mark in _OPENERS)
_MARK = re.compile("[" + "".join({*_CLOSERS, *_OPENERS}) + "]")
_BEFORE_OPENING = frozenset(WHITE + BIDI + "([{（【《〈〔［*_~`¿¡—–―‒-/:;,，、：\ufffc" + "".join(_CLOSERS))
_BEHIND_CLOSING = frozenset(WHITE + BIDI + ".,;:!?…)]}）】》〉。，、！？：；—–-*_\ufffc" + "".join(_OPENERS))
"""What may stand behind an apostrophe that closes a quotation, not a possessive."""
_ELISION = re.compile(r"(?:\d\d|tis|twas|em|cause|til|n|t|s|k|m)\b", re.IGNORECASE)
"""``'90s``, ``'tis``, Dutch ``'s avonds``: an apostrophe before a word that opens nothing."""


def quotations(text: str) -> list[tuple[int, int]]:
    """Return the outermost closed quotations as (offset of the first mark, offset behind the last), rising.

    A blank line closes none and ends all. Marks that nothing closes are no quotation.

    >>> quotations("He said: “No. I won't.” So what?")
    [(9, 23)]
    """
    if not _MARK.search(text):
        return []
    found: list[tuple[int, int]] = []
    start = 0
    for gap in BLANK_LINE.finditer(text):
        found += _closed(text, start, gap.start())
        start = gap.end()
    found += _closed(text, start, len(text))
    return _outermost(found)


def _closed(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Return the closed pairs of a stretch of text, in the order of their ends."""
    open_marks: list[tuple[str, int]] = []
    count: Counter[str] = Counter()
    pairs: list[tuple[int, int]] = []
    for mark in _MARK.finditer(text, start, stop):
        at, char = mark.start(), mark[0]
        before = text[at - 1] if at > start else " "
        behind = text[at + 1] if at + 1 < stop else " "
        if _is_inside_word(char, before, behind):
            continue
        opens = char in _CLOSERS and _may_open(char, before, behind, text, at)
        openers = [opener for opener in _OPENERS.get(char, ()) if count[opener]]
        if openers and _closes(char, before, behind, openers, opens=opens):
            while True:
                opener, begin = open_marks.pop()
                count[opener] -= 1
                if opener in openers:
                    pairs.append((begin, at + 1))
                    break
        elif opens:
            open_marks.append((char, at))
            count[char] += 1
    return pairs


def _outermost(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for begin, end in pairs:
        while out and out[-1][0] > begin:
            out.pop()
        out.append((begin, end))
    return out


def _is_inside_word(char: str, before: str, behind: str) -> bool:
    """Whether the mark is an apostrophe (``don't``) or a Hebrew gershayim."""
    if char in _SINGLE:
        return before.isalnum() and behind.isalnum()
    return char == '"' and "\u05d0" <= before <= "\u05ea" and "\u05d0" <= behind <= "\u05ea"


def _may_open(char: str, before: str, behind: str, text: str, at: int) -> bool:
    if char not in _EITHER and char not in _SINGLE:
        return True
    if char in _SINGLE and (behind in WHITE or _ELISION.match(text, at + 1)):
        return False
    if char in "“‘":  # in Chinese a word may stand in front
        return behind not in WHITE
    if not (before in _BEFORE_OPENING or (char != "'" and "\u3040" <= before <= "\u9fff")):
        return False
    return behind not in WHITE or (char == "«" and behind in "\u00a0\u202f ")


def _closes(char: str, before: str, behind: str, openers: list[str], *, opens: bool) -> bool:
    """Whether a mark that could close something that is open does so."""
    if char in ("'", "’"):
        is_possessive = before in "sSxXzZ" and behind in WHITE
        return behind in _BEHIND_CLOSING and before not in WHITE and not is_possessive
    if char not in _EITHER or (char == "»" and "«" in openers):
        return True
    return not (opens and before in WHITE)
