"""What must not stand in the text of a localized article: marks, broken entities, conflicts, text twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from itertools import pairwise

from recto.checks.documents.pairing import Both, Place
from recto.messages import message
from recto.model import Block, Code, Finding, Text, raw

MARK = re.compile(r"</?[0-9]{1,4}/?>")
_ESCAPED_MARK = re.compile(r"(?:&lt;|\\<)(/?[0-9]{1,4}/?)(?:&gt;|>)")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7}|={7})(?:[ \t].*)?\r?$", re.MULTILINE)
_GETTEXT = re.compile(
    r"^[ \t]*(?:msg(?:id|str|ctxt)(?:\[[0-9]\])?[ \t]+\"|\#(?:,[ \t]*fuzzy\b|\|[ \t]*msg|[ \t]*recto:[ \t]))",
    re.MULTILINE,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31})(;?)")
_USUAL = (
    *(name for name in html5 if not name.endswith(";")),
    *"apos bdquo bull emsp ensp hellip ldquo lsquo mdash minus ndash rdquo rsquo sbquo thinsp zwnj".split(),
)
SHORT = 8
"""Characters of a text that may well stand twice in a row."""
LONG = 60
"""Characters of a source text from which its translation must not be a mere scrap."""
SCRAP = 12
"""How many times shorter than its source a translation has to be to be called one."""


def entities(both: Both) -> Iterator[Finding]:
    """Entities are whole: `&amp;`, `&nbsp;`, `&#160;`.

    One without its semicolon, or with a name that no browser knows, is shown to the reader as it is.
    """
    for one, other in both.met:
        if "&" not in (own := raw(other.block.pieces)):
            continue
        there = {found.group() for found in _ENTITY.finditer(raw(one.block.pieces))}
        for found in _ENTITY.finditer(own):
            if found.group() not in there and _is_broken(found):
                told = message(
                    "Line %(line)s: “%(text)s” is no whole entity.", line=other.line, text=found.group()
                )
                yield Finding("entities", told, "error")


def _is_broken(found: re.Match[str]) -> bool:
    name = found.group()[1:]
    if found[1]:
        return not name.startswith("#") and name not in html5
    return name.startswith("#") or f"{name};" in html5 or name.startswith(_USUAL)


def empty(both: Both) -> Iterator[Finding]:
    """Where the source has text, the localized article has text.

    A translator leaves text out on purpose with `<0/>`. A translation that is many times shorter than its
    source is probably cut off.
    """
    for one, other in both.met:
        before, after = _every_text(one), _every_text(other)
        if len(before) >= LONG and len(after) * SCRAP < len(before):
            told = message(
                "Line %(line)s: the text is cut off, %(now)s of %(was)s characters are left.",
                line=other.line,
                now=len(after),
                was=len(before),
            )
            yield Finding("empty_blocks", told, "error")
        elif any(map(str.isalnum, before)) and not any(map(str.isalnum, after)):
            told = message(
                "Line %(line)s: there is no text, the source has “%(text)s”.",
                line=other.line,
                text=before[:40],
            )
            yield Finding("empty_blocks", told, "error")


def _every_text(place: Place) -> str:
    """Return the text of a block with the texts of values inside its codes."""
    inside = [
        piece.text
        for code in place.block.pieces
        if isinstance(code, Code)
        for part in code.parts
        if isinstance(part, Block)
        for piece in part.pieces
        if isinstance(piece, Text)
    ]
    return " ".join([place.text, *inside])


def doubled(both: Both) -> Iterator[Finding]:
    """No text stands twice in a row that the source has once."""
    for (one, other), (next_one, next_other) in pairwise(both.met):
        if len(other.text) > SHORT and other.text == next_other.text and one.text != next_one.text:
            told = message("Line %(line)s: the same text stands above it.", line=next_other.line)
            yield Finding("doubled_blocks", told)


def leftovers(both: Both) -> Iterator[Finding]:
    """Nothing of the tools is left in the text: marks of codes, entries of a catalog, conflicts.

    `<1>`, `msgstr "..."` or `<<<<<<<` in a published article is seen by every reader.
    """
    counts: dict[str, int] = {}
    for one, _ in both.met:
        for mark in _marks(one):
            counts[mark] = counts.get(mark, 0) + 1
    for _, other in both.pairs:
        if other is None:
            continue
        for mark in _marks(other):
            counts[mark] = counts.get(mark, 0) - 1
            if counts[mark] < 0:
                told = message("Line %(line)s: “%(text)s” is left over.", line=other.line, text=mark)
                yield Finding("leftovers", told, "error")


def _marks(place: Place) -> Iterator[str]:
    """Yield what in a block and the kept text in front of it looks like something of the tools."""
    own = raw(place.block.pieces)
    for text in (place.lead, own):
        if "<" in text or "=" in text or ">" in text or "|" in text:
            yield from (found.group().strip()[:40] for found in _CONFLICT.finditer(text))
        if "msg" in text or "#" in text:
            yield from (found.group().strip()[:40] for found in _GETTEXT.finditer(text))
    if "<" in own or "&lt;" in own:
        yield from (found.group() for found in MARK.finditer(own))
        yield from (
            f"<{found[1]}>" for found in _ESCAPED_MARK.finditer(own) if not MARK.search(found.group())
        )


def unclosed(both: Both) -> Iterator[Finding]:
    """What is opened is closed: a fence of code, an expression, a stretch that directives keep.

    Everything below is read as code otherwise. What the source itself never closes is said when it is
    extracted.
    """
    known = {text for _, text in both.remarks[0]}
    for line, text in both.remarks[1]:
        if text not in known:
            yield Finding("unclosed", message("Line %(line)s: %(problem)s", line=line, problem=text), "error")
