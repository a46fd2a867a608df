"""Many articles, one after the other or on all processors."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from recto.commands import progress

T = TypeVar("T")
R = TypeVar("R")

FEW = 48
"""Articles below which starting processes costs more than it saves (a fork and its answers: some 50 ms)."""
CHUNK = 8
MOST = 8
GARBAGE = 100_000
"""Values made between two looks for garbage in cycles; Python's own number is 700."""


def each(work: Callable[[T], R], jobs: Sequence[T], label: str, name: Callable[[T], str]) -> Iterator[R]:
    """Yield what ``work`` makes of each job, in order, and show how far it is.

    Many jobs are shared out to processes, where forking is safe: on Linux, in a program without other
    threads. Jobs and results have to be picklable; ``work`` answers for its own errors.
    """
    processes = min(MOST, len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1, len(jobs) // CHUNK)
    if len(jobs) < FEW or processes < 2 or threading.active_count() > 1:
        with less_garbage():
            for job in progress(jobs, label, name):
                yield work(job)
        return
    fork = get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=fork, initializer=_begin, initargs=(work,)) as pool:
        try:
            results = pool.map(_do, jobs, chunksize=CHUNK)
            for _, result in zip(progress(jobs, label, name), results, strict=True):
                yield result
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def less_garbage() -> Iterator[None]:
    """Look for garbage in cycles less often: articles make many small values and no cycles.

    Looking for them would cost a sixth; opening an article of 2,000 segments at the desk, a third.
    """
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


_work: list[Callable[[Any], Any]] = []
"""In a forked process: what it does with each job. It came with the fork, so it need not be picklable."""


def _begin(work: Callable[[Any], Any]) -> None:
    _work[:] = [work]
    gc.freeze()
    gc.set_threshold(GARBAGE)


def _do(job: Any) -> Any:
    return _work[0](job)
