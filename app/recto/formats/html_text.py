"""Character references, and the pieces of text in which there are no tags."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5

from recto.formats.html_reading import USUAL, Reading
from recto.inline import plain
from recto.model import Code, CodeKind, Piece, Text

_REFERENCE = re.compile(r"&(?:#(?:([0-9]+)|[xX]([0-9a-fA-F]+));?|([a-zA-Z][a-zA-Z0-9]{1,31});?)")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_BLANKS = " \t\n\r\f"
_BLANK_RUN = re.compile(r"[ \t\n\r\f]+")
_LONGEST_NUMBER = 7  # 1114111, and 10FFFF has fewer digits

_PHP = r"<\?(?:[^?<]|\?(?!>))*+\?>"
_ASP = r"<%(?:[^%<]|%(?!>))*+%>"
_NO_TAG = r"<(?![a-zA-Z/!?%])"
_NOTES = (
    r"\{\{!?--(?:[^-{]|-(?!-\}\})|\{(?!\{!?--))*+--\}\}"
    r"|\{%-?\s*+comment\b[^%{}]*+%\}(?:[^{]|\{(?!%-?\s*+(?:end)?comment\b))*+\{%-?\s*+endcomment\s*+-?%\}"
    r"|\{#(?:[^#{}\n]|#(?!\})|\{\{[^{}\n]*+\}\}|\{%[^{}\n]*+%\}|[{}](?![{%#}]))*+#\}"
    rf"|\{{#(?:[^#{{}}<]|#(?!\}})|{_NO_TAG})*+#\}}"
)
"""Comments of template engines; each stops where the next of its kind would begin."""
_BRACES = (
    r"\{\{\{[^{}\n]*+\}\}\}"
    rf"|\{{\{{(?:(?:[^{{}}<]|{_NO_TAG})*+|(?:[^{{}}\n]|\{{[^{{}}\n]*+\}})*+)\}}\}}"
)
_PERCENT = r"\{%(?:[^%{}<]|%(?!\})|<(?![a-zA-Z/!?%]))*+%\}|\{%(?:[^%{}\n]|%(?!\}))*+%\}"
PLACEHOLDER = f"(?:{_NOTES}|{_BRACES}|{_PERCENT}|{_PHP}|{_ASP})"
"""Regular expression for what a template engine fills in; it takes linear time to fail."""
_DOLLAR = r"\$\{[^{}\n\"'<>]{1,70}+\}"
PLACES = f"(?:{PLACEHOLDER}|{_DOLLAR})"
"""The same for text, and for values whose ends are known: ``${name}`` too."""
_PLACEHOLDERS = re.compile(PLACES)


@dataclass(frozen=True, slots=True)
class View:
    """Text that is cut, and where it stands in the article.

    ``raw_of(a, b)`` gives the bytes of ``content[a:b]``; they differ from it only where a line break
    is followed by the mark of a container (``> ``). ``line_of(a)`` is the 1-based line.
    ``reading`` is what the settings say about tags.
    """

    content: str
    raw_of: Callable[[int, int], str]
    line_of: Callable[[int], int]
    reading: Reading = USUAL


def whole(content: str, line: int = 0, how: Reading = USUAL) -> View:
    """Return the view of text that stands in the article as it is, on one line."""
    return View(content, lambda start, end: content[start:end], lambda _: line, how)


def decode(raw: str) -> str:
    """Return text with its character references resolved by the rules of HTML.

    >>> decode("&lt;&#x41;&ampB &nosuch;")
    '<A&B &nosuch;'
    """
    if "&" not in raw:
        return raw
    out: list[str] = []
    last = at = 0
    while match := _REFERENCE.search(raw, at):
        at = match.end()
        end, char = _resolved(match, in_attribute=False)
        if end > match.start():
            out += (raw[last : match.start()], char)
            last = at = end
    out.append(raw[last:])
    return "".join(out)


def _resolved(match: re.Match[str], *, in_attribute: bool) -> tuple[int, str]:
    """Return where the reference ends and what it stands for; it ends where it starts if it is none."""
    decimal, hexadecimal, name = match.groups()
    if name is None:
        digits = (decimal or hexadecimal).lstrip("0") or "0"
        if len(digits) > _LONGEST_NUMBER:
            return match.end(), "\ufffd"
        return match.end(), html.unescape(f"&#{digits};" if decimal else f"&#x{digits};")
    start = match.start(3)
    if match.group().endswith(";") and (char := html5.get(name + ";")):
        return match.end(), char
    for length in range(min(len(name), _LONGEST_LEGACY), 1, -1):
        if char := html5.get(name[:length]):
            following = match.string[start + length : start + length + 1]
            if in_attribute and (following == "=" or (following.isascii() and following.isalnum())):
                break
            return start + length, char
    return match.start(), ""


_LONGEST_LEGACY = max(len(name) for name in html5 if not name.endswith(";"))


def starts_reference(text: str, at: int) -> bool:
    """Tell whether a character reference starts at the ``&`` there, in text or in a value."""
    match = _REFERENCE.match(text, at)
    return match is not None and _resolved(match, in_attribute=False)[0] > at


def text_pieces(raw: str) -> list[Piece]:
    """Return the pieces of text without tags: runs, references, white space, odd characters as codes."""
    return pieces(whole(raw), 0, len(raw))


def pieces(
    view: View, start: int, end: int, *, in_attribute: bool = False, has_places: bool = False
) -> list[Piece]:
    """Return the pieces of ``content[start:end]``, in which no tag is read.

    ``has_places``: placeholders may stand in it, and are codes.
    """
    out: list[Piece] = []
    at = start
    if has_places:
        for match in _PLACEHOLDERS.finditer(view.content, start, end):
            _add_text(out, view, at, match.start(), in_attribute=in_attribute)
            raw = view.raw_of(*match.span())
            out.append(Code(CodeKind.SINGLE, (raw,), hint=placeholder_hint(match.group())))
            at = match.end()
    _add_text(out, view, at, end, in_attribute=in_attribute)
    return out


def placeholder_hint(raw: str) -> str:
    return f"placeholder {shown(raw)}"


def one_line(text: str) -> str:
    """Return text as a unit may hold it: no line break, tab or control character."""
    return _NOT_TEXT.sub("", _BLANK_RUN.sub(" ", text))


def shown(text: str, limit: int = 80) -> str:
    """Return text for people to look at: on one line, without odd characters, not too long."""
    text = one_line(text[: 4 * limit]).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _add_text(out: list[Piece], view: View, start: int, end: int, *, in_attribute: bool) -> None:
    last = at = start
    while match := _REFERENCE.search(view.content, at, end):
        at = match.end()
        stop, char = _resolved(match, in_attribute=in_attribute)
        if stop > match.start():
            _add_plain(out, view, last, match.start())
            out.append(_reference_piece(view.raw_of(match.start(), stop), char))
            last = at = stop
    _add_plain(out, view, last, end)


def _reference_piece(raw: str, char: str) -> Piece:
    if not char or _NOT_TEXT.search(char):
        is_break = bool(char) and char in "\x85\u2028\u2029"
        return Code(CodeKind.SINGLE, (raw,), hint=f"character {shown(raw)}", is_break=is_break)
    return Text(raw, " " if char in _BLANKS else char)


def _add_plain(out: list[Piece], view: View, start: int, end: int) -> None:
    if start >= end:
        return
    at = start
    for piece in plain(view.content[start:end]):
        if isinstance(piece, Text):
            stop = at + len(piece.raw)
            raw = view.raw_of(at, stop)
            out.append(piece if raw == piece.raw else Text(raw, piece.text))
            at = stop
        else:
            out.append(piece)
            at += 1
