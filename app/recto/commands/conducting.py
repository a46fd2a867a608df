"""Doing the desk's jobs: each in a thread that sends tasks, collects the replies and fills the catalog.

One process at a time does the jobs of a project, whoever noted them; when it is gone, another goes on.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread

from recto.commands import cascade, compiling
from recto.commands.costs import dollars
from recto.commands.course import Courier, Course, LostError, Pace, StopError, whole
from recto.commands.engine_run import Run
from recto.commands.jobs import is_private, opened, place
from recto.commands.pretranslate import read
from recto.commands.recall import BeingMadeError
from recto.commands.works import Asking, Work
from recto.errors import CatalogError, EngineUnavailable, RectoError
from recto.jobs import Queue, QueueError, Request
from recto.pretranslation import is_open
from recto.project import Project, find
from recto.queries import Answer, Query
from recto.store import DeskError, Jobs, Kind, Record, Stand

AT_ONCE = 4
MOST_TRIES = 3
MOST_REASONS = 5
TRANSIENT = (DeskError, EngineUnavailable, QueueError, BeingMadeError)
CLOSING_S = 15.0
NOTHING_LOST = "What is filled stays; try it again."


class Conductor:
    """Does jobs between ``start`` and ``stop``."""

    def __init__(self, root: Path, say: Callable[[str], None], pace: Pace | None = None) -> None:
        self._root, self._say, self._pace = root, say, pace or Pace()
        self._closing = Event()
        self._thread = Thread(target=self._go_round, name="jobs", daemon=True)
        self._active: dict[str, Thread] = {}
        self._jobs = Jobs(find(root).state_folder / "desk.db")
        self._shared: Queue | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Do jobs while the ``with`` lasts; those that are not over go on when it is entered again."""
        self._thread.start()
        try:
            yield
        finally:
            self._closing.set()
            until = time.monotonic() + CLOSING_S
            for thread in (self._thread, *self._active.values()):
                thread.join(max(0.0, until - time.monotonic()))

    # --- the round -------------------------------------------------------------------------------

    def _go_round(self) -> None:
        with ExitStack() as held:
            is_tidy = has_turn = False
            while not self._closing.wait(self._pace.look_s):
                try:
                    has_turn = has_turn or self._has_turn(held)
                    if has_turn:
                        self._take_up()
                        is_tidy = is_tidy or self._tidy()
                        self._begin()
                except (RectoError, OSError) as error:  # the queue or the disk, for a time
                    self._say(str(error))
                    self._closing.wait(self._pace.lost_s)

    def _has_turn(self, held: ExitStack) -> bool:
        """Tell whether this process does the jobs: it has the lock, which ends with it."""
        folder = self._root / ".recto" / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        opened_file = os.open(folder / "jobs.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(opened_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened_file)
            return False
        held.callback(os.close, opened_file)
        return True

    def _take_up(self) -> None:
        """Take up what a desk that was killed left, or a thread that could not even say why it ended."""
        self._active = {job: thread for job, thread in self._active.items() if thread.is_alive()}
        for record in self._jobs.at_stand(Stand.RUNNING):
            if record.id in self._active:
                continue
            if record.tries < MOST_TRIES:
                self._jobs.note(
                    record.id, "The desk was gone; taken up again.", stand=Stand.QUEUED, after=0.0
                )
            else:
                problem = "The desk was lost over it again and again."
                self._jobs.note(record.id, problem, stand=Stand.INTERRUPTED, problem=problem)

    def _tidy(self) -> bool:
        """Throw away what nobody waits for; return True."""
        self._jobs.prune()
        kept = self._jobs.at_stand(Stand.QUEUED, Stand.INTERRUPTED)
        self._queue(find(self._root)).sweep({record.id for record in kept})
        return True

    def _begin(self) -> None:
        """Begin what is queued, as far as there is room."""
        for record in self._jobs.at_stand(Stand.QUEUED):
            if len(self._active) >= AT_ONCE or record.id in self._active:
                continue
            # A clock that was set back must not hold a job up for longer than it was told to wait.
            is_due = not 0 < record.after - time.time() <= max(self._pace.again_s, default=0.0)
            if record.is_cancelled or is_due:
                thread = Thread(target=self._try, args=(record,), name=f"job {record.id}", daemon=True)
                self._active[record.id] = thread
                thread.start()

    def _queue(self, project: Project) -> Queue:
        """Return the queue, opened once for as long as the settings stay the same."""
        if self._shared is None or self._shared.place != place(project):
            self._shared = opened(project)
        return self._shared

    # --- one job ---------------------------------------------------------------------------------

    def _try(self, record: Record) -> None:
        """Do a job; one whose end cannot be noted is taken up again."""
        try:
            self._do(record)
        except RectoError as error:
            self._say(str(error))

    def _do(self, record: Record) -> None:
        if record.is_cancelled:
            self._jobs.note(record.id, "Cancelled.", stand=Stand.CANCELLED, request="")
            return
        record = self._jobs.note(record.id, "Begun.", stand=Stand.RUNNING, tries=record.tries + 1)
        try:
            if record.kind is Kind.COMPILE:
                self._compile(record)
            else:
                self._fill(record)
        except LostError:
            problem = "One worker after the other was lost over it."
            self._jobs.note(record.id, problem, stand=Stand.INTERRUPTED, problem=f"{problem} {NOTHING_LOST}")
        except RectoError as error:
            self._fail(record, [error])
        except Exception:  # noqa: BLE001  # a bug of ours must not stop the desk, nor pass unseen
            traceback.print_exc(file=sys.stderr)
            problem = "This did not work; the terminal of the desk says what happened."
            self._jobs.note(record.id, problem, stand=Stand.FAILED, problem=problem)

    def _fill(self, record: Record) -> None:
        """Do a job as far as it goes."""
        project = find(self._root)
        run = Run(project)
        try:
            stays_here = is_private(run, record.article, record.locale)
            queue = self._queue(project)
            course = Course(self._jobs, record, self._closing, queue, self._pace)
            course.is_away = not stays_here
            run.through = partial(Courier, course=course, queue=None if stays_here else queue)
            if stays_here:
                course.note("Its text stays on this machine: the desk does it itself.")
            try:
                _collect(run, course, queue)
                work = _work(run, record)
                course.begin(work)
                cascade.fill(run, [work])
                if work.rest and not course.is_wanted():
                    raise StopError
                course.settle()
            except StopError:
                self._stopped(course)
                return
            self._finish(course.record, run, work)
        finally:
            run.close()

    def _compile(self, record: Record) -> None:
        """Compile what a job is about, article by article; it begins anew where it was lost."""
        project = find(self._root)
        course = Course(self._jobs, record, self._closing, self._queue(project), self._pace)
        paths, policy = compiling.asked(project, record)
        course.note(total=len(paths), done=0, filled=0)
        problems: list[str] = []
        held_back = 0
        for path in paths:
            if not course.is_wanted():
                self._stopped(course)
                return
            written = compiling.write(project, path, record.locale, policy)
            held_back += bool(written.held_back)
            problems += written.problems
            for problem in written.problems:
                course.note(problem)
            course.note(done=course.record.done + 1, filled=course.record.filled + written.files)
        told = f"Done: {course.record.filled} written."
        if held_back:
            told += f" {held_back} stay as they were: too little of them is reviewed."
        course.note(told, stand=Stand.DONE, problem=problems[0] if problems else "")

    def _stopped(self, course: Course) -> None:
        if self._closing.is_set():
            tries = course.record.tries - 1
            course.note(
                "The desk was closed; it goes on when the desk is open.", stand=Stand.QUEUED, tries=tries
            )
        elif course.record.is_cancelled:
            course.settle()
            verb = "written" if course.record.kind is Kind.COMPILE else "filled"
            line = f"Cancelled; {course.record.filled} were {verb}."
            course.note(line, stand=Stand.CANCELLED)
        else:
            course.drop()
            course.note(stand=Stand.QUEUED)

    def _finish(self, record: Record, run: Run, work: Work) -> None:
        """Tell what came of a job that was done to its end."""
        reasons = Counter(reason for _, reason in work.row().refused)
        for reason, count in reasons.most_common(MOST_REASONS):
            self._jobs.note(record.id, f"{count} left empty: {reason}")
        if run.errors and (work.rest or work.is_over):
            self._fail(record, run.errors)
            return
        left = f" {len(work.rest)} stay empty." if work.rest else ""
        self._jobs.note(
            record.id, f"Done: {record.filled} filled.{left}", stand=Stand.DONE, done=record.total, problem=""
        )

    def _fail(self, record: Record, errors: Sequence[RectoError]) -> None:
        """Note what was in the way, and have it tried again if that may help."""
        told, again = str(errors[0]), self._pace.again_s
        if any(isinstance(error, TRANSIENT) for error in errors) and record.tries <= len(again):
            wait = again[record.tries - 1]
            line = f"{told} Tried again in {wait:.0f} s."
            self._jobs.note(record.id, line, stand=Stand.QUEUED, after=time.time() + wait, problem=told)
            return
        self._jobs.note(record.id, told, stand=Stand.FAILED, problem=told)


def _work(run: Run, record: Record) -> Work:
    catalog = read(run.project, record.article, record.locale)
    if catalog is None:
        where = run.project.name(run.project.catalog_file(record.article, record.locale))
        raise CatalogError("there is no such catalog.", where, "Run 'recto extract'.")
    return Work(run, record.article, catalog)


def _collect(run: Run, course: Course, queue: Queue) -> None:
    """Bring in the answers to a task that was out when the desk was closed or killed."""
    asked = course.out()
    if asked is None:
        return
    if course.is_away:
        reply = course.wait(asked) if course.is_wanted() else None
    else:  # embargoed since: what came back is taken, and nothing is sent again
        reply = queue.look(course.record.task).reply
    if reply and reply.answers:
        work = _work(run, course.record)
        _put(run, work, asked, whole(reply.answers, reply.failure, len(asked.queries), asked.engine))
        work.saver.save()
        filled = course.record.filled + len(work.saver.put)
        course.note(f"{len(work.saver.put)} brought in.", filled=filled)
        course.restart()
    course.drop()
    course.go_on()


def _put(run: Run, work: Work, asked: Request, answers: Sequence[Answer]) -> None:
    """Hand drafts to be saved, for the open units whose source was asked for."""
    engine = run.load(asked.engine)
    found: dict[tuple[str, str], list[tuple[Query, Answer]]] = {}
    for query, answer in zip(asked.queries, answers, strict=True):
        found.setdefault((query.text, query.role), []).append((query, answer))
        found.setdefault((query.text, ""), []).append((query, answer))
    units, queries, theirs = [], [], []
    for unit in [unit for unit in work.rest if is_open(unit)]:
        # An engine that does not read the article was asked once for equal sources, whatever their role.
        rows = found.get((unit.source, unit.role)) or found.get((unit.source, ""))
        if not rows:
            continue
        query, answer = rows.pop(0) if len(rows) > 1 else rows[0]
        units.append(unit)
        queries.append(query)
        theirs.append(answer)
    work.rest = []
    costs = [dollars(engine.traits.price, answer) for answer in theirs]
    Asking(run, engine, [work]).take(work, units, queries, theirs, costs)
