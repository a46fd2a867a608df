"""A small server that plays Google's page for small screens, with faults on request: ``serve``."""

from __future__ import annotations

import html
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

PAGE = '<html><body><div class="result-container">{}</div></body></html>'


@dataclass
class Server:
    url: str
    asked: list[dict[str, str]]


def shift(text: str) -> dict[str, Any]:
    """Return a page with the text's vowels moved on; marks have none."""
    return {"body": PAGE.format(html.escape(text.translate(str.maketrans("aeiou", "eioua"))))}


@contextmanager
def running(reply: Callable[[str], dict[str, Any]]) -> Iterator[Server]:
    asked: list[dict[str, str]] = []

    class Page(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
            asked.append(query)
            answer = reply(query.get("q", ""))
            time.sleep(answer.get("after_s", 0.0))
            body = answer.get("body", "").encode()
            self.send_response(answer.get("status", 200))
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.get("headers", {}).items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError):  # the engine did not wait
                self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}/m", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def serve() -> Callable[[Callable[[str], dict[str, Any]]], AbstractContextManager[Server]]:
    """Starts the server; the function given says what a text is answered with."""
    return running


@pytest.fixture
def shifting() -> Iterator[Server]:
    """The server that moves the vowels of every text."""
    with running(shift) as server:
        yield server
