"""The same text elsewhere: where it stands, a target carried there, a translation for one place alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from recto.commands.catalogs import load_catalog, place_of
from recto.commands.cutting import cut, sentence_ends
from recto.commands.listed import listed
from recto.commands.review import Sheet, UnitConflict, find_unit, refuse_unknown, save_unit, stands, token
from recto.errors import CodeError, NotFoundError, RectoError
from recto.exchange import po
from recto.exchange.po_text import escape
from recto.extraction import extract, occurrences, segments
from recto.inline import Known
from recto.merging import merge
from recto.model import Block, Piece, State, Unit
from recto.project import Project
from recto.store import Activity, Desk, Stage

MOST = 200
"""Segments elsewhere that are offered at once."""

SOURCE_LINE = re.compile(rb'^msgid "(.*)"\r?$', re.MULTILINE)


class Spot(NamedTuple):
    """A segment of an article in reading order; ``source`` is empty where it is no unit."""

    block: Block
    source: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A unit with the same source that nobody reviewed yet; ``version`` as ``token`` gives it."""

    article: str
    id: str
    version: str
    context: str
    target: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """``here`` in the same article, ``elsewhere`` in others; ``count``: how often the unit stands here."""

    here: tuple[Repeat, ...]
    elsewhere: tuple[Repeat, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Carried:
    """Units that have the target now, each with its article, and why others have not."""

    done: tuple[tuple[str, Unit], ...]
    refused: tuple[RectoError, ...]


def spots(project: Project, sheet: Sheet) -> tuple[Spot, ...]:
    """Return all segments of an article as its catalog has it cut; none if it cannot be cut."""
    if sheet.document is None:
        return ()
    # The structure is for show: what is wrong with an article leaves the catalog at work.
    with suppress(RectoError):
        ends = sentence_ends(project, project.read_article(sheet.article))
        found = segments(sheet.document, ends, Known(sheet.catalog.units))
        return tuple(Spot(block, segment.unit.text, tuple(segment.pieces)) for block, segment in found)
    return ()


def repeats(project: Project, sheet: Sheet, unit: Unit) -> Repeats:
    """Return the unreviewed units with the source of a unit, and how often the unit itself stands there."""
    here = tuple(_open(sheet.article, sheet.catalog.units, unit))
    count = sum((spot.block.role, spot.source) == (unit.role, unit.source) for spot in spots(project, sheet))
    elsewhere: list[Repeat] = []
    for article in _articles_with(project, sheet, unit.source):
        # A catalog that cannot be read is told of on the first page.
        with suppress(RectoError):
            units = load_catalog(project, article, sheet.locale).units
            elsewhere += _open(article, units, unit, is_here=False)
        if len(elsewhere) >= MOST:
            break
    return Repeats(here, tuple(elsewhere[:MOST]), count)


def _open(article: str, units: Sequence[Unit], unit: Unit, *, is_here: bool = True) -> Iterator[Repeat]:
    for one in units:
        is_other = not is_here or one.key != unit.key
        if one.source == unit.source and is_other and one.state.rank < State.REVIEWED.rank:
            yield Repeat(article, one.id, token(one), one.context, one.target)


_sources: dict[str, tuple[tuple[int, int], frozenset[int]]] = {}
"""Catalog file -> time of change and size, and the hashes of its sources' lines."""


def _articles_with(project: Project, sheet: Sheet, source: str) -> Iterator[str]:
    """Yield the other articles whose catalog may hold a source: a line of each file that was read before."""
    wanted = hash(escape(source).encode())
    for article in project.catalogs(sheet.locale):
        if article == sheet.article:
            continue
        file = project.catalog_file(article, sheet.locale)
        try:
            status = file.stat()
        except OSError:
            continue
        stamp = (status.st_mtime_ns, status.st_size)
        known = _sources.get(str(file))
        if known is None or known[0] != stamp:
            content = project.read_catalog(article, sheet.locale) or b""
            known = stamp, frozenset(map(hash, SOURCE_LINE.findall(content)))
            _sources[str(file)] = known
        if wanted in known[1] and _is_alike(project, article, sheet):
            yield article


def _is_alike(project: Project, article: str, sheet: Sheet) -> bool:
    is_there = article in listed(project).known and sheet.locale in project.target_locales(article)
    return is_there and project.config.article(article).source_locale == sheet.source_locale


def carry(
    project: Project,
    desk: Desk,
    sheet: Sheet,
    unit: Unit,
    places: Sequence[tuple[str, str, str]],
    person: str,
) -> Carried:
    """Confirm a unit's target for the same text elsewhere: (article, unit, version) each.

    A unit that somebody reviewed or changed meanwhile is left as it is, and told of.
    """
    done: list[tuple[str, Unit]] = []
    refused: list[RectoError] = []
    for article, unit_id, version in places:
        try:
            refuse_unknown(project, article, sheet.locale)
            other = find_unit(
                load_catalog(project, article, sheet.locale), unit_id, place_of(article, sheet.locale)
            )
            _refuse_other(other, unit, place_of(article, sheet.locale))
            saved = save_unit(
                project, desk, article, sheet.locale, unit_id, version, unit.target, State.REVIEWED, person
            )
        except RectoError as error:
            refused.append(error)
        else:
            done.append((article, saved))
    return Carried(tuple(done), tuple(refused))


def _refuse_other(other: Unit, unit: Unit, where: str) -> None:
    if other.source != unit.source:
        raise CodeError("the texts are not the same.", where, "Translate it by itself.")
    if other.state.rank >= State.REVIEWED.rank:
        raise CodeError(
            "somebody has reviewed this segment already.", where, "Look at it before you change it."
        )


def own_unit(  # noqa: PLR0913, PLR0917  # what a person sees, and who and where they are
    project: Project,
    desk: Desk,
    article: str,
    locale: str,
    unit_id: str,
    version: str,
    number: int,
    person: str,
) -> Unit:
    """Give one occurrence of a unit (counted from 1) a translation of its own; returns the new unit.

    It begins with the target and state that it had in common with the others.

    :raises UnitConflict: the unit is no longer at ``version``.
    :raises UnitGone: its source was edited.
    :raises CodeError: there is no such occurrence, or it has its own translation already.
    :raises NotFoundError: no such article, locale or catalog.
    """
    refuse_unknown(project, article, locale)
    text = project.read_article(article)
    document = cut(project, text)
    ends = sentence_ends(project, text)
    where = place_of(article, locale)
    with project.lock(article, locale):
        catalog = load_catalog(project, article, locale)
        unit = find_unit(catalog, unit_id, where)
        if not stands(unit, version):
            raise UnitConflict(unit, unit.target, where)
        known = Known(catalog.units)
        keys = [(block.role, segment.unit.text) for block, segment in segments(document, ends, known)]
        context = f"{unit.role}#{number}"
        if (
            not 1 <= number <= keys.count((unit.role, unit.source))
            or keys.count((unit.role, unit.source)) < 2
        ):
            raise CodeError("the article does not have this text so often.", where, "Open the article again.")
        if unit.context != unit.role or any(one.key == (context, unit.source) for one in catalog.units):
            raise CodeError("this occurrence has a translation of its own already.", where, "Edit that one.")
        own = replace(unit, context=context, marks=unit.marked("cut", ""))
        pairs = ((each, own) if each is unit else (each,) for each in catalog.units)
        grown = replace(catalog, units=tuple(chain.from_iterable(pairs)))
        merged = merge(
            grown,
            extract(document, ends, known),
            text.locale,
            occurrences=occurrences(document, ends, grown),
            carry_cosmetic=project.config.carry_cosmetic,
        ).catalog
        made = merged.find(own.id)
        if made is None:
            raise NotFoundError(
                "the occurrence could not be told from the others.", where, "Edit the article."
            )
        row = desk.begin(Activity.of(article, locale, person, unit, made))
        content = po.dump(merged, project.read_catalog(article, locale))
        project.write(project.catalog_file(article, locale), content)
        desk.mark(row, Stage.APPLIED)
    return made
