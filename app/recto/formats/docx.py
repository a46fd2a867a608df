"""Word documents, unpacked: the XML of a .docx file cut into kept text and blocks.

Each paragraph is a block, wherever it stands: body, table, text box, note, header. The package
itself is ``docx_package``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from recto.errors import FormatError
from recto.formats.docx_items import Item, Reader, Run, Single, Span, Wrapper, has_text
from recto.formats.docx_package import MARK, relationships, relationships_of
from recto.formats.docx_paragraph import Parts, Pieces
from recto.formats.docx_spell import spell_double, spell_link, spell_single, spell_text
from recto.formats.docx_styles import Properties, Styles, properties
from recto.formats.docx_xml import Node, attribute, parse, text_pieces, value
from recto.formats.html_spell import is_script
from recto.inline import finish
from recto.model import LINK, Block, Document, Options, Text

_NOTES = frozenset({"w:footnotes", "w:endnotes"})
_UNSEEN = frozenset({"w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sectPr"})
_CORE = {"dc:title", "dc:subject", "dc:description", "cp:keywords", "cp:category"}
_NOT_READ = {"chart": "a chart", "diagramData": "a diagram", "aFChunk": "an inserted file"}
"""Kinds of relationships to parts whose text is not read, for people."""
_BLANKS = " \t\n\r"


class Placed(NamedTuple):
    """A block and the stretch of the text that it is."""

    start: int
    end: int
    block: Block


def cut(text: str, options: Options) -> Document:
    """Cut an unpacked document. Text that is none is kept as it is.

    :raises FormatError: a part is not well-formed XML, declares a document type, or is nested too deeply.
    """
    spans = list(_spans(text))
    roots: dict[str, Node] = {}
    for name, (start, end) in spans:
        try:
            roots[name] = parse(text, start, end)
        except FormatError as error:
            where = f"{name}:{error.where}" if error.where else name
            raise FormatError(error.problem, where, error.hint) from error
    styles = next((Styles(root, text) for root in roots.values() if root.name == "w:styles"), Styles())
    line_of = _lines(text)
    placed: list[Placed] = []
    remarks: list[tuple[int, str]] = []
    for name, root in roots.items():
        related = roots.get(relationships_of(name))
        found = list(relationships(related, text)) if related else []
        part = _Part(text, options, styles, {one[0]: one[2] for one in found if one[3]}, line_of)
        placed += part.cut(root)
        remarks += [
            (line_of(root.start), f"{name} has {_NOT_READ[kind]}, {target}; its text stays as it is.")
            for _, kind, target, _ in found
            if kind in _NOT_READ
        ]
    return Document(interleaved(text, (0, len(text)), placed), tuple(remarks))


def _spans(text: str) -> Iterable[tuple[str, Span]]:
    """Yield the parts of an unpacked document: name, start and end of the XML."""
    at = text.find(MARK)
    while at >= 0:
        following = text.find(MARK, at + 1)
        end = following if following >= 0 else len(text)
        name, _, _ = text[at + 1 : end].partition("\n")
        yield name, (min(at + len(name) + 2, end), end)
        at = following


def interleaved(text: str, span: Span, placed: Iterable[Placed]) -> Parts:
    """Return a stretch of the text with blocks in it, kept text between them."""
    out: list[str | Block] = []
    at = span[0]
    for one in placed:
        if one.start > at:
            out.append(text[at : one.start])
        out.append(one.block)
        at = one.end
    if at < span[1] or not out:
        out.append(text[at : span[1]])
    return tuple(out)


def _lines(text: str) -> Callable[[int], int]:
    """Return the function from a place to its 1-based line; near places one after the other are cheap."""
    last, line = 0, 1

    def line_of(at: int) -> int:
        nonlocal last, line
        line += text.count("\n", last, at) - text.count("\n", at, last)
        last = at
        return line

    return line_of


class _Part:
    """One part of a document on its way into blocks; tells its paragraphs what stands around them."""

    def __init__(
        self,
        text: str,
        options: Options,
        styles: Styles,
        links: dict[str, str],
        line_of: Callable[[int], int],
    ) -> None:
        self.text, self.options, self.styles, self.links, self.line_of = text, options, styles, links, line_of
        self.reader = Reader(text)
        self.role = "paragraph"

    def cut(self, root: Node) -> list[Placed]:
        """Return the blocks of a part, in order."""
        if root.name == "cp:coreProperties":
            return self._core(root)
        if root.name == "rel:Relationships":
            return self._links(root) if self.options.links else []
        if root.name == "w:styles":
            return []
        self.role = "footnote" if root.name in _NOTES else "paragraph"
        out: list[Placed] = []
        self._walk(root, self.role, out)
        return out

    def _walk(self, node: Node, role: str, out: list[Placed]) -> None:
        before = ""
        for child in node.children:
            if child.name == "w:p":
                can_go = node.name == "w:body" and before == "w:p"
                out += self._paragraph(child, role, can_go=can_go)
            elif child.name not in _UNSEEN:
                self._values(child, out)
                if child.children:
                    inside = {"w:tbl": "table cell", "w:txbxContent": "paragraph"}.get(child.name, role)
                    self._walk(child, self.role if self.role == "footnote" else inside, out)
            before = child.name

    # --- paragraphs ------------------------------------------------------------------------------

    def _paragraph(self, node: Node, role: str, *, can_go: bool) -> list[Placed]:
        said, children, start = Properties(), node.children, node.inner
        if children and children[0].name == "w:pPr":
            said = properties(self.text[children[0].start : children[0].end])
            start, children = children[0].end, children[1:]
        if self._is_kept(said.style):
            return []
        items = self.reader.items(children)
        if not has_text(items):
            out: list[Placed] = []
            for child in children:
                if child.name not in _UNSEEN:
                    self._values(child, out)
                    self._walk(child, role, out)
            return out
        pieces = Pieces(self.text, items, (start, node.close), self)
        inside, spell, edges = pieces.block()
        first, last = start + edges[0], node.close - edges[1]
        own, level = self.styles.role(said)
        if self.role == "footnote":
            own, level = "footnote", 0
        can_go = can_go and not said.has_section and pieces.is_removable
        before, after = (first - node.start, node.end - last) if can_go else (0, 0)
        block = Block(own or role, inside, spell, self.line_of(first), before, after, level)
        return [Placed(first, last, block)]

    def _is_kept(self, style: str) -> bool:
        kept = self.options.kept_classes
        return bool(style) and (style in kept or self.styles.name(style) in kept)

    # --- what paragraphs are told ----------------------------------------------------------------

    def parts(self, span: Span, nodes: Sequence[Node]) -> Parts:
        placed: list[Placed] = []
        for node in nodes:
            self._values(node, placed)
            self._walk(node, "paragraph", placed)
        return interleaved(self.text, span, placed)

    def tag_parts(self, span: Span, node: Node) -> Parts:
        placed: list[Placed] = []
        self._values(node, placed)
        return interleaved(self.text, span, placed)

    def hint(self, item: Item, marks: Sequence[str]) -> str:
        node = item.node if isinstance(item, Wrapper) else item.nodes[0] if isinstance(item, Single) else None
        if node and node.name == "w:hyperlink":
            tag = self.text[node.start : node.inner]
            anchor = value(tag, "anchor")
            return f"link {self.links.get(value(tag, 'id'), '')}{'#' + anchor if anchor else ''}".strip()
        if isinstance(item, Wrapper):
            return item.hint
        if isinstance(item, Single):
            field = self.reader.instruction(item.nodes).split()
            return f"field {' '.join(field[:2])}"[:80] if field else ""
        named = [
            f"style {self.styles.name(mark[6:])}" if mark.startswith("style ") else mark for mark in marks
        ]
        return ", ".join(named) or "formatting"

    def keeps(self, run: Run) -> bool:
        return self._is_kept(run.look.style)

    # --- values ----------------------------------------------------------------------------------

    def _values(self, node: Node, out: list[Placed]) -> None:
        """Add the texts among an element's attributes."""
        if node.name == "wp:docPr":
            wanted: tuple[tuple[str, str, str], ...] = (
                ("descr", "alt", "alt text"),
                ("title", "title", "alt text"),
            )
        elif node.name in {"v:shape", "v:rect", "v:group"}:
            wanted = (("alt", "alt", "alt text"),)
        elif node.name == "w:hyperlink":
            wanted = (("tooltip", "title", "link title"),)
        else:
            return
        tag = self.text[node.start : node.inner]
        found = []
        for name, setting, role in wanted:
            place = attribute(tag, name)
            if place and setting in self.options.attributes:
                found.append(self._value(node.start + place[0], node.start + place[1], role))
        out += sorted((one for one in found if one), key=lambda one: one.start)

    def _value(self, start: int, end: int, role: str, limit: int = 0) -> Placed | None:
        """Return a text without markup as a block, the white space at its edges left out."""
        bare = self.text[start:end]
        first, last = end - len(bare.lstrip(_BLANKS)), start + len(bare.rstrip(_BLANKS))
        if first >= last or "<" in bare:
            return None
        pieces = text_pieces(self.text[first:last])
        if not any(isinstance(piece, Text) and piece.text.strip() for piece in pieces):
            return None
        sign = self.text[start - 1]
        spell = spell_link if role == LINK else {'"': spell_double, "'": spell_single}.get(sign, spell_text)
        inside = tuple(pieces) if role == LINK else finish(pieces)
        return Placed(first, last, Block(role, inside, spell, self.line_of(first), limit=limit))

    def _core(self, root: Node) -> list[Placed]:
        """Return the document's own title and the like, as far as the settings name them."""
        fields = {field.key: field for field in self.options.front_matter}
        found = (
            self._value(node.inner, node.close, field.context, field.limit)
            for node in root.children
            if node.name in _CORE and (field := fields.get(node.name[3:])) and node.end > node.inner
        )
        return [one for one in found if one]

    def _links(self, root: Node) -> list[Placed]:
        found = []
        for node in root.every("rel:Relationship"):
            tag = self.text[node.start : node.inner]
            place = attribute(tag, "Target")
            is_link = value(tag, "TargetMode") == "External" and value(tag, "Type").endswith("/hyperlink")
            if place and is_link and not is_script(tag[slice(*place)]):
                found.append(self._value(node.start + place[0], node.start + place[1], LINK))
        return [one for one in found if one]
