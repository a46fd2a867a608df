"""Units into localized articles: the same cut as extraction, with a look-up at each segment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from recto.errors import CodeError
from recto.inline import Cuts, Segment, count_words, repair, unmask
from recto.marking import Span, Tongue, marked, takes_span
from recto.model import (
    CLOSE,
    LEFT_OUT,
    LINK,
    OPEN,
    Article,
    Block,
    Catalog,
    Code,
    Document,
    LocalizedArticle,
    State,
    Text,
    Typed,
    Unit,
    raw,
)
from recto.shape import Recut, begins_as_front_matter, begins_definition, is_risky, mended

SentenceEnds = Callable[[str], Sequence[int]]
Marker = Callable[[str, str, int], tuple[str, str]]
"""Role and source of a segment, and the how-manieth of its kind it is -> what is put around it to be found
again by. Values inside codes (alt texts, titles) get none."""


class Refusal(NamedTuple):
    """A target that could not be used, and why; the source stands in its place."""

    unit: Unit
    error: CodeError


class Compiled(NamedTuple):
    """``left_out``: blocks of the source, counted from 0, that were left out on purpose."""

    article: LocalizedArticle
    refusals: tuple[Refusal, ...]
    left_out: frozenset[int] = frozenset()
    open_roles: frozenset[str] = frozenset()
    """Roles of the segments whose source stands."""
    used: frozenset[tuple[str, str]] = frozenset()
    """Keys of the units whose target stands."""
    unmarked: str = ""
    """The article's text without the marks that tell the language of source text: for those who compare."""


def compile_article(  # noqa: PLR0913  # what is optional has a name
    article: Article,
    document: Document,
    catalog: Catalog,
    sentence_ends: SentenceEnds | Cuts,
    *,
    state: State = State.REVIEWED,
    recut: Recut | None = None,
    marker: Marker | None = None,
    foreign: tuple[Tongue, Recut] | None = None,
) -> Compiled:
    """Put the targets at ``state`` or above into an article; elsewhere the source stands.

    With nothing to put in, the result is the article, byte for byte. A target whose codes cannot be
    placed is refused. With ``recut``, a result that has another shape than the source is mended: the
    blocks that change it get their source back, and their units are refused. ``marker`` is for those who
    show the result. ``foreign``: source text is marked for its language, unless all of it is source text.
    ``sentence_ends`` may be ``Cuts`` of the document, for those who compile it into several locales.
    """
    cuts = sentence_ends if isinstance(sentence_ends, Cuts) else Cuts(sentence_ends)
    usable = {
        unit.key: unit for unit in catalog.units if unit.target.strip() and unit.state.rank >= state.rank
    }
    cuts.remember(catalog.units)

    def compiled(
        withheld: frozenset[int], unmarked: frozenset[int] = frozenset(), tongue: Tongue | None = None
    ) -> _Work:
        work = _Work(usable, cuts, withheld, marker)
        work.tongue, work.unmarked = tongue, unmarked
        work.text = "".join(work.parts(document))
        return work

    work = compiled(frozenset())
    if recut is not None and (work.is_risky or (work.typed and begins_as_front_matter(document))):
        work = mended(document, work, compiled, recut)
    unmarked = work.text
    if foreign is not None and work.used and work.open_roles:
        withheld = work.withheld
        work = marked(work, lambda without: compiled(withheld, without, foreign[0]), foreign[1])
    text = work.text
    words = work.words[True] + work.words[False]
    coverage = work.words[True] / words if words else 1.0
    localized = LocalizedArticle(article.path, catalog.locale, text, coverage)
    roles, keys = frozenset(work.open_roles), frozenset(work.used)
    return Compiled(localized, tuple(work.refusals), frozenset(work.left_out), roles, keys, unmarked)


def _inside(pieces: Sequence[Text | Code | Typed]) -> dict[int, str]:
    """Return the visible text inside each pair that has a label to give, by its number."""
    out: dict[int, str] = {}
    starts: dict[int, int] = {}
    texts: list[str] = []
    for piece in pieces:
        if not isinstance(piece, Code):
            texts.append(piece.text)
        elif piece.kind is OPEN:
            starts[piece.pair] = len(texts)
        elif piece.kind is CLOSE and piece.relabel:
            out[piece.pair] = "".join(texts[starts.get(piece.pair, 0) :])
    return out


def _relabelled(pieces: list[Text | Code | Typed], source: Mapping[int, str]) -> list[Text | Code | Typed]:
    """Give each reference whose text was its label, and has changed, the label beside it."""
    now = _inside(pieces)
    return [
        piece._replace(parts=(*piece.parts[:-1], piece.relabel))
        if isinstance(piece, Code)
        and piece.relabel
        and piece.kind is CLOSE
        and now[piece.pair] != source[piece.pair]
        else piece
        for piece in pieces
    ]


class _Work:
    """One pass over a document; counts words and keeps what was refused."""

    def __init__(
        self,
        usable: Mapping[tuple[str, str], Unit],
        cuts: Cuts,
        withheld: frozenset[int] = frozenset(),
        marker: Marker | None = None,
    ) -> None:
        self.usable = usable
        self.cuts = cuts
        self.marker = marker
        self.withheld = withheld
        """Blocks, by number, that keep their source because their targets changed the article's shape."""
        self.tongue: Tongue | None = None
        """Marks source text, but for that of the blocks in ``unmarked``."""
        self.unmarked: frozenset[int] = frozenset()
        self.marked: list[int] = []
        self.open_roles: set[str] = set()
        self.used: set[tuple[str, str]] = set()
        self._holder = ""
        self._is_held = False
        self._has_mark = False
        self.typed: list[int] = []
        self.left_out: set[int] = set()
        self.text = ""
        self.refusals: list[Refusal] = []
        self._refused: set[tuple[str, str]] = set()
        self.words = {True: 0, False: 0}
        self._skip = 0
        self._has_typed = False
        self.is_risky = False
        self._seen: dict[tuple[str, str], int] = {}

    def parts(self, document: Document) -> list[str]:
        """Return the pieces of the localized article's text."""
        out: list[str] = []
        number = -1
        for at, part in enumerate(document.parts):
            if isinstance(part, str):
                out.append(part[self._skip :])
                self._skip = 0
                continue
            number += 1
            tongue = None if number in self.unmarked else self.tongue
            if tongue is not None and tongue.is_answered(out):
                tongue = None
            if tongue is not None:
                self._holder = tongue.holder(
                    out, document.parts[at + 1] if at + 1 < len(document.parts) else None
                )
            text, is_left_out = self._block(part, withheld=number in self.withheld, tongue=tongue)
            if self._has_mark:
                self.marked.append(number)
                self._has_mark = False
            if self._is_held:
                out[-1], self._is_held = self._holder, False
            is_below = bool(self.typed) and self.typed[-1] == number - 1
            if (is_below or self._has_typed) and begins_definition(part):
                self.is_risky = True
            if self._has_typed:
                self.typed.append(number)
                self._has_typed = False
            if is_left_out:
                self.left_out.add(number)
            if is_left_out and (part.before or part.after):
                if part.before and out:
                    out[-1] = out[-1][: len(out[-1]) - part.before]
                self._skip = part.after
            else:
                out.append(text)
        return out

    def _block(
        self, block: Block, *, withheld: bool = False, is_inner: bool = False, tongue: Tongue | None = None
    ) -> tuple[str, bool]:
        """Return a block's text, and whether all its units are deliberately empty."""
        pieces: list[Text | Code | Typed] = []
        used: list[Unit] = []
        open_spans: list[Span] = []
        with_unit = 0
        for segment in self.cuts.of(block):
            core: Sequence[Text | Code | Typed] | None = None
            if segment.unit.text:
                with_unit += 1
                unit = self._target(block, segment)
                if withheld:
                    self._withhold(unit)
                else:
                    core = self._core(segment, unit)
                if core is not None and unit is not None:
                    used.append(unit)
                if block.role != LINK:
                    self.words[core is not None] += count_words(segment.unit.text)
            pieces += segment.lead
            shown = segment.unit.pieces if core is None else core
            if core is None and segment.unit.text and block.role != LINK:
                open_spans.append((len(pieces), len(pieces) + len(shown)))
            pieces += shown if is_inner else self._marked(block, segment, shown)
            pieces += segment.trail
        if open_spans:
            self.open_roles.add(block.role)
        if tongue is not None and open_spans:
            pieces = self._in_tongue(tongue, block, pieces, open_spans, is_whole=not used)
        codes = {
            id(piece): self._code(piece, withheld=withheld) for piece in pieces if isinstance(piece, Code)
        }
        finished = [codes.get(id(piece), piece) for piece in pieces] if codes else pieces
        if any(code.relabel for code in codes.values()):
            finished = _relabelled(finished, _inside(block.pieces))
        is_left_out = bool(with_unit) and [unit.target for unit in used] == [LEFT_OUT] * with_unit
        try:
            text = block.spell(finished)
        except CodeError as error:
            self.open_roles.add(block.role)
            for unit in used:
                self._refuse(unit, error)
                words = 0 if unit.role == LINK else count_words(unit.source)
                self.words[True] -= words
                self.words[False] += words
            return raw([codes.get(id(piece), piece) for piece in block.pieces]), False
        self.used.update(unit.key for unit in used)
        return text, is_left_out

    def _in_tongue(
        self,
        tongue: Tongue,
        block: Block,
        pieces: list[Text | Code | Typed],
        spans: Sequence[Span],
        *,
        is_whole: bool,
    ) -> list[Text | Code | Typed]:
        """Mark the source text of a block: in the tag of its element where it is all of it, or around it."""
        self._is_held = is_whole and bool(self._holder)
        self._has_mark = self._is_held or takes_span(block)
        return pieces if self._is_held or not self._has_mark else tongue.spanned(pieces, spans)

    def _marked(
        self, block: Block, segment: Segment, shown: Sequence[Text | Code | Typed]
    ) -> Sequence[Text | Code | Typed]:
        if self.marker is None or not segment.unit.text or block.role == LINK:
            return shown
        source = segment.unit.text
        before, behind = self.marker(block.role, source, self._seen[block.role, source])
        return [Text(before, before), *shown, Text(behind, behind)]

    def _withhold(self, unit: Unit | None) -> None:
        problem = "the target would change the structure of the article."
        if unit is not None:
            self._refuse(unit, CodeError(problem, hint="Look for markup in it."))

    def _target(self, block: Block, segment: Segment) -> Unit | None:
        """Return the unit for a segment; the second occurrence may have one of its own (``paragraph#2``)."""
        source = segment.unit.text
        key = (block.role, source)
        self._seen[key] = self._seen.get(key, 0) + 1
        return self.usable.get((f"{block.role}#{self._seen[key]}", source)) or self.usable.get(key)

    def _core(self, segment: Segment, unit: Unit | None) -> list[Text | Code | Typed] | None:
        """Return the pieces of a unit's target, or nothing where the source stands."""
        if unit is None:
            return None
        try:
            target = repair(unit.target, unit.source)
            if target != unit.source:
                self._has_typed = True
                self.is_risky = self.is_risky or is_risky(target, unit.source)
            return unmask(target, segment.unit)
        except CodeError as error:
            self._refuse(unit, error)
            return None

    def _refuse(self, unit: Unit, error: CodeError) -> None:
        if unit.key not in self._refused:
            self._refused.add(unit.key)
            self.refusals.append(Refusal(unit, error))

    def _code(self, code: Code, *, withheld: bool) -> Code:
        """Return a code with the values inside it localized."""
        if not any(isinstance(part, Block) for part in code.parts):
            return code
        parts = [
            part if isinstance(part, str) else self._block(part, withheld=withheld, is_inner=True)[0]
            for part in code.parts
        ]
        if code.relabel and "".join(parts[:-1]) != raw(code.parts[:-1]):
            parts[-1] = code.relabel
        return code._replace(parts=tuple(parts))
