"""New text in a page, block by block; all other bytes stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from recto.errors import CodeError
from recto.inline import visible
from recto.model import Block, Code, Document, Text, Typed, blocks, raw

Change = Callable[[Block], Sequence[Text | Code | Typed] | None]
"""A block -> its pieces, some of them typed anew; nothing if it stays as it is."""


def rewritten(parts: Sequence[str | Block], change: Change) -> str:
    """Return the text of parts with every block that ``change`` wants otherwise, blocks in codes included.

    A block that cannot be written in its place keeps its bytes.
    """
    return "".join(part if isinstance(part, str) else _block(part, change) for part in parts)


def _block(block: Block, change: Change) -> str:
    wanted = change(block)
    pieces = block.pieces if wanted is None else wanted
    inside = [_code(piece, change) if isinstance(piece, Code) else piece for piece in pieces]
    if wanted is None and all(new is old for new, old in zip(inside, pieces, strict=True)):
        return raw(block.pieces)
    try:
        return block.spell(inside)
    except CodeError:
        return raw(block.pieces)


def _code(code: Code, change: Change) -> Code:
    # The text of a reference without a label is its label; the block keeps it.
    if code.relabel or all(isinstance(part, str) for part in code.parts):
        return code
    parts = tuple(part if isinstance(part, str) else _block(part, change) for part in code.parts)
    return code if "".join(parts) == raw(code.parts) else code._replace(parts=parts)


def is_alike(document: Document, other: Document) -> bool:
    """Tell whether two cuts have the same blocks with the same codes; only their texts may differ."""
    return _shape(document) == _shape(other)


def _shape(document: Document) -> list[tuple[str, int]]:
    return [
        (block.role, sum(isinstance(piece, Code) for piece in block.pieces))
        for block in blocks(document.parts)
    ]


def shown(block: Block) -> str:
    """Return a block's text as a reader sees it, white space as single blanks."""
    return " ".join(visible(block.pieces).split())
