"""Front matter in YAML, TOML and JSON: the values of some keys are text, everything else is kept.

Libraries tell what the values are; their spelling is read and written here, so that the file's own
quoting style stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from recto.errors import FormatError
from recto.formats.frontmatter_json import json_end, json_values
from recto.formats.frontmatter_toml import toml_values
from recto.formats.frontmatter_values import Value, Wanted, line_of
from recto.formats.frontmatter_yaml import yaml_values
from recto.model import Block, Field, Text

MAX_CHARS = 65_536
"""Front matter above this is refused (reliability limits: parsers of YAML are not made for more)."""

_OPENING = re.compile(r"(---|\+\+\+|;;;)[ \t]*(?:\r\n?|\n)")
_GAP = r"(?:[ \t]*+(?:\#[^\r\n]*+)?(?>\r\n?|\n))*+[ \t]*+"
"""Blank lines and comments, and an indent. Possessive: a line end can be read two ways."""
_YAML_BEGINS = re.compile(
    rf"""{_GAP} (?: (?P<key> [^\s:\#\-*>|@`%!&"'\[\]{{}},<?][^\r\n]*?) [ \t]*:(?:\s|\Z)
                  | (?: "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\r\n]|'')*+' ) [ \t]*:(?:\s|\Z)
                  | \{{(?![{{%\#<]) | <<: | \?[ ] | %(?:YAML|TAG)[ ] | [&!][\w:/!-]*[ \t]*[\r\n]
                  | --- | \.\.\. )""",
    re.VERBOSE,
)
"""How a mapping begins: with a key and a colon, behind blank lines and comments. Prose does not."""
_TOML_BEGINS = re.compile(
    rf"""{_GAP} (?: [\w"'-][^=:\r\n]*[=:] | \[[^\r\n]*\][ \t]*(?:\#|[\r\n]) | \+\+\+ )""", re.VERBOSE
)
_JSON_BEGINS = re.compile(r'\s*+(?:\{|"(?:[^"\\\r\n]|\\.)*+"\s*+:|;;;)')
_KEY_LINE = re.compile(r"[^\r\n]*?:(?:\s|\Z)|[-#\]}\"'?&!]|\s|\Z")
_LINE_START = re.compile(r"(?<=[\r\n])(?![\r\n])")


class _Kind(NamedTuple):
    """What stands between fences: how it ends, how it begins if it is front matter, its texts."""

    end: re.Pattern[str]
    begins: re.Pattern[str]
    values: Callable[[str, int, int, Wanted], Iterator[Value]]


def _fence(signs: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=[\r\n])(?:{signs})[ \t]*(?:\r\n?|\n|\Z)")


_KINDS = {
    "---": _Kind(_fence(r"---|\.\.\."), _YAML_BEGINS, yaml_values),
    "+++": _Kind(_fence(r"\+\+\+"), _TOML_BEGINS, toml_values),
    ";;;": _Kind(_fence(";;;"), _JSON_BEGINS, json_values),
}


def front_matter_end(text: str) -> int:
    """Return where the front matter at the start of an article ends, fences included; none: 0."""
    if text.startswith("{"):
        return json_end(text)
    opening = _OPENING.match(text)
    if opening is None:
        return 0
    kind, start = _KINDS[opening[1]], opening.end()
    closing = kind.end.search(text, start)
    begins = kind.begins.match(text, start)
    if closing is None or begins is None:
        return 0
    is_prose = kind.values is yaml_values and _is_prose(begins, closing.start())
    return 0 if is_prose else closing.end()


def _is_prose(begins: re.Match[str], end: int) -> bool:
    """Tell whether what begins with some words and a colon goes on as no mapping would."""
    if " " not in (begins["key"] or ""):
        return False
    starts = _LINE_START.finditer(begins.string, begins.start(), end)
    return not all(_KEY_LINE.match(begins.string, found.start(), end) for found in starts)


def front_matter_blocks(text: str, fields: Sequence[Field]) -> list[str | Block]:
    """Cut front matter, fences included; the texts that the fields want become blocks.

    A list gives a block for each of its texts.

    :raises FormatError: it is not what its fences say, or longer than ``MAX_CHARS``.
    """
    if not fields or not text:
        return [text]
    out: list[str | Block] = []
    at, line = 0, 1
    for value in _values(text, Wanted(fields)):
        if not any(isinstance(piece, Text) and piece.text.strip() for piece in value.pieces):
            continue
        kept = text[at : value.start]
        out.append(kept)
        line += line_of(kept) - 1
        field = value.field
        out.append(Block(field.context, value.pieces, value.spell, line, limit=field.limit))
        line += line_of(text[value.start : value.end]) - 1
        at = value.end
    return [*out, text[at:]]


def _values(text: str, wanted: Wanted) -> Iterator[Value]:
    opening = _OPENING.match(text)
    kind = _KINDS[opening[1] if opening else ";;;"]
    start = opening.end() if opening else 0
    closing = kind.end.search(text, start) if opening else None
    end = closing.start() if closing else len(text)
    if end - start > MAX_CHARS:
        raise FormatError(
            f"the front matter has {end - start} characters, at most {MAX_CHARS} are read.",
            hint="Move long texts into the article.",
        )
    return kind.values(text, start, end, wanted)
