"""The check ``length``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.checks.reading import CODE
from recto.model import Finding, Unit

NAME = "length"
_LIMIT = re.compile(r"at most (\d+) characters")


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """The target is no longer than its place allows.

    The settings give front matter keys a limit of characters; it stands in the catalog beside the unit.
    Codes do not count.
    """
    limits = [int(found[1]) for hint in unit.hints if (found := _LIMIT.fullmatch(hint))]
    length = len(CODE.sub("", unit.target))
    if limits and length > min(limits):
        message = f"The text has {length} characters, at most {min(limits)} fit."
        yield Finding(NAME, message, "error", span=(min(limits), len(unit.target)))
