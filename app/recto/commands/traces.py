"""What came of one article in one locale and what it was made from; the same as the record has it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from recto.commands.sites import Question
from recto.looking import Stamp

Pair = tuple[str, str]
"""An article and a locale."""
Content = tuple[str, str]
"""A file, and what tells its content from others, as ``looking.digest`` does."""


@dataclass(frozen=True)
class Output:
    """One localized article. ``coverage`` is the percent of words whose target was used."""

    article: str
    locale: str
    file: str
    coverage: float
    is_changed: bool
    is_held_back: bool
    """Not fit to publish by the settings: what was there before stays."""
    assets: tuple[str, ...] = ()
    """Files of the sources folder, no articles, that it refers to."""
    reasons: tuple[str, ...] = ()
    """Why it is held back, in words."""


@dataclass(frozen=True)
class Trace:
    """An output, what it was made from, and its files."""

    output: Output
    source: str
    """What tells the source's bytes from others."""
    catalog: str
    """The same of the catalog; empty: there was none."""
    written: tuple[Content, ...]
    """The files that it has, whether they were written or had these bytes before."""
    stamps: tuple[Stamp, ...]
    """Of each of them."""
    asked: Mapping[Question, str] = field(default_factory=dict)
    """Questions about other pages, and what tells the answers from others."""
    is_well: bool = True
    """No target was refused."""

    @property
    def pair(self) -> Pair:
        return self.output.article, self.output.locale


class Entry(NamedTuple):
    """What the record holds of an article in a locale."""

    how: str
    """What tells the way in which it was compiled from others; empty: something was wrong."""
    file: str
    coverage: float
    source: str
    catalog: str
    written: Sequence[Content]
    asked: Sequence[tuple[str, str, Sequence[Sequence[str]]]]
    """The article that was asked about, its standing then, and questions with their answers."""
    assets: Sequence[str]
    reasons: Sequence[str]
    kept: Sequence[Content] = ()
    """The last output, while the article is held back."""

    @property
    def files(self) -> dict[str, str]:
        return dict((*self.written, *self.kept))


class Run(NamedTuple):
    """What a run did. ``done`` had nothing to be done; ``every``: all articles with their locales."""

    traces: Sequence[Trace]
    done: Collection[Pair]
    every: Collection[Pair]
    assets: Collection[str]
    """Copies of files that are no articles."""
    is_whole: bool
    """It was about all articles and locales."""
    is_well: bool
    """Nothing was wrong with any."""
    is_pruned: bool = False
    """Files that belong to no article any more are removed."""

    @property
    def looked(self) -> set[Pair]:
        return {*self.done, *(trace.pair for trace in self.traces)}
