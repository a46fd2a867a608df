"""Texts into requests: in their order, as many at a time as an engine takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from recto.queries import Traits

T = TypeVar("T")


class Size(NamedTuple):
    """How large one text is on the wire."""

    characters: int
    bytes: int
    tokens: int

    def __add__(self, other: Size) -> Size:  # type: ignore[override]  # sizes add up, they are not joined
        return Size(*(a + b for a, b in zip(self, other, strict=True)))


def size(text: str) -> Size:
    """Return a text's size; four bytes count as a token, which is on the safe side for most scripts."""
    length = len(text.encode("utf-8", "surrogatepass"))
    return Size(len(text), length, -(-length // 4))


def batches(
    things: Sequence[T], sizes: Sequence[Size], traits: Traits, *, texts: int = 0, most_bytes: int = 0
) -> Iterator[list[T]]:
    """Yield the things in order in batches within the engine's bounds.

    ``texts`` and ``most_bytes`` bound them further. A thing that is too large by itself is a batch of its
    own: the engine will say so.
    """
    most = min(filter(None, (texts, traits.max_texts)), default=0)
    room = min(filter(None, (most_bytes, traits.max_bytes)), default=0)
    bounds = Size(traits.max_characters, room, traits.max_tokens)
    batch: list[T] = []
    total = Size(0, 0, 0)
    for thing, one in zip(things, sizes, strict=True):
        grown = total + one
        if batch and (0 < most <= len(batch) or any(b and g > b for g, b in zip(grown, bounds, strict=True))):
            yield batch
            batch, grown = [], one
        batch.append(thing)
        total = grown
    if batch:
        yield batch
