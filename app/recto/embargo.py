"""Embargoed work: while it runs, no connection leaves this machine, whatever an engine tries.

Engines are told by their traits whether they may be asked; this is the second door, at the socket. It
is an audit hook of Python, which every connection and every look-up of a name passes, those of
libraries included. A program that an engine starts is not watched: an engine that does so and calls
itself local is taken at its word.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv6Address, ip_address
from typing import Any

from recto.errors import EngineRefused

HINT = "An engine on this machine may be asked; when the embargo is over, take the mark away."
NAMES = frozenset({"localhost", "ip6-localhost", "ip6-loopback"})
CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
LOOKING_UP = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)

_work: ContextVar[tuple[bool, str] | None] = ContextVar("recto_embargo", default=None)
"""Whether the work at hand is embargoed, and on what; None where nobody has said."""


class _Watch:
    """Whether the hook is in place (it can never be taken away), and the embargoed work under way."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_set = False
        self.under_way: list[str] = []


_watch = _Watch()


@contextmanager
def held(what: str) -> Iterator[None]:
    """Let no connection leave this machine until the ``with`` ends; ``what`` is named in the refusal.

    It holds for the work inside, also in threads that run in a copy of its context, and for every
    thread of the process of which nobody has said (``free``) that its work is not embargoed.
    """
    with _watch.lock:
        if not _watch.is_set:
            sys.addaudithook(_guard)
            _watch.is_set = True
        _watch.under_way.append(what)
    token = _work.set((True, what))
    try:
        yield
    finally:
        _work.reset(token)
        with _watch.lock:
            _watch.under_way.remove(what)


@contextmanager
def free() -> Iterator[None]:
    """Say of the work inside that it is not embargoed; inside ``held`` it says nothing."""
    known = _work.get()
    token = _work.set(known if known and known[0] else (False, ""))
    try:
        yield
    finally:
        _work.reset(token)


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in CONNECTING and event not in LOOKING_UP:
        return
    known = _work.get()
    if known is None and _watch.under_way:
        known = (True, _watch.under_way[-1])
    if not known or not known[0]:
        return
    if event in LOOKING_UP:
        is_here = _is_here(arguments[0][0] if event == "socket.getnameinfo" else arguments[0])
    else:
        is_here = _leads_here(arguments[0], arguments[1])
    if not is_here:
        raise EngineRefused("it is embargoed; its text does not leave this machine.", known[1], HINT)


def _leads_here(opened: socket.socket, address: Any) -> bool:
    """Tell whether what is sent to an address stays on this machine."""
    if opened.family == getattr(socket, "AF_UNIX", None):
        return True
    if opened.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    # ``sendmsg`` without an address goes where the socket was connected to, and that was looked at.
    return address is None or _is_here(address[0])


def _is_here(host: Any) -> bool:
    """Tell whether a host is this machine: by its address, or by a name that needs no look-up elsewhere."""
    if isinstance(host, bytes | bytearray):
        host = bytes(host).decode("ascii", "replace")
    if not isinstance(host, str):
        return host is None
    if host.lower() in NAMES:
        return True
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback
