"""Makes articles to measure with: Markdown of a given size, every sentence only once."""

from __future__ import annotations

import random
from collections.abc import Iterator

WHO = (
    "the gardener|the baker|a neighbour|my sister|the ferryman|every visitor|the old carpenter|"
    "a student|the mayor|the librarian|the night nurse|a cyclist|the shepherd|the printer|"
    "a painter"
).split("|")
DOES = (
    "waters repairs carries opens watches draws counts paints covers turns measures collects "
    "remembers forgets sells lends cleans follows describes finishes"
).split()
HOW = (
    "slowly carefully twice gladly early late rarely often quietly badly somehow again alone together"
).split()
WHAT = (
    "bridge window garden ladder kettle letter barrel lantern orchard stairway roof clock basket "
    "harbour chimney cellar meadow fence stove bench drawer map boat wheel curtain"
).split()
LOOKS = (
    "red narrow wooden crooked bright heavy borrowed broken silent wet dusty northern painted "
    "hollow warm empty round cheap famous forgotten"
).split()
WHERE = (
    "near the mill|behind the church|under the arches|on the square|by the canal|in the valley|"
    "above the shop|at the crossing|along the wall|outside the town"
).split("|")
WHEN = (
    "in spring|before noon|after the rain|on Sundays|during the fair|at dusk|every second year|"
    "since the flood|when the wind turns|until the bell rings"
).split("|")


class Writer:
    """Writes sentences that it never writes again."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._count = 0

    def words(self) -> str:
        """Return a clause with a number that makes it the only one of its kind."""
        pick = self._random.choice
        self._count += 1
        return (
            f"{pick(WHO)} {pick(HOW)} {pick(DOES)} the {pick(LOOKS)} {pick(WHAT)} {pick(WHERE)} "
            f"and {pick(DOES)} {self._count} {pick(LOOKS)} {pick(WHAT)}s {pick(WHEN)}"
        )

    def sentence(self) -> str:
        """Return a sentence; about every third has a link, emphasis or code in it."""
        words = self.words().split(" ")
        at = self._random.randrange(3, len(words) - 3)
        kind = self._random.randrange(9)
        if kind == 0:
            words[at : at + 2] = [f"[{words[at]} {words[at + 1]}](https://example.org/{self._count})"]
        elif kind == 1:
            words[at] = f"*{words[at]}*"
        elif kind == 2:
            words[at] = f"**{words[at]}**"
        elif kind == 3:
            words[at] = f"`{words[at]}`"
        text = " ".join(words)
        return text[0].upper() + text[1:] + self._random.choice("....?!")

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self._random.randint(2, 5)))

    def article(self, size: int) -> str:
        """Return Markdown of at least ``size`` characters, in sections with a list, a quote and a table."""
        parts = [f"# {self.words().capitalize()}"]
        while sum(map(len, parts)) < size:
            parts.append(f"## {self.words().capitalize()}")
            parts += [self.paragraph() for _ in range(4)]
            parts.append("\n".join(f"- {self.sentence()}" for _ in range(5)))
            parts.append(f"> {self.sentence()}")
            rows = [f"| {self.words()} | {self._random.randint(10, 99)} |" for _ in range(3)]
            parts.append("\n".join(["| What happens | How often |", "|---|---:|", *rows]))
            parts.append(self.paragraph())
        return "\n\n".join(parts) + "\n"


def articles(count: int, size: int, seed: int = 1) -> Iterator[str]:
    """Yield ``count`` articles of about ``size`` characters without a sentence in common."""
    writer = Writer(seed)
    return (writer.article(size) for _ in range(count))
