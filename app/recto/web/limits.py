"""How much somebody may ask of a team's desk in a minute (reliability.md, section 9).

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

PER_MINUTE = {
    "saves": 120, "drafts": 240, "search": 60, "previews": 60, "engines": 20, "uploads": 10, "exports": 5,
}  # fmt: skip
WINDOW_S = 60
MOST_KEPT = 10_000
"""People and addresses that are remembered at once."""
MARK = "recto_rate"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


def limited(kind: str) -> Callable[[View], View]:
    """Say what a view counts as; views that change something count as ``saves`` without saying so."""
    if kind not in PER_MINUTE:
        raise ValueError(f"unknown kind {kind!r}; one of {', '.join(PER_MINUTE)}.")

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
        at, most = self._clock(), PER_MINUTE[kind]
        with self._lock:
            if len(self._times) > MOST_KEPT:
                self._sweep(at)
            times = self._times[kind, who]
            while times and times[0] <= at - WINDOW_S:
                times.popleft()
            if len(times) >= most:
                return math.ceil(times[0] + WINDOW_S - at)
            times.append(at)
            return 0

    def _sweep(self, at: float) -> None:
        old = [key for key, times in self._times.items() if not times or times[-1] <= at - WINDOW_S]
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
    kind = getattr(current_app.view_functions[request.endpoint], MARK, "")
    kind = kind or ("" if request.method in SAFE else "saves")
    if not kind:
        return
    who = str(here.reader.id or request.remote_addr)
    if seconds := current_app.extensions["recto.limits"].wait(kind, who):
        refuse(seconds)


def refuse(seconds: int) -> None:
    """Answer 429, with the seconds to wait."""
    words = ngettext(
        "That was too much in a short time; nothing was saved. Try again in %(num)s second.",
        "That was too much in a short time; nothing was saved. Try again in %(num)s seconds.",
        seconds,
    )
    raise TooManyRequests(words, retry_after=seconds)
