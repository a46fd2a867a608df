"""The check ``terms``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from recto.checks.reading import bare, covered
from recto.glossary import Glossary, Status, Term, standing, stands_loosely, starts_with, terms_of
from recto.inline import protected_pairs
from recto.messages import message
from recto.model import LINK, Finding, Unit

NAME = "terms"


def check(unit: Unit, source_locale: str, target_locale: str, glossary: Glossary) -> Iterator[Finding]:
    """The terms of the glossary are translated as it says.

    Reported is a term without one of its translations, a translation that is forbidden, and a term
    that is not to be translated and was. Inflected forms count, compounds too, and other words may
    stand inside a term of several. A sentence can be right without a term: nothing is held up, and
    what was looked at can be ignored.
    """
    if not unit.target.strip() or unit.role == LINK or not glossary.terms:
        return
    protected = protected_pairs(unit.hints)
    text, target = bare(unit.source, protected), covered(unit.target, protected)
    here = terms_of(text, glossary, (source_locale, target_locale))
    for (start, end), rivals in groupby(here, key=lambda one: (one[0].start, one[0].end)):
        lines = [line for _, terms in rivals for line in terms]
        # A term that stands there twice is asked for once: the second may be a pronoun.
        if (start, end) == next((f.start, f.end) for f, terms in here if lines[0] in terms):
            yield from _of_term(target, target_locale, text[start:end], lines)


def _of_term(target: str, locale: str, seen: str, lines: Sequence[Term]) -> Iterator[Finding]:
    """Yield what is wrong with one term; ``seen`` is how it stands in the source."""
    language = locale.partition("-")[0]
    wanted = [line for line in lines if line.is_wanted]
    kept = [line for line in lines if line.status is Status.KEPT]
    forbidden = [line for line in lines if line.status is Status.FORBIDDEN]
    use = " / ".join(f"“{line.translation}”" for line in wanted)
    met = standing(target, [line.translation for line in (*wanted, *forbidden)], language)
    has_wanted = any(line.translation in met for line in wanted)
    is_told = False
    for line in forbidden:
        for span in met.get(line.translation, ()):
            is_told = True
            values = {"text": target[slice(*span)], "term": line.source}
            told = (
                message("The glossary forbids “%(text)s” for “%(term)s”. Use %(use)s.", **values, use=use)
                if use
                else message("The glossary forbids “%(text)s” for “%(term)s”.", **values)
            )
            yield Finding(NAME, told, "warning", span)
    if is_told or has_wanted or not (wanted or kept):
        return
    if any(_is_kept(target, language, line, seen) for line in kept):
        return
    if any(stands_loosely(line.translation, target, language) for line in wanted):
        return
    if wanted:
        told = message(
            "The glossary has %(use)s for “%(term)s”; the target has not.", use=use, term=lines[0].source
        )
        yield Finding(NAME, told)
    else:
        told = message("“%(term)s” is not translated; the target does not have it.", term=kept[0].source)
        yield Finding(NAME, told)


def _is_kept(target: str, language: str, line: Term, seen: str) -> bool:
    """Tell whether a term stands in the target as it is, or as it stood in the source; endings may follow."""
    return any(starts_with(target, text, language, exact=line.exact) for text in (line.source, seen))
