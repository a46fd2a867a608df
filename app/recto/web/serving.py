"""``recto review``: the desk on this machine, until Ctrl-C."""

from __future__ import annotations

import errno
import logging
import socket

import click
from waitress.server import create_server

from recto.commands import open_project, say
from recto.commands.committing import user_name
from recto.errors import ConfigError, RectoError
from recto.web.app import create_app
from recto.web.sharing import Sharing
from recto.web.working import working

LOOPBACK = ("127.0.0.1", "localhost", "::1")
THREADS = 8
MAX_BODY = 10_000_000
"""Bytes at which the server stops listening; the application refuses a little earlier, in words."""


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens on this machine only; port 0 takes a free one.

    :raises ConfigError: the host is not this machine. There is no login yet, so nobody else may in.
    :raises RectoError: the port is taken, or not for us.
    """
    if host not in LOOPBACK:
        raise ConfigError(
            f"the desk has no login yet, so it answers on this machine only, not on {host!r}.",
            hint=f"Use --host {LOOPBACK[0]}, and a tunnel (ssh -L) to reach it from elsewhere.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise RectoError(
            f"port {port} of {host} {reason}.", hint="Name another with --port; --port 0 picks a free one."
        ) from error
    return listening


@click.command("review")
@click.option("--host", default=LOOPBACK[0], show_default=True, help="A name of this machine.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one."
)
def command(host: str, port: int) -> None:
    """Open the review desk in the browser.

    Shows every article in every locale; what is confirmed there is in the PO file at once.

    \b
    Example:
      recto review --port 8081
    """
    project = open_project()
    with bind(host, port) as listening:
        app = create_app(project, user_name())
        # A page asks for a dozen files at once; that they wait for a thread is no news.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        server = create_server(
            app, sockets=[listening], threads=THREADS, ident="recto", max_request_body_size=MAX_BODY
        )
        name = f"[{host}]" if ":" in host else host
        say(f"The desk is open at http://{name}:{listening.getsockname()[1]}/ (Ctrl-C closes it).")
        sharing: Sharing = app.extensions["recto.sharing"]
        try:
            with sharing.every(project.config.git.every), working(project):
                server.run()
        finally:
            server.close()
