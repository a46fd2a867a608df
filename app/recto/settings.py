"""How a setting is declared, read and found in its TOML text.

A setting is a field of a dataclass, declared once with its type, kind, meaning and default::

    minimum: Annotated[int, PERCENT, "Percent of words below which the old output stays."] = 0

Reading, the errors, the reference page and the file that ``recto init`` writes come from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from recto.errors import ConfigError
from recto.keylines import key_lines, parse
from recto.kinds import Kind, MismatchError, described
from recto.plugins import nearest, suggest


class Row(NamedTuple):
    """A line of the settings reference."""

    table: str
    key: str
    type: str
    default: str
    doc: str


@cache
def kinds(model: type) -> Mapping[str, tuple[Kind[Any], str]]:
    """Return kind and meaning of each setting that a dataclass declares, by name, in order."""
    hints = get_type_hints(model, include_extras=True)
    marks = {one.name: getattr(hints[one.name], "__metadata__", ()) for one in fields(model)}
    return {name: (mark[0], mark[1]) for name, mark in marks.items() if mark}


def rows(table: str, model: type) -> list[Row]:
    """Return the reference rows of a dataclass, in order, defaults spelled as in TOML."""
    defaults = {one.name: one.default for one in fields(model)}
    return [
        Row(table, name, kind.name, kind.spell(defaults[name]), doc)
        for name, (kind, doc) in kinds(model).items()
    ]


class Reader:
    """Reads tables of one TOML text into dataclasses; every error names the key's line."""

    def __init__(self, text: str, where: str, homes: Mapping[str, str]) -> None:
        """``homes``: the table of each setting, for the hint when it stands in another."""
        self.tables = parse(text, where)
        self._where = where
        self._homes = homes
        self._lines = key_lines(text)

    def where(self, *path: str) -> str:
        """Return ``recto.toml:31`` for a key, or for the nearest table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return f"{self._where}:{self._lines[path[:length]]}"
        return self._where

    def table(self, value: object, path: tuple[str, ...]) -> Mapping[str, object]:
        """Return a value that has to be a table."""
        if not isinstance(value, dict):
            problem = f"'{'.'.join(path)}': expected a table, found {described(value)}."
            raise ConfigError(problem, where=self.where(*path))
        return value

    def read(
        self, model: type, table: Mapping[str, object], path: tuple[str, ...] = (), also: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Return the table's settings by name, as the dataclass ``model`` declares them.

        ``also`` are keys that the caller reads.

        :raises ConfigError: a key is unknown, or a value is not of its kind.
        """
        known = kinds(model)
        found: dict[str, Any] = {}
        for key, value in table.items():
            if key in also:
                continue
            where = self.where(*path, key)
            if key not in known:
                place = f" in [{'.'.join(path)}]" if path else ""
                hint = self._home(key) or self._near(key, (*known, *also))
                raise ConfigError(f"unknown key {key!r}{place}.", where=where, hint=hint)
            try:
                found[key] = known[key][0].read(value)
            except MismatchError as error:
                end = "" if str(error).endswith(("?", ".")) else "."
                raise ConfigError(f"{key!r}: {error}{end}", where=where) from error
        return found

    def _near(self, key: str, known: tuple[str, ...]) -> str:
        """Return the hint for an unknown key: the nearest of its table, else of any, else all keys."""
        elsewhere = "" if nearest(key, known) else nearest(key, self._homes)
        return f"Did you mean {elsewhere!r}? {self._home(elsewhere)}" if elsewhere else suggest(key, known)

    def _home(self, key: str) -> str:
        if key not in self._homes:
            return ""
        table = self._homes[key]
        return f"It belongs in [{table}]." if table else "It belongs at the top, before the first [table]."
