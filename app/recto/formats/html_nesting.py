"""Which elements are open, by a browser's rules about end tags that are missing or too many."""

from __future__ import annotations

from typing import NamedTuple

from recto.formats.html_elements import (
    CELLS,
    CLOSES_P,
    ENDS_OF,
    HEADINGS,
    LISTS,
    ROLES,
    TABLE_PARTS,
)


class Element(NamedTuple):
    """An open element: what its text is, and where the nearest list, cell, table and block around it are."""

    name: str
    is_on: bool
    role: str
    level: int
    depth: int
    list_at: int
    cell_at: int
    table_at: int
    block_at: int


class Elements:
    """The open elements, outermost first; every step takes constant time but for what it closes."""

    def __init__(self) -> None:
        self.open = [Element("", True, "paragraph", 0, 0, 0, 0, 0, 0)]
        self.where: dict[str, list[int]] = {}

    @property
    def top(self) -> Element:
        return self.open[-1]

    def push(self, name: str, *, is_on: bool, is_inline: bool) -> None:
        top, at = self.open[-1], len(self.open)
        self.where.setdefault(name, []).append(at)
        if is_inline:
            self.open.append(Element._make((name, is_on, *top[2:])))
            return
        depth = top.depth + (name in LISTS)
        role = ROLES.get(name, top.role)
        level = top.level
        if name in ROLES:
            level = HEADINGS.get(name, depth if role == "list item" else 0)
        self.open.append(
            Element(
                name,
                is_on,
                role,
                level,
                depth,
                at if name in LISTS or name in TABLE_PARTS else top.list_at,
                at if name in CELLS or name == "table" else top.cell_at,
                at if name == "table" else top.table_at,
                at,
            )
        )

    def close(self, name: str, floor: int) -> None:
        """Close the innermost element of the name, and all in it, unless it lies below ``floor``."""
        found = self.where.get(name)
        if not found or found[-1] < floor:
            return
        at = found[-1]
        for element in self.open[at:]:
            self.where[element.name].pop()
        del self.open[at:]

    def make_way(self, name: str) -> None:
        """Close what the start tag of a block ends without an end tag."""
        if name in CLOSES_P:
            self.close("p", self.top.cell_at)
        if name in HEADINGS and self.top.name in HEADINGS:
            self.close(self.top.name, 0)
        for ended in ENDS_OF.get(name, ()):
            self.close(ended, self.top.table_at if name in TABLE_PARTS else self.top.list_at)

    def end(self, name: str, *, is_inline: bool) -> None:
        """Close what an end tag ends."""
        top = self.open[-1]
        if is_inline:
            self.close(name, top.block_at)  # one with a block in it stays: a browser goes on with it there
            return
        if name in HEADINGS:
            name = self._open_heading(top.cell_at) or name
        floor = top.table_at if name in TABLE_PARTS else top.list_at if name == "li" else top.cell_at
        self.close(name, floor)

    def _open_heading(self, floor: int) -> str:
        """Return the name of the innermost heading that is open: the end tag of any heading ends it."""
        last = {
            name: found[-1] for name in HEADINGS if (found := self.where.get(name)) and found[-1] >= floor
        }
        return max(last, key=lambda name: last[name], default="")
