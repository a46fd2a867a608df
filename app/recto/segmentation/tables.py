"""The language tables: which words do not end a sentence, which begin one, which report speech.

A table is a small TOML file under ``languages/``. The tables of a chain (region, language, script,
common) are laid over each other; the nearest says what an abbreviation is, word lists add up.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

VERSION = "2"
"""Counts up when the code of the rules changes a boundary."""

KINDS = ("title", "numeric", "may_end", "after_figure", "clock", "street", "ends")
"""What an abbreviation can be; ``languages/common.toml`` says what each does."""

_FOLDER = files(__package__) / "languages"


@dataclass(frozen=True, slots=True)
class Table:
    """What the rules know about one locale. All words are lower case unless only capitals count."""

    abbreviations: Mapping[str, str]
    """Abbreviation without its final full stop and without blanks (``z.b``) -> one of KINDS."""
    starters: frozenset[str]
    """Words that begin a sentence when they stand capitalized after an abbreviation."""
    speech: frozenset[str]
    """Verbs of attribution, as they follow a quotation."""
    calendar: frozenset[str]
    """Months, weekdays, time zones: what goes on after an ordinal or a time of day."""
    brands: frozenset[str]
    """Names that end in ``!`` or ``?``, without it."""
    particles: tuple[str, ...]
    """What continues the sentence when it follows a closed quotation."""
    pronouns: frozenset[str]
    """Words written with a capital also inside a sentence, such as English ``I``."""
    suffixes: tuple[str, ...]
    """Endings that make a word an abbreviation of the kind may_end (German ``Goethestr``)."""
    lower_starts: tuple[str, ...]
    """Small words that begin a sentence in lower case (Dutch ``'s``)."""
    fronted: frozenset[str]
    """Prepositions that begin a sentence with a time: ``In 2015 r. Warszawa`` goes on."""
    terminators: str
    """Characters that end a sentence in this locale besides the common ones."""
    not_terminators: str
    """Common terminators that end nothing in this locale (Thai full stop)."""
    ordinal: bool
    """Whether a figure with a full stop is an ordinal."""
    unspaced: bool
    """Whether words are written without blanks."""
    vowelless: bool
    """Whether words may have no vowel, so that the lack of one makes no abbreviation (Czech ``smrt``)."""


@lru_cache(maxsize=512)
def table_for(locale: str) -> Table:
    """Return the table of a locale; any text is a locale, an unknown one gets the common table."""
    subtags = tuple(part for part in locale.replace("_", "-").split("-") if part.isalnum())[:4]
    return _merged(tuple(part.lower() for part in subtags))


def rules_id() -> str:
    """Return the name of this state of the rules: version, and a hash over all tables."""
    digest = hashlib.sha256()
    for file in sorted(_FOLDER.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return f"{VERSION}-{digest.hexdigest()[:12]}"


@lru_cache(maxsize=128)
def _merged(subtags: tuple[str, ...]) -> Table:
    chain = [_read(name) for name in _chain(subtags)]
    abbreviations: dict[str, str] = {}
    for raw in reversed(chain):
        for kind in KINDS:
            abbreviations.update(dict.fromkeys(_words(raw, kind), kind))

    def words(key: str) -> frozenset[str]:
        return frozenset(word for raw in chain for word in _words(raw, key))

    def scalar(key: str) -> str:
        return next((str(raw[key]) for raw in chain if key in raw), "")

    def flag(key: str) -> bool:
        return next((raw[key] is True for raw in chain if key in raw), False)

    return Table(
        abbreviations,
        starters=words("starters"),
        speech=words("speech"),
        calendar=words("calendar"),
        brands=words("brands"),
        particles=tuple(sorted(words("particles"))),
        pronouns=words("pronouns"),
        suffixes=tuple(sorted(words("suffixes"))),
        lower_starts=tuple(sorted(words("lower_starts"))),
        fronted=words("fronted"),
        terminators=scalar("terminators"),
        not_terminators=scalar("not_terminators"),
        ordinal=flag("ordinal"),
        unspaced=flag("unspaced"),
        vowelless=flag("vowelless"),
    )


def _chain(subtags: tuple[str, ...]) -> Iterator[str]:
    """Yield the names of the tables that apply, nearest first."""
    known = _names()
    language = _aliases().get(subtags[0], subtags[0]) if subtags else ""
    for subtag in subtags[1:]:
        if f"{language}-{subtag}" in known:
            yield f"{language}-{subtag}"
    if language in known and len(language) < 4:
        yield language
    written = next((part for part in subtags[1:] if len(part) == 4 and part.isalpha()), "")
    script = written or _scripts().get(language, "")
    if script in known:
        yield script
    yield "common"


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(file.name.removesuffix(".toml") for file in _FOLDER.iterdir())


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    """Return language -> the language whose table it shares."""
    pairs = (pair.partition("=") for pair in _words(_read("common"), "aliases"))
    return {name: stands_for for name, _, stands_for in pairs}


@lru_cache(maxsize=1)
def _scripts() -> dict[str, str]:
    """Return language -> script, for the scripts that have a table."""
    common = _read("common")
    scripts = common["scripts"]
    assert isinstance(scripts, dict)
    return {language: script for script, text in scripts.items() for language in text.split()}


@lru_cache(maxsize=128)
def _read(name: str) -> dict[str, object]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))


def _words(raw: Mapping[str, object], key: str) -> list[str]:
    """Return a word list; in the file it is one text, its words separated by blanks."""
    return str(raw.get(key, "")).split()
