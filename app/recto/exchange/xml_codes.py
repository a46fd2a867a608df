"""Inline codes as elements and back: ``<1>a</1><2/>`` is ``<g id="1">a</g><x id="2"/>``.

Pairs that nest are elements around their text. Pairs that cross, as no element can, are two empty
elements each. Codes that do not pair at all stand in drafts only; they are written as text, which
reads back as the same codes. So every text comes back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from lxml import etree

from recto.exchange.xml import Element, local
from recto.inline.marks import MARK
from recto.model import CLOSE, OPEN, SINGLE, CodeKind


class Token(NamedTuple):
    kind: CodeKind
    number: str

    def __str__(self) -> str:
        return {OPEN: "<%s>", CLOSE: "</%s>", SINGLE: "<%s/>"}[self.kind] % self.number


class Shape(Enum):
    NESTED = "nested"
    CROSSED = "crossed"
    BROKEN = "broken"


Attributes = Mapping[str, str]
Spelled = tuple[str, Attributes, str]
"""Tag, attributes, and text inside."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How a format says codes. Each function gets a code's number."""

    single: Callable[[str], Spelled]
    start: Callable[[str], Spelled]
    end: Callable[[str], Spelled]
    """Start and end of a pair as two empty elements."""
    pair: Callable[[str], Spelled] | None = None
    """A pair as one element; None: the format has no such element."""
    kept: Callable[[str], Spelled] | None = None
    """The element inside a protected pair that tells tools to leave its content alone."""


def tokens(text: str) -> list[str | Token]:
    """Part a unit's text into runs of text and codes.

    >>> [str(token) for token in tokens("a <1>b</1><2/>")]
    ['a ', '<1>', 'b', '</1>', '<2/>']
    """
    out: list[str | Token] = []
    at = 0
    for match in MARK.finditer(text):
        if match[1] and match[3]:
            continue  # </1/> is no code
        if match.start() > at:
            out.append(text[at : match.start()])
        out.append(Token(CLOSE if match[1] else SINGLE if match[3] else OPEN, match[2]))
        at = match.end()
    if at < len(text):
        out.append(text[at:])
    return out


def shape(parts: Collection[str | Token]) -> Shape:
    """Tell whether the codes nest, cross, or do not pair: each number is a single or a pair, once."""
    codes = [part for part in parts if isinstance(part, Token)]
    kinds: dict[str, list[CodeKind]] = {}
    for code in codes:
        kinds.setdefault(code.number, []).append(code.kind)
    if not all(kind in ([SINGLE], [OPEN, CLOSE]) for kind in kinds.values()):
        return Shape.BROKEN
    stack: list[str] = []
    for code in codes:
        if code.kind is OPEN:
            stack.append(code.number)
        elif code.kind is CLOSE and stack.pop() != code.number:
            return Shape.CROSSED
    return Shape.NESTED


def fill(parent: Element, text: str, words: Vocabulary, protected: Collection[int] = ()) -> None:
    """Put a unit's text into an element; ``protected`` are the numbers of its protected pairs."""
    parts = tokens(text)
    form = shape(parts)
    pen = _Pen(parent)
    for part in parts:
        if isinstance(part, str) or form is Shape.BROKEN:
            pen.text(str(part))
        elif part.kind is SINGLE:
            pen.empty(words.single(part.number))
        elif words.pair is None or form is Shape.CROSSED:
            pen.empty((words.start if part.kind is OPEN else words.end)(part.number))
        elif part.kind is CLOSE:
            pen.end(part.number)
        else:
            pen.start(part.number, words.pair(part.number))
            if words.kept and int(part.number) in protected:
                pen.start(part.number, words.kept(part.number))


class _Pen:
    """Writes text and elements behind each other into an element."""

    def __init__(self, parent: Element) -> None:
        self._open = [("", parent)]
        self._last: Element | None = None

    def text(self, text: str) -> None:
        if self._last is None:
            top = self._open[-1][1]
            top.text = (top.text or "") + text
        else:
            self._last.tail = (self._last.tail or "") + text

    def empty(self, spelled: Spelled) -> None:
        tag, attributes, inside = spelled
        self._last = etree.SubElement(self._open[-1][1], tag, dict(attributes))
        if inside:
            self._last.text = inside

    def start(self, number: str, spelled: Spelled) -> None:
        tag, attributes, _ = spelled
        self._open.append((number, etree.SubElement(self._open[-1][1], tag, dict(attributes))))
        self._last = None

    def end(self, number: str) -> None:
        while self._open[-1][0] == number:
            self._last = self._open.pop()[1]


Reader = Callable[[Element], "Token | str | None"]
"""What an element is: a code (OPEN: around its content), a text, or None: only what is inside counts."""


def text_of(element: Element, read: Reader) -> str:
    """Return the text of an element; codes carry the ids that the file gives them."""
    return "".join(map(str, parts_of(element, read)))


def parts_of(element: Element, read: Reader) -> list[str | Token]:
    """Return text and codes inside an element; a code's own content is left out, a pair's is not."""
    out: list[str | Token] = [element.text] if element.text else []
    for child in element:
        found = read(child)
        if isinstance(found, Token) and found.kind is OPEN and local(child) in AROUND:
            out += [found, *parts_of(child, read), Token(CLOSE, found.number)]
        elif found is None:
            out += parts_of(child, read)
        else:
            out.append(found)
        if child.tail:
            out.append(child.tail)
    return out


AROUND = frozenset({"g", "pc"})


class Numbers:
    """The numbers of a unit's codes by the ids that a foreign file gives them.

    They are numbered in the order in which they stand in the source, as Recto's own are.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def text(self, parts: Collection[str | Token]) -> str:
        """Return a text with the codes' ids made numbers; new ones follow."""
        return "".join(
            part if isinstance(part, str) else str(Token(part.kind, self._number(part.number)))
            for part in parts
        )

    def _number(self, name: str) -> str:
        return self._numbers.setdefault(name, str(len(self._numbers) + 1))
