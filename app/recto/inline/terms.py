"""Words that the settings keep from translation, guarded like handles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from recto.inline.pieces import divide
from recto.model import CLOSE, OPEN, SINGLE, Code, Piece, Text

_HINT = "term"
"""Translators read ``kept term``."""


class _Guard(NamedTuple):
    """A protected pair around a span of a run's text; ``codes`` are those that stand there already."""

    start: int
    end: int
    codes: tuple[Code, ...] = ()


def keep_terms(pieces: Sequence[Piece], patterns: Sequence[re.Pattern[str]]) -> tuple[Piece, ...]:
    """Guard what the patterns match in text outside codes, as protected pairs.

    Matches that overlap each other, or an address or handle, become one pair with it. Blanks at
    the edges of a match and empty matches do not count; no match goes across a code. Doing it
    twice changes nothing.
    """
    numbers = count(1 + max((piece.pair for piece in pieces if isinstance(piece, Code)), default=0))
    out: list[Piece] = []
    run: list[Piece] = []
    depth = 0
    for piece in pieces:
        if not depth and (isinstance(piece, Text) or _is_guard(piece)):
            run.append(piece)
            continue
        out += _guarded(run, patterns, numbers)
        run = []
        if isinstance(piece, Code) and piece.protected:
            depth += {OPEN: 1, CLOSE: -1, SINGLE: 0}[piece.kind]
        out.append(piece)
    out += _guarded(run, patterns, numbers)
    return tuple(out)


def _is_guard(code: Code) -> bool:
    """Tell whether a code is one side of a pair around an address, a handle or a term."""
    return code.protected and not code.parts


def _guarded(
    run: Sequence[Piece], patterns: Sequence[re.Pattern[str]], numbers: Iterator[int]
) -> Sequence[Piece]:
    texts = [piece for piece in run if isinstance(piece, Text)]
    text = "".join(piece.text for piece in texts)
    found = [span for pattern in patterns for span in _matches(pattern, text)]
    if not found:
        return run
    there = list(_guards(run))
    new = [span for span in _snapped(found, texts) if span[0] < span[1] and not _is_inside(span, there)]
    if not new:
        return run
    guards = _united([*there, *(_Guard(*span) for span in new)])
    chunks = iter(divide(texts, [place for guard in guards for place in guard[:2]]))
    out: list[Piece] = []
    for guard in guards:
        opening, closing = guard.codes or _pair(next(numbers))
        out += next(chunks)
        out += [opening, *next(chunks), closing]
    return [*out, *next(chunks)]


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        seen = match.group()
        if seen.strip():
            yield match.start() + len(seen) - len(seen.lstrip()), match.end() - len(seen) + len(seen.rstrip())


def _guards(run: Iterable[Piece]) -> Iterator[_Guard]:
    at, start, opening = 0, 0, None
    for piece in run:
        if isinstance(piece, Text):
            at += len(piece.text)
        elif piece.kind is OPEN:
            start, opening = at, piece
        elif opening:
            yield _Guard(start, at, (opening, piece))


def _is_inside(span: tuple[int, int], guards: Sequence[_Guard]) -> bool:
    """Tell whether a span lies in one of the guards, which are in order."""
    before = bisect_right(guards, span[0], key=lambda guard: guard.start)
    return bool(before) and span[1] <= guards[before - 1].end


def _snapped(spans: Sequence[tuple[int, int]], texts: Sequence[Text]) -> set[tuple[int, int]]:
    """Return the spans with places inside a specially spelled piece moved behind it, as ``divide`` does."""
    behind: dict[int, int] = {}
    at = 0
    for piece in texts:
        end = at + len(piece.text)
        if piece.raw != piece.text:
            behind.update(dict.fromkeys(range(at + 1, end), end))
        at = end
    return {(behind.get(start, start), behind.get(end, end)) for start, end in spans}


def _united(guards: Iterable[_Guard]) -> list[_Guard]:
    """Return the guards in order, those that overlap as one of new codes."""
    out: list[_Guard] = []
    for guard in sorted(guards, key=lambda one: one[:2]):
        if out and guard.start < out[-1].end:
            out[-1] = _Guard(out[-1].start, max(out[-1].end, guard.end))
        else:
            out.append(guard)
    return out


def _pair(number: int) -> tuple[Code, Code]:
    return (
        Code(OPEN, (), number, _HINT, protected=True),
        Code(CLOSE, (), number, protected=True),
    )
