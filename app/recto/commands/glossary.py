"""``recto glossary``: look at the terms of a project, take them in from files and hand them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from recto import commands, outside
from recto.commands.cutting import cut, sentence_ends
from recto.commands.terms import add, faults_of, glossary_of, read
from recto.errors import CatalogError, ConfigError, NotFoundError, RectoError
from recto.exchange import tbx, terms
from recto.extraction import extract
from recto.glossary import Clash, Glossary, Term, clashes
from recto.locales import canonical, language
from recto.model import LINK
from recto.plugins import suggest
from recto.project import Project

MAX_FILE = 64_000_000
"""Bytes of a file of terms: some 200,000 concepts."""
KINDS = (".tbx", ".csv")


@dataclass(frozen=True, slots=True)
class Report:
    """What a look at the glossary found. ``errors`` are lines that are no terms, and articles that
    could not be read; ``contradictions`` are terms that cannot stand beside each other."""

    terms: int
    sources: int
    locales: Mapping[str, int]
    """Lines for each locale; those for all locales under ``""``."""
    unused: tuple[str, ...]
    """Terms that stand in no article."""
    contradictions: tuple[CatalogError, ...]
    errors: tuple[RectoError, ...]

    @property
    def is_well(self) -> bool:
        return not self.contradictions and not self.errors


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. ``passed`` are terms in locales that the project does not translate into."""

    added: int
    unchanged: int
    passed: int
    conflicts: tuple[Clash, ...]
    errors: tuple[CatalogError, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A term in a text; ``translations`` as the glossary has them, the best first."""

    term: str
    start: int
    end: int
    translations: tuple[Term, ...]


def check(project: Project) -> Report:
    """Look at the whole glossary, and for its terms in the sources of all articles.

    :raises CatalogError: the glossary cannot be read at all.
    """
    lines = read(project)
    places: dict[Term, list[str]] = {}
    for term, place in zip(lines.terms, lines.places, strict=True):
        places.setdefault(term, []).append(place)
    told = []
    seen: Counter[Term] = Counter()
    for clash in clashes(lines.terms):
        seen[clash.second] += 1
        own = places[clash.second]
        place = own[min(seen[clash.second] - (clash.first != clash.second), len(own) - 1)]
        told.append(_contradiction(clash, place, places[clash.first][0]))
    glossary = Glossary(project.config.source_locale, lines.terms)
    errors: list[RectoError] = [*lines.errors]
    used = set(_used(project, glossary, errors))
    return Report(
        len(lines.terms),
        len(glossary.by_source),
        dict(sorted(Counter(term.locale for term in lines.terms).items())),
        tuple(source for source in glossary.by_source if source not in used),
        tuple(told),
        tuple(errors),
    )


def _contradiction(clash: Clash, place: str, first: str) -> CatalogError:
    where = f"line {first.rpartition(':')[2]}"
    problem = f"{clash.second.source!r} against {where}: {clash.problem}."
    return CatalogError(problem, place, "Keep one of the two.")


def _used(project: Project, glossary: Glossary, errors: list[RectoError]) -> Iterator[str]:
    """Yield the terms that stand in articles; articles that cannot be read are told in ``errors``."""
    for path in project.articles():
        try:
            article = project.read_article(path)
            if not glossary.speaks(article.locale):
                continue
            units = extract(cut(project, article), sentence_ends(project, article))
        except RectoError as error:
            errors.append(error)
            continue
        for unit in units:
            if unit.role != LINK:
                yield from (found.term for found in glossary.find(unit.source))


def take_in(project: Project, file: Path) -> Imported:
    """Add the terms of a file to the glossary. What stands there is never changed.

    :raises RectoError: the file or the glossary cannot be read, or the settings name no glossary.
    """
    new, errors = _terms_of(file, project.config.source_locale)
    languages = {language(tag) for tag in project.config.target_locales}
    wanted = [term for term in new if not term.locale or language(term.locale) in languages]
    merged = add(project, wanted)
    unchanged = len(wanted) - len(merged.added) - len(merged.conflicts)
    return Imported(len(merged.added), unchanged, len(new) - len(wanted), merged.conflicts, errors)


def _terms_of(file: Path, source_locale: str) -> tuple[list[Term], tuple[CatalogError, ...]]:
    kind = _kind(file)
    content = outside.content(file, MAX_FILE)
    if kind == ".tbx":
        return list(dict.fromkeys(term for term, _ in tbx.load(content, str(file), source_locale))), ()
    lines = terms.load(content, str(file))
    return list(dict.fromkeys(lines.terms)), lines.errors


def _kind(file: Path) -> str:
    kind = file.suffix.lower()
    if kind not in KINDS:
        hint = suggest(kind, KINDS) if kind else "Name a file that ends in .tbx or .csv."
        raise ConfigError("its name does not end in .tbx or .csv.", str(file), hint)
    return kind


def hand_out(project: Project, file: Path) -> int:
    """Write all terms to a file, as TBX or CSV by its name; return how many.

    :raises NotFoundError: there is no term.
    :raises RectoError: a line of the glossary is no term, or the file cannot be written.
    """
    kind = _kind(file)
    lines = read(project)
    if lines.errors:
        raise lines.errors[0]
    if not lines.terms:
        raise NotFoundError("there are no terms.", project.config.glossary, "Add some, or import a file.")
    if kind == ".tbx":
        outside.save(file, tbx.dump(lines.terms, project.config.source_locale))
    else:
        outside.save(file, terms.dump(lines.terms))
    return len(set(lines.terms))


def find(project: Project, text: str, locale: str = "") -> tuple[Place, ...]:
    """Return the terms in a text of the source's language, with what is said about them.

    :raises ConfigError: the locale is not known.
    """
    glossary = glossary_of(project)
    tag = canonical(locale) if locale else ""
    return tuple(
        Place(
            *found,
            translations=glossary.translations(found.term, tag) if tag else glossary.by_source[found.term],
        )
        for found in glossary.find(text, tag)
    )


@click.group("glossary")
def command() -> None:
    """Look at the terms of the project, take them in from files and hand them out.

    The terms stand in glossary.csv beside recto.toml; the check 'terms' and the desk use them.

    \b
    Example:
      recto glossary import client-terms.tbx
    """


@command.command("check")
@commands.json_option
def check_command(as_json: bool) -> int:
    """Report lines that are no terms, terms that contradict each other, and terms never used.

    Leaves with 1 if there are contradictions or errors; terms that no article uses are only named.
    """
    report = check(commands.open_project())
    if as_json:
        commands.say_json(report)
        return 0 if report.is_well else 1
    for source in report.unused:
        commands.say(f"not used: {source}")
    by_locale = ", ".join(f"{tag or 'all locales'} {number}" for tag, number in report.locales.items())
    total = f"{commands.counted(report.sources, 'term')} in {commands.counted(report.terms, 'line')}"
    commands.say(f"{total}{f' ({by_locale})' if by_locale else ''}; {len(report.unused)} not used.")
    return commands.say_errors([*report.errors, *report.contradictions])


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.tbx|FILE.csv")
@commands.json_option
def import_command(file: Path, as_json: bool) -> int:
    """Add the terms of a TBX or CSV file to the glossary.

    What stands in the glossary is never changed: a term that contradicts it is told and left out,
    and the command leaves with 1. Terms in languages the project does not translate into are passed over.
    """
    imported = take_in(commands.open_project(), file)
    if as_json:
        commands.say_json(imported)
        return 1 if imported.conflicts or imported.errors else 0
    for clash in imported.conflicts:
        commands.say(f"left out: {shown(clash.second)}")
        commands.say(f"    stands: {shown(clash.first)}")
        commands.say(f"    {clash.problem}")
    commands.say(
        f"{commands.counted(imported.added, 'line')} added, {imported.unchanged} there already,"
        f" {len(imported.conflicts)} left out, {imported.passed} in other languages."
    )
    return commands.say_errors(imported.errors) or (1 if imported.conflicts else 0)


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.tbx|FILE.csv")
def export_command(file: Path) -> None:
    """Write all terms to a TBX-Basic or CSV file; one that is there is replaced."""
    number = hand_out(commands.open_project(), file)
    commands.say(f"wrote {commands.counted(number, 'line')} to {file}")


@command.command("find")
@click.argument("text")
@click.option("-l", "--locale", default="", metavar="TAG", help="Only what is said for this locale.")
@commands.json_option
def find_command(text: str, locale: str, as_json: bool) -> int:
    """Show the terms that are found in TEXT, inflected ones too.

    \b
    Example:
      recto glossary find "Two rain gardens" --locale de
    """
    project = commands.open_project()
    places, faults = find(project, text, locale), faults_of(project)
    if as_json:
        commands.say_json(places)
        return commands.say_errors(faults)
    for place in places:
        commands.say(f"{place.start}-{place.end} {text[place.start : place.end]}")
        for term in place.translations:
            commands.say(f"    {shown(term)}")
    if not places:
        commands.say("No term of the glossary.")
    return commands.say_errors(faults)


def shown(term: Term) -> str:
    """Return a term as one line: ``rain garden (noun) -> de Regengarten [preferred]``."""
    part = f" ({term.part_of_speech.value})" if term.part_of_speech else ""
    target = f" -> {term.locale} {term.translation}".rstrip() if term.locale else ""
    marks = ", ".join(filter(None, (term.status.value, "exact" if term.exact else "", term.note)))
    return f"{term.source}{part}{target} [{marks}]"
