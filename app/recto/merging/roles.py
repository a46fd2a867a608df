"""Whether an edit let the same words change their roles: who did it to whom, from what to what."""

from __future__ import annotations

from recto.merging.edits import Edit

_JOINING = frozenset({",", "/", "&", "、", "和", "与", "及", "と", "や", "或", "-"})


def exchanged(edit: Edit) -> bool:
    """Return whether the same words stand so that two of them have changed roles: ``Kovac beat Duarte``."""
    old, new = [p for p in edit.old if _is_part(p)], [p for p in edit.new if _is_part(p)]
    if edit.lost or edit.gained:
        return _cases_exchanged(edit)
    if len(old) != len(new):
        return False
    old, new = _core(old, new)
    if not old:
        return False
    function = edit.table.words("function")
    before, after = _content(old, function), _content(new, function)
    if len(before) == 2 and before == after[::-1]:
        return _pair_exchanged(old, before, edit)
    if _is_rotated(before, after):
        return False
    pair = _swapped(old, new) or _swapped(before, after)
    if pair is None:
        return False
    first, between, second = pair
    in_figures = any(part[0].isdigit() for part in (*first, *second))
    if "cases" in edit.table.flags and not in_figures:
        return False
    if all(part in edit.table.words("numbers.link") | _JOINING for part in between):
        return all(part[0].isdigit() for part in (*first, *second))
    if first[0] in function and second[0] in function and len(first) > 1 and len(second) > 1:
        return False
    return bool(_content(first, function) and _content(second, function))


def _content(parts: list[str], function: frozenset[str]) -> list[str]:
    return [part for part in parts if part not in function and part not in _JOINING]


def _pair_exchanged(old: list[str], pair: list[str], edit: Edit) -> bool:
    """Return whether two neighbours that changed places did more: ``3 to 5``, ``Paris to Rome``."""
    if all(part[0].isdigit() for part in pair):
        return True
    between = old[old.index(pair[0]) + 1 : old.index(pair[1], old.index(pair[0]) + 1)]
    joining = edit.table.words("joining") | edit.table.words("numbers.link") | _JOINING
    return bool(set(between) - joining) and "cases" not in edit.table.flags and len(old) == len(between) + 2


def _is_part(part: str) -> bool:
    return part[0].isalnum() or part in _JOINING


def _core(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Return two lists without what they begin and end with alike."""
    start = 0
    while start < len(old) and old[start] == new[start]:
        start += 1
    end = 0
    while end < len(old) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _is_rotated(old: list[str], new: list[str]) -> bool:
    """Return whether a beginning went to the end, as an adverbial does."""
    try:
        at = new.index(old[0])
    except ValueError:
        return False
    return old[: len(old) - at] == new[at:] and old[len(old) - at :] == new[:at]


def _swapped(old: list[str], new: list[str]) -> tuple[list[str], list[str], list[str]] | None:
    """Return A, X and B where ``old`` is A X B and ``new`` is B X A."""
    for size in range(1, min(len(old), 12)):
        second = new[:size]
        if old[-size:] != second:
            continue
        for other in range(1, min(len(old) - size, 12)):
            first = old[:other]
            if new[-other:] == first and old[other:-size] == new[size:-other] and old[other:-size]:
                return first, old[other:-size], second
    return None


def _cases_exchanged(edit: Edit) -> bool:
    """Return whether two words have exchanged their endings: ``Петров победил Иванова``."""
    if "cases" not in edit.table.flags:
        return False
    pairs = [
        (one, other)
        for one in edit.lost
        for other in edit.gained
        if len(one) > 3
        and one[: max(3, min(len(one), len(other)) - 3)] == other[: max(3, min(len(one), len(other)) - 3)]
    ]
    return (
        len(pairs) == 2
        and edit.lost.total() == edit.gained.total() == 2
        and _longer(*pairs[0]) != _longer(*pairs[1])
    )


def _longer(one: str, other: str) -> bool:
    return len(one) > len(other)
