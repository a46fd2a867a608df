"""Decide behind a full stop: an abbreviation, an initial, an ordinal, or the end of a sentence."""

from __future__ import annotations

import re

from recto.segmentation.quotes import is_attributed
from recto.segmentation.scanner import REACH, Candidate, word_at
from recto.segmentation.sides import END, Side, Verdict, before_lower, before_starter
from recto.segmentation.tables import Table

_LIST_MARKER = re.compile(r"[\s•‣⁃·▪●◦*(\[\"'«“—–-]*(?:\d{1,3}|[^\W\d_]|[ivxIVX]{2,4})")
_ACRONYM = re.compile(r"(?:[^\s\d._,-]{1,3}\.-?)+[^\s\d._,-]{1,3}")
_BRACKETED = re.compile(r"[^\s(]\s\([^\s()]{1,8}$")
_ROMAN = re.compile(r"[IVXLC]{1,7}")
_FIGURE = re.compile(r"[\d٠-٩۰-۹०-९.,:/–-]*[\d٠-٩۰-۹०-९]+(?:-?\w{1,3})?%?")
_DATELINE = re.compile(r"[\w.'’ -]{3,40}(?:,[\w. ]{1,20}){0,2}\s?(?:\([^()]{2,24}\))?\.?\s?[—–-]{1,2}\s")
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
    if _is_letter(left):
        return _after_letter(words, candidate, side, table)
    if "." in left and _ACRONYM.fullmatch(left):
        return before_starter("acronym", candidate, side, table)
    if table.ordinal and (left.isdigit() or _ROMAN.fullmatch(left)):
        return _after_ordinal(words, side, candidate, table)
    return None


def _abbreviation(words: list[str], table: Table) -> str:
    """Return the kind of the abbreviation that the last of the words is, or an empty text."""
    known = table.abbreviations
    for count in (3, 2):
        parts = words[-count:]
        if len(parts) == count and all(part.endswith(".") for part in parts[:-1]):
            joined = "".join(parts)
            found = known.get(joined) or known.get(joined.lower())
            if found:
                return found
    left = words[-1]
    if len(left) == 1:  # "Dr. A. B. Kern": a capital letter is an initial unless a table has it so
        return known.get(left, "")
    tails = (left.rsplit("-", 1)[-1], re.split(r"['’/(\[]", left)[-1])
    for name in (left, *(tail for tail in tails if len(tail) > 1)):
        found = known.get(name) or known.get(name.lower())
        if found:
            return found
    if table.suffixes and left.endswith(table.suffixes):
        return "may_end"
    return ""


def _after_abbreviation(
    kind: str, words: list[str], candidate: Candidate, side: Side, table: Table
) -> Verdict | None:
    """Return the verdict behind a known abbreviation."""
    no = Verdict(False, "abbreviation")
    if kind == "title":
        return no
    if kind == "numeric":
        follows = side.kind in ("figure", "symbol") or _ROMAN.fullmatch(side.word)
        return no if follows else None
    if kind == "after_figure":
        before = words[-2] if len(words) > 1 else ""
        if not (_FIGURE.fullmatch(before) or _ROMAN.fullmatch(before)):
            return before_starter("abbreviation", candidate, side, table)
        return None if side.kind != "figure" else no
    if kind == "clock":
        if candidate.start - candidate.sentence < 14:  # "By 7 a.m. Mrs. Roe had left."
            return Verdict(False, "time")
        return Verdict(False, "time") if side.word.lower() in table.calendar else None
    if kind == "ends":
        return None if side.kind != "figure" else no
    return before_starter("abbreviation", candidate, side, table)


def _is_letter(word: str) -> bool:
    """Whether a word is a letter, maybe behind an elision: ``d'A. Puig``."""
    elided = word[-2:-1] in ("'", "’") and word[-1].isupper()
    return (len(word) == 1 or elided) and word[-1].isalpha()


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
    if side.kind == "figure":
        follows = re.match(r"\d{1,2}\.|\d{4}\b", candidate.ahead(side.at))
        return Verdict(not (len(left) < 3 and follows), "ordinal" if follows else "terminator")
    counted = len(words) > 1 and words[-2].endswith(".")  # "ul. 5." counts houses
    small = (len(left) < 3 or not left.isdigit()) and not counted
    if small and not side.opening and side.kind == "upper" and word not in table.starters:
        return Verdict(False, "ordinal")
    return END


def _is_list_marker(candidate: Candidate) -> bool:
    if candidate.start - candidate.sentence > 12:
        return False
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
