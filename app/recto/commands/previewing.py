"""A localized article to look at: compiled with the texts of now, each segment marked so that it is found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from recto.commands.catalogs import load_catalog
from recto.commands.cutting import cut, sentence_ends
from recto.commands.publication import localize
from recto.commands.review import refuse_unknown
from recto.compilation import Refusal
from recto.extraction import segments
from recto.inline import Known, normalise
from recto.inline.marks import MARK
from recto.model import LEFT_OUT, LINK, Catalog, State, Unit
from recto.project import Project

BEGIN, END = "\ufdd0", "\ufdd1"
"""Around a segment: characters that Unicode sets aside for programs, so that no article has them."""
_DIGITS = "".join(map(chr, range(0xFDD2, 0xFDD2 + 16)))
WIDTH = 5
SEGMENT = re.compile(f"{BEGIN}([{_DIGITS}]{{{WIDTH}}})")
ANY_MARK = re.compile(f"{BEGIN}[{_DIGITS}]{{0,{WIDTH}}}|{END}")


@dataclass(frozen=True, slots=True)
class Shown:
    """An article compiled to be shown. ``text`` has its segments marked; ``units`` are what marks count."""

    article: str
    locale: str
    source_locale: str
    text: str
    units: tuple[Unit, ...]
    state: State
    """The lowest whose targets are used."""
    refusals: tuple[Refusal, ...]
    lines: tuple[tuple[str, int, str], ...] = ()
    """For articles that are no text: role, level and marked text of each block."""

    def uses(self, unit: Unit) -> bool:
        """Tell whether a unit's target stands in the text."""
        return bool(unit.target.strip()) and unit.state.rank >= self.state.rank


def preview(
    project: Project,
    article: str,
    locale: str,
    typed: Mapping[str, str] | None = None,
    state: State = State.DRAFT,
    *,
    is_text: bool = True,
) -> Shown:
    """Compile an article as ``recto compile`` does, drafts included.

    ``typed``: texts that are not saved yet, by the ids of their units. ``is_text`` is false for an
    article whose text nobody can read (a Word document): its blocks are shown one by one.

    :raises RectoError: the article or its catalog is not there, or cannot be read.
    """
    refuse_unknown(project, article, locale)
    source = project.read_article(article)
    catalog = _with(_catalog(project, article, locale), typed or {})
    document = cut(project, source)
    places = {unit.key: number for number, unit in enumerate(catalog.units)}

    def marks(role: str, text: str, nth: int) -> tuple[str, str]:
        number = places.get((f"{role}#{nth}", text), places.get((role, text)))
        return (BEGIN + _written(number), END) if number is not None else ("", "")

    shown = Shown(article, locale, source.locale, "", catalog.units, state, ())
    if not is_text:
        cuts = segments(document, sentence_ends(project, source), Known(catalog.units))
        found = [(block.role, block.level, block, part.unit.text) for block, part in cuts if part.unit.text]
        return replace(shown, lines=tuple(_lines(found, shown, places)))
    compiled = localize(project, source, document, catalog, state, marks)
    return replace(shown, text=compiled.article.text, refusals=compiled.refusals)


def number_of(found: re.Match[str]) -> int:
    """Return the number of the unit that a mark (``SEGMENT``) names."""
    return int("".join(f"{_DIGITS.index(char):x}" for char in found[1]), 16)


def _written(number: int) -> str:
    return "".join(_DIGITS[int(char, 16)] for char in f"{number:0{WIDTH}x}")


def _catalog(project: Project, article: str, locale: str) -> Catalog:
    """Return an article's catalog; one that has no unit, or is not extracted yet, compiles as it is."""
    if project.read_catalog(article, locale) is None:
        return Catalog(locale)
    return load_catalog(project, article, locale)


def _with(catalog: Catalog, typed: Mapping[str, str]) -> Catalog:
    if not typed:
        return catalog
    return replace(
        catalog,
        units=tuple(
            replace(unit, target=normalise(typed[unit.id]), state=State.DRAFT) if unit.id in typed else unit
            for unit in catalog.units
        ),
    )


def _lines(
    found: Sequence[tuple[str, int, object, str]], shown: Shown, places: Mapping[tuple[str, str], int]
) -> Iterator[tuple[str, int, str]]:
    """Yield the blocks with their segments joined, codes left out."""
    seen: dict[tuple[str, str], int] = {}
    last: object = None
    role, level, line = "", 0, ""
    for here, depth, block, source in found:
        if here == LINK:
            continue
        if block is not last:
            if line:
                yield role, level, line
            role, level, line, last = here, depth, "", block
        key = (here, source)
        seen[key] = seen.get(key, 0) + 1
        number = places.get((f"{here}#{seen[key]}", source), places.get(key))
        text = source
        if number is not None and shown.uses(shown.units[number]):
            text = shown.units[number].target
        text = "" if text == LEFT_OUT else MARK.sub("", text)
        marked = text if number is None else f"{BEGIN}{_written(number)}{text}{END}"
        line = f"{line} {marked}".strip(" ")
    if line:
        yield role, level, line
