"""Translate the regular expressions of SRX files, ICU's dialect, into those of the ``regex`` module.

Both have look-around, possessive repeats, set operations and Unicode properties; what is spelled
differently is spelled anew, and what ICU does not have is refused, as ICU would.
"""

from __future__ import annotations

import re

_BLANK = r"\t\p{Zs}"
_LINE_END = r"\n\x0b\f\r\x85\u2028\u2029"
_SETS = {"h": _BLANK, "v": _LINE_END}
_SAME = frozenset("dDwWsSbBAXfnrt")
"""Letters that mean the same behind a backslash."""
_GROUP = re.compile(r"\(\?(?:<[A-Za-z]\w*>|[:=!>]|<[=!]|(?P<flags>-?[imsuw]+(?:-[imsuw]+)?)[:)])")
_REPEAT = re.compile(r"\{\d{1,4}(?:,\d{0,4})?\}")
_NAMED = re.compile(r"[pPN]\{[^{}]{1,100}\}|[pP][A-Z]")
_HEX = re.compile(r"x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})")
_OCTAL = re.compile(r"0([0-7]{1,3})")
_POSIX = re.compile(r"\[:\^?[A-Za-z_ =]+:\]")


class DialectError(ValueError):
    """A pattern that ICU would refuse, or that cannot be had; the text says what is wrong."""


def translate(pattern: str) -> str:
    """Return the pattern for the ``regex`` module (version 1); it captures nothing.

    >>> translate(r"(Mr|Dr)\\x{2E}\\h")
    '(?:Mr|Dr)\\\\.[\\\\t\\\\p{Zs}]'

    :raises DialectError: it cannot be translated.
    """
    return _Translator(pattern).all()


class _Translator:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.groups = 0
        self.sets = 0
        self.out: list[str] = []

    def all(self) -> str:
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            if char == "\\":
                self._escape()
            elif self.sets:
                self._in_set(char)
            else:
                self._outside(char)
        if self.sets:
            raise DialectError("a '[' is not closed")
        if self.groups:
            raise DialectError("a '(' is not closed")
        return "".join(self.out)

    def _take(self, length: int, written: str) -> None:
        self.at += length
        self.out.append(written)

    def _outside(self, char: str) -> None:
        if char == "[":
            self._open_set()
        elif char == "(":
            self._open_group()
        elif char == ")":
            self.groups -= 1
            if self.groups < 0:
                raise DialectError("a ')' closes nothing")
            self._take(1, ")")
        elif char == "{":
            found = _REPEAT.match(self.pattern, self.at)
            if not found:
                raise DialectError(r"a '{' that repeats nothing has to be written '\{'")
            self._take(len(found[0]), found[0])
        else:
            self._take(1, char)

    def _open_group(self) -> None:
        if self.pattern.startswith("(?#", self.at):
            end = self.pattern.find(")", self.at)
            if end < 0:
                raise DialectError("a '(' is not closed")
            self._take(end + 1 - self.at, "")
            return
        found = _GROUP.match(self.pattern, self.at)
        if not found and self.pattern.startswith("(?", self.at):
            raise DialectError(f"{self.pattern[self.at : self.at + 4]!r} is not supported")
        if found and found["flags"]:
            self._flags(found[0])
            return
        self.groups += 1
        if found and not found[0].endswith((":", "=", "!")) and found[0] != "(?>":  # a name, captured
            self._take(len(found[0]), "(?:")
        else:
            self._take(len(found[0]) if found else 1, found[0] if found else "(?:")

    def _flags(self, written: str) -> None:
        """Take ``(?i)`` or ``(?i:``; ``u`` and ``w``, about Unicode, are what ``regex`` does anyway."""
        on, _, off = written[2:-1].replace("u", "").replace("w", "").partition("-")
        self.groups += written.endswith(":")
        short = f"{on}-{off}" if off else on
        inline = f"(?{short}{written[-1]}" if short else ("(?:" if written.endswith(":") else "")
        self._take(len(written), inline)

    def _open_set(self) -> None:
        self.sets += 1
        negated = self.pattern.startswith("[^", self.at)
        self._take(2 if negated else 1, "[^" if negated else "[")
        if self.pattern.startswith("]", self.at):
            raise DialectError(r"a set is empty; a ']' in it has to be written '\]'")

    def _in_set(self, char: str) -> None:
        posix = _POSIX.match(self.pattern, self.at) if char == "[" else None
        if posix:
            self._take(len(posix[0]), posix[0])
        elif char == "[":
            self._open_set()
        elif char == "]":
            self.sets -= 1
            self._take(1, "]")
        elif char in "-&":
            pair = self.pattern.startswith(char * 2, self.at)
            before_set = self.pattern.startswith(f"{char}[", self.at)
            # ICU writes the difference and the intersection of sets with one sign, too: [a-z-[aeiou]].
            self._take(2 if pair else 1, char * 2 if pair or before_set else char)
        elif char in "|~":
            self._take(1, f"\\{char}")  # doubled, they are operators of the regex module only
        else:
            self._take(1, char)

    def _escape(self) -> None:
        rest = self.pattern[self.at + 1 : self.at + 110]
        if not rest:
            raise DialectError(r"a '\' stands at the end")
        first = rest[0]
        coded = _HEX.match(rest) or _OCTAL.match(rest)
        named = _NAMED.match(rest)
        if coded:
            digits = next(group for group in coded.groups() if group)
            number = int(digits, 8 if first == "0" else 16)
            if number > 0x10FFFF:
                raise DialectError(f"{coded[0]!r} is no character")
            self._take(1 + len(coded[0]), re.escape(chr(number)))
        elif named:
            self._take(1 + len(named[0]), "\\" + named[0])
        elif first == "Q":
            self._quoted()
        elif first in "hHvV":
            members = _SETS[first.lower()]
            bare = members if self.sets else f"[{members}]"
            self._take(2, f"[^{members}]" if first.isupper() else bare)
        elif first == "c" and len(rest) > 1 and "@" <= rest[1].upper() <= "_":
            self._take(3, re.escape(chr(ord(rest[1].upper()) & 31)))
        elif first in _SAME or not (first.isascii() and first.isalnum()):
            self._take(2, "\\" + first if first.isascii() else re.escape(first))
        else:
            self._letter(first)

    def _letter(self, first: str) -> None:
        written = {"a": r"\x07", "e": r"\x1b"}.get(first)
        if not written and not self.sets:
            outside = {"Z": r"(?=\n?\Z)", "z": r"\Z", "R": rf"(?:\r\n|[{_LINE_END}])"}
            written = outside.get(first)
        if not written:
            what = "a reference back to a group" if first.isdigit() or first == "k" else f"'\\{first}'"
            raise DialectError(f"{what} is not supported")
        self._take(2, written)

    def _quoted(self) -> None:
        start = self.at + 2
        end = self.pattern.find(r"\E", start)
        stop = end if end >= 0 else len(self.pattern)
        self._take(stop - self.at + (2 if end >= 0 else 0), re.escape(self.pattern[start:stop]))
