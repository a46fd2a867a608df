"""Terms of the glossary on a page: marked where they stand, with what they are in the target's locale."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from recto.glossary import Found, Status, Term
from recto.web.pieces import shown

Terms = Sequence[tuple[Found, tuple[Term, ...]]]
"""The terms in a unit's source, in order, each with its lines of the glossary."""


def marked(text: str, hints: Sequence[str], terms: Terms) -> Markup:
    """Return a unit's source as HTML with its terms marked; without terms it is as ``shown`` gives it."""
    out: list[Markup] = []
    at = 0
    for start, end in dict.fromkeys((found.start, found.end) for found, _ in terms):
        term = Markup('<mark class="term">{}</mark>').format(shown(text[start:end], hints))
        out += [shown(text[at:start], hints), term]
        at = end
    return Markup("").join([*out, shown(text[at:], hints)])


def lines(terms: Terms) -> list[tuple[str, list[Term]]]:
    """Return each term once, with what is said about it."""
    return [(source, list(said)) for source, said in {found.term: said for found, said in terms}.items()]


def insertion(term: Term) -> str:
    """Return what is typed for a term, or an empty text for a translation that is forbidden."""
    if term.status is Status.FORBIDDEN:
        return ""
    return term.source if term.status is Status.KEPT else term.translation


def fields(terms: Terms) -> list[dict[str, object]]:
    """Return the terms for programs; places count code points of the source."""
    return [
        {
            "term": found.term,
            "start": found.start,
            "end": found.end,
            "translations": [
                {
                    "translation": insertion(line) or line.translation,
                    "status": line.status.value,
                    "part_of_speech": line.part_of_speech.value,
                    "note": line.note,
                }
                for line in lines
            ],
        }
        for found, lines in terms
    ]
