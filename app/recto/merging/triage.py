"""What an edit of a source sentence changed: its looks, its wording, or a fact it states."""

from __future__ import annotations

from recto.merging.results import COSMETIC
from recto.plugins import later

_judged = later("recto.merging.judging", "judged")
"""Its tables are large, and most runs meet no edit."""


def triage(old: str, new: str, locale: str) -> str:
    """Return ``cosmetic``, ``wording`` or ``fact``: what an edit of a source sentence changed.

    Cosmetic: blanks, glyphs, markup, capitals and spelling variants only. Fact: a number, date, amount,
    unit, name, negation, quotation, link, source or the like became another one, or may have. Any text is
    a locale.

    >>> triage("It cost 30 euros.", "It cost 80 euros.", "en")
    'fact'
    >>> triage('It was "late".', "It was 'late'.", "en")
    'cosmetic'
    """
    if old == new:
        return COSMETIC
    label: str = _judged(old, new, locale)
    return label
