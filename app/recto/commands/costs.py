"""What engines are asked for and what it costs: counted, held to a limit, told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from recto.engines import Engine
from recto.queries import Answer, Estimate, Job, Price, Query

REQUEST_S, TOKENS_A_SECOND = 1.0, 60
"""What a request takes at most engines, and how many tokens a language model writes: an order of
magnitude, for engines that cannot say."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one engine was asked for in one catalog, or would be."""

    engine: str
    units: int = 0
    """That it was asked for; equal ones may have one answer."""
    filled: int = 0
    characters: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    dollars: float = 0.0
    seconds: float = 0.0
    """That it would take."""
    priced_at: str = ""
    """When the price was the engine's; empty: it has none."""
    is_local: bool = False

    def plus(self, other: Asked) -> Asked:
        """Return the sum of what was asked of one engine."""
        return replace(
            self,
            units=self.units + other.units,
            filled=self.filled + other.filled,
            characters=self.characters + other.characters,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            dollars=self.dollars + other.dollars,
            seconds=self.seconds + other.seconds,
        )


def planned(engine: Engine, units: int, estimate: Estimate) -> Asked:
    """Return what an engine would be asked for."""
    traits = engine.traits
    guess = max(estimate.requests * REQUEST_S, estimate.tokens_out / TOKENS_A_SECOND) / max(
        1, traits.parallel
    )
    return Asked(
        engine.name, units, 0, estimate.characters, estimate.tokens_in, estimate.tokens_out,
        estimate.dollars, estimate.seconds or guess, traits.price.as_of, traits.is_local,
    )  # fmt: skip


def spent(engine: Engine, answers: Sequence[Answer], filled: int, cost: float) -> Asked:
    """Return what an engine was asked for; ``filled`` of its answers became drafts."""
    price = engine.traits.price
    return Asked(
        engine.name, len(answers), filled,
        sum(answer.characters for answer in answers),
        sum(answer.tokens_in for answer in answers),
        sum(answer.tokens_out for answer in answers),
        cost, 0.0, price.as_of, engine.traits.is_local,
    )  # fmt: skip


def dollars(price: Price, answer: Answer) -> float:
    """Return what one answer cost."""
    return (
        answer.characters * price.per_million_characters
        + answer.tokens_in * price.per_million_tokens_in
        + answer.tokens_out * price.per_million_tokens_out
    ) / 1_000_000


@dataclass
class Budget:
    """What a run may still spend; None: any amount. Each part is looked at before it is sent."""

    max_dollars: float | None = None
    max_characters: int | None = None
    dollars: float = 0.0
    characters: int = 0
    stopped: str = ""
    """Which limit was in the way, once one was."""

    @property
    def is_limited(self) -> bool:
        return self.max_dollars is not None or self.max_characters is not None

    def fitting(self, engine: Engine, queries: Sequence[Query], job: Job) -> tuple[int, Estimate]:
        """Return how many of the first queries may be sent, and what they would cost.

        :raises EngineRefused: the engine cannot say, because it does not know the pair.
        """
        if not self.is_limited:
            return len(queries), Estimate()
        estimate = engine.estimate(queries, job)
        if self._allows(estimate):
            return len(queries), estimate
        fits, too_many, best = 0, len(queries), Estimate()
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            tried = engine.estimate(queries[:middle], job)
            if self._allows(tried):
                fits, best = middle, tried
            else:
                too_many = middle
        self.stopped = self._limit()
        return fits, best

    def spend(self, estimate: Estimate, spent: float, characters: int) -> None:
        """Count what a part cost: what the engine says, or what was to be expected if that is more.

        Some engines do not say, and what failed may be billed as well.
        """
        self.dollars += max(estimate.dollars, spent)
        self.characters += max(estimate.characters, characters)

    def _allows(self, estimate: Estimate) -> bool:
        over_dollars = self.max_dollars is not None and self.dollars + estimate.dollars > self.max_dollars
        over_characters = (
            self.max_characters is not None and self.characters + estimate.characters > self.max_characters
        )
        is_free = not estimate.dollars and not estimate.characters
        # What is free may go on when the money is gone, and only characters count for their limit.
        return is_free or not (
            (over_dollars and estimate.dollars) or (over_characters and estimate.characters)
        )

    def _limit(self) -> str:
        limits = []
        if self.max_dollars is not None:
            limits.append(f"--max-cost {self.max_dollars:g}")
        if self.max_characters is not None:
            limits.append(f"--max-chars {self.max_characters}")
        return f"not asked: {' or '.join(limits)} would be exceeded."


def told(asked: Asked) -> str:
    """Return what one engine was asked for, or would be."""
    parts = [f"{asked.units} units"]
    if asked.characters or not asked.tokens_in:
        parts.append(f"{asked.characters:,} characters")
    if asked.tokens_in:
        parts.append(f"{asked.tokens_in:,} + {asked.tokens_out:,} tokens")
    if asked.priced_at:
        parts.append(f"${asked.dollars:.4f} (price of {asked.priced_at})")
    else:
        parts.append("free" if asked.is_local else "no price known")
    if asked.seconds:
        parts.append(f"about {asked.seconds:.0f} s" if asked.seconds >= 1 else "about 1 s")
    return ", ".join(parts)
