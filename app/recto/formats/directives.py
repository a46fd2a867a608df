"""What an article's author tells Recto in comments: ``recto: off``, ``recto: on``, ``recto: note ...``.

How a comment is written is a matter of the format; what stands in it means the same everywhere.
"""

from __future__ import annotations

import re
from typing import NamedTuple

SIGN = "recto:"
"""Stands in every directive, in these letters: texts without it need not be looked at."""

OFF, ON, NOTE, UNKNOWN = "off", "on", "note", "unknown"
KNOWN = (OFF, ON, NOTE)

OFF_WITHOUT_ON = (
    "the directive 'recto: off' has no 'recto: on' behind it. All up to the end of the article is kept."
)
ON_WITHOUT_OFF = "the directive 'recto: on' has no 'recto: off' in front of it and changes nothing."
NOTE_WITHOUT_WORDS = "the directive 'recto: note' has no words. Write them behind it."
NOTE_WITHOUT_BLOCK = "no text to translate follows the directive 'recto: note', so nobody reads it."
"""Remarks of every format."""

_KNOWN_ARE = "Known are 'recto: off', 'recto: on' and 'recto: note'."
_DIRECTIVE = re.compile(r"\s*recto:\s*+([^\s:]*+):?(.*)", re.DOTALL)
_ODD = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


class Directive(NamedTuple):
    """``kind`` is off, on, note or unknown; ``text`` a note's words, or the remark on one unknown."""

    kind: str
    text: str = ""


def directive(comment_text: str) -> Directive | None:
    """Return what the text of a comment, without its signs, tells Recto; None if nothing.

    Words behind ``off`` and ``on`` are for people. A note without words says nothing.

    >>> directive(" recto: note The name of\\n a boat. ")
    Directive(kind='note', text='The name of a boat.')
    """
    if SIGN not in comment_text:
        return None
    match = _DIRECTIVE.match(comment_text)
    if not match:
        return None
    name, words = match[1], _ODD.sub(" ", match[2]).strip()
    if name == NOTE:
        return Directive(NOTE, words)
    if name in KNOWN:
        return Directive(name)
    shown = _ODD.sub(" ", name[:40])
    return Directive(UNKNOWN, f"unknown directive 'recto: {shown}'. {_KNOWN_ARE}")


class Listener:
    """What the directives of an article have said so far; a walk along the article tells it all comments."""

    def __init__(self) -> None:
        self.is_off = False
        self._off_line = 0
        self.notes = ""
        """What the next block is to be told."""
        self._note_lines: list[int] = []
        self._remarks: list[tuple[int, str]] = []

    def hear(self, comment_text: str, line: int) -> Directive | None:
        """Return the directive in a comment, where it is known and changes anything.

        A note is not kept for the next block: that is for ``keep`` to say.
        """
        said = directive(comment_text)
        if said is None:
            return None
        if said.kind == UNKNOWN:
            self._remarks.append((line, said.text))
            return None
        if said.kind == NOTE:
            if not said.text and not self.is_off:
                self._remarks.append((line, NOTE_WITHOUT_WORDS))
            return said if said.text and not self.is_off else None
        if self.is_off is (said.kind == OFF):
            if said.kind == ON:
                self._remarks.append((line, ON_WITHOUT_OFF))
            return None
        self.is_off = said.kind == OFF
        self._off_line = line
        return said

    def keep(self, note: str, line: int) -> None:
        """Keep a note for the next block."""
        self.notes = f"{self.notes} {note}" if self.notes else note
        self._note_lines.append(line)

    def take_note(self) -> str:
        """Return what the block that begins now is told; no other block is."""
        notes, self.notes = self.notes, ""
        self._note_lines.clear()
        return notes

    def remark(self, line: int, text: str) -> None:
        self._remarks.append((line, text))

    def end(self) -> tuple[tuple[int, str], ...]:
        """Return what the author should look at, by line; the article is over."""
        found = self._remarks + [(line, NOTE_WITHOUT_BLOCK) for line in self._note_lines]
        if self.is_off:
            found.append((self._off_line, OFF_WITHOUT_ON))
        return tuple(sorted(found))
