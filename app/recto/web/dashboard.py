"""The first page: every article in every locale, how far it is, and what is to be done next."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from flask import Response, current_app, jsonify, render_template, request, url_for

from recto.commands.statistics import Board, board
from recto.locales import display_name
from recto.store.statistics import SORTS, STATES, Figures, Line, Wanted
from recto.web.activity import alarms_for
from recto.web.articles import blueprint
from recto.web.assigned import assigned_to
from recto.web.cells import cell
from recto.web.counting import Counting
from recto.web.office import Office, office
from recto.web.permits import needs
from recto.web.translating import N_, _, reading_locale
from recto.web.wrong import stories

MOST_ARTICLES = 200
MOST_CELLS = 1_200
"""On one page."""
MOST_COLUMNS = 12
"""Of locales that nobody has chosen; the rest is one click away."""

STATE_WORDS: Mapping[str, str] = {
    "": N_("Any state"),
    "open": N_("Something to review"),
    "empty": N_("Not translated"),
    "machine": N_("Machine drafts"),
    "draft": N_("Needs work"),
    "changed": N_("Source changed"),
    "errors": N_("Errors"),
    "unsigned": N_("Ready to sign off"),
    "signed": N_("Signed off"),
    "missing": N_("Not extracted yet"),
    "unreadable": N_("Cannot be read"),
}
SORT_WORDS: Mapping[str, str] = {
    "name": N_("Name"),
    "oldest": N_("Oldest change"),
    "facts": N_("Changed facts first"),
}


class Asked(NamedTuple):
    """What the address asks for, put right where it makes no sense."""

    text: str
    state: str
    sort: str
    is_mine: bool
    locales: tuple[str, ...]
    after: tuple[int, str] | None

    def address(self, **changed: Any) -> str:
        """Return the address of this page with something else in it."""
        values: dict[str, Any] = {
            "q": self.text, "state": self.state, "sort": self.sort if self.sort != "name" else "",
            "mine": "1" if self.is_mine else "", "locale": list(self.locales) if self.is_chosen else [],
        }  # fmt: skip
        values |= changed
        return url_for("articles.dashboard", **{key: value for key, value in values.items() if value})

    @property
    def is_chosen(self) -> bool:
        """Whether the locales are others than without a choice."""
        return self.locales != usual_locales(office())

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.state or self.is_mine)


@blueprint.get("/")
@needs("read")
def dashboard() -> str:
    """Show a page of articles. A choice of locales stays in the address, so it can be kept as a bookmark."""
    here = office()
    asked = _asked(here)
    counting: Counting = current_app.extensions["recto.counting"]
    found = _board(here, asked)
    if found.uncounted:
        counting.ask()
    page = _limit(asked.locales)
    lines = found.lines[:page]
    more = len(found.lines) > page
    wrong = stories(here)
    return render_template(
        "dashboard.html",
        board=found,
        asked=asked,
        lines=lines,
        cell=partial(cell, reader=reading_locale()),
        following=_after(lines[-1]) if more and lines else "",
        locales=_columns(asked.locales, found),
        all_locales=readable(here),
        most_columns=MOST_COLUMNS,
        states={key: _(word) for key, word in STATE_WORDS.items()},
        sorts={key: _(word) for key, word in SORT_WORDS.items()},
        project=here.project,
        unshared=current_app.extensions["recto.sharing"].problems,
        is_counting=counting.is_at_work,
        alarms=alarms_for(here),
        stories=wrong,
        wrong_pairs={(story.article, story.locale) for story in wrong},
    )


@blueprint.get("/api/v1/articles")
@needs("read")
def articles_api() -> Response:
    """Return a page of articles with how far each is in each locale.

    Takes the parameters of the page: ``q``, ``state``, ``sort``, ``mine``, ``locale`` (several), ``after``.
    Answers ``{"articles": [{"article", "locales": {locale: figures}}], "after": text or null, "number":
    of all pages}``; a locale that an article is written in has no figures.

    :query q: a part of the name
    :query state: what there is to do, as the page's address has it
    :query sort: name, oldest or facts
    :query mine: 1: what is assigned to the reader
    :query locale: one locale; may be repeated
    :query after: that of the last page
    """
    here = office()
    asked = _asked(here)
    found = _board(here, asked)
    page = _limit(asked.locales)
    lines = [{"article": line.article, "locales": {locale: _fields(figures) for locale, figures
              in line.cells.items()}} for line in found.lines[:page]]  # fmt: skip
    after = _after(found.lines[page - 1]) if len(found.lines) > page else None
    return jsonify(articles=lines, after=after, number=found.number)


def _fields(figures: Figures) -> dict[str, object]:
    return {
        "is_extracted": bool(figures.stamp),
        "problem": figures.problem,
        "percent": figures.percent,
        "units": figures.units,
        "words": figures.words,
        "facts": figures.facts,
        "errors": figures.errors,
        "signed_by": figures.signed_by,
        "is_signed": figures.is_signed,
    }


def usual_locales(here: Office) -> tuple[str, ...]:
    """Return the locales that are shown to somebody who chose none: their own first, not too many."""
    locales = readable(here)
    own = [locale for locale in locales if here.reader.may("translate", locale)]
    return tuple((own or locales)[:MOST_COLUMNS])


def readable(here: Office) -> list[str]:
    """Return the target locales that the reader may read."""
    return [one for one in here.project.config.target_locales if here.reader.may("read", one)]


class Column(NamedTuple):
    locale: str
    name: str
    percent: int | None
    """Of all words of the project; None: there are none."""


def _columns(locales: Sequence[str], found: Board) -> list[Column]:
    columns = []
    for locale in locales:
        reviewed, every = found.totals.get(locale, (0, 0))
        name = display_name(locale, reading_locale())
        columns.append(Column(locale, name, 100 * reviewed // every if every else None))
    return columns


def _asked(here: Office) -> Asked:
    args = request.args
    chosen = [one for one in args.getlist("locale") if one in readable(here)]
    state, sort = args.get("state", ""), args.get("sort", "name")
    return Asked(
        args.get("q", "").strip()[:200],
        state if state in STATES else "",
        sort if sort in SORTS else "name",
        args.get("mine", "") == "1",
        tuple(dict.fromkeys(chosen)) or usual_locales(here),
        _place(args.get("after", "")),
    )


def _limit(locales: Sequence[str]) -> int:
    return max(1, min(MOST_ARTICLES, MOST_CELLS // max(len(locales), 1)))


def _board(here: Office, asked: Asked) -> Board:
    among = {article for article, _locale in assigned_to(here)} if asked.is_mine else None
    wanted = Wanted(
        asked.locales, asked.text, asked.state, asked.sort, among, asked.after, _limit(asked.locales) + 1
    )
    return board(here.project, here.desk, wanted)


def _after(line: Line) -> str:
    """Return the place behind an article as it stands in an address."""
    place = json.dumps([line.rank, line.article], ensure_ascii=False)
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(text: str) -> tuple[int, str] | None:
    """Undo ``_after``; anything else is no place."""
    try:
        rank, path = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        path.encode()
    except (ValueError, TypeError, AttributeError, Base64Error):
        return None
    is_place = isinstance(rank, int) and abs(rank) < 1 << 62
    return (rank, path) if is_place else None
