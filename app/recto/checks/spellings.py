"""The check ``spellings``: a name is spelled in one way."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from recto.checks.consistency import Placed, Told
from recto.comparing.letters import sounds_alike
from recto.locales import script
from recto.messages import message
from recto.model import Finding, State

NAME = "spellings"
LETTERS = 4
"""Letters up to which a word has no ending that could go."""
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?![\w'’])")
"""A word with a capital inside a sentence: only what sounds alike on both sides is looked at."""
_KANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}")
_ENDING = re.compile("[аеёиіїоуыэюяєйьъмвхгн]{1,3}$")
"""What endings of Russian and Ukrainian names may be made of."""
_SOFTENED = {"ц": "к", "з": "г", "с": "х"}
"""What the last consonant of a Ukrainian name was before an ending: ``Ломбок``, ``Ломбоці``."""


def check(units: Sequence[Placed], source_locale: str, target_locale: str) -> Iterator[Told]:
    """A name in another script is spelled in one way throughout the project.

    Reported are spellings of a name that differ from the one that most confirmed texts have; endings do
    not count. Asked in languages that write names as they sound: Russian, Ukrainian, Japanese and
    their like.
    """
    kind = script(target_locale)
    if kind not in ("Cyrl", "Jpan") or script(source_locale) != "Latn":
        return
    named: dict[str, list[Placed]] = defaultdict(list)
    for one in units:
        if one.unit.state.rank >= State.REVIEWED.rank:
            for name in set(_NAME.findall(one.unit.source)):
                named[name].append(one)
    met: dict[str, list[tuple[Placed, str]]] = defaultdict(list)
    for name, places in named.items():
        for one in places if len(places) > 1 else ():
            written = _written(name, one.unit.target, kind)
            if len(written) == 1:
                met[name].append((one, written.pop()))
    for text, written_so in met.items():
        yield from _told(text, written_so, kind)


def _written(name: str, target: str, kind: str) -> set[str]:
    """Return the words of a target that sound like a name."""
    if kind == "Jpan":
        return {run for run in _KANA.findall(target) if sounds_alike(name, run)}
    words = re.findall(r"[^\W\d_]+", target)
    return {word for word in words if word[0].isupper() and sounds_alike(name, word)}


def _told(name: str, places: list[tuple[Placed, str]], kind: str) -> Iterator[Told]:
    stems = [(one, word, _stem(word, kind)) for one, word in places]
    counts = Counter(stem for _, _, stem in stems)
    usual, count = counts.most_common(1)[0]
    shown = next(word for _, word, stem in stems if stem == usual)
    for one, word, stem in stems:
        if stem.startswith(usual) or usual.startswith(stem):
            continue
        at = one.unit.target.find(word)
        told = message(
            "%(name)s is written “%(here)s” here and “%(there)s” elsewhere (%(times)s times).",
            name=name,
            here=word,
            there=shown,
            times=count,
        )
        yield one, Finding(NAME, told, "warning", (at, at + len(word)))


def _stem(word: str, kind: str) -> str:
    if kind == "Jpan":
        return word
    folded = word.casefold().replace("ё", "е")
    stem = _ENDING.sub("", folded) if len(folded) > LETTERS else folded
    return stem[:-1] + _SOFTENED.get(stem[-1:], stem[-1:])
