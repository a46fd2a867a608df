"""The check ``consistency``: one source, one translation."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from recto.checks.reading import CODE
from recto.messages import message
from recto.model import BODY_ROLES, LEFT_OUT, LINK, Finding, State, Unit

NAME = "consistency"
WORDS = 3
"""Words from which a source says the same everywhere; ``Open`` is a verb here and an adjective there."""
HAN = 6
"""Characters that count as so many words in scripts without blanks."""
EXCERPT = 60
_HAN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SIGNS = re.compile(r"[\W_]+")


class Placed(NamedTuple):
    """A unit, and the article in which it stands."""

    article: str
    unit: Unit


Told = tuple[Placed, Finding]
ManyCheck = Callable[[Sequence[Placed], str, str], Iterator[Told]]
"""Units of one source locale, and both locales -> findings with the unit each is about. Never raises."""


def check(units: Sequence[Placed], _source_locale: str, _target_locale: str) -> Iterator[Told]:
    """The same source is translated in the same way everywhere in the project.

    Reported are confirmed translations that differ from what most places have; of two that stand equally
    often, the later ones. A heading may be worded in another way than the text below it, a text of one
    or two words in another way each time, and a repetition that was given a translation of its own has
    it on purpose. Other quotation marks, capitals and signs at the end are no other translation.
    """
    for group in _groups(units).values():
        counts = Counter(_said(one.unit.target) for one in group)
        if len(counts) == 1:
            continue
        usual = counts.most_common(1)[0][0]  # of equals, the first that was met
        first = next(one for one in group if _said(one.unit.target) == usual)
        for one in group:
            if _said(one.unit.target) != usual:
                yield one, Finding(NAME, _message(first, counts[usual], one))


def _groups(units: Sequence[Placed]) -> dict[tuple[bool, str, str], list[Placed]]:
    """Return the units that should say the same, by kind of role and source."""
    found: dict[tuple[bool, str, str], list[Placed]] = defaultdict(list)
    for one in units:
        unit = one.unit
        if unit.state.rank < State.REVIEWED.rank or unit.target.strip() == LEFT_OUT:
            continue
        role = unit.role
        if role == LINK or role != unit.context or not _is_long(unit.source):
            continue
        in_body = role in BODY_ROLES
        found[in_body, "" if in_body else role, unit.source].append(one)
    return {key: group for key, group in found.items() if len(group) > 1}


def _is_long(source: str) -> bool:
    text = CODE.sub(" ", source)
    return len(text.split()) >= WORDS or len(_HAN.findall(text)) >= HAN


def _said(target: str) -> str:
    """Return what two targets have in common that differ in signs and capitals only."""
    return _SIGNS.sub(" ", CODE.sub("", target)).strip().casefold()


def _message(first: Placed, count: int, one: Placed) -> str:
    text = first.unit.target
    shown = text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"
    here = message("this article") if first.article == one.article else first.article
    if count > 1:
        return message(
            "The same source is translated as “%(text)s” in %(article)s and in %(more)s more.",
            text=shown,
            article=here,
            more=count - 1,
        )
    return message("The same source is translated as “%(text)s” in %(article)s.", text=shown, article=here)
