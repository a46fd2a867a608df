"""How typed text is written into HTML: only what would be read as markup is escaped.

Also across edges, as with ``&`` typed in front of ``amp;`` that was there. What a template
engine would read (``{{``, ``{%``, ``<%``, and their ends) is escaped like markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from recto.errors import CodeError
from recto.formats.html_text import decode, starts_reference
from recto.model import Code, Speller, Text, Typed, raw

_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_SCRIPT = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_NOT_IN_SCHEME = re.compile(r"[\x00-\x20]+")
"""What a browser leaves out in front of an address's scheme; in it only some of that: careful enough."""
_SCHEME_REACH = 1000
_REACH = 80
"""How far a character reference or ``${name}`` can reach, in characters."""

_OPENS = re.compile(r"<(?=[a-zA-Z/!?%])|&(?=[#a-zA-Z])|\{(?=[{%#])|\$(?=\{)")
_ENDS = re.compile(r"(?<=[}#])\}|(?<=%)[}>]|(?<=\?)>|(?<=\]\])>")
_OPEN_DOLLAR = re.compile(r"\$\{[^{}\n\"'<>]*+\Z")
_OPEN_REFERENCE = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{0,31}|#[0-9]*|#[xX][0-9a-fA-F]*)?\Z")
_NEEDS_QUOTES = re.compile(r"[\t\n\f\r \"'=<>`]|\A\Z")


def spell_text(pieces: Sequence[Text | Code | Typed]) -> str:
    """Write pieces out as text between tags; reading the result gives the same text."""
    return _spell(pieces, "")


def spell_double(pieces: Sequence[Text | Code | Typed]) -> str:
    """Write pieces out as a value in double quotes, which are not part of it."""
    return _spell(pieces, '"')


def spell_single(pieces: Sequence[Text | Code | Typed]) -> str:
    """Write pieces out as a value in single quotes, which are not part of it."""
    return _spell(pieces, "'")


def spell_bare(pieces: Sequence[Text | Code | Typed]) -> str:
    """Write pieces out as a value without quotes; one that cannot do without gets double quotes."""
    out = _spell(pieces, "")
    if all(not isinstance(piece, Typed) for piece in pieces) and out:
        return out
    if not _NEEDS_QUOTES.search(out):
        return out
    return f"'{out}'" if '"' in out and "'" not in out else '"' + out.replace('"', "&quot;") + '"'


VALUE_SPELLERS: Mapping[str, Speller] = {'"': spell_double, "'": spell_single, "": spell_bare}
"""Quote around an attribute's value -> its speller."""


def _spell_link(spell: Speller, pieces: Sequence[Text | Code | Typed]) -> str:
    out = spell(pieces)
    if any(isinstance(piece, Typed) for piece in pieces) and is_script(out.strip("\"'")):
        raise CodeError("the address would run as a script.", hint="Give the address of a page.")
    return out


LINK_SPELLERS: Mapping[str, Speller] = {
    quote: partial(_spell_link, spell) for quote, spell in VALUE_SPELLERS.items()
}
"""Quote around an address -> its speller.

:raises CodeError: what was typed is no address but a script.
"""


def is_script(value: str) -> bool:
    """Tell whether a browser would run an address, as spelled in a tag, instead of going there."""
    return bool(_SCRIPT.match(_NOT_IN_SCHEME.sub("", decode(value[:_SCHEME_REACH]))))


def _spell(pieces: Sequence[Text | Code | Typed], quote: str) -> str:
    return walk(pieces, partial(_typed, quote=quote))


def walk(pieces: Sequence[Text | Code | Typed], spell: Callable[[Typed, str, str], str]) -> str:
    """Write pieces out; ``spell`` writes typed text, told what is written before and what comes behind."""
    out = ""
    done: list[str] = []
    for index, piece in enumerate(pieces):
        if not isinstance(piece, Typed):
            written = raw((piece,))
        elif piece.text:
            written = spell(piece, out, _ahead(pieces, index + 1))
        else:
            written = ""
        done.append(written)
        out = (out + written)[-_REACH:]
    return "".join(done)


def _ahead(pieces: Sequence[Text | Code | Typed], index: int) -> str:
    """Return the start of what follows, as far as it can matter."""
    out = ""
    while index < len(pieces) and len(out) < _REACH:
        piece = pieces[index]
        out += piece.text if isinstance(piece, Typed) else raw((piece,))
        index += 1
    return out[:_REACH]


def _typed(piece: Typed, before: str, behind: str, quote: str) -> str:
    """Write typed text out between what stands before and behind it."""
    text = piece.text
    joined = before + text + behind
    escaped = {index for index, char in enumerate(text) if char == quote}
    escaped |= dangers(joined, len(before), len(text))
    if before and _joins_reference(before, text):
        escaped.add(0)
    out: list[str] = []
    for index, char in enumerate(text):
        following = text[index + 1 : index + 2] or behind[:1]
        if spelling := _special(piece.spellings, char, following, quote):
            out.append(spelling)
        elif index in escaped:
            out.append(_NAMED.get(char) or f"&#{ord(char)};")
        else:
            out.append(char)
    return "".join(out)


def dangers(joined: str, start: int, length: int) -> set[int]:
    """Return the offsets in typed text whose character has to be escaped.

    Where markup would begin with a character in front of the typed text, its first is escaped
    instead; where markup would end behind it, its last.
    """
    found: set[int] = set()
    stop = start + length
    for match in _OPENS.finditer(joined, max(0, start - 1)):
        at = match.start()
        if at >= stop:
            break
        if match.group() == "&":
            if at >= start and starts_reference(joined, at):
                found.add(at - start)
        elif at >= start:
            found.add(at - start)
        else:
            found.add(0)
    if "${" in joined and _OPEN_DOLLAR.search(joined, 0, start):
        found |= {at - start for at in range(start, stop) if joined[at] == "}"}
    for match in _ENDS.finditer(joined, start):
        at = match.start()
        if at > stop:
            break
        found.add(min(at, stop - 1) - start)
    return found


def _joins_reference(before: str, text: str) -> bool:
    """Tell whether the first typed character would go on with a reference that stands in front of it."""
    first = text[0]
    return bool(_OPEN_REFERENCE.search(before)) and (first in "#;=" or (first.isascii() and first.isalnum()))


def _special(spellings: Mapping[str, str], char: str, following: str, quote: str) -> str:
    """Return the spelling that the source always uses for the character, where it reads the same here."""
    spelling = spellings.get(char, "")
    if not spelling.startswith("&") or decode(spelling) != char or (quote and quote in spelling):
        return ""
    if spelling.endswith(";") or not following or not (following in ";=" or following.isalnum()):
        return spelling
    return spelling + ";"
