"""The door that stands in for ``requests`` inside a library that sets no limits of its own."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import requests

from recto.engines.http import new_session, read

MAX_REDIRECTS = 3


class Door:
    """Has ``get`` and ``post`` as ``requests`` has, with limits of time and size, over open connections.

    Redirects of ``get`` are followed on the same scheme, host and port only; another answer (3xx) is
    given as it is. ``last`` is this thread's newest answer. ``limits`` are seconds: to connect, between
    two bytes, for all.
    """

    exceptions = requests.exceptions

    def __init__(self, limits: tuple[float, float, float]) -> None:
        self.limits = limits
        self._thread = threading.local()
        self._idle: deque[requests.Session] = deque()

    @property
    def last(self) -> requests.Response | None:
        return getattr(self._thread, "last", None)

    @last.setter
    def last(self, answer: requests.Response | None) -> None:
        self._thread.last = answer

    def get(self, url: str, params: Mapping[str, str] | None = None, **_: object) -> requests.Response:
        """Return the answer, its body read.

        :raises requests.exceptions.RequestException: no connection, too slow, or too large.
        """
        response = self._once("GET", url, params=params)
        for _turn in range(MAX_REDIRECTS):
            if not response.is_redirect:
                break
            there = urljoin(response.url, response.headers["location"])
            if urlsplit(there)[:2] != urlsplit(url)[:2]:
                break
            response = self._once("GET", there)
        return response

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        **_: object,
    ) -> requests.Response:
        """Return the answer, its body read; raises as ``get``."""
        return self._once("POST", url, params=params, headers=headers, json=json)

    def _once(self, method: str, url: str, **more: object) -> requests.Response:
        try:
            session = self._idle.pop()
        except IndexError:
            session = new_session(url)
        try:
            response, body = read(session, method, url, self.limits, **more)
        finally:
            self._idle.append(session)
        response._content = body  # read already, within the limits
        self.last = response
        return response
