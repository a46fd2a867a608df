"""What people search for, as a pattern: their words, or a regular expression with a limit of time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import TypeVar

import regex

from recto.errors import RectoError

MAX_CHARS = 500
TEXT_LIMIT_S = 0.2
"""For one text; words of our own take a thousandth of it."""
LIMIT_S = 20.0
"""For all texts of a search or a replacement."""
MAX_COUNT = 10_000
"""A pattern is copied as often as it is counted, before any limit of time holds: so many take 25 MB."""
_COUNT = re.compile(r"\{\s*(\d+)?\s*(?:,\s*(\d+))?")
_RUN = re.compile(r"\w+")
CODE = re.compile(r"</?[0-9]+/?>")
Span = tuple[int, int]
T = TypeVar("T")


class PatternError(RectoError):
    """What was typed cannot be searched for."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is searched for."""

    text: str
    has_case: bool = False
    """Whether capitals count."""
    is_whole: bool = False
    """Whole words only."""
    is_regex: bool = False


def _places(expression: str) -> int:
    """Return how often at most the innermost part stands in a pattern whose repetitions are written out."""
    return prod(max(1, int(least[:9] or 1), int(most[:9] or 1)) for least, most in _COUNT.findall(expression))


class Pattern:
    """A wording, ready to be looked for."""

    def __init__(self, wording: Wording, limit_s: float = TEXT_LIMIT_S) -> None:
        """Compile a wording.

        :raises PatternError: it is empty, too long, or no regular expression.
        """
        if not wording.text:
            raise PatternError("there is nothing to search for.", hint="Type some text.")
        if len(wording.text) > MAX_CHARS:
            problem = f"the text has more than {MAX_CHARS} characters."
            raise PatternError(problem, hint="Search for a part of it.")
        self._limit_s, self._left_s = limit_s, LIMIT_S
        expression = wording.text if wording.is_regex else regex.escape(wording.text, special_only=True)
        if wording.is_whole:
            expression = rf"(?<!\w)(?:{expression})(?!\w)"
        if wording.is_regex and _places(expression) > MAX_COUNT:
            problem = f"what is counted in it makes more than {MAX_COUNT} places."
            raise PatternError(problem, hint="Use * or + in the place of large numbers in braces.")
        flags = regex.V1 | (0 if wording.has_case else regex.IGNORECASE)
        try:
            self._pattern = regex.compile(expression, flags)
        except (regex.error, OverflowError, RecursionError) as error:
            problem = f"this is no regular expression: {str(error).partition(' at position ')[0]}."
            raise PatternError(problem, hint="Correct it, or search for the text as it stands.") from error
        runs = [] if wording.is_regex else _RUN.findall(wording.text)
        self._anchor = max(runs, key=len, default="").casefold()

    def may_be_in(self, text: str) -> bool:
        """Tell quickly whether a text of which only parts count may hold the wording; never wrong with no."""
        return not self._anchor or self._anchor in text.casefold()

    def spans(self, text: str) -> list[Span]:
        """Return where the wording stands in a text; what is empty does not count.

        :raises PatternError: it takes too long.
        """
        return self._told(lambda: [
            found.span() for found in self._pattern.finditer(text, timeout=self._timeout) if found[0]
        ])  # fmt: skip

    def replaced(self, text: str, replacement: str, *, has_groups: bool) -> str:
        r"""Return a unit's text with the wording replaced, but where it is part of a code.

        ``has_groups``: ``\1`` in the replacement stands for what the first group took.

        :raises PatternError: it takes too long, or the replacement names a group that is not there.
        """
        codes = [found.span() for found in CODE.finditer(text)]

        def put(found: regex.Match[str]) -> str:
            start, end = found.span()
            if start == end or any(start < stop and begin < end for begin, stop in codes):
                return str(found[0])
            return str(found.expand(replacement)) if has_groups else replacement

        def run() -> str:
            return str(self._pattern.sub(put, text, timeout=self._timeout))

        try:
            return self._told(run)
        except (regex.error, IndexError) as error:
            hint = r"Groups are \1, \2 ..., in the order of their brackets."
            raise PatternError(f"the replacement cannot be used: {error}.", hint=hint) from error

    @property
    def _timeout(self) -> float:
        return max(0.0, min(self._limit_s, self._left_s))

    def _told(self, run: Callable[[], T]) -> T:
        begun = time.monotonic()
        try:
            return run()
        except TimeoutError as error:
            hint = "Write it so that it repeats less."
            raise PatternError("this expression takes too long.", hint=hint) from error
        finally:
            self._left_s -= time.monotonic() - begun


class Clock:
    """How much of a span of time is left."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self._end
