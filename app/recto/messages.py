"""Sentences that know what was put into them, so that whoever shows them can say them in another language."""

from __future__ import annotations

from collections.abc import Mapping


class Message(str):
    """A sentence in English, as ``message`` made it."""

    __slots__ = ("pattern", "values")

    pattern: str
    values: Mapping[str, object]


def message(pattern: str, /, **values: object) -> Message:
    """Return a sentence: a pattern with values in the place of their names.

    Without values the pattern is the sentence, percent signs and all. A value may be a message itself.
    ``make texts`` finds the patterns by the name of this function.

    >>> message("The source has %(was)s.", was=3)
    'The source has 3.'
    """
    made = Message(pattern % values if values else pattern)
    made.pattern, made.values = pattern, values
    return made
