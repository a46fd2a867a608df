"""Sign-off: somebody read the whole localized article and stands for it.

It is a header line of the catalog, ``X-Recto-Signed-Off: <name> <hash>``; the hash is over every
unit's role, source and target in the file's order, so it stops counting as soon as one differs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from recto.errors import ConfigError
from recto.model import Catalog, State, Unit, fingerprint

HEADER = "X-Recto-Signed-Off"
DIGITS = 12
MAX_NAME = 150
"""Characters of the name in a sign-off."""


class Signature(NamedTuple):
    """A sign-off as a header has it, whether or not it still counts."""

    name: str
    digits: str


def seal(units: Iterable[Unit]) -> str:
    """Return the 12 hex digits that a sign-off of these units holds."""
    texts = [text for unit in units for text in (unit.context, unit.source, unit.target)]
    return fingerprint(*texts)[:DIGITS]


def is_signed_off(catalog: Catalog) -> bool:
    """Say whether the catalog is signed off as it stands."""
    return holds(catalog.header, catalog.units)


def holds(header: Iterable[tuple[str, str]], units: Iterable[Unit]) -> bool:
    """Say whether the last sign-off in a header is one of exactly these units."""
    found = signature(header)
    return found is not None and found.digits == seal(units)


def signature(header: Iterable[tuple[str, str]]) -> Signature | None:
    """Return the last sign-off in a header, or None where no name stands before its digits."""
    name, _, digits = _value(header).rpartition(" ")
    return Signature(name.strip(), digits) if name.strip() else None


def signed(catalog: Catalog, name: str) -> Catalog:
    """Return the catalog as it is with its units signed off by somebody; an earlier sign-off goes.

    :raises ConfigError: the name is none that a header line can hold.
    """
    line = (HEADER, f"{signer(name)} {seal(catalog.units)}")
    return replace(catalog, header=(*withdrawn(catalog).header, line), units=finalized(catalog.units))


def withdrawn(catalog: Catalog) -> Catalog:
    """Return the catalog without a sign-off."""
    header = tuple(pair for pair in catalog.header if pair[0].lower() != HEADER.lower())
    units = tuple(
        replace(unit, state=State.REVIEWED) if unit.state is State.FINAL else unit for unit in catalog.units
    )
    return replace(catalog, header=header, units=units)


def signer(name: str) -> str:
    """Return a name as a sign-off holds it: one line, single blanks.

    :raises ConfigError: it is empty or too long, or has a character that cannot be seen.
    """
    plain = " ".join(name.split())
    if not plain or len(plain) > MAX_NAME:
        raise ConfigError(f"the name of a sign-off has 1 to {MAX_NAME} characters.", repr(name[:40]))
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Cn", "Co"} for char in plain):
        hint = "Write it with letters alone."
        raise ConfigError("the name has a character that cannot be seen.", repr(plain[:40]), hint)
    return plain


def finalized(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the units with final in the place of reviewed."""
    return tuple(replace(unit, state=State.FINAL) if unit.state is State.REVIEWED else unit for unit in units)


def _value(header: Iterable[tuple[str, str]]) -> str:
    values = [value for name, value in header if name.lower() == HEADER.lower()]
    return values[-1].strip() if values else ""
