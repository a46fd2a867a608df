"""Whether the blocks of a localized article are those of its source: all of them, once, in their order."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from recto.checks.documents.differences import said
from recto.checks.documents.pairing import Both, Place, unlike
from recto.messages import Message, message
from recto.model import Finding

OWN = {"heading": "headings", "list item": "lists", "table cell": "tables", "quote": "quotes"}
"""Role -> the check that tells of a block of this role that came or went; ``blocks`` of all others."""
KINDS: dict[str, str] = {
    word: word
    for word in (
        message("title"),
        message("heading"),
        message("paragraph"),
        message("quote"),
        message("list item"),
        message("table cell"),
        message("caption"),
        message("footnote"),
    )
}
"""What the commonest roles are called by those who read the finding."""
EXCERPT = 40
NEAR = 3
"""How many blocks of its kind before a block it is compared with."""
PLAIN = 1.6
"""How much better two neighbours have to fit each other's places before they are said to be swapped."""


def blocks(both: Both) -> Iterator[Finding]:
    """Each paragraph of the source stands in the localized article, and nothing beside.

    A paragraph that is lost, one too many, merged with its neighbour or of another kind is an error; one
    that a translator left out on purpose (`<0/>`) is none.
    """
    yield from _came_and_went(both, "blocks")
    for one, other in both.met:
        was, now = one.block.role, other.block.role
        if was != now and not {was, now} & OWN.keys():
            yield Finding("blocks", _became(other.line, was, now), "error")


def headings(both: Both) -> Iterator[Finding]:
    """The tree of headings is that of the source.

    Each heading is there, on its level: search engines, screen readers and tables of contents read the
    tree.
    """
    lines: set[int] = set()
    for one, other in both.met:
        before, after = one.block, other.block
        if before.role == after.role == "heading" and before.level != after.level:
            lines.add(other.line)
            told = message(
                "Line %(line)s: the heading's level %(was)s became %(now)s.",
                line=other.line,
                was=before.level or "–",
                now=after.level or "–",
            )
            yield Finding("headings", told, "error")
    yield from _changed(both, "headings", lines)


def lists(both: Both) -> Iterator[Finding]:
    """Lists have the items of the source, as deep, with the same marks.

    An item that is lost, indented otherwise or marked otherwise (a bullet for a number) is an error.
    """
    lines: set[int] = set()
    for one, other in both.met:
        before, after = one.block, other.block
        if before.role == after.role and before.role != "heading" and before.level != after.level:
            lines.add(other.line)
            told = message(
                "Line %(line)s: the nesting changed, depth %(was)s became %(now)s.",
                line=other.line,
                was=before.level,
                now=after.level,
            )
            yield Finding("lists", told, "error")
    yield from _changed(both, "lists", lines)


def tables(both: Both) -> Iterator[Finding]:
    """Tables have the rows, columns and cells of the source.

    A cell or row that is lost moves all that stands behind it.
    """
    yield from _changed(both, "tables")


def quotes(both: Both) -> Iterator[Finding]:
    """Block quotes are those of the source.

    Where one is lost, what somebody else said seems to be said by the author.
    """
    yield from _changed(both, "quotes")


def order(both: Both) -> Iterator[Finding]:
    """Neighbouring blocks stand in the order of the source.

    Told by what a translation keeps: figures, names, lengths. So a swap of two blocks that are alike in
    all of these is not found.
    """
    latest: dict[tuple[str, int], list[tuple[Place, Place]]] = {}
    for one, other in both.met:
        if one.block.role != other.block.role:
            continue
        before = latest.setdefault((one.block.role, one.block.level), [])
        for earlier, earlier_other in before[-NEAR:]:
            if _are_swapped((earlier, earlier_other), (one, other)):
                told = message(
                    "Line %(line)s: this seems to have changed places with line %(other)s (%(role)s).",
                    line=earlier_other.line,
                    other=other.line,
                    role=_kind(other.block.role),
                )
                yield Finding("order", told)
                break
        before.append((one, other))


def _kind(role: str) -> str:
    return KINDS.get(role, role)


def _became(line: int, was: str, now: str) -> Message:
    return message("Line %(line)s: %(was)s became %(now)s.", line=line, was=_kind(was), now=_kind(now))


def _are_swapped(first: tuple[Place, Place], second: tuple[Place, Place]) -> bool:
    """Tell whether two blocks fit each other's places much better than their own."""
    (one, other), (next_one, next_other) = first, second
    if one.text == next_one.text or other.text == next_other.text:
        return False
    if (one.text == next_other.text) + (next_one.text == other.text) > (one.text == other.text) + (
        next_one.text == next_other.text
    ):
        return True
    own = unlike(one, other) + unlike(next_one, next_other)
    return own >= PLAIN and own - unlike(one, next_other) - unlike(next_one, other) >= PLAIN


def _came_and_went(both: Both, check: str) -> Iterator[Finding]:
    """Yield the blocks that are missing or one too many, as far as they are this check's."""
    line = 1
    for one, other in both.pairs:
        if other:
            line = other.line
        if one and other:
            continue
        place = one or other
        if place is None or OWN.get(place.block.role, "blocks") != check:
            continue
        if other:
            told = message(
                "Line %(line)s: %(text)s (%(role)s) is not in the source.",
                line=line,
                text=_excerpt(place),
                role=_kind(place.block.role),
            )
        else:
            told = message(
                "Line %(line)s: %(text)s (%(role)s, line %(there)s of the source) is missing.",
                line=line,
                text=_excerpt(place),
                role=_kind(place.block.role),
                there=place.line,
            )
        yield Finding(check, told, "error")


def _changed(both: Both, check: str, but: Collection[int] = ()) -> Iterator[Finding]:
    """Yield what is missing, too much, or became another kind of block, and what differs in the markup.

    ``but``: lines of which enough is said.
    """
    yield from _came_and_went(both, check)
    for one, other in both.met:
        was, now = one.block.role, other.block.role
        if was != now and check in {OWN.get(was), OWN.get(now)}:
            yield Finding(check, _became(other.line, was, now), "error")
    for difference in both.differences:
        if difference.check == check and difference.line not in but:
            yield from said(difference)


def _excerpt(place: Place) -> str:
    text = place.text
    return f"“{text if len(text) <= EXCERPT else text[: EXCERPT - 1] + '…'}”"
