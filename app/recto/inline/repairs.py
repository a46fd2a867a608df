"""Codes that a keyboard, a machine or a slip has damaged, put right where there is no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recto.inline.marks import MARK, holds

_BLANKS = r"[\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]{0,3}"
_SLASH = r"[/\uff0f\u2044\u2215]"
_RESPELLED = re.compile(
    rf"(?:[<\uff1c\u2039\u2329\u3008]|&lt;){_BLANKS}({_SLASH}?){_BLANKS}(\d{{1,4}}){_BLANKS}"
    rf"({_SLASH}?){_BLANKS}(?:[>\uff1e\u203a\u232a\u3009]|&gt;)"
)
"""A code, also with blanks in it, in look-alikes of its signs or digits, or as HTML entities."""

_SPLIT = re.compile(f"({MARK.pattern.replace('(', '(?:')})")


def repair(target: str, source: str) -> str:
    """Return a target with its codes put right, or as it is if something about them is in doubt.

    Put right are spellings (``< 1 >``, a full-width ``<1>``, ``<1>`` for ``<1/>``), pairs that cross
    with nothing between, a pair closed before it opens with nothing between, and the lost end or
    beginning of a pair around all of the source. No code is moved across text, no text is changed.
    The result has the source's codes, or is the target. Doing it twice changes nothing.

    >>> repair("Das <2>ist < 1 >es</ 1></2>.", "This <1>is</1> <2>it</2>.")
    'Das <2>ist <1>es</1></2>.'
    """
    if "<" not in source or holds(target, source):
        return target
    repaired = _completed(_respelled(target, source), source)
    return next((text for text in _nested(repaired) if holds(text, source)), target)


def _respelled(target: str, source: str) -> str:
    """Return the target with what looks like a code of the source spelled as the source does.

    What only looks like a code of a number stays where that number has its codes as they should be.
    """
    wanted: dict[str, list[str]] = {}
    for match in MARK.finditer(source):
        wanted.setdefault(match[2], []).append(match[0])
    found: dict[str, list[re.Match[str]]] = {}
    for match in _RESPELLED.finditer(target):
        found.setdefault(str(int(match[2])), []).append(match)
    spelled: dict[int, str] = {}
    for number, marks in wanted.items():
        alike = found.get(number, [])
        exact = [match for match in alike if MARK.fullmatch(match[0])]
        if sorted(match[0] for match in exact) == sorted(marks):
            alike = exact
        now = _single(alike, number) if marks[0].endswith("/>") else _pair(alike, number)
        spelled.update((match.start(), mark) for match, mark in zip(alike, now, strict=True))
    return _RESPELLED.sub(lambda match: spelled.get(match.start(), match[0]), target)


def _single(alike: Sequence[re.Match[str]], number: str) -> list[str]:
    """Return the spellings of what stands for a single code: ``<1>``, ``</1>``, or ``<1></1>``."""
    single = f"<{number}/>"
    if len(alike) == 1:
        return [single]
    if len(alike) == 2 and alike[0].end() == alike[1].start() and alike[1][1] and not alike[0][1]:
        return [single, ""]
    return [_own(match, number) for match in alike]


def _pair(alike: Sequence[re.Match[str]], number: str) -> list[str]:
    """Return the spellings of what stands for a pair: the first is its start, wherever its slashes are.

    A pair closed before it opens, with text between, is in doubt.
    """
    if len(alike) != 2:
        return [_own(match, number) for match in alike]
    first, second = (_own(match, number) for match in alike)
    is_reversed = (first, second) == (f"</{number}>", f"<{number}>")
    if is_reversed and alike[0].end() != alike[1].start():
        return [first, second]
    return [f"<{number}>", f"</{number}>"]


def _own(match: re.Match[str], number: str) -> str:
    return f"<{'/' if match[1] else ''}{number}{'/' if match[3] else ''}>"


def _completed(target: str, source: str) -> str:
    """Return the target with the lost half of a pair that is around all of the source."""
    first = MARK.match(source)
    if not first or first[1] or first[3] or not source.endswith(f"</{first[2]}>"):
        return target
    opening, closing = first[0], f"</{first[2]}>"
    marks = [match[0] for match in MARK.finditer(target) if match[2] == first[2]]
    if marks == [opening] and target.startswith(opening):
        return target + closing
    if marks == [closing] and target.endswith(closing):
        return opening + target
    return target


def _nested(target: str) -> Iterator[str]:
    """Yield the target, and with codes that touch each other in another order, so that pairs nest."""
    yield target
    tokens = [token for token in _SPLIT.split(target) if token]
    ends_sorted = _sorted_ends(tokens, "</")
    yield "".join(ends_sorted)
    yield "".join(_starts_sorted(tokens))
    yield "".join(_starts_sorted(ends_sorted))


def _starts_sorted(tokens: Sequence[str]) -> list[str]:
    mirrored = _sorted_ends(tokens[::-1], "<")
    return mirrored[::-1]


def _sorted_ends(tokens: Sequence[str], sign: str) -> list[str]:
    """Return the tokens with ends that touch each other sorted: the innermost pair ends first.

    ``sign`` begins an end. Read backwards, a pair ends with its start.
    """
    out: list[str] = []
    run: list[str] = []
    opened: dict[str, int] = {}
    for at, token in enumerate(tokens):
        match = MARK.fullmatch(token)
        if match and not match[3] and bool(match[1]) == (sign == "</"):
            run.append(token)
            continue
        out += sorted(run, key=lambda end: -opened.get(end.strip("</>"), 0))
        run = []
        if match and not match[3]:
            opened[match[2]] = at
        out.append(token)
    return out + sorted(run, key=lambda end: -opened.get(end.strip("</>"), 0))
