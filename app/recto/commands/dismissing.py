"""Findings that a person says to ignore, and heeds again: marks and reasons in the PO file."""

from __future__ import annotations

from recto.checks import BLOCKED, ignoring
from recto.commands import changing
from recto.commands.catalogs import load_catalog, place_of
from recto.commands.changing import Wish
from recto.commands.counts import findings
from recto.commands.review import UnitConflict, find_unit, refuse_unknown, settle, stands
from recto.commands.rules import rules_of
from recto.commands.terms import glossary_of
from recto.errors import CodeError, ConflictError, NotFoundError
from recto.glossary import tidy
from recto.inline import normalise, repair
from recto.model import Finding, State, Unit
from recto.project import Project
from recto.store import Desk


def may_dismiss(finding: Finding) -> bool:
    """Tell whether anybody can say to ignore a finding."""
    return finding.severity != "error" or finding.check not in BLOCKED


def dismiss(  # noqa: PLR0913, PLR0917  # what a person sees and says, and who and where they are
    project: Project,
    desk: Desk,
    article: str,
    locale: str,
    unit_id: str,
    version: str,
    check: str,
    reason: str,
    person: str,
    target: str | None = None,
    *,
    is_reviewer: bool = True,
) -> Unit:
    """Ignore a check for a unit's text as it is; on disk when this returns. Any other text brings it back.

    ``target``: the text that is meant, if it is not saved yet; it is then kept as needing work. An error
    keeps a text from being published: only a reviewer can say to ignore one.

    :raises CodeError: no reason, one that does not fit on a line, or nobody can ignore this finding.
    :raises NotFoundError: the check finds nothing here; or as ``save_unit``.
    :raises UnitConflict: the unit is no longer at ``version``.
    """
    reason = tidy(reason)
    if not reason or len(reason) > ignoring.MAX_REASON or not reason.isprintable():
        problem = f"say why in 1 to {ignoring.MAX_REASON} characters."
        raise CodeError(problem, hint="The reason stands in the PO file, for whoever comes next.")

    place = (article, locale, unit_id)
    meant = _with(_current(project, place, version), target)
    found = [one for one in _findings(project, meant, article, locale) if one.check == check]
    if not found:
        raise NotFoundError(f"the check {check[:40]!r} finds nothing here.", place_of(article, locale))
    if not all(map(may_dismiss, found)):
        raise CodeError(f"nobody can ignore this: {found[0].message}", hint="Change the text.")
    if not is_reviewer and any(one.severity == "error" for one in found):
        raise CodeError("this is an error.", hint="A reviewer can say to ignore it, or change the text.")
    wish = Wish(*place, lambda unit: ignoring.ignored(_with(unit, target), check, reason), version)
    return _change(project, desk, wish, person, "ignore", check)


def heed(
    project: Project, desk: Desk, place: tuple[str, str, str], version: str, check: str, person: str
) -> Unit:
    """Show the findings of a check again; ``place`` is article, locale and unit. Raises as ``dismiss``."""
    _current(project, place, version)
    wish = Wish(*place, lambda unit: ignoring.heeded(unit, check), version)
    return _change(project, desk, wish, person, "heed", check)


def _with(unit: Unit, target: str | None) -> Unit:
    text = unit.target if target is None else repair(normalise(target), unit.source)
    return unit if text == unit.target else settle(unit, text, State.DRAFT)


def _findings(project: Project, unit: Unit, article: str, locale: str) -> tuple[Finding, ...]:
    return findings(
        unit,
        project.config.article(article).source_locale,
        locale,
        glossary_of(project),
        rules_of(project, locale),
    )


def _current(project: Project, place: tuple[str, str, str], version: str) -> Unit:
    article, locale, unit_id = place
    refuse_unknown(project, article, locale)
    where = place_of(article, locale)
    unit = find_unit(load_catalog(project, article, locale), unit_id, where)
    if not stands(unit, version):
        raise UnitConflict(unit, unit.target, where)
    return unit


def _change(project: Project, desk: Desk, wish: Wish, person: str, verb: str, check: str) -> Unit:
    where = place_of(wish.article, wish.locale)
    outcome = changing.change(project, desk, [wish], person, verb, {"check": check})
    if outcome.left:
        raise ConflictError(outcome.left[0].reason, where, "Open the segment again.")
    return find_unit(load_catalog(project, wish.article, wish.locale), wish.unit_id, where)
