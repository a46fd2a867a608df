"""``recto review``: the desk on this machine, until Ctrl-C."""

from __future__ import annotations

import errno
import logging
import socket
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import click
from waitress.server import create_server

from recto.commands import open_project, say
from recto.commands.accounts import Accounts
from recto.commands.batch import less_garbage
from recto.commands.committing import user_name
from recto.errors import ConfigError, RectoError
from recto.project import Project
from recto.table_settings import DeskSettings
from recto.web import security
from recto.web.app import create_app
from recto.web.counting import Counting
from recto.web.publishing import Post
from recto.web.sharing import Sharing
from recto.web.working import working

LOOPBACK = ("127.0.0.1", "localhost", "::1")
THREADS = 12
"""Of them, some wait for their turn at a large page."""
SWITCH_S = 0.0005
"""After so long a thread that computes lets others go on; Python's own number is ten times as much.

Saving touches the disk some hundred times, and each time waits for its turn: beside somebody who opens a
long article that would be half a second.
"""
MAX_BODY = 10_000_000
"""Bytes at which the server stops listening; the application refuses a little earlier, in words."""


def bind(host: str, port: int, desk: DeskSettings) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    :raises ConfigError: the host is not this machine, and others could not sign in, or not be told where.
    :raises RectoError: the port is taken, or not for us.
    """
    if host not in LOOPBACK and desk.mode != "team":
        raise ConfigError(
            f"the desk is for one person, so it answers on this machine only, not on {host!r}.",
            hint='Let people sign in: set mode = "team" under [desk] in recto.toml.',
        )
    if host not in LOOPBACK and not desk.base_url:
        raise ConfigError(
            f"on {host!r} the desk has to know the address that people reach it at.",
            hint='Set base_url under [desk] in recto.toml, such as "https://desk.example.org".',
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, UnicodeError) as error:
        listening.close()
        number, words = (error.errno, error.strerror) if isinstance(error, OSError) else (0, "no such name")
        reason = "is taken" if number == errno.EADDRINUSE else f"cannot be used ({words})"
        raise RectoError(
            f"port {port} of {host} {reason}.", hint="Name another with --port; --port 0 picks a free one."
        ) from error
    return listening


def remarks(project: Project, accounts: Accounts) -> Iterator[str]:
    """Yield what whoever opens a team's desk has to know before others come."""
    desk = project.config.desk
    if desk.mode != "team":
        return
    if not any(one.is_active and one.reader.is_admin for one in accounts.people.all()):
        yield "Nobody may tend it yet. Run 'recto people invite NAME --admin'."
    address = urlsplit(desk.base_url)
    if address.scheme == "http" and (address.hostname or "") not in LOOPBACK:
        yield "Passwords travel in the clear: put a web server with TLS before it, and https:// in base_url."


@click.command("review")
@click.option(
    "--host", default=LOOPBACK[0], show_default=True, help="Where to listen; others need a team's desk."
)
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one."
)
def command(host: str, port: int) -> None:
    """Open the review desk in the browser.

    Shows every article in every locale; what is confirmed there is in the PO file at once. It is for
    whoever sits at this machine, or for a team with accounts: see [desk] in the settings.

    \b
    Example:
      recto review --port 8081
    """
    project = open_project()
    sys.setswitchinterval(SWITCH_S)
    with bind(host, port, project.config.desk) as listening:
        app = create_app(project, user_name())
        # A page asks for a dozen files at once; that they wait for a thread is no news.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        logging.getLogger("waitress").addFilter(security.redact)
        server = create_server(
            app,
            sockets=[listening],
            threads=THREADS,
            ident="recto",
            max_request_body_size=MAX_BODY,
            asyncore_use_poll=True,  # select() fails at the 1,024th open file
            # What a server in front says about the browser: waitress takes it away by itself.
            clear_untrusted_proxy_headers=not project.config.desk.behind_proxy,
        )
        name = f"[{host}]" if ":" in host else host
        say(f"The desk is open at http://{name}:{listening.getsockname()[1]}/ (Ctrl-C closes it).")
        for line in remarks(project, app.extensions["recto.accounts"]):
            say(line)
        sharing: Sharing = app.extensions["recto.sharing"]
        try:
            counting: Counting = app.extensions["recto.counting"]
            post: Post = app.extensions["recto.post"]
            with (
                less_garbage(),
                sharing.every(project.config.git.every),
                counting.from_now(),
                post.every(),
                working(project),
            ):
                server.run()
        finally:
            server.close()
