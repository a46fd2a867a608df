"""A worker: takes tasks from the queue, gives signs of life while it works, and hands replies back."""

from __future__ import annotations

import logging
import os
import platform
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

import huey.api
from huey.consumer import Consumer
from huey.signals import SIGNAL_INTERRUPTED

from recto.errors import EngineError, EngineRefused, RectoError
from recto.jobs.queue import Queue, QueueError, Sign
from recto.jobs.values import Reply, Request, read_request
from recto.queries import Answer

BEAT_S = 1.0
MOST_WAIT_S = 1.0
"""Longest time that a task waits in a file before somebody looks."""
PATIENCE_S = 3.0
"""How long an order to stop waits for the batch at hand, before its task is put back."""


class Desk:
    """What a worker's engine sees of its task: whether to go on, how far it is, what was paid before."""

    def __init__(self, queue: Queue, task: str, worker: str, is_closing: Callable[[], bool]) -> None:
        self._queue, self._task, self._worker = queue, task, worker
        self._is_closing = is_closing
        self._lock = threading.Lock()
        self._sign = Sign(worker=worker)
        self._paid = queue.paid(task)

    def tell(self, done: int) -> None:
        """Say how many queries are answered."""
        self._say(done)

    def is_wanted(self) -> bool:
        """Tell whether the task is still wanted, and the worker not told to stop.

        A queue that cannot be reached has said nothing: what is begun goes on, for it is paid for.
        """
        with suppress(QueueError):
            return not self._is_closing() and self._queue.is_wanted(self._task)
        return True

    def find(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return raw answers that somebody got for this task before; a cache's call."""
        with self._lock:
            return {key: self._paid[key] for key in keys if key in self._paid}

    def keep(self, answers: Mapping[str, str]) -> None:
        """Keep raw answers for whoever goes on if this worker is lost; a cache's call, which never fails."""
        with self._lock, suppress(QueueError):
            self._paid |= answers
            self._queue.keep(self._task, self._paid)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Give signs of life while the ``with`` lasts."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(BEAT_S):
                self._say()

        self._say()
        thread = threading.Thread(target=beat, name="beat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _say(self, done: int | None = None) -> None:
        with self._lock, suppress(QueueError):  # the desk notices when it hears nothing
            self._sign = Sign(self._sign.beat + 1, self._sign.done if done is None else done, self._worker)
            self._queue.tell(self._task, self._sign)


@dataclass(frozen=True)
class Task:
    """A task as a worker works on it."""

    name: str
    request: Request
    desk: Desk


Answering = Callable[[Task], tuple[Sequence[Answer], EngineError | None]]
"""Answers the first queries of a task, and says why it stopped there if it did."""


class _Consumer(Consumer):  # type: ignore[misc]  # huey has no types
    """huey's, which leaves signals to whoever runs it: a worker may be a part of the desk."""

    def _set_signal_handlers(self) -> None:
        pass


@dataclass
class Worker:
    """Works on the tasks of a queue in threads of its own, between ``start`` and ``stop``."""

    queue: Queue
    answer: Answering
    threads: int = 1
    around: Callable[[], AbstractContextManager[None]] = nullcontext
    """Entered for each task."""
    say: Callable[[str], None] = lambda _line: None
    """Told of each task."""
    complain: Callable[[str], None] | None = None
    """Told of what went wrong; without it ``say`` is."""
    name: str = field(default_factory=lambda: f"{platform.node()} {os.getpid()}")
    _consumer: _Consumer | None = None

    def start(self) -> None:
        """Begin to take tasks."""
        queue = self.queue
        queue.work = self._work
        queue.huey.signal(SIGNAL_INTERRUPTED)(self._interrupted)
        _tell_of_failures(self.complain or self.say)
        self._consumer = _Consumer(
            queue.huey,
            workers=self.threads,
            periodic=False,
            max_delay=MOST_WAIT_S,
            shutdown_timeout=PATIENCE_S,
        )
        self._consumer.start()

    def stop(self) -> bool:
        """Take no more tasks; what is begun is finished or put back. False: a thread is still at it."""
        if self._consumer is None:
            return True
        self._consumer.stop(graceful=True)
        self.queue.huey.notify_interrupted_tasks()
        return not any(thread.is_alive() for _, thread in self._consumer.worker_threads)

    def _is_closing(self) -> bool:
        return self._consumer is not None and bool(self._consumer.stop_flag.is_set())

    def _work(self, task: huey.api.Task, document: Any) -> None:
        if not self.queue.is_wanted(task.id):
            return
        with self.around():
            self._do(task, document)

    def _do(self, task: huey.api.Task, document: Any) -> None:
        queue = self.queue
        desk = Desk(queue, task.id, self.name, self._is_closing)
        answers: Sequence[Answer] = ()
        with desk.beating():
            try:
                asked = read_request(document)
                self.say(f"{task.id}: {len(asked.queries)} segments for {asked.engine}, {asked.job.target}")
                answers, failure = self.answer(Task(task.id, asked, desk))
                is_whole = failure is not None or len(answers) == len(asked.queries)
            except EngineError as error:
                failure, is_whole = error, True
            except RectoError as error:  # settings of this worker
                failure, is_whole = EngineRefused(error.problem, error.where, error.hint), True
        if not queue.is_awaited(task.id):
            self.say(f"{task.id}: nobody waits for it any more")
        elif is_whole or not queue.is_wanted(task.id):
            queue.reply(Reply(task.id, tuple(answers), failure, not is_whole, self.name))
            self.say(f"{task.id}: {failure or f'{len(answers)} answers'}")
        elif task in queue.huey._tasks_in_flight:  # otherwise whoever closes has put it back
            self._put_back(task)

    def _put_back(self, task: huey.api.Task) -> None:
        self.queue.put_back(task)
        self.say(f"{task.id}: put back")

    def _interrupted(self, _signal: str, task: huey.api.Task) -> None:
        self._put_back(task)


class _Lines(logging.Handler):
    """Says in one line what went wrong in huey, without what a library says: it may hold anything."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        words = str(error) if isinstance(error, RectoError) else type(error).__name__ if error else ""
        self._say(f"{record.getMessage()} {words}".strip())


def _tell_of_failures(say: Callable[[str], None]) -> None:
    """Send huey's warnings to ``say`` alone."""
    for name in ("huey", "huey.consumer"):
        log = logging.getLogger(name)
        log.handlers = [_Lines(say)]
        log.propagate = False
        log.setLevel(logging.WARNING)
