"""One HTTP request to a provider: limits of time and size, no way to another host, no key in any text.

What went wrong is said by its consequence: ``Busy`` (again later), ``TooMuch`` (less of it),
``Rejected`` (not this text), and any other ``EngineError`` (nothing more to be had from there).
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
import urllib3

from recto.errors import ConfigError, EngineError, EngineRefused, EngineUnavailable

MAX_BYTES = 8_000_000
"""Most that is read of one answer; the longest batch has some 100,000 characters."""
MAX_WAIT_S = 120.0
"""Longest wait that a server may ask for."""
UNTOLD_WAIT_S = 5.0
"""For a ``Retry-After`` that cannot be read."""
LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")
TOO_LONG = (
    "too long",
    "too large",
    "exceeds text limit",
    "maximum context",
    "context length",
    "context_length",
    "too many texts",
)
RATE = ("rate limit", "user rate", "slow down", "slowdown", "overloaded")
NO_CREDIT = ("exceeded your current quota", "insufficient_quota", "credit balance", "billing")
RESUME = "What is translated so far is kept; run the command again later."


class Busy(EngineUnavailable):
    """The provider did not answer this time; ``after_s`` is how long it asked to be left alone."""

    def __init__(self, problem: str, where: str, after_s: float = 0.0, *, is_pace: bool = False) -> None:
        super().__init__(problem, where, RESUME)
        self.after_s = after_s
        self.is_pace = is_pace
        """It only wants fewer requests in the same time; the connection is in order."""


class TooMuch(EngineRefused):
    """The request was too long; a half of it may do."""


class Rejected(EngineRefused):
    """The request was not taken as it is; without one of its texts it may be."""


@dataclass(frozen=True)
class Service:
    """Where a provider is and how long it may take. ``headers`` hold the key and are never shown."""

    name: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    connect_s: float = 5.0
    read_s: float = 30.0
    total_s: float = 60.0

    @property
    def is_local(self) -> bool:
        return is_local(self.url)


class Client:
    """Sends JSON to a service and returns the JSON of its answer. Safe from any thread.

    A connection is used by one thread at a time, and again by the next.
    """

    def __init__(self, service: Service, secrets: tuple[str, ...] = ()) -> None:
        self.service = service
        self._secrets = tuple(secret for secret in secrets if secret)
        self._idle: deque[requests.Session] = deque()

    def post(self, path: str, body: object) -> object:
        """Send one request.

        :raises Busy: no connection, no answer in time, no JSON, status 408, 409, 425, 429 or 5xx.
        :raises TooMuch: status 413, or 400 with words that say so.
        :raises Rejected: another status 400 or 422.
        :raises EngineRefused: the key, the quota or the address is refused.
        """
        return self._send("POST", path, json.dumps(body, ensure_ascii=False).encode())

    def submit(self, path: str, fields: Mapping[str, str]) -> object:
        """Send one request as a form does, the fields in its body; raises as ``post``."""
        return self._send("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def get(self, path: str) -> object:
        """Ask for something that is there; raises as ``post``."""
        return self._send("GET", path, None)

    def _send(self, method: str, path: str, content: bytes | None, kind: str = "application/json") -> object:
        service = self.service
        try:
            session = self._idle.pop()
        except IndexError:
            session = new_session(service.url)
        # What requests says of a failure names the address and the headers, so none of it is kept.
        try:
            response, text = read(
                session,
                method,
                service.url.rstrip("/") + path,
                (service.connect_s, service.read_s, service.total_s),
                data=content,
                headers={"Content-Type": kind, **service.headers},
            )
        except requests.exceptions.Timeout:
            raise Busy(f"no answer within {service.read_s:g} s.", service.name) from None
        except requests.exceptions.RequestException as error:
            raise Busy(f"no connection ({type(error).__name__}).", service.name) from None
        finally:
            self._idle.append(session)
        try:
            answer = json.loads(text) if response.status_code == 200 else None
        except (ValueError, RecursionError):
            raise Busy("the answer is no JSON.", service.name) from None
        # Some gateways fail with status 200.
        if response.status_code != 200 or (isinstance(answer, Mapping) and answer.get("error")):
            told = self.hidden(_told(text))[:200].rstrip(".")  # cut behind, so that no half of a key is left
            raise fault(service.name, response, told)
        return answer

    def hidden(self, text: str) -> str:
        """Return a text from outside without the keys that stand in it."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def fault(name: str, response: requests.Response, told: str = "") -> EngineError:
    """Return what an answer's status means, 200 with an error in it; ``told`` are the server's own words."""
    status, said = response.status_code, told.lower()
    problem = f"the server answered with status {status}{f': {told}' if told else ''}."
    if status in {402, 456} or (status in {200, 400, 403, 429} and any(word in said for word in NO_CREDIT)):
        return EngineRefused(problem, name, "The quota is used up; raise it or wait for the next month.")
    if status in {200, 408, 409, 425, 429, 529} or status >= 500 or any(word in said for word in RATE):
        return Busy(problem, name, retry_after(response.headers), is_pace=status in {403, 429})
    if status == 413 or (status == 400 and any(word in said for word in TOO_LONG)):
        return TooMuch(problem, name)
    if status in {400, 422}:
        return Rejected(problem, name)
    if status in {401, 403}:
        return EngineRefused(problem, name, "Look at the key of this engine and what it may be used for.")
    if 300 <= status < 400:
        return EngineRefused(
            problem, name, "It wants to send the text elsewhere; put the right 'url' in the settings."
        )
    return EngineRefused(problem, name, "Look at the engine's settings: its address, and its model if any.")


class _Session(requests.Session):
    """A session that sees no redirects: it would read their whole bodies even if it is not to follow."""

    def get_redirect_target(self, resp: requests.Response) -> None: ...


def new_session(url: str) -> requests.Session:
    """Return a session that takes nothing from this machine's settings but proxies to other machines."""
    session = _Session()
    session.trust_env = False  # .netrc would send a password of its own
    if not is_local(url):
        session.proxies = requests.utils.get_environ_proxies(url)
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or True
    return session


def read(
    session: requests.Session, method: str, url: str, limits: tuple[float, float, float], **more: Any
) -> tuple[requests.Response, bytes]:
    """Make one request and return its answer and body; redirects are not followed.

    ``limits`` are seconds: to connect, between two bytes, for all. ``more`` is handed to requests.

    :raises requests.exceptions.RequestException: no connection, too slow, too large, or cut off.
    """
    until = time.monotonic() + limits[2]
    response = session.request(method, url, timeout=limits[:2], allow_redirects=False, stream=True, **more)
    body = bytearray()
    with response:
        try:
            # Unlike iter_content, read1 returns what is there: a server that drips is seen to drip.
            while piece := response.raw.read1(65_536, decode_content=True):
                body += piece
                if len(body) > MAX_BYTES:
                    raise requests.exceptions.ContentDecodingError("the answer is too large")
                if time.monotonic() > until:
                    raise requests.exceptions.ReadTimeout("the answer came too slowly")
        except urllib3.exceptions.ReadTimeoutError as error:
            raise requests.exceptions.ReadTimeout from error
        except urllib3.exceptions.HTTPError as error:
            raise requests.exceptions.ConnectionError(type(error).__name__) from error
    told = response.headers.get("Content-Length", "")
    if told.isdigit() and "Content-Encoding" not in response.headers and len(body) < int(told):
        raise requests.exceptions.ConnectionError("the answer is cut off")
    return response, bytes(body)


def is_local(url: str) -> bool:
    """Return whether an address is on this machine."""
    return urlsplit(url).hostname in LOCAL_HOSTS


def key(name: str, variable: str, file: str = "") -> str:
    """Return the key of an engine: from the environment, else from a file that only its owner may read.

    :raises ConfigError: the file is not there, others may read it, or it holds no key. A missing key is
        an empty text.
    """
    where = f"recto.toml: [engines.{name}]"
    found = os.environ.get(variable, "").strip()
    if not found and file:
        found = _key_in(file, where)
    if not (found.isascii() and found.isprintable()) or " " in found:
        place = variable if os.environ.get(variable) else f"the key file {file!r}"
        raise ConfigError(f"{place} holds no key: a key is one word of ASCII characters.", where)
    return found


def _key_in(file: str, where: str) -> str:
    path = Path(file).expanduser()
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigError(f"others may read the key file {file!r}.", where, f"Run: chmod 600 {file}")
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        # The error of decoding holds the file's bytes, and what is no name of a file may be the key itself.
        problem = f"the file that 'key_file' names cannot be read ({type(error).__name__})."
        raise ConfigError(problem, where) from None


def checked_url(name: str, url: str) -> str:
    """Return an address that texts may be sent to: https, or http on this machine; no key in it.

    :raises ConfigError: it is another.
    """
    where = f"recto.toml: [engines.{name}]"
    try:
        address = urlsplit(url)
        local = address.hostname in LOCAL_HOSTS
        good = bool(address.hostname) and address.scheme in ({"http", "https"} if local else {"https"})
        good = good and (address.port is None or address.port > 0)
    except ValueError:
        good = False
    if good and (address.username or address.password or address.query or address.fragment):
        # Not quoted: what stands there may be a key.
        raise ConfigError("'url' holds a name, a key or a query.", where, "Keys belong in the environment.")
    if not good:
        shown = repr(url) if "@" not in url and "?" not in url else "no such address"
        raise ConfigError(f"'url' is {shown}, expected an https address, or http on this machine.", where)
    return url


def retry_after(headers: Mapping[str, str]) -> float:
    """Return how many seconds a server asks to be left alone, at most ``MAX_WAIT_S``.

    A date is held against the server's own clock, in the header ``Date``.
    """
    text = headers.get("Retry-After", "").strip()
    number = text.replace(".", "", 1)
    if number.isascii() and number.isdigit():
        return min(float(text), MAX_WAIT_S)
    if not text:
        return 0.0
    try:
        there = parsedate_to_datetime(headers.get("Date", ""))
        wait = (parsedate_to_datetime(text) - there).total_seconds()
    except (ValueError, TypeError, OverflowError):  # no date, a zone far off, or one with and one without
        return UNTOLD_WAIT_S
    return min(max(wait, 0.0), MAX_WAIT_S)


def _told(text: bytes) -> str:
    """Return what a server says went wrong, in one line."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    for step in ("error", "message"):
        if isinstance(value, Mapping) and step in value:
            value = value[step]
    told = value if isinstance(value, str) else ""
    return " ".join("".join(char if char.isprintable() else " " for char in told[:2000]).split())
