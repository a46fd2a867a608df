"""Sign-off: somebody read the whole localized article and stands for it.

It is a header line of the catalog, ``X-Recto-Signed-Off: <name> <hash>``; the hash is over every
unit's role, source and target in the file's order, so it stops counting as soon as one differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from recto.model import Catalog, State, Unit, fingerprint

HEADER = "X-Recto-Signed-Off"
DIGITS = 12


def seal(units: Iterable[Unit]) -> str:
    """Return the 12 hex digits that a sign-off of these units holds."""
    texts = [text for unit in units for text in (unit.context, unit.source, unit.target)]
    return fingerprint(*texts)[:DIGITS]


def is_signed_off(catalog: Catalog) -> bool:
    """Say whether the catalog is signed off as it stands."""
    return holds(catalog.header, catalog.units)


def holds(header: Iterable[tuple[str, str]], units: Iterable[Unit]) -> bool:
    """Say whether the last sign-off in a header is one of exactly these units."""
    value = _value(header)
    name, _, digits = value.rpartition(" ")
    return bool(name.strip()) and digits == seal(units)


def finalized(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the units with final in the place of reviewed."""
    return tuple(replace(unit, state=State.FINAL) if unit.state is State.REVIEWED else unit for unit in units)


def _value(header: Iterable[tuple[str, str]]) -> str:
    values = [value for name, value in header if name.lower() == HEADER.lower()]
    return values[-1].strip() if values else ""
