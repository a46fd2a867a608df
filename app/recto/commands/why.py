"""Why a translation is not live: the reasons for an article in a locale, and for each of its segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from recto.commands import exit_code, open_project, pairs, progress, say, say_errors, say_json
from recto.commands.catalogs import load_catalog
from recto.commands.compile import excerpt
from recto.commands.counts import Kind, findings, kind
from recto.commands.cutting import cut
from recto.commands.embargoed import says_so
from recto.commands.live import wrong_now
from recto.commands.publication import findings_of_article, held_back, localize
from recto.commands.reasons import Reason, counted
from recto.commands.rules import rules_of
from recto.commands.signing import Standing, edited, open_work, record, standing
from recto.commands.sites import ProjectSite
from recto.commands.terms import glossary_of
from recto.compilation import Compiled
from recto.errors import NotFoundError, RectoError
from recto.model import Article, Catalog, Finding, State, Unit
from recto.project import Project
from recto.store.work import Work

CODES = {Kind.EMPTY: "empty", Kind.MACHINE: "machine", Kind.DRAFT: "draft", Kind.CHANGED: "changed"}

WORDS: Mapping[str, str] = {
    "empty": "Not translated.",
    "machine": "A machine draft that nobody has reviewed.",
    "draft": "Needs work.",
    "changed": "The source changed, and nobody has reviewed the translation since.",
    "unsigned": "Reviewed; the article is not signed off.",
    "refused": "It cannot be put into the article: %(problem)s",
    "errors": "It has an error: %(problem)s",
}
"""Code of a reason -> what is said of one segment."""


@dataclass(frozen=True, slots=True)
class UnitWhy:
    """Why the translation of one segment does not stand in the article; ``number`` counts from 1."""

    unit: str
    number: int
    source: str
    code: str
    problem: str = ""

    @property
    def text(self) -> str:
        """The reason in words."""
        return WORDS[self.code] % {"problem": self.problem} if self.problem else WORDS[self.code]


@dataclass(frozen=True, slots=True)
class Why:
    """An article in a locale. It is live if what would be compiled now, all of it, stands in the output."""

    article: str
    locale: str
    is_live: bool
    reasons: tuple[Reason, ...]
    units: tuple[UnitWhy, ...] = ()
    signed: Standing = field(default_factory=Standing)
    findings: tuple[Finding, ...] = ()
    """What the checks of whole articles say about what would be compiled now; places are lines of that."""


def why(project: Project, path: str, locale: str, work: Work | None) -> Why:
    """Return all reasons why an article, or parts of it, are not live in a locale."""
    try:
        catalog = load_catalog(project, path, locale)
    except NotFoundError:
        return Why(path, locale, False, (Reason("not-extracted"),))
    except RectoError as error:
        return Why(path, locale, False, (Reason("unusable", {"problem": str(error)}),))
    signed = standing(catalog, path, work)
    try:
        article = project.read_article(path)
        publish = project.config.publish_for(locale)
        document = cut(project, article)
        compiled = localize(project, article, document, catalog, publish.state)
        found = [
            one for one in findings_of_article(project, article, document, compiled) if one.severity != "info"
        ]
        output = output_fault(project, article, catalog, compiled)
    except RectoError as error:
        return Why(path, locale, False, (Reason("unusable", {"problem": str(error)}),), (), signed)
    units = tuple(_units(project, catalog, article, publish.state, compiled))
    reasons = [
        *counted("wrong-now", len(wrong_now(project, path, catalog))),
        *edited(project, path, catalog),
        *_of_units(catalog.units, units, publish.state),
        *counted("article-errors", sum(one.severity == "error" for one in found), blocks=False),
        *_of_sign_off(publish.state, signed),
    ]
    if withheld := held_back(publish, compiled):
        reasons += withheld
        output = "" if output == "stale" else output
    if output:
        reasons.append(Reason(output))
    if project.config.article(path).embargo or says_so(article.text):
        reasons.append(Reason("embargo", blocks=False))
    is_live = not any(reason.blocks for reason in reasons)
    return Why(path, locale, is_live, tuple(reasons), units, signed, tuple(found))


def output_fault(project: Project, article: Article, catalog: Catalog, compiled: Compiled) -> str:
    """Return the code of what is wrong with the article's output file, or an empty text."""
    file = project.output_file(article.path, catalog.locale)
    if not file.exists():
        return "never-compiled"
    state = project.config.publish_for(catalog.locale).state
    text = ProjectSite(project).localized(article, compiled.article, catalog, state)
    return "" if project.holds(file, project.packed(article.path, text)) else "stale"


def _of_units(units: Sequence[Unit], found: Sequence[UnitWhy], state: State) -> list[Reason]:
    """Return the reasons that are about segments, counted over the whole article."""
    kinds = Counter(kind(unit) for unit in units)
    codes = Counter(one.code for one in found)
    return [
        *open_work(kinds, is_draft_enough=state.rank <= State.DRAFT.rank),
        *counted("refused", codes["refused"]),
        # What has an error and is reviewed all the same is published; whoever asks should know.
        *counted("errors", codes["errors"], blocks=False),
    ]


def _of_sign_off(state: State, signed: Standing) -> list[Reason]:
    is_needed = state is State.FINAL
    if signed.reasons:
        return [Reason(one.code, one.values, is_needed) for one in signed.reasons]
    return [Reason("unsigned")] if is_needed and not signed.is_valid else []


def _units(
    project: Project, catalog: Catalog, article: Article, state: State, compiled: Compiled
) -> Iterator[UnitWhy]:
    """Yield why each segment is not in the output, or should not be."""
    refused = {refusal.unit.key: refusal.error.problem for refusal in compiled.refusals}
    glossary, rules = glossary_of(project), rules_of(project, catalog.locale)
    for number, unit in enumerate(catalog.units, 1):
        one = kind(unit)
        if unit.key in refused:
            yield UnitWhy(unit.id, number, unit.source, "refused", refused[unit.key])
        elif one is Kind.EMPTY or unit.state.rank < min(state.rank, State.REVIEWED.rank):
            yield UnitWhy(unit.id, number, unit.source, CODES[one])
        elif unit.state.rank < state.rank:
            yield UnitWhy(unit.id, number, unit.source, "unsigned")
        else:
            found = findings(unit, article.locale, catalog.locale, glossary, rules)
            error = next((finding.message for finding in found if finding.severity == "error"), "")
            if error:
                yield UnitWhy(unit.id, number, unit.source, "errors", error)


def run(globs: Sequence[str], wanted: Sequence[str], as_json: bool) -> int:
    """Print why the chosen articles are not live: ``recto status --why``."""
    project = open_project()
    errors = [] if globs else list(project.article_findings())
    with record(project) as work:
        chosen = pairs(project, globs, wanted)
        found = [why(project, *pair, work) for pair in progress(chosen, "status", " ".join)]
    if as_json:
        say_json({"articles": [fields(one) for one in found], "errors": errors})
        return exit_code(errors)
    for one in found:
        say(f"{one.locale}  {one.article}: {'live.' if one.is_live else 'not live, or in part only.'}")
        for reason in one.reasons:
            say(f"    {reason.text}")
        for finding in one.findings if len(found) == 1 else ():
            say(f"      {finding.severity}: {finding.check}: {finding.message}")
        for unit in one.units if len(found) == 1 else ():
            say(f"      {unit.number}  {excerpt(unit.source)}  {unit.text}")
    return say_errors(errors)


def fields(one: Why) -> dict[str, object]:
    """Return what programs are told: the reasons with their codes and words."""
    return {
        "article": one.article,
        "locale": one.locale,
        "is_live": one.is_live,
        "reasons": reasons_told(one.reasons),
        "findings": [
            {"check": finding.check, "severity": finding.severity, "text": finding.message}
            for finding in one.findings
        ],
        "units": [
            {"unit": unit.unit, "number": unit.number, "reason": unit.code, "text": unit.text}
            for unit in one.units
        ],
    }


def reasons_told(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """Return reasons for programs."""
    return [{"reason": one.code, "text": one.text, "blocks": one.blocks} for one in reasons]
