"""The check ``addresses``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from recto.messages import message
from recto.model import LINK, Finding, Unit

NAME = "addresses"
HARMLESS = frozenset({"", "http", "https", "mailto", "tel"})
"""Schemes that run nothing in the reader's browser; an empty one is an address of the same site."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_DROPPED = re.compile(r"[\t\n\r]+")
"""Browsers drop these wherever they stand in an address, so that ``java\\nscript:`` runs."""

_CONTROLS = "".join(map(chr, range(33)))


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """The address of a link leads where a reader may be sent.

    Only addresses of the web, of mail and telephone, and those of the same site may take the place of a
    source's address. Another site, a user name in front of the site and characters that nobody sees
    are shown.
    """
    if unit.role != LINK or not unit.target.strip() or unit.target == unit.source:
        return
    whole = (0, len(unit.target))
    hidden = next((at for at, char in enumerate(unit.target) if unicodedata.category(char) == "Cf"), None)
    if hidden is not None:
        name = f"U+{ord(unit.target[hidden]):04X}"
        told = message("The invisible character %(code)s stands in the address.", code=name)
        yield Finding(NAME, told, "error", (hidden, hidden + 1))
    scheme = _scheme(unit.target)
    if scheme not in HARMLESS | {_scheme(unit.source)}:
        told = message("An address that begins with “%(scheme)s” may run a program.", scheme=scheme)
        yield Finding(NAME, told, "error", whole)
        return
    (old_user, old), (user, new) = _site(unit.source), _site(unit.target)
    if user and not old_user:
        told = message("What stands before @ is a name; the address leads to “%(site)s”.", site=new)
        yield Finding(NAME, told, "error", whole)
    elif new != old and new:
        told = (
            message("The address leads to “%(new)s”, not to “%(old)s”.", new=new, old=old)
            if old
            else message("The address leads to “%(new)s”, away from this site.", new=new)
        )
        yield Finding(NAME, told, "warning", whole)


def _scheme(address: str) -> str:
    """Return an address's scheme in small letters as a browser finds it; empty: there is none."""
    found = _SCHEME.match(_DROPPED.sub("", address).lstrip(_CONTROLS))
    return found[1].lower() if found else ""


def _site(address: str) -> tuple[bool, str]:
    """Return whether a name stands before the host, and the host as DNS spells it."""
    text = _DROPPED.sub("", address).strip().replace("\\", "/")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:  # brackets that are no IPv6 address
        return False, text
    try:
        return "@" in parts.netloc, host.encode("idna").decode("ascii").removeprefix("www.")
    except UnicodeError:
        return "@" in parts.netloc, host
