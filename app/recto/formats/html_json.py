"""JSON-LD in HTML pages: the texts of some keys are blocks, everything else is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recto.formats.frontmatter_json import json_strings, read_json
from recto.formats.html_reading import meta_role
from recto.formats.html_spell import dangers, walk
from recto.formats.html_tags import Placed
from recto.formats.html_text import PLACES, View, placeholder_hint
from recto.formats.html_tokens import attributes
from recto.model import Block, Code, CodeKind, Piece, Text, Typed

_BLANKS = " \t\n\r\f"
_PLACES = re.compile(PLACES)


def is_json_ld(view: View, start: int, end: int) -> bool:
    """Tell whether the start tag of a script there says that it is JSON-LD."""
    for name, first, last, _ in attributes(view.content, start, end):
        if name == "type":
            return view.content[first:last].strip(_BLANKS).lower() == "application/ld+json"
    return False


def json_texts(view: View, start: int, end: int) -> list[Placed]:
    """Return the values of the keys that the settings name, at any depth, in order.

    :raises FormatError: it is not JSON; ``where`` is the line in it.
    """
    placed: list[Placed] = []
    own = view.content[start:end]
    for key, first, last in json_strings(own, view.reading.json_ld, what="the JSON-LD"):
        read = tuple(_with_places(read_json(own[first:last])))
        if any(isinstance(piece, Text) and piece.text.strip() for piece in read):
            found = Block(meta_role(key), read, spell_in_script, view.line_of(start + first))
            placed.append(Placed(start + first, start + last, found))
    return placed


def _with_places(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces with a template engine's placeholders as codes."""
    guards = 0
    for piece in pieces:
        if isinstance(piece, Code):
            if piece.protected:
                guards += 1 if piece.kind is CodeKind.OPEN else -1
            yield piece
        elif guards or piece.raw != piece.text:
            yield piece
        else:
            last = 0
            for match in _PLACES.finditer(piece.raw):
                yield from _text(piece.raw[last : match.start()])
                yield Code(CodeKind.SINGLE, (match.group(),), hint=placeholder_hint(match.group()))
                last = match.end()
            yield from _text(piece.raw[last:])


def _text(own: str) -> list[Text]:
    return [Text(own, own)] if own else []


def spell_in_script(pieces: Sequence[Text | Code | Typed]) -> str:
    """Write pieces out as a JSON text without its quotes; it ends no script and is no placeholder."""
    return walk(pieces, _typed)


def _typed(piece: Typed, before: str, behind: str) -> str:
    """Write typed text out between what stands before and behind it."""
    text = piece.text
    found = dangers(before + text + behind, len(before), len(text))
    out: list[str] = []
    for index, char in enumerate(text):
        if spelling := piece.spellings.get(char):
            out.append(spelling)
        elif char in '"\\':
            out.append("\\" + char)
        elif char != "&" and (index in found or char < " " or "\ud800" <= char <= "\udfff"):
            out.append(f"\\u{ord(char):04x}")
        else:
            out.append(char)
    return "".join(out)
