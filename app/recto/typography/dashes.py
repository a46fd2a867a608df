"""A hyphen between blanks that stands for a dash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.locales import language
from recto.typography.reading import Change

NO_BREAK = "\u00a0"
DASHES = {
    "–": "bg bs ca cs da de en et fi fr hr hu it lt lv nb nl nn no pl ro sk sl sv tr",
    "—": "be ru uk",
}
"""The dash between blanks -> languages whose press writes it (their style guides; Chinese, Japanese and
Spanish write theirs otherwise)."""
_DASH = {name: dash for dash, names in DASHES.items() for name in names.split()}
STAND_IN = re.compile(r"(?<=[^\W\d_]|[»”“\")!?.,…])( )(--?)(?= (?:[^\W\d_]|[«„“\"(¿¡]))")
"""Between words alone: what stands between figures may be a minus or a score."""


def dashes(target: str, source: str, locales: tuple[str, str]) -> Iterator[Change]:  # noqa: ARG001  # as the others
    """Yield the changes that make dashes of hyphens between words; Russian holds them to the word before."""
    dash = _DASH.get(language(locales[1]), "")
    for match in STAND_IN.finditer(target) if dash else ():
        yield Change(*match.span(2), dash)
        if dash == "—":
            yield Change(*match.span(1), NO_BREAK)
