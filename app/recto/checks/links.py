"""The check ``links``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from recto.checks.reading import bare
from recto.inline import protect
from recto.model import LINK, Finding, Unit

NAME = "links"
_CLUE = re.compile(r"@|://|www\.|mailto:")
_HASHTAG = re.compile(r"(?<![\w&/#])#\w*[^\W\d]\w*")


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """Addresses, e-mail addresses and handles stand in the target, letter by letter.

    One letter more or less leads to another page, or to none. Addresses inside links are not meant: they
    are codes, or units of their own. Hashtags may be translated; none may be lost.
    """
    if unit.role == LINK or not unit.target:
        return
    yield from _hashtags(unit)
    if not _CLUE.search(unit.source) and not _CLUE.search(unit.target):
        return
    source, target = _addresses(unit.source), _addresses(unit.target)
    lost, new = source - target, target - source
    for one in lost:
        instead = next(iter(new), "")
        if instead:
            new -= Counter((instead,))
            at = unit.target.find(instead)
            yield Finding(
                NAME,
                f"The source has {one}, the target has {instead}.",
                "warning",
                (at, at + len(instead)) if at >= 0 else None,
            )
        else:
            yield Finding(NAME, f"The target has no {one}.")
    for one in new:
        at = unit.target.find(one)
        yield Finding(NAME, f"The source has no {one}.", "warning", (at, at + len(one)) if at >= 0 else None)


def _hashtags(unit: Unit) -> Iterator[Finding]:
    """Report hashtags that are gone; they may be translated."""
    if "#" in unit.source:
        was = _HASHTAG.findall(bare(unit.source))
        now = _HASHTAG.findall(bare(unit.target))
        lost = [one for one in was if one not in now]
        if len(now) < len(was):
            yield Finding(NAME, f"The target has no {lost[0] if lost else was[-1]}.")


def _addresses(text: str) -> Counter[str]:
    plain = bare(text)
    return Counter(plain[start:end] for start, end in protect(plain))
