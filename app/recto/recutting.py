"""A translator's own cut: a unit joined with the next one, or split in two, with its target.

The new units carry ``cut=kept``, by which the catalog remembers them (units.md, section 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from recto.errors import CodeError
from recto.inline import LITERAL, Masked, Segment, holds, mask, segment, strip_edges, unmask
from recto.inline.segments import is_balanced, split_at
from recto.model import LEFT_OUT, Block, Code, CodeKind, Piece, State, Text, Typed, Unit

Cut = Iterable[tuple[Block, Segment]]
"""The segments of an article in reading order, each with its block, as the catalog has them cut."""


def join(cut: Cut, units: Sequence[Unit], unit: Unit) -> tuple[tuple[Unit, Unit], Unit]:
    """Return the two units that become one, the given one and the next in its block, and that one.

    The targets are joined as they are. The state is the lower of the two, at most reviewed; draft where the
    codes of the joined target do not hold. A unit of one occurrence (``paragraph#2``) is joined there.

    :raises CodeError: no segment follows in the same block, or marked text goes on beyond both.
    """
    by_key = {one.key: one for one in units}
    number = int(unit.context.rpartition("#")[2]) if unit.context != unit.role else 0
    is_torn = False
    for block, row in _by_block(cut):
        for at, first in enumerate(row):
            if (block.role, first.unit.text) != (unit.role, unit.source):
                continue
            number -= 1
            end = next((end for end in range(at + 1, len(row)) if row[end].unit.text), 0)
            after = by_key.get((block.role, row[end].unit.text)) if end and number <= 0 else None
            if after is None:
                continue
            parts = row[at : end + 1]
            whole = segment([piece for part in parts for piece in part.pieces])
            if whole.unit.text:
                return (unit, after), _joined(parts, whole.unit, unit, after)
            is_torn = True
    if is_torn:
        raise CodeError(
            "the segments cannot be joined: marked text goes on beyond them.",
            hint="Join it with its own segments first.",
        )
    raise CodeError(
        "no segment follows this one in its paragraph.", hint="Only segments of one paragraph can be joined."
    )


def _joined(parts: Sequence[Segment], whole: Masked, first: Unit, after: Unit) -> Unit:
    pieces: list[Piece] = []
    for part, unit in zip((parts[0], parts[-1]), (first, after), strict=True):
        if part is parts[-1]:
            pieces += [piece for between in parts[1:-1] for piece in between.pieces]
        pieces += [*part.lead, *_target(part.unit, unit), *part.trail]
    has_both = bool(first.target and after.target)
    target = (
        _numbered(mask(strip_edges(pieces).core or pieces), whole) if first.target or after.target else ""
    )
    state = min(first.state, after.state, State.REVIEWED, key=lambda state: state.rank)
    if target and (not has_both or not holds(target, whole.text)):
        state = State.DRAFT
    return _unit(first, whole, target, state if target else State.EMPTY)


def _target(source: Masked, unit: Unit) -> list[Piece]:
    """Return the pieces of a unit's target; as far as its codes hold, with the source's own codes in it."""
    if not unit.target or unit.target == LEFT_OUT:
        return []
    try:
        placed = unmask(unit.target, source)
    except CodeError:
        bare = LITERAL.sub("", unit.target)
        return [Text(bare, bare)]
    return [Text(piece.text, piece.text) if isinstance(piece, Typed) else piece for piece in placed]


def _numbered(target: Masked, source: Masked) -> str:
    """Return a target's text with its codes numbered as those of the source are."""
    numbers = {id(code): number for number, group in enumerate(source.groups, 1) for code in group.open}
    own = {
        str(number): str(numbers.get(id(group.open[0]), 0)) for number, group in enumerate(target.groups, 1)
    }
    return LITERAL.sub(lambda code: _renamed(code[0], own), target.text)


def _renamed(code: str, numbers: dict[str, str]) -> str:
    number = code.strip("</>")
    return code.replace(number, numbers[number]) if numbers.get(number, "0") != "0" else ""


def split(cut: Cut, unit: Unit, at: int) -> tuple[Unit, Unit]:
    """Return the two units that a unit becomes when it is cut behind ``at`` characters of its source.

    Each half keeps the whole old target as a draft, with the codes that are its own.

    :raises CodeError: there is no text on one side, or the place lies inside a pair of codes.
    """
    letters = _letters(unit.source[:at])
    for block, part in cut:
        if (block.role, part.unit.text) != (unit.role, unit.source):
            continue
        halves = [segment(pieces) for pieces in split_at(part.pieces, _behind(part.pieces, letters))]
        if len(halves) == 2 and all(half.unit.text and is_balanced(half.pieces) for half in halves):
            first, second = halves
            return _half(unit, part.unit, first.unit), _half(unit, part.unit, second.unit)
        break
    raise CodeError(
        "the segment cannot be split there.",
        hint="Choose a place between two words and outside of marked text.",
    )


def _by_block(cut: Cut) -> Iterable[tuple[Block, list[Segment]]]:
    rows: dict[int, tuple[Block, list[Segment]]] = {}
    for block, part in cut:
        rows.setdefault(id(block), (block, []))[1].append(part)
    return rows.values()


def places(source: str) -> list[int]:
    """Return the offsets in a unit's source at which it may be split: between words, outside of pairs.

    >>> places("Said <1>Gov. Lee</1> <2/> today.")
    [5, 21]
    """
    out: dict[int, int] = {}
    depth, letters, last = 0, 0, 0
    for code in [*LITERAL.finditer(source), None]:
        end = code.start() if code else len(source)
        for at in range(last, end):
            if not depth and _is_place(source, at):
                out.setdefault(letters, at)
            letters += not source[at].isspace()
        if code is None:
            break
        if not depth and _is_place(source, end):
            out.setdefault(letters, end)
        depth += 0 if code[0].endswith("/>") else -1 if code[0].startswith("</") else 1
        last = code.end()
    return [at for before, at in out.items() if 0 < before < letters]


def _is_place(source: str, at: int) -> bool:
    """Tell whether a word begins there: behind a blank, or behind punctuation of scripts without blanks."""
    return (
        at > 0 and not source[at].isspace() and (source[at - 1].isspace() or source[at - 1] in "。！？；，、")
    )


def _letters(source: str) -> int:
    """Return how many characters of a unit's text are neither blanks nor codes."""
    return sum(not char.isspace() for char in LITERAL.sub("", source))


def _behind(pieces: Sequence[Piece], letters: int) -> list[int]:
    """Return the offset, as ``split_at`` counts, behind so many characters that are no blanks."""
    seen = at = 0
    for piece in pieces:
        if isinstance(piece, Code):
            at += piece.kind is CodeKind.SINGLE
            continue
        for char in piece.text:
            at += 1
            seen += not char.isspace()
            if seen == letters and not char.isspace():
                return [at]
    return []


def _half(unit: Unit, whole: Masked, half: Masked) -> Unit:
    numbers = {id(code): number for number, group in enumerate(half.groups, 1) for code in group.open}
    own = {
        str(number): str(numbers.get(id(group.open[0]), 0)) for number, group in enumerate(whole.groups, 1)
    }
    target = "" if unit.target == LEFT_OUT else LITERAL.sub(lambda code: _renamed(code[0], own), unit.target)
    target = " ".join(target.split(" ")).strip()
    return _unit(unit, half, target, State.DRAFT if target else State.EMPTY)


def _unit(old: Unit, masked: Masked, target: str, state: State) -> Unit:
    """Return the unit of a new segment; what was noted about the old source does not hold for it."""
    return replace(
        old,
        context=old.role,
        source=masked.text,
        target=target,
        state=state,
        origin="",
        previous="",
        previous_context="",
        hints=masked.hints,
        marks=(("cut", "kept"),),
    )
