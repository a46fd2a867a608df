"""Sign-off: somebody read the whole localized article and stands for it.

It is a header line of the catalog, ``X-Recto-Signed-Off: <name> <hash>``; the hash is over every
unit's role, source and target in the file's order, so it stops counting as soon as one differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from recto.errors import CatalogError
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


def signer(catalog: Catalog) -> str:
    """Return who signed the catalog off as it stands, or an empty text."""
    return _value(catalog.header).rpartition(" ")[0].strip() if is_signed_off(catalog) else ""


def sign_off(catalog: Catalog, name: str) -> Catalog:
    """Return the catalog with its sign-off, its reviewed units final.

    :raises CatalogError: the name is empty or not one line, or a unit is empty or a draft.
    """
    name = name.strip()
    if not name or not name.isprintable():
        raise CatalogError(f"the name {name!r} cannot sign off.", hint="Give a name of printable characters.")
    open_units = [unit for unit in catalog.units if unit.state.rank < State.REVIEWED.rank]
    if open_units:
        raise CatalogError(
            f"{len(open_units)} units are not reviewed, the first is {open_units[0].id}.",
            hint="Review them, then sign off.",
        )
    header = (*_without(catalog.header), (HEADER, f"{name} {seal(catalog.units)}"))
    return replace(catalog, header=header, units=finalized(catalog.units))


def withdraw(catalog: Catalog) -> Catalog:
    """Return the catalog without its sign-off, its final units reviewed."""
    units = tuple(
        replace(unit, state=State.REVIEWED) if unit.state is State.FINAL else unit for unit in catalog.units
    )
    return replace(catalog, header=_without(catalog.header), units=units)


def finalized(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the units with final in the place of reviewed."""
    return tuple(replace(unit, state=State.FINAL) if unit.state is State.REVIEWED else unit for unit in units)


def _value(header: Iterable[tuple[str, str]]) -> str:
    values = [value for name, value in header if name.lower() == HEADER.lower()]
    return values[-1].strip() if values else ""


def _without(header: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in header if pair[0].lower() != HEADER.lower())
