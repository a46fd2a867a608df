"""Rows that come back from another tool into a catalog: newer work is never overwritten.

A row carries its unit's version as it went out. If the unit still stands at it, the row's target is
taken. If not, both texts are kept and a person chooses: the row's goes to the unit's ``others``. What
was accepted stays so and stays published, unless somebody who saw it accepted another target.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from recto.errors import CodeError
from recto.exchange.bilingual import ORIGIN, Row
from recto.exchange.xml import clean
from recto.inline import check_codes, normalise, renumber, repair
from recto.model import LEFT_OUT, Catalog, State, Unit

MAX_TARGET = 64_000
"""Characters of a target, as on the desk."""


class Kind(StrEnum):
    """What a person should know about a row."""

    CONFLICT = "conflict"
    REFUSED = "refused"
    GONE = "gone"
    UNKNOWN = "unknown"
    OFFERED = "offered"
    DRAFT = "draft"


class Remark(NamedTuple):
    """One row that did not simply go in. ``where`` is its place in the file."""

    kind: Kind
    where: str
    unit: str
    problem: str
    hint: str
    source: str
    incoming: str
    standing: str = ""


class Result(NamedTuple):
    catalog: Catalog
    taken: int
    unchanged: int
    remarks: tuple[Remark, ...]


Judge = Callable[[Unit], str]
"""Why a unit cannot be reviewed as it stands, or an empty text."""


def take_back(catalog: Catalog, rows: Iterable[Row], judge: Judge, *, accept: bool = False) -> Result:
    """Put the rows' targets into their units.

    What the file calls approved, reviewed or final becomes reviewed, everything else draft; with
    ``accept`` all of it is reviewed. An empty target takes nothing away, and a state is never lowered.
    """
    desk = _Desk(catalog, judge, accept=accept)
    for row in rows:
        desk.take(row)
    return desk.result()


class _Desk:
    """A catalog on which rows are taken one after the other."""

    def __init__(self, catalog: Catalog, judge: Judge, *, accept: bool) -> None:
        self._catalog = catalog
        self._judge = judge
        self._accept = accept
        self._units = list(catalog.units)
        self._obsolete = list(catalog.obsolete)
        self._remarks: list[Remark] = []
        self._taken = 0
        self._unchanged = 0
        self._by_id = {unit.id: index for index, unit in enumerate(self._units)}
        self._by_source = _queues(self._units)
        self._successors = {
            (unit.previous_context or unit.context, unit.previous): index
            for index, unit in enumerate(self._units)
            if unit.previous
        }

    def result(self) -> Result:
        catalog = replace(self._catalog, units=tuple(self._units), obsolete=tuple(self._obsolete))
        return Result(catalog, self._taken, self._unchanged, tuple(self._remarks))

    def take(self, row: Row) -> None:
        index = self._find(row)
        if index is not None:
            self._note(index, row)
            self._settle(index, row)
        elif not row.target:
            self._unchanged += 1
        elif row.is_own:
            self._gone(row)
        else:
            problem = "no unit has this source any more that is not taken already."
            hint = "Nothing was changed. Run 'recto extract' if the article has this text."
            self._remark(Kind.UNKNOWN, row, problem, hint)

    def _find(self, row: Row) -> int | None:
        """Return the index of a row's unit: by id, by role and source, by source in order."""
        key = Unit(row.context, row.source).id if row.context else ""
        for name in (row.id, key):
            if name in self._by_id:
                return self._by_id[name]
        if row.is_own:
            return None
        queue = self._by_source.get(_alike(row.source))
        return queue.popleft() if queue else None

    def _settle(self, index: int, row: Row) -> None:
        unit = self._units[index]
        if row.target != unit.target and not row.is_untouched(unit):
            row = replace(row, target=_usable(row.target, unit.source))
        if row.target in {"", unit.target}:
            self._confirm(index, row)
        elif row.is_untouched(unit):
            self._unchanged += 1
        else:
            target, problem = _put_right(unit, row)
            if problem:
                hint = "The unit stays as it was. Correct the file, or type the target on the desk."
                self._remark(Kind.REFUSED, row, problem, hint, unit)
            elif row.fits(_without(unit, target)):
                self._put(index, replace(_without(unit, target), target=target), row)
            else:
                self._conflict(index, row, target)

    def _confirm(self, index: int, row: Row) -> None:
        """Take what a row says about a target that the unit has already: that it is accepted."""
        unit = self._units[index]
        is_open = unit.state is State.DRAFT and row.target and row.fits(unit)
        if is_open and (self._accept or row.is_accepted):
            self._put(index, unit, row)
        else:
            self._unchanged += 1

    def _put(self, index: int, unit: Unit, row: Row) -> None:
        """Give a unit the row's target: reviewed if somebody vouches for it and nothing speaks against.

        Otherwise it is a draft; one never takes the place of what somebody accepted.
        """
        standing = self._units[index]
        accepted = replace(unit, state=State.REVIEWED, origin="", previous="", previous_context="", others=())
        accepted = replace(accepted, marks=tuple(p for p in unit.marks if p[0] not in {"was", "edit"}))
        is_vouched = self._accept or row.is_accepted
        problem = self._judge(accepted) if is_vouched else ""
        if is_vouched and not problem:
            self._replace(index, accepted)
        elif _is_accepted(standing):
            told = f"a check speaks against it: {problem}" if problem else "it is not marked as reviewed."
            told = f"this target did not take the place of the reviewed one: {told}"
            self._remark(Kind.OFFERED, row, told, BESIDE, standing)
            self._offer(index, unit.target)
        else:
            is_same = problem and unit.target == standing.target
            self._replace(index, standing if is_same else replace(unit, state=State.DRAFT, origin=ORIGIN))
            if problem:
                told = f"a check speaks against this target: {problem}"
                self._remark(Kind.DRAFT, row, told, "It is kept as a draft. Look at it on the desk.")

    def _replace(self, index: int, unit: Unit) -> None:
        if self._units[index] == unit:
            self._unchanged += 1
        else:
            self._taken += 1
        self._units[index] = unit

    def _conflict(self, index: int, row: Row, target: str) -> None:
        problem = "this unit was changed after the file was written."
        if not row.version:
            problem = "this unit has another target, and the file does not say which is newer."
        unit = self._units[index]
        self._remark(Kind.CONFLICT, row, problem, BESIDE if unit.target else OFFERED, unit)
        self._offer(index, target)

    def _offer(self, index: int, target: str) -> None:
        """Keep a target beside the unit's own."""
        unit = self._units[index]
        if target not in {unit.target, *unit.others}:
            self._units[index] = _beside(unit, target)

    def _gone(self, row: Row) -> None:
        """Keep the target of a unit that is not there any more: with its successor, or as obsolete."""
        row = replace(row, target=_usable(row.target, row.source))
        key = (row.context, row.source)
        if key in self._successors:
            index = self._successors[key]
            unit = self._units[index]
            went_out = Unit(row.context, row.source)
            if row.target not in {unit.target, *unit.others} and not row.is_untouched(went_out):
                self._succeed(index, row)
            else:
                self._unchanged += 1
            return
        for index, old in enumerate(self._obsolete):
            if old.key == key or old.id == row.id:
                if row.target not in {old.target, *old.others} and not row.is_untouched(old):
                    came = replace(old, target=row.target, state=State.DRAFT, origin=ORIGIN)
                    self._obsolete[index] = _beside(old, row.target) if old.target else came
                    self._remark(Kind.GONE, row, GONE, KEPT, old)
                else:
                    self._unchanged += 1
                return
        self._obsolete.append(Unit(row.context, row.source, row.target, State.DRAFT, ORIGIN))
        self._remark(Kind.GONE, row, GONE, KEPT)

    def _succeed(self, index: int, row: Row) -> None:
        unit = self._units[index]
        if unit.target:
            self._offer(index, row.target)
        else:
            self._units[index] = replace(unit, target=row.target, state=State.DRAFT, origin=ORIGIN)
        problem = "the source of this unit was edited after the file was written."
        hint = "The file's target is kept beside the new source: choose on the desk."
        self._remark(Kind.CONFLICT, row, problem, hint, unit)

    def _note(self, index: int, row: Row) -> None:
        """Add what translators wrote about the unit, each line once."""
        unit = self._units[index]
        known = {_flat(line) for note in unit.notes for line in (note, *note.splitlines())}
        known |= {f"note: {line}" for line in known}
        new = [line for line in dict.fromkeys(map(_flat, row.notes)) if line and line not in known]
        # A comment that starts like one of ours would be read as one.
        said = tuple(f"note: {line}" if line.startswith("recto") else line for line in new)
        said = tuple(line for line in said if line not in known)
        if said:
            self._units[index] = replace(unit, notes=(*unit.notes, *said))

    def _remark(self, kind: Kind, row: Row, problem: str, hint: str, unit: Unit | None = None) -> None:
        standing = unit.target if unit else ""
        name = unit.id if unit else row.id
        self._remarks.append(Remark(kind, row.where, name, problem, hint, row.source, row.target, standing))


GONE = "this unit is not in the catalog any more."
KEPT = "Its target is kept among the obsolete units."
OFFERED = "The unit has no target now; the file's is offered on the desk."
BESIDE = "The unit keeps its target, the file's is beside it: choose on the desk."


def _is_accepted(unit: Unit) -> bool:
    return unit.state.rank >= State.REVIEWED.rank


def _beside(unit: Unit, target: str) -> Unit:
    """Return a unit with one text more to choose from; what was accepted waits for no choice."""
    state = unit.state if _is_accepted(unit) or not unit.target else State.DRAFT
    return replace(unit, others=(*unit.others, target), state=state)


def _without(unit: Unit, target: str) -> Unit:
    """Return a unit as it was before this target was laid beside it, perhaps by the same file."""
    return replace(unit, others=tuple(text for text in unit.others if text != target))


def _put_right(unit: Unit, row: Row) -> tuple[str, str]:
    """Return the row's target with its codes put right, and why it cannot be used, or nothing."""
    if row.target == LEFT_OUT:
        return row.target, ""
    if len(row.target) > MAX_TARGET:
        return row.target, f"the text is longer than {MAX_TARGET} characters."
    target = repair(row.target, unit.source)
    try:
        check_codes(target, unit.source, unit.hints)
    except CodeError as error:
        return target, str(error)
    return target, ""


def _usable(target: str, source: str) -> str:
    """Return a target as a unit can hold it; where a source of other tools has line breaks, as it is."""
    return normalise(target) if source == normalise(source) else target


def _flat(line: str) -> str:
    return normalise(clean(line))


def _alike(source: str) -> str:
    """Return a source as it is compared with that of a file by other tools."""
    return renumber(normalise(source))


def _queues(units: Sequence[Unit]) -> dict[str, deque[int]]:
    found: dict[str, deque[int]] = defaultdict(deque)
    for index, unit in enumerate(units):
        found[_alike(unit.source)].append(index)
    return dict(found)
