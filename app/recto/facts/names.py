"""The names of a text: capitalized words that no grammar asks for, places, people with a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recto.facts.tables import Table
from recto.facts.text import Word
from recto.facts.values import Name

_OPENS = re.compile(r"[.!?:\"(\[\n*#>…]|^\s*-|- $")
_ADJECTIVE = re.compile(r".{3,}(?:e|er|es|en|em)$")
HEADLINE = 0.8
"""Share of capitalized words from which a text is a headline, whose capitals say nothing."""
LEAST = 4
"""Words of a headline that are longer than ``the`` and ``of``."""

_HONORIFIC = re.compile(
    r"([一-鿿々]{1,4}|[ァ-ヺー・]{2,20})(?:さん|氏|先生|選手|容疑者|被告|首相|大統領|知事|監督|社長|議員|教授|女士|小姐|夫人)"
)
_TITLED = re.compile(
    r"(?:市长|省长|州长|部长|总统|总理|主席|教授|记者|医生|律师|法官|导演|演员|选手|队长|教练|校长|经理|董事长|发言人|局长|院长)"
    r"([王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦方白邹孟熊秦邱江尹薛][一-鿿])"
)
_PLACE = re.compile(r"([一-鿿]{2,3})(?:市|省|县|縣|県|区|區|镇|村|町|駅|州|府|島|岛)")


def names(
    text: str, words: Sequence[Word], table: Table, *, headline: bool, shouted: bool
) -> tuple[Name, ...]:
    """Return the names of a read text; spans are places in that text.

    ``headline`` and ``shouted`` are what the two functions below say of the words.
    """
    cased = [] if shouted else _cased(text, words, table, headline=headline and table.language != "de")
    if table.language in ("zh", "ja", "ar", "he", "fa", "ur"):
        return (*_known(text, table), *cased, *_titled(text, words, table))
    return tuple(cased)


def is_headline(words: Sequence[Word]) -> bool:
    """Return whether nearly all words have capitals, so that a capital tells no name."""
    firsts = [word.text[0] for word in words if len(word.text) > 3]
    if sum(map(str.isupper, firsts)) < LEAST * HEADLINE:
        return False  # most texts
    cased = [char for char in firsts if char.isalpha() and char.lower() != char.upper()]
    return len(cased) >= LEAST and sum(map(str.isupper, cased)) >= HEADLINE * len(cased)


def _cased(text: str, words: Sequence[Word], table: Table, *, headline: bool) -> list[Name]:
    found = []
    common = table.words("names.common")
    for index, word in enumerate(words):
        if not word.text[0].isupper() or word.folded in table.months or word.folded in table.weekdays:
            continue
        if len(word.text) < 2 or word.folded in common:
            continue
        is_told = word.text.isupper() or _has_inner_capital(word.text)
        if is_told or (not headline and _is_name(text, words, index, table)):
            found.append(Name(word.text, (word.start, word.end)))
    return found


def is_shouted(words: Sequence[Word]) -> bool:
    """Return whether a text is written in capitals throughout."""
    if sum(word.text.isupper() for word in words) < 2 * HEADLINE:
        return False  # most texts
    letters = [word.text for word in words if word.text[0].isalpha()]
    upper = sum(map(str.isupper, letters))
    return len(letters) > 1 and upper >= HEADLINE * len(letters)


def begins(text: str, words: Sequence[Word], index: int) -> bool:
    """Return whether a sentence or a quotation begins at a word, so that a capital is due."""
    if index == 0:
        return True
    return bool(_OPENS.search(text[words[index - 1].end : words[index].start]))


def _is_name(text: str, words: Sequence[Word], index: int, table: Table) -> bool:
    word = words[index]
    if word.text in table.words("territories"):
        return True
    follows = index + 1 < len(words) and text[word.end : words[index + 1].start] == " "
    next_is_capital = follows and words[index + 1].text[0].isupper()
    if table.language == "de":
        return _is_german_name(text, words, index, table)
    if not begins(text, words, index):
        return word.folded not in table.words("function") and word.folded not in table.words("names.titles")
    if word.folded in table.words("function") or not next_is_capital:
        return False
    return len(words[index + 1].text) > 1 and word.folded not in table.words("names.titles")


def _is_german_name(text: str, words: Sequence[Word], index: int, table: Table) -> bool:
    """Return whether a German noun is a name: it stands beside another noun, or behind ``in`` or ``nach``.

    All German nouns have capitals, but two stand side by side only where the second is a name.
    """
    word = words[index]
    if index == 0 or word.folded in table.words("function"):
        return False
    before = words[index - 1]
    if text[before.end : word.start] not in (" ", ". "):
        return False
    if before.text[0].isupper() and not begins(text, words, index - 1):
        return before.folded not in table.words("names.measures")
    if before.folded in table.words("names.titles"):
        return True
    if before.folded in table.words("names.places"):
        return word.folded not in table.words("names.not_places")
    is_noun = before.text[0].isupper() and before.folded not in table.words("function")
    return is_noun and not before.text[0].isdigit() and not _ADJECTIVE.match(before.folded)


def _has_inner_capital(text: str) -> bool:
    return len(text) > 3 and not text[1:].islower() and any(map(str.isupper, text[1:])) and not text.isupper()


def _known(text: str, table: Table) -> list[Name]:
    """Return the names that the table lists, and those that an honorific or a kind of place betrays."""
    found = []
    for name in table.words("names.known") | table.words("territories"):
        at = text.find(name)
        if at >= 0 and (table.language in ("zh", "ja") or _is_whole(text, at, len(name))):
            found.append(Name(name, (at, at + len(name))))
    if table.language in ("zh", "ja"):
        found += [
            Name(hit[1], hit.span(1))
            for pattern in (_HONORIFIC, _PLACE, _TITLED)
            for hit in pattern.finditer(text)
        ]
    return found


def _is_whole(text: str, at: int, size: int) -> bool:
    """Return whether a word ends here, and begins here or behind a particle of at most two letters."""
    after = text[at + size : at + size + 1]
    before = re.search(r"[^\W\d_]*$", text[:at])
    return not after.isalpha() and (before is None or len(before[0]) <= 2)


def _titled(text: str, words: Sequence[Word], table: Table) -> list[Name]:
    """Return the word behind a title or behind ``city of``, in scripts without capitals."""
    betraying = table.words("names.titles") | table.words("names.places")
    found = []
    for index, word in enumerate(words[1:], 1):
        if words[index - 1].folded in betraying and text[words[index - 1].end : word.start] == " ":
            found.append(Name(word.text, (word.start, word.end)))
    return found
