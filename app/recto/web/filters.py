"""What a page of an article shows, as its address says it: a filter, words to find, neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import request

from recto.commands.counts import Kind
from recto.web.pieces import CODE
from recto.web.translating import N_

OPEN = frozenset(Kind) - {Kind.REVIEWED}

FILTERS: Mapping[str, tuple[str, frozenset[Kind]]] = {
    "all": (N_("All"), frozenset(Kind)),
    "review": (N_("To review"), OPEN),
    "empty": (N_("Not translated"), frozenset({Kind.EMPTY})),
    "drafts": (N_("Drafts"), frozenset({Kind.MACHINE, Kind.DRAFT})),
    "changed": (N_("Source changed"), frozenset({Kind.CHANGED})),
    "problems": (N_("Problems"), frozenset(Kind)),
}
"""Name in the address -> what the link says, and the kinds that pass. Problems: see ``Row.passes``."""


class Filter(NamedTuple):
    """``is_case``: capitals count; ``is_whole``: only whole words; ``near``: rows around a hit, muted."""

    show: str = "all"
    query: str = ""
    is_case: bool = False
    is_whole: bool = False
    near: bool = False

    @property
    def is_on(self) -> bool:
        return self.show != "all" or bool(self.query)

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what stands in an address; what goes without saying is None."""
        return {
            "show": self.show if self.show != "all" else None,
            "q": self.query or None,
            "case": 1 if self.is_case else None,
            "whole": 1 if self.is_whole else None,
            "near": 1 if self.near else None,
        }

    def shows(self, show: str) -> Filter:
        return self._replace(show=show)

    def finds(self, texts: Iterable[str]) -> bool:
        """Tell whether one of the texts holds the words, with or without its codes."""
        if not self.query:
            return True
        query = self.query if self.is_case else self.query.casefold()
        found = re.compile(rf"(?<!\w){re.escape(query)}(?!\w)").search if self.is_whole else None
        for text in texts:
            cased = text if self.is_case else text.casefold()
            for plain in (cased, CODE.sub("", cased)):
                if found(plain) if found else query in plain:
                    return True
        return False


def asked() -> Filter:
    """Return the filter in the address of the request at hand."""
    given = request.args
    show = given.get("show", "all")
    return Filter(
        show if show in FILTERS else "all",
        given.get("q", "").strip(),
        given.get("case") == "1",
        given.get("whole") == "1",
        given.get("near") == "1",
    )
