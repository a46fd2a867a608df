"""The glossary: what words of the source are to be in each locale, and where they stand in texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from recto.glossary.ledger import Clash, Ledger, Merged, clashes, merge
from recto.glossary.matching import Found, Index, Sought, standing, stands_loosely, starts_with
from recto.glossary.terms import PartOfSpeech, Status, Term, fault, held, tidy
from recto.glossary.words import fold, words
from recto.model import fingerprint

__all__ = [
    "NO_TERMS",
    "Clash",
    "Found",
    "Glossary",
    "Index",
    "Ledger",
    "Merged",
    "PartOfSpeech",
    "Sought",
    "Status",
    "Term",
    "clashes",
    "fault",
    "fold",
    "held",
    "merge",
    "standing",
    "stands_loosely",
    "starts_with",
    "terms_of",
    "tidy",
    "words",
]


@dataclass(frozen=True, eq=False)
class Glossary:
    """All terms of a project; ``locale`` is that of their sources.

    Compared by identity, so that it can be part of a cache's key: whoever reads it from a file
    gives the same one for as long as the file is the same.
    """

    locale: str
    terms: tuple[Term, ...] = ()

    def find(self, text: str, locale: str = "") -> tuple[Found, ...]:
        """Return the terms in a text of the source's locale that have something to say in ``locale``.

        Without a locale, all terms. See ``Index.find`` for those that overlap.
        """
        if not self.terms:
            return ()
        if locale not in self._indexes:
            sought = (
                Sought(source, any(term.exact for term in terms))
                for source, terms in self.by_source.items()
                if not locale or held(terms, locale)
            )
            self._indexes[locale] = Index(sought, _language(self.locale))
        return self._indexes[locale].find(text)

    def translations(self, source: str, locale: str) -> tuple[Term, ...]:
        """Return what is said about a term in a locale, the best first."""
        return held(self.by_source.get(source, ()), locale)

    def speaks(self, locale: str) -> bool:
        """Tell whether the terms are of the language of a text in this locale."""
        return _language(self.locale) == _language(locale)

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Term, ...]]:
        grouped: dict[str, list[Term]] = {}
        for term in self.terms:
            grouped.setdefault(term.source, []).append(term)
        return {source: tuple(terms) for source, terms in grouped.items()}

    @cached_property
    def version(self) -> str:
        """Changes whenever a term does."""
        return fingerprint(self.locale, *map(repr, self.terms)) if self.terms else ""

    @cached_property
    def _indexes(self) -> dict[str, Index]:
        return {}


NO_TERMS = Glossary("")


def terms_of(
    text: str, glossary: Glossary, locales: tuple[str, str]
) -> tuple[tuple[Found, tuple[Term, ...]], ...]:
    """Return the terms in a unit's source and what each is in the target's locale, in order.

    ``locales`` are the source's and the target's.
    """
    source_locale, locale = locales
    if not glossary.speaks(source_locale):
        return ()
    return tuple((found, glossary.translations(found.term, locale)) for found in glossary.find(text, locale))


def _language(locale: str) -> str:
    return locale.partition("-")[0]
