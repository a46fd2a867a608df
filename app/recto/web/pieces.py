"""A unit's text as it is shown: words, codes, and the characters that nobody would see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

CODE = re.compile(r"</?[0-9]+>|<[0-9]+/>")
HINT = re.compile(r"<([0-9]+)/?> *(.*)")

ISOLATED = re.compile("\u2066(</?[0-9]+/?>)\u2069")

SHAPING = frozenset("\u200c\u200d\u200e\u200f\u061c\ufe0e\ufe0f\u00ad\u2060")
"""Invisible characters that scripts, emoji and line breaking need; shown as what they do."""

UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn", "Cs"})

SHORT = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\u200b": "ZWSP", "\ufeff": "BOM", "\u2028": "LS", "\u2029": "PS",
}  # fmt: skip


class Piece(NamedTuple):
    """A run of a unit's text. ``kind``: ``text``, ``code``, ``space`` (not the usual one), ``unseen``."""

    kind: str
    text: str
    label: str = ""
    """For a code or an unseen character: what stands on its badge."""
    title: str = ""
    """And what it is, in words."""


BADGES = {
    "code": Markup('<bdi class="code" title="{3}">{2}</bdi>'),
    "space": Markup('<span class="space" title="{3}">{1}</span>'),
    "unseen": Markup('<bdi class="unseen" role="img" data-raw="{1}" aria-label="{3}" title="{3}">{2}</bdi>'),
}
"""A piece's kind -> what is written for it; {1} is its text, {2} its label, {3} its title."""


def shown(text: str, hints: Sequence[str] = ()) -> Markup:
    """Return a unit's text as HTML, everything in it escaped."""
    if "<" not in text and text.isprintable():
        return escape(text)
    return _badged(text, tuple(hints))


@lru_cache(maxsize=20_000)
def _badged(text: str, hints: tuple[str, ...]) -> Markup:
    badges = (BADGES[piece.kind].format(*piece) if piece.kind in BADGES else escape(piece.text)
              for piece in pieces(text, hints))  # fmt: skip
    return Markup("").join(badges)


def hints_of(hints: Sequence[str]) -> dict[str, str]:
    """Return what each code is by its number: ``<1> link https://example.org`` gives ``1``."""
    found = (HINT.fullmatch(hint) for hint in hints)
    return {match[1]: match[2] for match in found if match}


def pieces(text: str, hints: Sequence[str] = ()) -> list[Piece]:
    """Cut a unit's text into what is shown alike; the pieces' texts join to the text."""
    known = hints_of(hints)
    out: list[Piece] = []
    at = 0
    for match in CODE.finditer(text):
        out += _plain(text[at : match.start()])
        out.append(code(match[0], known))
        at = match.end()
    return out + list(_plain(text[at:]))


def code(text: str, known: dict[str, str]) -> Piece:
    """Return the badge of a code: ``<1>`` gives ``‹1›``, titled ``start of 1: bold``; an end says no more."""
    number = text.strip("</>")
    is_end = text.startswith("</")
    place = "end of " if is_end else "" if text.endswith("/>") else "start of "
    hint = "" if is_end else known.get(number, "")
    title = "left empty on purpose" if text == "<0/>" else f"{place}{number}" + (f": {hint}" if hint else "")
    return Piece("code", text, text.replace("<", "‹").replace(">", "›"), title)


def codes(text: str) -> list[str]:
    """Return the codes of a text in order."""
    return CODE.findall(text)


def isolate(text: str, direction: str) -> str:
    """Return a text as it is put into a plain editor, each code in an isolate if it runs right to left.

    Without that ``</1>`` shows as ``<1/>``. ``inline.normalise`` takes them out again.
    """
    bare = ISOLATED.sub(r"\1", text)
    return CODE.sub("\u2066\\g<0>\u2069", bare) if direction == "rtl" else bare


def _plain(text: str) -> Iterator[Piece]:
    run = ""
    for char in text:
        category = unicodedata.category(char)
        if char == " " or char in SHAPING or category not in UNSEEN:
            run += char
            continue
        if run:
            yield Piece("text", run)
            run = ""
        name = unicodedata.name(char, "unnamed character").lower()
        label = f"U+{ord(char):04X}"
        if category == "Zs":
            yield Piece("space", char, label, f"{name} {label}")
        else:
            yield Piece("unseen", char, SHORT.get(char, label), f"{name} {label}")
    if run:
        yield Piece("text", run)
