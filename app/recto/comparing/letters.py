"""Whether a name in one script is a name in another: both are written in rough sounds and compared.

No dictionary stands behind it: it finds how a name is spelled, not that a city has another one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "o", "є": "e", "ж": "sh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "w", "ф": "f", "х": "h", "ц": "s", "ч": "sh",
    "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a", "ђ": "sh", "ј": "",
    "љ": "l", "њ": "n", "ћ": "sh", "џ": "sh", "ѓ": "g", "ќ": "k", "ѕ": "s",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "t", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "i", "φ": "f", "χ": "h", "ψ": "ps", "ω": "o",
}  # fmt: skip
_HEBREW = {
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "", "ו": "u", "ז": "z", "ח": "h", "ט": "t", "י": "",
    "כ": "k", "ך": "k", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "a", "פ": "p",
    "ף": "f", "צ": "s", "ץ": "s", "ק": "k", "ר": "r", "ש": "sh", "ת": "t",
}  # fmt: skip
_ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "t", "ج": "g", "چ": "sh",
    "ح": "h", "خ": "h", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "ژ": "sh", "س": "s", "ش": "sh", "ص": "s",
    "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "g", "ف": "f", "ڤ": "v", "ق": "k", "ك": "k", "ک": "k",
    "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "", "ة": "", "و": "u", "ؤ": "u", "ي": "", "ی": "",
    "ى": "a", "ئ": "", "ء": "",
}  # fmt: skip
_KANA = dict(
    zip(
        "アイウエオカキクケコガギグゲゴサシスセソザジズゼゾタチツテトダヂヅデドナニヌネノハヒフヘホバビブベボパピプペポマミムメモヤユヨラリルレロワヲンヴ",
        "a i u e o ka ki ku ke ko ga gi gu ge go sa shi su se so za shi zu ze zo ta shi su te to da shi su de"
        " do na ni nu ne no ha hi fu he ho ba bi bu be bo pa pi pu pe po ma mi mu me mo a u o ra ri ru re ro"
        " wa o n v".split(),
        strict=True,
    )
)
_LETTERS = {**_CYRILLIC, **_GREEK, **_HEBREW, **_ARABIC, **_KANA}
_LATIN = (
    (r"sch|tch|tsch|sh|ch|cz|zh|ź|ż|ž|š|č|ś|ć|ц|j(?=[aeiou])", "S"),
    (r"(?<=[aeiou])j(?![aeiou])", ""),
    (r"ph", "F"), (r"th", "T"), (r"ck|qu|q", "K"), (r"wr", "R"), (r"kn", "N"), (r"x", "KS"),
    (r"c(?=[eiyéí])", "S"), (r"c", "K"), (r"gh", ""), (r"ts|tz", "S"),
)  # fmt: skip
_PAIRS = (("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("וו", "v"))
_HEARD_TWO_WAYS = (("w", "u"), ("g", "j"), ("h", "g"), ("j", "g"), ("gh", "f"))
"""Letters that other languages write by one sound or by another: ``Уильям`` and ``Вильям``, ``Гамбург``."""
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bp", "P"), **dict.fromkeys("fvw", "F"), **dict.fromkeys("kg", "K"),
        **dict.fromkeys("szj", "S"), **dict.fromkeys("dt", "T"), "l": "L", "m": "M", "n": "N", "r": "R",
        **dict.fromkeys("aeiouyhø", ""),
    }
)  # fmt: skip
_SPECIAL = {"ß": "ss", "æ": "e", "œ": "e", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ı": "i"}
_ARABIC_BEGINNINGS = re.compile("^[وفبلك]?ال|^[وفبلك](?=...)")
_HEBREW_BEGINNINGS = re.compile("^[ומשהבלכ]{1,2}?([\u05d0-\u05ea‘'׳]{3,})$")
"""``and``, ``from``, ``that``, ``the``, ``in``, ``to``, ``as``: written together with the word."""
_KANA_LETTER = re.compile(r"[\u3040-\u30ff]")
_ONE_P = re.compile(r"[\u0590-\u06ff]")
"""Scripts in which one letter stands for ``p`` and ``f``, or for ``b`` and ``v``."""
_DOUBLED = re.compile(r"(.)\1+")
SCRIPTS = re.compile(r"[\u0370-\u052f\u0590-\u06ff\u3040-\u30ff]")
"""Letters of other scripts whose sounds are known here."""


@lru_cache(maxsize=20_000)
def sounds(word: str) -> str:
    """Return the consonants of a word as rough classes, whatever its script.

    >>> sounds("Shakespeare"), sounds("Шекспир")
    ('SKSPR', 'SKSPR')
    """
    folded = word.casefold()
    if SCRIPTS.search(folded):
        plain = folded.translate({ord("ァ") + 2 * at: chr(ord("ァ") + 2 * at + 1) for at in range(5)})
        for pair, letter in _PAIRS:
            plain = plain.replace(pair, letter)
        # Greek letters with an accent are one character each; a Cyrillic й is no и with an accent.
        letters = (char if char in _LETTERS else _unaccented(char) for char in plain)
        text = "".join(_LETTERS.get(char, char if char.isascii() else "") for char in letters)
        text = re.sub("dsh|sh", "S", text)
    else:
        text = "".join(_SPECIAL.get(char, char) for char in folded)
        for pattern, sound in _LATIN:
            text = re.sub(pattern, sound, text)
        text = _unaccented(text)
    classes = text.translate(_CLASSES)
    return _DOUBLED.sub(r"\1", "".join(char for char in classes if char.isascii() and char.isupper()))


@lru_cache(maxsize=50_000)
def sounds_alike(name: str, word: str) -> bool:
    """Tell whether a word may be how a name is written in another script, endings and all."""
    folded = name.casefold()
    heard = [folded, *(folded.replace(one, other) for one, other in _HEARD_TWO_WAYS if one in folded)]
    written = dict.fromkeys((word, _ARABIC_BEGINNINGS.sub("", word), *_HEBREW_BEGINNINGS.findall(word)))
    pairs = ((sounds(one), sounds(other)) for one in heard for other in written)
    if _KANA_LETTER.search(word + name):
        pairs = ((one.replace("L", "R"), other.replace("L", "R")) for one, other in pairs)
    elif _ONE_P.search(word + name):
        pairs = ((one.replace("F", "P"), other.replace("F", "P")) for one, other in pairs)
    return any(_near(one, other) for one, other in pairs)


def _near(one: str, other: str) -> bool:
    if not one or not other or one[0] != other[0]:
        return False
    if len(one) < 4:
        # A short name with an ending of the other language behind it.
        return other.startswith(one) and len(other) - len(one) <= (len(one) > 1)
    cut = other[: len(one)] if len(other) - len(one) <= 2 else other
    allowed = 1 if len(one) < 7 else 2
    return min(Levenshtein.distance(one, other), Levenshtein.distance(one, cut)) <= allowed


@lru_cache(maxsize=50_000)
def is_form_of(name: str, word: str) -> bool:
    """Tell whether a word of the same script is a name with another ending: ``Berlin``, ``Berlins``.

    >>> is_form_of("Warszawa", "Warszawie"), is_form_of("Maria", "Mars")
    (True, False)
    """
    one, other = _bare(name), _bare(word)
    if one == other:
        return True
    shared = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        shared += 1
    least = max(3, len(one) - (1 if len(one) < 6 else 2))
    return shared >= least and len(other) <= len(one) + 3 and len(one) > 3


def _bare(word: str) -> str:
    return _unaccented(word.casefold())


def _unaccented(text: str) -> str:
    plain = unicodedata.normalize("NFD", text)
    return "".join(char for char in plain if not unicodedata.combining(char))
