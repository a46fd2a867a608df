"""The check ``codes``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from recto.checks.reading import CODE, contents
from recto.errors import CodeError
from recto.inline import check_codes, protected_pairs, repair
from recto.messages import message
from recto.model import PLACED_CODES, Finding, State, Unit

NAME = "codes"


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """Each code of the source stands exactly once in the target.

    A code is a piece of markup: a link, bold text, a footnote. Pairs stand one inside the other or
    side by side, never across. A target with a lost, repeated or crossed code is not used, unless it
    can be put right without doubt. What stands between protected codes (program text, addresses) is
    always the source's.
    """
    if not unit.target:
        return
    try:
        check_codes(unit.target, unit.source, unit.hints)
    except CodeError as error:
        repaired = repair(unit.target, unit.source)
        if repaired != unit.target:
            problem = message(
                "The codes are not written as in the source; compiling reads “%(text)s”.", text=repaired
            )
            yield Finding(NAME, problem, "warning", _first_surplus(unit), repaired)
            return
        problem = message(
            "The codes are not those of the source: %(problem)s %(hint)s",
            problem=error.problem,
            hint=error.hint,
        )
        yield Finding(NAME, problem, "error", _first_surplus(unit))
        return
    if "<" not in unit.source:
        return
    if unit.state is State.DRAFT and unit.origin and unit.mark(PLACED_CODES[0]) == PLACED_CODES[1]:
        problem = message(
            "The engine lost the codes, and Recto placed them: look whether they stand at the right words."
        )
        yield Finding(NAME, problem, "warning")
    inside = contents(unit.source), contents(unit.target)
    yield from _changed(unit, *inside)
    yield from _emptied(unit, *inside)


def _changed(unit: Unit, in_source: Mapping[str, str], in_target: Mapping[str, str]) -> Iterator[Finding]:
    """Report protected pairs that hold something else than in the source."""
    for number in sorted(protected_pairs(unit.hints)):
        before, after = in_source.get(str(number)), in_target.get(str(number))
        if before is not None and after is not None and before != after:
            start = unit.target.index(f"<{number}>") + len(f"<{number}>")
            fix = unit.target[:start] + before + unit.target[start + len(after) :]
            yield Finding(
                NAME,
                message(
                    "The text of code %(number)s is kept as it is in the source: “%(text)s”.",
                    number=number,
                    text=before,
                ),
                "warning",
                (start, start + len(after)),
                fix,
            )


def _emptied(unit: Unit, in_source: Mapping[str, str], in_target: Mapping[str, str]) -> Iterator[Finding]:
    """Report pairs that hold nothing any more."""
    pairs = {match[2]: match for match in CODE.finditer(unit.source) if not match[1] and not match[3]}
    for match in pairs.values():
        number = int(match[2])
        before, after = in_source.get(str(number)), in_target.get(str(number))
        if before and CODE.sub("", before).strip() and after is not None and not CODE.sub("", after).strip():
            at = unit.target.index(f"<{number}>")
            yield Finding(
                NAME,
                message("Nothing is left between <%(number)s> and </%(number)s>.", number=number),
                "warning",
                (at, at + len(match[0])),
            )


def _first_surplus(unit: Unit) -> tuple[int, int] | None:
    """Return where the first code stands that the source has not, or not as often."""
    left = Counter(match[0] for match in CODE.finditer(unit.source))
    for match in CODE.finditer(unit.target):
        left[match[0]] -= 1
        if left[match[0]] < 0:
            return match.span()
    return None
