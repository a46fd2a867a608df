"""A term: one line of the glossary, what a word of the source is to be in one locale."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from recto.glossary.words import words

MAX_CHARS = 1000
"""Of each text of a term. The longest in public term banks have some 200."""

MAX_WORDS = 25
"""Of a term: what looking for one takes at each word of a text at most."""

CODE = re.compile(r"</?[0-9]+>|<[0-9]+/>")


class Status(StrEnum):
    """What is to be done with a translation."""

    PREFERRED = "preferred"
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    KEPT = "do not translate"


RANKS = {status: rank for rank, status in enumerate(Status)}


class PartOfSpeech(StrEnum):
    """The parts of speech of TBX-Basic."""

    NONE = ""
    NOUN = "noun"
    PROPER_NOUN = "proper noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Term:
    """``source`` in the locale of the glossary is ``translation`` in ``locale``, or on no account is it.

    A term that is not translated may have no locale: it holds for all.
    """

    source: str
    locale: str = ""
    translation: str = ""
    status: Status = Status.PREFERRED
    part_of_speech: PartOfSpeech = PartOfSpeech.NONE
    exact: bool = False
    """Found only as it is written here, capitals included: acronyms, names."""
    note: str = ""

    @property
    def is_wanted(self) -> bool:
        """Whether the translation may stand in a target."""
        return self.status in (Status.PREFERRED, Status.ALLOWED)

    @property
    def rank(self) -> tuple[object, ...]:
        """Place in a sorted glossary: by term without capitals, then locale, the best translation first."""
        folded = unicodedata.normalize("NFC", self.source).casefold()
        return (folded, self.source, self.locale, RANKS[self.status], self.translation,
                self.part_of_speech, self.exact, self.note)  # fmt: skip


def fault(term: Term) -> str:
    """Return why this cannot be a term, or an empty text if it can."""
    for name, text in (("term", term.source), ("translation", term.translation), ("note", term.note)):
        if len(text) > MAX_CHARS:
            return f"the {name} has {len(text)} characters; {MAX_CHARS} fit."
        if any(
            unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in "\ufffe\uffff" for char in text
        ):
            return f"the {name} holds a control character."
        if text != text.strip() or "  " in text:
            return f"the {name} has blanks at its edges or several in a row."
    for name, text in (("term", term.source), ("translation", term.translation)):
        if CODE.search(text):
            return f"the {name} holds a code of a unit, such as <1>; it cannot be found in texts."
        if text and not words(text, ""):
            return f"the {name} {text!r} has neither a letter nor a sign."
        if len(words(text, "")) > MAX_WORDS:
            return f"the {name} has more than {MAX_WORDS} words."
    if not term.source:
        return "there is no term."
    if term.status is Status.KEPT:
        return _fault_of_kept(term)
    if not term.translation:
        return f"there is no translation, and the status is not {Status.KEPT.value!r}."
    return "" if term.locale else "there is no locale; only a term that is not translated holds for all."


def _fault_of_kept(term: Term) -> str:
    if term.translation:
        return "the term is not to be translated and has a translation."
    return ""


def tidy(text: str) -> str:
    """Return a text as a term holds it: one line, single blanks, bare edges.

    >>> tidy(" rain\\n  garden ")
    'rain garden'
    """
    return re.sub("[\t\n\v\f\r ]+", " ", text).strip()


def held(terms: Iterable[Term], locale: str) -> tuple[Term, ...]:
    """Return the terms of one source that hold in a locale: those of the most specific that has any.

    What is said for ``de-AT`` stands in for what is said for ``de``, and that for what is said for
    all. Best first.
    """
    by_locale: dict[str, list[Term]] = {}
    for term in terms:
        by_locale.setdefault(term.locale, []).append(term)
    tag = locale
    while tag and tag not in by_locale:
        tag = tag.rpartition("-")[0]
    return tuple(sorted(by_locale.get(tag, ()), key=lambda term: RANKS[term.status]))
