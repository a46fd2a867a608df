"""What others do meanwhile: which units changed, and who is at which, for a page that asks now and then."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from flask import Blueprint, Response, jsonify, request

from recto.commands.review import Sheet, open_sheet, refuse_unknown, token
from recto.commands.terms import glossary_of
from recto.model import Unit, fingerprint
from recto.project import Project
from recto.store import Stage
from recto.store.actions import Actions, Sieve
from recto.store.comments import Comments
from recto.web.api import fields
from recto.web.office import office
from recto.web.permits import needs
from recto.web.translating import ngettext

blueprint = Blueprint("live", __name__, url_prefix="/api/v1")

HERE_S = 15.0
"""For how long somebody who does not ask any more is shown; a page that is seen asks every five seconds."""
MOST_HERE = 200
MOST_WINDOWS = 10
"""Windows of one reader that are noted at an article, so that nobody takes the places of the others."""
MOST_KEPT = 64
"""Looks at articles that are remembered: a page that missed more gets all its units again."""
PAGE = re.compile(r"[0-9a-z]{4,16}")
UNIT = re.compile(r"u[0-9a-f]{12}")

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """An article as it was at a moment: the print of each unit, and the last change of the desk by then."""

    number: str
    prints: Mapping[str, str]
    activity: int


@dataclass
class Presence:
    """Who has an article open, and at which unit; in memory, for one process."""

    clock: Callable[[], float] = time.monotonic
    _there: dict[Place, dict[tuple[str, str], tuple[str, str, float]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def beat(self, place: Place, reader: str, page: str, name: str, unit: str) -> list[tuple[bool, str, str]]:
        """Note where a window is; returns (is the same reader, unit, name) of the others at a unit."""
        at = self.clock()
        with self._lock:
            there = self._there.setdefault(place, {})
            for gone in [key for key, (_, _, seen) in there.items() if at - seen > HERE_S]:
                del there[gone]
            here, windows = (reader, page), sum(whose == reader for whose, _ in there)
            if page and (here in there or (len(there) < MOST_HERE and windows < MOST_WINDOWS)):
                there[here] = (unit, name, at)
            others = [
                (key[0] == reader, where, who)
                for key, (where, who, _) in there.items()
                if key != here and where
            ]
            if not there:
                del self._there[place]
        return sorted(others, key=lambda one: (one[1], one[2]))


@dataclass
class Looks:
    """Articles as pages saw them last, so that only what changed since is sent."""

    _kept: OrderedDict[tuple[Place, str], Look] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, place: Place, look: Look) -> None:
        with self._lock:
            self._kept[place, look.number] = look
            self._kept.move_to_end((place, look.number))
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def get(self, place: Place, number: str) -> Look | None:
        with self._lock:
            return self._kept.get((place, number))


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What the desk of a project remembers of its pages."""

    presence: Presence = field(default_factory=Presence)
    looks: Looks = field(default_factory=Looks)


_projects: dict[str, Meanwhile] = {}
"""Project folder -> what is remembered of it."""


def meanwhile(project: Project) -> Meanwhile:
    return _projects.setdefault(str(project.root), Meanwhile())


def number_of(project: Project, article: str, locale: str) -> str:
    """Return what moves whenever a catalog's file, or the glossary, is written: no file is read for it."""
    try:
        status = project.catalog_file(article, locale).stat()
    except OSError:
        return "none"
    stamp = f"{status.st_mtime_ns} {status.st_size} {status.st_ino} {glossary_of(project).version}"
    return fingerprint(str(project.root), article, locale, stamp)[:16]


def seen(sheet: Sheet) -> str:
    """Remember an article as a page is about to show it; returns the number that the page asks with."""
    here = office()
    place = (sheet.article, sheet.locale)
    number = number_of(here.project, *place)
    last = Actions(here.desk).latest()
    meanwhile(here.project).looks.keep(
        place, Look(number, {unit.id: _print(unit) for unit in sheet.catalog.units}, last)
    )
    return number


@blueprint.get("/a/<path:article>/<locale:locale>/changes")
@needs("read")
def changes(article: str, locale: str) -> tuple[Response, int] | tuple[str, int]:
    """Return what changed since ``since``, a number that this or the article's page gave; 204 for nothing.

    ``page`` (4 to 16 letters and digits, of the window) and ``unit`` (the one that is edited) say where
    the reader is. Answers ``number``, ``units`` (as when saved, ``by`` whom: empty for the repository),
    ``gone`` (ids) and ``come`` (how many units are new: the article was cut anew), ``presence``,
    ``comments`` (open ones by unit), ``banner`` (a sentence about changes in the repository).

    :query since: the number that was given last; nothing: all is sent
    :query page: the window of the reader, 4 to 16 small letters and digits
    :query unit: the segment that is edited in it
    """
    here = office()
    refuse_unknown(here.project, article, locale)
    place = (article, locale)
    others = _others(place)
    spoken = Comments(here.desk)
    number = number_of(here.project, article, locale)
    beside = fingerprint(repr(others), spoken.stamp(article))[:8]
    since, _, known = request.args.get("since", "").partition(".")
    if (since, known) == (number, beside):
        return "", 204
    answer = {"units": [], "gone": [], "come": 0, "banner": ""}
    if since != number:
        number, answer = _changed(article, locale, since)
    presence_fields = [{"unit": unit, "name": name, "is_me": is_me} for unit, name, is_me in others]
    comments = spoken.open_in(article, locale)
    full = f"{number}.{beside}"
    return jsonify(answer | {"number": full, "presence": presence_fields, "comments": comments}), 200


def _others(place: Place) -> list[tuple[str, str, bool]]:
    """Note where the reader is; returns unit and name of the others, and whether that is another window."""
    here = office()
    page, unit = request.args.get("page", ""), request.args.get("unit", "")
    reader = f"{here.reader.id} {here.person}"
    page = page if PAGE.fullmatch(page) else ""
    unit = unit if UNIT.fullmatch(unit) else ""
    found = meanwhile(here.project).presence.beat(place, reader, page, here.person, unit)
    return [(unit, name, is_mine) for is_mine, unit, name in found]


def _changed(article: str, locale: str, since: str) -> tuple[str, dict[str, object]]:
    here = office()
    place = (article, locale)
    # First the number, then the catalog: what is written in between is seen again the next time.
    number = number_of(here.project, article, locale)
    last = Actions(here.desk).latest()
    sheet = open_sheet(here.project, article, locale)
    looks = meanwhile(here.project).looks
    before, there = looks.get(place, since), looks.get(place, number)
    # Whoever asks first after a save computes what all others then find: 20 ms for 2,000 units.
    now = there.prints if there else {unit.id: _print(unit) for unit in sheet.catalog.units}
    looks.keep(place, Look(number, now, last))
    old = before.prints if before else {}
    changed = [unit for unit in sheet.catalog.units if old.get(unit.id) != now.get(unit.id)]
    authors = _authors(article, locale, before.activity) if before else {}
    units = [
        fields(unit, sheet.findings(unit)) | {"by": authors.get((unit.id, unit.target), "")}
        for unit in changed
    ]
    foreign = sum(1 for unit in changed if before and (unit.id, unit.target) not in authors)
    banner = ""
    if foreign:
        banner = ngettext(
            "%(num)s segment changed in the repository.",
            "%(num)s segments changed in the repository.",
            foreign,
        )
    gone = [unit_id for unit_id in old if unit_id not in now]
    come = sum(1 for unit_id in now if unit_id not in old) if before else 0
    return number, {"units": units, "gone": gone, "come": come, "banner": banner, "is_all": before is None}


def _authors(article: str, locale: str, after: int) -> dict[tuple[str, str], str]:
    """Return who wrote which text of which unit at the desk since a change."""
    desk = office().desk
    rows = Actions(desk).changes(Sieve(article=article, locale=locale), after=after)
    # A change that is in the file and not marked so yet is the desk's as well.
    rows += [row for row in desk.at_stage(Stage.PENDING) if (row.article, row.locale) == (article, locale)]
    return {(row.unit_id, row.new_target): row.person for row in rows}


@lru_cache(maxsize=50_000)
def _print(unit: Unit) -> str:
    """Return what changes with anything that a row shows of a unit."""
    shown = (*unit.notes, *(f"{key}={value}" for key, value in unit.marks))
    return fingerprint(token(unit), unit.origin, unit.previous, *shown)[:12]
