"""What square brackets make: links, images, footnotes in the text, spans with attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from recto.formats.html_spell import is_script
from recto.formats.markdown_emphasis import Emphases, Emphasis
from recto.formats.markdown_links import Target, link_target, reference_end, spell_url
from recto.formats.markdown_marks import Marks
from recto.formats.markdown_places import attributes_end
from recto.formats.markdown_syntax import Syntax, tag_reading
from recto.formats.markdown_tags import Mark, pair_tags
from recto.formats.window import CellWindow
from recto.inline import LITERAL, finish, visible
from recto.model import LINK, Block, Code, CodeKind, Piece, Speller

_NESTED_IMAGES = 4
"""Images inside an image's text; beyond, the text is kept: nobody means that."""
_SPELLED = re.compile(r"\\(?!\n)|[&{]")


class Labels(NamedTuple):
    """Normalized labels of an article's link references, with their addresses where these are known, and
    its footnotes' labels."""

    references: Mapping[str, str] | frozenset[str] = frozenset()
    footnotes: frozenset[str] = frozenset()


class Spellers(NamedTuple):
    """How the values inside codes are written: image alt text, link title with its quote."""

    alt: Speller
    title: Callable[[str], Speller]


class _Bracket(NamedTuple):
    start: int
    inner: int
    sign: str
    """``!`` of an image, ``^`` of a footnote, which belong to it; otherwise empty."""
    marks: int
    emphases: int
    images: int


class Brackets:
    """The brackets of a block that are open, innermost last."""

    def __init__(
        self, marks: Marks, emphases: Emphases, labels: Labels, spellers: Spellers, syntax: Syntax
    ) -> None:
        self._marks = marks
        self._content = marks.content
        self._emphases = emphases
        self._labels = labels
        self._spellers = spellers
        self._syntax = syntax
        self._open: list[_Bracket] = []
        self._idle = 0
        """So many of the open ones cannot begin a link any more: there is a link in them."""
        self._images = 0
        """Images and footnotes so far."""

    def open(self, start: int) -> None:
        """Note the bracket that opens at ``start``."""
        sign = self._content[start - 1 : start]
        if sign not in ("!", "^") or self._marks.ends_at(start):
            sign = ""
        self._open.append(
            _Bracket(
                start - len(sign),
                start + 1,
                sign,
                len(self._marks.found),
                len(self._emphases),
                self._images,
            )
        )

    def close(self, start: int) -> int:
        """Make codes of the bracket that closes at ``start``; return where to go on."""
        end = start + 1
        if not self._open:
            return end
        opener = self._open.pop()
        is_idle = len(self._open) < self._idle and opener.sign != "!"
        self._idle = min(self._idle, len(self._open))
        target = link_target(self._content, end, self._masked(end)) or reference_end(
            self._content, end, (opener.inner, start), self._labels.references
        )
        if target is None:
            return self._close_other(opener, start)
        if is_idle:
            return end
        self.emphasize(opener.emphases)
        if opener.sign == "!":
            return self._image(opener, start, target)
        self._link(opener, start, target)
        self._idle = len(self._open)
        return self._marks.found[-1].end

    def _masked(self, end: int) -> str | None:
        is_plain = self._syntax.is_mdx or self._content[end : end + 1] != "("
        return None if is_plain else self._marks.masked

    def _close_other(self, opener: _Bracket, start: int) -> int:
        """Make a footnote of ``^[text]`` or a pair of ``[text]{.class}``; return where to go on."""
        end = start + 1
        if opener.sign == "^" and self._content[opener.inner : opener.inner + 1] not in ("", "]"):
            self.emphasize(opener.emphases)
            self._images += 1
            inner = self._value("footnote", opener, start)
            parts: tuple[str | Block, ...] = (self._raw(opener.start, end),)
            if inner is not None:
                parts = (self._raw(opener.start, opener.inner), inner, self._raw(start, end))
            code = Code(CodeKind.SINGLE, parts, hint="footnote")
            self._marks.found.append(Mark(opener.start, end, code))
            return end
        after = self._attributes(end)
        if after > end:
            self.emphasize(opener.emphases)
            pair = self._marks.next_pair()
            hint = f"span {self._content[end:after][:40]}"
            self._marks.code(CodeKind.OPEN, opener.inner - 1, opener.inner, hint, pair)
            self._marks.code(CodeKind.CLOSE, start, after, "", pair)
        return after

    def _attributes(self, at: int) -> int:
        """Return where the attribute list that belongs to what ends at ``at`` ends."""
        if self._syntax.is_mdx or self._content[at : at + 1] != "{":
            return at
        return attributes_end(self._content, at)

    def _raw(self, start: int, end: int) -> str:
        return self._marks.window.raw(start, end)

    def emphasize(self, first: int) -> None:
        """Turn the emphasis markers from run number ``first`` on into codes."""
        for pair in self._emphases.pairs(first):
            self._pair(pair)

    def _pair(self, found: Emphasis) -> None:
        pair, is_line = self._marks.next_pair(), found.marker == "_"
        own = found.marker * found.width
        opening = Code(CodeKind.OPEN, (own,), pair, _HINTS[own], emphasis=is_line)
        last = found.end + found.width
        after = self._attributes(last)
        parts = (own, self._raw(last, after)) if after > last else (own,)
        closing = Code(CodeKind.CLOSE, parts, pair, emphasis=is_line)
        self._marks.found.append(Mark(found.start, found.start + found.width, opening))
        self._marks.found.append(Mark(found.end, after, closing))

    def _link(self, opener: _Bracket, start: int, target: Target) -> None:
        pair = self._marks.next_pair()
        hint = f"link {target.address}".strip()
        self._marks.code(CodeKind.OPEN, opener.inner - 1, opener.inner, hint, pair)
        end = self._attributes(target.end)
        parts: tuple[str | Block, ...] = (self._raw(start, end),)
        if target.title or self._syntax.links:
            parts = self._target_parts(start, target, end, is_link=True)
        relabel = self._relabel(target, opener, start, end)
        self._marks.found.append(Mark(start, end, Code(CodeKind.CLOSE, parts, pair, relabel=relabel)))

    def _relabel(self, target: Target, opener: _Bracket, start: int, end: int) -> str:
        if not target.needs_label:
            return ""
        return f"][{self._raw(opener.inner, start)}]{self._raw(target.end, end)}"

    def _target_parts(
        self, start: int, target: Target, end: int, *, is_link: bool
    ) -> tuple[str | Block, ...]:
        """Return a link's end as kept text, with its address and its title as blocks of their own."""
        out: list[str | Block] = []
        at = start
        if is_link and self._syntax.links and (address := self._address(target)):
            out += (self._raw(at, target.place[0]), address)
            at = target.place[1]
        if target.title and self._content[slice(*target.title)].strip():
            a, b = target.title
            title = Block(
                "link title",
                finish(self._spelled(a, b)),
                self._spellers.title(self._content[b]),
                self._marks.window.line(a),
            )
            out += (self._raw(at, a), title)
            at = b
        return (*out, self._raw(at, end))

    def _address(self, target: Target) -> Block | None:
        a, b = target.place
        pieces = tuple(self._spelled(a, b))
        shown = visible(pieces)
        if a == b or LITERAL.search(shown):
            return None
        spell = partial(
            spell_url,
            in_brackets=self._content[a - 1] == "<",
            in_cell=isinstance(self._marks.window, CellWindow),
            may_run=is_script(self._content[a:b]),
        )
        return Block(LINK, pieces, spell, self._marks.window.line(a))

    def _spelled(self, a: int, b: int) -> list[Piece]:
        """Return the pieces of text in which only escapes, entities and placeholders are special."""
        inner = Marks(self._marks.window)
        at = a
        while (found := _SPELLED.search(self._content, at, b)) is not None:
            sign, at = found.group(), found.start()
            if sign == "\\":
                at = inner.escape(at)
            elif sign == "&":
                at = inner.entity(at)
            else:
                at = at + 1 if self._syntax.is_mdx else inner.placeholder(at)
        return inner.between(a, b, [mark for mark in inner.found if mark.start >= a and mark.end <= b])

    def _image(self, opener: _Bracket, start: int, target: Target) -> int:
        end = self._attributes(target.end)
        parts = self._target_parts(start, target, end, is_link=False)
        self._images += 1
        alt = self._value("alt text", opener, start)
        if alt is None:
            parts = (self._raw(opener.start, start) + str(parts[0]), *parts[1:])
        else:
            parts = (self._raw(opener.start, opener.inner), alt, *parts)
        code = Code(
            CodeKind.SINGLE,
            parts,
            hint=f"image {target.address}".strip(),
            relabel=self._relabel(target, opener, start, end),
        )
        self._marks.found.append(Mark(opener.start, end, code))
        return end

    def _value(self, role: str, opener: _Bracket, end: int) -> Block | None:
        """Take the marks behind an opening bracket off the list and return them as a block of their own.

        Nothing, where there is only white space or too much of the same kind inside.
        """
        marks = self._marks
        inside = sorted(marks.found[opener.marks :], key=place)
        del marks.found[opener.marks :]
        if self._images - opener.images > _NESTED_IMAGES + 1:
            return None
        if not self._content[opener.inner : end].strip():
            return None
        if any(mark.tag for mark in inside):
            inside, marks.pairs = pair_tags(inside, marks.pairs, marks.window.raw, tag_reading(self._syntax))
        pieces = finish(marks.between(opener.inner, end, inside))
        return Block(role, pieces, self._spellers.alt, marks.window.line(opener.inner))


_HINTS = {
    "*": "italic",
    "_": "italic",
    "**": "bold",
    "__": "bold",
    "~~": "struck out",
}


place = itemgetter(0, 1)
"""Where a mark stands, to sort by: its start and its end."""
