"""TOML texts, and the line of each key in them, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from recto.errors import ConfigError


def parse(text: str, where: str) -> dict[str, Any]:
    """Return the tables of a TOML text.

    :raises ConfigError: it cannot be read as TOML; ``where`` of the error has the line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem, _, place = str(error).partition(" (at ")
        match = re.match(r"line (\d+), column (\d+)", place)
        line = match[1] if match else str(text.count("\n") + 1)
        column = f", column {match[2]}" if match else ""
        problem = re.sub(r"\b[Ii]nvalid\b", "unexpected", problem)
        raise ConfigError(
            f"this is not TOML{column}: {problem[:1].lower()}{problem[1:]}.",
            where=f"{where}:{line}",
            hint="Texts stand in double quotes, lists in square brackets.",
        ) from error
    except (RecursionError, ValueError) as error:
        raise ConfigError("this is not TOML that Recto reads: nested too deeply.", where=where) from error


KEY = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
VALUE = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*|[\[{\]}\n]|[^"'\#\[{\]}\n]+''',
    re.DOTALL,
)


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the 1-based line of each key and table of a TOML text that tomllib has read.

    Keys inside inline tables are not listed; the line of a table is that of its first header.
    """
    found: dict[tuple[str, ...], int] = {}
    text = text.replace("\r\n", "\n")
    table: tuple[str, ...] = ()
    for start, path, is_header in _statements(text):
        if is_header:
            table = path
        full = path if is_header else table + path
        line = text.count("\n", 0, start) + 1
        for length in range(1, len(full) + 1):
            found.setdefault(full[:length], line)
    return found


def _statements(text: str) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    """Yield the offset and key path of each header and each assignment, and which of them it is."""
    pos = 0
    while pos < len(text):
        if text[pos] in " \t\n":
            pos += 1
            continue
        start, is_header = pos, text[pos] == "["
        while pos < len(text) and text[pos] == "[":
            pos += 1
        path: list[str] = []
        while match := KEY.match(text, pos):
            name = match[1]
            path.append(str(tomllib.loads(f"key = {name}")["key"]) if name[0] in "\"'" else name)
            pos = match.end() + (text[match.end() : match.end() + 1] == ".")
            if pos == match.end():
                break
        if path:
            yield start, tuple(path), is_header
        pos = _skip(text, pos + (not is_header and text[pos : pos + 1] == "="), is_header=is_header)


def _skip(text: str, pos: int, *, is_header: bool) -> int:
    """Return the offset behind the statement whose key ends at ``pos``."""
    depth = 0
    while pos < len(text) and (match := VALUE.match(text, pos)):
        pos = match.end()
        if match[0] in {"[", "{"}:
            depth += 1
        elif match[0] in {"]", "}"} and not is_header:
            depth -= 1
        elif match[0] == "\n" and depth == 0:
            return pos
    return max(pos, len(text)) if depth == 0 else len(text)
