"""``recto sign-off``: an editor stands for an article in a locale; what speaks against it is told.

The sign-off is a line of the PO header (units.md, section 5). Beside it the desk database notes the
version of each unit, so that it can be told how many changed since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import click

from recto import commands
from recto.commands.catalogs import load_catalog, place_of
from recto.commands.committing import user_name
from recto.commands.counts import Kind, findings, kind
from recto.commands.cutting import cut, sentence_ends
from recto.commands.publication import findings_of_article, localize
from recto.commands.reasons import Reason, counted
from recto.commands.rules import rules_of
from recto.commands.terms import glossary_of
from recto.errors import ConflictError, RectoError
from recto.exchange import po, signoff
from recto.extraction import extract, occurrences
from recto.inline import Known
from recto.merging import merge
from recto.model import Catalog, State, Unit
from recto.project import Project
from recto.store.work import Signature, Work

CHECKED = 12
"""Digits of a unit's version that a sign-off notes."""


class Standing(NamedTuple):
    """How the sign-off of an article in a locale stands; without a name there is none."""

    name: str = ""
    is_valid: bool = False
    changed: int | None = None
    """Units that changed, came or went since; None: it was given elsewhere, nobody counted."""
    made_at: str = ""
    """UTC, ISO 8601; empty where it was given elsewhere."""
    seal: str = ""
    """Of the units as they stand now: what somebody saw who signs them off."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return what is to be said of a sign-off that expired."""
        if not self.name or self.is_valid:
            return ()
        if self.changed is None:
            return (Reason("expired-somehow", {"name": self.name}),)
        return (Reason("expired", {"name": self.name, "num": str(self.changed)}),)


class SignOffRefused(RectoError):
    """``reasons`` are all that speak against it."""

    def __init__(self, reasons: Sequence[Reason], where: str) -> None:
        super().__init__("this cannot be signed off.", where, " ".join(reason.text for reason in reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of a sign-off; ``notes`` are good to know."""

    article: str
    locale: str
    name: str
    is_changed: bool
    notes: tuple[Reason, ...] = ()


@contextmanager
def record(project: Project) -> Iterator[Work | None]:
    """Give the desk database's rows of work, or None where there is no desk database."""
    file = project.state_folder / "desk.db"
    if not file.exists():
        yield None
        return
    work = Work(file)
    try:
        yield work
    finally:
        work.close()


def standing(catalog: Catalog, article: str, work: Work | None) -> Standing:
    """Return how the sign-off of a catalog stands."""
    seal = signoff.seal(catalog.units)
    found = signoff.signature(catalog.header)
    if found is None:
        return Standing(seal=seal)
    noted = work.signature(article, catalog.locale) if work else None
    known = noted is not None and noted.seal == found.digits
    made_at = noted.made_at if noted and known else ""
    if found.digits == seal:
        return Standing(found.name, True, 0, made_at, seal)
    number = changed_since(noted, catalog.units) if noted and known else None
    return Standing(found.name, False, number, made_at, seal)


def changed_since(signature: Signature, units: Sequence[Unit]) -> int:
    """Return how many units changed, came or went since a sign-off; at least 1: their order counts too."""
    was = dict(signature.units)
    now = versions(units)
    differ = sum(was.get(unit_id) != version for unit_id, version in now)
    return max(differ + len(was.keys() - dict(now).keys()), 1)


def versions(units: Sequence[Unit]) -> tuple[tuple[str, str], ...]:
    return tuple((unit.id, _text_version(unit)) for unit in units)


def _text_version(unit: Unit) -> str:
    """Return what changes when a unit's text does; its state is no part of a sign-off."""
    return signoff.seal((unit,))[:CHECKED]


def obstacles(
    project: Project, article: str, catalog: Catalog, person: str, work: Work | None
) -> tuple[Reason, ...]:
    """Return what speaks against a sign-off by somebody; those that do not block are good to know."""
    source_locale = project.settings(article).source_locale
    glossary, rules = glossary_of(project), rules_of(project, catalog.locale)
    kinds: dict[Kind, int] = {}
    errors = 0
    for unit in catalog.units:
        kinds[kind(unit)] = kinds.get(kind(unit), 0) + 1
        found = findings(unit, source_locale, catalog.locale, glossary, rules)
        errors += any(one.severity == "error" for one in found)
    reasons = [] if catalog.units else [Reason("no-text")]
    reasons += edited(project, article, catalog)
    reasons += open_work(kinds)
    reasons += counted("errors", errors)
    if not any(reason.code == "unusable" for reason in reasons):
        reasons += _of_the_whole(project, article, catalog)
    if project.config.desk.four_eyes:
        reasons += _eyes(catalog, article, signoff.signer(person), work)
    return tuple(reasons)


def _of_the_whole(project: Project, path: str, catalog: Catalog) -> tuple[Reason, ...]:
    """Return that the compiled article has errors; nobody can dismiss those, so that they do not block."""
    try:
        article = project.read_article(path)
        document = cut(project, article)
        compiled = localize(project, article, document, catalog, State.REVIEWED)
        found = findings_of_article(project, article, document, compiled)
    except RectoError as error:
        return (Reason("unusable", {"problem": str(error)}),)
    return counted("article-errors", sum(one.severity == "error" for one in found), blocks=False)


def edited(project: Project, path: str, catalog: Catalog) -> tuple[Reason, ...]:
    """Return whether the article differs from what its catalog was extracted from."""
    try:
        article = project.read_article(path)
        document, ends = cut(project, article), sentence_ends(project, article)
        units = extract(document, ends, Known(catalog.units))
    except RectoError as error:
        return (Reason("unusable", {"problem": str(error)}),)
    merged = merge(
        catalog,
        units,
        article.locale,
        occurrences=occurrences(document, ends, catalog),
        carry_cosmetic=project.config.carry_cosmetic,
    ).catalog
    is_same = [unit.key for unit in merged.units] == [unit.key for unit in catalog.units]
    return () if is_same else (Reason("edited"),)


def open_work(kinds: Mapping[Kind, int], *, is_draft_enough: bool = False) -> list[Reason]:
    """Return a reason for each kind of unit that nobody has accepted yet."""
    codes = {Kind.EMPTY: "empty", Kind.MACHINE: "machine", Kind.DRAFT: "draft", Kind.CHANGED: "changed"}
    wanted = [Kind.EMPTY] if is_draft_enough else list(codes)
    return [reason for one in wanted for reason in counted(codes[one], kinds.get(one, 0))]


def _eyes(catalog: Catalog, article: str, person: str, work: Work | None) -> list[Reason]:
    """Return why two pairs of eyes have not seen each target: whose text the signer alone has worked on.

    Whoever wrote or confirmed the very text that stands there now has seen it.
    """
    if work is None:
        return [Reason("no-record")]
    authors = work.authors(article, catalog.locale)
    seen = [authors.get(unit.id, {}).get(unit.target, frozenset()) for unit in catalog.units if unit.target]
    alone = sum(people == {person} for people in seen)
    unknown = sum(not people for people in seen)
    if unknown and unknown == len(seen):
        return [Reason("no-record")]
    values = {"name": person, "num": str(alone)}
    own = [Reason("four-eyes", values)] if alone else []
    return [*own, *counted("unrecorded", unknown, blocks=False)]


def sign_off(
    project: Project, article: str, locale: str, person: str, work: Work | None, *, seen: str = ""
) -> Signed:
    """Sign an article off in a locale; on disk when this returns.

    ``seen`` is the seal of the units that the person looked at; empty: whatever stands there.

    :raises SignOffRefused: something speaks against it.
    :raises ConflictError: the units are others than those seen.
    :raises ConfigError: the name is none that a header line can hold.
    """
    name = signoff.signer(person)
    with project.lock(article, locale):
        catalog = load_catalog(project, article, locale)
        where = place_of(article, locale)
        if seen and seen != signoff.seal(catalog.units):
            raise ConflictError("this was changed after you opened it.", where, "Look at it again.")
        found = obstacles(project, article, catalog, person, work)
        if blocking := [reason for reason in found if reason.blocks]:
            raise SignOffRefused(blocking, where)
        notes = tuple(reason for reason in found if not reason.blocks)
        if signoff.is_signed_off(catalog) and signoff.signature(catalog.header) == (name, _seal(catalog)):
            return Signed(article, locale, name, False, notes)
        signed = signoff.signed(catalog, name)
        _write(project, article, catalog, signed)
        if work:
            units = versions(signed.units)
            work.sign(Signature(article, locale, name, _seal(signed), units))
    return Signed(article, locale, name, True, notes)


def withdraw(project: Project, article: str, locale: str, work: Work | None) -> Signed:
    """Take a sign-off back; on disk when this returns. Without one nothing happens."""
    with project.lock(article, locale):
        catalog = load_catalog(project, article, locale)
        found = signoff.signature(catalog.header)
        plain = signoff.withdrawn(catalog)
        if plain.header != catalog.header:
            _write(project, article, catalog, plain)
        if work:
            work.unsign(article, locale)
    return Signed(article, locale, found.name if found else "", plain.header != catalog.header)


def _write(project: Project, article: str, old: Catalog, new: Catalog) -> None:
    base = project.read_catalog(article, old.locale)
    project.write(project.catalog_file(article, old.locale), po.dump(new, base))


def _seal(catalog: Catalog) -> str:
    return signoff.seal(catalog.units)


@click.command("sign-off")
@click.argument("globs", nargs=-1, required=True, metavar="ARTICLE...")
@commands.locale_option
@click.option("--withdraw", "is_withdrawn", is_flag=True, help="Take the sign-off back.")
@click.option(
    "--name", default="", metavar="NAME", help="Who signs off; without it, your name on this machine."
)
@commands.json_option
def command(
    globs: tuple[str, ...], wanted: tuple[str, ...], is_withdrawn: bool, name: str, as_json: bool
) -> int:
    """Sign articles off: somebody has read the translation as a whole and stands for it.

    Refused, with the reasons, where segments are not reviewed or have errors, or the article was edited.
    The sign-off counts until anything changes. 'state = "final"' in [publish] publishes nothing without it.

    \b
    Example:
      recto sign-off world/tea.md --locale de
    """
    project = commands.open_project()
    done: list[Signed] = []
    errors: list[RectoError] = []
    with record(project) as work:
        for article, locale in commands.pairs(project, globs, wanted):
            try:
                if is_withdrawn:
                    done.append(withdraw(project, article, locale, work))
                else:
                    done.append(sign_off(project, article, locale, name or user_name(), work))
            except RectoError as error:
                errors.append(error)
    if as_json:
        commands.say_json({"done": done, "errors": errors})
        return commands.exit_code(errors)
    for one in done:
        commands.say(_line(one, is_withdrawn=is_withdrawn))
        for reason in one.notes:
            commands.say(f"    {reason.text}")
    return commands.say_errors(errors)


def _line(one: Signed, *, is_withdrawn: bool) -> str:
    place = f"{one.locale}  {one.article}"
    if is_withdrawn:
        told = f"the sign-off by {one.name} is withdrawn" if one.is_changed else "was not signed off"
        return f"{place}: {told}."
    return f"{place}: signed off by {one.name}{'' if one.is_changed else ', as before'}."
