"""YAML front matter: which texts stand under which keys, and where, as the library's parser tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import yaml

from recto.errors import FormatError
from recto.formats.frontmatter_values import MAX_DEPTH, Value, Wanted, line_of, too_deep
from recto.formats.yaml_spell import LOADER, is_string, read_scalar, spell_scalar, writable
from recto.model import Field

_PROPERTIES = re.compile(r"(?:[&!]\S*+(?:[ \t\r\n]++(?:\#[^\r\n]*+)?)++)++")
_NO_NAME = "\0"
"""The key of a value whose key is a list, a map or an alias: no setting can be written so."""
_STRING = (None, "!", "tag:yaml.org,2002:str")


def yaml_values(text: str, start: int, end: int, wanted: Wanted) -> Iterator[Value]:
    """Yield the wanted texts of the YAML between two places of an article, in order.

    :raises FormatError: it is not YAML.
    """
    try:
        for scalar in _scalars(text[start:end], line_of(text[:start]), wanted):
            pieces, first, last = read_scalar(text, scalar.start + start, scalar.end + start, scalar.style)
            spell = partial(spell_scalar, style=scalar.style, in_flow=scalar.in_flow)
            yield Value(scalar.field, first, last, pieces, spell)
    except yaml.YAMLError as error:
        raise _refusal(error, text[:start]) from error


class _Scalar(NamedTuple):
    """A wanted value: span, style, and whether it is inside ``[]`` or ``{}``."""

    field: Field
    start: int
    end: int
    style: str
    in_flow: bool


def _scalars(body: str, line: int, wanted: Wanted) -> Iterator[_Scalar]:
    """Yield the texts that the wanted keys lead to; lists and merged maps (``<<``) are entered.

    ``line`` is that of the article in which the body starts.
    """
    path: list[str] = []
    expects_key: list[bool] = []
    """Of each open map or list whether a key is next."""
    is_map: list[bool] = []
    flows = 0
    for event in yaml.parse(writable(body), Loader=LOADER):
        if isinstance(event, yaml.events.CollectionEndEvent):
            expects_key.pop()
            if is_map.pop():
                path.pop()
            flows -= flows > 0
            continue
        if not isinstance(event, yaml.events.NodeEvent):
            continue
        is_key = bool(expects_key) and expects_key[-1]
        if is_key:
            path[-1] = event.value if isinstance(event, yaml.events.ScalarEvent) else _NO_NAME
        elif (
            isinstance(event, yaml.events.ScalarEvent)
            and (field := _wanted(path, wanted))
            and _is_text(event)
        ):
            style, end = event.style or "", _index(event.end_mark)
            yield _Scalar(field, _start(body, event), end, style, flows > 0)
        if expects_key and is_map[-1]:
            expects_key[-1] = not is_key
        if isinstance(event, yaml.events.CollectionStartEvent):
            is_map.append(isinstance(event, yaml.events.MappingStartEvent))
            expects_key.append(is_map[-1])
            path += [_NO_NAME] * is_map[-1]
            flows += bool(event.flow_style or flows)
            if len(is_map) > MAX_DEPTH:
                raise too_deep(line + getattr(event.start_mark, "line", 0))


def _wanted(path: list[str], wanted: Wanted) -> Field | None:
    return wanted.find([key for key in path if key != "<<"] if "<<" in path else path)


def _is_text(event: yaml.events.ScalarEvent) -> bool:
    """Tell whether a value is text: quoted, or plain and no number, date, truth value or null."""
    return event.tag in _STRING and bool(event.style or event.tag or is_string(event.value))


def _start(body: str, event: yaml.events.ScalarEvent) -> int:
    """Return where a value itself begins, behind its anchor and tag."""
    start = _index(event.start_mark)
    found = _PROPERTIES.match(body, start) if event.anchor or event.tag else None
    return found.end() if found else start


def _index(mark: Any) -> int:
    """Return the offset of a mark; both of the library's parsers count characters."""
    return int(mark.index)


def _refusal(error: yaml.YAMLError, before: str) -> FormatError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return FormatError(
        f"the front matter is not YAML ({problem}).",
        where=str(line_of(before) + (mark.line if mark is not None else 0)),
        hint="Quote the value, or close the quote or bracket.",
    )
