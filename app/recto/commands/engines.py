"""``recto engines``: which engines there are, and whether one of them works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import click

from recto import commands, engines
from recto.engines import Engine
from recto.errors import ConfigError, EngineError, EngineUnavailable
from recto.queries import Job, Price, Query

SENTENCE = Query("The <1>old bridge</1> over the river was closed on Monday<2/>.")
"""What ``--test`` sends: words, a pair and a single."""
READY, MOST_PAIRS = "ready", 12


@dataclass(frozen=True, slots=True)
class Row:
    """One engine as the project's settings have it."""

    name: str
    state: str
    """``ready``, or what it lacks."""
    is_local: bool | None = None
    """Whether the text stays on this machine; None: the engine cannot be set up yet."""
    price: str = ""
    languages: tuple[str, ...] | None = None
    """Pairs by the engine's own names; None: it tells when asked for a pair."""

    @property
    def is_ready(self) -> bool:
        return self.state == READY


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one sentence."""

    engine: str
    locale: str
    source: str
    target: str = ""
    problem: str = ""
    is_projected: bool = False
    characters: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


def listing(tables: Mapping[str, Mapping[str, object]], *, ask: bool = True) -> tuple[Row, ...]:
    """Return all engines, set up by their tables; with ``ask`` those on this machine name their pairs."""
    rows = []
    for name in engines.names():
        try:
            engine = engines.engine(name, tables.get(name, {}))
        except ConfigError as error:
            rows.append(Row(name, " ".join((error.problem, error.hint)).strip()))
            continue
        rows.append(_row(name, engine, ask=ask and engine.traits.is_local))
    return tuple(rows)


def _row(name: str, engine: Engine, *, ask: bool) -> Row:
    state, pairs = READY, None
    try:
        pairs = engine.languages() if ask else None
    except EngineUnavailable as error:
        state = error.problem
    except EngineError as error:
        state = " ".join((error.problem, error.hint)).strip()
    told = None if pairs is None else tuple(sorted(f"{source} {target}" for source, target in pairs))
    return Row(name, state, engine.traits.is_local, price(engine.traits.price), told)


def price(of: Price) -> str:
    """Return a price in words; an empty text if none is known."""
    parts = [
        f"${number:g} per million {what}"
        for number, what in (
            (of.per_million_characters, "characters"),
            (of.per_million_tokens_in, "tokens in"),
            (of.per_million_tokens_out, "tokens out"),
        )
        if number
    ]
    return ", ".join(parts) + (f" ({of.as_of})" if parts and of.as_of else "")


def test(tables: Mapping[str, Mapping[str, object]], name: str, source: str, locale: str) -> Tried:
    """Let an engine translate ``SENTENCE`` and return what came back.

    :raises ConfigError: there is no such engine, or its settings cannot be used.
    """
    engine = engines.engine(name, tables.get(name, {}))
    try:
        (answer,) = engine.translate([SENTENCE], Job(source, locale))
    except EngineError as error:
        return Tried(name, locale, SENTENCE.text, problem=str(error))
    return Tried(
        name,
        locale,
        SENTENCE.text,
        answer.text,
        str(answer.error or ""),
        answer.is_projected,
        answer.characters,
        answer.tokens_in,
        answer.tokens_out,
    )


@click.command("engines")
@click.option("--test", "tried", metavar="NAME", default="", help="Translate a sentence with this engine.")
@click.option("-l", "--locale", default="", metavar="TAG", help="With --test: into this locale.")
@commands.json_option
def command(tried: str, locale: str, as_json: bool) -> int:
    """List the engines: whether text leaves this machine, what they cost, what they lack.

    With --test one English sentence with codes is sent, and what came back is shown. Leaves with 1 if
    that was no translation.

    \b
    Example:
      recto engines --test apertium --locale es
    """
    project = commands.open_project()
    tables = project.config.engines
    if tried:
        target = project.target_locale(locale) if locale else project.config.target_locales[0]
        return _say_tried(test(tables, tried, "en", target), as_json=as_json)
    rows = listing(tables)
    if as_json:
        commands.say_json(rows)
        return 0
    for row in rows:
        commands.say(line(row))
    return 0


def line(row: Row) -> str:
    """Return an engine's line."""
    if row.is_local is None:
        return f"{row.name}: {row.state}"
    parts = ["text stays on this machine" if row.is_local else "text leaves this machine"]
    parts += [row.price] if row.price else []
    if row.languages is not None:
        more = len(row.languages) - MOST_PAIRS
        shown = ", ".join(row.languages[:MOST_PAIRS]) + (f" and {more} more" if more > 0 else "")
        parts.append(f"has {shown or 'no pair'}")
    return f"{row.name}: {row.state}; {'; '.join(parts)}"


def _say_tried(tried: Tried, *, as_json: bool) -> int:
    if as_json:
        commands.say_json(tried)
    else:
        commands.say(f"en: {tried.source}")
        commands.say(f"{tried.locale}: {tried.target or tried.problem}")
        if tried.is_projected:
            commands.say("The engine lost the codes; they were placed by measure.")
        billed = [
            f"{number} {what}"
            for number, what in (
                (tried.characters, "characters"),
                (tried.tokens_in, "tokens in"),
                (tried.tokens_out, "tokens out"),
            )
            if number
        ]
        if billed:
            commands.say(f"Counted: {', '.join(billed)}.")
    return 0 if tried.target else 1
