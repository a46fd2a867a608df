"""Is an engine's answer fit to be a draft? Each guard says in words why not."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import partial

from recto.engines.masking import CODE, MARK, Masked, unmask
from recto.errors import CodeError, EngineError, EngineRefused
from recto.locales import language, script

ERROR_TEXTS = re.compile(
    r"MYMEMORY WARNING|QUERY LENGTH LIMIT|INVALID (SOURCE|TARGET|LANGUAGE PAIR)|Error \d{3} \([A-Z]"
    r"|Too Many Requests|unusual traffic from your computer|<!DOCTYPE|<html",
    re.IGNORECASE,
)
"""Texts that providers send in place of a translation, with status 200."""

OWN_WORDS = re.compile(
    r"""^\W*(?:
      (?:sorry,?\ |I(?:['’]m|\ am)\ (?:very\ )?sorry,?\ (?:but\ )?)?
        I\ (?:can(?:['’]t|not|\ not)|am\ (?:unable|not\ able)\ to|won['’]t)
        \ (?:help|assist|translate|comply|fulfil|provide|continue|do\ that)\b
      | (?:as|I['’]m|I\ am)\ an\ AI\b
      | (?:(?:sure|certainly|of\ course)[,.!:]\ +)?here(?:['’]s|\ is|\ are)\b.{0,40}\b(?:translat|text\b)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""How language models refuse, or begin, in a sentence of their own; always in English, so that an English
answer may begin so where the source does."""
OWN_ENGLISH = re.compile(r"^\W*(?:sure|certainly|of course)[,.!:] +here(?:['’]s| is| are)\b", re.IGNORECASE)

OWN = "the answer has a sentence of the model's own."
ECHO = "the answer is the source."

MIN_RATIO, MAX_RATIO = 0.3, 3.5
"""Bounds of the answer's length over the source's; wider where one side writes without letters of
an alphabet (Han, kana, Hangul), where one character is about a word."""

DENSE = frozenset({"Hans", "Hant", "Hani", "Jpan", "Kore"})

NAMES = {
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Hebr": ("HEBREW",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Kore": ("HANGUL", "CJK"),
    "Latn": ("LATIN",),
    "Taml": ("TAMIL",),
    "Thai": ("THAI",),
}
"""How Unicode's character names start in a script."""

REFERENCE = re.compile(r"&#?\w+;")
WIDE = {"％": "%", "｛": "{", "｝": "}", "＜": "<", "＞": ">"}

URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']+")


def plain(text: str) -> str:
    """Return a unit's text without codes and outer white space."""
    return CODE.sub("", text).strip()


def fault(source: str, answer: str, source_locale: str, target_locale: str) -> str:
    """Return why an answer is no translation of a source, or an empty text if it may be one.

    Both are texts without protected content. Meant for drafts: a person still looks at them.
    """
    before, after = plain(source), plain(answer)
    if not after:
        return "the answer is empty."
    if ERROR_TEXTS.search(after) and not ERROR_TEXTS.search(before):
        return "the answer is the text of an error."
    if is_own(before, after, target_locale):
        return OWN
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in answer):
        return "the answer holds a control character."
    if set(URL.findall(after)) - set(URL.findall(before)):
        return "the answer has an address that the source has not."
    if language(source_locale) != language(target_locale) and echoes(before, after):
        return ECHO
    if any(map(str.isalpha, before)) and not any(map(str.isalnum, after)):
        return "the answer has no words."
    if is_shouted(after) and not is_shouted(before):
        return "the answer is in capitals."
    return (
        _length_fault(before, after, source_locale, target_locale)
        or _script_fault(after, target_locale)
        or _loop_fault(before, after)
    )


def is_own(source: str, answer: str, target_locale: str) -> bool:
    """Return whether a language model refuses, or speaks about its answer, where the source does not."""
    own = OWN_ENGLISH if language(target_locale) == "en" else OWN_WORDS
    return own.search(answer) is not None and not own.search(source)


def echoes(source: str, answer: str) -> bool:
    """Return whether an answer repeats a source that has words besides names.

    Two words in small letters, or four letters of a script without capitals, are not just a name.
    """
    if " ".join(source.split()).casefold() != " ".join(answer.split()).casefold():
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", source) if len(word) > 1]
    uncased = sum(unicodedata.category(char) == "Lo" for char in source)
    return sum(word[0].islower() for word in words) >= 2 or uncased >= 4


def is_shouted(text: str) -> bool:
    """Return whether a text of ten letters and more is all in capitals."""
    return text.isupper() and sum(map(str.isalpha, text)) >= 10


def _length_fault(source: str, answer: str, source_locale: str, target_locale: str) -> str:
    """An answer may shrink and grow within bounds, which are wider for less than twenty characters.

    ``United States`` may become ``US``, and ``TV`` a word of the target's own.
    """
    dense = script(source_locale) in DENSE, script(target_locale) in DENSE
    is_short = len(source) < 20
    low = (MIN_RATIO / 2 if is_short else MIN_RATIO) / (4 if dense[1] and not dense[0] else 1)
    high = MAX_RATIO * (4 if dense[0] and not dense[1] else 1)
    most = len(source) * high + (30 if is_short else 0)
    least = len(source) * low
    if (int(least) if is_short else least) <= len(answer) <= most:
        return ""
    return f"the answer has {len(answer)} characters, the source {len(source)}."


def _script_fault(answer: str, target_locale: str) -> str:
    """Less than a fifth of many letters in the target's script: another language, or an echo."""
    names = NAMES.get(script(target_locale))
    letters = [char for char in answer if char.isalpha()]
    if names is None or len(letters) < 20:
        return ""
    share = sum(unicodedata.name(char, "").startswith(names) for char in letters) / len(letters)
    return "" if share >= 0.2 else f"the answer is not written in the script of {target_locale}."


def _loop_fault(source: str, answer: str) -> str:
    """Five times the same one to four words in a row, which the source has not."""
    words = answer.casefold().split()
    for size in (1, 2, 3, 4):
        run = 0
        for at in range(size, len(words)):
            run = run + 1 if words[at] == words[at - size] else 0
            if run >= 4 * size:
                if source and _loop_fault("", source):
                    return ""
                loop = " ".join(words[at - size + 1 : at + 1])
                return f"the answer repeats {loop!r} again and again."
    return ""


def accept(
    masked: Masked, answer: str, source: str, target: str, engine: str, *, is_html: bool
) -> str | EngineError:
    """Return the checked translation of a text, or the error that says why there is none.

    ``answer`` is what the engine said, with marks; ``source`` and ``target`` are locales. The error's
    cause is a CodeError if the codes are at fault and not the words.
    """
    if problem := no_answer(masked, answer):
        return EngineRefused(problem, engine)
    # Before the codes: a refusal has lost them too, and is not to be asked for without.
    if is_own(masked.words, " ".join(MARK.sub(" ", answer).split()), target):
        return EngineRefused(OWN, engine)
    unescape = unescaped(masked, answer, is_html=is_html)
    try:
        result = unmask(masked, answer, unescape)
    except CodeError as error:
        again = html.unescape(answer)
        try:  # marks that were escaped like text
            result = unmask(masked, again, unescape) if again != answer else ""
        except CodeError:
            result = ""
        if not result:
            return refused(error, engine)
    return judge(masked, _narrow(result, masked.source, target), source, target, engine)


def no_answer(masked: Masked, answer: str) -> str:
    """Return why an answer is none, whatever its codes, or an empty text if it may be one."""
    said = MARK.sub(" ", answer).strip()
    if not said:
        return "the answer is empty."
    if ERROR_TEXTS.search(said) and not ERROR_TEXTS.search(masked.words):
        return "the answer is the text of an error."
    return ""


def refused(error: CodeError, engine: str) -> EngineRefused:
    """Return the error of an engine whose answer has other codes than the source."""
    refusal = EngineRefused(error.problem, engine)
    refusal.__cause__ = error
    return refusal


def judge(masked: Masked, result: str, source: str, target: str, engine: str) -> str | EngineError:
    """Return a translation that has the source's codes, or the error that says why it is none."""
    before, after = masked.source, result
    for raw in masked.kept:
        before, after = before.replace(raw, " ", 1), after.replace(raw, " ", 1)
    problem = fault(before, after, source, target)
    return EngineRefused(problem, engine) if problem else result


def is_translatable(masked: Masked) -> bool:
    """Return whether there is a letter to translate outside of codes and protected content."""
    return any(map(str.isalpha, masked.words))


def unescaped(masked: Masked, answer: str, *, is_html: bool) -> Callable[[str], str]:
    """Return what undoes an engine's character references.

    Once for HTML and never for text, unless only another number of times gives back the references
    that the source shows: some engines escape twice, some not at all (LibreTranslate).
    """
    if "&" not in answer:
        return str
    wanted = Counter(REFERENCE.findall(masked.words))
    order = (1, 0, 2) if is_html else (0, 1)
    for times in order:
        if Counter(REFERENCE.findall(_unescape(answer, times))) == wanted:
            return partial(_unescape, times=times)
    return partial(_unescape, times=order[0])


def _unescape(text: str, times: int) -> str:
    for _ in range(times):
        text = html.unescape(text)
    return text


def _narrow(text: str, source: str, target: str) -> str:
    """Bring signs of full width back that an engine made of the source's, where letters are narrow."""
    if script(target) in DENSE:
        return text
    return "".join(WIDE[char] if char in WIDE and char not in source else char for char in text)
