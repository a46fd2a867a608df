"""What may stand in an address, before anything is looked up."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class LocaleConverter(BaseConverter):
    """A BCP 47 tag by its shape; whether the project has it is the verb's question."""

    regex = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"


class UnitConverter(BaseConverter):
    """The id of a unit (units.md, section 2)."""

    regex = "u[0-9a-f]{12}"
