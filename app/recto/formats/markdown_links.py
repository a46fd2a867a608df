"""Where a Markdown link ends: inline target with title, or a reference's label."""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkTitle

_SPACE = re.compile(r"[ \t\n]*")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_DOUBTFUL = re.compile(r"[\x00-\x20&]*(?:javascript|vbscript|file|data|&|%)", re.IGNORECASE)


class Target(NamedTuple):
    """What follows a link's text: where it ends, its address, and the span of its title."""

    end: int
    address: str
    title: tuple[int, int] | None = None
    needs_label: bool = False
    """A reference whose label is the link's text: changed text needs the label beside it."""


def link_target(content: str, at: int) -> Target | None:
    """Return the target ``(address "title")`` at ``at``, the offset behind the closing bracket."""
    if content[at : at + 1] != "(":
        return None
    size = len(content)
    start = _skip(content, at + 1)
    found = parseLinkDestination(content, start, size)
    address, end, title = "", start, None
    if found.ok and (not _DOUBTFUL.match(found.str) or validateLink(normalizeLink(found.str))):
        address, end = found.str, found.pos
    elif found.ok:
        end = start
    after = _skip(content, end)
    if after > end or end == start:
        named = parseLinkTitle(content, after, size)
        if named.ok and after > end:
            title = (after + 1, named.pos - 1)
            after = _skip(content, named.pos)
    if content[after : after + 1] != ")":
        return None
    return Target(after + 1, address, title)


def reference_end(content: str, at: int, text: str, references: frozenset[str]) -> Target | None:
    """Return the end of a full, collapsed or shortcut reference whose text is ``text``."""
    if not references:
        return None
    label = _LABEL.match(content, at) if content[at : at + 1] == "[" else None
    wanted = label[1] if label and label[1] else text
    if normalizeReference(wanted) not in references:
        return None
    return Target(label.end() if label else at, "", needs_label=not (label and label[1]))


def _skip(content: str, at: int) -> int:
    found = _SPACE.match(content, at)
    return found.end() if found else at
