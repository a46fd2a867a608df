"""The door that stands in for ``requests`` inside a library that sets no limits of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests

MAX_BYTES = 2_000_000
"""Most that is read of one answer; a page with 5,000 translated characters has under 100,000."""

MAX_REDIRECTS = 3


@dataclass(frozen=True)
class Limits:
    connect_s: float
    read_s: float
    total_s: float


@dataclass(frozen=True)
class Answer:
    """What a library does not tell of an answer; status 0: there was none."""

    status: int = 0
    retry_after_s: float = 0.0


class Door:
    """Has ``get`` as ``requests`` has, with time limits, a size limit, and a session per thread.

    Redirects are followed on the same scheme, host and port only; another answer's status (3xx) is
    given as it is. ``last`` is this thread's newest answer.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._thread = threading.local()

    @property
    def last(self) -> Answer:
        return getattr(self._thread, "last", Answer())

    @last.setter
    def last(self, answer: Answer) -> None:
        self._thread.last = answer

    def get(self, url: str, params: Mapping[str, str] | None = None, **_: object) -> requests.Response:
        """Return the answer, its body read.

        :raises requests.exceptions.RequestException: no connection, too slow, or too large.
        """
        until = time.monotonic() + self.limits.total_s
        response = self._once(url, params, until)
        for _turn in range(MAX_REDIRECTS):
            if not response.is_redirect:
                break
            there = urljoin(response.url, response.headers["location"])
            if urlsplit(there)[:2] != urlsplit(url)[:2]:
                break
            response = self._once(there, None, until)
        self.last = Answer(response.status_code, _seconds(response.headers.get("Retry-After", "")))
        return response

    def _once(self, url: str, params: Mapping[str, str] | None, until: float) -> requests.Response:
        session = self._session(url)
        response = session.get(
            url,
            params=params,
            timeout=(self.limits.connect_s, self.limits.read_s),
            allow_redirects=False,
            stream=True,
        )
        body = bytearray()
        with response:
            for chunk in response.iter_content(16_384):
                body += chunk
                if len(body) > MAX_BYTES:
                    raise requests.exceptions.ContentDecodingError("the answer is too large")
                if time.monotonic() > until:
                    raise requests.exceptions.ReadTimeout("the answer came too slowly")
        response._content = bytes(body)  # read already, within the limits
        return response

    def _session(self, url: str) -> requests.Session:
        session: requests.Session | None = getattr(self._thread, "session", None)
        if session is None:
            session = requests.Session()
            # Proxies of the environment count, but not on the way to this machine.
            session.trust_env = urlsplit(url).hostname not in ("127.0.0.1", "::1", "localhost")
            self._thread.session = session
        return session


def _seconds(text: str) -> float:
    """Return a ``Retry-After`` in seconds; a date counts as 5 s, so that no clock is read."""
    return float(text) if text.isascii() and text.isdigit() else 5.0 if text else 0.0
