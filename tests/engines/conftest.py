"""Servers that play providers over real HTTP, with faults on request."""

from __future__ import annotations

import html
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from recto.engines.asking import Pace
from recto.engines.running import Wired

PAGE = '<html><body><div class="result-container">{}</div></body></html>'


@dataclass
class Request:
    """What a server was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    """JSON as it is, a form or the query as a mapping."""


@dataclass
class Server:
    url: str
    asked: list[Any] = field(default_factory=list)


def moved(text: str) -> str:
    """Return a text with its vowels moved on; marks have none."""
    return text.translate(str.maketrans("aeiou", "eioua"))


def shift(text: str) -> dict[str, Any]:
    """Return Google's page with the text's vowels moved on."""
    return {"body": PAGE.format(html.escape(moved(text)))}


@contextmanager
def listening(
    handle: Callable[[Request], dict[str, Any] | None], asked: list[Any], path: str
) -> Iterator[Server]:
    """Serve on a free port; None as an answer closes the connection."""

    class Page(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: otherwise each answer takes 40 ms more

        def answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            there = urlsplit(self.path)
            is_json = "json" in (self.headers.get("Content-Type") or "")
            query = parse_qs(raw.decode() if raw and not is_json else there.query)
            body = json.loads(raw) if raw and is_json else {key: values[0] for key, values in query.items()}
            reply = handle(Request(self.command, there.path, dict(self.headers), body))
            if reply is None:
                self.close_connection = True
                return
            time.sleep(reply.get("after_s", 0.0))
            content = reply.get("body", "")
            data = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response_only(reply.get("status", 200))  # without a date of its own
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(reply.get("length", len(data))))
            for name, value in reply.get("headers", {}).items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # the engine did not wait
                for start in range(0, len(data), step := reply.get("step", len(data) or 1)):
                    self.wfile.write(data[start : start + step])
                    self.wfile.flush()
                    time.sleep(reply.get("drip_s", 0.0))
            self.close_connection |= "length" in reply

        do_GET = do_POST = answer  # noqa: N815  # the names of the library

        def log_message(self, *words: object) -> None:
            """Keep the test's output clean."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Keep the test's output clean: an engine that hung up is what is tested."""

    server = Quiet(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}{path}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def running(reply: Callable[[str], dict[str, Any]]) -> Iterator[Server]:
    """Play Google's page for small screens."""
    asked: list[Any] = []

    def handle(request: Request) -> dict[str, Any]:
        asked.append(request.body)
        return reply(request.body.get("q", ""))

    with listening(handle, asked, "/m") as server:
        yield server


@contextmanager
def api(handle: Callable[[Request], dict[str, Any] | None]) -> Iterator[Server]:
    """Play any provider; ``asked`` are the requests."""
    asked: list[Any] = []
    lock = threading.Lock()

    def noted(request: Request) -> dict[str, Any] | None:
        with lock:
            asked.append(request)
        return handle(request)

    with listening(noted, asked, "") as server:
        yield server


@pytest.fixture
def serve() -> Callable[[Callable[[str], dict[str, Any]]], AbstractContextManager[Server]]:
    """Starts Google's page; the function given says what a text is answered with."""
    return running


@pytest.fixture
def provider() -> Callable[[Callable[[Request], dict[str, Any] | None]], AbstractContextManager[Server]]:
    """Starts a server; the function given says what a request is answered with, None for not at all."""
    return api


@pytest.fixture
def shifting() -> Iterator[Server]:
    """Google's page that moves the vowels of every text."""
    with running(shift) as server:
        yield server


def play(request: Request) -> dict[str, Any]:
    """Play every provider: the vowels of every text are moved on."""
    body = request.body
    if request.path == "/v2/translate":
        rows = [{"text": moved(text), "billed_characters": len(text)} for text in body["text"]]
        return {"body": {"translations": rows}}
    if request.path == "/listPairs":
        return {"body": {"responseData": [{"sourceLanguage": "eng", "targetLanguage": "spa"}]}}
    if request.path == "/languages":
        return {"body": [{"code": "en", "targets": ["en", "es"]}]}
    if request.path == "/translate" and "langpair" in body:
        return {"body": {"responseData": {"translatedText": moved(body["q"])}}}
    if request.path == "/translate" and isinstance(body, list):
        return {"body": [{"translations": [{"text": moved(one["text"]), "to": "es"} for one in body]}]}
    if request.path == "/translate":
        return {"body": {"translatedText": [moved(text) for text in body["q"]]}}
    if request.path == "/get":
        return {"body": {"responseData": {"translatedText": moved(body["q"])}, "matches": []}}
    if request.path in ("/v1/chat/completions", "/v1/messages"):
        told = json.loads(body["messages"][-1]["content"])
        rows = [{"id": one["id"], "translation": moved(one["source"])} for one in told["segments"]]
        content = json.dumps({"translations": rows})
        usage = {"prompt_tokens": 100, "completion_tokens": 50, "input_tokens": 100, "output_tokens": 50}
        choice = {"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        parts = [{"type": "text", "text": content}]
        return {"body": {"choices": [choice], "content": parts, "stop_reason": "end_turn", "usage": usage}}
    return {"status": 404}


KEY = "planted-key-8f1c2"


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> str:
    """Sets the keys of all providers, and returns the one that they have in common."""
    for name in ("DEEPL_AUTH_KEY", "LIBRETRANSLATE_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("MICROSOFT_API_KEY", KEY)
    return KEY


def table_for(name: str, url: str) -> dict[str, object]:
    """Return the settings with which an engine asks the server of ``play``."""
    return {
        "openai": {"url": f"{url}/v1", "model": "m"},
        "anthropic": {"url": url, "model": "m"},
        "deep-translator:mymemory": {"url": f"{url}/get"},
        "deep-translator:microsoft": {"url": f"{url}/translate"},
    }.get(name, {"url": url})


class Waits(list[float]):
    """Waits that were asked for; none of them is waited."""

    def pace(self) -> Pace:
        return Pace(self.append, lambda: 1.0)


@pytest.fixture
def waits() -> Waits:
    return Waits()


class Remembered(dict[str, str]):
    """A cache in memory, for tests that are not about the file."""

    def find(self, keys: Sequence[str]) -> dict[str, str]:
        return {key: self[key] for key in keys if key in self}

    def keep(self, answers: Any) -> None:
        self.update(answers)


@pytest.fixture
def remembered() -> Remembered:
    return Remembered()


@pytest.fixture
def quick(waits: Waits) -> Callable[..., Wired]:
    """Returns an engine that does not wait between its tries."""
    return lambda engine, cache=None: Wired(engine.wire, cache, waits.pace())


@pytest.fixture
def every() -> Callable[[Request], dict[str, Any]]:
    """Plays every provider: the vowels of every text are moved on."""
    return play


@pytest.fixture
def table() -> Callable[[str, str], dict[str, object]]:
    """Returns the settings with which an engine asks the server of ``every``."""
    return table_for
