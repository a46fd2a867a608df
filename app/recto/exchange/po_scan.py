"""A strict reader of PO text: every file that msgfmt takes, and none that it refuses.

Entries come as they stand, comments unread; what they mean is said in ``po_read``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn

from recto.errors import CatalogError
from recto.exchange.po_text import settle, unescape

REFUSED = re.compile(r"[\0\x04]")
"""NUL ends a text in ``.mo`` files, U+0004 joins context and source."""
BLANK = "[ \\t\\r\\v\\f]*"
PREFIX = re.compile(BLANK + r"(#~\|?|#\|)?")
TOKEN = re.compile(
    BLANK + r'(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([A-Za-z_][A-Za-z0-9_$]*)(?:[ \t\r]*\[\s*([0-9]+)\s*\])?|(#.*)|$)'
)
FLAG_BREAK = re.compile(r"[\s,]+")
CONFLICT = re.compile(r"<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|")
FOLLOW = {
    "": {"#| msgctxt", "#| msgid", "msgctxt", "msgid", "domain"},
    "#| msgctxt": {"#| msgid"},
    "#| msgid": {"#| msgid_plural", "msgctxt", "msgid"},
    "#| msgid_plural": {"msgctxt", "msgid"},
    "msgctxt": {"msgid"},
    "msgid": {"msgid_plural", "msgstr"},
    "msgid_plural": {"msgstr[]"},
    "msgstr[]": {"msgstr[]"},
}
LAST = frozenset({"msgstr", "msgstr[]", "domain"})
"""After these an entry may be complete."""
KEYWORDS = frozenset(name.removeprefix("#| ") for names in FOLLOW.values() for name in names)


@dataclass(slots=True)
class Entry:
    """One entry of a PO file. ``context`` None: it has none, which is not an empty one."""

    line: int = 0
    comments: list[str] = field(default_factory=list)
    """Whole lines, ``#`` included."""
    obsolete: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    """By keyword, in order: ``#| msgid``, ``msgctxt``, ``msgid``, ``msgid_plural``, ``msgstr`` or
    ``msgstr[0]`` ... An entry of comments alone stands at the end of a file; ``domain`` stands alone."""

    @property
    def key(self) -> tuple[str | None, str]:
        return (self.texts.get("msgctxt"), self.texts["msgid"])

    @property
    def targets(self) -> list[str]:
        return [text for name, text in self.texts.items() if name.startswith("msgstr")]

    @property
    def is_plural(self) -> bool:
        return "msgid_plural" in self.texts


def scan(text: str, where: str) -> list[Entry]:
    """Read PO text with LF line ends into its entries, in order.

    :raises CatalogError: at ``where:line``; anything that msgfmt would refuse as well.
    """
    scanner = _Scanner(where)
    for number, line in enumerate(text.split("\n"), 1):
        scanner.read(number, line)
    return scanner.finish()


class _Scanner:
    """Goes through a file line by line; ``_field`` is the keyword whose quoted texts come now."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._line = 0
        self._entries: list[Entry] = []
        self._first_lines: dict[tuple[str | None, str], int] = {}
        self._checked = 0
        self._forms = 0
        self._entry = Entry()
        self._field = ""
        self._parts: list[str] = []

    def read(self, number: int, line: str) -> None:
        self._line = number
        prefix = PREFIX.match(line)
        if prefix is None or prefix[1] is None:
            stripped = line.lstrip(" \t\r\v\f")
            if stripped.startswith("#"):
                self._comment(stripped)
            elif stripped:
                self._tokens(line, 0, "")
        else:
            self._tokens(line, prefix.end(), prefix[1])

    def finish(self) -> list[Entry]:
        self._close()
        if self._entry.comments:
            self._entry.line = self._line
            self._entries.append(self._entry)
        return self._entries

    def _tokens(self, line: str, at: int, prefix: str) -> None:
        while True:
            token = TOKEN.match(line, at)
            if token is None:
                self._refuse_line(line, at)
            at = token.end()
            quoted, word, index, comment = token.groups()
            if quoted is not None:
                self._quoted(quoted, prefix)
            elif word:
                self._keyword(word, index, prefix)
            elif comment:
                self._comment(comment)
                return
            else:
                return

    def _keyword(self, word: str, index: str | None, prefix: str) -> None:
        if word not in KEYWORDS and not (word == "msgstr" and index):
            problem = f"{word!r} is not a keyword of PO files."
            self._refuse(problem, "Correct the line, or take the file from its history.")
        name = word if index is None else f"{word}[{int(index)}]"
        kind = name if index is None else f"{word}[]"
        kind = f"#| {kind}" if "|" in prefix else kind
        if kind not in FOLLOW.get(_kind(self._field), ()):
            self._close()
            if kind not in FOLLOW[""]:
                self._refuse(f"{name} is out of place.", "Before it an entry needs its other parts.")
        else:
            self._store()
        if not self._entry.texts:
            self._entry.line = self._line
            self._entry.obsolete = "~" in prefix
        self._same_kind(prefix)
        if kind == "msgstr[]" and name != f"msgstr[{self._forms}]":
            self._refuse(f"{name} is out of order.", "Number the plural forms from 0, without a gap.")
        self._forms += kind == "msgstr[]"
        self._field = f"#| {name}" if "|" in prefix else name

    def _quoted(self, raw: str, prefix: str) -> None:
        if not self._field:
            self._refuse("a quoted text has no keyword in front.", "Put msgid or msgstr before it.")
        if ("|" in prefix) != self._field.startswith("#|"):
            self._refuse("a quoted text is continued without its #| mark.", "Begin all its lines alike.")
        if self._field == "domain" and self._parts:
            self._refuse("the domain has two names.", "Leave one.")
        self._same_kind(prefix)
        try:
            self._parts.append(unescape(raw))
        except ValueError as error:
            self._refuse(f"the escape {error} is not known.", r"Write a backslash itself as \\.")

    def _same_kind(self, prefix: str) -> None:
        if ("~" in prefix) != self._entry.obsolete:
            problem = "one entry has lines with and without #~."
            self._refuse(problem, "Begin all lines of an obsolete entry with #~, of a live one none.")

    def _comment(self, line: str) -> None:
        if self._field or self._entry.texts:
            self._close()
        self._entry.comments.append(line.rstrip("\r"))

    def _store(self) -> None:
        """End the quoted texts of one keyword."""
        if not self._field:
            return
        if not self._parts:
            self._refuse(f"{self._field} has no quoted text.", 'Write at least "" behind it.')
        try:
            text = settle("".join(self._parts))
        except UnicodeError:
            problem = f"the escaped bytes in {self._field} are not UTF-8."
            self._refuse(problem, "Write the characters themselves.")
        if found := REFUSED.search(text):
            problem = f"{self._field} holds the control character {found[0]!r}."
            self._refuse(problem, "Delete it.")
        self._entry.texts[self._field] = text
        self._field, self._parts = "", []

    def _close(self) -> None:
        """End an entry."""
        entry, last = self._entry, _kind(self._field)
        if not last:
            return
        if last not in LAST:
            missing = {"msgid": "msgstr", "msgid_plural": "msgstr[0]"}.get(last, "msgid")
            problem = f"the entry that starts in line {entry.line} has no {missing}."
            self._refuse(problem, "The file may be cut off or badly merged: take it from its history.")
        self._store()
        if last != "domain":
            self._check(entry)
        self._entries.append(entry)
        self._entry, self._forms = Entry(), 0

    def _check(self, entry: Entry) -> None:
        first = self._first_lines.setdefault(entry.key, entry.line)
        if len(self._first_lines) == self._checked:
            problem = f"the same text stands in line {first} already: {entry.key[1][:40]!r}."
            self._refuse(problem, "Keep one of the two entries.", entry.line)
        self._checked += 1
        if entry.obsolete or not entry.texts["msgid"] or not entry.targets[0]:
            return
        if is_fuzzy(entry.comments):
            return
        others = [*entry.targets, *([entry.texts["msgid_plural"]] if entry.is_plural else [])]
        for edge in (str.startswith, str.endswith):
            if any(edge(text, "\n") != edge(entry.texts["msgid"], "\n") for text in others):
                place = "begin" if edge is str.startswith else "end"
                problem = rf"msgid and msgstr do not both {place} with \n."
                self._refuse(problem, "Make them alike.", entry.line)

    def _refuse_line(self, line: str, at: int) -> NoReturn:
        if CONFLICT.match(line):
            problem = "two versions were merged here and nobody has decided between them."
            self._refuse(problem, "Keep one of the two and delete the lines <<<<<<<, ======= and >>>>>>>.")
        rest = line[at:].lstrip()
        if rest.startswith('"'):
            hint = 'Quotes inside a text are written \\", and each line has its own quotes.'
            self._refuse("a quoted text is not closed.", hint)
        hint = "Correct the line, or take the file from its history."
        self._refuse(f"{rest[:20]!r} cannot stand here.", hint)

    def _refuse(self, problem: str, hint: str, line: int = 0) -> NoReturn:
        raise CatalogError(problem, f"{self._where}:{line or self._line}", hint)


def flags(line: str) -> list[str]:
    """Return the flags in a ``#,`` line (with or without ``#,``)."""
    found: list[str] = []
    for flag in line.removeprefix("#,").split(","):
        words = flag.split()
        found += words if "fuzzy" in words else [flag.strip()] if words else []
    return found


def is_fuzzy(comments: Iterable[str]) -> bool:
    """Say whether comment lines flag their entry as fuzzy; gettext takes ``#!`` lines for flags too."""
    lines = [line for line in comments if line.startswith(("#,", "#!"))]
    return any("fuzzy" in FLAG_BREAK.split(line[2:]) for line in lines)


def _kind(name: str) -> str:
    return "msgstr[]" if name.startswith("msgstr[") else name
