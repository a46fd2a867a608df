"""What the settings say about HTML, made ready to be asked of every tag."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from recto.model import Options

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Reading:
    """Which values of tags are texts, and which classes keep an element as it is; names in lower case.

    ``signs`` finds something in every tag that has such a value, ``says`` in every tag that says
    whether its text is translated: most tags have neither, and need no further look.
    """

    attributes: Mapping[str, str]
    """Attribute -> role of its value."""
    own: Mapping[tuple[str, str], str]
    """Element and attribute -> role of its value; for names like ``input@value``."""
    meta: Mapping[str, str]
    """Name of a ``<meta>`` -> role of its content."""
    kept_classes: frozenset[str]
    json_ld: frozenset[str]
    links: bool
    signs: re.Pattern[str]
    says: re.Pattern[str]


@lru_cache(maxsize=32)
def reading(options: Options) -> Reading:
    """Return how tags are read under these options."""
    names = [name.strip().lower() for name in options.attributes]
    plain = {name: _role(name) for name in names if "@" not in name}
    split = [tuple(name.split("@", 1)) for name in names if "@" in name]
    own = {(element, name): _role(name) for element, name in split}
    meta = {name.lower(): meta_role(name) for name in options.meta}
    valued = [*plain, *(name for _, name in own)]
    valued += ["content"] if meta else []
    valued += ["href"] if options.links else []
    classes = frozenset(name.lower() for name in options.kept_classes)
    return Reading(
        plain,
        own,
        meta,
        classes,
        frozenset(options.json_ld),
        options.links,
        _any_of(valued, r"[\t\n\f\r ]*="),
        _any_of(["translate", *(name for name in classes if "translate" not in name)]),
    )


def _role(attribute: str) -> str:
    return "link title" if attribute == "title" else "alt text"


def meta_role(name: str) -> str:
    """Return the role of what a page says about itself under a name: titles share one, descriptions too."""
    for known in ("title", "description"):
        if name.lower().endswith(known):
            return f"meta:{known}"
    return f"meta:{name}"


def _any_of(names: list[str], behind: str = "") -> re.Pattern[str]:
    chosen = "|".join(re.escape(name) for name in dict.fromkeys(names) if name)
    return re.compile(f"(?:{chosen}){behind}", re.IGNORECASE) if chosen else _NEVER


USUAL = reading(Options())
"""How tags are read where the settings say nothing."""
