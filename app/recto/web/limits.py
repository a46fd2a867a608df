"""How much somebody may ask of a team's desk in a time (reliability.md, section 9).

The desk of one person has no such limits: whoever could wear it out would be that person.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests

from recto.web.office import office
from recto.web.translating import ngettext

MINUTE_S, HOUR_S = 60, 3600
RATES = {
    "saves": (120, MINUTE_S), "drafts": (240, MINUTE_S), "search": (60, MINUTE_S), "previews": (60, MINUTE_S),
    "engines": (20, MINUTE_S), "uploads": (10, MINUTE_S), "exports": (5, MINUTE_S), "jobs": (10, HOUR_S),
}  # fmt: skip
"""Kind -> so many requests of it within so many seconds."""
MOST_KEPT = 10_000
"""People and addresses that are remembered at once."""
MARK = "recto_rate"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


def limited(kind: str) -> Callable[[View], View]:
    """Say what a view counts as; views that change something count as ``saves`` without saying so."""
    if kind not in RATES:
        raise ValueError(f"unknown kind {kind!r}; one of {', '.join(RATES)}.")

    def mark(view: View) -> View:
        setattr(view, MARK, kind)
        return view

    return mark


class Limits:
    """Times of the last requests of each kind; in memory, for one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def wait(self, kind: str, who: str) -> int:
        """Count a request; returns the seconds to wait where it is one too many, else 0."""
        at, (most, window) = self._clock(), RATES[kind]
        with self._lock:
            if len(self._times) > MOST_KEPT:
                self._sweep(at)
            times = self._times[kind, who]
            while times and times[0] <= at - window:
                times.popleft()
            if len(times) >= most:
                return math.ceil(times[0] + window - at)
            times.append(at)
            return 0

    def _sweep(self, at: float) -> None:
        old = [key for key, times in self._times.items() if not times or times[-1] <= at - RATES[key[0]][1]]
        for key in old:
            del self._times[key]


def install(app: Flask) -> None:
    """Count every request that is limited."""
    app.extensions["recto.limits"] = Limits()
    app.before_request(check)


def check() -> None:
    here = office()
    if request.endpoint is None or not here.is_team:
        return
    kind = kind_of(current_app.view_functions[request.endpoint], request.method)
    if not kind:
        return
    who = str(here.reader.id or request.remote_addr)
    if seconds := current_app.extensions["recto.limits"].wait(kind, who):
        refuse(seconds)


def kind_of(view: Callable[..., Any], method: str) -> str:
    """Return what a request counts as; an empty text: it does not."""
    return getattr(view, MARK, "") or ("" if method in SAFE else "saves")


def refuse(seconds: int) -> None:
    """Answer 429, with the seconds to wait."""
    words = ngettext(
        "That was too much in a short time; nothing was saved. Try again in %(num)s second.",
        "That was too much in a short time; nothing was saved. Try again in %(num)s seconds.",
        seconds,
    )
    raise TooManyRequests(words, retry_after=seconds)
