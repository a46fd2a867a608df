"""The check ``characters``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from recto.messages import message
from recto.model import Finding, Unit

NAME = "characters"

_SUSPECT = re.compile(
    "[\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffd\ue000-\uf8ff"
    "\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_ISOLATES = {"\u2066", "\u2067", "\u2068"}
_EMBEDS = {"\u202a", "\u202b", "\u202d", "\u202e"}
OVERRIDES = {"\u202d", "\u202e"}
WRONG = re.compile("[\u200b\u2028\u2029\ufeff\ufff9-\ufffc\u206a-\u206f]")
"""Characters that a sentence has no use for; others that nobody sees join letters or keep words together."""
LOST = "\ufffd"
TAGS = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]+")
"""Letters that nobody sees and that machines read; only behind a black flag they are part of an emoji."""
MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{17,}")
"""More on one letter than any language has; they cover the lines around."""


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """No character stands in the target that nobody sees and nobody meant.

    Signs of direction are closed again, or the rest of the page is turned round; a sign that overrides
    the direction makes a text read as something else. Joiners of Arabic, Indic scripts and emoji, no-break
    spaces and soft hyphens are as they should be.
    """
    target = unit.target
    if target.isascii() or not (_SUSPECT.search(target) or MARKS.search(target)):
        return
    for pattern in (TAGS, MARKS):
        found = pattern.search(target)
        if found and found[0] not in unit.source:
            told = message("%(character)s stands here.", character=_named(found[0][0]))
            fix = pattern.sub("", target)
            yield Finding(NAME, told, "error", found.span(), fix)
    if LOST in target and LOST not in unit.source:
        at = target.index(LOST)
        told = message("A character was lost here: \ufffd stands in its place.")
        yield Finding(NAME, told, "error", (at, at + 1))
    found = WRONG.search(target)
    if found and found[0] not in unit.source:
        fix = "".join(char for char in target if not WRONG.match(char) or char in unit.source)
        told = message("%(character)s stands here.", character=_named(found[0]))
        yield Finding(NAME, told, "warning", found.span(), fix)
    private = next((at for at, char in enumerate(target) if unicodedata.category(char) == "Co"), None)
    if private is not None and target[private] not in unit.source:
        problem = message(
            "%(character)s has no meaning outside of one font.", character=_named(target[private])
        )
        yield Finding(NAME, problem, "warning", (private, private + 1))
    yield from _directions(unit)


def _directions(unit: Unit) -> Iterator[Finding]:
    """Report overrides, and signs of direction that do not end, or end what did not begin."""
    stack: list[tuple[str, int]] = []
    for at, char in enumerate(unit.target):
        if char in OVERRIDES and char not in unit.source:
            problem = message("%(character)s makes what follows read backwards.", character=_named(char))
            yield Finding(NAME, problem, "error", (at, at + 1))
        if char in _ISOLATES or char in _EMBEDS:
            stack.append((char, at))
        elif char in "\u2069\u202c":
            kind = _ISOLATES if char == "\u2069" else _EMBEDS
            if not stack or stack[-1][0] not in kind:
                told = message("%(character)s ends nothing.", character=_named(char))
                yield Finding(NAME, told, "warning", (at, at + 1))
                return
            stack.pop()
    if stack:
        char, at = stack[-1]
        told = message("%(character)s is not ended.", character=_named(char))
        yield Finding(NAME, told, "warning", (at, at + 1))


def _named(char: str) -> str:
    name = unicodedata.name(char, "an unnamed character").capitalize()
    return f"{name} (U+{ord(char):04X})"
