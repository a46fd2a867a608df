"""The fact sheet: what an editor who does not read a language can check all the same."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from recto.commands.facts_sheet import Checked, cut_at, fact_sheet
from recto.commands.facts_sheet import fields as sheet_fields
from recto.comparing import Verdict
from recto.web.office import office
from recto.web.permits import needs
from recto.web.pieces import CODE
from recto.web.publishing import known
from recto.web.translating import N_
from recto.web.turns import in_turn

blueprint = Blueprint("factsheet", __name__)

PLACE = "/a/<path:article>/<locale:locale>/facts"

KINDS = {
    "number": N_("Number"),
    "amount": N_("Amount"),
    "time": N_("Time"),
    "date": N_("Date"),
    "name": N_("Name"),
    "quotation": N_("Quotation"),
    "link": N_("Link"),
    "negation": N_("Negation"),
}
VERDICTS = {
    Verdict.OTHER: N_("Differs"),
    Verdict.MISSING: N_("Missing"),
    Verdict.EXTRA: N_("Only in the translation"),
    Verdict.LOOK: N_("Not found automatically"),
    Verdict.FOUND: N_("Found"),
}
GLYPHS = {
    Verdict.OTHER: "≠",
    Verdict.MISSING: "−",
    Verdict.EXTRA: "+",
    Verdict.LOOK: "?",
    Verdict.FOUND: "✓",
}
NOTES = {
    "glossary": N_("as the glossary has it"),
    "sound": N_("by its sound"),
    "form": N_("another form of the word"),
    "place": N_("the name of the place in this language"),
    "unit": N_("the number stands there, its unit was not recognised"),
    "no-script": N_("names cannot be recognised in this script"),
    "no-words": N_("negation is not known in one of the two languages"),
    "marks": N_("only the marks are compared, not the words"),
    "address": N_("the address of a link"),
    "code": N_("the link's own markup is missing"),
}
AROUND = 200
"""Characters shown on each side of a fact in a long text."""
SHOWN = {"problems": N_("To look at"), "all": N_("All")}


@blueprint.get(PLACE)
@needs("read")
@in_turn
def page(article: str, locale: str) -> str:
    known(article, locale)
    show = "all" if request.args.get("show") == "all" else "problems"
    kind = request.args.get("kind", "")
    sheet = fact_sheet(office().project, article, locale)
    kinds = [name for name in KINDS if any(one.line.kind == name for one in sheet.lines)]
    shown = [
        one
        for one in sheet.lines
        if (show == "all" or one.line.verdict is not Verdict.FOUND) and kind in {"", one.line.kind}
    ]
    return render_template(
        "facts.html",
        sheet=sheet,
        lines=[(one, _context(one, "source"), _context(one, "target")) for one in shown],
        show=show,
        kind=kind if kind in kinds else "",
        kinds=kinds,
        KINDS=KINDS,
        VERDICTS=VERDICTS,
        GLYPHS=GLYPHS,
        NOTES=NOTES,
        SHOWN=SHOWN,
        Verdict=Verdict,
    )


def _context(one: Checked, side: str) -> list[tuple[bool, str]]:
    """Return a segment's text in pieces, the fact marked, codes left out."""
    text, spans = getattr(one.unit, side), getattr(one.line, f"{side}_spans")
    pieces = [(is_fact, CODE.sub("", piece)) for is_fact, piece in cut_at(text, spans)]
    last = len(pieces) - 1
    return [
        (is_fact, piece if is_fact else _near(piece, at > 0, at < last))
        for at, (is_fact, piece) in enumerate(pieces)
        if piece
    ]


def _near(text: str, is_behind: bool, is_before: bool) -> str:
    """Return what stands near a fact: a long text with many facts stands here once for each."""
    if len(text) <= 2 * AROUND:
        return text
    return f"{text[:AROUND] if is_behind else ''}…{text[-AROUND:] if is_before else ''}"


@blueprint.get(f"/api/v1{PLACE}")
@needs("read")
def facts_api(article: str, locale: str) -> Response:
    """Return every fact of an article beside what stands in its translation, problems first.

    Answers ``{"problems", "counts": {verdict: number}, "untranslated", "unreviewed", "silent": [locales],
    "facts": [{"unit", "number", "kind", "verdict", "source", "target", "source_spans", "target_spans",
    "note"}]}``; a verdict is ``other``, ``missing``, ``extra``, ``look`` or ``found``.
    """
    known(article, locale)
    return jsonify(sheet_fields(fact_sheet(office().project, article, locale)))
