"""What people may do at the desk: roles, each for one locale or for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

EVERYWHERE = "*"
"""In place of a locale: all of them, those to come included."""

ACTIONS = ("read", "translate", "review", "edit", "admin")
"""What a view may ask for, from the least to the most; each role may what the one before it may."""


class Role(StrEnum):
    """What somebody is in a locale."""

    GUEST = "guest"
    """Reads."""
    TRANSLATOR = "translator"
    """Drafts, confirms, comments."""
    REVIEWER = "reviewer"
    """Confirms what others translated, where four eyes are asked."""
    EDITOR = "editor"
    """Bulk changes, sign-off, import, export, assignments."""
    ADMIN = "admin"
    """People and settings; in all locales at once."""

    @property
    def actions(self) -> tuple[str, ...]:
        return ACTIONS[: list(Role).index(self) + 1]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who sits before the page. ``id`` is 0 for the one person of a desk without accounts."""

    name: str
    id: int = 0
    is_alone: bool = False
    """The desk has no accounts and answers on this machine only: whoever is here may do all."""
    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    """Locale, or ``EVERYWHERE`` -> role."""

    @property
    def is_admin(self) -> bool:
        return self.is_alone or Role.ADMIN in self.roles.values()

    def may(self, action: str, locale: str = "") -> bool:
        """Tell whether the reader may do something in a locale; without one: in any locale at all.

        >>> Reader("Ana", roles={"de": Role.TRANSLATOR}).may("translate", "fr")
        False
        """
        if self.is_admin:
            return True
        if not locale:
            return any(action in role.actions for role in self.roles.values())
        return any(action in self.roles[key].actions for key in (locale, EVERYWHERE) if key in self.roles)
