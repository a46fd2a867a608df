"""One article before the gate: what keeps it, in each locale, from being published as it is.

From sources and catalogs alone: no database, no clock, no network, nothing is written. The words are
those of ``recto status --why``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from recto import checks, formats
from recto.checks import documents
from recto.checks.documents import Allowed
from recto.commands.counts import kind, words
from recto.commands.cutting import cut, sentence_ends
from recto.commands.embargoed import says_so
from recto.commands.extract import outdated
from recto.commands.linking import Page, page
from recto.commands.live import wrong_now
from recto.commands.publication import held_back, localize
from recto.commands.reasons import Reason, counted
from recto.commands.rules import rules_of
from recto.commands.signing import open_work, standing
from recto.commands.terms import glossary_of
from recto.commands.why import output_fault
from recto.compilation import Compiled
from recto.errors import RectoError
from recto.exchange import po, po_lines
from recto.extraction import extract, segments
from recto.inline import Cuts, Known
from recto.model import Article, Catalog, Document, Finding, State, Unit
from recto.project import Project
from recto.reports import SEVERITIES, WRONG_NOW, Flaw, Place, Row, Told, digits
from recto.table_settings import Gate, Publish

HIDDEN = "It is under embargo, so its text is not shown here."


class Judged(NamedTuple):
    """A row, and the compiled article's links; None where it cannot be compiled."""

    row: Row
    page: Page | None


@dataclass(frozen=True)
class Judgement:
    """What came of one article. ``source`` are the links of the article itself."""

    path: str
    judged: tuple[Judged, ...] = ()
    source: Page | None = None
    errors: tuple[RectoError, ...] = ()


def judge(project: Project, is_compiled: bool, job: tuple[str, tuple[str, ...]]) -> Judgement:
    """Judge one article in some locales; whatever cannot be read is in the result.

    ``is_compiled``: also whether the output folder has what would be compiled now.
    """
    path, locales = job
    errors: list[RectoError] = []
    judged: list[Judged] = []
    try:
        bench = _Bench(project, project.read_article(path), is_compiled)
        source = page(bench.document, bench.article.text)
    except RectoError as error:
        return Judgement(path, errors=(error,))
    for locale in locales:
        try:
            judged.append(bench.judged(locale))
        except RectoError as error:
            errors.append(error)
    return Judgement(path, tuple(judged), source, tuple(errors))


class _Bench:
    """An article, cut once for all its locales."""

    def __init__(self, project: Project, article: Article, is_compiled: bool) -> None:
        self.project, self.article, self.is_compiled = project, article, is_compiled
        self.document = cut(project, article)
        self.ends = sentence_ends(project, article)
        self.cuts = Cuts(self.ends)
        self.outdated = outdated(project, article)
        self.is_embargoed = project.config.article(article.path).embargo or says_so(article.text)

    @cached_property
    def has_text(self) -> bool:
        return bool(extract(self.document, self.ends))

    def judged(self, locale: str) -> Judged:
        path = self.article.path
        file = self.project.catalog_file(path, locale)
        where = self.project.name(file)
        content = self.project.read_catalog(path, locale)
        catalog = Catalog(locale) if content is None else po.load(content, where, locale)
        publish = self.project.config.publish_for(locale)
        if content is None and self.has_text:
            row = Row(path, locale, Place(where), (told(Reason("not-extracted")),))
            return Judged(row, Page((), frozenset(), not (publish.lowest_percent or publish.required)))
        compiled = localize(self.project, self.article, self.document, catalog, publish.state, cuts=self.cuts)
        localized = self._cut_again(compiled.unmarked)
        reasons = [told(reason) for reason in self._reasons(catalog, compiled)]
        flaws = self._flaws(content or b"", where, catalog, localized, Allowed(compiled.left_out))
        percent = int(100 * compiled.article.coverage)
        total = sum(map(words, catalog.units))
        row = Row(path, locale, Place(where), tuple(reasons), tuple(flaws), total, percent)
        return Judged(row, page(localized, compiled.unmarked, is_published=not held_back(publish, compiled)))

    def _cut_again(self, text: str) -> Document:
        options = self.project.settings(self.article.path).options
        return formats.cut(replace(self.article, text=text), options)

    # --- reasons ---------------------------------------------------------------------------------

    def _reasons(self, catalog: Catalog, compiled: Compiled) -> Iterator[Reason]:
        yield from counted(WRONG_NOW, len(wrong_now(self.project, self.article.path, catalog)))
        changes = self.outdated(catalog.locale)
        if changes is not None:
            yield Reason("edited" if any(changes._replace(kept=0)) else "outdated")
        yield from self._open_work(catalog)
        yield from counted("refused", len(compiled.refusals))
        yield from self._sign_off(catalog)
        yield from self._policy(catalog, compiled)
        if self.is_embargoed:
            yield Reason("embargo", blocks=False)

    def _open_work(self, catalog: Catalog) -> Iterator[Reason]:
        publish, gate = self._settings(catalog)
        kinds = Counter(kind(unit) for unit in catalog.units)
        is_draft_enough = publish.state.rank <= State.DRAFT.rank
        is_allowed = gate.incomplete == "allow" or (gate.incomplete == "auto" and publish.minimum > 0)
        for reason in open_work(kinds, is_draft_enough=is_draft_enough):
            yield replace(reason, blocks=not is_allowed)

    def _sign_off(self, catalog: Catalog) -> Iterator[Reason]:
        is_needed = self._settings(catalog)[0].state is State.FINAL
        signed = standing(catalog, self.article.path, None)
        yield from (replace(reason, blocks=is_needed) for reason in signed.reasons)
        if is_needed and catalog.units and not signed.is_valid and not signed.reasons:
            yield Reason("unsigned")

    def _policy(self, catalog: Catalog, compiled: Compiled) -> Iterator[Reason]:
        publish, _ = self._settings(catalog)
        withheld = held_back(publish, compiled)
        yield from withheld
        if self.is_compiled and not withheld:
            fault = output_fault(self.project, self.article, catalog, compiled)
            yield from [Reason(fault)] if fault else []

    # --- findings --------------------------------------------------------------------------------

    def _flaws(
        self, content: bytes, where: str, catalog: Catalog, localized: Document, allowed: Allowed
    ) -> list[Flaw]:
        found = [*self._found(catalog, localized, allowed)]
        if not found:
            return []
        lines = po_lines.lines(content, where)
        homes = self._homes(catalog)
        _, gate = self._settings(catalog)
        return [self._flaw(unit, finding, where, (lines, homes), gate, catalog) for unit, finding in found]

    def _found(
        self, catalog: Catalog, localized: Document, allowed: Allowed
    ) -> Iterator[tuple[Unit | None, Finding]]:
        """Yield what counts of the findings about units that are published, and about the whole article."""
        lowest = min(self._settings(catalog)[0].state.rank, State.REVIEWED.rank)
        glossary, rules = glossary_of(self.project), rules_of(self.project, catalog.locale)
        locales = (self.article.locale, catalog.locale)
        for unit in catalog.units:
            if unit.target and unit.state.rank >= lowest:
                for finding in checks.findings(unit, *locales, glossary, rules):
                    if finding.severity != "info":
                        yield unit, finding
        for finding in documents.findings(self.document, localized, locales, allowed):
            if finding.severity != "info":
                yield None, finding

    def _homes(self, catalog: Catalog) -> Mapping[tuple[str, str], int]:
        """Return the line of the article at which the block of each unit begins."""
        homes: dict[tuple[str, str], int] = {}
        line = 0
        for block, segment in segments(self.document, self.ends, Known(catalog.units)):
            line = block.line or line
            homes.setdefault((block.role, segment.unit.text), line)
        return homes

    def _flaw(  # what was found, in which unit, and where that stands
        self,
        unit: Unit | None,
        finding: Finding,
        where: str,
        places: tuple[Mapping[tuple[str, str], int], Mapping[tuple[str, str], int]],
        gate: Gate,
        catalog: Catalog,
    ) -> Flaw:
        lines, homes = places
        origin = f"{self.project.config.sources}/{self.article.path}"
        return Flaw(
            self.article.path,
            catalog.locale,
            unit.id if unit else "",
            finding.check,
            finding.severity,
            HIDDEN if self.is_embargoed else finding.message,
            unit.source if unit and not self.is_embargoed else "",
            Place(where, lines.get(unit.key, 0) if unit else 0),
            Place(origin, homes.get((unit.role, unit.source), 0) if unit else 0),
            digits(finding.message),
            is_refused(gate, finding.check, finding.severity),
        )

    def _settings(self, catalog: Catalog) -> tuple[Publish, Gate]:
        config = self.project.config
        return config.publish_for(catalog.locale), config.gate_for(catalog.locale)


def is_refused(gate: Gate, check: str, severity: str) -> bool:
    """Tell whether a finding closes the gate."""
    is_severe = SEVERITIES.index(severity) >= SEVERITIES.index(gate.fail_on)
    return is_severe and (not gate.checks or check in gate.checks)


def told(reason: Reason) -> Told:
    """Return a reason as reports hold it."""
    return Told(reason.code, reason.text, reason.blocks)


def with_counts(row: Row) -> Row:
    """Return the row with its findings counted among the reasons: what blocks, and what does not."""
    links = [flaw for flaw in row.flaws if flaw.check == LINKS]
    others = [flaw for flaw in row.flaws if flaw.check != LINKS and flaw.blocks]
    reasons = [
        *counted("findings", len(others)),
        *counted("links", sum(flaw.blocks for flaw in links)),
    ]
    return replace(row, reasons=(*row.reasons, *map(told, reasons)))


def document_checks() -> Iterable[str]:
    """Return the names of the checks of whole articles."""
    return documents.CHECKS


LINKS = "internal_links"
"""Name of the check that only the gate can make: it asks about other articles."""
