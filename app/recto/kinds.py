"""The kinds of values that settings have: how each is read, and what is said of one that is not of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from recto import paths
from recto.errors import ConfigError
from recto.layouts import LAYOUTS
from recto.locales import canonical
from recto.model import Field, State
from recto.plugins import suggest
from recto.rules import SEVERITIES as SEVERITY_NAMES

T = TypeVar("T")
MAX_MINUTES = 10_080
"""A week."""
GIT_NAME_PATTERN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/-]*")
"""Of the names that git takes, those that no command could take for an option or an address."""
HOST_PATTERN = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\]"
)
ADDRESS_PATTERN = re.compile(rf"https?://(?:{HOST_PATTERN.pattern})(?::[0-9]{{1,5}})?/?", re.IGNORECASE)
SITE_PATTERN = re.compile(
    rf"https?://(?:{HOST_PATTERN.pattern})(?::[0-9]{{1,5}})?(?:/[\w.~%+-]+)*", re.IGNORECASE
)
MAX_PATTERN = 500
"""Characters of a regular expression in the settings (reliability: user rules)."""


class MismatchError(ValueError):
    """A value is not of its setting's kind; the text says what is wrong with it."""


def spelled(value: object) -> str:
    """Return a value as TOML spells it."""
    if isinstance(value, Enum):
        return spelled(value.value)
    if isinstance(value, Field):
        own = {"role": value.role, "limit": value.limit}
        more = [f"{key} = {spelled(one)}" for key, one in own.items() if one]
        return f"{{ key = {spelled(value.key)}, {', '.join(more)} }}" if more else spelled(value.key)
    if isinstance(value, dict):
        return (
            "{}"
            if not value
            else f"{{ {', '.join(f'{spelled(key)} = {spelled(one)}' for key, one in value.items())} }}"
        )
    if isinstance(value, tuple):
        return f"[{', '.join(map(spelled, value))}]"
    # A JSON text is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True)
class Kind(Generic[T]):
    """What a setting's value may be: in words, and as a function from the TOML value."""

    name: str
    read: Callable[[object], T]
    spell: Callable[[Any], str] = spelled
    """Writes a value as TOML spells it."""


def _expect(value: object, wanted: type, name: str) -> Any:
    if type(value) is not wanted:
        raise MismatchError(f"expected {name}, found {described(value)}")
    return value


def described(value: object) -> str:
    """Return the TOML type of a value in words, with the value where it is short."""
    names = {str: "text", int: "number", float: "number", bool: "switch", list: "list", dict: "table"}
    name = names.get(type(value), "date or time")
    if isinstance(value, dict | list):
        return f"a {name}"
    shown = spelled(value) if isinstance(value, str | int | float) else str(value)
    return f"the {name} {shown}" if len(shown) <= 40 else f"a {name}"


def _read_line(value: object) -> str:
    text: str = _expect(value, str, "a text")
    if not text.isprintable():
        raise MismatchError("expected one line of printable text")
    return text.strip()


def _read_filled(value: object) -> str:
    text = _read_line(value)
    if not text:
        raise MismatchError("expected a text that is not empty")
    return text


def _read_name(value: object) -> str:
    text = _read_filled(value)
    if len(text.split()) > 1:
        raise MismatchError(
            f"{text!r} is not one name; several are written as [{', '.join(map(spelled, text.split()))}]"
        )
    return text


def _read_switch(value: object) -> bool:
    return bool(_expect(value, bool, "true or false"))


def _read_percent(value: object) -> int:
    number: int = _expect(value, int, "a whole number from 0 to 100")
    if not 0 <= number <= 100:
        raise MismatchError(f"expected a whole number from 0 to 100, found {number}")
    return number


def _read_minutes(value: object) -> int:
    number: int = _expect(value, int, f"a whole number from 0 to {MAX_MINUTES}")
    if not 0 <= number <= MAX_MINUTES:
        raise MismatchError(f"expected a whole number from 0 to {MAX_MINUTES}, found {number}")
    return number


def _read_git_name(value: object) -> str:
    text = _read_line(value)
    if text and (not GIT_NAME_PATTERN.fullmatch(text) or ".." in text or "//" in text):
        raise MismatchError(f"{text!r} is not the name of a branch or remote")
    return text


def _read_port(value: object) -> int:
    number: int = _expect(value, int, "a port, from 1 to 65535")
    if not 1 <= number <= 65535:
        raise MismatchError(f"expected a port, from 1 to 65535, found {number}")
    return number


def _read_host(value: object) -> str:
    text: str = _read_filled(value)
    if not HOST_PATTERN.fullmatch(text):
        raise MismatchError(f'{text!r} is not the name of a host, such as "desk.example.org"')
    return text.lower()


def _read_address(value: object) -> str:
    text = _read_line(value)
    if text and not ADDRESS_PATTERN.fullmatch(text):
        raise MismatchError(f'{text!r} is not the address of a desk, such as "https://desk.example.org"')
    return text.rstrip("/").lower()


def _read_site_address(value: object) -> str:
    text = _read_line(value).rstrip("/")
    if text and not SITE_PATTERN.fullmatch(text):
        raise MismatchError(f'{text!r} is not the address of a site, such as "https://example.org/news"')
    return text


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
    if not text:
        raise MismatchError("expected a regular expression that is not empty")
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


def _read_typed(value: object) -> str:
    text: str = _expect(value, str, "a text")
    if len(text) > MAX_PATTERN:
        raise MismatchError(f"a text may have {MAX_PATTERN} characters, this has {len(text)}")
    return text


def _read_expression(value: object) -> str:
    """Read an expression of the ``regex`` module, which has a limit of time; who uses it compiles it."""
    text = _read_typed(value)
    if not text:
        raise MismatchError("expected a regular expression that is not empty")
    return text


def _read_severities(value: object) -> tuple[tuple[str, str], ...]:
    table = _expect(value, dict, "a table of checks and severities")
    return tuple((_read_name(name), SEVERITY.read(severity)) for name, severity in table.items())


def _read_glob(value: object) -> str:
    text: str = _expect(value, str, "a glob")
    if not text or text.startswith("/") or "\\" in text or ".." in text.split("/"):
        raise MismatchError(f'{text!r} is not a glob below the sources folder, such as "news/**"')
    return text


def _many(name: str, read: Callable[[object], T]) -> Kind[tuple[T, ...]]:
    def read_list(value: object) -> tuple[T, ...]:
        values = tuple(read(one) for one in _expect(value, list, f"a {name}"))
        twice = {one for one in values if values.count(one) > 1}
        if twice:
            raise MismatchError(f"{spelled(min(twice, key=str))} stands there twice")
        return values

    return Kind(name, read_list)


def _read_file(value: object) -> str:
    text: str = _expect(value, str, "a file")
    reason = paths.refusal(text) if text else ""
    if reason:
        raise MismatchError(f"{text!r} cannot be a file below recto.toml: {reason}")
    return text


def _read_key(value: object) -> str:
    key = _read_filled(value)
    if not all(key.split(".")):
        raise MismatchError(
            f"{key!r} is not a key such as title or seo.title: a name between dots is missing"
        )
    return key


def _read_field(value: object) -> Field:
    if isinstance(value, str):
        return Field(_read_key(value))
    if not isinstance(value, dict) or "key" not in value:
        raise MismatchError(
            f'expected a key or {{ key = "seo.title", role = "title", limit = 60 }}, found {described(value)}'
        )
    if other := sorted(set(value) - {"key", "role", "limit"}):
        raise MismatchError(
            f"unknown key {other[0]!r}. {suggest(other[0], ('key', 'role', 'limit'))}".rstrip(".")
        )
    limit = _expect(value.get("limit", 0), int, "a whole number of characters")
    if limit < 0:
        raise MismatchError(f"expected a limit of 0 or more characters, found {limit}")
    return Field(_read_key(value["key"]), _read_role(value.get("role", "")), limit)


def _read_fields(value: object) -> tuple[Field, ...]:
    known: dict[str, Field] = {}
    for one in _expect(value, list, "a list of keys"):
        field = _read_field(one)
        if field.key in known:
            raise MismatchError(f"the key {spelled(field.key)} stands there twice")
        known[field.key] = field
    return tuple(known.values())


def _read_role(value: object) -> str:
    text = _read_line(value)
    if "#" in text:
        raise MismatchError(f"{text!r} is not a role: '#' stands before the number of an occurrence")
    return text


def _read_roles(value: object) -> tuple[tuple[str, str], ...]:
    table = _expect(value, dict, "a table of regular expressions and roles")
    empty = [pattern for pattern, role in table.items() if role == ""]
    if empty:
        raise MismatchError(f"the role for {spelled(empty[0])} is empty; a line without one is a paragraph")
    return tuple((_read_pattern(pattern), _read_role(role)) for pattern, role in table.items())


def _one_of(*names: str) -> Kind[str]:
    def read(value: object) -> str:
        name: str = _expect(value, str, "a text")
        if name not in names:
            raise MismatchError(f"expected {' or '.join(map(spelled, names))}, found {described(value)}")
        return name

    return Kind(" or ".join(names), read)


LINE = Kind("text", _read_line)
SWITCH = Kind("true or false", _read_switch)
PERCENT = Kind("whole number from 0 to 100", _read_percent)
MINUTES = Kind("whole number of minutes", _read_minutes)
PORT = Kind("port", _read_port)
HOSTS = _many("list of hosts", _read_host)
ADDRESS = Kind("address", _read_address)
GIT_NAME = Kind("name in git", _read_git_name)
LOCALE = Kind("locale", _read_locale)
STATE = Kind("state", _read_state)
FOLDER = Kind("folder", _read_folder)
LINES = _many("list of texts", _read_filled)
NAMES = _many("list of names", _read_name)
LOCALES = _many("list of locales", _read_locale)
GLOBS = _many("list of globs", _read_glob)
PATTERNS = _many("list of regular expressions", _read_pattern)
FILE = Kind("file", _read_file)
FIELDS = Kind("list of keys", _read_fields)
ROLES = Kind("table of regular expressions and roles", _read_roles, lambda value: spelled(dict(value)))
TYPED = Kind("text", _read_typed)
EXPRESSION = Kind("regular expression", _read_expression)
SEVERITY = _one_of(*SEVERITY_NAMES)
SEVERITIES = Kind("table of checks and severities", _read_severities, lambda value: spelled(dict(value)))
UNIT = _one_of("sentence", "block")
QUOTES = _one_of("split", "keep")
MARKDOWN = _one_of("auto", "commonmark", "mkdocs")
FORMALITY = _one_of("default", "more", "less")
HEADLINES = _one_of("default", "sentence", "title")
DESK_MODE = _one_of("alone", "team")
LAYOUT = _one_of(*LAYOUTS)
SLUGS = _one_of("auto", "github", "hugo", "mkdocs", "mkdocs-unicode")
SITE_ADDRESS = Kind("address", _read_site_address)
MAIL_SECURITY = _one_of("starttls", "tls", "none")
FAIL_ON = _one_of("error", "warning")
INCOMPLETE = _one_of("source", "mark", "keep-last-good")
OPEN_WORK = _one_of("auto", "refuse", "allow")


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
