"""Settings of engines: a table of recto.toml becomes an engine's frozen dataclass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TypeVar

from recto.errors import ConfigError
from recto.plugins import suggest

Settings = TypeVar("Settings")

MOST = 10**9
"""No number of a setting is as great; a system has no waits of so many seconds."""
KINDS: dict[type, str] = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}


def read(kind: type[Settings], engine: str, table: Mapping[str, object]) -> Settings:
    """Return the settings dataclass of an engine with the table's values in place of its defaults.

    Every field of the dataclass has a default of type str, bool, int or float; a number is
    above 0 and below ``MOST``.

    :raises ConfigError: an unknown key, another type than the default's, or a number out of bounds.
    """
    where = f"recto.toml: [engines.{engine}]"
    defaults = {field.name: field.default for field in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in defaults:
            raise ConfigError(f"unknown key {key!r}.", where, suggest(key, defaults))
        wanted = type(defaults[key])
        number = float(value) if wanted is float and type(value) is int else value
        if type(number) is not wanted:
            raise ConfigError(f"{key!r} is {value!r}, expected {KINDS[wanted]}.", where)
        if isinstance(number, (int, float)) and not isinstance(number, bool) and not 0 < number < MOST:
            raise ConfigError(f"{key!r} is {value!r}, expected a number above 0 and below a billion.", where)
        values[key] = number
    return kind(**values)
