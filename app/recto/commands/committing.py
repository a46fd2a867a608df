"""Commits of what stands in the catalogs: a commit for each person and article, the rest in one.

Who wrote a target is read from the desk's activity: the last person whose saved text is the one that
stands in the unit. What nobody saved at the desk was a command's, and is the user's of git.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from recto import paths
from recto.errors import RectoError
from recto.exchange import po
from recto.git import Change, Identity, Repository
from recto.locales import gettext_name
from recto.model import Catalog, State, Unit
from recto.project import Project
from recto.store import Desk, Stage

LOOK_BACK = 50
"""Changes of a unit among which its text is looked for."""
UNPRINTABLE = dict.fromkeys(map(ord, "<>\n\0"))


class Place(NamedTuple):
    """A catalog; ``path`` is below the top of the repository."""

    article: str
    locale: str
    path: str


class Step(NamedTuple):
    """A catalog as a person left it; no person: a command."""

    place: Place
    person: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Committed:
    """One commit: whose work, on which article (none: on several), in which locales."""

    person: str
    articles: tuple[str, ...]
    locales: tuple[str, ...]


def places(project: Project, repository: Repository, found: Sequence[str]) -> list[Place]:
    """Return those of some paths in the repository that are catalogs, sorted."""
    root = project.root.resolve().relative_to(repository.top).as_posix()
    start = "" if root == "." else f"{root}/"
    known = []
    for locale in project.config.target_locales:
        folder = f"{start}{project.config.locales}/{gettext_name(locale)}/LC_MESSAGES/"
        for path in found:
            article = path.removeprefix(folder).removesuffix(".po")
            is_catalog = path.startswith(folder) and path.endswith(".po")
            if is_catalog and not paths.refusal(article):
                known.append(Place(article, locale, path))
    return sorted(known)


def commit_catalogs(
    project: Project, repository: Repository, desk: Desk | None, errors: list[RectoError]
) -> list[Committed]:
    """Commit every catalog that is not as HEAD has it; what is staged or changed elsewhere stays.

    A catalog that cannot be read, or that is gone though its article is there, is left as it is and
    told in ``errors``.
    """
    folder = project.name(project.root / project.config.locales)
    root = project.root.resolve().relative_to(repository.top)
    head = repository.commit_of("HEAD")
    own = user_name()
    steps: list[Step] = []
    for place in places(project, repository, list(repository.changed((root / folder).as_posix()))):
        try:
            found = _steps(project, repository, desk, head, place)
        except RectoError as error:
            errors.append(error)
            continue
        if not found and head and repository.is_file(head, place.path):
            # A crash came between a commit and the index.
            repository.stage(head, [place.path])
        steps += found
    done = []
    for (person, _), group in _grouped(steps).items():
        changes = [Change(step.place.path, step.content) for step in group]
        articles = tuple(dict.fromkeys(step.place.article for step in group))
        locales = tuple(sorted({step.place.locale for step in group}))
        author = Identity(person, "") if person not in ("", own) else None
        head = repository.commit(head, changes, _message(person, articles, locales), author)
        done.append(Committed(person, articles, locales))
    return done


def user_name() -> str:
    """Return the name under which this machine's user works, or nothing; git knows the same person."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _grouped(steps: Sequence[Step]) -> dict[tuple[str, str], list[Step]]:
    """Return the steps of each commit: commands' first, then by person and article."""
    groups: dict[tuple[str, str], list[Step]] = {}
    for step in sorted(steps, key=lambda step: (step.person, step.place)):
        groups.setdefault((step.person, step.place.article if step.person else ""), []).append(step)
    return groups


def _message(person: str, articles: Sequence[str], locales: Sequence[str]) -> str:
    verb = "Translate" if person else "Update"
    if len(articles) == 1:
        return f"{verb} {articles[0]} ({', '.join(locales)})\n"
    listed = "\n".join(articles)
    return f"{verb} {len(articles)} articles ({', '.join(locales)})\n\n{listed}\n"


def _steps(
    project: Project, repository: Repository, desk: Desk | None, head: str, place: Place
) -> list[Step]:
    old = repository.read(head, place.path) if head else None
    with project.lock(place.article, place.locale):
        new = project.read_catalog(place.article, place.locale)
    where = project.name(project.catalog_file(place.article, place.locale))
    if new is None:
        if place.article in project.articles():
            hint = "Bring it back with 'git checkout', or commit that it is gone."
            raise RectoError("this catalog is gone, and its article is not.", where, hint)
        return [Step(place, "", None)] if old is not None else []
    if new == old:
        return []
    after = po.load(new, where, place.locale)
    try:
        before = po.load(old or b"", where, place.locale)
    except RectoError:
        return [Step(place, "", new)]
    people = _people(desk, place, before, after) if desk else {}
    return list(_portions(place, before, after, people, old, new))


def _people(desk: Desk, place: Place, before: Catalog, after: Catalog) -> Mapping[tuple[str, str], str]:
    """Return who wrote or accepted each unit that differs, by key."""
    known = {unit.key: unit for unit in before.units}
    people = {}
    for unit in after.units:
        old = known.get(unit.key)
        if old is not None and (old.target, old.flag, old.others) == (unit.target, unit.flag, unit.others):
            continue
        for activity in desk.history(place.article, place.locale, unit.id, LOOK_BACK):
            if activity.stage is Stage.APPLIED and activity.new_target == unit.target:
                people[unit.key] = activity.person.translate(UNPRINTABLE).strip()
                break
    return {key: person for key, person in people.items() if person}


def _portions(
    place: Place,
    before: Catalog,
    after: Catalog,
    people: Mapping[tuple[str, str], str],
    old: bytes | None,
    new: bytes,
) -> Iterator[Step]:
    """Yield the catalog as it grew: what commands did, then each person's units; the last is ``new``."""
    known = {unit.key: unit for unit in before.units}
    names = sorted(set(people.values()))
    last: bytes | None = old
    for number, person in enumerate(["", *names]):
        there = {"", *names[:number]}
        units = tuple(
            unit if people.get(unit.key, "") in there else known.get(unit.key, _bare(unit))
            for unit in after.units
        )
        is_last = number == len(names)
        content = new if is_last else po.dump(replace(after, units=units), new)
        if content != last:
            yield Step(place, person, content)
        last = content


def _bare(unit: Unit) -> Unit:
    """Return a unit as extracting first made it."""
    return replace(unit, target="", state=State.EMPTY, origin="", previous="", previous_context="", others=())
