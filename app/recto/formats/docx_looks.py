"""Which look of a paragraph's runs is the usual one, and where it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from recto.formats.docx_items import Item, Run, Wrapper


def runs(items: Sequence[Item]) -> Iterator[Run]:
    """Yield the runs among items, those in wrappers too, in order."""
    for item in items:
        if isinstance(item, Run):
            yield item
        elif isinstance(item, Wrapper):
            yield from runs(item.items)


def usual_of(items: Sequence[Item], looks: Sequence[str | None]) -> Run | None:
    """Return the first run of the look that most characters have."""
    sizes: Counter[str] = Counter()
    for item, key in zip(items, looks, strict=True):
        if isinstance(item, Run) and key is not None and not item.is_blank:
            sizes[key] += item.size + 1
    most = max(sizes, key=sizes.__getitem__, default=None)
    return next((item for item in items if isinstance(item, Run) and item.look.key == most), None)


def looks_of(items: Sequence[Item]) -> list[str | None]:
    """Return the look of each run; blanks on which it does not show have none of their own."""
    return [
        (None if item.is_blank and not item.look.shows_on_blanks else item.look.key)
        if isinstance(item, Run)
        else None
        for item in items
    ]


def coming_of(looks: Sequence[str | None], items: Sequence[Item]) -> list[str | None]:
    """Return, for each item, the next run's look, its own included; none beyond a wrapper."""
    out: list[str | None] = []
    behind: str | None = None
    for key, item in zip(reversed(looks), reversed(items), strict=True):
        behind = None if isinstance(item, Wrapper) else key if key is not None else behind
        out.append(behind)
    return out[::-1]
