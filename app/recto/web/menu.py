"""The pages that the menu leads to: those that there are, and that whoever is there may see."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app, url_for

from recto.store.roles import ACTIONS, Reader
from recto.web.office import office
from recto.web.permits import asked_of
from recto.web.translating import N_, _

PAGES = (
    ("articles.dashboard", N_("Articles")),
    ("work.page", N_("My work")),
    ("search.search_page", N_("Search")),
    ("glossary.page", N_("Glossary")),
    ("memory_pages.page", N_("Memory")),
    ("activity.activity", N_("Activity")),
    ("importing.page", N_("Import")),
    ("exporting.choose", N_("Export")),
    ("jobs.listed", N_("Jobs")),
    ("people.page", N_("People")),
)
"""A line for each: the view, and what it is called."""


def pages() -> Iterator[tuple[str, str, str]]:
    """Yield view, address and name of each page of the menu.

    Pages of one language lead to the first that the reader may read.
    """
    here = office()
    for endpoint, word in PAGES:
        if endpoint not in current_app.view_functions or (endpoint == "people.page" and not here.is_team):
            continue
        rule = next(current_app.url_map.iter_rules(endpoint))
        action = asked_of(endpoint) or ""
        locales = [one for one in here.project.config.target_locales if here.reader.may(action, one)]
        if "locale" in rule.arguments and locales:
            yield endpoint, url_for(endpoint, locale=locales[0]), _(word)
        elif "locale" not in rule.arguments and _is_open(action, here.reader):
            yield endpoint, url_for(endpoint), _(word)


def _is_open(action: str, reader: Reader) -> bool:
    return reader.may(action) if action in ACTIONS else bool(reader.is_alone or reader.id)
