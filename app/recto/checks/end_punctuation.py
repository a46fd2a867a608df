"""The check ``end_punctuation``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.checks.reading import bare
from recto.inline import protected_pairs
from recto.messages import message
from recto.model import Finding, Unit

NAME = "end_punctuation"
SENTENCE = 8
"""Words from which a paragraph without a sign at its end is a sentence all the same."""

CLASSES = {
    "a full stop": ".。．｡।॥۔።።။។։෴᠃꓿",
    "a question mark": "?？؟;⁇՞፧",
    "an exclamation mark": "!！՜¡",
    "a colon": ":：፡፦",
    "an ellipsis": "…",
}
"""Signs at the end of a sentence in the world's scripts, by what they say; ``;`` is Greek's question mark."""

WORDS: dict[str, str] = {
    word: word
    for word in (
        message("a full stop"),
        message("a question mark"),
        message("an exclamation mark"),
        message("a colon"),
        message("an ellipsis"),
    )
}
"""What the classes are called by those who read the finding."""

OF = {sign: name for name, signs in CLASSES.items() for sign in signs}

CLOSERS = frozenset(
    "\"'’”»›“‘«)]）】」』〉》\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069"
)
"""Quotes, brackets and marks of direction that stand behind a final sign."""

ABBREVIATION = re.compile(
    r"(?:\d|(?<!\w)(?:\w|inc|ltd|corp|co|jr|sr|st|dr|vs|no|nr|ed|vol|etc|usw|bzw|etw|evtl|ggf|inkl|max|min|ca"
    r"|aprox|ecc|osv|enz|itd|atd|гг|др|руб|млн|тыс|стр|см|напр|т\. ?[дпк]))\.$",
    re.IGNORECASE,
)

ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?$")

PLAIN = {"a full stop": ".", "a question mark": "?", "an exclamation mark": "!", "a colon": ":"}
_HAN = {"a full stop": "。", "a question mark": "？", "an exclamation mark": "！", "a colon": "："}
_ARABIC = {**PLAIN, "a question mark": "؟"}
_DANDA = {**PLAIN, "a full stop": "।"}
SIGNS = {
    **dict.fromkeys(("ja", "zh", "yue"), _HAN),
    **dict.fromkeys(("ar", "fa", "ckb", "ps"), _ARABIC),
    "ur": {**_ARABIC, "a full stop": "۔"},
    **dict.fromkeys(("hi", "bn", "as", "ne", "mr", "sa"), _DANDA),
    "hy": {"a full stop": "։"},
    "el": {**PLAIN, "a question mark": ";"},
}
"""Signs at the end where they are not those of English."""

DOUBLED = frozenset({"es", "gl", "ast", "fr"})
"""Languages in which a sign that is not a full stop asks for more than itself."""

NO_SIGN_NEEDED = frozenset({"th", "lo", "km", "my", "bo", "lzh"})
"""Languages that end sentences without a sign."""


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """The target ends as the source does: with a full stop, a question mark, a colon, or nothing.

    The signs of all scripts count: ``.`` is ``。`` in Japanese and ``।`` in Hindi. A sentence that ends
    in another sign often lost its end, or belongs to another unit.
    """
    if not unit.target or not unit.source:
        return
    language = target_locale.partition("-")[0]
    before = _end(bare(unit.source, protected_pairs(unit.hints)), source_locale.partition("-")[0])
    after = _end(bare(unit.target, protected_pairs(unit.hints)), language)
    if before == after or _may_differ(unit, before, after, language):
        return
    at = len(_stripped(unit.target))
    was, now = WORDS.get(before, before), WORDS.get(after, after)
    if not after:
        told = message("The source ends with %(was)s, the target without a sign.", was=was)
    elif not before:
        told = message("The source ends without a sign, the target with %(now)s.", now=now)
    else:
        told = message("The source ends with %(was)s, the target with %(now)s.", was=was, now=now)
    fix = _fixed(unit.target, before, after, target_locale)
    yield Finding(NAME, told, "warning", (max(at - 1, 0), at), fix)


def _fixed(target: str, before: str, after: str, locale: str) -> str | None:
    """Return the target with the sign that it lost, or without the full stop that it has too many.

    Only where that is certain: nothing stands behind the last word, and the language needs no second sign
    (Spanish opens questions as well) and no space in front (French).
    """
    text = target.rstrip()
    if not before and after == "a full stop":
        is_last = text == _stripped(target) and text[-1:] in CLASSES[after]
        bare_text = text.rstrip(CLASSES[after]).rstrip()
        # What stands in front of the full stop may be another sign, and then nothing is certain.
        return bare_text if is_last and bare_text[-1:].isalnum() else None
    sign = _sign(before, locale)
    if after or not sign or not text[-1:].isalnum():
        return None
    if any(char in "/@#.:" for char in text.rsplit(None, 1)[-1]):
        return None  # behind an address a sign may become a part of it
    return text + sign


def _sign(name: str, locale: str) -> str:
    """Return the sign that ends such a sentence in a locale; empty where it is not as simple."""
    spoken = locale.partition("-")[0]
    if name != "a full stop" and spoken in DOUBLED:
        return ""
    return SIGNS.get(spoken, PLAIN).get(name, "")


def _stripped(text: str) -> str:
    end = len(text)
    while end and (text[end - 1].isspace() or text[end - 1] in CLOSERS):
        end -= 1
    return text[:end]


def _end(text: str, language: str) -> str:
    """Return the class of a text's last sign, quotes and brackets aside; empty if there is none."""
    text = _stripped(text)
    if text.endswith(("...", "。。。", "……")) and not text.endswith("...."):
        return "an ellipsis"
    if text.endswith(";") and language != "el":
        return ""
    return OF.get(text[-1:], "")


def _may_differ(unit: Unit, before: str, after: str, language: str) -> bool:
    """Return whether the ends differ for a reason: an abbreviation, or a habit of the language.

    Before a list Russian and Japanese often have a full stop where English has a colon (measured on
    human translations: half of all differences).
    """
    if language in NO_SIGN_NEEDED and not after:
        return True
    stop = "a full stop"
    if {before, after} == {stop, "a colon"} or (before == "a colon" and language in ("ja", "ko", "zh")):
        return True
    if {before, after} == {stop, ""} and (_is_abbreviation(unit.source) or _is_abbreviation(unit.target)):
        return True
    if {before, after} <= {"an ellipsis", stop} and "etc" in unit.source:
        return True
    if not before and after == stop and ADDRESS.search(unit.source):
        return True  # behind an address many leave the full stop out, so that nobody copies it
    if not before and after == stop and unit.role == "paragraph" and len(unit.source.split()) >= SENTENCE:
        return True  # the source forgot it
    return len(bare(unit.source).split()) < 3 and not before and after == stop


def _is_abbreviation(text: str) -> bool:
    """Return whether a text ends in a word or an ordinal that has a full stop of its own."""
    return bool(ABBREVIATION.search(_stripped(bare(text))))
