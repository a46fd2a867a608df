"""Where a Markdown link ends: inline target with title, or a reference's label; how an address is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.common.utils import normalizeReference, unescapeAll
from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from recto.errors import CodeError
from recto.formats.html_spell import is_script
from recto.model import Code, Text, Typed, raw

_SPACE = re.compile(r"[ \t\n]*")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_DOUBTFUL = re.compile(r"[\x00-\x20&]*(?:javascript|vbscript|file|data|&|%)", re.IGNORECASE)
_PLAIN = re.compile(r"[^\x00-\x20\x7f()\\&<][^\x00-\x20\x7f()\\&]*+(?=[) \t\n])")
"""An address that is read as it stands; most are, and need not be walked along."""
_USUAL = re.compile(r"\(([^\x00-\x20\x7f()\\&<][^\x00-\x20\x7f()\\&]*+)\)")
"""The same between its parentheses, without a title."""
_READ = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)|&(?=[#\w]+;)|\{(?=[{%#])|\$(?=\{)")
"""What in a typed address would not be read as it stands: escapes, entities, placeholders."""
_NEEDS_BRACKETS = re.compile(r"[\x00-\x20\x7f]|\A<|\A\Z")
_ANGLE = re.compile(r"[<>]")
_DEEPEST = 30
"""Parentheses in parentheses that an address without angle brackets may have (CommonMark: 32)."""
LABEL_CHARS = 999
"""The longest label of a reference (CommonMark)."""


class Target(NamedTuple):
    """What follows a link's text: where it ends, its address, and the spans of its address and title."""

    end: int
    address: str
    title: tuple[int, int] | None = None
    needs_label: bool = False
    """A reference whose label is the link's text: changed text needs the label beside it."""
    place: tuple[int, int] = (0, 0)
    """Where the address stands, angle brackets left out; empty for a reference."""


def link_target(content: str, at: int, masked: str | None = None) -> Target | None:
    """Return the target ``(address "title")`` at ``at``, the offset behind the closing bracket.

    ``masked`` is the content with placeholders made words: blanks in them do not end an address.
    """
    if content[at : at + 1] != "(":
        return None
    seen = content if masked is None else masked
    usual = _USUAL.match(seen, at)
    if usual and seen is content and not _DOUBTFUL.match(usual[1]):
        return Target(usual.end(), usual[1], place=usual.span(1))
    size = len(seen)
    start = _skip(seen, at + 1)
    address, end, title = "", start, None
    place = (start, start)
    if plain := _PLAIN.match(seen, start):
        found, last, is_angled = plain.group(), plain.end(), False
    else:
        parsed = parseLinkDestination(seen, start, size)
        found, last, is_angled = parsed.str, parsed.pos, seen.startswith("<", start)
    if last > start and (not _DOUBTFUL.match(found) or validateLink(normalizeLink(found))):
        address, end = found, last
        place = (start + is_angled, end - is_angled)
        if seen is not content:
            address = unescapeAll(content[slice(*place)])
    after = _skip(seen, end)
    if after > end or end == start:
        named = parseLinkTitle(seen, after, size)
        if named.ok and after > end:
            title = (after + 1, named.pos - 1)
            after = _skip(seen, named.pos)
    if seen[after : after + 1] != ")":
        return None
    return Target(after + 1, address, title, place=place)


def reference_end(
    content: str, at: int, text: tuple[int, int], references: Collection[str] | Mapping[str, str]
) -> Target | None:
    """Return the end of a full, collapsed or shortcut reference whose text stands at ``text``."""
    if not references:
        return None
    label = _LABEL.match(content, at) if content[at : at + 1] == "[" else None
    if not (label and label[1]) and text[1] - text[0] > LABEL_CHARS:
        return None
    wanted = normalizeReference(label[1] if label and label[1] else content[slice(*text)])
    if wanted not in references:
        return None
    address = references[wanted] if isinstance(references, Mapping) else ""
    return Target(label.end() if label else at, address, needs_label=not (label and label[1]))


def _skip(content: str, at: int) -> int:
    found = _SPACE.match(content, at)
    return found.end() if found else at


def spell_url(
    pieces: Sequence[Text | Code | Typed], *, in_brackets: bool, in_cell: bool = False, may_run: bool = False
) -> str:
    """Write an address, so that the very address that was typed is read; percent signs are not touched.

    ``in_brackets``: the angle brackets stand around it already; else it gets them where it needs
    them. ``may_run``: the source is a script or data itself.

    :raises CodeError: there is no address, or what was typed is one that a browser would run.
    """
    if not any(isinstance(piece, Typed) for piece in pieces):
        if not pieces:
            raise CodeError("a link needs an address.", hint="Type one, or leave the source's.")
        return raw([piece for piece in pieces if not isinstance(piece, Typed)])
    shown = "".join(map(_shown, pieces))
    if not may_run and (is_script(shown.replace("&", "&amp;")) or not validateLink(normalizeLink(shown))):
        raise CodeError("the address is a script, data or a file.", hint="Type the address of a page.")
    with_brackets = in_brackets or bool(_NEEDS_BRACKETS.search(shown)) or not _is_balanced(shown)
    out = []
    for piece in pieces:
        if isinstance(piece, Typed):
            text = _READ.sub(r"\\\g<0>", piece.text)
            text = text.replace("|", "\\|") if in_cell else text
        else:
            text = raw([piece])
        is_bare = isinstance(piece, Typed) or (piece == Text(text, text) and not in_brackets)
        out.append(_ANGLE.sub(r"\\\g<0>", text) if with_brackets and is_bare else text)
    written = "".join(out)
    return f"<{written}>" if with_brackets and not in_brackets else written


def _shown(piece: Text | Code | Typed) -> str:
    """Return what a piece adds to an address; escapes and placeholders of the source are words."""
    if isinstance(piece, Code) or (isinstance(piece, Text) and piece.raw != piece.text):
        return "x"
    return piece.text


def _is_balanced(text: str) -> bool:
    depth = 0
    for sign in re.findall(r"[()]", text):
        depth += 1 if sign == "(" else -1
        if not 0 <= depth <= _DEEPEST:
            return False
    return not depth
