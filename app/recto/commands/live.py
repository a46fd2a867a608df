"""Live stories: articles that are out and wrong now, because a fact of their source has changed since.

An article counts as out in a locale if its catalog says that it was published, as far as the settings go:
``[publish] state = "final"`` asks for a sign-off in the header, also one that has expired since; otherwise
as many words as ``minimum`` asks for have, or had before the edit, a target that counts. Nothing but the
catalog and the settings is asked, so a gate and a desk say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from recto.commands.edits import Edit, edit_of
from recto.exchange import signoff
from recto.facts import Fact, Facts, facts
from recto.inline import count_words
from recto.model import LINK, Catalog, State, Unit
from recto.project import Project
from recto.table_settings import Publish


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that became another one; one of the texts is empty where it only came or went."""

    kind: str
    """``number``, ``time``, ``month``, ``weekday``, ``name``, ``quotation``, ``link`` ..."""
    old: str
    new: str

    @property
    def text(self) -> str:
        """The change in words."""
        if self.old and self.new:
            return f"{self.old} became {self.new}"
        return f"{self.new} was added" if self.new else f"{self.old} is gone"


@dataclass(frozen=True, slots=True)
class WrongNow:
    """A unit whose published translation states what the source does not state any more."""

    unit: str
    number: int
    """Which unit of the article it is, counted from 1."""
    previous: str
    """The source that the published translation was made for."""
    source: str
    target: str
    changes: tuple[Change, ...]

    @property
    def text(self) -> str:
        """What changed, in words; empty where the facts cannot be told one by one."""
        return ", ".join(change.text for change in self.changes)


def wrong_now(project: Project, path: str, catalog: Catalog) -> tuple[WrongNow, ...]:
    """Return the units of an article that are out and wrong; empty for one that is not out."""
    publish = project.config.publish_for(catalog.locale)
    changed = [
        (number, unit) for number, unit in enumerate(catalog.units, 1) if _is_changed(unit, publish.state)
    ]
    if not changed or not is_out(catalog, publish):
        return ()
    locale = project.config.article(path).source_locale
    return tuple(
        WrongNow(
            unit.id,
            number,
            unit.previous,
            unit.source,
            unit.target,
            changes(unit.previous, unit.source, locale),
        )
        for number, unit in changed
    )


def is_out(catalog: Catalog, publish: Publish) -> bool:
    """Tell whether an article has been published, as far as its catalog and the settings can say."""
    if publish.state is State.FINAL:
        return signoff.signature(catalog.header) is not None
    done = total = 0
    for unit in catalog.units:
        words = 0 if unit.role == LINK else count_words(unit.source)
        total += words
        done += words if _counted(unit, publish.state) else 0
    return done > 0 and 100 * done >= publish.minimum * total


@lru_cache(maxsize=4096)
def changes(before: str, after: str, locale: str) -> tuple[Change, ...]:
    """Return the facts that two versions of a source do not share, paired where that is certain.

    >>> changes("It cost 12 euros.", "It cost 15 euros.", "en")
    (Change(kind='number', old='12 euros', new='15 euros'),)
    """
    return tuple(
        Change(kind, _written(before, old), _written(after, new))
        for kind, old, new in changed_facts(before, after, locale)
    )


def changed_facts(before: str, after: str, locale: str) -> list[tuple[str, Fact | None, Fact | None]]:
    """Return kind, old and new fact for each fact that two versions of a source do not share.

    As many of a kind on both sides are paired in their order; otherwise nobody knows which is which.
    """
    was, now = facts(before, locale), facts(after, locale)
    lost, new = _beyond(was, now.keys()), _beyond(now, was.keys())
    out: list[tuple[str, Fact | None, Fact | None]] = []
    for kind in dict.fromkeys(_kind(fact) for fact in (*lost, *new)):
        left = [fact for fact in lost if _kind(fact) == kind]
        right = [fact for fact in new if _kind(fact) == kind]
        if len(left) == len(right):
            out += [(kind, *pair) for pair in zip(left, right, strict=True)]
        else:
            out += [(kind, fact, None) for fact in left]
            out += [(kind, None, fact) for fact in right]
    return out


def _beyond(found: Facts, others: Counter[Hashable]) -> list[Fact]:
    """Return the facts that are stated more often than among the others, in reading order."""
    left = Counter(others)
    out: list[Fact] = []
    for fact in found:
        if left[fact.key] > 0:
            left[fact.key] -= 1
        else:
            out.append(fact)
    return sorted(out, key=lambda fact: fact.span)


def _kind(fact: Fact) -> str:
    key = fact.key
    return str(key[0]) if isinstance(key, tuple) else ""


def _written(text: str, fact: Fact | None) -> str:
    return text[slice(*fact.span)] if fact else ""


def _is_changed(unit: Unit, state: State) -> bool:
    """Tell whether a unit that was published waits for somebody to follow a changed fact."""
    return edit_of(unit) is Edit.FACT and _counted(unit, state)


def _counted(unit: Unit, state: State) -> bool:
    """Tell whether a unit's target is, or was before an edit, one that is published."""
    if state.rank <= State.DRAFT.rank:
        return bool(unit.target.strip())
    return unit.state.rank >= State.REVIEWED.rank or (bool(unit.previous) and unit.mark("was") == "reviewed")
