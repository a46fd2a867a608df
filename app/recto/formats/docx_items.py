"""What stands in a paragraph, in order: runs of text, single codes, wrappers around them, silent marks.

Fields that are spread over several runs (begin, instruction, separator, result, end) are put
together here; what a program only notes for itself is told from what has to stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recto.formats.docx_styles import Look, look
from recto.formats.docx_xml import Node, decode, value

_TEXTS = frozenset({"w:t", "w:noBreakHyphen", "w:softHyphen"})
_NOTES = frozenset({"w:rPr", "w:lastRenderedPageBreak"})
"""What a run may hold besides that nobody sees."""
_DROPPED = frozenset({"w:pPr", "w:proofErr"})
_KEPT = frozenset(
    f"w:{name}"
    for name in (
        "bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd permStart permEnd del moveFrom"
        " moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd"
        " customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd"
        " customXmlMoveFromRangeStart customXmlMoveFromRangeEnd"
        " customXmlMoveToRangeStart customXmlMoveToRangeEnd"
    ).split()
)
_WRAPPERS = {
    "w:hyperlink": "link",
    "w:ins": "inserted",
    "w:moveTo": "moved here",
    "w:smartTag": "smart tag",
    "w:customXml": "data",
    "w:dir": "direction",
    "w:bdo": "direction",
    "w:sdt": "content control",
    "w:fldSimple": "field",
}
_LINK_FIELD = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\s]*)', re.IGNORECASE)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """A run that shows text."""

    node: Node
    look: Look
    is_blank: bool
    size: int
    """Characters of its texts as spelled, edges included; tells which look is the usual one."""


@dataclass(frozen=True, slots=True)
class Single:
    """Something between runs that is not text: a note's mark, a picture, a formula, a whole field."""

    nodes: tuple[Node, ...]

    @property
    def span(self) -> Span:
        return self.nodes[0].start, self.nodes[-1].end


@dataclass(frozen=True, slots=True)
class Silent:
    """Something that the reader does not see; ``is_kept`` if it has to stay."""

    span: Span
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Items inside something: a link, a tracked insertion, a field around its result."""

    node: Node
    opening: Span
    closing: Span
    items: tuple[Item, ...]
    hint: str
    is_kept: bool = False
    """What is inside is shown and not translated."""


Item = Run | Single | Silent | Wrapper


class Reader:
    """Reads the items of paragraphs of one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def items(self, nodes: Sequence[Node]) -> tuple[Item, ...]:
        """Return the items that elements beside each other are."""
        ends = self._fields(nodes)
        out: list[Item] = []
        at = 0
        while at < len(nodes):
            if at in ends:
                last, separator = ends[at]
                out.append(self._field(tuple(nodes[at : last + 1]), separator - at))
                at = last
            else:
                out.append(self._item(nodes[at]))
            at += 1
        return tuple(out)

    def _fields(self, nodes: Sequence[Node]) -> dict[int, Span]:
        """Return where the fields that begin and end among the elements end, and their separators."""
        ends: dict[int, Span] = {}
        waiting: list[Span] = []
        for at, node in enumerate(nodes):
            for sign in self._signs(node):
                if sign == "begin":
                    waiting.append((at, -1))
                elif sign == "separate" and waiting:
                    waiting[-1] = (waiting[-1][0], at)
                elif sign == "end" and waiting:
                    first, separator = waiting.pop()
                    ends[first] = (at, separator)
        return ends

    def _item(self, node: Node) -> Item:
        if node.name == "w:r":
            return self._run(node)
        if node.name in _DROPPED:
            return Silent((node.start, node.end), is_kept=False)
        if node.name in _KEPT:
            return Silent((node.start, node.end), is_kept=True)
        return self._wrapper(node) if node.name in _WRAPPERS else Single((node,))

    def _run(self, node: Node) -> Item:
        names = [child.name for child in node.children]
        own = (
            look(self.text[node.children[0].start : node.children[0].end]) if "w:rPr" in names[:1] else Look()
        )
        if own.is_hidden or "w:commentReference" in names:
            return Silent((node.start, node.end), is_kept=True)
        if "w:fldChar" in names or "w:instrText" in names:
            return Single((node,))  # of a field that goes on in other paragraphs
        texts = [child for child in node.children if child.name in _TEXTS and child.end > child.inner]
        shown = any(name in {"w:noBreakHyphen", "w:softHyphen"} for name in names)
        size = sum(child.close - child.inner for child in texts)
        if not size and not shown:
            is_nothing = all(name in _NOTES or name == "w:t" for name in names)
            return Silent((node.start, node.end), is_kept=False) if is_nothing else Single((node,))
        is_blank = not shown and all(not self.text[c.inner : c.close].strip() for c in texts)
        only_text = all(name in _NOTES or name == "w:t" for name in names)
        return Run(node, own, is_blank and only_text, size)

    def _wrapper(self, node: Node) -> Item:
        inside, head = node, node.inner
        if node.name == "w:sdt":
            content = node.child("w:sdtContent")
            if content is None:
                return Single((node,))
            inside, head = content, content.inner
        children = list(inside.children)
        while children and children[0].name in {"w:smartTagPr", "w:customXmlPr", "w:fldData"}:
            head = children.pop(0).end
        items = self.items(children)
        if not has_text(items) or inside.end == inside.inner:
            return Single((node,))
        hint, is_kept = self._hint(node)
        if is_kept and not is_one_run(items):
            return Single((node,))
        return Wrapper(node, (node.start, head), (inside.close, node.end), items, hint, is_kept)

    def _hint(self, node: Node) -> tuple[str, bool]:
        tag = self.text[node.start : node.inner]
        if node.name == "w:fldSimple":
            return field_hint(value(tag, "instr"))
        if node.name == "w:sdt":
            properties = node.child("w:sdtPr")
            raw = self.text[properties.start : properties.end] if properties else ""
            alias = re.search(r"<[^>]*\balias\b[^>]*>", raw)
            return f"content control {value(alias[0], 'val') if alias else ''}".strip(), False
        return _WRAPPERS[node.name], False

    def _signs(self, node: Node) -> list[str]:
        if node.name != "w:r":
            return []
        return [
            value(self.text[child.start : child.inner], "fldCharType")
            for child in node.children
            if child.name == "w:fldChar"
        ]

    def _field(self, group: tuple[Node, ...], separator: int) -> Item:
        """Return a field as a wrapper around its result, or as one thing where that is not plain text."""
        last = len(group) - 1
        if not 0 < separator < last - 1 or any(
            has_own_text(node) for node in (group[separator], group[last])
        ):
            return Single(group)
        hint, is_kept = field_hint(self.instruction(group[: separator + 1]))
        items = self.items(group[separator + 1 : last])
        if not has_text(items) or (is_kept and not is_one_run(items)):
            return Single(group)
        opening = (group[0].start, group[separator].end)
        return Wrapper(group[0], opening, (group[last].start, group[last].end), items, hint, is_kept)

    def instruction(self, group: Sequence[Node]) -> str:
        """Return the instruction of a field, as far as it stands in these runs."""
        found = (node for run in group for node in run.every("w:instrText"))
        return decode("".join(self.text[node.inner : node.close] for node in found))


def field_hint(instruction: str) -> tuple[str, bool]:
    """Return what a field is, for people, and whether its result is kept.

    >>> field_hint(' HYPERLINK "https://example.org" '), field_hint(" PAGE ")
    (('link https://example.org', False), ('field PAGE', True))
    """
    if link := _LINK_FIELD.match(instruction):
        return f"link {link[1]}".strip(), False
    words = instruction.split()
    return f"field {' '.join(words[:2])}"[:80].strip(), True


def has_own_text(run: Node) -> bool:
    return any(child.name in _TEXTS for child in run.children)


def has_text(items: Sequence[Item]) -> bool:
    """Tell whether items show text that is more than blanks."""
    return any(
        has_text(item.items) if isinstance(item, Wrapper) else isinstance(item, Run) and not item.is_blank
        for item in items
    )


def is_one_run(items: Sequence[Item]) -> bool:
    """Tell whether the items are one run with one text in it: what can be shown and kept as it is."""
    return (
        len(items) == 1
        and isinstance(items[0], Run)
        and [child.name for child in items[0].node.children if child.name != "w:rPr"] == ["w:t"]
        and items[0].node.children[-1].name == "w:t"
    )
