"""A static status page: article by locale, in words. Plain HTML and CSS, for a web server or a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, FunctionLoader, StrictUndefined

from recto.reports import Row, Verdict, headline, is_wrong_now, urgent_first
from recto.reports.text import gone_line, place, severity

STYLE, INDEX = "site.css", "index.html"


class Language(NamedTuple):
    """A locale as the page names it."""

    tag: str
    name: str


@dataclass(frozen=True)
class Total:
    """A locale as a whole; ``percent`` of its words would be published as translated."""

    language: Language
    rows: int
    fit: int
    words: int
    percent: int


def write(verdict: Verdict, project: str, name: Callable[[str], str]) -> Mapping[str, str]:
    """Return the site's files by name: the table, a page per locale with the reasons, the looks.

    ``name``: what readers call a locale.
    """
    languages = {tag: Language(tag, name(tag)) for tag in verdict.locales}
    totals = [_total(verdict, one) for one in languages.values()]
    shared: dict[str, object] = {
        "project": project,
        "verdict": verdict,
        "headline": headline(verdict),
        "gone": gone_line(verdict) if verdict.gone else "",
        "totals": totals,
        "state": state,
        "place": place,
        "severity": severity,
        "anchors": {article: f"a{number}" for number, article in enumerate(verdict.articles, 1)},
    }
    pages = _environment()
    made = {STYLE: _packaged(STYLE), INDEX: pages.get_template("site_index.html").render(shared)}
    template = pages.get_template("site_locale.html")
    for total in totals:
        rows = urgent_first(row for row in verdict.rows if row.locale == total.language.tag)
        made[f"{total.language.tag}.html"] = template.render(shared, total=total, rows=rows)
    return made


def state(row: Row) -> tuple[str, str]:
    """Return how a row is in words, and the class that colours it."""
    if is_wrong_now(row):
        return "wrong now", "wrong"
    return ("fit to publish", "fit") if row.is_fit else ("not fit", "unfit")


def _total(verdict: Verdict, language: Language) -> Total:
    rows = [row for row in verdict.rows if row.locale == language.tag]
    words = sum(row.words for row in rows)
    done = sum(row.words * row.percent for row in rows)
    percent = done // words if words else 100
    return Total(language, len(rows), sum(row.is_fit for row in rows), words, percent)


def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_packaged),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _packaged(name: str) -> str:
    return (files("recto.reports") / name).read_text("utf-8")
