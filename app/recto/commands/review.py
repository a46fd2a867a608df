"""Review: what the desk reads and writes. Each verb takes a project and gives a value.

Saving follows units.md, section 5: lock, read again, compare versions, write ahead, write, mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from recto.checks.ignoring import tidied
from recto.commands import catalogs, recall, statistics
from recto.commands.catalogs import load_catalog, place_of
from recto.commands.counts import MAX_TARGET_CHARS, findings
from recto.commands.listed import listed
from recto.commands.rules import rules_of
from recto.commands.terms import glossary_of
from recto.errors import CatalogError, CodeError, ConfigError, ConflictError, NotFoundError, RectoError
from recto.exchange import po
from recto.formats import cut
from recto.glossary import NO_TERMS, Found, Glossary, Term, terms_of
from recto.inline import normalise, repair
from recto.messages import message
from recto.model import Article, Catalog, Document, Finding, Options, State, Unit
from recto.project import Project
from recto.rules import NO_RULES, Rules
from recto.store import Activity, Desk, Stage

TOKEN_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One article in one locale, open on the desk. ``document`` is None if it cannot be cut."""

    article: str
    locale: str
    source_locale: str
    catalog: Catalog
    document: Document | None
    glossary: Glossary = NO_TERMS
    rules: Rules = NO_RULES

    def findings(self, unit: Unit) -> tuple[Finding, ...]:
        return findings(unit, self.source_locale, self.locale, self.glossary, self.rules)

    def terms(self, unit: Unit) -> tuple[tuple[Found, tuple[Term, ...]], ...]:
        """Return the terms in a unit's source and what each is in the sheet's locale."""
        return terms_of(unit.source, self.glossary, (self.source_locale, self.locale))


class UnitConflict(ConflictError):
    """``theirs`` is the unit as it now stands; ``target`` is the text that was not written."""

    def __init__(self, theirs: Unit, target: str, where: str) -> None:
        super().__init__(
            "this unit was changed after you opened it.", where, "Both texts are here; choose or merge."
        )
        self.theirs = theirs
        self.target = target


class UnitGone(NotFoundError):
    """``successor`` is the unit whose source the old one's was edited into, if the catalog knows it."""

    def __init__(self, unit_id: str, successor: Unit | None, where: str) -> None:
        hint = "Open the article again." if successor is None else "Your text may still fit the new source."
        super().__init__(f"there is no unit {unit_id!r} any more: its source was edited.", where, hint)
        self.successor = successor


class UnitRefused(CodeError):
    """``findings`` are the errors that keep a target from being confirmed."""

    def __init__(
        self, findings: Sequence[Finding], where: str, hint: str = "It can be kept as needing work."
    ) -> None:
        super().__init__(" ".join(finding.message for finding in findings), where, hint)
        self.findings = tuple(findings)


def open_sheet(project: Project, article: str, locale: str) -> Sheet:
    """Return the article's catalog with what its source tells about structure.

    :raises NotFoundError: the project has no such article, locale or catalog.
    :raises CatalogError: the catalog cannot be read.
    """
    refuse_unknown(project, article, locale)
    settings = project.config.article(article)
    catalog = load_catalog(project, article, locale)
    document = None
    # The structure is for show: an article that is gone or broken leaves the catalog at work.
    with suppress(RectoError):
        document = _structure(project.read_article(article), project.settings(article).options)
    rules = rules_of(project, locale)
    return Sheet(article, locale, settings.source_locale, catalog, document, glossary_of(project), rules)


@lru_cache(maxsize=16)
def _structure(article: Article, options: Options) -> Document:
    """Cut an article once for as long as its text stays the same."""
    return cut(article, options)


def token(unit: Unit) -> str:
    """Return the start of a unit's version: of four billion texts of a unit two have the same."""
    return unit.version[:TOKEN_DIGITS]


def stands(unit: Unit, version: str) -> bool:
    """Tell whether a unit is still at the version that a person saw, whole or as ``token`` gives it."""
    return len(version) >= TOKEN_DIGITS and unit.version.startswith(version)


def find_unit(catalog: Catalog, unit_id: str, where: str) -> Unit:
    """Return the live unit with an id.

    :raises UnitGone: there is none.
    """
    unit = catalog.find(unit_id)
    if unit is None:
        raise UnitGone(unit_id, _successor(catalog, unit_id), where)
    return unit


def _successor(catalog: Catalog, unit_id: str) -> Unit | None:
    """Return the unit whose target was made for the source of the unit that is gone."""
    for unit in catalog.units:
        if unit.previous and Unit(unit.previous_context or unit.context, unit.previous).id == unit_id:
            return unit
    return None


def settle(unit: Unit, target: str, state: State) -> Unit:
    """Return the unit as a person leaves it: theirs now, whoever made the target before.

    Confirming answers the change of the source, so what was noted about it goes, and so do the other
    texts that were there to choose from. Keeping it as a draft leaves the questions open; only ``was``
    goes, for a person has now judged the target. What was ignored about another text goes with it.
    """
    answered = unit if state is State.DRAFT and target else replace(unit, previous="", previous_context="")
    gone = {"was"} if answered.previous else {"was", "edit"}
    marks = tuple(pair for pair in unit.marks if pair[0] not in gone)
    others = unit.others if state is State.DRAFT else ()
    return tidied(
        replace(
            answered,
            target=target,
            state=state if target else State.EMPTY,
            origin="",
            marks=marks,
            others=tuple(text for text in others if text != target),
        )
    )


def restored(unit: Unit, before: Unit) -> Unit:
    """Return the unit with all that a person or a machine gave it as it was; what its article says stays."""
    return replace(
        unit,
        target=before.target,
        state=before.state,
        origin=before.origin,
        marks=before.marks,
        previous=before.previous,
        previous_context=before.previous_context,
        others=before.others,
    )


def save_unit(  # noqa: PLR0913, PLR0917  # what a person sees and types, and who and where they are
    project: Project,
    desk: Desk,
    article: str,
    locale: str,
    unit_id: str,
    version: str,
    target: str,
    state: State,
    person: str,
) -> Unit:
    """Write a target a person made; on disk when this returns. Returns the unit as it now stands.

    Codes that are damaged without doubt are put right first.

    Saving the same again, after an answer that was lost, is no conflict.

    ``version`` is the unit's as the person saw it, whole or as ``token`` gives it.

    :raises UnitConflict: the unit is no longer at ``version``.
    :raises UnitRefused: ``state`` is reviewed and a check found an error.
    :raises UnitGone: its source was edited.
    :raises NotFoundError: no such article, locale or catalog.
    """
    refuse_unknown(project, article, locale)
    target = normalise(target)
    where = place_of(article, locale)
    if len(target) > MAX_TARGET_CHARS:
        told = message("The text is longer than %(most)s characters.", most=MAX_TARGET_CHARS)
        too_long = Finding("length", told, "error")
        raise UnitRefused([too_long], where, "Shorten it; nothing was saved.")
    with project.lock(article, locale):
        catalog = load_catalog(project, article, locale)
        unit = find_unit(catalog, unit_id, where)
        saved = settle(unit, repair(target, unit.source), state)
        if (unit.target, unit.flag) == (saved.target, saved.flag) and not stands(unit, version):
            return unit
        if not stands(unit, version):
            raise UnitConflict(unit, target, where)
        said = findings(saved, project.config.article(article).source_locale, locale, NO_TERMS,
                        rules_of(project, locale))  # fmt: skip
        blocking = [finding for finding in said if finding.severity == "error"]
        if state is not State.DRAFT and blocking:
            raise UnitRefused(blocking, where)
        if saved != unit:
            _write(project, desk, unit, Activity.of(article, locale, person, unit, saved), saved)
        desk.settle(article, locale, unit_id)
    return saved


def recover(project: Project, desk: Desk) -> tuple[Activity, ...]:
    """Bring changes that a crash interrupted into their catalogs; return those that do not fit any more.

    A change fits while its unit still holds the text that the person saw when saving.
    """
    # The lock is for one desk at a time, and makes the state folder one that git ignores.
    with project.lock("desk", project.config.source_locale):
        for activity in desk.at_stage(Stage.PENDING):
            # What cannot be written now stays pending, and the desk opens all the same.
            with suppress(RectoError), project.lock(activity.article, activity.locale):
                # Another desk may have been in the middle of this very change.
                if desk.stage_of(activity) is Stage.PENDING:
                    desk.mark(activity, _replay(project, activity))
    return tuple(desk.at_stage(Stage.CONFLICT))


def _replay(project: Project, activity: Activity) -> Stage:
    try:
        catalog = load_catalog(project, activity.article, activity.locale)
    except (NotFoundError, CatalogError):
        return Stage.CONFLICT
    unit = catalog.find(activity.unit_id)
    if unit is None:
        return Stage.CONFLICT
    saved = settle(unit, activity.new_target, activity.new_state)
    if activity.new_entry:
        saved = restored(unit, po.unit_of(activity.new_entry))
    if (unit.target, unit.flag) == (saved.target, saved.flag):
        return Stage.APPLIED
    if (unit.target, unit.flag) != (activity.old_target, replace(unit, state=activity.old_state).flag):
        return Stage.CONFLICT
    _put(project, activity, unit, saved)
    return Stage.APPLIED


def _write(project: Project, desk: Desk, unit: Unit, activity: Activity, saved: Unit) -> None:
    for text in unit.others:
        if text not in (saved.target, *saved.others):
            desk.note(replace(activity, new_target=text, new_state=State.DRAFT), Stage.SET_ASIDE)
    row = desk.begin(activity)
    try:
        _put(project, activity, unit, saved)
    except (RectoError, OSError):
        # The person is told that nothing was saved, so a later start must not save it after all.
        desk.mark(row, Stage.REFUSED)
        raise
    desk.mark(row, Stage.APPLIED)


def _put(project: Project, activity: Activity, old: Unit, saved: Unit) -> None:
    article, locale = activity.article, activity.locale
    content, there = catalogs.opened_catalog(project, article, locale)
    file = project.catalog_file(article, locale)
    content, now = catalogs.changed(content, there, old, saved, project.name(file))
    before = statistics.stamp(project, article, locale)
    project.write(file, content)
    statistics.note(project, article, locale, before, [(old, saved)], now)
    recall.outdate(project, article, locale)


def refuse_unknown(project: Project, article: str, locale: str) -> None:
    """Let only names through that the project itself lists, before any of them reaches a path."""
    known = article in listed(project).known
    with suppress(ConfigError):
        if known and locale in project.target_locales(article):
            return
    raise NotFoundError(
        f"the project has no article {article[:200]!r} in {locale!r}.", "", "See the list of articles."
    )
