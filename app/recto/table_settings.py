"""The tables of ``recto.toml`` as values. What each setting means stands beside it, nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from recto.kinds import LINES, PERCENT, STATE
from recto.model import State


@dataclass(frozen=True)
class Publish:
    """``[publish]``, and ``[publish.<locale>]`` for what is different in one locale."""

    state: Annotated[
        State,
        STATE,
        "The lowest state whose targets are used; where a unit is below it, the source stands.",
    ] = State.REVIEWED
    minimum: Annotated[
        int,
        PERCENT,
        "Percent of an article's words that have to be in that state; below it the last output stays.",
    ] = 0


@dataclass(frozen=True)
class Pretranslate:
    """``[pretranslate]``, and ``[pretranslate.<locale>]`` for what is different in one locale."""

    chain: Annotated[
        tuple[str, ...],
        LINES,
        "Who fills an empty target, in order: memory, then the names of engines.",
    ] = ("memory",)
    fuzzy: Annotated[
        int,
        PERCENT,
        "How alike, in percent, the source of an earlier target has to be to serve as a suggestion.",
    ] = 75
