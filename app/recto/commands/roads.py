"""Where the links of compiled articles lead: asked once all pages are there, other articles where needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from recto.commands.judging import HIDDEN, LINKS, Judgement, is_refused, judge
from recto.commands.linking import Link, Page, has_anchor, is_missing, stems, target
from recto.project import Project
from recto.reports import Flaw, Place, Row, digits


class Roads:
    """The pages of a project, those that were judged and, once somebody asks, the others."""

    def __init__(self, project: Project, judgements: Sequence[Judgement]) -> None:
        self._project = project
        self._paths = frozenset(project.articles())
        self._stems = stems([*self._paths])
        self._sources: dict[str, Page | None] = {}
        self._pages: dict[tuple[str, str], Page | None] = {}
        # A transform that rewrites links repairs their anchors, and leads to the source where it has to.
        self._is_rewritten = "links" in project.config.localize
        for judgement in judgements:
            self._learn(judgement)

    def walked(self, row: Row, page: Page | None) -> Row:
        """Return the row with a finding for each link that leads nowhere."""
        if page is None:
            return row
        found = [self._flaw(row, *fault) for link in page.links for fault in self._faults(row, link)]
        return replace(row, flaws=(*row.flaws, *dict.fromkeys(found))) if found else row

    def _faults(self, row: Row, link: Link) -> Iterator[tuple[Link, str, str]]:
        """Yield link, problem and severity; what is wrong in the source already is only a warning."""
        leads = target(link.address, row.article)
        if leads is None:
            return
        path, anchor = leads
        if is_missing(path, self._paths, self._stems):
            if not (self._project.root / self._project.config.sources / path).is_file():
                yield link, f"The link {link.address!r} leads to no article.", "error"
            return
        if path not in self._paths or self._is_rewritten:
            return
        page = self._page(path, row.locale)
        if page is None:
            return
        if not page.is_published:
            yield link, f"The link {link.address!r} leads to an article below the minimum here.", "error"
        elif anchor and not has_anchor(page, anchor):
            source = self._sources.get(path)
            is_ours = source is None or has_anchor(source, anchor)
            says = (
                "of which there is none in the translation."
                if is_ours
                else "that is not in the source either."
            )
            yield (
                link,
                f"The link {link.address!r} leads to a place {says}",
                "error" if is_ours else "warning",
            )

    def _flaw(self, row: Row, link: Link, problem: str, severity: str) -> Flaw:
        config = self._project.config
        is_hidden = any(reason.code == "embargo" for reason in row.reasons)
        origin = Place(f"{config.sources}/{row.article}", link.line)
        return Flaw(
            row.article,
            row.locale,
            "",
            LINKS,
            severity,
            HIDDEN if is_hidden else problem,
            "",
            row.catalog,
            origin,
            digits(problem),
            is_refused(config.gate_for(row.locale), LINKS, severity),
        )

    def _page(self, path: str, locale: str) -> Page | None:
        """Return a compiled page; None where it cannot be told, as in the article's own locale."""
        if (path, locale) not in self._pages:
            self._pages[path, locale] = None
            if locale in self._project.target_locales(path):
                self._learn(judge(self._project, False, (path, (locale,))))
        return self._pages[path, locale]

    def _learn(self, judgement: Judgement) -> None:
        self._sources[judgement.path] = judgement.source
        for one in judgement.judged:
            self._pages[judgement.path, one.row.locale] = one.page
