"""Units into localized articles: the same cut as extraction, with a look-up at each segment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from recto.errors import CodeError, FormatError
from recto.inline import Known, Segment, count_words, cut, repair, unmask
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

SentenceEnds = Callable[[str], Sequence[int]]
Recut = Callable[[str], Document]
"""Cuts the text of the localized article as its source was cut."""


ROUNDS = 8
"""How often a result of another shape is mended block by block; then all its changed blocks are withheld."""


class Refusal(NamedTuple):
    """A target that could not be used, and why; the source stands in its place."""

    unit: Unit
    error: CodeError


class Compiled(NamedTuple):
    article: LocalizedArticle
    refusals: tuple[Refusal, ...]


def compile_article(
    article: Article,
    document: Document,
    catalog: Catalog,
    sentence_ends: SentenceEnds,
    *,
    state: State = State.REVIEWED,
    recut: Recut | None = None,
) -> Compiled:
    """Put the targets at ``state`` or above into an article; elsewhere the source stands.

    With nothing to put in, the result is the article, byte for byte. A target whose codes cannot be
    placed is refused. With ``recut``, a result that has another shape than the source is mended: the
    block where they part gets its source back, and its units are refused.
    """
    usable = {unit.key: unit for unit in catalog.units if unit.target and unit.state.rank >= state.rank}
    work = _Work(usable, sentence_ends, Known(catalog.units))
    text = "".join(work.parts(document))
    for round_ in range(ROUNDS):
        if recut is None or not work.is_risky:
            break
        parting = _parting(document, work, recut, text)
        if not parting:
            break
        withheld = work.withheld.union(work.typed if round_ == ROUNDS - 2 else parting)
        work = _Work(usable, sentence_ends, work.known, withheld)
        text = "".join(work.parts(document))
    words = work.words[True] + work.words[False]
    coverage = work.words[True] / words if words else 1.0
    return Compiled(LocalizedArticle(article.path, catalog.locale, text, coverage), tuple(work.refusals))


def _is_risky(target: str, source: str) -> bool:
    """Tell whether a target may change the kind of a block in ways that spelling does not see.

    That is: a code that now stands first may begin another kind of block, ``|`` a table, nothing at all
    may join what stood apart.
    """
    if target == LEFT_OUT or ("|" in target and "|" not in source):
        return True
    return target.startswith("<") and target.partition(">")[0] != source.partition(">")[0]


def _parting(document: Document, work: _Work, recut: Recut, text: str) -> list[int]:
    """Return the number of the changed block at which the shapes of source and result part, if they do.

    If the result cannot even be cut, it is all changed blocks.
    """
    try:
        result = recut(text)
    except FormatError:
        return work.typed
    with_text = not work.left_out
    before, numbers = _shape(document, work.left_out, with_text)
    after, _ = _shape(result, set(), with_text)
    if before == after:
        return []
    same = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    number = max(numbers[: same + 1], default=0)
    changed = [typed for typed in work.typed if typed not in work.withheld]
    return [max((typed for typed in changed if typed <= number), default=changed[0])] if changed else []


def _shape(document: Document, left_out: Collection[int], with_text: bool) -> tuple[list[object], list[int]]:
    """Return what the blocks are, with the kept texts between them, and the number of the block at each."""
    out: list[object] = []
    numbers: list[int] = []
    number = -1
    for part in document.parts:
        number += not isinstance(part, str)
        if isinstance(part, Block):
            if number in left_out:
                continue
            out.append((part.role, part.level, getattr(part.spell, "func", part.spell)))
        elif with_text:
            out.append(part)
        else:
            continue
        numbers.append(max(number, 0))
    return out, numbers


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
        sentence_ends: SentenceEnds,
        known: Known,
        withheld: frozenset[int] = frozenset(),
    ) -> None:
        self.usable = usable
        self.sentence_ends = sentence_ends
        self.known = known
        self.withheld = withheld
        """Blocks, by number, that keep their source because their targets changed the article's shape."""
        self.typed: list[int] = []
        self.left_out: set[int] = set()
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
        for part in document.parts:
            if isinstance(part, str):
                out.append(part[self._skip :])
                self._skip = 0
                continue
            number += 1
            text, is_left_out = self._block(part, withheld=number in self.withheld)
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

    def _block(self, block: Block, *, withheld: bool = False) -> tuple[str, bool]:
        """Return a block's text, and whether all its units are deliberately empty."""
        pieces: list[Text | Code | Typed] = []
        used: list[Unit] = []
        with_unit = 0
        for segment in cut(block, self.sentence_ends, self.known):
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
            pieces += segment.unit.pieces if core is None else core
            pieces += segment.trail
        codes = {
            id(piece): self._code(piece, withheld=withheld) for piece in pieces if isinstance(piece, Code)
        }
        finished = [codes.get(id(piece), piece) for piece in pieces]
        if any(isinstance(piece, Code) and piece.relabel for piece in finished):
            finished = _relabelled(finished, _inside(block.pieces))
        is_left_out = bool(with_unit) and [unit.target for unit in used] == [LEFT_OUT] * with_unit
        try:
            return block.spell(finished), is_left_out
        except CodeError as error:
            for unit in used:
                self._refuse(unit, error)
                words = 0 if unit.role == LINK else count_words(unit.source)
                self.words[True] -= words
                self.words[False] += words
            return raw([codes.get(id(piece), piece) for piece in block.pieces]), False

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
                self.is_risky = self.is_risky or _is_risky(target, unit.source)
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
            part if isinstance(part, str) else self._block(part, withheld=withheld)[0] for part in code.parts
        ]
        if code.relabel and "".join(parts[:-1]) != raw(code.parts[:-1]):
            parts[-1] = code.relabel
        return code._replace(parts=tuple(parts))
