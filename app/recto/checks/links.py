"""The check ``links``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from recto.checks.reading import bare
from recto.inline import protect
from recto.messages import message
from recto.model import LINK, Finding, Unit

NAME = "links"
_CLUE = re.compile(r"@|://|www\.|mailto:")
_HASHTAG = re.compile(r"(?<![\w&/#])#\w*[^\W\d]\w*")


def check(unit: Unit, source_locale: str, target_locale: str) -> Iterator[Finding]:
    """Addresses, e-mail addresses and handles stand in the target, letter by letter.

    One letter more or less leads to another page, or to none. The page of the same site in the target's
    language is right as well: ``fr.example.org`` for ``en.example.org``, ``/fr/`` for ``/en/``. Addresses
    inside links are not meant: they are codes, or units of their own. Hashtags may be translated; none may
    be lost.
    """
    if unit.role == LINK or not unit.target:
        return
    yield from _hashtags(unit)
    if not _CLUE.search(unit.source) and not _CLUE.search(unit.target):
        return
    source, target = _addresses(unit.source), _addresses(unit.target)
    lost, new = list((source - target).elements()), list((target - source).elements())
    languages = source_locale.partition("-")[0], target_locale.partition("-")[0]
    for one in tuple(lost):
        same = next((other for other in new if _is_same_page(one, other, languages)), None)
        if same is not None:
            lost.remove(one)
            new.remove(same)
    for one, other in zip(lost, new, strict=False):
        at = unit.target.find(other)
        span = (at, at + len(other)) if at >= 0 else None
        is_certain = len(lost) == len(new) == 1 and at >= 0 and one.isprintable()
        fix = unit.target[:at] + one + unit.target[at + len(other) :] if is_certain else None
        told = message("The source has %(was)s, the target %(now)s.", was=one, now=other)
        yield Finding(NAME, told, "warning", span, fix)
    for one in lost[len(new) :]:
        yield Finding(NAME, message("The target has no %(text)s.", text=one))
    for one in new[len(lost) :]:
        at = unit.target.find(one)
        told = message("The source has no %(text)s.", text=one)
        yield Finding(NAME, told, "warning", (at, at + len(one)) if at >= 0 else None)


def _is_same_page(one: str, other: str, languages: tuple[str, str]) -> bool:
    """Tell whether two addresses lead to one page, or to that page in the other language."""
    if one.rstrip("/") == other.rstrip("/"):
        return True
    here, there = languages
    site, local = f"//{here}.", f"//{there}."
    if site in one and local in other:
        return one.partition(site)[2].partition("/")[0] == other.partition(local)[2].partition("/")[0]
    return one.replace(f"/{here}/", f"/{there}/", 1) == other


def _hashtags(unit: Unit) -> Iterator[Finding]:
    """Report hashtags that are gone; they may be translated."""
    if "#" in unit.source:
        was = _HASHTAG.findall(bare(unit.source))
        now = _HASHTAG.findall(bare(unit.target))
        lost = [one for one in was if one not in now]
        if len(now) < len(was):
            yield Finding(NAME, message("The target has no %(text)s.", text=lost[0] if lost else was[-1]))


def _addresses(text: str) -> Counter[str]:
    plain = bare(text)
    return Counter(plain[start:end] for start, end in protect(plain))
