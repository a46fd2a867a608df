"""``recto facts``: every fact of an article beside what stands in its translation, problems first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import click

from recto import commands
from recto.commands.catalogs import load_catalog
from recto.commands.compile import excerpt
from recto.commands.terms import glossary_of
from recto.comparing import NOTES, Line, Span, Terms, Verdict, compare, has_words
from recto.errors import RectoError
from recto.glossary import NO_TERMS, Glossary, Status, terms_of
from recto.model import LEFT_OUT, Catalog, State, Unit
from recto.project import Project

VERDICTS = {
    Verdict.OTHER: "differs",
    Verdict.MISSING: "missing",
    Verdict.EXTRA: "only in the translation",
    Verdict.LOOK: "not found automatically",
    Verdict.FOUND: "found",
}
"""A verdict in words."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One fact of one segment; ``number`` counts segments from 1."""

    unit: Unit
    number: int
    line: Line


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The facts of an article in a locale: those to look at first, then in reading order."""

    article: str
    locale: str
    source_locale: str
    lines: tuple[Checked, ...]
    untranslated: int
    """Segments without a translation: their source stands, so there is nothing to compare."""
    unreviewed: int
    """Segments whose translation nobody has accepted yet; they are compared all the same."""
    silent: tuple[str, ...]
    """Locales in which number words and negation are not known, only figures, names and signs."""

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(one.line.verdict for one in self.lines)

    @property
    def problems(self) -> int:
        """How many facts have to be looked at."""
        return len(self.lines) - self.counts[Verdict.FOUND]


def fact_sheet(project: Project, article: str, locale: str) -> FactSheet:
    """Return the facts of an article beside those of its translation.

    :raises NotFoundError: there is no catalog.
    :raises CatalogError: it cannot be read.
    """
    catalog = load_catalog(project, article, locale)
    return of_catalog(article, catalog, project.settings(article).source_locale, glossary_of(project))


def of_catalog(
    article: str, catalog: Catalog, source_locale: str, glossary: Glossary = NO_TERMS
) -> FactSheet:
    """Return the fact sheet of a catalog."""
    locales = (source_locale, catalog.locale)
    found: list[Checked] = []
    for number, unit in enumerate(catalog.units, 1):
        if not unit.target or unit.target == LEFT_OUT:
            continue
        terms = _terms(unit, glossary, locales)
        compared = compare(unit.source, unit.target, locales, hints=unit.hints, terms=terms)
        found += [Checked(unit, number, line) for line in compared]
    found.sort(key=lambda one: (one.line.verdict.rank, one.number))
    return FactSheet(
        article,
        catalog.locale,
        source_locale,
        tuple(found),
        sum(not unit.target for unit in catalog.units),
        sum(unit.state is State.DRAFT for unit in catalog.units),
        tuple(one for one in dict.fromkeys(locales) if not has_words(one)),
    )


def _terms(unit: Unit, glossary: Glossary, locales: tuple[str, str]) -> Terms:
    return [
        (
            (found.start, found.end),
            [
                term.source if term.status is Status.KEPT else term.translation
                for term in lines
                if term.status is not Status.FORBIDDEN
            ],
        )
        for found, lines in terms_of(unit.source, glossary, locales)
    ]


def fields(sheet: FactSheet) -> dict[str, object]:
    """Return a fact sheet for programs."""
    return {
        "article": sheet.article,
        "locale": sheet.locale,
        "problems": sheet.problems,
        "counts": {verdict.value: sheet.counts[verdict] for verdict in Verdict},
        "untranslated": sheet.untranslated,
        "unreviewed": sheet.unreviewed,
        "silent": list(sheet.silent),
        "facts": [
            {
                "unit": one.unit.id,
                "number": one.number,
                "kind": one.line.kind,
                "verdict": one.line.verdict.value,
                "source": one.line.source,
                "target": one.line.target,
                "source_spans": [list(span) for span in one.line.source_spans],
                "target_spans": [list(span) for span in one.line.target_spans],
                "note": NOTES.get(one.line.note, ""),
            }
            for one in sheet.lines
        ],
    }


def cut_at(text: str, spans: Sequence[Span]) -> list[tuple[bool, str]]:
    """Return a text in pieces, each with whether it is one of the facts."""
    out: list[tuple[bool, str]] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            out += [(False, text[at:start]), (True, text[start:end])]
            at = end
    return [piece for piece in [*out, (False, text[at:])] if piece[1]]


@click.command("facts")
@commands.globs_argument
@commands.locale_option
@click.option("--all", "all_of_them", is_flag=True, help="Show also what was found.")
@commands.json_option
def command(globs: tuple[str, ...], wanted: tuple[str, ...], all_of_them: bool, as_json: bool) -> int:
    """Show numbers, dates, names, quotations, links and negations of articles beside their translations.

    For an editor who does not read the language. What differs, is missing, or stands in the translation
    alone comes first. Leaves with 1 if there is something to look at.

    \b
    Example:
      recto facts world/tea.md --locale ar
    """
    project = commands.open_project()
    sheets: list[FactSheet] = []
    errors: list[RectoError] = []
    for article, locale in commands.pairs(project, globs, wanted):
        try:
            sheets.append(fact_sheet(project, article, locale))
        except RectoError as error:
            errors.append(error)
    if as_json:
        commands.say_json({"sheets": [fields(sheet) for sheet in sheets], "errors": errors})
    else:
        for sheet in sheets:
            _say(sheet, all_of_them)
    code = commands.exit_code(errors) if as_json else commands.say_errors(errors)
    return code or int(any(sheet.problems for sheet in sheets))


def _say(sheet: FactSheet, all_of_them: bool) -> None:
    facts = commands.counted(len(sheet.lines), "fact")
    commands.say(f"{sheet.locale}  {sheet.article}: {facts}, {sheet.problems} to look at.")
    if sheet.untranslated:
        commands.say(f"    {commands.counted(sheet.untranslated, 'segment')} not translated.")
    for one in sheet.lines:
        line = one.line
        if line.verdict is Verdict.FOUND and not all_of_them:
            continue
        told = f" ({NOTES[line.note]})" if line.note else ""
        commands.say(f"    {one.number}  {line.kind} {VERDICTS[line.verdict]}{told}")
        commands.say(f"        {excerpt(line.source) if line.source else '–'}")
        commands.say(f"        {excerpt(line.target) if line.target else '–'}")
