"""Passwords: what is accepted, and how it is kept (argon2id); the only door to argon2-cffi."""

from __future__ import annotations

import re
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_CHARS, MOST_CHARS = 12, 128
LEAST_OWN = 6
"""Characters that have to be left when everything that is easily guessed is taken away."""
LEAST_DIFFERENT = 5

GUESSED = (
    "password", "passwort", "passord", "contrasena", "motdepasse", "qwertyuiop", "qwertzuiop", "azertyuiop",
    "asdfghjkl", "zxcvbnm", "qwerty", "azerty", "abcdefgh", "1qaz2wsx", "1q2w3e4r", "letmein", "welcome",
    "admin", "administrator", "secret", "changeme", "iloveyou", "translator", "translation", "recto",
    "123456789", "987654321", "12345", "54321",
)  # fmt: skip
"""What people put together for want of a better idea; digits at either end go as well."""

# reliability.md, section 9: argon2id, t=2, m=19,456 KiB, p=1 or stronger.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)


def refusal(password: str, *context: str) -> str:
    """Return why a password is not taken, or an empty text; ``context`` are words that others know.

    >>> refusal("qwertyuiop123")
    'Most of it is easily guessed. Four or five words that do not belong together are easy to keep in mind.'
    """
    if not LEAST_CHARS <= len(password) <= MOST_CHARS:
        return f"A password has {LEAST_CHARS} to {MOST_CHARS} characters; a sentence makes a good one."
    left = _same(password).casefold()
    known = [_same(word).casefold() for text in context for word in re.findall(r"\w{3,}", text)]
    for word in sorted({*GUESSED, *known}, key=len, reverse=True):
        left = left.replace(word, " ")
    left = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", left)
    if len(left) < LEAST_OWN or len(set(left)) < LEAST_DIFFERENT:
        return (
            "Most of it is easily guessed."
            " Four or five words that do not belong together are easy to keep in mind."
        )
    return ""


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(_same(password))


NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$oA2KK/fIaJdWcQtcTuvuSA$Je/CDHfNXmuLRDsEJQKHTSR4gf4qwD0jOyjy91/nDV0"
"""Compared with where there is no account, so that the answer takes as long; nobody knows the password."""


def fits(kept: str, password: str) -> bool:
    """Tell whether a password is the one that was kept; takes as long where none was."""
    try:
        _HASHER.verify(kept or NOBODYS, _same(password[: MOST_CHARS + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def is_outdated(kept: str) -> bool:
    """Tell whether a password was kept with weaker settings than today's."""
    return _HASHER.check_needs_rehash(kept)


def _same(password: str) -> str:
    """Return the password as any keyboard would have sent it."""
    return unicodedata.normalize("NFKC", password)
