"""What an engine is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from recto.errors import EngineError


@dataclass(frozen=True, slots=True)
class Wording:
    """A term of the glossary that occurs in a text, and what stands for it in the target locale.

    ``status`` is that of the glossary: preferred, allowed, forbidden, do not translate.
    """

    source: str
    target: str
    status: str = "preferred"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """An earlier translation of a like text; ``score`` is in percent."""

    source: str
    target: str
    score: int


@dataclass(frozen=True, slots=True)
class Query:
    """The source of one unit, codes included, with what helps to translate it."""

    text: str
    protected: frozenset[int] = frozenset()
    """Numbers of the pairs whose content is kept and never translated."""
    role: str = "paragraph"
    note: str = ""
    """What the author tells translators."""
    limit: int = 0
    """Characters that the target may have; 0: any number."""
    wordings: tuple[Wording, ...] = ()
    examples: tuple[Example, ...] = ()
    place: int = 0
    """Index of the text in ``Job.article``."""


@dataclass(frozen=True, slots=True)
class Job:
    """What all queries about one article in one locale have in common; locales are BCP 47 tags."""

    source: str
    target: str
    title: str = ""
    summary: str = ""
    article: tuple[str, ...] = ()
    """All texts in reading order without codes: context, for engines that read it."""
    formality: str = ""
    """``more``, ``less``, or empty: as the engine thinks."""
    headline: str = ""
    """How headlines are written: ``sentence``, ``title``, or empty: as the engine thinks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one query: a text with exactly the source's codes, or the reason why there is none."""

    text: str = ""
    error: EngineError | None = None
    engine: str = ""
    model: str = ""
    version: str = ""
    """Of the prompt or the rules, where an engine has such."""
    characters: int = 0
    """Billed for this text."""
    tokens_in: int = 0
    tokens_out: int = 0
    attempts: int = 1
    """Requests that this text went through; 0: none, it was known or has nothing to translate."""
    is_cached: bool = False
    is_projected: bool = False
    """The engine lost the codes, and they were placed by measure: somebody has to look at them."""


@dataclass(frozen=True, slots=True)
class Price:
    """What an engine asks for, in US dollars, as its makers said at ``as_of`` (year and month)."""

    per_million_characters: float = 0.0
    per_million_tokens_in: float = 0.0
    per_million_tokens_out: float = 0.0
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Traits:
    """What an engine can take in one request, what it makes use of, and where the text goes. 0: no bound."""

    is_local: bool = False
    """The text never leaves this machine."""
    max_texts: int = 50
    max_characters: int = 30_000
    max_bytes: int = 128_000
    max_tokens: int = 0
    parallel: int = 4
    """Requests at the same time."""
    tries: int = 5
    """How often one text is sent whose answer was not fit; 1: the same text has always the same answer."""
    request_s: float = 1.0
    """About how long a request takes; only to tell people how long a job will."""
    takes: frozenset[str] = frozenset()
    """Which of ``context``, ``neighbours``, ``wordings``, ``examples``, ``formality``, ``limits`` it makes
    use of. ``context``: the article is part of what makes an answer; ``neighbours``: it only helps, and the
    answer to the same text in another article serves as well."""
    price: Price = Price()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What queries would cost: counted without a network."""

    requests: int = 0
    characters: int = 0
    """Of texts as they are sent, marks included; the price is of those that are billed."""
    tokens_in: int = 0
    tokens_out: int = 0
    dollars: float = 0.0
    seconds: float = 0.0
