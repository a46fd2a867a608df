"""``[checks]``: which checks are off, how severe they are, and the project's own ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from recto.errors import ConfigError
from recto.kinds import EXPRESSION, LINE, LOCALES, NAMES, SEVERITIES, SEVERITY, TYPED
from recto.locales import canonical
from recto.plugins import later, suggest
from recto.rules import OwnCheck, Rules
from recto.settings import Reader

NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_fault = later("recto.checks.own", "fault")
_known = later("recto.checks", "known")
"""Both bring what checks need, and that takes a moment: only projects with such settings wait for it."""


@dataclass(frozen=True)
class CheckTable:
    """``[checks]``, and ``[checks.<locale>]`` for what is different in one locale."""

    off: Annotated[
        tuple[str, ...],
        NAMES,
        "Checks that are not asked; 'recto checks' lists their names.",
    ] = ()
    severity: Annotated[
        tuple[tuple[str, str], ...],
        SEVERITIES,
        'What the findings of a check count as: `{ length = "info" }`. An error keeps a target from being'
        " confirmed and published, a remark (info) is shown and not reported.",
    ] = ()


@dataclass(frozen=True)
class OwnTable:
    """``[checks.<name>]``: a check of the project's own."""

    message: Annotated[str, LINE, "What is wrong, in a sentence; it has to be given."] = ""
    source: Annotated[
        str, EXPRESSION, "A regular expression: only units whose source it matches are meant."
    ] = ""
    target: Annotated[str, EXPRESSION, "A regular expression that is reported where the target has it."] = ""
    missing: Annotated[
        str, EXPRESSION, "A regular expression that is reported where the target lacks it."
    ] = ""
    replace: Annotated[
        str, TYPED, r"What is offered in the place of what `target` matches; `\1` is its first group."
    ] = ""
    severity: Annotated[str, SEVERITY, "How severe it is."] = "warning"
    locales: Annotated[
        tuple[str, ...], LOCALES, "The target locales that are meant, `de` with `de-AT`; without it, all."
    ] = ()


@dataclass(frozen=True)
class Checks:
    """All tables of checks."""

    table: CheckTable = CheckTable()
    by_locale: tuple[tuple[str, CheckTable], ...] = ()
    own: tuple[OwnCheck, ...] = ()

    def rules(self, locale: str) -> Rules:
        """Return what holds in a locale, installed checks aside."""
        table = dict(self.by_locale).get(locale, self.table)
        own = tuple(one for one in self.own if one.is_for(locale))
        return Rules(frozenset(table.off), table.severity, own)


def checks(reader: Reader, targets: tuple[str, ...]) -> Checks:
    """Read the tables.

    :raises ConfigError: with the line: an unknown check or locale, an expression that is none, a check
        without a message or without anything to look for.
    """
    path = ("checks",)
    table = reader.table(reader.tables.get("checks", {}), path)
    inner = {key: value for key, value in table.items() if isinstance(value, dict) and key != "severity"}
    base = CheckTable(**reader.read(CheckTable, table, path, also=tuple(inner)))
    own = tuple(_own(reader, key, value) for key, value in inner.items() if _is_own(value))
    by_locale = []
    for key, value in inner.items():
        if not _is_own(value):
            locale = _locale(reader, key, targets)
            changed = reader.read(CheckTable, value, (*path, key))
            both = dict(base.severity) | dict(changed.get("severity", ()))
            by_locale.append((locale, replace(base, **(changed | {"severity": tuple(both.items())}))))
    found = Checks(base, tuple(by_locale), own)
    if table:
        _refuse_unknown(reader, found)
    return found


def _is_own(table: Mapping[str, object]) -> bool:
    """Tell a check of the project's own from a locale's table: a locale has no texts."""
    return not table.keys() <= {"off", "severity"} or isinstance(table.get("severity"), str)


def _locale(reader: Reader, key: str, targets: tuple[str, ...]) -> str:
    where = reader.where("checks", key)
    try:
        locale = canonical(key)
    except ConfigError as error:
        hint = f"{error.hint} A check of your own has a message, and 'target' or 'missing'."
        raise ConfigError(error.problem, where, hint) from error
    if locale not in targets:
        raise ConfigError(
            f"{locale!r} is not in 'target_locales'.", where, "Add it there or remove this table."
        )
    return locale


def _own(reader: Reader, name: str, table: Mapping[str, object]) -> OwnCheck:
    path = ("checks", name)
    if not NAME.fullmatch(name):
        problem = f"{name!r} cannot be the name of a check."
        hint = "A name has small letters, digits, '_' and '-', and at most 40 of them."
        raise ConfigError(problem, reader.where(*path), hint)
    if name in _known():
        problem = f"there is a check {name!r} already."
        raise ConfigError(problem, reader.where(*path), "Give yours another name.")
    read = reader.read(OwnTable, table, path)
    if not read.get("message"):
        hint = "Say what is wrong, as in message = \"Write 'e-mail'.\"."
        raise ConfigError(f"the check {name!r} has no message.", reader.where(*path), hint)
    if not read.get("target") and not read.get("missing"):
        hint = "Give 'target' (what is wrong in a target) or 'missing' (what it has to have)."
        raise ConfigError(f"the check {name!r} looks for nothing.", reader.where(*path), hint)
    if read.get("target") and read.get("missing"):
        hint = "Make two checks of it."
        raise ConfigError(f"the check {name!r} has both 'target' and 'missing'.", reader.where(*path), hint)
    if "replace" in read and "target" not in read:
        hint = "It takes the place of what 'target' matches; give that."
        raise ConfigError(f"the check {name!r} has nothing to replace.", reader.where(*path, "replace"), hint)
    for key in ("source", "target", "missing"):
        replacement = read.get("replace", "") if key == "target" else ""
        if key in read and (problem := _fault(read[key], replacement)):
            raise ConfigError(f"{key!r}: {problem}.", reader.where(*path, key))
    return OwnCheck(name, **read)


def _refuse_unknown(reader: Reader, found: Checks) -> None:
    """Refuse names that no check has; a plug-in's check has to be installed."""
    tables = [((), found.table), *(((tag,), table) for tag, table in found.by_locale)]
    known = {*_known(), *(one.name for one in found.own)}
    for path, table in tables:
        for key, names in (("off", table.off), ("severity", tuple(dict(table.severity)))):
            for name in names:
                if name not in known:
                    hint = f"{suggest(name, known)} 'recto checks' lists them all."
                    raise ConfigError(f"unknown check {name!r}.", reader.where("checks", *path, key), hint)
