"""TOML front matter: which texts stand under which keys, and where.

The library gives no places. So its strings are found by their quotes, and a copy in which each is
replaced by a name of its own tells under which keys the library sees them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import partial

from recto.errors import FormatError
from recto.formats.frontmatter_values import MAX_DEPTH, Value, Wanted, line_of, too_deep
from recto.formats.toml_spell import read_toml, spell_toml

_STRING = re.compile(
    r"""\#[^\r\n]*+
      | (?P<string> \"{3}(?:[^"\\]|\\[\s\S]|"(?!""))*+\"{3,5}
                  | '{3}(?:[^']|'(?!''))*+'{3,5}
                  | "(?:[^"\\\r\n]|\\.)*+"
                  | '[^'\r\n]*+' )""",
    re.VERBOSE,
)
"""A comment, or a string of one of the four kinds; in front of three quotes that close may stand two more."""
_LONG = ('"""', "'''")
_NAME = re.compile(r"=(\d+)")
"""What replaces a string: no key without quotes can look so."""
_DEEP_KEY = re.compile(rf"(?<![\w\"=-])(?:[\w\"=-]++[ \t]*+\.[ \t]*+){{{MAX_DEPTH}}}")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")


def toml_values(text: str, start: int, end: int, wanted: Wanted) -> Iterator[Value]:
    """Yield the wanted texts of the TOML between two places of an article, in order.

    :raises FormatError: it is not TOML.
    """
    body = text[start:end]
    strings = [found for found in _STRING.finditer(body) if found["string"]]
    names = iter(range(len(strings)))
    copy = _STRING.sub(lambda found: f'"={next(names)}"' if found["string"] else "", body)
    if deep := _DEEP_KEY.search(copy):
        raise too_deep(line_of(text[:start] + copy[: deep.start()]))
    _load(body, text[:start])
    keys_of = _keys(_load(copy, text[:start]), wanted.deepest)
    for number, string in enumerate(strings):
        if number not in keys_of:
            continue
        path = [_key(key, strings) for key in keys_of[number]]
        if field := wanted.find(path):
            own = string[0]
            kind = own[:3] if own[:3] in _LONG else own[0]
            first, last = start + string.start(), start + string.end()
            yield Value(field, first, last, read_toml(own, kind), partial(spell_toml, kind=kind))


def _load(body: str, before: str) -> dict[str, object]:
    """Return what the library reads, each kind of line end taken for one."""
    try:
        return tomllib.loads(re.sub(r"\r\n?", "\n", body))
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        problem = _PLACE.sub("", str(error))
        line = int(place[1]) if place and place[1] else line_of(body.rstrip())
    except RecursionError:
        problem, line = "lists and tables one inside the other without end", 1
    except ValueError:
        problem, line = "a number with too many digits", 1
    raise FormatError(
        f"the front matter is not TOML ({problem}).",
        where=str(line_of(before) + line - 1),
        hint="Quote the value, or close the quote or bracket.",
    )


def _keys(tree: dict[str, object], deepest: int) -> dict[int, tuple[str, ...]]:
    """Return the keys that lead to each text of a tree, by the text's number; lists are entered."""
    out: dict[int, tuple[str, ...]] = {}
    waiting: list[tuple[tuple[str, ...], object]] = [((), tree)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict) and len(path) < deepest:
            waiting += [((*path, key), one) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(path, one) for one in value]
        elif isinstance(value, str) and (name := _NAME.fullmatch(value)):
            out[int(name[1])] = path
    return out


def _key(key: str, strings: list[re.Match[str]]) -> str:
    """Return a key as it is written in the article, without its quotes."""
    name = _NAME.fullmatch(key)
    if name is None:
        return key
    own = strings[int(name[1])][0]
    return next(iter(tomllib.loads(f"{own} = 0"))) if "\\" in own else own[1:-1]
