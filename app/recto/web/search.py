"""Searching all articles, and replacing what was found: forms that work without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from recto.commands.counts import Kind, kind
from recto.commands.patterns import PatternError, Span, Wording
from recto.commands.replacing import MOST, Preview, Replacement, Row, Ticked, preview, replace_in
from recto.commands.searching import PLACES, Found, Hit, Mark, Query, search
from recto.memory import changes
from recto.store.actions import Actions
from recto.web.limits import limited
from recto.web.office import Office, office
from recto.web.permits import needs
from recto.web.pieces import shown
from recto.web.reasons import reason
from recto.web.rows import LOOKS
from recto.web.translating import N_, _

blueprint = Blueprint("search", __name__)

PLACE_WORDS = {"source": N_("Source"), "target": N_("Translation"), "comments": N_("Comments")}
CONTEXT = 120
"""Characters that a neighbour is shown with."""


class Form(NamedTuple):
    """The search as its form has it."""

    text: str
    places: tuple[str, ...]
    article: str
    locales: tuple[str, ...]
    kind: str
    author: str
    has_case: bool
    is_whole: bool
    is_regex: bool

    @property
    def wording(self) -> Wording:
        return Wording(self.text, self.has_case, self.is_whole, self.is_regex)

    def query(self, allowed: tuple[str, ...]) -> Query:
        """Return what is asked for, in those locales that the reader may have."""
        locales = tuple(one for one in self.locales if one in allowed) or allowed
        kinds = (Kind(self.kind),) if self.kind else ()
        return Query(self.wording, self.places, self.article, locales, kinds, self.author)

    def fields(self) -> list[tuple[str, str]]:
        """Return names and values, as they stand in an address or in hidden fields."""
        out = [("q", self.text), *(("in", place) for place in self.places if self.places != PLACES)]
        out += [("article", self.article), *(("locale", one) for one in self.locales)]
        out += [("state", self.kind), ("by", self.author), ("case", "1" if self.has_case else "")]
        out += [("whole", "1" if self.is_whole else ""), ("regex", "1" if self.is_regex else "")]
        return [(name, value) for name, value in out if value]

    def address(self, endpoint: str, after: Mark | None = None) -> str:
        """Return the address of a page of this search."""
        values: MultiDict[str, str] = MultiDict(self.fields())
        if after:
            values["after"] = _spelled(after)
        lists: dict[str, Any] = values.to_dict(flat=False)
        return url_for(endpoint, **lists)


class Shown(NamedTuple):
    """A hit as it stands on the page."""

    hit: Hit
    source: Markup
    target: Markup
    notes: Markup
    before: str
    after: str

    @property
    def kind(self) -> Kind:
        return kind(self.hit.unit)

    @property
    def word(self) -> str:
        return _(LOOKS[self.kind].word)

    @property
    def address(self) -> str:
        hit = self.hit
        return url_for("units.unit", article=hit.article, locale=hit.locale, unit_id=hit.unit.id)


@blueprint.get("/search")
@needs("read")
@limited("search")
def search_page() -> tuple[str, int]:
    """Show what was found, grouped by article."""
    here, form = office(), asked(request.args)
    found: Found | None = None
    problem = ""
    if form.text:
        try:
            found = search(here.project, here.desk, form.query(allowed(here, "read")), _after(request.args))
        except PatternError as error:
            problem = str(error)
    page = render_template(
        "search.html",
        form=form,
        found=found,
        groups=list(_groups(found.hits)) if found else [],
        problem=problem,
        people=Actions(here.desk).people(),
        reader_may_edit=lambda: here.reader.may("edit"),
        **_choices(here, "read"),
    )
    return page, 422 if problem else 200


@blueprint.get("/api/v1/search")
@needs("read")
@limited("search")
def search_api() -> tuple[Response, int]:
    """Return what was found in all articles, a page at a time.

    Takes the parameters of the page: ``q``, ``in`` (source, target, comments), ``article``, ``locale``,
    ``state``, ``by``, ``case``, ``whole``, ``regex`` and ``after``. Answers ``{"hits": [...], "after": text
    or null, "searched": number, "total": number}``; 422 what is asked for cannot be searched for.

    :query q: what is looked for
    :query in: source, target or comments; may be repeated
    :query article: a part of the article's name
    :query locale: one locale; may be repeated
    :query state: empty, machine, draft, changed or reviewed
    :query by: who changed it last
    :query case: 1: capitals count
    :query whole: 1: whole words only
    :query regex: 1: ``q`` is a regular expression
    :query after: that of the last page
    """
    here, form = office(), asked(request.args)
    try:
        found = search(here.project, here.desk, form.query(allowed(here, "read")), _after(request.args))
    except PatternError as error:
        return jsonify(problem=str(error)), 422
    hits = [
        {"article": hit.article, "locale": hit.locale, "number": hit.number, "id": hit.unit.id,
         "source": hit.unit.source, "target": hit.unit.target, "state": hit.unit.state, "places": hit.spans}
        for hit in found.hits
    ]  # fmt: skip
    after = _spelled(found.after) if found.after else None
    return jsonify(hits=hits, after=after, searched=found.searched, total=found.total), 200


@blueprint.get("/replace")
@needs("edit")
@limited("search")
def replace_page() -> tuple[str, int]:
    """Show the form, and if it says what to replace, what would change: nothing is written."""
    here, form = office(), asked(request.args)
    text, keeps_state = request.args.get("with", ""), request.args.get("keep", "") == "1"
    would: Preview | None = None
    problem = ""
    if form.text:
        try:
            would = preview(here.project, here.desk, replacement(here, form, text, keeps_state=keeps_state))
        except PatternError as error:
            problem = str(error)
    rows = would.rows if would else ()
    page = render_template(
        "replace.html",
        form=form,
        text=text,
        keeps_state=keeps_state,
        would=would,
        catalogs=list(dict.fromkeys((row.hit.article, row.hit.locale) for row in rows)),
        difference_of=lambda row: changes(row.hit.unit.target, row.target),
        problem=problem,
        most=MOST,
        **_choices(here, "edit"),
    )
    return page, 422 if problem else 200


@blueprint.post("/replace")
@needs("edit")
def replace_now() -> Response | tuple[str, int]:
    """Replace in the rows that are ticked, and show what became of them."""
    here, form = office(), asked(request.form)
    text, keeps_state = request.form.get("with", ""), request.form.get("keep", "") == "1"
    ticked = list(_ticked(request.form))
    if not ticked:
        return redirect(form.address("search.replace_page"), 303)
    wanted = replacement(here, form, text, keeps_state=keeps_state)
    try:
        outcome = replace_in(here.project, here.desk, wanted, ticked, here.person)
    except PatternError as error:
        abort(422, str(error))
    return render_template(
        "outcome.html", outcome=outcome, back=form.address("search.search_page"), reason=reason
    ), 200


def asked(args: MultiDict[str, str]) -> Form:
    """Return what a form or an address asks for, put right where it makes no sense."""
    places = tuple(place for place in PLACES if place in args.getlist("in")) or PLACES
    state = args.get("state", "")
    return Form(
        args.get("q", ""),
        places,
        args.get("article", "").strip()[:500],
        tuple(args.getlist("locale")),
        state if state in list(Kind) else "",
        args.get("by", ""),
        args.get("case", "") == "1",
        args.get("whole", "") == "1",
        args.get("regex", "") == "1",
    )


def allowed(here: Office, action: str) -> tuple[str, ...]:
    """Return the locales in which the reader may do something."""
    return tuple(one for one in here.project.config.target_locales if here.reader.may(action, one))


def replacement(here: Office, form: Form, text: str, *, keeps_state: bool) -> Replacement:
    return Replacement(form.query(allowed(here, "edit")), text, keeps_state)


def spelled_row(row: Row, catalogs: Sequence[tuple[str, str]]) -> str:
    """Return a row as its tick box sends it: number of its catalog, unit, version."""
    return f"{catalogs.index((row.hit.article, row.hit.locale))}.{row.hit.unit.id}.{row.version}"


def marked(text: str, spans: Sequence[Span], hints: Sequence[str] = ()) -> Markup:
    """Return a text as HTML with some places of it marked."""
    out: list[Markup] = []
    at = 0
    for start, end in spans:
        found = Markup("<mark>{}</mark>").format(shown(text[start:end], hints))
        out += [shown(text[at:start], hints), found]
        at = end
    return Markup("").join([*out, shown(text[at:], hints)])


def _groups(hits: Sequence[Hit]) -> Iterator[tuple[str, str, list[Shown]]]:
    for (article, locale), own in groupby(hits, key=lambda hit: (hit.article, hit.locale)):
        yield article, locale, [_shown(hit) for hit in own]


def _shown(hit: Hit) -> Shown:
    unit = hit.unit
    return Shown(
        hit,
        marked(unit.source, hit.spans.get("source", ()), unit.hints),
        marked(unit.target, hit.spans.get("target", ()), unit.hints),
        marked("\n".join(unit.notes), hit.spans.get("comments", ())),
        _short(hit.before.source) if hit.before else "",
        _short(hit.after.source) if hit.after else "",
    )


def _short(text: str) -> str:
    return text if len(text) <= CONTEXT else text[:CONTEXT] + "…"


def _choices(here: Office, action: str) -> dict[str, object]:
    return {
        "all_locales": allowed(here, action),
        "places": {place: _(word) for place, word in PLACE_WORDS.items()},
        "kinds": {one.value: _(look.word) for one, look in LOOKS.items()},
        "spelled_row": spelled_row,
    }


def _ticked(form: MultiDict[str, str]) -> Iterator[Ticked]:
    catalogs = [tuple(one.rsplit("|", 1)) for one in form.getlist("catalog")]
    for one in form.getlist("pick")[:MOST]:
        number, _dot, rest = one.partition(".")
        unit_id, _dot, version = rest.partition(".")
        at = int(number) if number.isdecimal() and len(number) < 6 else len(catalogs)
        if at >= len(catalogs) or len(catalogs[at]) != 2:
            abort(400, "The list of changes could not be read; nothing was changed.")
        article, locale = catalogs[at]
        if locale not in allowed(office(), "edit"):
            abort(403, "This needs a role that you do not have here.")
        yield Ticked(article, locale, unit_id, version)


def _spelled(mark: Mark) -> str:
    return f"{mark[2]}.{mark[1]}.{mark[0]}"


def _after(args: MultiDict[str, str]) -> Mark | None:
    number, _dot, rest = args.get("after", "").partition(".")
    locale, _dot, article = rest.partition(".")
    return (article, locale, int(number)) if number.isdecimal() and len(number) < 10 and article else None
