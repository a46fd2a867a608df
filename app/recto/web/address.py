"""What may stand in an address, before anything is looked up."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import BaseConverter, IntegerConverter

MOST = 2**53
"""No table counts so far; SQLite refuses numbers from 2**63 on."""


def row_number(text: str) -> int:
    """Return a number of an address or a form.

    :raises ValueError: it is none, or none that anything here could have.
    """
    value = int(text)
    if abs(value) > MOST:
        raise ValueError(f"{text[:30]} is more than {MOST}.")
    return value


class LocaleConverter(BaseConverter):
    """A BCP 47 tag by its shape; whether the project has it is the verb's question."""

    regex = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"


class UnitConverter(BaseConverter):
    """The id of a unit (units.md, section 2)."""

    regex = "u[0-9a-f]{12}"


class NumberConverter(IntegerConverter):
    """A number that a table may have: of a comment, an action, a person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"max": MOST} | kwargs))
