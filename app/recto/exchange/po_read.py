"""What the entries of a PO file mean: header, units, and what Recto keeps without reading.

A file in Recto's own form is read by one pattern per entry, any other by the strict scanner.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from recto.errors import CatalogError
from recto.exchange import po_marks
from recto.exchange.po_scan import Entry, flags, is_fuzzy, scan
from recto.exchange.po_text import Decoded, decode, unescape
from recto.exchange.po_write import STICKY, uncomment, write_entry
from recto.model import State, Unit

QUOTED = r'"([^"\\\n\a\b\t\v\f\r\x04]*+(?:\\[abtnvfr"\\][^"\\\n\a\b\t\v\f\r\x04]*+)*+)"'
COMMENTS = r"""((?:\#(?:\ [^\n]++)?+\n)*+)((?:\#\.(?:\ [^\n]++)?+\n)*+)
    ((?:\#:(?:\ [^\n]++)?+\n)*+)(?:\#,\ ([^\n]++)\n)?"""
LIVE = re.compile(
    COMMENTS
    + rf"""(?:\#\|\ msgctxt\ {QUOTED}\n(?=\#\|\ msgid))?(?:\#\|\ msgid\ {QUOTED}\n)?
    (?:msgctxt\ {QUOTED}\n)?msgid\ {QUOTED}\nmsgstr\ {QUOTED}""",
    re.VERBOSE,
)
OBSOLETE = re.compile(
    COMMENTS
    + rf"""(?:\#~\|\ msgctxt\ {QUOTED}\n(?=\#~\|\ msgid))?(?:\#~\|\ msgid\ {QUOTED}\n)?
    (?:\#~\ msgctxt\ {QUOTED}\n)?\#~\ msgid\ {QUOTED}\n\#~\ msgstr\ {QUOTED}""",
    re.VERBOSE,
)
HEADER = re.compile(rf'((?:\#(?![|~])[^\n]*\n)*+)msgid ""\nmsgstr ""((?:\n{QUOTED})*+)')
HEADER_KEY = ("", "")
CHARSET = re.compile(r"charset=([^\s;]+)", re.IGNORECASE)
ASCII = frozenset({"us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us"})
UNNOTED = po_marks.Noted((), "", ())

Key = tuple[str, str]


class Part(NamedTuple):
    """One entry behind the header. Without a unit it is foreign: kept, not read."""

    unit: Unit | None
    obsolete: bool
    entry: Entry | str
    """As scanned, or its text where that is canonical."""

    @property
    def text(self) -> str:
        return self.entry if isinstance(self.entry, str) else write_entry(self.entry)


@dataclass(slots=True)
class Sheet:
    """A PO file, read."""

    decoded: Decoded
    comments: tuple[str, ...] = ()
    header: tuple[tuple[str, str], ...] = ()
    has_header: bool = False
    parts: list[Part] = field(default_factory=list)
    is_own: bool = False
    """Read by the patterns: in canonical form without doubt."""


def read(content: bytes, where: str) -> Sheet:
    """Read a PO file.

    :raises CatalogError: at ``where:line``; the file is not a PO file in UTF-8, or says that it is ASCII
        and is not, for which gettext's tools refuse it.
    """
    decoded = decode(content, where)
    sheet = _read_own(decoded) or _read_any(decoded, where)
    found = CHARSET.search(dict(sheet.header).get("Content-Type", ""))
    if found and found[1].lower() in ASCII and not content.isascii():
        line = content[: content.find(b"charset=")].count(b"\n") + 1
        problem = f"the header says {found[1][:40]!r}, the text is UTF-8."
        raise CatalogError(problem, f"{where}:{line}", "If the text reads well, write charset=UTF-8 there.")
    return sheet


def _read_own(decoded: Decoded) -> Sheet | None:
    """Read a file that is wholly in canonical form; None: it is not, or needs a message."""
    text = decoded.text
    if not text.endswith("\n") or "\r" in text:
        return None
    chunks = text[:-1].split("\n\n")
    sheet = Sheet(decoded, is_own=True)
    header = HEADER.fullmatch(chunks[0])
    if header is not None:
        sheet.has_header = True
        sheet.comments = tuple(header[1].split("\n")[:-1])
        lines = [unescape(line[1:-1]) for line in header[2].split("\n")[1:]]
        if any(line.find("\n") != len(line) - 1 for line in lines):
            return None
        sheet.header = header_pairs("".join(lines))
        del chunks[0]
    keys = set()
    pattern, obsolete = LIVE, False
    for chunk in chunks:
        found = pattern.fullmatch(chunk)
        if found is None and not obsolete:
            pattern, obsolete = OBSOLETE, True
            found = pattern.fullmatch(chunk)
        unit = found and _own_unit(found)
        if unit is None:
            return None
        keys.add((unit.context, unit.source))
        sheet.parts.append(Part(unit, obsolete, chunk))
    return sheet if len(keys) == len(chunks) and HEADER_KEY not in keys else None


def _own_unit(found: re.Match[str]) -> Unit | None:
    comments, hints, references, flag_text, *texts = found.groups()
    previous_context, previous, context, source, target = texts
    if context == "" or previous == "" or previous_context == "":
        return None
    if "\\" in found[0]:
        previous_context, previous = unescape(previous_context or ""), unescape(previous or "")
        context, source, target = unescape(context or ""), unescape(source), unescape(target)
        if "\n" in target or "\n" in source:
            return None
    noted = UNNOTED
    if comments:
        lines = [uncomment(line, "#") for line in comments.split("\n")[:-1]]
        noted = po_marks.read(lines, context or "", source, target)
    others = tuple(flags(flag_text)) if flag_text else ()
    state = State.REVIEWED if target else State.EMPTY
    if "fuzzy" in others:
        others = tuple(flag for flag in others if flag != "fuzzy")
        state = State.DRAFT if target else state
    return Unit(
        context or "",
        source,
        target,
        state,
        noted.origin,
        noted.notes,
        previous or "",
        previous_context or "",
        tuple(uncomment(line, "#.") for line in hints.split("\n")[:-1]) if hints else (),
        noted.marks,
        others,
        tuple(uncomment(line, "#:") for line in references.split("\n")[:-1]) if references else (),
        noted.open_others(state),
    )


def _read_any(decoded: Decoded, where: str) -> Sheet:
    sheet = Sheet(decoded)
    entries = scan(decoded.text, where)
    for number, entry in enumerate(entries):
        if "domain" in entry.texts:
            rest = "\n\n".join(write_entry(other) for other in entries[number:])
            sheet.parts.append(Part(None, False, rest))
            break
        if "msgid" in entry.texts and entry.key == (None, "") and not entry.is_plural and not entry.obsolete:
            sheet.has_header = True
            sheet.comments = tuple(entry.comments)
            sheet.header = header_pairs(entry.texts["msgstr"])
        else:
            unit = entry_unit(entry)
            kept = entry if unit else write_entry(entry)
            sheet.parts.append(Part(unit, entry.obsolete, kept))
    return sheet


def entry_unit(entry: Entry) -> Unit | None:
    """Return the unit of an entry; None for comments alone, plurals and empty contexts."""
    texts = entry.texts
    if "msgid" not in texts or entry.is_plural or texts.get("msgctxt") == "" or entry.key == (None, ""):
        return None
    context, source, target = texts.get("msgctxt", ""), texts["msgid"], texts["msgstr"]
    own, hints, references, found = [], [], [], []
    for line in entry.comments:
        if line.startswith("#."):
            hints.append(uncomment(line, "#."))
        elif line.startswith("#:"):
            references.append(uncomment(line, "#:"))
        elif line.startswith("#,"):
            found += flags(line)
        elif line.startswith("#="):
            found += [STICKY + flag for flag in flags(line[2:])]
        else:
            own.append(uncomment(line, "#"))
    noted = po_marks.read(own, context, source, target)
    state = State.REVIEWED if target else State.EMPTY
    if target and is_fuzzy(entry.comments):
        state = State.DRAFT
    return Unit(
        context,
        source,
        target,
        state,
        noted.origin,
        noted.notes,
        texts.get("#| msgid", ""),
        texts.get("#| msgctxt", ""),
        tuple(hints),
        noted.marks,
        tuple(flag for flag in found if flag != "fuzzy"),
        tuple(references),
        noted.open_others(state),
    )


def header_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Return a header's lines as (name, value); a line without a colon has no name."""
    pairs = []
    for line in text.removesuffix("\n").split("\n") if text else ():
        name, colon, value = line.partition(":")
        named = bool(colon) and name == name.strip() and bool(name)
        pairs.append((name, value.removeprefix(" ")) if named else ("", line))
    return tuple(pairs)
