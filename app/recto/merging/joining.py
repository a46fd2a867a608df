"""Several units as one: their sources and targets in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from recto.inline import LITERAL, holds
from recto.merging.carrying import is_accepted, made_for, was_accepted
from recto.model import BODY_ROLES, LEFT_OUT, State, Unit

_UNSPACED = frozenset({"bo", "dz", "ja", "km", "lo", "my", "th", "wuu", "yue", "zh"})
"""Languages that put no blank between sentences."""
_ENDS = re.compile(
    r"[.!?\u2026\u3002\uff01\uff1f\uff61\u061f\u06d4\u0964\u0589\u1362]['\")\]\u2019\u201d\u00bb\u300d\u300f\uff09]*$"
)
"""The end of a sentence; what ends otherwise may need other words when something follows."""


class Joined(NamedTuple):
    source: str
    """The sources that the targets were made for."""
    target: str
    is_accepted: bool
    """Each target was accepted for its source."""
    is_whole: bool
    """Each unit but the last is a sentence; then the joined translations translate the joined sources."""


def blank(locale: str) -> str:
    """Return what stands between two sentences of a locale."""
    return "" if locale.replace("_", "-").partition("-")[0].lower() in _UNSPACED else " "


def joined(units: Sequence[Unit], source_locale: str, locale: str) -> Joined:
    """Return units with targets as one, the codes numbered on from one to the next."""
    sources = [made_for(unit) for unit in units]
    shifts, most = [], 0
    for source in sources:
        shifts.append(most)
        most += max((int(code[0].strip("</>")) for code in LITERAL.finditer(source)), default=0)
    targets = [_shifted(unit.target, by) for unit, by in zip(units, shifts, strict=True)]
    said = [target for target in targets if target != LEFT_OUT]
    return Joined(
        blank(source_locale).join(map(_shifted, sources, shifts)),
        blank(locale).join(said) if said else LEFT_OUT,
        all(map(was_accepted, units)),
        all(_ends(source) for source in sources[:-1]),
    )


def _ends(source: str) -> bool:
    return bool(_ENDS.search(LITERAL.sub("", source).rstrip()))


def _shifted(text: str, by: int) -> str:
    """Return a text with the numbers of its codes raised; ``<0/>`` is no code."""
    if not by or "<" not in text or text == LEFT_OUT:
        return text
    return LITERAL.sub(lambda code: re.sub(r"\d+", lambda number: str(int(number[0]) + by), code[0]), text)


def join(pieces: Sequence[Unit], unit: Unit, whole: Joined, kind: str) -> Unit:
    """Return the unit that several old ones became; accepted only where nothing is left to decide.

    That is: the same text, of whole sentences in one kind of role, each with an accepted target.
    """
    roles = {piece.role for piece in pieces} | {unit.role}
    is_same = whole.source == unit.source
    is_plain = len(roles) == 1 or roles <= BODY_ROLES
    stays = is_same and is_plain and whole.is_accepted and whole.is_whole and holds(whole.target, unit.source)
    accepted = stays and all(map(is_accepted, pieces))
    marks = [] if is_same or not (whole.is_accepted and whole.is_whole) else [("was", "reviewed")]
    return replace(
        unit,
        target=whole.target,
        state=State.REVIEWED if accepted else State.DRAFT,
        origin=next((piece.origin for piece in pieces if piece.origin), ""),
        notes=tuple(dict.fromkeys(note for piece in pieces for note in piece.notes)),
        previous="" if is_same else whole.source,
        previous_context="" if is_same else pieces[0].context,
        marks=tuple(marks if is_same else [*marks, ("edit", kind)]),
    )


Pairs = Mapping[str, Mapping[str, bool]]
"""Source -> target -> whether it is accepted, of the units that stay."""


def stands(unit: Unit, pairs: Pairs, source_locale: str, locale: str) -> bool:
    """Tell whether all that an edited unit holds stands elsewhere, for the source it was made for.

    So it is with the halves of a split whose whole is there again, and with a join whose parts are.
    """
    accepted = unit.mark("was") == "reviewed"
    found = pairs.get(unit.previous, {})
    if unit.target in found:
        return found[unit.target] or not accepted
    return _is_composed(unit.previous, unit.target, pairs, (blank(source_locale), blank(locale)), {})


def _is_composed(
    source: str, target: str, pairs: Pairs, blanks: tuple[str, str], tried: dict[tuple[str, str], bool]
) -> bool:
    """Tell whether a joined source and its target are those of accepted units, one behind the other."""
    key = (source, target)
    if key in tried:
        return tried[key]
    tried[key] = False
    between, behind = blanks
    if pairs.get(source, {}).get(target):
        tried[key] = True
        return True
    for end in _ends_of_pieces(source, between):
        rest = source[end + len(between) :]
        for said in pairs.get(source[:end], {}):
            if target.startswith(said + behind) and _is_composed(
                rest, target[len(said + behind) :], pairs, blanks, tried
            ):
                tried[key] = True
                return True
    return False


def _ends_of_pieces(source: str, between: str) -> Sequence[int]:
    if not between:
        return range(1, len(source))
    return [found.start() for found in re.finditer(re.escape(between), source)]
