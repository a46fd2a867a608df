"""One queue: questions to engines go out as values, and answers come back; the only door to huey.

A task is a wave of queries about one article. It is JSON, signed with the project's key, and holds all
that a worker needs; the worker's folder holds none of the project's articles or catalogs.
"""

from recto.jobs.queue import KEY_VARIABLE, PASSWORD_VARIABLE, Look, Place, Queue, QueueError, Sign
from recto.jobs.values import Reply, Request, read_request, request
from recto.jobs.worker import Desk, Task, Worker

__all__ = [
    "KEY_VARIABLE",
    "PASSWORD_VARIABLE",
    "Desk",
    "Look",
    "Place",
    "Queue",
    "QueueError",
    "Reply",
    "Request",
    "Sign",
    "Task",
    "Worker",
    "read_request",
    "request",
]
