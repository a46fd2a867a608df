"""Decide behind a full stop: an abbreviation, an initial, an ordinal, or the end of a sentence."""

from __future__ import annotations

import re

from recto.segmentation.quotes import is_attributed
from recto.segmentation.scanner import REACH, Candidate, word_at
from recto.segmentation.sides import END, Side, Verdict, before_lower, before_starter
from recto.segmentation.tables import Table

FULL_STOPS = (".", "..", "۔")
"""Terminator runs behind which a word may be an abbreviation; the last is Urdu's."""

_LIST_MARKER = re.compile(r"[\s•‣⁃·▪●◦*(\[\"'«“—–-]*(?:\d{1,3}|[^\W\d_]|[ivxIVX]{2,4})")
_ACRONYM = re.compile(r"(?:[^\s\d._,-]{1,3}\.-?)+[^\s\d._,-]{1,3}")
_BRACKETED = re.compile(r"[^\s(]\s\([^\s()]{1,8}$")
_ROMAN = re.compile(r"[IVXLC]{1,7}")
_FIGURE = re.compile(r"[\d٠-٩۰-۹०-९.,:/–-]*[\d٠-٩۰-۹०-९]+(?:-?\w{1,3})?%?")
_DATELINE = re.compile(r"[\w.'’ -]{3,40}(?:,[\w. ]{1,20}){0,2}\s?(?:\([^()]{2,24}\))?\.?\s?[—–-]{1,2}\s")
_ENUMERATED = re.compile(r"[:：]\s+\(?(?:1|a|A|i|I)$")
_VOWELLESS = re.compile(
    r"[bcdfghjklmnpqrstvwxzçčćďđğģķļłñňņŕřśšşșťţțźžżðþßбвгджзйклмнпрстфхцчшщђћџљњќѓ]{2,5}", re.IGNORECASE
)
_INDIC_LETTER = re.compile(
    r"[\u0904-\u0939\u0958-\u0961\u0985-\u09b9\u0b85-\u0bb9][\u0900-\u0903\u093a-\u094d\u0bbe-\u0bcd\u09be-\u09cd]?"
)
_MONTH_BEHIND = re.compile(r"\d{1,2}\.?\s+([^\W\d_]+)")
_EDGE = re.compile(r"['’/(\[]")
_DAY = re.compile(r"\d{1,2}\.|\d{4}\b")
_MONTH_AND_DAY = re.compile(r"\d{1,2}\.\s?\d{1,2}\.")
_COUNTING = ("§", "§§", "#", "№", "nº", "n°")
_ASIDE = re.compile(r"[—–-]\s*[^\W\d_]{2,6}\.\)")


def full_stop(candidate: Candidate, side: Side, table: Table) -> Verdict:
    """Return whether the full stop ends a sentence: what follows, then the word it stands behind."""
    if side.kind == "mark":
        return Verdict(False, "punctuation")
    if side.kind == "lower":
        return before_lower(side)
    if _is_list_marker(candidate):
        return Verdict(False, "list-marker")
    verdict = _by_word(candidate, side, table)
    if verdict:
        return verdict
    if _in_dateline(candidate):
        return Verdict(False, "dateline")
    if side.opening and _ASIDE.match(candidate.text, candidate.after):
        return Verdict(False, "aside")
    if side.kind == "uncased" and is_attributed(candidate, side, table):
        return Verdict(False, "quote-attribution")
    if ")" in candidate.closers and _BRACKETED.search(candidate.before()):  # "Gen. (ret.) John Allen"
        return before_starter("parenthesis", candidate, side, table)
    return END


def _by_word(candidate: Candidate, side: Side, table: Table) -> Verdict | None:
    """Return the verdict of the word in front; None where it is a word like any other."""
    words = candidate.words_before(3)
    left = words[-1]
    kind = _abbreviation(words, table)
    if kind:
        return _after_abbreviation(kind, words, candidate, side, table)
    if _is_letter(left) or _is_indic_initial(words, candidate, side):
        return _after_letter(words, candidate, side, table)
    if "." in left and _ACRONYM.fullmatch(left):
        return before_starter("acronym", candidate, side, table)
    if table.ordinal and (left.isdigit() or _ROMAN.fullmatch(left)):
        return _after_ordinal(words, side, candidate, table)
    if not table.vowelless and _is_vowelless(words):
        return before_starter("no-vowel", candidate, side, table)
    return None


def _abbreviation(words: list[str], table: Table) -> str:
    """Return the kind of the abbreviation that the last of the words is, or an empty text."""
    known = table.abbreviations
    for count in (3, 2):
        parts = words[-count:]
        if len(parts) == count and parts[-2].endswith(".") and parts[0].endswith("."):
            joined = "".join(parts)
            found = known.get(joined) or known.get(joined.lower())
            if found:
                return found
    left = words[-1]
    if len(left) == 1:  # "Dr. A. B. Kern": a capital letter is an initial unless a table has it so
        return known.get(left, "")
    found = known.get(left) or known.get(left.lower())
    if not found and left.isupper():  # "ST. PAUL, MINN."
        found = known.get(left.capitalize())
    if found or left.isalpha():
        return found or _by_suffix(left, table)
    for tail in (left.rsplit("-", 1)[-1], _EDGE.split(left)[-1]):
        if len(tail) > 1 and (tail in known or tail.lower() in known):
            return known.get(tail) or known[tail.lower()]
    return _by_suffix(left, table)


def _by_suffix(left: str, table: Table) -> str:
    return "may_end" if table.suffixes and left.endswith(table.suffixes) else ""


def _after_abbreviation(
    kind: str, words: list[str], candidate: Candidate, side: Side, table: Table
) -> Verdict | None:
    """Return the verdict behind a known abbreviation."""
    no = Verdict(False, "abbreviation")
    before = words[-2] if len(words) > 1 else ""
    if kind == "title" or (kind == "street" and not before[:1].isupper()):
        return no
    if kind == "numeric":
        if side.kind in ("figure", "symbol") or _ROMAN.fullmatch(side.word):
            return no
        return _after_letter(words, candidate, side, table) if _is_letter(words[-1]) else None
    if kind == "after_figure":
        return _after_unit(before, candidate, side, table)
    if kind == "clock":
        if candidate.start - candidate.sentence < 14:  # "By 7 a.m. Mrs. Roe had left."
            return Verdict(False, "time")
        return Verdict(False, "time") if side.word.lower() in table.calendar else None
    if kind == "ends" and side.kind != "uncased":
        return None if side.kind != "figure" else no
    return before_starter("abbreviation", candidate, side, table)


def _after_unit(before: str, candidate: Candidate, side: Side, table: Table) -> Verdict | None:
    """Return the verdict behind what follows a figure: ``1912 г.``, ``19.30 hod.``, ``5 km.``"""
    if not (_FIGURE.fullmatch(before) or _ROMAN.fullmatch(before)):
        return before_starter("abbreviation", candidate, side, table)
    if _is_fronted(candidate, side, table):
        return Verdict(False, "fronted-date")
    if side.kind != "figure":
        return None
    month = _MONTH_BEHIND.match(candidate.ahead(side.at))
    return None if month and month[1].lower() in table.calendar else Verdict(False, "abbreviation")


def _is_fronted(candidate: Candidate, side: Side, table: Table) -> bool:
    """Whether the sentence so far only says when: ``W 2015 r. Warszawa wybrała``."""
    if candidate.start - candidate.sentence > 40 or side.word.lower() in table.starters:
        return False
    words = candidate.text[candidate.sentence : candidate.start].split()
    return len(words) < 3 + (words[0].lower() in table.fronted) * 2 and (
        words[0].lower() in table.fronted or words[0][0].isdigit()
    )


def _is_letter(word: str) -> bool:
    """Whether a word is a letter, maybe behind an elision: ``d'A. Puig``."""
    elided = word[-2:-1] in ("'", "’") and word[-1].isupper()
    return (len(word) == 1 or elided) and word[-1].isalpha()


def _is_indic_initial(words: list[str], candidate: Candidate, side: Side) -> bool:
    """Whether a syllable of an Indic script is an initial: bare, or one of several (``पु. ल.``)."""
    left = words[-1]
    if not "\u0900" <= left[:1] <= "\u0dff" or not _INDIC_LETTER.fullmatch(left):
        return False
    if len(words) > 1 and words[-2].endswith(".") and _INDIC_LETTER.fullmatch(words[-2][:-1]):
        return True
    following = _INDIC_LETTER.match(candidate.text, side.at)
    return following is not None and candidate.text[following.end() : following.end() + 1] == "."


def _is_vowelless(words: list[str]) -> bool:
    """Whether a short word without a vowel stands here, which no table knows: ``Mnr.``, ``Gng.``

    It is no name in capitals (``TV``) and no unit behind a figure.
    """
    left = words[-1]
    if not _VOWELLESS.fullmatch(left) or not (left[1:].islower() and (len(left) < 4 or left[0].isupper())):
        return False
    return len(words) == 1 or not _FIGURE.fullmatch(words[-2])


def _after_letter(words: list[str], candidate: Candidate, side: Side, table: Table) -> Verdict | None:
    letter = words[-1][-1]
    if "\u3040" <= letter <= "\ud7a3":  # a syllable or an ideograph is a word
        return None
    if letter.islower() and len(words) > 1 and _FIGURE.fullmatch(words[-2]):  # "45 m."
        return None
    if side.kind == "uncased" and not table.starters:
        return Verdict(False, "initial")
    return before_starter("initial", candidate, side, table)


def _after_ordinal(words: list[str], side: Side, candidate: Candidate, table: Table) -> Verdict:
    left, word = words[-1], side.word.lower()
    if word in table.calendar:
        return Verdict(False, "ordinal")
    before = words[-2] if len(words) > 1 else ""
    if side.kind == "figure":
        pattern = _DAY if len(left) < 3 else _MONTH_AND_DAY
        return Verdict(False, "ordinal") if pattern.match(candidate.ahead(side.at)) else END
    if side.kind == "uncased":  # Korean "2020. 1. 5."
        return Verdict(not before.rstrip(".").isdigit() or not before.endswith("."), "ordinal")
    # "ul. 5." and "§ 5." count houses and paragraphs.
    counted = before.endswith(".") or before in _COUNTING or table.abbreviations.get(before) == "numeric"
    small = (len(left) < 3 or not left.isdigit()) and not counted
    if small and not side.opening and side.kind == "upper" and word not in table.starters:
        return Verdict(False, "ordinal")
    return END


def _is_list_marker(candidate: Candidate) -> bool:
    if candidate.start - candidate.sentence > 12:
        return _ENUMERATED.search(candidate.text, candidate.start - 6, candidate.start) is not None
    return _LIST_MARKER.fullmatch(candidate.text, candidate.sentence, candidate.start) is not None


def _in_dateline(candidate: Candidate) -> bool:
    """Whether the full stop belongs to ``PORTLAND, Ore. (AP) — `` at the start of the sentence."""
    at = candidate.sentence
    if candidate.start - at >= REACH:
        return False
    city = word_at(candidate.text, at)
    if len(city) < 3 or not city.isupper():
        return False
    found = _DATELINE.match(candidate.text, at, min(candidate.stop, candidate.start + REACH))
    return found is not None and candidate.start < found.end()
