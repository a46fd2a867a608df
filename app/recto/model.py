"""The words of the house: what an article, a block, a code, a unit and a catalog are.

Every value is frozen; a change is a new value.  ``join`` of what a format cut is the article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

BODY_ROLES = frozenset({"paragraph", "quote", "list item", "table cell", "caption", "footnote"})
"""Roles among which a unit keeps its state when its block changes role (units.md, section 4)."""

LINK = "link"
"""The role of a block that is an address: never cut, never machine-translated, no words."""

LEFT_OUT = "<0/>"
"""A target that says: on purpose there is no text here."""

PLACED_CODES = "codes", "placed"
"""The mark of a draft whose codes an engine lost and Recto placed; counts as long as ``origin`` does."""


class State(StrEnum):
    """How far a unit is; in PO: no target, fuzzy, no flag, no flag in a signed-off article."""

    EMPTY = "empty"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    FINAL = "final"

    @property
    def rank(self) -> int:
        """Position in the order empty < draft < reviewed < final, from 0."""
        return _RANKS[self]


_RANKS = {state: rank for rank, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Article:
    """One source file: its path below the sources folder, its locale (BCP 47), its whole text.

    The text is the file's bytes decoded as UTF-8, byte-order mark and line ends included.
    """

    path: str
    locale: str
    text: str


class Field(NamedTuple):
    """A key whose value is a unit: ``seo.title`` is ``title`` inside ``seo``; lists are entered.

    ``role`` is the unit's (empty: ``title``, ``summary``, otherwise ``meta:<key>``), ``limit`` the
    characters that a target may have (0: any number).
    """

    key: str
    role: str = ""
    limit: int = 0

    @property
    def context(self) -> str:
        """The role that the unit has in the end."""
        return self.role or (self.key if self.key in ("title", "summary") else f"meta:{self.key}")


@dataclass(frozen=True, slots=True)
class Options:
    """What a format is told about an article by the settings."""

    front_matter: tuple[Field, ...] = (Field("title"), Field("summary"), Field("description"))
    """Front matter keys whose values are units."""
    ignore: tuple[str, ...] = ()
    """Regular expressions; a block whose whole text one of them matches is kept, in plain text a line."""
    protect: tuple[str, ...] = ()
    """Regular expressions; text that one of them matches is shown and not translated."""
    roles: tuple[tuple[str, str], ...] = ()
    """Plain text: (regular expression, role of the lines that it matches as a whole)."""
    attributes: tuple[str, ...] = ("alt", "aria-label", "placeholder", "title")
    """HTML and JSX attributes whose values are units."""
    meta: tuple[str, ...] = (
        "description",
        "og:description",
        "og:title",
        "twitter:description",
        "twitter:title",
    )
    """Names of HTML ``<meta>`` whose content is a unit."""
    json_ld: tuple[str, ...] = ()
    """Keys of JSON-LD whose values are units, at any depth."""
    kept_classes: tuple[str, ...] = ("notranslate",)
    """Classes of HTML elements that are not translated."""
    links: bool = False
    """Whether the address of each link is a unit of role ``link``."""
    markdown: str = "auto"
    """``commonmark``: the indented text below ``!!! note``, ``??? note`` and ``=== "Tab"`` is code, as
    that standard has it. Otherwise it is Markdown; a project knows which (``auto``)."""


class CodeKind(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    SINGLE = "single"


OPEN, CLOSE, SINGLE = CodeKind.OPEN, CodeKind.CLOSE, CodeKind.SINGLE
"""The kinds for inner loops: each look-up in an enum takes as long as a call (Python 3.11)."""


class Text(NamedTuple):
    """A run of a block as its bytes spell it (``raw``) and as the reader sees it (``text``).

    A run of ASCII white space is a Text of its own whose ``text`` is one space. A run spelled
    specially (entity, escape) is a Text of its own; all others have ``raw == text``.
    """

    raw: str
    text: str


class Code(NamedTuple):
    """Markup inside a block; ``parts`` join to its bytes, a Block among them is a value of its own.

    OPEN and CLOSE of one pair share ``pair``, a number unique in its block (SINGLE: 0).
    """

    kind: CodeKind
    parts: tuple[str | Block, ...]
    pair: int = 0
    hint: str = ""
    """What it is, for people: ``link https://example.org``, ``bold``, ``image cat.png``."""
    protected: bool = False
    """The text between OPEN and CLOSE is not translated: code, bare URLs, handles."""
    literal: bool = False
    """Text that only looks like one of our codes; it stays in the unit also at an edge."""
    is_break: bool = False
    """A line break that the reader sees; counts as white space for segmentation."""
    relabel: str = ""
    """Takes the place of the last part when the text inside changes (shortcut references)."""
    emphasis: bool = False
    """Markdown emphasis of ``_``: may be respelled with ``*`` where it would not open or close."""


class Typed(NamedTuple):
    """Text of a target on its way into a block, still to be spelled for its place.

    ``spellings``: characters that the source segment always spells in one special way.
    """

    text: str
    spellings: Mapping[str, str]


Piece = Text | Code
Speller = Callable[[Sequence[Text | Code | Typed]], str]
"""Writes a block's pieces out; reading the result back gives the same texts and codes.

Text and Code are written as their own bytes; only Typed is spelled.

:raises CodeError: a code cannot stand at its new place.
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph's worth of text. The raw bytes of its pieces join to the block's bytes."""

    role: str
    pieces: tuple[Piece, ...]
    spell: Speller = field(compare=False, repr=False)
    line: int = 0
    """1-based line of the article in which the block starts."""
    before: int = 0
    """When the block is left out (all targets ``<0/>``): characters that go with it from the end
    of the kept text in front; with ``after`` 0 as well, the block cannot be left out."""
    after: int = 0
    """The same from the start of the kept text behind."""
    level: int = 0
    """Heading level 1-6, or nesting depth of a list item; for display only."""
    limit: int = 0
    """Characters that the translated block may have at most; 0: any number."""
    note: str = ""
    """What the author tells translators about this block, one line."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article cut: kept text and blocks, in order. ``join(document) == article.text``."""

    parts: tuple[str | Block, ...]
    remarks: tuple[tuple[int, str], ...] = ()
    """What its author should look at: line of the article (1-based), a sentence or two."""


def raw(pieces: Sequence[str | Block | Text | Code]) -> str:
    """Return the source bytes of parts or pieces, blocks inside codes included."""
    out: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece)
        elif isinstance(piece, Text):
            out.append(piece.raw)
        elif isinstance(piece, Block):
            out.append(raw(piece.pieces))
        else:
            out.append(raw(piece.parts))
    return "".join(out)


def join(document: Document) -> str:
    """Undo a format's cut."""
    return raw(document.parts)


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit. Its key is (context, source); context is the role, ``paragraph#2`` for
    an occurrence with a translation of its own.
    """

    context: str
    source: str
    target: str = ""
    state: State = State.EMPTY
    origin: str = ""
    """Which machine or import made the target (``tm:exact``, ``mt:apertium``); none: a person.
    Counts only while the target is as the machine left it."""
    notes: tuple[str, ...] = ()
    """Translators' own comments, a line each, without ``# ``."""
    previous: str = ""
    """The source that the target was made for, when it is not ``source`` (``#| msgid``)."""
    previous_context: str = ""
    hints: tuple[str, ...] = ()
    """What the codes are, a line each: ``<1> link https://example.org`` (``#.``); behind them
    ``at most 60 characters`` and ``note: ...`` where the article or the settings say so."""
    marks: tuple[tuple[str, str], ...] = ()
    """Other pairs of the ``# recto:`` lines, in order: ``edit``, ``was``, ``ignore``, ``cut``, ``skip``,
    ``codes``."""
    flags: tuple[str, ...] = ()
    """Other tools' flags (``#,`` without ``fuzzy``)."""
    references: tuple[str, ...] = ()
    """Other tools' ``#:`` lines."""
    others: tuple[str, ...] = ()
    """Targets that a merge or an import met beside this one; a person chooses among them."""

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.source)

    @property
    def role(self) -> str:
        """The context without the number of an occurrence."""
        role, _, number = self.context.rpartition("#")
        return role if number.isdecimal() else self.context

    @property
    def id(self) -> str:
        """Name of the unit in addresses: ``u`` and 12 hex digits."""
        return _id(self.context, self.source)

    @property
    def version(self) -> str:
        """Changes whenever context, source, target or state change, or another text comes to stand beside."""
        return fingerprint(self.context, self.source, self.target, self.flag, *self.others)

    @property
    def flag(self) -> str:
        return "fuzzy" if self.state is State.DRAFT else ""

    def mark(self, key: str) -> str:
        """Return the value of a ``# recto:`` pair, or an empty text."""
        return dict(self.marks).get(key, "")

    def marked(self, key: str, value: str) -> tuple[tuple[str, str], ...]:
        """Return the marks with ``key`` set to ``value``, or without it if that is empty."""
        rest = tuple(pair for pair in self.marks if pair[0] != key)
        return (*rest, (key, value)) if value else rest


@dataclass(frozen=True, slots=True)
class Catalog:
    """All units of one article in one locale, in reading order.

    ``header`` holds the PO header's lines as (name, value) in the file's order; ``comments`` the
    comment lines over it; ``foreign`` entries that Recto keeps but does not read (plurals), raw.
    """

    locale: str
    units: tuple[Unit, ...] = ()
    obsolete: tuple[Unit, ...] = ()
    header: tuple[tuple[str, str], ...] = ()
    comments: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def find(self, unit_id: str) -> Unit | None:
        """Return the live unit with this id."""
        return next((unit for unit in self.units if unit.id == unit_id), None)


@dataclass(frozen=True, slots=True)
class LocalizedArticle:
    """A compiled article; ``coverage`` is the share of words whose target was used, 0.0 to 1.0."""

    path: str
    locale: str
    text: str
    coverage: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says about a unit. ``severity`` is ``error``, ``warning`` or ``info``."""

    check: str
    message: str
    severity: str = "warning"
    span: tuple[int, int] | None = None
    """Where in the target, in code points."""
    fix: str | None = None
    """The whole target as it should be, where that is certain."""


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier target that may serve. ``score`` is in percent, ``penalty`` taken off already.

    ``kind``: ``ice`` (same source, same neighbours), ``exact`` (same source), ``fuzzy``.
    """

    kind: str
    score: int
    source: str
    target: str
    origin: str
    context: str = ""
    article: str = ""
    """Where it stands: an article, or a file of the memory."""
    adapted: tuple[tuple[str, str], ...] = ()
    """Numbers that were replaced in the target: (what stood there, what stands there now)."""
    penalty: int = 0


def fingerprint(*texts: str) -> str:
    """Return the SHA-256 of the texts' UTF-8 joined by NUL, in hex (units.md, section 2)."""
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=100_000)
def _id(context: str, source: str) -> str:
    # A desk asks for the same ids with each request: all of an article, to find one.
    return "u" + fingerprint(context, source)[:12]


def blocks(parts: Sequence[str | Block]) -> Iterator[Block]:
    """Yield the blocks among parts, in order; blocks inside codes are not entered."""
    return (part for part in parts if isinstance(part, Block))
