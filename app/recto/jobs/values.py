"""Queries and answers as JSON, and back: what a worker is handed, and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from recto.errors import EngineError, EngineRefused, EngineUnavailable
from recto.queries import Answer, Example, Job, Query, Wording

VERSION = 1
KINDS: dict[str, type] = {"str": str, "int": int, "bool": bool, "tuple[str, ...]": tuple}
ERRORS = {kind.__name__: kind for kind in (EngineError, EngineRefused, EngineUnavailable)}

Value = TypeVar("Value", Query, Job, Answer, Example, Wording)


@dataclass(frozen=True, slots=True)
class Request:
    """What an engine is to be asked, all that a worker needs to know included."""

    engine: str
    queries: tuple[Query, ...]
    job: Job


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker hands back: an answer for each of the first queries, and why it stopped there."""

    task: str
    answers: tuple[Answer, ...] = ()
    failure: EngineError | None = None
    is_cancelled: bool = False
    worker: str = ""

    def document(self) -> dict[str, Any]:
        """Return the reply as JSON."""
        return {
            "task": self.task,
            "answers": [_spelled(answer) for answer in self.answers],
            "failure": _error(self.failure),
            "is_cancelled": self.is_cancelled,
            "worker": self.worker,
        }


def request(asked: Request) -> dict[str, Any]:
    """Return a request as JSON."""
    return {
        "version": VERSION,
        "engine": asked.engine,
        "job": _spelled(asked.job),
        "queries": [_spelled(query) for query in asked.queries],
    }


def read_request(document: Any) -> Request:
    """Return the request that a document is.

    :raises EngineRefused: it is of another version of Recto.
    """
    try:
        if document["version"] != VERSION:
            raise ValueError(document["version"])
        queries = tuple(_query(row) for row in document["queries"])
        return Request(str(document["engine"]), queries, _made(Job, document["job"]))
    except (KeyError, TypeError, ValueError) as error:
        raise EngineRefused(
            "desk and worker are of different versions of Recto.", "recto worker", "Use one version."
        ) from error


def read_reply(document: Any, task: str) -> Reply:
    """Return the reply that a document is; ``task`` is the one that was asked.

    :raises EngineRefused: it is of another version of Recto, or to another task.
    """
    try:
        if document["task"] != task:
            raise ValueError(task)
        return Reply(
            task,
            tuple(_answer(row) for row in document["answers"]),
            _read_error(document["failure"]),
            bool(document["is_cancelled"]),
            str(document["worker"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EngineRefused(
            "the worker's reply is of another version of Recto.", "recto worker", "Use one version."
        ) from error


def _spelled(value: Any) -> dict[str, Any]:
    """Return the fields that are not as they are by default."""
    out: dict[str, Any] = {}
    for field in fields(value):
        own = getattr(value, field.name)
        if own == field.default:
            continue
        if isinstance(own, frozenset):
            out[field.name] = sorted(own)
        elif isinstance(own, EngineError):
            out[field.name] = _error(own)
        elif isinstance(own, tuple) and own and isinstance(own[0], Wording | Example):
            out[field.name] = [_spelled(one) for one in own]
        else:
            out[field.name] = own
    return out


def _made(kind: type[Value], row: Mapping[str, Any], **read: Any) -> Value:
    """Return a value; a list of texts becomes a tuple, ``read`` are the fields that were read already."""
    values: dict[str, Any] = dict(read)
    for key, one in row.items():
        if key not in read:
            values[key] = _texts(one) if isinstance(one, list) else one
    made = kind(**values)
    for field in fields(made):
        # Whoever has the key may still have a bug.
        wanted = KINDS.get(str(field.type))
        if wanted and type(getattr(made, field.name)) is not wanted:
            raise TypeError(field.name)
    return made


def _texts(row: Sequence[Any]) -> tuple[str, ...]:
    if not all(isinstance(one, str) for one in row):
        raise TypeError("not texts")
    return tuple(row)


def _query(row: Mapping[str, Any]) -> Query:
    return _made(
        Query,
        row,
        protected=frozenset(map(int, row.get("protected", ()))),
        wordings=tuple(_made(Wording, one) for one in row.get("wordings", ())),
        examples=tuple(_made(Example, one) for one in row.get("examples", ())),
    )


def _answer(row: Mapping[str, Any]) -> Answer:
    return replace(_made(Answer, row, error=None), error=_read_error(row.get("error")))


def _error(error: EngineError | None) -> list[str] | None:
    if error is None:
        return None
    kind = EngineUnavailable if isinstance(error, EngineUnavailable) else EngineRefused
    return [kind.__name__, error.problem, error.where, error.hint]


def _read_error(row: Any) -> EngineError | None:
    if row is None:
        return None
    kind, problem, where, hint = map(str, row)
    return ERRORS[kind](problem, where, hint)
