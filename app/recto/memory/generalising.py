"""Texts with their codes and numbers made alike, so that only words tell them apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = re.compile(r"\d+(?:[.,’'٫٬\u00a0\u202f\u2009]\d+)*")
"""A number with its signs for thousands and decimals: one number, however it is grouped."""
# A set of characters in front lets most of a text be skipped at once: a million texts are done so.
_VARIABLE = re.compile(
    rf"[<\d](?:(?<=<)(?P<close>/?)\d+(?P<single>/?)>|(?<=\d){NUMBER.pattern.replace('+', '*', 1)})"
)
_OPEN, _CLOSE, _SINGLE, _DIGITS = "\ue000", "\ue001", "\ue002", "0"
_BETWEEN = "\0"
"""No part of a number or code; rarely of a text."""
_DIGIT = re.compile(r"\d").search
_ASCII_DIGIT = re.compile("[0-9]").search


def generalise(text: str) -> str:
    """Return the text with each number as ``0`` and each code as one character that tells its kind.

    What two sources are compared by: neither a number's length nor a code's number counts.

    >>> generalise("12 people") == generalise("1,500 people")
    True
    """
    has_variable = _ASCII_DIGIT(text) if text.isascii() else _DIGIT(text)
    return _VARIABLE.sub(_general, text) if has_variable else text


def generalised(texts: Sequence[str]) -> list[str]:
    """Return each text as ``generalise`` does, for thousands at once in a third of the time."""
    found = _VARIABLE.sub(_general, _BETWEEN.join(texts)).split(_BETWEEN)
    return found if len(found) == len(texts) else [generalise(text) for text in texts]


def _general(found: re.Match[str]) -> str:
    if found[0][0] != "<":
        return _DIGITS
    return _CLOSE if found["close"] else _SINGLE if found["single"] else _OPEN
