"""Text that is not translated although it is no markup: addresses and handles."""

from __future__ import annotations

import re

# Chinese, Japanese and Korean go on behind an address without a blank, and browsers copy addresses
# in ASCII: such a letter is the sentence's, but in an address that begins with one.
_CJK = (
    r"\u1100-\u11ff\u2e80-\u2fff\u3040-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
_LATIN_MARKS = r"\s<>\"'`"
_MARKS = rf"{_LATIN_MARKS}\u201c\u201d\u00ab\u00bb\u3000-\u303f\uff00-\uffef"
_PROTECTED = re.compile(
    rf"""
    (?<![\w@]) (?:https?|ftp):// (?:[^{_MARKS}{_CJK}]+ | [^{_MARKS}]+)
    | (?<![\w@.]) mailto:(?:[^{_LATIN_MARKS}{_CJK}]+ | [^{_LATIN_MARKS}]+)
    | (?<![\w@./-]) www\.(?:[^{_LATIN_MARKS}{_CJK}]+ | [^{_LATIN_MARKS}]+)
    | (?<![\w.+@/-]) [\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,8}}
    | (?<![\w@./]) @\w[\w.]{{0,60}}
    """,
    re.VERBOSE,
)
_CLUE = re.compile(r"@|://|www\.|mailto:")
_TRAILING = ".,;:!?*_~'\u2019\u2026"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def protect(text: str) -> list[tuple[int, int]]:
    """Return the spans of addresses, e-mail addresses and handles in visible text, in order.

    Final punctuation and unbalanced closing brackets belong to the sentence, as in GFM autolinks.

    >>> protect("See https://e.org/a_(b)). Ask @ana.")
    [(4, 23), (30, 34)]
    """
    if not _CLUE.search(text):
        return []
    spans = []
    for match in _PROTECTED.finditer(text):
        start, end = match.start(), _trim(text, match.start(), match.end())
        if any(map(str.isalnum, text[start:end].rpartition("/")[2] or text[start:end])):
            spans.append((start, end))
    return spans


def _trim(text: str, start: int, end: int) -> int:
    """Return the end of an address without the punctuation of the sentence around it."""
    if text[end - 1].isalnum():
        return end
    surplus = {
        closing: text.count(closing, start, end) - text.count(opening, start, end)
        for closing, opening in _PAIRS.items()
    }
    while end > start:
        last = text[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return end
