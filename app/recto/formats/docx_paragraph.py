"""A paragraph of a document as pieces: its texts, codes for what looks otherwise, silent bytes between.

A piece whose text is empty is silent: the end of one run and the start of the next that looks
alike, marks of the spelling checker, bookmarks. It comes back where nothing was translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from recto.formats.docx_items import Item, Run, Single, Span, Wrapper, is_one_run
from recto.formats.docx_looks import coming_of, looks_of, runs, usual_of
from recto.formats.docx_spell import Rewrite, counts, spell_text
from recto.formats.docx_xml import Node, text_pieces, value
from recto.inline import LITERAL, finish
from recto.model import Block, Code, CodeKind, Piece, Speller, Text

Parts = tuple[str | Block, ...]


class Around(Protocol):
    """What a paragraph is told by the document that it stands in."""

    def parts(self, span: Span, nodes: Sequence[Node]) -> Parts:
        """Return the bytes there as kept text and the blocks inside these elements."""

    def tag_parts(self, span: Span, node: Node) -> Parts:
        """Return the bytes there as kept text and the blocks in the element's start tag."""

    def hint(self, item: Item, marks: Sequence[str]) -> str:
        """Return what an item is, for people: its link, or the marks of its look."""

    def keeps(self, run: Run) -> bool:
        """Tell whether the style of a run says that it is not translated."""


_BLANKS = " \t\n\r"
_HYPHENS = {"w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
_HINTS = {
    "w:tab": "tab",
    "w:ptab": "tab",
    "w:cr": "line break",
    "w:footnoteReference": "footnote",
    "w:endnoteReference": "endnote",
    "w:footnoteRef": "footnote's number",
    "w:endnoteRef": "endnote's number",
    "w:sym": "symbol",
    "w:drawing": "picture",
    "w:pict": "picture",
    "w:object": "object",
    "w:ruby": "ruby text",
    "m:oMath": "formula",
    "m:oMathPara": "formula",
    "mc:AlternateContent": "picture",
    "w:pgNum": "page number",
    "w:separator": "line",
    "w:sdt": "content control",
    "w:hyperlink": "link",
    "w:fldSimple": "field",
}
_BREAKS = {"page": "page break", "column": "column break"}


class Pieces:
    """The pieces of a paragraph that has text, from the items in a span of the document's text."""

    def __init__(self, text: str, items: Sequence[Item], span: Span, around: Around) -> None:
        self.text, self.around = text, around
        self.out: list[Piece] = []
        self.at = span[0]
        self.pair = 0
        self.runs: dict[int, str] = {}
        self.whole: set[int] = set()
        self.kept: list[str] = []
        self.elements: dict[str, tuple[str, ...]] = {}
        self.order: list[str] = []
        self.inner: set[str] = set()
        first = next(runs(items))
        name = text[first.node.start + 1 : first.node.inner].split(maxsplit=1)[0].rstrip("/>")
        self.prefix = name[:-1]
        self._container(items, 0)
        self._silent(span[1])

    def block(self) -> tuple[tuple[Piece, ...], Speller, tuple[int, int]]:
        """Return pieces and their speller, and how many bytes before and behind them are left out.

        A paragraph of one text is that text alone.
        """
        left, right = 0, len(self.out)
        while left < right and _is_silent(self.out[left]):
            left += 1
        while right > left and _is_silent(self.out[right - 1]):
            right -= 1
        core = self.out[left:right]
        if all(_is_text(piece) for piece in core):
            before = sum(len(piece.raw) for piece in self.out[:left] if isinstance(piece, Text))
            behind = sum(len(piece.raw) for piece in self.out[right:] if isinstance(piece, Text))
            return finish(core), spell_text, (before, behind)
        pieces = finish(self.out)
        rules = Rewrite(
            self.runs,
            frozenset(self.whole),
            self.elements,
            tuple(self.order),
            frozenset(self.inner),
            self.prefix,
            counts(pieces),
        )
        return pieces, rules, (0, 0)

    @property
    def is_removable(self) -> bool:
        """Whether nothing would be lost with the paragraph but text."""
        return not self.elements and not any(
            isinstance(piece, Code) and piece.kind is CodeKind.SINGLE and piece.parts for piece in self.out
        )

    # --- containers ------------------------------------------------------------------------------

    def _container(self, items: Sequence[Item], pair: int) -> None:
        """Add the items inside a pair (0: the paragraph); looks that are not its usual one are pairs."""
        looks = looks_of(items)
        coming = coming_of(looks, items)
        usual = usual_of(items, looks)
        self.runs[pair] = self._start(usual, items)
        base = usual.look.key if usual else None
        opened: tuple[str, int] | None = None
        for index, item in enumerate(items):
            key = looks[index]
            if opened and opened[0] != coming[index]:
                self._add(Code(CodeKind.CLOSE, (), opened[1]))
                opened = None
            if isinstance(item, Run):
                if self.around.keeps(item) and self._keep(item):
                    continue
                if key not in (base, None) and not opened:
                    opened = (str(key), self._open(item, usual))
                self._run(item)
            elif isinstance(item, Wrapper):
                self._wrapper(item)
            elif isinstance(item, Single):
                self._single(item.nodes, self.around.hint(item, ()))
            elif item.is_kept:
                self._keep_silent(item.span)
        if opened:
            self._add(Code(CodeKind.CLOSE, (), opened[1]))

    def _start(self, usual: Run | None, items: Sequence[Item]) -> str:
        """Return the bytes that start a run as the usual one of a container does."""
        node = usual.node if usual else next(runs(items)).node
        head = node.inner
        if node.children and node.children[0].name == "w:rPr":
            head = node.children[0].end
        return self.text[node.start : head]

    def _open(self, run: Run, usual: Run | None) -> int:
        self._silent(run.node.start)
        self.pair += 1
        self.runs[self.pair] = self._start(run, ())
        common = usual.look.marks if usual else ()
        own = tuple(mark for mark in run.look.marks if mark not in common)
        own += tuple(f"not {mark}" for mark in common if mark not in run.look.marks and " " not in mark)
        self.out.append(Code(CodeKind.OPEN, (), self.pair, self.around.hint(run, own)))
        return self.pair

    def _wrapper(self, item: Wrapper) -> None:
        self._silent(item.opening[0])
        self.pair += 1
        pair = self.pair
        parts = self.around.tag_parts(item.opening, item.node)
        hint = self.around.hint(item, ())
        self.at = item.opening[1]
        if item.is_kept:
            (run,) = (one for one in item.items if isinstance(one, Run))
            self._whole(pair, parts, run, item.closing[1], hint)
            return
        self.out.append(Code(CodeKind.OPEN, parts, pair, hint))
        self._container(item.items, pair)
        self._silent(item.closing[0])
        self.out.append(Code(CodeKind.CLOSE, (self._take(item.closing[1]),), pair))

    # --- what is in them -------------------------------------------------------------------------

    def _keep(self, run: Run) -> bool:
        """Guard a run whose style says that it is not translated, if it is one text."""
        if not is_one_run((run,)):
            return False
        self._silent(run.node.start)
        self.pair += 1
        self._whole(self.pair, (), run, run.node.end, self.around.hint(run, run.look.marks))
        return True

    def _whole(self, pair: int, opening: Parts, run: Run, end: int, hint: str) -> None:
        """Add a protected pair whose codes bring the run and its text element with them."""
        child = run.node.children[-1]
        head = (*opening, self._take(child.inner))
        shown = self._take(child.close)
        content = text_pieces(shown) if "<" not in shown else []
        tail = self._take(end)
        seen = "".join(piece.text for piece in content if isinstance(piece, Text))
        if not seen.strip() or LITERAL.search(seen):
            self.out.append(Code(CodeKind.SINGLE, (*head, shown, tail), hint=hint))
            return
        self.whole.add(pair)
        self.out.append(Code(CodeKind.OPEN, head, pair, hint, protected=True))
        self.out += content
        self.out.append(Code(CodeKind.CLOSE, (tail,), pair, protected=True))

    def _run(self, run: Run) -> None:
        for child in run.node.children:
            if child.name == "w:t":
                self._text(child)
            elif child.name in _HYPHENS:
                self._silent(child.start)
                self.out.append(Text(self._take(child.end), _HYPHENS[child.name]))
            elif child.name not in {"w:rPr", "w:lastRenderedPageBreak"}:
                self._single((child,), self._inner_hint(child), is_inner=True)

    def _text(self, node: Node) -> None:
        raw = self.text[node.inner : node.close]
        if not raw:
            return
        start, end = node.inner, node.close
        if "space" not in (tag := self.text[node.start : node.inner]) or value(tag, "space") != "preserve":
            # Blanks at the edges are not shown then.
            start, end = end - len(raw.lstrip(_BLANKS)), start + len(raw.rstrip(_BLANKS))
        if start >= end:
            return
        self._silent(start)
        self.out += _characters(self._take(end))

    def _single(self, nodes: Sequence[Node], hint: str, *, is_inner: bool = False) -> None:
        start, end = nodes[0].start, nodes[-1].end
        self._silent(start)
        parts = self.around.parts((start, end), nodes)
        if is_inner and isinstance(parts[0], str):
            self.inner.add(parts[0])
        is_break = len(nodes) == 1 and _is_break(nodes[0])
        self.out.append(
            Code(CodeKind.SINGLE, parts, hint=hint or self._inner_hint(nodes[0]), is_break=is_break)
        )
        self.at = end

    def _inner_hint(self, node: Node) -> str:
        if node.name == "w:r":
            found = [
                child for child in node.children if child.name not in {"w:rPr", "w:lastRenderedPageBreak"}
            ]
            return self._inner_hint(found[0]) if found else ""
        if node.name == "w:br":
            return _BREAKS.get(value(self.text[node.start : node.inner], "type"), "line break")
        return _HINTS.get(node.name, "")

    def _keep_silent(self, span: Span) -> None:
        self.kept.append(self.text[slice(*span)])

    def _add(self, code: Code) -> None:
        self.out.append(code)

    def _take(self, end: int) -> str:
        own = self.text[self.at : end]
        self.at = end
        return own

    def _silent(self, end: int) -> None:
        """Add the bytes up to there as a silent piece."""
        if own := self._take(end):
            self.out.append(Text(own, ""))
            if self.kept:
                self.elements[own] = tuple(self.kept)
                self.order.append(own)
        self.kept.clear()


def _characters(raw: str) -> list[Piece]:
    """Return the pieces of what stands in a text element: references, rarely comments and CDATA."""
    if "<" not in raw:
        return text_pieces(raw)
    out: list[Piece] = []
    while raw:
        before, sign, rest = raw.partition("<")
        out += text_pieces(before)
        if rest.startswith("![CDATA["):
            content, end, raw = rest[8:].partition("]]>")
            own = f"{sign}![CDATA[{content}{end}"
            is_plain = (
                "<" not in content and content == " ".join(content.split(" ")) and content.isprintable()
            )
            out.append(
                Text(own, content)
                if is_plain and content
                else Code(CodeKind.SINGLE, (own,), hint="kept text")
            )
        elif sign:
            inside, end, raw = rest.partition("-->" if rest.startswith("!--") else "?>")
            out.append(Text(f"{sign}{inside}{end}", ""))
        else:
            break
    return out


def _is_silent(piece: Piece) -> bool:
    return isinstance(piece, Text) and not piece.text


def _is_text(piece: Piece) -> bool:
    """Tell whether a piece stands inside a text element, whatever its neighbours."""
    if isinstance(piece, Text):
        return bool(piece.text) and (not piece.raw.startswith("<") or piece.raw.startswith("<!"))
    return piece.kind is CodeKind.SINGLE and len(piece.parts) == 1 and not str(piece.parts[0]).startswith("<")


def _is_break(node: Node) -> bool:
    if node.name == "w:r":
        shown = [child for child in node.children if child.name != "w:rPr"]
        return bool(shown) and all(map(_is_break, shown))
    return node.name in {"w:br", "w:cr"}
