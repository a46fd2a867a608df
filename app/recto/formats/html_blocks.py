"""The pieces of a block of HTML: its run of text and inline tags becomes texts and codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from recto.formats.html_elements import GUARD, VOID
from recto.formats.html_spell import spell_text
from recto.formats.html_tags import Placed, html_hint, parts, values
from recto.formats.html_text import View, decode, one_line, pieces, shown
from recto.formats.html_tokens import Kind, Token
from recto.inline import LITERAL, finish
from recto.model import Block, Code, CodeKind, Piece, Text

_BLANKS = " \t\n\r\f"


class Inline(NamedTuple):
    """A token of a run of text. ``on``: it is translated; ``inside``: the text in its element is."""

    token: Token
    on: bool
    inside: bool = True
    texts: tuple[Placed, ...] = ()
    """Blocks in its content, which is kept otherwise."""


def has_text(view: View, run: Sequence[Inline]) -> bool:
    """Tell whether a run holds anything to translate but white space."""
    texts = (one.token for one in run if one.on and one.token.kind is Kind.TEXT)
    return any(decode(view.content[token.start : token.end]).strip() for token in texts)


def placed_values(view: View, run: Sequence[Inline]) -> list[Placed]:
    """Return the texts among the attributes in a run that is no block itself."""
    return [value for one in run if one.on for value in _values(view, one)]


def _values(view: View, one: Inline) -> list[Placed]:
    token = one.token
    if token.kind is Kind.RAW or (
        token.kind is Kind.OPEN and token.end - token.start > len(token.name) + len("<>")
    ):
        found = values(view, token.start, token.inner[0] or token.end, token.name)
        return [*found, *one.texts] if one.texts else found
    return []


def block(view: View, run: Sequence[Inline], role: str, level: int) -> Placed:
    """Return a run that has text as a block, the white space at its edges left out."""
    run = _trimmed(view, run)
    start, end = run[0].token.start, run[-1].token.end
    inside = finish(pieces(view, start, end) if len(run) == 1 else _Run(view, run).pieces())
    return Placed(start, end, Block(role, inside, spell_text, view.line_of(start), level=level))


def _trimmed(view: View, run: Sequence[Inline]) -> list[Inline]:
    run = list(run)
    while (token := run[0].token).kind is Kind.TEXT:
        bare = view.content[token.start : token.end].lstrip(_BLANKS)
        run[0] = run[0]._replace(token=token._replace(start=token.end - len(bare)))
        if bare:
            break
        del run[0]
    while (token := run[-1].token).kind is Kind.TEXT:
        bare = view.content[token.start : token.end].rstrip(_BLANKS)
        run[-1] = run[-1]._replace(token=token._replace(end=token.start + len(bare)))
        if bare:
            break
        del run[-1]
    return run


class _Run:
    """One walk along a run of tokens; numbers its pairs from 1."""

    def __init__(self, view: View, run: Sequence[Inline]) -> None:
        self.view = view
        self.run = run
        self.closes = _pairs(run)
        self.opens = {close: opening for opening, close in self.closes.items()}
        self.texts = list(accumulate((one.on and one.token.kind is Kind.TEXT for one in run), initial=0))
        self.out: list[Piece] = []
        self.count = 0
        self.numbers: dict[int, int] = {}

    def pieces(self) -> list[Piece]:
        at = 0
        while at < len(self.run):
            at = self._step(at)
        return self.out

    def _step(self, at: int) -> int:
        """Add the pieces of the token there; returns where to go on."""
        one = self.run[at]
        token = one.token
        if token.kind is Kind.TEXT:
            self._text(one)
        elif at in self.closes:
            close = self.closes[at]
            if self._is_protected(at, close):
                self._protected(at, close)
                return close + 1
            self._code(CodeKind.OPEN, one, self._number(at))
        elif at in self.opens:
            self._code(CodeKind.CLOSE, one, self.numbers[self.opens[at]])
        else:
            self._code(CodeKind.SINGLE, one)
        return at + 1

    def _is_protected(self, opening: int, close: int) -> bool:
        return not self.run[opening].inside and self.texts[opening] == self.texts[close]

    def _protected(self, opening: int, close: int) -> None:
        one, last = self.run[opening], self.run[close]
        kept = [self._kept(inner.token) for inner in self.run[opening + 1 : close]]
        seen = "".join(text.text for text in kept)
        if LITERAL.search(seen) or (kept and not seen):  # a pair around nothing to see would lose what it has
            self._code(CodeKind.SINGLE, one._replace(token=one.token._replace(end=last.token.end)))
            return
        self._code(CodeKind.OPEN, one, self._number(opening), is_protected=True)
        self.out += kept
        self._code(CodeKind.CLOSE, last, self.numbers[opening], is_protected=True)

    def _number(self, opening: int) -> int:
        self.count += 1
        self.numbers[opening] = self.count
        return self.count

    def _text(self, one: Inline) -> None:
        if one.on:
            self.out += pieces(self.view, one.token.start, one.token.end)
            return
        kept = self._kept(one.token)
        if not kept.text.strip():
            self.out.append(kept)
            return
        if LITERAL.search(kept.text):
            self.out.append(Code(CodeKind.SINGLE, (kept.raw,), hint=shown(kept.text)))
            return
        self.count += 1
        self.out.append(Code(CodeKind.OPEN, (), self.count, protected=True))
        self.out.append(kept)
        self.out.append(Code(CodeKind.CLOSE, (), self.count, protected=True))

    def _kept(self, token: Token) -> Text:
        """Return what is in a protected pair as text: the reader sees no tag, and one blank for many."""
        raw = self.view.raw_of(token.start, token.end)
        if token.kind is Kind.PLACEHOLDER:
            return Text(raw, one_line(raw))
        if token.kind is not Kind.TEXT:
            return Text(raw, " " if token.name == "br" else "")
        return Text(raw, one_line(decode(self.view.content[token.start : token.end])))

    def _code(self, kind: CodeKind, one: Inline, pair: int = 0, *, is_protected: bool = False) -> None:
        view, token = self.view, one.token
        placed = _values(view, one) if one.on else []
        hint = "" if kind is CodeKind.CLOSE else _hint(view, token)
        self.out.append(
            Code(
                kind,
                parts(view, token.start, token.end, placed),
                pair,
                hint,
                protected=is_protected,
                is_break=token.name == "br",
            )
        )


def _hint(view: View, token: Token) -> str:
    if token.name == GUARD:
        return "text"
    return html_hint(view.content[token.start : token.inner[0] or token.end])


def _pairs(run: Sequence[Inline]) -> dict[int, int]:
    """Return which close tag ends which open tag; of tags that cross, the outer one is a pair."""
    closes: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []
    names: Counter[str] = Counter()
    for index, one in enumerate(run):
        token = one.token
        if token.kind is Kind.OPEN and token.name not in VOID and not token.inner[0]:
            waiting.append((token.name, index))
            names[token.name] += 1
        elif token.kind is Kind.CLOSE and names[token.name]:
            name = ""
            while name != token.name:
                name, opening = waiting.pop()
                names[name] -= 1
            closes[opening] = index
    return closes
