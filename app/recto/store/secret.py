"""Secrets: the key that signs the desk's cookies, and what sessions, links and programs show."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Literal

from recto.errors import ConfigError

KEY_BYTES = 32


def secret_key(file: Path) -> bytes:
    """Return the key in the file, making both on first use.

    :raises ConfigError: others may read the file, or it is too short to be a key.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return _read(file)
    with os.fdopen(descriptor, "wb") as out:
        key = secrets.token_bytes(KEY_BYTES)
        out.write(key)
    return key


def _read(file: Path) -> bytes:
    if file.stat().st_mode & 0o077:
        raise ConfigError("other users may read the key.", str(file), f"Run: chmod 600 {file}")
    key = file.read_bytes()
    if len(key) < KEY_BYTES:
        raise ConfigError("the key is too short.", str(file), "Remove the file; a new one is made.")
    return key


SECRET = re.compile(r"recto_(?:session|link|token)_[A-Za-z0-9_-]{43}")
"""What ``new_secret`` makes, so that it is known wherever it does not belong."""


def new_secret(kind: Literal["session", "link", "token"]) -> str:
    """Return something that only its holder knows."""
    return f"recto_{kind}_{secrets.token_urlsafe(KEY_BYTES)}"


def digest(secret: str) -> str:
    """Return what is kept of a secret. It is random and long, so a quick digest gives nothing away."""
    return hashlib.sha256(secret.encode()).hexdigest()
