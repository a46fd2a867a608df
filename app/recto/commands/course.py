"""The course of one job: its engine asked through the queue, or here where the text may not leave."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

from recto.commands.embargoed import is_embargoed
from recto.commands.works import LEAST, Work
from recto.engines import Engine
from recto.errors import EngineError, EngineUnavailable
from recto.jobs import Queue, QueueError, Reply, Request, Sign, read_request, request
from recto.queries import Answer, Estimate, Job, Query
from recto.store import Jobs, Record

MOST_LOST = 3
"""Workers that a task may lose before somebody has to look."""
STOPPING_S = 60.0
"""How long a job that is to stop waits for the batch at hand, to keep what was paid for."""


@dataclass(frozen=True)
class Pace:
    """How often a job looks, and how patient it is; in seconds."""

    look_s: float = 0.2
    lost_s: float = 20.0
    """A worker that gave no sign for so long is lost; it gives one each second."""
    again_s: tuple[float, ...] = (30.0, 120.0)
    """What was in the way for a time is tried again after so long."""
    unseen_s: float = 10.0
    """After so long the log says that nobody has begun."""


class StopError(Exception):
    """The job is not to go on now: it was cancelled, the desk closes, or its text is to stay here."""


class LostError(Exception):
    """One worker after the other was lost over the same task."""


class Course:
    """What one job shares with its engines: its record, whether to go on, the task that is out."""

    def __init__(self, jobs: Jobs, record: Record, closing: Event, queue: Queue, pace: Pace) -> None:
        self._jobs, self._closing, self._queue, self._pace = jobs, closing, queue, pace
        self.record = record
        self.is_away = True
        """Whether its text may be put into the queue."""
        self.work: Work | None = None
        self._base = record.filled

    def begin(self, work: Work) -> None:
        """Note how much there is to do."""
        self.work = work
        self.note(total=self._base + len(work.rest), done=self._base)

    def restart(self) -> None:
        """Count from what is filled by now."""
        self._base = self.record.filled

    def note(self, line: str = "", **values: Any) -> None:
        """Change the record, and add a line to its log."""
        self.record = self._jobs.note(self.record.id, line, **values)

    def is_wanted(self) -> bool:
        """Tell whether the job is to go on."""
        record = self._jobs.find(self.record.id)
        self.record = record or self.record
        return record is not None and not record.is_cancelled and not self._closing.is_set()

    def go_on(self) -> None:
        """Save what there is, and see that the job may go on.

        :raises StopError: it may not.
        """
        self.settle()
        if not self.is_wanted():
            raise StopError
        if self.work and self.is_away and is_embargoed(self.work.run.project, self.work.path):
            self.note("The article is embargoed now; it is done on this machine.")
            raise StopError

    def settle(self) -> None:
        """Save the drafts, and then forget the task that they are from."""
        if self.work:
            self.work.saver.save()
            filled = self._base + len(self.work.saver.put)
            if filled != self.record.filled:
                self.note(filled=filled, done=filled)
        self.drop()

    def drop(self) -> None:
        """Forget the task that is out."""
        if self.record.request:
            self._queue.forget(self.record.task)
            self.note(request="")

    def tell(self, done: int) -> None:
        """Note how many queries of the task are answered."""
        now_done = min(self._base + (len(self.work.saver.put) if self.work else 0) + done, self.record.total)
        if now_done != self.record.done:
            self.note(done=now_done)

    # --- tasks -----------------------------------------------------------------------------------

    def ask(self, asked: Request) -> Reply:
        """Send a task and wait for its reply; written down first, so that it is found after a restart."""
        number = int(self.record.task.rpartition(".")[2] or 0) + 1
        self.note(
            f"{asked.engine} is asked for {len(asked.queries)} segments.",
            task=f"{self.record.id}.{number}",
            request=json.dumps(request(asked), ensure_ascii=False),
        )
        return self.wait(asked, is_new=True)

    def out(self) -> Request | None:
        """Return the task that was out when the desk was closed."""
        return read_request(json.loads(self.record.request)) if self.record.request else None

    def wait(self, asked: Request, *, is_new: bool = False) -> Reply:
        """Wait for the reply to the task that is out; one that was lost is sent once more.

        :raises StopError: the desk closes. LostError: it was lost too often. QueueError, EngineRefused.
        """
        task, watch = self.record.task, Watch(self._pace)
        if is_new:
            self._queue.send(task, asked)
        stopping_since = 0.0
        while True:
            look = self._queue.look(task)
            if look.reply:
                self.note(f"{look.reply.worker or 'A worker'} answered {len(look.reply.answers)}.")
                return look.reply
            if self._closing.is_set():
                raise StopError
            if not self.is_wanted():
                if not stopping_since:
                    self._queue.cancel(task)
                    stopping_since = time.monotonic()
                if look.sign is None or time.monotonic() - stopping_since > STOPPING_S:
                    return Reply(task, is_cancelled=True)
            if look.sign:
                self.tell(look.sign.done)
            self._see_to(watch, asked, look.sign, is_waiting=look.is_waiting)
            self._closing.wait(self._pace.look_s)

    def _see_to(self, watch: Watch, asked: Request, sign: Sign | None, *, is_waiting: bool) -> None:
        """Send a task once more whose worker is lost."""
        if watch.is_lost(sign, is_waiting=is_waiting):
            if watch.lost >= MOST_LOST:
                raise LostError
            self.note("Its worker gives no sign of life; the task is sent once more.")
            self._queue.send(self.record.task, asked)
        elif watch.is_unseen():
            self.note("No worker has begun it yet.")


class Watch:
    """Listens for signs of life of whoever works on a task; clocks of other machines do not matter."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace, self._clock = pace, clock
        self._sign: Sign | None = None
        self._since = self._begin = clock()
        self._told = False
        self.lost = 0

    def is_lost(self, sign: Sign | None, *, is_waiting: bool) -> bool:
        """Tell whether it has to be sent again."""
        if sign != self._sign or is_waiting:
            self._sign, self._since = sign, self._clock()
            self._told = self._told or sign is not None
        if self._clock() - self._since <= self._pace.lost_s:
            return False
        self._since = self._clock()
        self.lost += 1
        return True

    def is_unseen(self) -> bool:
        """Tell once if nobody has begun for a while."""
        if self._told or self._clock() - self._begin < self._pace.unseen_s:
            return False
        self._told = True
        return True


def in_portions(
    engine: Engine,
    queries: Sequence[Query],
    job: Job,
    is_wanted: Callable[[], bool],
    tell: Callable[[int], None],
) -> tuple[list[Answer], EngineError | None]:
    """Ask an engine for as much as it has under way at once, again and again, while it is wanted.

    Returns the answers to the first queries, and what the engine failed by, if it did.
    """
    size = max(LEAST, engine.traits.max_texts * engine.traits.parallel)
    answers: list[Answer] = []
    for start in range(0, len(queries), size):
        if not is_wanted():
            break
        try:
            answers += engine.translate(queries[start : start + size], job)
        except EngineError as error:
            return answers, error
        tell(len(answers))
    return answers, None


class Courier:
    """An engine as a job asks it. It fails for good when it failed once."""

    def __init__(self, engine: Engine, course: Course, queue: Queue | None) -> None:
        self.name = engine.name
        # Whoever takes a task from a queue elsewhere is not on this machine, whatever the engine.
        is_local = engine.traits.is_local and (queue is None or queue.place.is_here)
        self.traits = replace(engine.traits, is_local=is_local)
        self._engine, self._course, self._queue = engine, course, queue
        self._failure: EngineError | None = None

    def languages(self) -> frozenset[tuple[str, str]] | None:
        """Return the engine's pairs."""
        return self._engine.languages()

    def estimate(self, queries: Sequence[Query], job: Job) -> Estimate:
        """Return the engine's estimate."""
        return self._engine.estimate(queries, job)

    def translate(self, queries: Sequence[Query], job: Job) -> list[Answer]:
        """Translate texts as ``Engine.translate`` says, in the queue's workers or here."""
        self._course.go_on()
        if self._failure:
            raise self._failure
        if not queries:
            return []
        if self._queue is None:
            course = self._course
            answers, failure = in_portions(self._engine, queries, job, course.is_wanted, course.tell)
        else:
            answers, failure = self._away(Request(self.name, tuple(queries), job))
        if failure and not answers:
            raise failure
        self._failure = failure
        return whole(answers, failure, len(queries), self.name)

    def _away(self, asked: Request) -> tuple[list[Answer], EngineError | None]:
        try:
            reply = self._course.ask(asked)
        except QueueError as error:
            raise EngineUnavailable(error.problem, error.where, error.hint) from error
        return list(reply.answers), reply.failure


def whole(answers: Sequence[Answer], failure: EngineError | None, count: int, engine: str) -> list[Answer]:
    """Return one answer per query, where there were answers to the first ones only."""
    error = failure or EngineUnavailable("it was not asked.", engine)
    return [*answers[:count], *[Answer(error=error, engine=engine)] * (count - len(answers))]
