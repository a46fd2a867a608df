"""From queries to answers over any wire: masked, batched, asked again, checked; each text paid for once.

A provider's module says how one request is made (``Wire``); everything that is the same for all of
them is here and in ``asking``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Protocol, runtime_checkable

from recto.engines import Cache
from recto.engines.asking import Pace, Queue, first_width
from recto.engines.batches import batches
from recto.engines.guards import accept, is_translatable, no_answer, refused
from recto.engines.masking import mask, spell
from recto.engines.projecting import bare, has_marks, project
from recto.engines.tasks import Asked, Task
from recto.errors import CodeError, EngineError, EngineRefused, EngineUnavailable
from recto.model import fingerprint
from recto.queries import Answer, Estimate, Job, Query, Traits

UNSENDABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of characters, which no unit has and no wire carries."""


MOST_BILLED = 1_000_000_000
"""Of one request; a greater number is no count of anything, and the database has no room for any."""


class Reply(NamedTuple):
    """What came back for one request: per text the answer with marks, or why there is none."""

    texts: Sequence[str | EngineError]
    characters: Sequence[int] = ()
    """Billed for each text; none: as many as were sent."""
    tokens_in: int = 0
    tokens_out: int = 0


class Wire(Protocol):
    """What is different between providers: their names for locales, and one request."""

    name: str
    model: str
    version: str
    """Of the prompt or the rules; part of the key of the cache, as ``model``."""
    options: str
    """Whatever else makes the answer another one."""
    traits: Traits
    is_html: bool
    """Marks are elements, and ``<``, ``>`` and ``&`` of the text are escaped; otherwise nothing is."""

    def code(self, locale: str, *, is_target: bool) -> str:
        """Return the provider's name for a locale.

        :raises EngineRefused: it has none; says why.
        """
        ...

    def ask(self, asked: Sequence[Asked], job: Job) -> Reply:
        """Make one request and return one result per text, in order; in any thread.

        :raises Busy: not this time. TooMuch, Rejected: not all of it at once.
        :raises EngineError: nothing more is to be had.
        """
        ...


@runtime_checkable
class Counting(Protocol):
    """A wire that is billed by another measure than the characters that it sends."""

    def count(self, asked: Sequence[Asked], job: Job) -> tuple[int, int, int]:
        """Return the characters, and the tokens in and out, that a request will be billed."""
        ...


@runtime_checkable
class Paired(Protocol):
    """A wire that can find its pairs of locales out."""

    def pairs(self) -> frozenset[tuple[str, str]]: ...


class Wired:
    """An engine over a wire. Instances may be shared between threads; each call has a state of its own."""

    def __init__(self, wire: Wire, cache: Cache | None = None, pace: Pace | None = None) -> None:
        self.wire = wire
        self.name = wire.name
        self.traits = wire.traits
        self._cache = cache
        self._pace = pace or Pace()
        self._has_answered = False

    def languages(self) -> frozenset[tuple[str, str]] | None:
        """Return the pairs of locales that it is known to have; None: which there are is known by asking.

        :raises EngineError: they cannot be found out now.
        """
        return self.wire.pairs() if isinstance(self.wire, Paired) else None

    def refuse(self, source: str, target: str) -> None:
        """Make sure that a pair of locales can be asked for.

        :raises EngineRefused: it cannot; says why.
        """
        there = self.wire.code(source, is_target=False), self.wire.code(target, is_target=True)
        if there[0].casefold() == there[1].casefold():
            raise EngineRefused(f"{source} and {target} are one language for it.", self.name)

    def translate(self, queries: Sequence[Query], job: Job) -> list[Answer]:
        """Translate texts as ``Engine.translate`` says."""
        self.refuse(job.source, job.target)
        tasks = [self._task(query, job) for query in queries]
        first: dict[str, Task] = {}
        for task in tasks:
            first.setdefault(task.key, task)
        self._recall(list(first.values()), job)
        ask = [task for task in first.values() if not task.is_done]
        queue = Queue(
            partial(self._ask, job=job), self.traits, self._pace, list(ask), is_known=self._has_answered
        )
        if ask:
            queue.run()
            self._has_answered |= queue.answered > 0  # from any thread: it only ever becomes true
        if queue.failure and not any(task.answer for task in first.values()):
            raise queue.failure
        return [self._answer(task, first[task.key]) for task in tasks]

    def estimate(self, queries: Sequence[Query], job: Job) -> Estimate:
        """Return what a run without failures would cost, texts in the cache left out.

        :raises EngineRefused: there is no such pair.
        """
        self.refuse(job.source, job.target)
        tasks = {task.key: task for task in (self._task(query, job) for query in queries)}
        self._recall(list(tasks.values()), job)
        ask = [task for task in tasks.values() if not task.is_done]
        sizes = [task.size for task in ask]
        requests = list(batches(ask, sizes, self.traits, texts=first_width(len(ask), self.traits)))
        counts = [self._count([task.asked for task in batch], job) for batch in requests]
        characters, tokens_in, tokens_out = (sum(column) for column in zip((0, 0, 0), *counts, strict=True))
        price = self.traits.price
        dollars = (
            characters * price.per_million_characters
            + tokens_in * price.per_million_tokens_in
            + tokens_out * price.per_million_tokens_out
        ) / 1_000_000
        rounds = -(-len(requests) // max(1, self.traits.parallel))
        seconds = rounds * self.traits.request_s
        sent = sum(size.characters for size in sizes)
        return Estimate(len(requests), sent, tokens_in, tokens_out, dollars, seconds)

    def _count(self, asked: Sequence[Asked], job: Job) -> tuple[int, int, int]:
        if isinstance(self.wire, Counting):
            return self.wire.count(asked, job)
        return sum(len(one.text) for one in asked), 0, 0

    # --- one text --------------------------------------------------------------------------------

    def _task(self, query: Query, job: Job) -> Task:
        masked = mask(query.text, query.protected)
        escape = partial(html.escape, quote=False) if self.wire.is_html else str
        wire, takes = self.wire, self.traits.takes
        text = spell(masked, escape)
        parts = [wire.name, wire.model, wire.version, wire.options, job.source, job.target, text]
        parts += [query.text]  # what is protected is no part of what is sent, and of what comes back
        parts += [job.formality if "formality" in takes else ""]
        parts += [repr(query.wordings) if "wordings" in takes else ""]
        parts += [repr(query.examples) if "examples" in takes else ""]
        parts += [repr((query.role, query.note, query.limit, job.headline)) if "limits" in takes else ""]
        if "context" in takes:
            parts += [job.title, job.summary, *job.article]
        without = bare(masked, escape) if has_marks(masked) else ""
        task = Task(fingerprint(*parts), masked, query, text, without)
        if UNSENDABLE.search(query.text):
            task.give_up(EngineRefused("the text holds a control character.", self.name))
        elif not is_translatable(masked):
            task.answer = Answer(query.text)
        return task

    def _recall(self, tasks: Sequence[Task], job: Job) -> None:
        """Answer tasks from the cache."""
        ask = [task for task in tasks if not task.is_done]
        if self._cache is None or not ask:
            return
        known = self._cache.find([key for task in ask for key in task.keys])
        for task in ask:
            for is_bare, key in zip((False, True), task.keys, strict=True):
                result = self._checked(task, known[key], job, is_bare=is_bare) if key in known else None
                if isinstance(result, str):
                    task.answer = Answer(result, is_cached=True, is_projected=is_bare)
                    break

    def _checked(self, task: Task, raw: str, job: Job, *, is_bare: bool) -> str | EngineError:
        """Return the text that an engine's answer gives, or what is wrong with it; changes nothing."""
        if is_bare and not no_answer(task.masked, raw):
            try:
                raw = project(task.masked, raw)
            except CodeError as error:
                return refused(error, self.name)
        return accept(task.masked, raw, job.source, job.target, self.name, is_html=self.wire.is_html)

    def _answer(self, task: Task, first: Task) -> Answer:
        """Return the answer to a task; what an equal text cost is counted there."""
        found = first.answer or Answer(error=first.error or EngineUnavailable("it was not asked.", self.name))
        found = replace(found, engine=self.name, model=self.wire.model, version=self.wire.version, attempts=0)
        if task is not first:
            return found
        characters, tokens_in, tokens_out = first.billed
        return replace(
            found,
            characters=characters,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            attempts=first.requests,
        )

    # --- one request -----------------------------------------------------------------------------

    def _ask(self, batch: list[Task], job: Job) -> Callable[[], None]:
        """Make one request, in any thread; return what notes its answers, for the thread of the job."""
        asked = [task.asked for task in batch]
        reply = self.wire.ask(asked, job)
        if len(reply.texts) != len(batch):
            raise EngineRefused(f"{len(reply.texts)} answers to {len(batch)} texts.", self.name)
        results = [
            raw if isinstance(raw, EngineError) else self._checked(task, raw, job, is_bare=task.is_bare)
            for task, raw in zip(batch, reply.texts, strict=True)
        ]
        kept = {
            task.keys[task.is_bare]: raw
            for task, raw, result in zip(batch, reply.texts, results, strict=True)
            if isinstance(result, str) and isinstance(raw, str)
        }
        if kept and self._cache is not None:
            self._cache.keep(kept)
        return partial(self._note, batch, asked, reply, results)

    def _note(
        self, batch: list[Task], asked: list[Asked], reply: Reply, results: list[str | EngineError]
    ) -> None:
        weights = [len(one.text) for one in asked]
        bills = (
            reply.characters or weights,
            shares(reply.tokens_in, weights),
            shares(reply.tokens_out, weights),
        )
        # Where a whole reply is no translation, the request was bad and not each of its texts.
        counts = len(batch) == 1 or self.traits.tries == 1 or not all(map(_is_no_translation, results))
        for row, (task, result) in enumerate(zip(batch, results, strict=True)):
            task.billed = [had + bill[row] for had, bill in zip(task.billed, bills, strict=True)]
            task.note(result, self.traits.tries, counts=counts)


def _is_no_translation(result: str | EngineError) -> bool:
    return isinstance(result, EngineError) and not isinstance(result.__cause__, CodeError)


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """Return whole numbers in proportion to the weights, whose sum is the total.

    >>> shares(10, [1, 1, 1])
    [3, 3, 4]
    """
    whole, until, given, out = sum(weights) or 1, 0, 0, []
    for weight in weights:
        until += weight
        out.append(total * until // whole - given)
        given += out[-1]
    return out
