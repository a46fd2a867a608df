"""Whether an edit changed a name, or made a name of a word."""

from __future__ import annotations

import re

from recto.facts import Facts, Table, read, words
from recto.facts.names import begins, is_shouted
from recto.facts.text import CJK
from recto.merging.edits import Edit, is_word
from recto.merging.look import look

_UNSPACED = re.compile(rf"[{CJK}]")


def names_differ(edit: Edit) -> bool:
    """Return whether a name went or came that the other state does not hold in any writing."""
    lost = _absent_names(edit.was, edit.now, edit.new, edit)
    gained = _absent_names(edit.now, edit.was, edit.old, edit)
    if not lost and not gained:
        return False
    if _is_initials(lost, gained) or _is_initials(gained, lost):
        return False
    others = (edit.lost.total() - len(lost)) or (edit.gained.total() - len(gained))
    if others and lost and gained:
        lost, gained = _not_related(lost, gained), _not_related(gained, lost)
    return bool(lost or gained)


def first_name_differs(edit: Edit) -> bool:
    """Return whether the first word alone became another one, and the next word makes it a subject.

    ``Kovac beat Duarte``: the capital says nothing at the beginning, the verb behind it does.
    """
    table = edit.table
    auxiliaries = table.words("auxiliary")
    if len(edit.old) < 2 or edit.old[1:] != edit.new[1:] or not (edit.lost and edit.gained):
        return False
    if not auxiliaries or not (edit.old[1] in auxiliaries or edit.old[1].endswith("ed")):
        return False
    ends = ("s", "ing", "ly", "ed", "ion", "ment", "ers", "ness", "ity", "men", "ple")
    both = (edit.old[0], edit.new[0])
    return all(
        is_word(word) and not word.endswith(ends) and word not in table.words("function") for word in both
    )


def is_other_word(old: str, new: str, table: Table) -> bool:
    """Return whether a capital alone makes another word: ``US`` and ``us``, ``Polish`` and ``polish``."""
    listed = table.words("spelling.case")
    before, after = words(read(old).text), words(read(new).text)
    if not listed or len(before) != len(after) or is_shouted(before) or is_shouted(after):
        return False
    pairs = list(zip(before, after, strict=True))
    changed = [pair for pair in pairs if pair[0].text != pair[1].text]
    if len(changed) > max(2, len(before) // 3):
        return False
    acronyms = table.words("spelling.acronyms")
    return any(
        one.folded == other.folded
        and (
            {one.text, other.text} == {one.text.upper(), one.folded}
            if one.folded in acronyms
            else one.folded in listed and not begins(read(new).text, after, at)
        )
        for at, (one, other) in enumerate(pairs)
        if one.text != other.text
    )


def _absent_names(facts: Facts, other_facts: Facts, other: list[str], edit: Edit) -> list[str]:
    """Return the names of one state whose words the other does not have, in small letters either."""
    held = set(other)
    text = "".join(other)
    expanded = dict(pair.split("=") for pair in edit.table.words("abbreviations.expand"))
    back = {long: short for short, long in expanded.items()}
    absent = []
    for name in facts.names:
        folded = _look_of(name.word, edit.table)
        if folded in edit.table.words("spelling.acronyms") and not _has(other_facts, name.word):
            absent.append(folded)
            continue
        if folded in held or expanded.get(folded) in held or back.get(folded) in held:
            continue
        if _UNSPACED.search(folded) and folded in text:
            continue
        absent.append(folded)
    return absent


def _has(facts: Facts, word: str) -> bool:
    return any(name.word.replace(".", "") == word.replace(".", "") for name in facts.names)


def _look_of(word: str, table: Table) -> str:
    parts = look(word, table)[1]
    return parts[0] if len(parts) == 1 else word.casefold()


def _is_initials(short: list[str], long: list[str]) -> bool:
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)


def _not_related(names: list[str], others: list[str]) -> list[str]:
    """Return the names without those that are another form of one of the others: ``Тверью``, ``Твери``."""
    return [
        name
        for name in names
        if not any(
            name[:4] == other[:4] and name[: max(4, len(name) - 3)] == other[: max(4, len(name) - 3)]
            for other in others
        )
    ]
