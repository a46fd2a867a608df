"""The codes in a unit's text: whether a target has those of its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from recto.errors import CodeError
from recto.messages import message

MARK = re.compile(r"<(/?)(\d+)(/?)>")
_MOST = 60
"""Characters of a hint in a message."""

PROTECTED = frozenset({"address", "code", "handle", "kept", "url"})
"""First words of the hints of pairs whose content is kept."""

HINT = re.compile(r"<(\d+)> (\w+)")


def check_codes(target: str, source: str, hints: Sequence[str] = ()) -> None:
    """Make sure that a target has exactly the codes of its source, legally nested.

    ``hints`` are the unit's, ``<1> link https://example.org``.

    :raises CodeError: otherwise; names the codes, and what they are.
    """
    in_source = [match[0] for match in MARK.finditer(source)] if "<" in source else []
    in_target = [match[0] for match in MARK.finditer(target)] if "<" in target else []
    if in_source == in_target:
        return
    want, got = Counter(in_source), Counter(in_target)
    names = _Names(hints)
    if want != got:
        missing, extra = names.row(want - got), names.row(got - want)
        if not extra:
            problem = message("missing codes: %(codes)s.", codes=missing)
        elif not missing:
            problem = message("codes that are too many: %(codes)s.", codes=extra)
        else:
            problem = message(
                "missing codes: %(codes)s; codes that are too many: %(others)s.", codes=missing, others=extra
            )
        raise CodeError(problem, hint=message("Keep each code of the source exactly once."))
    stack: list[str] = []
    for match in MARK.finditer(target):
        if match[3]:
            continue
        if not match[1]:
            stack.append(match[2])
        elif not stack or stack.pop() != match[2]:
            raise CodeError(
                message(
                    "code %(code)s closes where it is not the innermost one open.",
                    code=names.one(int(match[2])),
                ),
                hint=message("Put one pair inside the other, or beside it."),
            )


def holds(target: str, source: str) -> bool:
    """Tell whether a target has exactly the codes of its source, legally nested."""
    try:
        check_codes(target, source)
    except CodeError:
        return False
    return True


def protected_pairs(hints: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the protected pairs, by a unit's hints.

    >>> sorted(protected_pairs(("<1> code", "<2> link https://example.org", "<3/> image a.png")))
    [1]
    """
    found = (HINT.match(hint) for hint in hints)
    return frozenset(int(match[1]) for match in found if match and match[2] in PROTECTED)


class _Names:
    """What codes are called in messages: their numbers, and what they are."""

    def __init__(self, hints: Iterable[str]) -> None:
        self.hints: dict[int, str] = {}
        for line in hints:
            mark, _, hint = line.partition(" ")
            if MARK.fullmatch(mark):
                self.hints[_number(mark)] = hint if len(hint) <= _MOST else f"{hint[: _MOST - 1]}\u2026"

    def one(self, number: int) -> str:
        hint = self.hints.get(number)
        return f"{number} ({hint})" if hint else f"{number}"

    def row(self, marks: Mapping[str, int]) -> str:
        return ", ".join(map(self.one, sorted({_number(mark) for mark in marks})))


def _number(mark: str) -> int:
    return int(mark.strip("</>"))
