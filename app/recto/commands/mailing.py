"""The mail server of the settings, and its password."""

from __future__ import annotations

import os
from pathlib import Path

from recto import saving
from recto.errors import ConfigError
from recto.mail import Server, is_address
from recto.project import Project

PASSWORD = "RECTO_SMTP_PASSWORD"  # noqa: S105  # the name of a variable
PASSWORD_FILE = "smtp-password"  # noqa: S105  # the name of a file
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def server(project: Project) -> Server | None:
    """Return the mail server of the settings, or None where there is none.

    :raises ConfigError: the sender is no address, a password is missing, or others may read it.
    """
    desk = project.config.desk
    if not desk.smtp_host:
        return None
    if not is_address(desk.smtp_sender):
        hint = 'Add smtp_sender = "desk@example.org" to [desk].'
        raise ConfigError(f"{desk.smtp_sender!r} is no address to send from.", "recto.toml", hint)
    password = _password(project.state_folder / PASSWORD_FILE) if desk.smtp_user else ""
    if not (password + desk.smtp_user).isascii():
        # Python's smtplib sends both as ASCII alone.
        raise ConfigError("the mail server's user or password has a character beyond ASCII.", "recto.toml")
    if password and desk.smtp_security == "none" and desk.smtp_host not in LOOPBACK:
        hint = 'Write smtp_security = "starttls" or "tls".'
        raise ConfigError("a password would go over the wire for all to read.", "recto.toml", hint)
    return Server(
        desk.smtp_host, desk.smtp_port, desk.smtp_security, desk.smtp_user, desk.smtp_sender, password
    )


def _password(file: Path) -> str:
    """Return the password: from the environment, or from a file that nobody else may read."""
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    try:
        content = saving.read(file)
        if content is not None and file.stat().st_mode & 0o077:
            raise ConfigError("other users may read the password.", str(file), f"Run: chmod 600 {file}")
    except OSError as error:
        raise saving.explained(error, str(file)) from error
    if content is None:
        hint = f"Set {PASSWORD}, or write it into {file} (chmod 600)."
        raise ConfigError("the password of the mail server is missing.", "recto.toml", hint)
    return content.decode("utf-8", "replace").strip("\r\n")
