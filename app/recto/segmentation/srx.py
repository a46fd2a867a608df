"""Apply the rules of an SRX file as its standard says.

At each place between two characters the first rule decides whose ``beforebreak`` fits the text that
ends there and whose ``afterbreak`` fits the text that begins there; where none fits there is no break.
A file with rules that break takes the place of Recto's own rules. In a file of exceptions only, each
holds for the whole run of blanks that it touches: such files are written for rules that break before
the blank, or behind it, and ours know no difference.

The rules of a language become one expression of the ``regex`` module, whose search has a time limit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import regex

from recto.errors import ConfigError, FormatError
from recto.segmentation.scanner import WHITE
from recto.segmentation.srx_file import Rule, Srx, read
from recto.segmentation.srx_pattern import DialectError, translate

TIME_LIMIT_S = 5.0
"""For all rules together on one block."""
_BLANKS = re.compile(f"[{WHITE}]+")


class Hit(NamedTuple):
    """What the rules say of a run of blanks, or of a place without any."""

    start: int
    """Where the left side ends."""
    end: int
    """Where the right side begins."""
    at: int
    """The place between the two that was decided."""
    ends: bool


class Rules:
    """The rules that hold for one language."""

    def __init__(self, srx: Srx, locale: str) -> None:
        """Compile the rules.

        :raises ConfigError: one of them cannot be used; ``where`` is its line.
        """
        self.replaces = srx.breaks
        """Whether the file takes the place of Recto's own rules."""
        self._rules = _rules_for(srx, locale)
        expression = _deciding(self._rules) if self.replaces else _excepting(self._rules)
        try:
            self._pattern = regex.compile(expression, regex.V1) if expression else None
        except (regex.error, OverflowError, RecursionError):
            for rule in self._rules:
                _alone(rule)
            raise

    def hits(self, text: str) -> list[Hit]:
        """Return what the rules decide, rising: breaks, and exceptions where otherwise a rule would break.

        Of a file of exceptions, all places at which one of them fits.

        :raises FormatError: the rules take longer than ``TIME_LIMIT_S`` on the text.
        """
        if not self._pattern:
            return []
        runs = [found.span() for found in _BLANKS.finditer(text)]
        ends = [end for _, end in runs]
        hits: dict[int, Hit] = {}
        for at, breaks in self._places(self._pattern, text):
            run = bisect_left(ends, at)
            start, end = runs[run] if run < len(runs) and runs[run][0] <= at else (at, at)
            if start > 0 and end < len(text) and (start not in hits or breaks):
                hits[start] = Hit(start, end, at, breaks)
        return list(hits.values())

    def rule_at(self, text: str, at: int) -> Rule:
        """Return the rule that decided a hit."""
        return next(rule for rule in self._rules if _alone(rule).match(text, at))

    def _places(self, pattern: regex.Pattern[str], text: str) -> Iterator[tuple[int, bool]]:
        try:
            for found in pattern.finditer(text, timeout=TIME_LIMIT_S):
                yield found.start(), self.replaces and found.lastindex is None
        except TimeoutError as error:
            problem = f"{self._slow(text)} on a text of {len(text):,} characters."
            hint = "Write its patterns so that they repeat less."
            raise FormatError(f"SRX: {problem}", hint=hint) from error

    def _slow(self, text: str) -> str:
        """Return which rule takes so long."""
        limit = TIME_LIMIT_S / 5
        for rule in self._rules:
            try:
                sum(1 for _ in _alone(rule).finditer(text, timeout=limit))
            except TimeoutError:
                return f"{rule.name}, takes more than {limit:.0f} s"
        return f"the rules take more than {TIME_LIMIT_S:.0f} s"


@lru_cache(maxsize=64)
def rules_for(text: str, locale: str) -> Rules:
    """Return the rules that the text of an SRX file has for a locale.

    :raises ConfigError: it is no SRX file, or one of these rules cannot be used; ``where`` is the line.
    """
    return Rules(_read(text), locale)


def remarks(text: str, locale: str) -> list[tuple[int, str]]:
    """Return what a file asks for and does not get in a locale: line, a sentence.

    :raises ConfigError: it is no SRX file.
    """
    srx = _read(text)
    told = list(srx.remarks)
    if srx.breaks and not any(rule.breaks for rule in _rules_for(srx, locale)):
        told.append((srx.maps[0].line, f"no rule for {locale!r} breaks: its texts are not cut."))
    return told


@lru_cache(maxsize=4)
def _read(text: str) -> Srx:
    return read(text)


def _rules_for(srx: Srx, locale: str) -> tuple[Rule, ...]:
    """Return the rules whose language pattern fits the whole tag, in order, each group once."""
    chosen: dict[str, None] = {}
    for one in srx.maps:
        try:
            pattern = regex.compile(translate(one.pattern), regex.V1 | regex.IGNORECASE)
        except (regex.error, DialectError) as error:
            problem = f"the language pattern {one.pattern!r} is not a regular expression: {error}."
            raise ConfigError(problem, str(one.line)) from error
        if pattern.fullmatch(locale, timeout=TIME_LIMIT_S):
            chosen[one.group] = None
            if not srx.cascade:
                break
    return tuple(rule for name in chosen for rule in srx.groups[name])


def _deciding(rules: tuple[Rule, ...]) -> str:
    """Return the expression that fits where a rule breaks; where an exception comes first, a group fits."""
    breaking = [rule for rule in rules if rule.breaks]
    if not breaking:
        return ""
    runs = groupby(rules, lambda rule: rule.breaks)
    ordered = "|".join(_any(run) + ("" if breaks else "()") for breaks, run in runs)
    return f"{_any(breaking)}(?>{ordered})"


def _excepting(rules: tuple[Rule, ...]) -> str:
    """Return the expression that fits where an exception does, as far as a sentence may end there."""
    return rf"(?<![\p{{L}}\p{{Nd}}]){_any(rules)}" if rules else ""


def _any(rules: Iterable[Rule]) -> str:
    """Return the expression that fits where one of the rules does.

    Rules that agree on what follows are tried together: most places are dismissed by that alone.
    """
    by_after: dict[str, list[str]] = {}
    for rule in rules:
        before, after = _translated(rule)
        by_after.setdefault(after, []).append(before)
    return f"(?:{'|'.join(_sides(befores, after) for after, befores in by_after.items())})"


def _sides(befores: list[str], after: str) -> str:
    behind = "" if "" in befores else f"(?<={'|'.join(f'(?:{before})' for before in befores)})"
    return (f"(?={after})" if after else "") + behind


def _translated(rule: Rule) -> tuple[str, str]:
    try:
        return translate(rule.before), translate(rule.after)
    except DialectError as error:
        raise _unusable(rule, error) from error


@lru_cache(maxsize=4096)
def _alone(rule: Rule) -> regex.Pattern[str]:
    """Return the expression of a single rule."""
    try:
        return regex.compile(_any([rule]), regex.V1)
    except (regex.error, OverflowError, RecursionError) as error:
        raise _unusable(rule, error) from error


def _unusable(rule: Rule, error: Exception) -> ConfigError:
    problem = str(error).partition(" at position ")[0]  # it would be the position in our expression
    pattern = f"{rule.before} | {rule.after}"
    shown = pattern if len(pattern) <= 160 else f"{pattern[:159]}…"
    hint = f"Change or remove it: {shown}"
    return ConfigError(
        f"rule {rule.number} of {rule.group!r} cannot be used: {problem}.", str(rule.line), hint
    )
