"""One text on its way to an engine and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from recto.engines.batches import Size, size
from recto.engines.masking import Masked
from recto.errors import CodeError, EngineError
from recto.queries import Answer, Query


class Asked(NamedTuple):
    """One text of a request, masked; ``complaint`` says what was wrong with the answer before."""

    text: str
    query: Query
    complaint: str = ""
    is_again: bool = False
    """There was an answer to it that was not fit."""


@dataclass
class Task:
    """A text and what became of it; equal texts share one. Changed by the thread of its job only."""

    key: str
    masked: Masked
    query: Query
    spelled: str
    bare: str = ""
    """Without codes; empty: there is nothing that could be placed."""
    tries: int = 0
    faults: int = 0
    """Tries whose words were not fit."""
    lost: int = 0
    """Tries whose words may have been, but not the codes."""
    requests: int = 0
    is_bare: bool = False
    """Is asked without codes from now on."""
    is_over: bool = False
    error: EngineError | None = None
    answer: Answer | None = None
    billed: list[int] = field(default_factory=lambda: [0, 0, 0])
    """Characters, tokens in and out, of all requests."""

    @property
    def text(self) -> str:
        """As it goes over the wire."""
        return self.bare if self.is_bare else self.spelled

    @property
    def size(self) -> Size:
        return size(self.text)

    @property
    def is_done(self) -> bool:
        return self.is_over or self.answer is not None

    @property
    def asked(self) -> Asked:
        complaint = self.error.problem if self.error and not self.is_bare else ""
        return Asked(self.text, self.query, complaint, self.tries > 0)

    @property
    def keys(self) -> tuple[str, str]:
        """Keys of the cache: of the answer with codes, and of the one without."""
        return self.key, f"{self.key}-bare"

    def give_up(self, error: EngineError) -> None:
        """End it, with the reason that it has already or this one."""
        if not self.is_done:
            self.error = self.error or error
            self.is_over = True

    def note(self, result: str | EngineError, most: int, *, counts: bool) -> None:
        """Note what came back: a checked text, or what was wrong; and whether that was one of ``most`` tries.

        Lost codes are asked for once more, and then the text without them, to have them placed.
        """
        self.tries += 1
        if isinstance(result, str):
            self.error = None
            self.answer = Answer(result, is_projected=self.is_bare)
        elif not isinstance(result.__cause__, CodeError):
            self.error = result
            self.faults += counts
            self.is_over = self.faults >= most
        elif self.is_bare:
            self.is_over = True  # they could not be placed: the first reason is the one to tell
        else:
            self.error = result
            self.lost += 1
            self.is_bare = bool(self.bare) and self.lost >= min(2, most)
            self.is_over = not self.bare and self.lost >= most
