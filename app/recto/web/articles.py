"""The list of articles, and one article as a whole."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from recto.commands.review import open_sheet, overview
from recto.web.office import office
from recto.web.rows import FILTERS, in_order, rows, tally

blueprint = Blueprint("articles", __name__)


@blueprint.get("/")
def dashboard() -> str:
    query = request.args.get("q", "").strip()
    view = overview(office().project, office().desk)
    shown = [row for row in view.rows if query.casefold() in row[0].casefold()]
    unshared = current_app.extensions["recto.sharing"].problems
    return render_template(
        "dashboard.html", view=view, shown=shown, query=query, project=office().project, unshared=unshared
    )


@blueprint.get("/a/<path:article>/<locale:locale>")
def article(article: str, locale: str) -> str:
    show = request.args.get("show", "all")
    show = show if show in FILTERS else "all"
    query = request.args.get("q", "").strip()
    sheet = open_sheet(office().project, article, locale)
    everything = rows(sheet)
    shown = [row for row in in_order(everything, show) if row.passes(show, query)]
    return render_template(
        "article.html", sheet=sheet, shown=shown, tally=tally(everything), show=show, query=query
    )
