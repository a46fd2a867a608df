"""The way to the mail server."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import quote

from recto.errors import ConfigError, RectoError

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f]{1,64}@[^\s@<>,;:\"()\[\]\\\x00-\x1f]{1,190}")
TIMEOUT_S = 20
MAX_SUBJECT = 150


class MailRefused(RectoError):
    """The server will not take this letter; sending it again does not help."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and who the letters are from."""

    host: str
    port: int
    security: str
    """``starttls``, ``tls`` or ``none``."""
    user: str
    sender: str
    password: str = ""

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


def is_address(text: str) -> bool:
    """Tell whether a text is one plain address, and nothing that a header could be made of.

    >>> is_address("ana@example.org"), is_address("ana@example.org\\nBcc: all@example.org")
    (True, False)
    """
    return bool(ADDRESS.fullmatch(text))


def check_address(text: str) -> None:
    """Raise ConfigError unless a text is one plain address."""
    if not is_address(text):
        raise ConfigError(f"{text[:80]!r} is no mail address.", hint="Write it like ana@example.org.")


def quoted(path: str) -> str:
    """Return a path as it stands in an address."""
    return quote(path, safe="/")


def letter(sender: str, to: str, subject: str, body: str) -> EmailMessage:
    """Return a letter; its subject is one line, whatever stood in it.

    :raises ConfigError: one of the addresses is none.
    """
    check_address(sender)
    check_address(to)
    made = EmailMessage()
    made["From"] = sender
    made["To"] = to
    made["Subject"] = " ".join("".join(c if c.isprintable() else " " for c in subject).split())[:MAX_SUBJECT]
    made["Date"] = formatdate()
    made["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(body)
    return made


def send(server: Server, message: EmailMessage) -> None:
    """Send a letter; the server has it when this returns.

    :raises MailRefused: it will never take it (an unknown address, a wrong password).
    :raises RectoError: there is no answer now; trying again may help.
    """
    where = f"{server.host}:{server.port}"
    try:
        with _connected(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message)
    except smtplib.SMTPResponseException as error:
        # Codes from 500 on are for good. The server's own words may hold what was sent to it.
        problem = f"the mail server answered {error.smtp_code}."
        raise (MailRefused if error.smtp_code >= 500 else RectoError)(problem, where) from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        problem = f"the mail server does not take letters for this address ({codes[0]})."
        raise (MailRefused if codes[0] >= 500 else RectoError)(problem, where) from None
    except (smtplib.SMTPException, OSError) as error:
        raise RectoError(f"the mail server cannot be reached ({type(error).__name__}).", where) from None


def _connected(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    if server.security == "starttls":
        try:
            connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
    return connection
