"""Whether a run of emphasis markers can open or close (CommonMark, left- and right-flanking)."""

from __future__ import annotations

from functools import lru_cache

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace


@lru_cache(maxsize=4096)
def _nature(char: str) -> str:
    if not char or isWhiteSpace(ord(char)):
        return "space"
    return "mark" if isMdAsciiPunct(ord(char)) or isPunctChar(char) else "word"


def flanks(content: str, start: int, end: int, marker: str) -> tuple[bool, bool]:
    """Return whether the run ``content[start:end]`` can open, and whether it can close."""
    before = _nature(content[start - 1 : start] if start else "")
    after = _nature(content[end : end + 1])
    left = after != "space" and (after != "mark" or before != "word")
    right = before != "space" and (before != "mark" or after != "word")
    if marker != "_":
        return left, right
    return left and (not right or before == "mark"), right and (not left or after == "mark")
