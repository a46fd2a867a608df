"""A source beside its translation, fact by fact, for somebody who does not read the translation.

What is compared is what both languages' tables of facts know. Nothing here says that a translation is
right; it says where the same numbers, dates, names, quotations, links and negations stand, and where not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from recto.comparing.figures import figures
from recto.comparing.lines import JOINER, NOTES, Line, Span, Verdict, line
from recto.comparing.naming import Terms, names
from recto.facts import Facts, facts, table_for

__all__ = ["NOTES", "Line", "Span", "Terms", "Verdict", "compare", "has_words"]

CODE = re.compile(r"</?[0-9]+/?>")
HINT = re.compile(r"<([0-9]+)/?> *(?:link|image) +(\S+)")
NUMBERED = re.compile(r"\.?\s*\d")
"""Behind what looks like a negation and stands before a number: ``Platform No. 4``."""


def compare(
    source: str,
    target: str,
    locales: tuple[str, str],
    *,
    hints: Sequence[str] = (),
    terms: Terms = (),
) -> tuple[Line, ...]:
    """Return a line for each fact of a source, and for each that only the translation states.

    In the order of the source; what only the translation has comes last. ``hints`` say what the codes
    are, ``terms`` where terms of the glossary stand in the source.
    """
    texts = (_blanked(source), _blanked(target))
    was, now = facts(texts[0], locales[0]), facts(texts[1], locales[1])
    found = [
        *figures(texts, was, now),
        *names(texts, was, locales, terms),
        *_quotations(texts, was, now),
        *_links(texts, was, now),
        *_addresses(source, target, hints),
        *_negation(texts, was, now, locales),
    ]
    end = len(source) + 1
    return tuple(sorted(found, key=lambda one: one.source_spans[0][0] if one.source_spans else end))


def has_words(locale: str) -> bool:
    """Tell whether number words and negation are known in a language, not only what all scripts share."""
    return table_for(locale).language in _languages()


@cache
def _languages() -> frozenset[str]:
    names = (file.name for file in (files("recto.facts") / "languages").iterdir())
    return frozenset(name.removesuffix(".toml") for name in names)


def _blanked(text: str) -> str:
    return CODE.sub(lambda code: JOINER * len(code[0]), text)


def _quotations(texts: tuple[str, str], was: Facts, now: Facts) -> Iterator[Line]:
    """Pair quotations in order: nobody here can tell whether their words are the same."""
    pairs = list(zip(was.quotations, now.quotations, strict=False))
    for one, other in pairs:
        yield line("quotation", Verdict.FOUND, texts, ([one.span], [other.span]), "marks")
    for one in was.quotations[len(pairs) :]:
        yield line("quotation", Verdict.MISSING, texts, ([one.span], []), "marks")
    for other in now.quotations[len(pairs) :]:
        yield line("quotation", Verdict.EXTRA, texts, ([], [other.span]), "marks")


def _links(texts: tuple[str, str], was: Facts, now: Facts) -> Iterator[Line]:
    """Pair the addresses that stand in the text itself."""
    left = list(now.links)
    for one in was.links:
        same = next((other for other in left if other.target == one.target), None)
        if same is None:
            yield line("link", Verdict.MISSING, texts, ([one.span], []))
        else:
            left.remove(same)
            yield line("link", Verdict.FOUND, texts, ([one.span], [same.span]))
    for other in left:
        yield line("link", Verdict.EXTRA, texts, ([], [other.span]))


def _addresses(source: str, target: str, hints: Sequence[str]) -> Iterator[Line]:
    """Tell of each link of the article's own markup whether its code stands in the translation."""
    for hint in hints:
        found = HINT.fullmatch(hint)
        if not found:
            continue
        one, other = _inside(source, found[1]), _inside(target, found[1])
        shown = (found[2], found[2] if other else "")
        verdict, note = (Verdict.FOUND, "address") if other else (Verdict.MISSING, "code")
        yield Line(
            "link", verdict, shown[0], (one,) if one else (), shown[1], (other,) if other else (), note
        )


def _inside(text: str, number: str) -> Span | None:
    """Return where what a code holds stands, or the code itself."""
    found = re.search(rf"<{number}>(.*?)</{number}>|<{number}/>", text, re.DOTALL)
    if found is None:
        return None
    return found.span(1) if found[1] else found.span()


def _negation(texts: tuple[str, str], was: Facts, now: Facts, locales: tuple[str, str]) -> Iterator[Line]:
    """Compare whether something is denied at all: one language says twice what another says once."""
    spans = [
        [mark.span for mark in one.marks if mark.group == "not" and not NUMBERED.match(text[mark.span[1] :])]
        for text, one in zip(texts, (was, now), strict=True)
    ]
    if not any(spans):
        return
    if not all(map(has_words, locales)):
        verdict, note = Verdict.LOOK, "no-words"
    else:
        note = ""
        verdict = Verdict.FOUND if all(spans) else Verdict.MISSING if spans[0] else Verdict.EXTRA
    yield line("negation", verdict, texts, (sorted(spans[0]), sorted(spans[1])), note)
