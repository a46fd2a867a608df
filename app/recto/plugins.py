"""Extensions: a module with one or two functions, named in a dict that one can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import Any

from recto.errors import ConfigError

MOST = 20
"""Known words that a hint names."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that ``word`` most likely means, or an empty text.

    >>> nearest("target_locale", ["target_locales", "source_locale"])
    'target_locales'
    """
    by_fold = {name.casefold(): name for name in known}
    folded = word[:100].casefold()
    longer = [name for name in by_fold if len(folded) > 1 and name.startswith(folded)]
    found = get_close_matches(folded, by_fold, n=1) or longer
    return by_fold[found[0]] if found else ""


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the hint for an unknown word: the nearest known one, else all of them.

    >>> suggest("apertum", ["apertium", "memory"])
    "Did you mean 'apertium'?"
    >>> suggest("x", ["apertium", "memory"])
    "Known: 'apertium', 'memory'."
    """
    names = sorted(known)
    match = nearest(word, names)
    if match:
        return f"Did you mean {match!r}?"
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"Known: {', '.join(map(repr, names[:MOST]))}{more}." if names else ""


def load(table: Mapping[str, str], name: str, what: str) -> ModuleType:
    """Import the module that a table names for ``name``; ``what`` is the word for it in errors.

    :raises ConfigError: the table has no such name; the hint offers the nearest.
    """
    if name not in table:
        raise ConfigError(f"unknown {what} {name!r}.", hint=suggest(name, table))
    return import_module(table[name])


def later(module: str, name: str) -> Callable[..., Any]:
    """Return a function whose module is imported when it is called first: for slow ones that few need."""

    def call(*args: object) -> Any:
        return getattr(import_module(module), name)(*args)

    call.__name__ = name
    return call
