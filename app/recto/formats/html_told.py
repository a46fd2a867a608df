"""Directives in a run of text: which of it is left to be a block, and which notes are about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from recto.formats.directives import NOTE, OFF, ON, Directive
from recto.formats.html_blocks import Inline, has_text
from recto.formats.html_elements import GUARD
from recto.formats.html_text import View
from recto.formats.html_tokens import Kind


class Told(NamedTuple):
    """``run`` is what may be a block; the notes, as offset and words, are about it or what comes later."""

    run: list[Inline]
    here: list[tuple[int, str]]
    later: list[tuple[int, str]]


def told(view: View, run: Sequence[Inline], said: Mapping[int, Directive]) -> Told:
    """Apply the directives of a run, given by the index of their comment.

    ``off`` and ``on`` in one run are a pair whose content is kept; an ``on`` or ``off`` alone ends
    the text in front of it. A note is about the run if text follows it there.
    """
    start, end = 0, len(run)
    out = list(run)
    opening = -1
    for index, (kind, _) in said.items():
        if kind == OFF:
            opening = index
        elif kind == ON and opening < 0:
            start = index + 1
        elif kind == ON:
            _guard(out, opening, index)
            opening = -1
    if opening >= 0:
        end = opening
    last = max((index for index in range(start, end) if has_text(view, (out[index],))), default=-1)
    here: list[tuple[int, str]] = []
    later: list[tuple[int, str]] = []
    for index, (kind, words) in said.items():
        if kind == NOTE:
            (here if index < last else later).append((run[index].token.start, words))
    return Told(out[start:end], here, later)


def _guard(run: list[Inline], opening: int, close: int) -> None:
    """Make the stretch a pair that keeps its content; tags in it make no pairs with others."""
    first, last = run[opening], run[close]
    run[opening] = first._replace(token=first.token._replace(kind=Kind.OPEN, name=GUARD), inside=False)
    run[close] = last._replace(token=last.token._replace(kind=Kind.CLOSE, name=GUARD))
    for index in range(opening + 1, close):
        token = run[index].token
        if token.kind is not Kind.TEXT and token.kind is not Kind.PLACEHOLDER:
            run[index] = run[index]._replace(token=token._replace(kind=Kind.COMMENT))
