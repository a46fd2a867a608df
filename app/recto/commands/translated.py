"""A published translation of an article, aligned with it, into its catalog."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from recto import aligning, formats, outside
from recto.aligning import Alignment, Filled, Left, Outcome, Proposal, Side
from recto.commands.cutting import cut, sentence_ends
from recto.decoding import unpacked
from recto.errors import RectoError
from recto.exchange import po
from recto.extraction import extract, occurrences, segments
from recto.inline import Known
from recto.merging import merge
from recto.model import Article, Catalog, Document, State
from recto.project import Project

FLOOR = 50
"""Percent of article and file that have to fit. Measured over 40 news articles in ten languages, each with
its translation and with those of the others: 66 and more in translations, below 50 in nine of ten files
that are a translation of something else."""
SAFE = 75
"""Percent from which sure proposals are believed; of the wrong files 99 in a hundred have less, and two of
the 40 translations."""
FEW, SHARED = 12, 3
"""With fewer pairs than these, so many numbers, names or addresses have to be shared: lengths alone agree
by chance. Of the same articles' first paragraphs 42 in a hundred wrong ones fit by 75 % and more; of none
cut to its first one to fifteen paragraphs is a sentence believed then."""
ROUNDS = 4
"""How often an article is cut anew with the joins that the alignment asks for: some may not hold."""
SOURCE_ITSELF = 0.6
"""Share of the targets equal to their sources beyond which a file is not taken for a translation."""


@dataclass(frozen=True)
class Imported:
    """What became of one file, in units; ``pairs`` are all that were aligned, in reading order."""

    article: str
    locale: str
    file: str
    agreement: int
    """Percent of article and file that fit."""
    reviewed: int
    draft: int
    kept: int
    """Units that had a target, or that nobody is to fill."""
    differing: int
    """Those among them whose target is another one than the file's."""
    refused: int
    """Pairs that could not be taken, since codes of the source have no place in the translation."""
    unsure: str
    """Why nothing was taken for sure; empty where that was not so."""
    pairs: tuple[Outcome, ...]
    sources: tuple[Left, ...]
    targets: tuple[Left, ...]
    is_written: bool


class Wish(NamedTuple):
    draft: bool = False
    force: bool = False
    dry_run: bool = False


def import_translated(project: Project, path: str, locale: str, file: Path, wish: Wish) -> Imported:
    """Align a published translation with its article, and fill the empty units of the catalog.

    What is sure is reviewed, the rest a draft. The article is extracted first, as ``recto extract``
    does. A unit that has a target is never touched.

    :raises RectoError: the file does not look like a translation of the article, and ``wish.force`` is
        not set; or one of the files cannot be used.
    """
    article = project.read_article(path)
    work = _Work(project, article, locale, cut(project, article))
    theirs = _translation(project, article, locale, file)
    if wish.dry_run:
        return work.imported(project.read_catalog(path, locale), theirs, file, wish)[0]
    with project.lock(path, locale):
        old = project.read_catalog(path, locale)
        done, content = work.imported(old, theirs, file, wish)
        if content is not None:
            project.write(project.catalog_file(path, locale), content)
    return done


def _translation(project: Project, article: Article, locale: str, file: Path) -> Side:
    """Return a translation, cut by the settings of its article."""
    text = unpacked(formats.package(str(file)), outside.content(file), str(file))
    document = formats.cut(Article(str(file), locale, text), project.settings(article.path).options)
    ends = sentence_ends(project, Article(article.path, locale, text))
    return Side(document, tuple(segments(document, ends)), locale)


class _Work:
    """One article on its way into one catalog."""

    def __init__(self, project: Project, article: Article, locale: str, document: Document) -> None:
        self.project = project
        self.article = article
        self.locale = locale
        self.document = document
        self.ends = sentence_ends(project, article)
        self.where = project.name(project.catalog_file(article.path, locale))

    def imported(
        self, old: bytes | None, theirs: Side, file: Path, wish: Wish
    ) -> tuple[Imported, bytes | None]:
        """Return what becomes of the catalog, and its bytes; none where there is nothing to write."""
        catalog = self._extracted(self._loaded(old))
        mine = Side(
            self.document,
            tuple(segments(self.document, self.ends, Known(catalog.units))),
            self.article.locale,
        )
        found = aligning.align(mine, theirs)
        if not wish.force:
            _refuse_strangers(found, self.article.path, file)
        unsure = _unsure(found)
        filled, catalog = self._filled(catalog, found, draft=wish.draft or bool(unsure))
        content = po.dump(catalog, old) if catalog.units else None
        done = _counted(filled.outcomes, found)
        return replace(
            done,
            article=self.article.path,
            locale=self.locale,
            file=str(file),
            unsure=unsure,
            is_written=content is not None and content != old,
        ), content

    def _loaded(self, old: bytes | None) -> Catalog:
        if old is not None:
            return po.load(old, self.where, self.locale)
        header = po.create_header(self.project.config.project, self.locale, self.article.path)
        return Catalog(self.locale, header=header)

    def _extracted(self, catalog: Catalog) -> Catalog:
        units = extract(self.document, self.ends, Known(catalog.units))
        return merge(
            catalog,
            units,
            self.article.locale,
            occurrences=occurrences(self.document, self.ends, catalog),
            carry_cosmetic=self.project.config.carry_cosmetic,
        ).catalog

    def _filled(self, catalog: Catalog, found: Alignment, *, draft: bool) -> tuple[Filled, Catalog]:
        """Return the outcomes and the catalog with them; joins that the article does not take are left."""
        proposals = list(found.proposals)
        filled = aligning.fill(catalog.units, proposals, draft=draft)
        for _ in range(ROUNDS):
            units = extract(self.document, self.ends, Known(filled.units))
            gone = {unit.key for unit in filled.units if unit.target} - {unit.key for unit in units}
            gone -= {unit.key for unit in catalog.units if unit.target}
            if not gone:
                break
            proposals = [_unjoined(one) if _is_in_the_way(one, gone) else one for one in proposals]
            filled = aligning.fill(catalog.units, proposals, draft=draft)
        return filled, self._extracted(replace(catalog, units=filled.units))


def _is_in_the_way(proposal: Proposal, gone: Collection[tuple[str, str]]) -> bool:
    """Tell whether a join does not hold in the article, or swallows a sentence that was filled by itself."""
    sources = (proposal.source, *proposal.parts) if proposal.parts else ()
    return any((proposal.role, source) in gone for source in sources)


def _unjoined(proposal: Proposal) -> Proposal:
    return proposal._replace(target="", doubts=("the sentences cannot be joined here.",))


def _refuse_strangers(found: Alignment, path: str, file: Path) -> None:
    """Refuse a file that is another article, or the article itself."""
    hint = "Name the right file, or import it with --force."
    percent = int(found.agreement * 100)
    if percent < FLOOR:
        problem = f"this does not look like a translation of {path!r}: {percent} % of the text fits."
        raise RectoError(problem, str(file), hint)
    texts = [one for one in found.proposals if len(one.source.split()) > 2]
    if sum(one.source == one.target for one in texts) > SOURCE_ITSELF * max(len(texts), 1):
        raise RectoError(f"most of this is {path!r} itself, not translated.", str(file), hint)


def _unsure(found: Alignment) -> str:
    """Return why nothing in a file is to be taken for sure, or an empty text."""
    if found.agreement * 100 < SAFE:
        return f"less than {SAFE} % fits"
    if found.pairs < FEW and found.shared < SHARED:
        return "it is short, and hardly a number, name or address stands in both"
    return ""


def _counted(outcomes: Sequence[Outcome], found: Alignment) -> Imported:
    new = [one for one in outcomes if not one.is_kept]
    kept = [one for one in outcomes if one.is_kept]
    return Imported(
        article="",
        locale="",
        file="",
        agreement=int(found.agreement * 100),
        reviewed=sum(one.state is State.REVIEWED for one in new),
        draft=sum(one.state is State.DRAFT for one in new),
        kept=len(kept),
        differing=sum(differs(one) for one in kept),
        refused=sum(one.state is State.EMPTY for one in new),
        unsure="",
        pairs=tuple(outcomes),
        sources=found.sources,
        targets=found.targets,
        is_written=False,
    )


def differs(outcome: Outcome) -> bool:
    """Tell whether a unit that was left as it is has another target than the file."""
    proposal = outcome.proposal
    return outcome.is_kept and outcome.target not in ("", proposal.target or proposal.shown)
