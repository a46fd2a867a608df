"""Numbers in words: ``two hundred and five``, ``zweiundvierzig``, ``a third of``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from recto.facts.tables import Table
from recto.facts.text import Word


class Found(NamedTuple):
    """A number before its scale and unit are read; start and end in the text."""

    value: Fraction
    start: int
    end: int
    digits: str = ""
    is_share: bool = False
    currency: str = ""


def number_at(text: str, words: Sequence[Word], index: int, table: Table) -> tuple[Found | None, int]:
    """Return the number that begins at a word, and how many words were looked at."""
    word = words[index]
    if (share := _share(text, words, index, table)) is not None:
        return share
    if word.folded in table.ordinals and word.folded not in table.cardinals:
        return Found(Fraction(table.ordinals[word.folded]), word.start, word.end), 1
    total, current, at, last = Fraction(0), Fraction(0), index, index
    is_any = False
    while at < len(words):
        folded = words[at].folded
        if folded in table.cardinals and not (is_any and not _adds(current, table.cardinals[folded])):
            current += table.cardinals[folded]
        elif folded in table.ordinals and is_any and _adds(current, table.ordinals[folded]):
            current += table.ordinals[folded]
        elif folded in table.scales and (is_any or table.scales[folded] >= 12):
            scale = table.scales[folded]
            if scale < 1000:
                current = (current or 1) * scale
            elif total and not current:
                total *= scale
            else:
                total, current = total + (current or 1) * scale, Fraction(0)
        elif is_any and folded in table.words("numbers.link") and _goes_on(words, at + 1, current, table):
            at += 1
            continue
        else:
            break
        is_any, last, at = True, at, at + 1
    if not is_any:
        return None, 1
    return Found(total + current, word.start, words[last].end), last - index + 1


def _goes_on(words: Sequence[Word], index: int, current: Fraction, table: Table) -> bool:
    if index >= len(words):
        return False
    folded = words[index].folded
    value = table.cardinals.get(folded, table.ordinals.get(folded))
    return value is not None and (current >= 100 or (current >= 20 and value < 10)) and _adds(current, value)


def _share(text: str, words: Sequence[Word], index: int, table: Table) -> tuple[Found | None, int] | None:
    """Return a fraction in words: ``half``, ``a third of``, ``two thirds``."""
    word = words[index]
    if word.folded in table.shares and _stands_as_share(text, words, index, table):
        return Found(table.shares[word.folded], word.start, word.end, is_share=True), 1
    count = table.cardinals.get(word.folded)
    if count and index + 1 < len(words) and words[index + 1].folded in table.shares and count < 20:
        share = table.shares[words[index + 1].folded]
        if share < Fraction(1, 2) and words[index + 1].folded not in table.cardinals:
            return Found(count * share, word.start, words[index + 1].end, is_share=True), 2
    return None


def _stands_as_share(text: str, words: Sequence[Word], index: int, table: Table) -> bool:
    """Return whether ``third`` is a part and not a place in a row."""
    folded = words[index].folded
    behind = text[words[index].end : words[index].end + 1]
    if behind == "-":
        return False
    if folded in table.words("numbers.share_alone"):
        return True
    before = words[index - 1].folded if index else ""
    after = words[index + 1].folded if index + 1 < len(words) else ""
    is_before = before in table.words("numbers.share_before")
    return is_before and (folded not in table.ordinals or after in table.words("numbers.share_of"))


def _adds(current: Fraction, value: int) -> bool:
    """Return whether a number word goes on a number: ``twenty`` + ``five``, ``hundred`` + ``twelve``."""
    if not current:
        return True
    if value >= 100:
        return current % 1000 == 0
    if value >= 10:
        return current % 100 == 0
    return current % 10 == 0 and current % 100 != 10
