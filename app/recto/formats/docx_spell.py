"""How translated blocks are written into the XML of a document.

A block in one run of text is written into it. A block of several looks is written anew: what was
typed and what was kept goes into runs that look like the source's, as many as are needed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from recto.errors import CodeError
from recto.formats.docx_xml import bare, value
from recto.formats.html_spell import is_script
from recto.model import Code, CodeKind, Text, Typed, raw

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile(r"[&<]|(?:(?<=\]\])|\A)>")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_CDATA = "<![CDATA["

Pieces = Sequence[Text | Code | Typed]


def spell_text(pieces: Pieces) -> str:
    """Write pieces out inside one run of text."""
    return "".join(_text(piece) for piece in pieces)


def spell_double(pieces: Pieces) -> str:
    """Write pieces out as a value in double quotes, which are not part of it."""
    return "".join(_text(piece, '"') for piece in pieces)


def spell_single(pieces: Pieces) -> str:
    """Write pieces out as a value in single quotes, which are not part of it."""
    return "".join(_text(piece, "'") for piece in pieces)


def spell_link(pieces: Pieces) -> str:
    """Write an address out as a value in quotes of either kind.

    :raises CodeError: what was typed is no address but a script.
    """
    out = "".join(_text(piece, "\"'") for piece in pieces)
    if any(isinstance(piece, Typed) for piece in pieces) and is_script(out):
        raise CodeError("the address would run as a script.", hint="Give the address of a page.")
    return out


def _text(piece: Text | Code | Typed, quotes: str = "") -> str:
    return typed(piece, quotes) if isinstance(piece, Typed) else raw((piece,))


def typed(piece: Typed, quotes: str = "") -> str:
    """Return typed text as XML spells it; characters keep the spelling that the source has for them.

    :raises CodeError: XML cannot hold one of its characters.
    """
    if odd := _NOT_XML.search(piece.text):
        problem = f"the target holds the character U+{ord(odd.group()):04X}, which XML cannot hold."
        raise CodeError(problem, hint="Delete it.")
    own = {char: spelling for char, spelling in piece.spellings.items() if spelling.startswith("&")}
    chars = "".join(map(re.escape, {*own, *quotes}))
    pattern = re.compile(f"{_SPECIAL.pattern}|[{chars}]") if chars else _SPECIAL
    return pattern.sub(lambda match: own.get(match[0]) or _NAMED[match[0]], piece.text)


@dataclass(frozen=True)
class Rewrite:
    """Writes the blocks of one paragraph that has several looks; ``raw`` where nothing changed."""

    runs: Mapping[int, str]
    """Start of a run with its properties, by the pair that it stands in; 0: in none."""
    whole: frozenset[int]
    """Pairs whose codes bring run and text with them."""
    kept: Mapping[str, tuple[str, ...]]
    """Silent bytes -> the elements in them that stay whatever is translated: bookmarks, comments."""
    order: tuple[str, ...]
    """The keys of ``kept`` as they follow each other, each as often as it occurs."""
    inner: frozenset[str]
    """Starts of the single codes that stand inside a run, not beside it."""
    prefix: str
    """``w:``, as a rule."""
    counts: tuple[int, int]
    """Characters of texts with their silent bytes, and number of codes, in the source."""

    def __call__(self, pieces: Pieces) -> str:
        if not any(isinstance(piece, Typed) for piece in pieces) and self._is_source(pieces):
            return raw([piece for piece in pieces if not isinstance(piece, Typed)])
        return _Writer(self).write(pieces)

    def _is_source(self, pieces: Pieces) -> bool:
        """Tell whether pieces without typed text are the source's, the values in codes left out."""
        return self.counts == counts(pieces) or not any(isinstance(piece, Text) for piece in pieces)


def counts(pieces: Pieces) -> tuple[int, int]:
    """Return characters of texts and number of codes; guards, which have no bytes, do not count."""
    texts = sum(len(piece.raw) for piece in pieces if isinstance(piece, Text))
    return texts, sum(1 for piece in pieces if isinstance(piece, Code) and piece.parts)


@dataclass
class _Writer:
    """One block being written: which run is open, in which pairs."""

    rules: Rewrite
    out: list[str] = field(default_factory=list)
    pairs: list[int] = field(default_factory=lambda: [0])
    in_run: bool = False
    in_text: bool = False
    starts: set[str] = field(default_factory=set)
    """Kept starts (of bookmarks) behind which nothing has been written yet."""
    ends: list[str] = field(default_factory=list)
    """Kept ends that wait for the text that they are about."""
    done: Counter[str] = field(default_factory=Counter)
    """Silent bytes whose kept elements are written."""

    def write(self, pieces: Pieces) -> str:
        for piece in pieces:
            if isinstance(piece, Typed):
                self._typed(piece)
            elif isinstance(piece, Text):
                self._text(piece)
            else:
                self._code(piece)
        for own in (Counter(self.rules.order) - self.done).elements():  # of text that was left out
            self._silent(own)
        self.starts.clear()
        self._finish_ends()
        self._close_run()
        return "".join(self.out)

    def _typed(self, piece: Typed) -> None:
        special = [char for char, spelling in piece.spellings.items() if spelling.startswith("<")]
        if not any(char in piece.text for char in special):
            self._put(typed(piece))
            return
        for part in re.split(f"([{''.join(map(re.escape, special))}])", piece.text):
            if part in special and part:
                self._beside_text(piece.spellings[part])
            elif part:
                self._put(typed(piece._replace(text=part)))

    def _text(self, piece: Text) -> None:
        if not piece.text:
            self._silent(piece.raw)
            return
        if self.pairs[-1] not in self.rules.whole:
            self._finish_ends()
        if piece.raw.startswith("<") and not piece.raw.startswith(_CDATA):
            self._beside_text(piece.raw)
        else:
            self._put(piece.raw)

    def _code(self, code: Code) -> None:
        own = raw(code.parts)
        if code.literal:
            for silent in self.rules.kept if "<" in own else ():
                if silent in own:
                    self._silent(silent)
                    own = own.replace(silent, "")
            self._put(bare(own))
        elif own and code.kind is CodeKind.SINGLE and not _is_element(own):
            self._put(own)
        elif code.kind is CodeKind.SINGLE:
            if isinstance(code.parts[0], str) and code.parts[0] in self.rules.inner:
                self._beside_text(own)
            else:
                self._beside_run(own)
        elif code.pair in self.rules.whole:
            self._whole(code, own)
        elif code.pair in self.rules.runs:
            self._close_run()
            self.out.append(own)
            if code.kind is CodeKind.OPEN:
                self.pairs.append(code.pair)
            else:
                self.pairs.pop()

    def _whole(self, code: Code, own: str) -> None:
        """Write one side of a pair that brings its run: inside, the run is its own."""
        if code.kind is CodeKind.OPEN:
            self._close_run()
            self.pairs.append(code.pair)
        else:
            self.pairs.pop()
        self.out.append(own)
        self.in_run = self.in_text = code.kind is CodeKind.OPEN
        self.starts.clear()

    def _silent(self, own: str) -> None:
        if self.pairs[-1] in self.rules.whole:
            self.out.append(own)
            return
        elements = self.rules.kept.get(own, ())
        self.done[own] += 1
        before = set(self.starts)
        for element in elements:
            name = _local(element)
            number = value(element, "id")
            if name.endswith("End") and f"{name[:-3]}Start {number}" in before:
                self.ends.append(element)
                continue
            if name.endswith("Start"):
                self.starts.add(f"{name} {number}")
            self._close_run()
            self.out.append(element)

    def _finish_ends(self) -> None:
        if self.ends and not self.starts:
            self._close_run()
            self.out += self.ends
            self.ends.clear()

    def _put(self, text: str) -> None:
        if not text:
            return
        if not self.in_run:
            self.out.append(self.rules.runs[self.pairs[-1]])
            self.in_run = True
        if not self.in_text:
            self.out.append(f'<{self.rules.prefix}t xml:space="preserve">')
            self.in_text = True
        self.out.append(text)
        self.starts.clear()

    def _beside_text(self, own: str) -> None:
        """Write what stands in a run and is no text."""
        if not self.in_run:
            self.out.append(self.rules.runs[self.pairs[-1]])
            self.in_run = True
        self._close_text()
        self.out.append(own)
        self.starts.clear()

    def _beside_run(self, own: str) -> None:
        self._close_run()
        self.out.append(own)
        self.starts.clear()

    def _close_text(self) -> None:
        if self.in_text:
            self.out.append(f"</{self.rules.prefix}t>")
            self.in_text = False

    def _close_run(self) -> None:
        self._close_text()
        if self.in_run:
            self.out.append(f"</{self.rules.prefix}r>")
            self.in_run = False


def _is_element(own: str) -> bool:
    return own.startswith("<") and not own.startswith(_CDATA)


def _local(element: str) -> str:
    """Return the name of an element's tag without its prefix."""
    return re.split(r"[\s/>]", element[1:], maxsplit=1)[0].rpartition(":")[2]
