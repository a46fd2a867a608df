"""The names of a source in its translation: as they are, by the glossary, by their sound, as places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from recto.comparing.letters import SCRIPTS, is_form_of, sounds_alike
from recto.comparing.lines import Line, Span, Verdict, joined, line
from recto.errors import ConfigError
from recto.facts import Facts, Word, read, words
from recto.facts.text import CJK
from recto.locales import script, territory_names

_BETWEEN = re.compile(r"[ \-.’'\u2060]{1,3}")
_KANA = re.compile(r"[\u30a1-\u30fc]+")
_HAN = re.compile(rf"[{CJK}]")
Terms = Sequence[tuple[Span, Sequence[str]]]
"""Places of glossary terms in a source, each with its translations."""
CASED = frozenset({"Latn", "Cyrl", "Grek"})


def names(texts: tuple[str, str], was: Facts, locales: tuple[str, str], terms: Terms) -> Iterator[Line]:
    """Yield a line for each name of the source; what was not found is to be looked at, no more."""
    source, target = texts
    listed = _words(target, locales[1])
    for span in _whole_names(source, [name.span for name in was.names]):
        found, note = _found(source, span, target, listed, locales, terms)
        if found:
            yield line("name", Verdict.FOUND, texts, ([span], found), note)
        else:
            can = script(locales[1]) in CASED or (bool(SCRIPTS.search(target)) and not _HAN.search(target))
            yield line("name", Verdict.LOOK, texts, ([span], []), "" if can else "no-script")


def _whole_names(source: str, spans: Sequence[Span]) -> list[Span]:
    """Join the words of one name, the first of which a sentence may have begun with."""
    out: list[Span] = []
    for start, end in sorted(set(spans)):
        before = re.search(r"(?<!\w)([A-ZÀ-ÞА-ЯЁ]\w+)[ \-]$", source[:start])
        if out and _BETWEEN.fullmatch(source[out[-1][1] : start]):
            out[-1] = (out[-1][0], end)
        elif before and before.start(1) > 0 and (not out or before.start(1) >= out[-1][1]):
            out.append((before.start(1), end))
        else:
            out.append((start, end))
    return out


def _found(  # a name, and all that it may be found by
    source: str,
    span: Span,
    target: str,
    listed: Sequence[Word],
    locales: tuple[str, str],
    terms: Terms,
) -> tuple[list[Span], str]:
    name = source[span[0] : span[1]].replace("\u2060", "")
    as_it_is = re.search(rf"(?<!\w){re.escape(name)}", target, re.IGNORECASE)
    if as_it_is:
        return [as_it_is.span()], ""
    for place, translations in terms:
        if place[0] <= span[0] and span[1] <= place[1]:
            for text in translations:
                at = _standing(text, target)
                if at:
                    return [at], "glossary"
    for text in _places(name, *locales):
        at = _standing(text, target)
        if at:
            return [at], "place"
    return _by_words(name, listed, target)


def _by_words(name: str, listed: Sequence[Word], target: str) -> tuple[list[Span], str]:
    """Find each word of a name by its form or its sound."""
    spans: list[Span] = []
    note = "form"
    for part in re.findall(r"[^\W\d_]+", name):
        if len(part) < 2:
            continue
        form = next((word for word in listed if is_form_of(part, word.text)), None)
        if form is None:
            note = "sound"
            form = next((word for word in listed if _sounds_so(part, word.text)), None)
        if form is None:
            whole = next((word for word in listed if _sounds_so(name, word.text)), None)
            return ([(whole.start, whole.end)], "sound") if whole else ([], "")
        spans.append((form.start, form.end))
    return joined(sorted(set(spans)), target), note


def _sounds_so(name: str, word: str) -> bool:
    """Tell whether a word of another script sounds like a name."""
    return bool(SCRIPTS.search(name)) != bool(SCRIPTS.search(word)) and sounds_alike(name, word)


def _words(target: str, locale: str) -> list[Word]:
    """Return the words of a translation that may be names: with a capital where the script has them."""
    plain = read(target)
    found = []
    for word in words(plain.text):
        start, end = plain.span(word.start, word.end)
        found.append(word._replace(start=start, end=end))
    if script(locale) in CASED:
        return [word for word in found if word.text[0].isupper()]
    return [*(Word(hit[0], hit[0], *hit.span()) for hit in _KANA.finditer(target)), *found]


@lru_cache(maxsize=4000)
def _places(name: str, source_locale: str, locale: str) -> tuple[str, ...]:
    """Return what a country or region is called in the target's language."""
    try:
        code = territory_names(source_locale).get(name.removeprefix("the ").removeprefix("The "))
        known = territory_names(locale)
    except ConfigError:
        return ()
    return tuple(text for text, other in known.items() if other == code) if code else ()


def _standing(text: str, target: str) -> Span | None:
    """Return where a text stands in a translation, with another ending of its last word perhaps."""
    pattern = re.escape(text)
    if not _HAN.search(text):
        stem = text if len(text) < 5 else text[: max(4, len(text) - 2)]
        # An article or a preposition may stand at the front of a word in Arabic and Hebrew.
        pattern = rf"(?<!\w)\w{{0,2}}{re.escape(stem)}\w{{0,4}}"
    found = re.search(pattern, target, re.IGNORECASE)
    return found.span() if found else None
