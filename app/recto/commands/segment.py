"""A file -> its units, and for each place where a sentence may end what was decided, and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from recto import formats, outside
from recto.commands import json_option, say, say_errors, say_json
from recto.commands.cutting import named, rule_remarks
from recto.cutting_settings import ArticleSettings, PerArticle
from recto.decoding import decoded, unpacked
from recto.errors import ConfigError, RectoError
from recto.extraction import segments
from recto.inline import Segment
from recto.locales import canonical
from recto.model import LINK, Article, Block, CodeKind, Piece, Text
from recto.project import Project, find
from recto.segmentation import RULE_NAMES, Decision, Policy, explain

STDIN = "-"
AROUND = 24
"""Characters that an excerpt shows on each side."""


@dataclass(frozen=True)
class Place:
    """A place where a sentence may end."""

    offset: int
    """In the block's text, in code points."""
    ends: bool
    rule: str
    note: str
    excerpt: str
    """The text around it, the place marked with ``⟂``."""


@dataclass(frozen=True)
class CutBlock:
    line: int
    role: str
    units: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Report:
    locale: str
    blocks: tuple[CutBlock, ...]
    remarks: tuple[RectoError, ...]


@dataclass(frozen=True)
class Source:
    """An article to be cut, in a project or not, and the settings that hold for it."""

    article: Article
    settings: ArticleSettings
    where: str
    """What messages call it."""


def cut_file(name: str, locale: str = "", folder: Path = Path()) -> Report:
    """Cut a file, or what comes from stdin (``-``, plain text), as its catalog would be made new.

    :raises RectoError: the file or the settings cannot be used, or no project says its locale.
    """
    source = _stdin(locale, folder) if name == STDIN else _file(folder / name, locale)
    recorder = _Recorder(source.article.locale, source.settings.policy)
    found: dict[int, tuple[Block, list[Segment], str, Sequence[Decision]]] = {}
    try:
        document = formats.cut(source.article, source.settings.options)
    except RectoError as error:
        raise type(error)(
            error.problem, error.where.replace(source.article.path, source.where, 1), error.hint
        ) from error
    with named(source.settings.srx, source.where):
        for block, segment in segments(document, recorder.ends):
            if id(block) not in found:
                found[id(block)] = (block, [], *recorder.take())
            found[id(block)][1].append(segment)
    told = rule_remarks(source.settings, source.article.locale)
    told += [RectoError(text, f"{source.where}:{line}") for line, text in document.remarks]
    return Report(source.article.locale, tuple(_cut_block(*one) for one in found.values()), tuple(told))


def _cut_block(block: Block, parts: Sequence[Segment], text: str, decisions: Sequence[Decision]) -> CutBlock:
    units = tuple(part.unit.text for part in parts if part.unit.text)
    if block.role == LINK:
        return CutBlock(block.line, block.role, units, ())
    stand, at = set(), 0
    for part in parts:
        at += sum(map(_width, part.pieces))
        stand.add(at)
    places = []
    for one in decisions:
        is_inside = one.ends and one.offset not in stand
        rule, ends = ("inside-code", False) if is_inside else (one.rule, one.ends)
        places.append(Place(one.offset, ends, rule, one.note, _excerpt(text, one.offset)))
    return CutBlock(block.line, block.role, units, tuple(places))


def _width(piece: Piece) -> int:
    """Return how many characters of the segmenter's text a piece is."""
    if isinstance(piece, Text):
        return len(piece.text)
    return int(piece.kind is CodeKind.SINGLE)


def _excerpt(text: str, at: int) -> str:
    """Return the text around a place, marked: ``… said Gov. ⟂ Smith …``."""
    left, right = text[max(0, at - AROUND) : at], text[at : at + AROUND + 1]
    if len(left) < at:
        left = f"… {left.partition(' ')[2] or left}"
    if at + len(right) < len(text):
        right = f"{right.rpartition(' ')[0] or right} …"
    return f"{left} ⟂ {right.lstrip()}".replace("\n", " ").replace("\ufffc", "□")


class _Recorder:
    """Tells where sentences end, and keeps what was decided for the block at hand."""

    def __init__(self, locale: str, policy: Policy) -> None:
        self.locale = locale
        self.policy = policy
        self._last: tuple[str, Sequence[Decision]] = ("", ())

    def ends(self, text: str) -> list[int]:
        decisions = explain(text, self.locale, self.policy)
        self._last = (text, decisions)
        return [one.offset for one in decisions if one.ends]

    def take(self) -> tuple[str, Sequence[Decision]]:
        last, self._last = self._last, ("", ())
        return last


def _stdin(locale: str, folder: Path) -> Source:
    project = _project(folder)
    text = decoded(sys.stdin.buffer.read(), "stdin")
    return _source(project, "stdin.txt", text, locale, "stdin")


def _file(file: Path, locale: str) -> Source:
    project = _project(file.parent)
    where = str(file)
    if project:
        path = _article_path(project, file)
        where = project.name(file.resolve())
        if path and path in project.articles():
            article = project.read_article(path)
            return _source(project, path, article.text, locale, where)
    text = unpacked(formats.package(file.name), outside.content(file), where)
    return _source(project, file.name, text, locale, where)


def _article_path(project: Project, file: Path) -> str:
    sources = (project.root / project.config.sources).resolve()
    real = file.resolve()
    return real.relative_to(sources).as_posix() if real.is_relative_to(sources) else ""


def _source(project: Project | None, path: str, text: str, locale: str, where: str) -> Source:
    """Return the source with the project's settings, or with the default ones."""
    if project is None and not locale:
        hint = "Say it, as in --locale en."
        raise ConfigError("outside a project nothing says which language this is.", where, hint)
    settings = project.settings(path) if project else PerArticle(canonical(locale)).settings()
    own = canonical(locale) if locale else settings.source_locale
    return Source(Article(path, own, text), settings, where)


def _project(folder: Path) -> Project | None:
    """Return the project around a folder, if there is one."""
    if any((above / "recto.toml").is_file() for above in (folder.resolve(), *folder.resolve().parents)):
        return find(folder)
    return None


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--explain", "explained", is_flag=True, help="Show each place where a sentence may end, and why."
)
@click.option("-l", "--locale", default="", metavar="TAG", help="The language of the text.")
@json_option
def command(file: str, explained: bool, locale: str, as_json: bool) -> int:
    """Show how a file is cut into units, one on a line.

    In a project its settings hold; elsewhere the default ones, and --locale has to be given. From
    stdin (-) comes plain text. With --explain, each place where a sentence may end is shown with
    the rule that decided.

    \b
    Example:
      recto segment sources/tea.md --explain
    """
    report = cut_file(file, locale, Path(click.get_current_context().find_root().obj or "."))
    if as_json:
        say_json(report)
        return 0
    for block in report.blocks:
        for unit in block.units:
            say(unit)
        if explained:
            for place in block.places:
                _say_place(block, place)
    if explained:
        say()
        for rule in sorted({place.rule for block in report.blocks for place in block.places}):
            say(f"{rule}: {RULE_NAMES[rule]}")
    say_errors(report.remarks)
    return 0


def _say_place(block: CutBlock, place: Place) -> None:
    verdict = "cut " if place.ends else "keep"
    note = f" ({place.note})" if place.note else ""
    line = f"line {block.line}" if block.line else "-"
    say(f"    {line}, {place.offset}: {verdict} {place.rule}{note}: {place.excerpt}")
