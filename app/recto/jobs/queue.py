"""The queue: tasks that wait, signs of those who work on them, replies. A file, or Redis.

Everything of one task is kept under its name, and goes when its reply was taken.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from huey.api import Huey, Task
from huey.exceptions import TaskException
from huey.storage import RedisStorage, SqliteStorage

from recto.errors import ConfigError, EngineRefused, RectoError
from recto.jobs.values import Reply, Request, read_reply, request
from recto.jobs.wire import Signed, WireError

SCHEMES = ("redis", "rediss", "unix")
KEY_VARIABLE, PASSWORD_VARIABLE = "RECTO_JOBS_KEY", "RECTO_JOBS_PASSWORD"
KEY_BYTES = 32
TASK = "recto.jobs.queue.ask"
WANTED, STOP = "wanted", "stop"
"""What a task is marked with; without a mark it was forgotten, and nobody begins it."""
CONNECT_S = 5
SETTING = "recto.toml: [jobs]"


class _Huey(Huey):  # type: ignore[misc]  # huey has no types
    """huey without a schedule: whatever is in the queue is to be done now."""

    around: Callable[[], AbstractContextManager[None]] = nullcontext

    def dequeue(self) -> Any:
        with self.around():
            return super().dequeue()

    def read_schedule(self, timestamp: object = None) -> list[Any]:  # noqa: ARG002  # huey's signature
        return []


class QueueError(RectoError):
    """The queue cannot be reached now; trying again later may help."""


@dataclass(frozen=True)
class Place:
    """Where the queue is, and the key that its documents are signed with."""

    file: Path
    key: bytes
    url: str = ""
    """Of Redis, without a password; empty: the file."""
    password: str = ""

    @property
    def is_here(self) -> bool:
        """Tell whether nothing that is put there leaves this machine."""
        return not self.url


@dataclass(frozen=True, slots=True)
class Sign:
    """What a worker says of a task, again and again: a sign of life, and how far it is."""

    beat: int = 0
    done: int = 0
    worker: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a task stands."""

    reply: Reply | None = None
    sign: Sign | None = None
    """None: nobody has begun it."""
    is_waiting: bool = False


class Queue:
    """The queue of one project; safe from any thread. Each call may raise ``QueueError``."""

    def __init__(
        self, place: Place, around: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> None:
        """Open the queue; a file is made, readable by its owner only. ``around`` is entered in each call.

        :raises ConfigError: the address cannot be used, a package is missing, or the key is too short.
        """
        if len(place.key) < KEY_BYTES:
            hint = f"Set {KEY_VARIABLE} to {KEY_BYTES} or more characters that nobody can guess."
            raise ConfigError("the key of the queue is too short.", hint=hint)
        self.place = place
        self._around = around
        self._failures: tuple[type[Exception], ...] = (sqlite3.Error, OSError)
        kind, options = self._redis() if place.url else self._file()
        with self._guard():
            # The name is that of the key: projects that share a Redis do not see each other's tasks.
            serializer = Signed(place.key)
            name = serializer._signature(b"name").hex()[:16]
            self.huey = _Huey(f"recto{name}", serializer=serializer, storage_class=kind, **options)
            self.huey.around = around
        self.work: Callable[[Task, Any], Any] | None = None
        """What is done with a task; only a worker has one."""
        self.huey.task(name="ask", context=True)(self._named_ask())

    # --- the desk's side -------------------------------------------------------------------------

    def send(self, task: str, asked: Request) -> None:
        """Put a task into the queue; what was kept of it from before is kept."""
        kind = self.huey._registry.string_to_task(TASK)
        with self._guard():
            self.huey.put(f"{task}:mark", WANTED)
            self.huey.enqueue(kind((request(asked),), id=task))

    def look(self, task: str) -> Look:
        """Return how a task stands.

        :raises EngineRefused: the reply cannot be used.
        """
        with self._guard():
            found = self._get(task)
            if found is not None:
                return Look(read_reply(found, task))
            sign = self._get(f"{task}:sign")
            return Look(None, _sign(sign), self._is_waiting(task))

    def cancel(self, task: str) -> None:
        """Ask whoever works on a task to stop between two batches, and reply with what there is."""
        with self._guard():
            self.huey.put(f"{task}:mark", STOP)

    def forget(self, task: str) -> None:
        """Throw away all that is kept of a task; one that still waits is not done any more."""
        with self._guard():
            for end in ("", ":sign", ":paid", ":mark"):
                self.huey.delete(task + end)

    def sweep(self, jobs: Collection[str]) -> None:
        """Throw away what is kept of tasks of other jobs than these; a task's name begins with its job."""
        with self._guard():
            for key in list(self.huey.all_results()):
                name = key.decode() if isinstance(key, bytes) else str(key)
                if name.partition(".")[0] not in jobs:
                    self.huey.delete(name)

    # --- the worker's side -----------------------------------------------------------------------

    def is_wanted(self, task: str) -> bool:
        """Tell whether a task is still to be worked on."""
        with self._guard():
            return bool(self._get(f"{task}:mark") == WANTED)

    def is_awaited(self, task: str) -> bool:
        """Tell whether somebody still waits for a reply, be it to a task that is to stop."""
        with self._guard():
            return self._get(f"{task}:mark") in (WANTED, STOP)

    def tell(self, task: str, sign: Sign) -> None:
        """Give a sign of life."""
        with self._guard():
            self.huey.put(f"{task}:sign", {"beat": sign.beat, "done": sign.done, "worker": sign.worker})

    def paid(self, task: str) -> dict[str, str]:
        """Return the engine's raw answers that others got for a task before they were lost."""
        with self._guard():
            found = self._get(f"{task}:paid")
        return {str(key): str(text) for key, text in found.items()} if isinstance(found, Mapping) else {}

    def keep(self, task: str, paid: Mapping[str, str]) -> None:
        """Keep raw answers until the reply is taken, for whoever goes on if this worker is lost."""
        with self._guard():
            self.huey.put(f"{task}:paid", dict(paid))

    def reply(self, reply: Reply) -> None:
        """Hand a reply back."""
        with self._guard():
            self.huey.put_result(reply.task, reply.document())

    def put_back(self, task: Task) -> None:
        """Put a task that was begun into the queue again, for whoever comes next."""
        with self._guard():
            self.huey.delete(f"{task.id}:sign")
            self.huey.enqueue(task)

    # --- inside ----------------------------------------------------------------------------------

    def _named_ask(self) -> Callable[..., Any]:
        def ask(document: Any, task: Task) -> None:
            if self.work is not None:
                self.work(task, document)

        return ask

    def _get(self, key: str) -> Any:
        try:
            return self.huey.get(key, peek=True)
        except (WireError, TaskException, ValueError):
            self.huey.delete(key)  # from somebody who does not have the key
            raise

    def _is_waiting(self, task: str) -> bool:
        for raw in self.huey.storage.enqueued_items():
            try:
                if self.huey.serializer.deserialize(raw).id == task:
                    return True
            except (WireError, ValueError, AttributeError):
                continue  # whoever takes it will say so
        return False

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            with self._around():
                yield
        except WireError as error:
            raise EngineRefused(error.problem, "the queue", error.hint) from error
        except self._failures as error:
            # Its words are not shown: they may hold an address with a password.
            problem = f"the queue cannot be reached ({type(error).__name__})."
            hint = "It is tried again." if self.place.url else "Is there room, and may it be written?"
            raise QueueError(problem, self.where, hint) from error

    @property
    def where(self) -> str:
        """What messages call the queue."""
        if not self.place.url:
            return f".recto/{self.place.file.name}"
        there = urlsplit(self.place.url)
        return f"{there.scheme}://{there.hostname or there.path}" + (f":{there.port}" if there.port else "")

    def _file(self) -> tuple[type, dict[str, Any]]:
        file = self.place.file
        with self._guard():
            file.parent.mkdir(parents=True, exist_ok=True)
            # Only where it is missing: closing a file ends all locks that this process has on it, and
            # SQLite's connections would lose theirs (sqlite.org/howtocorrupt.html, 2.2).
            with suppress(FileExistsError):
                os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        return SqliteStorage, {"filename": str(file), "timeout": 30}

    def _redis(self) -> tuple[type, dict[str, Any]]:
        url = _with_password(self.place.url, self.place.password)
        try:
            redis = import_module("redis")
        except ImportError as error:
            hint = "Install it: pip install 'recto[redis]'"
            raise ConfigError("the package redis is missing.", SETTING, hint) from error
        self._failures += (redis.exceptions.RedisError,)
        pool = redis.ConnectionPool.from_url(url, socket_connect_timeout=CONNECT_S)
        return RedisStorage, {"connection_pool": pool}


def _with_password(url: str, password: str) -> str:
    """Return the address with the password, which belongs into the environment.

    :raises ConfigError: it is no address of a Redis, or holds a password. It is not repeated.
    """
    try:
        there = urlsplit(url)
        there.port  # noqa: B018  # raises where it is no number
    except ValueError as error:
        raise ConfigError("'url' is no address.", SETTING, "As in redis://host:6379/0.") from error
    if there.scheme not in SCHEMES:
        raise ConfigError(
            f"'url' begins with {there.scheme!r}.", SETTING, f"Possible are {', '.join(SCHEMES)}."
        )
    if there.password or "password=" in there.query:
        hint = f"Take it out and put it into the environment as {PASSWORD_VARIABLE}."
        raise ConfigError("'url' holds a password.", SETTING, hint)
    if not password:
        return url
    user, _, host = there.netloc.rpartition("@")
    return there._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


def _sign(found: Any) -> Sign | None:
    match found:
        case {"beat": int(beat), "done": int(done), "worker": str(worker)}:
            return Sign(beat, done, worker)
    return None
