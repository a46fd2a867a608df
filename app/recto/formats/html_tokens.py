"""A tolerant tokenizer for HTML: a browser's rules, a template engine's placeholders, linear time.

What a browser would not show because it is never closed (a tag, a comment, raw text, a placeholder
of PHP) is one token up to the end, so that nothing typed in front of it can become part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from recto.formats.html_elements import ENDS_FOREIGN, FOREIGN, HTML_IN_FOREIGN, RAW_TEXT
from recto.formats.html_text import PLACEHOLDER, PLACES


class Kind(Enum):
    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    RAW = "raw"
    """A whole element of raw text; ``inner`` is its content."""
    COMMENT = "comment"
    """What a browser does not show: comments, declarations, instructions, broken tags."""
    PLACEHOLDER = "placeholder"


class Token(NamedTuple):
    """A stretch of the text. ``inner`` is the content of raw text elements, else empty at ``end``."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    inner: tuple[int, int] = (0, 0)


class Attribute(NamedTuple):
    """An attribute of a tag; ``start`` and ``end`` enclose the bare value, ``quote`` stands around it."""

    name: str
    start: int
    end: int
    quote: str


_S = r"[\t\n\f\r ]"
_DOUBLE = rf'"(?:[^"{{<]++|{PLACEHOLDER}|[{{<])*+"'
_SINGLE = rf"'(?:[^'{{<]++|{PLACEHOLDER}|[{{<])*+'"
_BARE = rf"(?![\"'])(?:{PLACEHOLDER}|[^\t\n\f\r >])++"
_NAME = r"[^\t\n\f\r />][^\t\n\f\r />=]*+"
# A name is never followed by "=" without a value: an open quote makes the whole tag fail, as in a browser.
_VALUE = rf"(?:{_S}*+={_S}*+(?:{_DOUBLE}|{_SINGLE}|{_BARE}|(?=>))|(?!{_S}*+=))"
_TAG = re.compile(rf"</?([a-zA-Z][^\t\n\f\r />]*+)(?:[\t\n\f\r /]++|{PLACEHOLDER}|{_NAME}{_VALUE})*+>")
_ATTRIBUTE = re.compile(
    rf"[\t\n\f\r /]++|{PLACEHOLDER}"
    rf"|({_NAME})(?:{_S}*+={_S}*+(?:(\")((?:[^\"{{<]++|{PLACEHOLDER}|[{{<])*+)\"|(')((?:[^'{{<]++|{PLACEHOLDER}|[{{<])*+)'"
    rf"|({_BARE})|(?=>))|(?!{_S}*+=))"
)
_HEAD = re.compile(r"</?[a-zA-Z][^\t\n\f\r />]*+")
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?%])|\{(?=[{%#])|\$(?=\{)")
_PLACE = re.compile(PLACES)
_COMMENT_END = re.compile(r"--!?>")
_PHP = re.compile(r"<\?(?:php\b|=|[\t\n\f\r ])")
_LETTER = re.compile(r"[a-zA-Z]")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a page or fragment; they follow each other without gap from start to end."""
    last = at = 0
    foreign = 0
    suspended: list[int] = []
    while match := _MARKUP.search(text, at):
        start = match.start()
        token = _token(text, start, is_foreign=foreign > 0)
        if token is None:
            at = start + 1
            continue
        if start > last:
            yield Token(Kind.TEXT, last, start)
        yield token
        if token.name in FOREIGN and not is_complete(text, token):
            foreign = max(0, foreign + (1 if token.kind is Kind.OPEN else -1))
        elif (foreign or suspended) and token.name in ENDS_FOREIGN:
            foreign = _foreign(token, foreign, suspended)
        last = at = token.end
    if last < len(text):
        yield Token(Kind.TEXT, last, len(text))


def _foreign(token: Token, depth: int, suspended: list[int]) -> int:
    """Return how many elements of other languages are open behind a tag in them.

    In some of their elements HTML goes on for a while; most of HTML's tags end them.
    """
    if token.name not in HTML_IN_FOREIGN:
        return 0 if token.kind is Kind.OPEN else depth
    if token.kind is Kind.OPEN:
        suspended.append(depth)
        return 0
    return suspended.pop() if suspended else depth


def is_complete(text: str, token: Token) -> bool:
    """Tell whether a tag is written ``<x/>``."""
    return text.endswith("/>", token.start, token.end)


def _token(text: str, start: int, *, is_foreign: bool) -> Token | None:
    """Return the markup that starts there, or nothing where it is text."""
    following = text[start + 1]
    if text[start] != "<":
        place = _PLACE.match(text, start)
        return Token(Kind.PLACEHOLDER, start, place.end()) if place else None
    if following == "%":
        return _until(text, start, "%>", Kind.PLACEHOLDER)
    if following == "?":
        if _PHP.match(text, start):
            return _until(text, start, "?>", Kind.PLACEHOLDER)
        return _until(text, start, ">", Kind.COMMENT)
    if following == "!":
        return _declaration(text, start)
    if following == "/" and not _LETTER.match(text, start + 2):
        return _until(text, start, ">", Kind.COMMENT) if start + 2 < len(text) else None
    tag = _TAG.match(text, start)
    if not tag:
        return Token(Kind.COMMENT, start, len(text))
    name = tag[1].lower()
    if following == "/":
        return Token(Kind.CLOSE, start, tag.end(), name)
    if name in RAW_TEXT and not is_foreign:
        return _raw_element(text, start, tag.end(), name)
    return Token(Kind.OPEN, start, tag.end(), name)


def _until(text: str, start: int, mark: str, kind: Kind) -> Token:
    end = text.find(mark, start + 2)
    return Token(kind, start, len(text) if end < 0 else end + len(mark))


def _declaration(text: str, start: int) -> Token:
    if text.startswith("<!--", start):
        if text.startswith((">", "->"), start + 4):
            return _until(text, start, ">", Kind.COMMENT)
        end = _COMMENT_END.search(text, start + 4)
        return Token(Kind.COMMENT, start, end.end() if end else len(text))
    return _until(text, start, "]]>" if text.startswith("<![CDATA[", start) else ">", Kind.COMMENT)


def _raw_element(text: str, start: int, inner: int, name: str) -> Token:
    close = _script_end(text, inner) if name == "script" else _RAW_ENDS[name].search(text, inner)
    if not close:
        return Token(Kind.RAW, start, len(text), name, (inner, len(text)))
    tag = _TAG.match(text, close.start())
    return Token(Kind.RAW, start, tag.end() if tag else len(text), name, (inner, close.start()))


def _script_end(text: str, inner: int) -> re.Match[str] | None:
    """Return the tag that ends a script; in ``<!-- <script>`` its next end tag does not."""
    close = _RAW_ENDS["script"].search(text, inner)
    if not close or text.find("<!--", inner, close.start()) < 0:
        return close
    is_comment = is_double = False
    for sign in _SCRIPT_SIGNS.finditer(text, inner):
        if sign[1]:
            is_comment = True
        elif sign[2]:
            is_comment = is_double = False
        elif sign[3]:
            is_double = is_comment
        elif is_double:
            is_double = False
        else:
            return _RAW_ENDS["script"].match(text, sign.start())
    return None


_SCRIPT_SIGNS = re.compile(
    r"(<!--(?!-?>))|(-->)|(<script(?=[\t\n\f\r />]))|</script(?=[\t\n\f\r />])", re.IGNORECASE
)
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in RAW_TEXT}
_RAW_ENDS["plaintext"] = re.compile(r"(?!)")


def attributes(text: str, start: int, end: int) -> Iterator[Attribute]:
    """Yield the attributes of the tag ``text[start:end]``, names in lower case, the first of each name."""
    head = _HEAD.match(text, start, end)
    at = head.end() if head else end
    seen: set[str] = set()
    while at < end and (match := _ATTRIBUTE.match(text, at, end)) and match.end() > at:
        at = match.end()
        name = (match[1] or "").lower()
        if not name or name in seen:
            continue
        seen.add(name)
        for group, quote in ((3, '"'), (5, "'"), (6, "")):
            if match[group] is not None:
                yield Attribute(name, *match.span(group), quote)
                break
        else:
            yield Attribute(name, at, at, "")
