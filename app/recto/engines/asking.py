"""The queue of one job: what is asked, what failed and is asked again, and when to stop.

Requests run in threads and share nothing but the gate; each returns a part, and the calling thread
adds the parts up. What failed goes back into the queue, which is cut anew after a wait.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeVar

from recto.engines.batches import Size, batches
from recto.engines.guards import ECHO
from recto.engines.http import Busy, Rejected, TooMuch
from recto.errors import EngineError, EngineUnavailable
from recto.queries import Traits

IDLE_ROUNDS = 5
"""Rounds in a row without any answer after which an engine counts as unavailable; twice as many if it only
wants fewer requests, for then it is there."""
PATIENT_ROUNDS = 12
"""The same for an engine that has answered before: it will be back, and what is left is little."""
BREAK_AFTER = 5
"""Failed connections in a row after which the rest of a round is not asked: the engine gets a pause."""
REJECTED_ALONE = 2
"""Texts that were rejected each by itself, before any was answered: it is not about the texts."""
UNFIT_REPLIES = 20
"""Replies in a row without a single text that could be used."""
BACK_OFF_S = 1.0, 16.0
"""Longest wait after the first round that failed, and after any; in between it doubles."""


class Pace(NamedTuple):
    """Time and chance, so that tests need neither."""

    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


class Waiting(Protocol):
    """A text in the queue."""

    tries: int
    """Answers that there were to it, fit or not."""
    requests: int
    """That it was in, whatever came of them."""
    error: EngineError | None

    @property
    def size(self) -> Size: ...

    @property
    def is_done(self) -> bool: ...

    def give_up(self, error: EngineError) -> None: ...


W = TypeVar("W", bound=Waiting)


@dataclass(frozen=True)
class _Part(Generic[W]):
    """What one request came to."""

    batch: list[W]
    take: Callable[[], None] | None = None
    """Notes the answers; called by the thread that owns the texts."""
    error: EngineError | None = None
    """Neither: it was not asked."""


class _Gate:
    """Closes a round for the requests that have not begun; the only thing that requests share."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._too_much = 0
        self._is_closed = False

    def is_open(self, bytes_: int) -> bool:
        with self._lock:
            return not self._is_closed and not 0 < self._too_much <= bytes_

    def note(self, error: EngineError | None, bytes_: int) -> None:
        with self._lock:
            if error is None:
                self._failures = 0
            elif isinstance(error, Busy):
                self._failures += not error.is_pace
                self._is_closed |= self._failures >= BREAK_AFTER
            elif isinstance(error, TooMuch):
                self._too_much = min(bytes_, self._too_much or bytes_)
            elif not isinstance(error, Rejected):
                self._is_closed = True


@dataclass
class Queue(Generic[W]):
    """Texts to be asked: loose ones, which are cut into requests, and halves of what was too much."""

    ask: Callable[[list[W]], Callable[[], None]]
    """Makes one request, in any thread; what it returns notes the answers, in the thread of the queue."""
    traits: Traits
    pace: Pace
    loose: list[W]
    halves: list[list[W]] = field(default_factory=list)
    is_known: bool = False
    """The engine has answered other jobs."""
    most_bytes: int = 0
    """Learnt: a request of twice as many bytes was too much."""
    failure: EngineError | None = None
    """Nothing more is to be had."""
    answered: int = 0
    """Requests."""
    _idle: int = 0
    """Half rounds without an answer."""
    _wait: float = BACK_OFF_S[0]
    _rejected: int = 0
    _rejection: EngineError | None = None
    _unfit: int = 0

    def run(self) -> None:
        """Ask until every text is done or has an error."""
        width = first_width(len(self.loose), self.traits)
        with ThreadPoolExecutor(max(1, self.traits.parallel)) as pool:
            try:
                while (self.loose or self.halves) and not self.failure:
                    self._note(self._round(pool, self._cut(width)))
                    width = self.traits.max_texts
                if not self.answered:
                    self.failure = self.failure or self._rejection
            except BaseException:  # Ctrl-C: what is under way is waited for, and kept
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _cut(self, width: int) -> list[list[W]]:
        """Take the next requests out of the queue; after a round without an answer, a small one only."""
        cut, self.halves = self.halves, []
        fresh = [one for one in self.loose if not one.tries]
        again = [one for one in self.loose if one.tries]
        self.loose = []
        # A text whose answer was not fit is asked again by itself where the others have a part in that.
        alone = 1 if "context" in self.traits.takes else width
        for texts, most in ((fresh, width), (again, alone)):
            sizes = [one.size for one in texts]
            cut += batches(texts, sizes, self.traits, texts=most, most_bytes=self.most_bytes)
        if self._idle:
            every = [one for batch in cut for one in batch]
            # Whole at first: that a request failed twice may be chance. Then ever less of it.
            count = max(1, len(cut[0]) >> max(0, self._idle // 2 - 1))
            cut, self.loose = [every[:count]], every[count:]
        elif self._rejected:
            cut, self.halves = cut[:1], cut[1:]
        return cut

    def _round(self, pool: ThreadPoolExecutor, cut: list[list[W]]) -> list[_Part[W]]:
        gate = _Gate()
        if len(cut) == 1:
            return [self._one(cut[0], gate)]
        under_way = [pool.submit(copy_context().run, self._one, batch, gate) for batch in cut]
        return [one.result() for one in under_way]

    def _one(self, batch: list[W], gate: _Gate) -> _Part[W]:
        """Make one request, in any thread."""
        bytes_ = sum(one.size.bytes for one in batch)
        if not gate.is_open(bytes_):
            return _Part(batch)
        try:
            take = self.ask(batch)
        except EngineError as error:
            gate.note(error, bytes_)
            return _Part(batch, error=error)
        gate.note(None, bytes_)
        return _Part(batch, take)

    def _note(self, parts: Sequence[_Part[W]]) -> None:
        """Add up what a round came to, and wait if that is asked for."""
        busy: list[Busy] = []
        last: list[W] = []
        answered = self.answered
        for part in parts:
            for one in part.batch if part.take or part.error else ():
                one.requests += 1
            if part.take:
                self.answered += 1
                part.take()
                self._judge(part.batch)
                self._again(part.batch)
            elif part.error is None:
                self.loose += part.batch
            elif isinstance(part.error, Busy):
                busy.append(part.error)
                last += part.batch
            elif isinstance(part.error, TooMuch | Rejected):
                self._split(part.batch, part.error)
            else:
                self.failure = self.failure or part.error
                self.loose += part.batch
        # To the end, so that one text on which a server breaks does not stand before all others.
        self.loose += last
        if self.answered > answered:
            self._idle, self._wait, self._rejected = 0, BACK_OFF_S[0], 0
        if busy and not self.failure:
            self._pause(busy, is_idle=self.answered == answered)
        if self.failure:
            _give_up([*self.loose, *(one for half in self.halves for one in half)], self.failure)

    def _again(self, batch: Sequence[W]) -> None:
        """Put back what has no fit answer yet."""
        left = [one for one in batch if not one.is_done]
        if 1 < len(left) == len(batch):  # the request was bad, not each of its texts
            self.halves += [left[: len(left) // 2], left[len(left) // 2 :]]
        else:
            self.loose += left

    def _judge(self, batch: Sequence[W]) -> None:
        """Count replies in a row without one fit text; some say with status 200 that they are closed."""
        reasons = [one.error for one in batch if one.error]
        if len(reasons) < len(batch):
            self._unfit = 0
        elif any(error.problem != ECHO for error in reasons):  # names and the like stay as they are
            self._unfit += 1
            if self._unfit >= UNFIT_REPLIES:
                problem = f"{UNFIT_REPLIES} replies in a row held no translation: {reasons[-1].problem}"
                self.failure = EngineUnavailable(problem, reasons[-1].where)

    def _pause(self, errors: Sequence[Busy], *, is_idle: bool) -> None:
        """Wait as long as the server asks or chance says; or give up."""
        if is_idle:
            self._idle += 1 if all(error.is_pace for error in errors) else 2
            if self._idle >= 2 * (PATIENT_ROUNDS if self.is_known or self.answered else IDLE_ROUNDS):
                self.failure = errors[-1]
                return
        asked = max(error.after_s for error in errors)
        self.pace.sleep(max(asked, self._wait * self.pace.chance()))
        if is_idle:
            self._wait = min(self._wait * 2, BACK_OFF_S[1])

    def _split(self, batch: list[W], error: EngineError) -> None:
        """Put the halves of a request back; one text alone has its error."""
        if isinstance(error, TooMuch):
            bytes_ = sum(one.size.bytes for one in batch) // 2
            self.most_bytes = min(bytes_, self.most_bytes or bytes_)
        is_suspect = isinstance(error, Rejected) and not self.answered
        if len(batch) == 1:
            batch[0].tries += 1
            _give_up(batch, error)
            if is_suspect:
                self._rejection = error
                self._rejected += 1
                if self._rejected > REJECTED_ALONE:
                    self.failure = error
            return
        if is_suspect:
            # Perhaps no text at all is taken: one by itself will tell, for the price of one request.
            self._rejected = max(self._rejected, 1)
        cut = 1 if is_suspect else len(batch) // 2
        self.halves += [batch[:cut], batch[cut:]]


def first_width(count: int, traits: Traits) -> int:
    """Return how many texts the first requests of a job hold.

    Many texts begin with half as long requests as may be: what fails is asked again in full ones, so a
    bad line costs fewer requests. Up to two full ones are not worth it.
    """
    most = traits.max_texts
    return most if count <= 2 * most else max(1, most // 2)


def _give_up(waiting: Iterable[W], error: EngineError) -> None:
    for one in waiting:
        one.give_up(error)
