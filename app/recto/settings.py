"""How a setting is declared, read and found in its TOML text.

A setting is a field of a dataclass, declared once with its type, kind, meaning and default::

    minimum: Annotated[int, PERCENT, "Percent of words below which the old output stays."] = 0

Reading, the errors, the reference page and the file that ``recto init`` writes come from that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar, get_type_hints

from recto import paths
from recto.errors import ConfigError
from recto.keylines import key_lines, parse
from recto.locales import canonical
from recto.model import State
from recto.plugins import nearest, suggest

T = TypeVar("T")
MAX_PATTERN = 500
"""Characters of a regular expression in the settings (reliability: user rules)."""


class MismatchError(ValueError):
    """A value is not of its setting's kind; the text says what is wrong with it."""


@dataclass(frozen=True)
class Kind(Generic[T]):
    """What a setting's value may be: in words, and as a function from the TOML value."""

    name: str
    read: Callable[[object], T]


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
        Row(table, name, kind.name, spelled(defaults[name]), doc)
        for name, (kind, doc) in kinds(model).items()
    ]


def spelled(value: object) -> str:
    """Return a value as TOML spells it."""
    if isinstance(value, Enum):
        return spelled(value.value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(spelled, value))}]"
    # A JSON text is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _expect(value: object, wanted: type, name: str) -> Any:
    if type(value) is not wanted:
        raise MismatchError(f"expected {name}, found {described(value)}")
    return value


def described(value: object) -> str:
    """Return the TOML type of a value in words, with the value where it is short."""
    names = {str: "text", int: "number", float: "number", bool: "switch", list: "list", dict: "table"}
    name = names.get(type(value), "date or time")
    if isinstance(value, dict):
        return "a table"
    shown = spelled(value) if isinstance(value, str | int | float) else str(value)
    return f"the {name} {shown}" if len(shown) <= 40 else f"a {name}"


def _read_line(value: object) -> str:
    text: str = _expect(value, str, "a text")
    if not text.isprintable():
        raise MismatchError("expected one line of printable text")
    return text.strip()


def _read_switch(value: object) -> bool:
    return bool(_expect(value, bool, "true or false"))


def _read_percent(value: object) -> int:
    number: int = _expect(value, int, "a whole number from 0 to 100")
    if not 0 <= number <= 100:
        raise MismatchError(f"expected a whole number from 0 to 100, found {number}")
    return number


def _read_locale(value: object) -> str:
    try:
        return canonical(_expect(value, str, "a locale"))
    except ConfigError as error:
        raise MismatchError(str(error).rstrip(".")) from error


def _read_state(value: object) -> State:
    name = _expect(value, str, "a state")
    if name not in set(State):
        hint = suggest(name, [state.value for state in State])
        raise MismatchError(f"{name!r} is not a state. {hint}".rstrip("."))
    return State(name)


def _read_folder(value: object) -> str:
    text = _expect(value, str, "a folder").rstrip("/")
    reason = paths.refusal(text) if text else "it is empty"
    if reason:
        raise MismatchError(f"{text!r} cannot be a folder below recto.toml: {reason}")
    return str(text)


def _read_pattern(value: object) -> str:
    text: str = _expect(value, str, "a regular expression")
    if len(text) > MAX_PATTERN:
        raise MismatchError(f"a regular expression may have {MAX_PATTERN} characters, this has {len(text)}")
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise MismatchError(f"{text!r} is not a regular expression: {error}") from error
    if may_explode(text):
        raise MismatchError(
            f"{text!r} repeats a group that itself repeats, chooses or refers back;"
            " on some texts that takes for ever. Repeat single characters or sets instead"
        )
    return text


def _read_glob(value: object) -> str:
    text: str = _expect(value, str, "a glob")
    if not text or text.startswith("/") or "\\" in text or ".." in text.split("/"):
        raise MismatchError(f'{text!r} is not a glob below the sources folder, such as "news/**"')
    return text


def _many(name: str, read: Callable[[object], T]) -> Kind[tuple[T, ...]]:
    def read_list(value: object) -> tuple[T, ...]:
        values = tuple(read(one) for one in _expect(value, list, name))
        twice = {one for one in values if values.count(one) > 1}
        if twice:
            raise MismatchError(f"{spelled(min(twice, key=str))} stands there twice")
        return values

    return Kind(name, read_list)


LINE = Kind("text", _read_line)
SWITCH = Kind("true or false", _read_switch)
PERCENT = Kind("whole number from 0 to 100", _read_percent)
LOCALE = Kind("locale", _read_locale)
STATE = Kind("state", _read_state)
FOLDER = Kind("folder", _read_folder)
LINES = _many("list of texts", _read_line)
LOCALES = _many("list of locales", _read_locale)
GLOBS = _many("list of globs", _read_glob)
PATTERNS = _many("list of regular expressions", _read_pattern)


def may_explode(pattern: str) -> bool:
    """Tell whether a regular expression might take more than polynomial time.

    Careful rather than exact: a repeated group that holds a repetition or a choice counts, and
    so does any reference back.
    """
    if re.search(r"\\[1-9]|\(\?P=|\(\?\(", pattern):
        return True
    bare = re.sub(r"\\.", "x", pattern, flags=re.DOTALL)
    bare = re.sub(r"\[\^?\]?[^\]]*\]", "x", bare)
    holds = [False]
    for part in re.finditer(r"\((?:\?[:=!<>PaimsuxL-]*)?|\)(\*|\+|\{\d*,?\d*\})?|[|*+]|\{\d*,\d*\}", bare):
        if part[0].startswith("("):
            holds.append(False)
        elif part[0].startswith(")") and len(holds) > 1:
            inner = holds.pop()
            if inner and part[1]:
                return True
            holds[-1] = holds[-1] or inner or bool(part[1])
        else:
            holds[-1] = True
    return False


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
