"""What a project says about checks: which are off, how severe they are, and its own ones."""

from __future__ import annotations

from dataclasses import dataclass

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """A check of the settings: regular expressions that a unit is looked through with."""

    name: str
    message: str
    source: str = ""
    """Only units whose source it matches are meant; empty: all."""
    target: str = ""
    """Reported where it matches."""
    missing: str = ""
    """Reported where it matches nowhere."""
    replace: str = ""
    """What belongs in the place of a match of ``target``; groups as ``\\1``. Empty: nothing is offered."""
    severity: str = "warning"
    locales: tuple[str, ...] = ()
    """Target locales; ``de`` means ``de-AT`` as well. Empty: all."""

    def is_for(self, locale: str) -> bool:
        """Tell whether targets in a locale are meant."""
        return not self.locales or any(f"{locale}-".startswith(f"{one}-") for one in self.locales)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for checks in one locale."""

    off: frozenset[str] = frozenset()
    severities: tuple[tuple[str, str], ...] = ()
    """Check -> what its findings count as instead."""
    own: tuple[OwnCheck, ...] = ()
    installed: tuple[str, ...] = ()
    """Names of checks that other distributions bring."""


NO_RULES = Rules()
