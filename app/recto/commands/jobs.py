"""Background jobs: what the desk may do with them, and where their queue is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from recto import embargo
from recto.commands import cascade
from recto.commands.costs import Asked
from recto.commands.engine_run import Run
from recto.commands.pretranslate import read
from recto.commands.review import refuse_unknown
from recto.commands.works import Work
from recto.errors import ConflictError, NotFoundError, RectoError
from recto.jobs import KEY_VARIABLE, PASSWORD_VARIABLE, Place, Queue
from recto.project import Project
from recto.store import Jobs, Record
from recto.store.secret import secret_key

MOST_PLANNED = 200
"""Catalogs that are planned on one page: memory is asked for each of their open units."""


@dataclass(frozen=True, slots=True)
class Part:
    """One catalog that would be pretranslated."""

    article: str
    locale: str
    empty: int = 0
    from_memory: int = 0
    engines: tuple[Asked, ...] = ()
    stays_here: bool = False
    """Its text is not even put into the queue."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What pretranslating some catalogs would do, and cost; nothing was sent."""

    parts: tuple[Part, ...] = ()
    errors: tuple[RectoError, ...] = ()
    queue_is_here: bool = True

    @property
    def engines(self) -> tuple[Asked, ...]:
        """What each engine would be asked for in all."""
        sums: dict[str, Asked] = {}
        for part in self.parts:
            for asked in part.engines:
                sums[asked.engine] = sums[asked.engine].plus(asked) if asked.engine in sums else asked
        return tuple(sums.values())


def place(project: Project) -> Place:
    """Return where the project's queue is.

    :raises ConfigError: others may read the file of the key.
    """
    project.ignore_state_folder()
    own = os.environ.get(KEY_VARIABLE, "").encode()
    return Place(
        project.state_folder / "queue.db",
        own or secret_key(project.state_folder / "jobs.key"),
        project.config.jobs.url,
        os.environ.get(PASSWORD_VARIABLE, ""),
    )


def opened(project: Project) -> Queue:
    """Open the project's queue, which no embargo holds up: embargoed text is never put there."""
    return Queue(place(project), embargo.free)


def is_private(run: Run, article: str, locale: str) -> bool:
    """Tell whether an article is pretranslated in the desk itself, whoever else could do it."""
    return run.is_embargoed(article) or run.project.config.pretranslate_for(locale).local_only


def plan(project: Project, pairs: Sequence[tuple[str, str]]) -> Plan:
    """Return what pretranslating catalogs would do; those with nothing open are left out."""
    run = Run(project)
    parts: list[Part] = []
    try:
        for article, locale in pairs[:MOST_PLANNED]:
            try:
                refuse_unknown(project, article, locale)
                catalog = read(project, article, locale)
                work = Work(run, article, catalog) if catalog else None
                for _, row in cascade.plan(run, [work]) if work and work.rest else ():
                    parts.append(
                        Part(
                            article, locale, row.empty, row.from_memory, row.engines,
                            is_private(run, article, locale),
                        )
                    )  # fmt: skip
            except RectoError as error:
                run.errors.append(error)
    finally:
        run.close()
    problems = {str(error): error for error in run.errors}
    return Plan(tuple(parts), tuple(problems.values()), not project.config.jobs.url)


def start(project: Project, jobs: Jobs, person: str, article: str, locale: str) -> Record:
    """Note that an article is to be pretranslated; what is open already is returned.

    :raises NotFoundError: the project has no such article or locale.
    """
    refuse_unknown(project, article, locale)
    return jobs.start(person, article, locale)


def found(jobs: Jobs, job: str) -> Record:
    """Return a job.

    :raises NotFoundError: there is none of this name.
    """
    record = jobs.find(job)
    if record is None:
        raise NotFoundError("there is no such job any more.", "", "See the list of jobs.")
    return record


def cancel(jobs: Jobs, job: str) -> None:
    """Ask for a job to be stopped; raises as ``found``."""
    jobs.cancel(found(jobs, job).id)


def again(jobs: Jobs, job: str) -> None:
    """Do a job that is over once more; what is filled already stays.

    :raises ConflictError: it is open, or another one of the same article and locale is.
    """
    if not jobs.again(found(jobs, job).id):
        raise ConflictError("this is being worked on already.", "", "See the list of jobs.")
