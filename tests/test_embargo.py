"""Nothing leaves this machine: tried with real sockets."""

from __future__ import annotations

import contextvars
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import requests

from recto import embargo
from recto.errors import EngineRefused

ELSEWHERE = "192.0.2.1"  # RFC 5737: for documentation, leads nowhere


@pytest.fixture
def here() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


def connect(address: tuple[str, int]) -> None:
    with socket.socket() as opened:
        opened.settimeout(0.2)
        opened.connect(address)


def send(address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.sendto(b"text", address)


def send_message(address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.sendmsg([b"text"], [], 0, address)


def try_connect(address: tuple[str, int]) -> None:
    with socket.socket() as opened:
        opened.settimeout(0.2)
        opened.connect_ex(address)


TRIES: dict[str, Callable[[], object]] = {
    "connect": lambda: connect((ELSEWHERE, 443)),
    "connect_ex": lambda: try_connect((ELSEWHERE, 443)),
    "sendto": lambda: send((ELSEWHERE, 53)),
    "sendmsg": lambda: send_message((ELSEWHERE, 53)),
    "all interfaces": lambda: connect(("0.0.0.0", 443)),  # nothing is bound
    "name": lambda: socket.getaddrinfo("example.invalid", 443),
    "old name": lambda: socket.gethostbyname("example.invalid"),
    "address to name": lambda: socket.gethostbyaddr(ELSEWHERE),
    "name info": lambda: socket.getnameinfo((ELSEWHERE, 80), 0),
    "create_connection": lambda: socket.create_connection(("example.invalid", 443), 0.2),
    "requests": lambda: requests.get(f"https://{ELSEWHERE}/", timeout=0.2),
}


@pytest.mark.parametrize("attempt", TRIES.values(), ids=TRIES)
def test_nothing_leaves_while_work_is_embargoed(attempt: Callable[[], object]) -> None:
    with embargo.held("news.md"), pytest.raises(EngineRefused, match=r"^news\.md: it is embargoed"):
        attempt()


def test_this_machine_may_be_asked(here: tuple[str, int]) -> None:
    with embargo.held("news.md"):
        connect(here)
        connect(("localhost", here[1]))
        assert socket.getaddrinfo("127.0.0.1", 80)


@pytest.mark.parametrize("copied", [True, False], ids=["copied context", "no context"])
def test_it_holds_in_threads(copied: bool) -> None:
    caught: list[BaseException] = []

    def attempt() -> None:
        try:
            connect((ELSEWHERE, 443))
        except EngineRefused as error:
            caught.append(error)

    with embargo.held("news.md"):
        run = contextvars.copy_context().run if copied else (lambda function: function())
        thread = threading.Thread(target=run, args=(attempt,))
        thread.start()
        thread.join()

    assert len(caught) == 1


def test_other_work_goes_on_and_may_not_lift_it() -> None:
    def outcome() -> type[BaseException]:
        with pytest.raises((OSError, EngineRefused)) as caught:
            connect((ELSEWHERE, 9))
        return caught.type

    found: list[type[BaseException]] = []

    def in_the_open() -> None:
        with embargo.free():
            found.append(outcome())

    free = threading.Thread(target=in_the_open)
    with embargo.held("news.md"):
        free.start()
        free.join()
        with embargo.free():
            found.append(outcome())
    found.append(outcome())

    assert [issubclass(one, EngineRefused) for one in found] == [False, True, False]
