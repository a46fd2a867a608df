"""Earlier translations for a unit: the matches on its page, and both matches and concordance as JSON."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, jsonify, render_template, request

from recto.commands import memory, recall
from recto.commands.counts import place_of
from recto.commands.review import Sheet, find_unit, open_sheet
from recto.errors import RectoError
from recto.locales import direction
from recto.memory import Change, changes
from recto.model import Match, Unit
from recto.web.limits import limited
from recto.web.office import office
from recto.web.permits import needs
from recto.web.pieces import isolate

blueprint = Blueprint("memory", __name__, url_prefix="/api/v1")

BEST = 5
MOST = 50
WORDS = {"ice": "same text, same place", "exact": "same text", "fuzzy": "similar text"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A match as it is shown: ``difference`` leads from its source to the unit's."""

    match: Match
    word: str
    difference: tuple[Change, ...]
    typed: str
    """The target as the editor takes it."""


def offers(sheet: Sheet, unit: Unit) -> tuple[Offer, ...]:
    """Return the best matches of a unit; a match that is the unit's own target says nothing new.

    Without an index there are none: the page has to open all the same.
    """
    units = sheet.catalog.units
    wanted = recall.place(units, units.index(unit), sheet.article)
    try:
        found = recall.matches(office().project, sheet.locale, wanted, limit=BEST + 1)
    except RectoError:
        return ()
    others = [match for match in found if match.target != unit.target][:BEST]
    way = direction(sheet.locale)
    return tuple(
        Offer(
            match,
            WORDS[match.kind],
            tuple(changes(match.source, unit.source)),
            isolate(match.target, way),
        )
        for match in others
    )


@blueprint.get("/a/<path:article>/<locale:locale>/u/<unit:unit_id>/matches")
@needs("read")
def matches(article: str, locale: str, unit_id: str) -> Response:
    """Return the best matches of a segment in the memory, the best first: ``{"matches": [...]}``.

    Each with ``kind`` (ice, exact, fuzzy), ``score`` and ``penalty`` (0 to 100), ``source``, ``target``,
    ``article``, ``role``, ``origin``, ``adapted`` and ``difference`` (from its source to the segment's).
    """
    sheet = open_sheet(office().project, article, locale)
    unit = find_unit(sheet.catalog, unit_id, place_of(article, locale))
    return jsonify(
        matches=[
            {
                "kind": offer.match.kind,
                "score": offer.match.score,
                "penalty": offer.match.penalty,
                "source": offer.match.source,
                "target": offer.match.target,
                "article": offer.match.article,
                "role": offer.match.context,
                "origin": offer.match.origin,
                "adapted": offer.match.adapted,
                "difference": offer.difference,
            }
            for offer in offers(sheet, unit)
        ]
    )


@blueprint.get("/concordance/<locale:locale>")
@needs("read")
@limited("search")
def concordance(locale: str) -> Response:
    """Return earlier translations that hold the text ``q`` in their source.

    ``in=target``: in the translation; ``whole=1``: as whole words.

    :query q: the text, at most 1000 characters
    :query in: target: look in translations
    :query whole: 1: as whole words
    """
    text = request.args.get("q", "").strip()
    if not text or len(text) > 1000:
        abort(400, "Send the text to look for as q, at most 1000 characters.")
    project = office().project
    units = memory.search(
        project,
        text,
        project.target_locale(locale),
        in_target=request.args.get("in") == "target",
        whole=request.args.get("whole") == "1",
        limit=MOST,
    )
    return jsonify(
        units=[
            {"source": unit.source, "target": unit.target, "article": unit.article, "role": unit.role}
            for unit in units
        ]
    )


pages = Blueprint("memory_pages", __name__)


@pages.get("/memory/<locale:locale>")
@needs("read")
@limited("search")
def page(locale: str) -> str:
    """Look for a text in earlier translations."""
    project = office().project
    tag = project.target_locale(locale)
    text, in_target = request.args.get("q", "").strip()[:1000], request.args.get("in") == "target"
    whole = request.args.get("whole") == "1"
    found = memory.search(project, text, tag, in_target=in_target, whole=whole, limit=MOST) if text else ()
    return render_template(
        "memory.html", locale=tag, source_locale=project.config.source_locale, found=found, text=text,
        in_target=in_target, whole=whole, most=MOST,
    )  # fmt: skip
