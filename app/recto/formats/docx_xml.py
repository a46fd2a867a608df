"""The XML of office documents: a tree of places in the text, attributes, characters.

Expat judges whether a part is well-formed and refuses what an office document has no need of (a
document type, entities). Then a scan of the tags gives the places: nothing is ever written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from recto.errors import FormatError
from recto.inline import plain
from recto.model import Code, CodeKind, Piece, Text

MAX_DEPTH = 200
"""Elements inside each other; Word itself writes a few dozen."""

_MARKUP = re.compile(
    r"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>"
    r"|(/?)([^\s/>!?]+)([^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*)>)",
    re.DOTALL,
)
_BINDING = re.compile(r"\sxmlns(?::([^\s=]+))?\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BLANKS = " \t\n\r"

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "urn:schemas-microsoft-com:vml": "v",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
    "http://purl.org/dc/elements/1.1/": "dc",
}
"""Namespaces, of the usual and of the strict form of the standard -> the prefix that we know them by."""

_WHOLE = frozenset({"w:rPr", "w:pPr", "w:sectPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sdtPr", "w:tblGrid"})
"""Elements that hold no text: what is inside is not read."""


class Node:
    """An element as places in the text: ``<`` of its start tag, its inside, ``>`` of its end tag."""

    __slots__ = ("children", "close", "end", "inner", "name", "start")

    def __init__(self, name: str, start: int, inner: int) -> None:
        self.name = name
        """With the prefix that we know the namespace by; ``?`` for one that we do not."""
        self.start, self.inner = start, inner
        self.close = self.end = inner
        self.children: list[Node] = []

    def child(self, name: str) -> Node | None:
        """Return the first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def every(self, name: str) -> Iterator[Node]:
        """Yield the elements of a name in here, in order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.every(name)


def verify(text: str) -> None:
    """Make sure that a text is one XML document without a document type.

    :raises FormatError: it is not; ``where`` is the line.
    """
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        problem = f"this is not well-formed XML: {expat.ErrorString(error.code)}."
        raise FormatError(problem, f"{error.lineno}", "Open the file and save it again.") from error


def _refuse_doctype(*_: object) -> None:
    raise FormatError("the XML declares a document type.", hint="Open the file and save it again.")


def parse(text: str, start: int = 0, end: int | None = None) -> Node:
    """Return the root element of the XML document that ``text[start:end]`` is.

    :raises FormatError: it is not well-formed, declares a document type, or is nested too deeply.
    """
    end = len(text) if end is None else end
    verify(text[start:end])
    return _Scan(text, start, end).root()


class _Scan:
    """One walk along the tags of a well-formed document."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.names: dict[str, str] = {}
        self.bindings: Mapping[str, str] = {}
        self.outer: list[tuple[int, Mapping[str, str]]] = []
        # An end tag looked for by its name alone could stand in a comment.
        self.may_leap = text.find("<!", start, end) < 0

    def root(self) -> Node:
        top = Node("", self.start, self.start)
        path = [top]
        at = self.start
        while match := _MARKUP.search(self.text, at, self.end):
            at = match.end()
            name = match[2]
            if name is None:
                continue
            if match[1]:
                node = path.pop()
                node.close, node.end = match.start(), at
                if self.outer and self.outer[-1][0] == len(path):
                    self._bind(self.outer.pop()[1])
                continue
            if "xmlns" in match[3]:
                self._enter(match[3], len(path))
            node = Node(self._known(name), match.start(), at)
            path[-1].children.append(node)
            if match[3].endswith("/"):
                node.end = at
                if self.outer and self.outer[-1][0] == len(path):
                    self._bind(self.outer.pop()[1])
            elif node.name in _WHOLE and (leap := self._leap(name, at)):
                node.close, node.end = leap
                at = node.end
                if self.outer and self.outer[-1][0] == len(path):
                    self._bind(self.outer.pop()[1])
            else:
                path.append(node)
                if len(path) > MAX_DEPTH:
                    raise FormatError(f"elements stand more than {MAX_DEPTH} deep in each other.")
        return top.children[0]

    def _leap(self, name: str, at: int) -> tuple[int, int] | None:
        """Return where the element that is open ends, if that is plain to see."""
        if not self.may_leap:
            return None
        close = self.text.find(f"</{name}", at, self.end)
        if close < 0 or self.text.find(f"<{name}", at, close) >= 0:
            return None
        return close, self.text.index(">", close) + 1

    def _enter(self, attributes: str, depth: int) -> None:
        self.outer.append((depth, self.bindings))
        own = {m[1] or "": _PREFIXES.get(m[2] or m[3] or "", "?") for m in _BINDING.finditer(attributes)}
        self._bind({**self.bindings, **own})

    def _bind(self, bindings: Mapping[str, str]) -> None:
        self.bindings = bindings
        self.names = {}

    def _known(self, name: str) -> str:
        known = self.names.get(name)
        if known is None:
            prefix, _, local = name.rpartition(":")
            known = self.names[name] = f"{self.bindings.get(prefix, '?')}:{local}"
        return known


def bare(raw: str) -> str:
    """Return what stands inside a text element without the tags and comments in it."""
    return _MARKUP.sub(lambda match: match[0] if match[0].startswith("<![") else "", raw)


def attribute(tag: str, name: str) -> tuple[int, int] | None:
    """Return where in a tag the value of an attribute stands; ``name`` is without its prefix."""
    match = re.search(rf"[\s:]{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return match.span(1 if match[1] is not None else 2) if match else None


def value(tag: str, name: str) -> str:
    """Return the value of an attribute as it reads, or an empty text."""
    place = attribute(tag, name)
    return decode(tag[slice(*place)]) if place else ""


def decode(raw: str) -> str:
    """Return text with its character references resolved.

    >>> decode("Tom &amp; Jerry&#8217;s")
    'Tom & Jerry’s'
    """
    return _REFERENCE.sub(_char, raw) if "&" in raw else raw


def _char(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    # Well-formed XML has no reference to more than U+10FFFF.
    return chr(int(match[1], 16) if match[1] else int(match[2]))


def text_pieces(raw: str) -> list[Piece]:
    """Return the pieces of text in which there are no tags."""
    if "&" not in raw:
        return plain(raw)
    out: list[Piece] = []
    last = 0
    for match in _REFERENCE.finditer(raw):
        out += plain(raw[last : match.start()])
        char = _char(match)
        if char in _BLANKS:
            out.append(Text(match.group(), " "))
        elif _ODD.match(char):
            is_break = char in "\x85\u2028\u2029"
            out.append(
                Code(
                    CodeKind.SINGLE, (match.group(),), hint=f"character U+{ord(char):04X}", is_break=is_break
                )
            )
        else:
            out.append(Text(match.group(), char))
        last = match.end()
    return out + plain(raw[last:])
