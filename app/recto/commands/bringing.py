"""What is brought to the desk: articles, and work of translators. First it is looked at, then taken."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from hashlib import sha256

from recto import arriving, formats
from recto.commands import changing, extract
from recto.commands.cutting import cut, sentence_ends
from recto.commands.import_ import How, Report, import_content
from recto.commands.terms import add, read
from recto.decoding import unpacked
from recto.errors import ConfigError, RectoError
from recto.exchange import po, tbx, terms, zipped
from recto.exchange.bilingual import Returned
from recto.extraction import extract as extract_units
from recto.glossary import Clash, Term, merge
from recto.locales import language
from recto.model import Article, Catalog
from recto.project import Project
from recto.store import Activity, Desk
from recto.store.actions import Actions

KINDS = ("articles", "translations", "terms")
MAX_DIFFERENCE = 400
MAX_COMPARED = 200_000
PRINT_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Coming:
    """One article that was brought. ``status``: ``new``, ``same``, ``different``, ``refused``."""

    path: str
    content: bytes
    status: str
    problem: str = ""
    seen: str = ""
    """Print of what it would take the place of; empty where nothing stands there."""
    units: int = 0
    difference: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written, and what was not; ``catalogs`` were brought up to date."""

    written: tuple[str, ...]
    catalogs: int
    errors: tuple[RectoError, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a file of terms does, or would do, to the glossary."""

    added: int
    unchanged: int
    passed: int
    """Terms in languages that the project does not translate into."""
    conflicts: tuple[Clash, ...]
    errors: tuple[RectoError, ...]


def look_at_articles(project: Project, folder: str, name: str, content: bytes) -> list[Coming]:
    """Return what would come of a file or of the files of an archive; nothing is written.

    ``folder``, below the sources, is where they go; in an archive its own folders stand below it.

    :raises FormatError: it is an archive that cannot be used.
    """
    if zipped.is_archive(content) and not formats.package(name):
        found = zipped.members(content, name)
        if not found:
            raise ConfigError("the archive is empty.", name)
    else:
        found = [zipped.Member(name, content)]
    prefix = f"{folder.strip().strip('/')}/" if folder.strip().strip("/") else ""
    coming = [_coming(project, f"{prefix}{member.name}", member.content) for member in found]
    return sorted(coming, key=lambda one: one.path)


def _coming(project: Project, path: str, content: bytes) -> Coming:
    if reason := arriving.refusal(project, path):
        return Coming(path, content, "refused", f"{reason}.")
    try:
        old = arriving.standing(project, path)
        if old == content:
            return Coming(path, content, "same", seen=print_of(old))
        text = unpacked(formats.package(path), content, path)
        article = Article(path, project.config.article(path).source_locale, text)
        units = len(extract_units(cut(project, article), sentence_ends(project, article)))
    except RectoError as error:
        return Coming(path, content, "refused", str(error))
    if old is None:
        return Coming(path, content, "new", units=units)
    shown = () if formats.package(path) else _difference(old.decode("utf-8", "replace"), text)
    return Coming(path, content, "different", "", print_of(old), units, shown)


def _difference(old: str, new: str) -> tuple[str, ...]:
    if max(len(old), len(new)) > MAX_COMPARED:
        return ()
    lines = list(unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2))[2:]
    return (*lines[:MAX_DIFFERENCE], *(["…"] if len(lines) > MAX_DIFFERENCE else []))


def print_of(content: bytes | None) -> str:
    """Return a short print of what stands somewhere; empty for nothing."""
    return "" if content is None else sha256(content).hexdigest()[:PRINT_DIGITS]


def take_articles(
    project: Project, coming: Collection[Coming], chosen: Collection[str], seen: Mapping[str, str]
) -> Taken:
    """Write the chosen articles and extract them; what stands there is written over only as it was seen."""
    written: list[str] = []
    errors: list[RectoError] = []
    for one in coming:
        if one.path not in chosen or one.status in {"same", "refused"}:
            continue
        try:
            old = arriving.standing(project, one.path)
            over = old if print_of(old) == seen.get(one.path, "") else None
            if arriving.put_article(project, one.path, one.content, over):
                written.append(one.path)
        except RectoError as error:
            errors.append(error)
    if not written:
        return Taken((), 0, tuple(errors))
    report = extract.extract(project, written)
    catalogs = sum(one.is_written for one in report.catalogs)
    return Taken(tuple(written), catalogs, (*errors, *report.errors))


def look_at_translations(project: Project, content: bytes, name: str, how: How) -> Report:
    """Say what XLIFF, PO or CSV would bring into the catalogs; see ``recto import``."""
    return import_content(project, content, name, how._replace(dry_run=True))


def take_translations(
    project: Project, desk: Desk, person: str, content: bytes, name: str, how: How
) -> Report:
    """Bring them in, as one action of this person that can be undone like any other."""
    actions = Actions(desk)
    number = actions.begin(person, "import", json.dumps({"name": name}, ensure_ascii=False))
    noted: list[Activity] = []

    def write(project: Project, part: Returned, base: bytes, before: Catalog, after: Catalog) -> None:
        old = {unit.id: unit for unit in before.units}
        changed = [
            (old[unit.id], unit)
            for unit in after.units
            if unit.id in old and (unit.target, unit.flag) != (old[unit.id].target, old[unit.id].flag)
        ]
        place = changing.Place(part.article, part.locale)
        noted.extend(changing.write(project, actions, place, po.dump(after, base), changed, person, number))

    report = import_content(project, content, name, how._replace(write=write))
    if not noted:
        actions.drop(number)
    return report


def take_terms(project: Project, content: bytes, name: str, *, dry_run: bool) -> Terms:
    """Bring a file of terms (TBX, CSV) into the glossary, or say what would happen; nothing there changes.

    :raises RectoError: the file or the glossary cannot be read.
    """
    errors: tuple[RectoError, ...] = ()
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        source_locale = project.config.source_locale
        new = list(dict.fromkeys(term for term, _ in tbx.load(content, name, source_locale)))
    else:
        lines = terms.load(content, name)
        new, errors = list(dict.fromkeys(lines.terms)), lines.errors
    languages = {language(tag) for tag in project.config.target_locales}
    wanted: list[Term] = [term for term in new if not term.locale or language(term.locale) in languages]
    merged = merge(read(project).terms, wanted) if dry_run else add(project, wanted)
    unchanged = len(wanted) - len(merged.added) - len(merged.conflicts)
    return Terms(len(merged.added), unchanged, len(new) - len(wanted), merged.conflicts, errors)
