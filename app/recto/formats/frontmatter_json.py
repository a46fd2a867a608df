"""JSON: which texts it holds under which keys and where, how one is read and written again.

The library says whether a text is JSON; places come from a walk over its signs and strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence

from recto.errors import FormatError
from recto.formats.frontmatter_values import Value, Wanted, line_break, line_of, settle_breaks
from recto.inline import finish, plain
from recto.model import Code, CodeKind, Piece, Text, Typed, raw

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],]')
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_OPENS_OBJECT = re.compile(r'\{\s*+(?:\}|"(?:[^"\\\r\n]|\\.)*+"\s*+:)')
_BEHIND = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)")
_LAST_BRACE = re.compile(r"^\}[ \t]*(?:\r\n?|\n|\Z)", re.MULTILINE)


def json_strings(
    text: str, keys: Collection[str], *, what: str = "the JSON"
) -> Iterator[tuple[str, int, int]]:
    """Yield the texts under the keys at any depth as (key, start, end), their quotes left out.

    Under a key that holds a list, each text of the list. ``what`` the text is, for the error.

    :raises FormatError: it is not JSON; ``where`` is the line in ``text``.
    """
    _check(text, what)
    for path, start, end in _walk(text):
        if path and path[-1] in keys:
            yield path[-1], start, end


def json_values(text: str, start: int, end: int, wanted: Wanted) -> Iterator[Value]:
    """Yield the wanted texts of the JSON object between two places of an article.

    :raises FormatError: it is not JSON.
    """
    body, before = text[start:end], text[:start]
    if not body.lstrip().startswith("{"):  # Middleman lets the fences stand for the braces
        body, start = f"{{{body}}}", start - 1
    _check(body, "the front matter", before)
    for path, first, last in _walk(body):
        if field := wanted.find(path):
            yield Value(field, start + first, start + last, read_json(body[first:last]), spell_json)


def json_end(text: str) -> int:
    """Return where the JSON object at the start of a text ends, its line end included; none: 0.

    What begins like an object and is none counts up to its last brace, so that it can be refused.
    """
    if not _OPENS_OBJECT.match(text):
        return 0
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        brace = _LAST_BRACE.search(text)
        return brace.end() if brace else len(text)
    behind = _BEHIND.match(text, end)
    return behind.end() if behind else 0


def _check(text: str, what: str, before: str = "") -> None:
    """Make sure that a text is JSON. ``before``: what stands above it in the article."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        problem, at = error.msg, error.pos
    except RecursionError:
        problem, at = "lists and objects one inside the other without end", 0
    except ValueError:
        problem, at = "a number with too many digits", 0
    else:
        return
    raise FormatError(
        f"{what} is not JSON ({problem}).",
        where=str(line_of(before) + line_of(text[:at]) - 1),
        hint="Look for a comma or quote that is missing or one too many.",
    )


def _walk(text: str) -> Iterator[tuple[list[str], int, int]]:
    """Yield the texts that are values: the keys that lead to each, outermost first, and its span.

    The list of keys is one and the same and changes as the walk goes on.
    """
    path: list[str] = []
    open_: list[str] = []
    expects_key = False
    for found in _TOKEN.finditer(text):
        sign = found[0]
        if sign in "{[":
            open_.append(sign)
            expects_key = sign == "{"
            path += [""] * expects_key
        elif sign in "}]":
            if open_.pop() == "{":
                path.pop()
            expects_key = False
        elif sign == ",":
            expects_key = open_[-1] == "{"
        elif expects_key:
            path[-1] = json.loads(sign) if "\\" in sign else sign[1:-1]
            expects_key = False
        else:
            yield path, found.start() + 1, found.end() - 1


def read_json(own: str) -> tuple[Piece, ...]:
    """Return the pieces of a string's bytes between its quotes. A line break in it is a code."""
    out: list[Piece] = []
    last = 0
    for found in _ESCAPE.finditer(own):
        out += plain(own[last : found.start()])
        out.append(_escaped(found[0]))
        last = found.end()
    return finish(settle_breaks(out + plain(own[last:])))


def _escaped(own: str) -> Piece:
    char = json.loads(f'"{own}"')
    if char == "\n":
        return line_break(own)
    if "\ud800" <= char <= "\udfff":  # half a pair: no character
        return Code(CodeKind.SINGLE, (own,), hint=f"character U+{ord(char):04X}")
    seen = plain(char)[0]
    return seen._replace(raw=own) if isinstance(seen, Text) else seen._replace(parts=(own,))


def spell_json(pieces: Sequence[Text | Code | Typed]) -> str:
    """Write pieces out as a JSON string between its quotes; reading the result gives the same text."""
    return "".join(_typed(piece) if isinstance(piece, Typed) else raw((piece,)) for piece in pieces)


def _typed(piece: Typed) -> str:
    return "".join(
        piece.spellings.get(char) or json.dumps(char, ensure_ascii="\ud800" <= char <= "\udfff")[1:-1]
        for char in piece.text
    )
