"""Counting words."""

from __future__ import annotations

import re
from functools import lru_cache

from recto.inline.pieces import LITERAL

_DENSE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Han characters and kana: without blanks between words, each counts as one, as the trade does."""
_ALONE = re.compile(r"(?<!\S)[^\w\s]+(?!\S)")
"""Marks between blanks: dashes, bullets."""


@lru_cache(maxsize=4096)
def count_words(text: str) -> int:
    """Return the number of words in a unit's text, codes and marks that stand alone left out.

    >>> count_words("Boil <1>the</1> water \u2013 don't wait."), count_words("\u4eca\u65e5\u306f")
    (5, 3)
    """
    if "<" in text:
        text = LITERAL.sub(" ", text)
    dense = 0
    if not text.isascii():
        dense = len(_DENSE.findall(text))
        text = _DENSE.sub(" ", text) if dense else text
    return dense + len(text.split()) - len(_ALONE.findall(text))
