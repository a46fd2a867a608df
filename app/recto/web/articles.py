"""One article as a whole."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from recto.commands.review import open_sheet
from recto.web.drafts import mine
from recto.web.filters import asked
from recto.web.live import seen
from recto.web.office import office
from recto.web.permits import needs
from recto.web.rows import filtered, rows, tally
from recto.web.translating import N_
from recto.web.turns import in_turn
from recto.web.wrong import told_first, wrong_in

blueprint = Blueprint("articles", __name__)

LAYOUTS = {"side": N_("Side by side"), "stacked": N_("Stacked"), "article": N_("Article")}
"""How source and target stand: beside each other, one below the other, the target alone as prose."""
LAYOUT_COOKIE = "recto_layout"
YEAR_S = 365 * 24 * 3600


@blueprint.get("/a/<path:article>/<locale:locale>")
@needs("read")
@in_turn
def article(article: str, locale: str) -> Response:
    wanted = asked()
    project = office().project
    sheet = open_sheet(project, article, locale)
    everything, after = rows(project, sheet)
    chosen = request.args.get("layout", "")
    layout = chosen or request.cookies.get(LAYOUT_COOKIE, "")
    page = render_template(
        "article.html",
        sheet=sheet,
        shown=filtered(everything, wanted),
        after=after,
        tally=tally(everything),
        wanted=wanted,
        layout=layout if layout in LAYOUTS else "side",
        layouts=LAYOUTS,
        may_write=office().reader.may("translate", locale),
        may_edit=office().reader.may("edit", locale),
        drafts=mine(article, locale),
        number=seen(sheet),
        wrong=wrong_in(office(), article, locale),
        told_first=told_first,
    )
    response = make_response(page)
    if chosen in LAYOUTS:
        response.set_cookie(LAYOUT_COOKIE, chosen, max_age=YEAR_S, samesite="Lax", httponly=True)
    return response
