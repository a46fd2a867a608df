"""YAML front matter: the values of some keys are text, everything else is kept.

The library's parser tells which values there are and where; their spelling is read and written here,
so that the file's own quoting style stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import yaml

from recto.errors import FormatError
from recto.formats.yaml_spell import read_scalar, spell_scalar
from recto.model import Block

_FENCE = re.compile(r"---[ \t]*(\r\n?|\n)")
_END = re.compile(r"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)")
_FIRST_KEY = re.compile(
    r"""(?:[ \t]*(?:\#[^\r\n]*)?(?:\r\n?|\n))*
        [ \t]*(?:[^\s:\#-][^:\r\n]*:(?:\s|\Z) | ["'{%&!] | --- | \.\.\.)""",
    re.VERBOSE,
)
"""How a mapping begins: with a key and a colon, behind blank lines and comments. Prose does not."""
_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n?|\n)(?:.*(?:\r\n?|\n))*?\+\+\+[ \t]*(?:\r\n?|\n|\Z)")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t\r\n]+)+")
MAX_CHARS = 65_536
"""Front matter above this is refused (reliability limits: parsers of YAML are not made for more)."""


def front_matter_end(text: str) -> int:
    """Return where the front matter at the start of an article ends, fences included; none: 0."""
    opening = _FENCE.match(text)
    if opening is None:
        found = _TOML.match(text) if text.startswith("+++") else None
        return found.end() if found else 0
    closing = _END.search(text, opening.end())
    return closing.end() if closing and _FIRST_KEY.match(text, opening.end()) else 0


def yaml_blocks(text: str, keys: Sequence[str]) -> list[str | Block]:
    """Cut front matter, fences included; the values of ``keys`` at its top level become blocks.

    Roles: ``title``, ``summary``, otherwise ``meta:<key>``. A list of texts gives a block each.
    TOML front matter is kept as it is.

    :raises FormatError: it is no YAML mapping, or longer than ``MAX_CHARS``.
    """
    opening = _FENCE.match(text)
    if opening is None:
        return [text]
    body_end = max(found.start() for found in _END.finditer(text, opening.end()))
    body = text[opening.end() : body_end]
    out: list[str | Block] = []
    last = 0
    for scalar in _scalars(body, set(keys)):
        pieces, start, end = read_scalar(
            text, scalar.start + opening.end(), scalar.end + opening.end(), scalar.style
        )
        if not pieces:
            continue
        role = scalar.key if scalar.key in ("title", "summary") else f"meta:{scalar.key}"
        spell = partial(spell_scalar, style=scalar.style, in_flow=scalar.in_flow)
        out.append(text[last:start])
        out.append(Block(role, pieces, spell, text.count("\n", 0, start) + 1))
        last = end
    return [*out, text[last:]]


class _Scalar(NamedTuple):
    """A value that is text: key at the top level, span, style, and whether it is inside ``[]`` or ``{}``."""

    key: str
    start: int
    end: int
    style: str
    in_flow: bool


def _scalars(body: str, keys: set[str]) -> Iterator[_Scalar]:
    """Yield the texts that are values of the wanted keys, or in lists that are."""
    if len(body) > MAX_CHARS:
        raise FormatError(
            f"the front matter has {len(body)} characters, at most {MAX_CHARS} are read.",
            hint="Move long texts into the article.",
        )
    open_: list[yaml.events.CollectionStartEvent] = []
    key, expect_key = "", True
    try:
        for event in yaml.parse(_same_length(body), Loader=_LOADER):
            if isinstance(event, yaml.events.CollectionStartEvent):
                open_.append(event)
                expect_key = len(open_) == 1
            elif isinstance(event, yaml.events.CollectionEndEvent):
                open_.pop()
                expect_key = expect_key or len(open_) == 1
            elif isinstance(event, yaml.events.ScalarEvent) and len(open_) == 1 and expect_key:
                key, expect_key = event.value, False
            elif isinstance(event, yaml.events.ScalarEvent):
                in_list = len(open_) == 2 and isinstance(open_[1], yaml.events.SequenceStartEvent)
                if key in keys and (len(open_) == 1 or in_list) and _is_text(event):
                    start = _behind_properties(body, _index(event.start_mark))
                    in_flow = any(bool(one.flow_style) for one in open_)
                    yield _Scalar(key, start, _index(event.end_mark), event.style or "", in_flow)
                expect_key = expect_key or len(open_) == 1
            elif isinstance(event, yaml.events.AliasEvent) and len(open_) == 1:
                expect_key = True
    except yaml.YAMLError as error:
        raise _refusal(error) from error


def _same_length(body: str) -> str:
    """Return the text with the characters that YAML forbids replaced, so that offsets stay."""
    return re.sub(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", body)


def _is_text(event: yaml.events.ScalarEvent) -> bool:
    """Tell whether a value is text: quoted, or plain and no number, date, truth value or null."""
    if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
        return False
    if event.style:
        return True
    tag = yaml.resolver.Resolver().resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
    return bool(tag == "tag:yaml.org,2002:str")


def _behind_properties(body: str, start: int) -> int:
    """Return where a value itself begins, behind its anchor and tag."""
    found = _PROPERTIES.match(body, start)
    return found.end() if found else start


def _index(mark: Any) -> int:
    """Return the offset of a mark; both of the library's parsers count characters."""
    return int(mark.index)


def _refusal(error: yaml.YAMLError) -> FormatError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    where = f"{mark.line + 2}" if mark is not None else "1"
    return FormatError(
        f"the front matter is not YAML ({problem}).",
        where=where,
        hint="Quote the value, or close the quote or bracket.",
    )
