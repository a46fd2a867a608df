"""``recto worker``: work on the jobs that the desk starts, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from threading import Event

import click

from recto.commands import open_project, say
from recto.commands.working import hired
from recto.terminal import visible

MOST_THREADS = 32


@click.command("worker")
@click.option(
    "-j",
    "--threads",
    default=2,
    show_default=True,
    type=click.IntRange(1, MOST_THREADS),
    help="Tasks that are worked on at the same time.",
)
def command(threads: int) -> None:
    """Work on the jobs that the desk starts.

    A task holds the texts that an engine is to be asked for; this folder has to have the settings of the
    engine, but no articles and no catalogs. The answers go back to the desk, which writes the catalogs.
    Where the queue is, [jobs] of the settings says; a worker on another machine needs the key of the
    desk's .recto/jobs.key in RECTO_JOBS_KEY. Ctrl-C or SIGTERM ends it: what is begun is finished within
    three seconds or put back.

    \b
    Example:
      recto worker --threads 4
    """
    project = open_project()
    worker, clerk = hired(project.root, threads, lambda line: say(visible(line)))
    over = Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: over.set())
    worker.start()
    say(f"Worker {worker.name} takes tasks from {worker.queue.where} (Ctrl-C ends it).")
    while not over.wait(3600):
        pass
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)  # a second Ctrl-C does not wait
    say("Stopping: what is begun is finished or put back.")
    is_over = worker.stop()
    clerk.close()
    if not is_over:
        # An engine still waits for its answer. Its task is in the queue again; Python would wait for it.
        sys.stdout.flush()
        os._exit(0)
