"""How an edit is judged: by how the two texts look, and by the facts that are read in both."""

from __future__ import annotations

import re

from recto.facts import Table, facts_of, links, read, table_for
from recto.merging.changes import RULES, figures_differ
from recto.merging.edits import Edit
from recto.merging.look import codes, look
from recto.merging.naming import is_other_word
from recto.merging.results import COSMETIC, FACT, WORDING

_UNIT = re.compile(r"\d ?([^\W\d_]{1,3})(?!\w)")
"""What may be the symbol of a unit, in which a capital counts: ``MW`` is not ``mW``."""


def judged(old: str, new: str, locale: str) -> str:
    """Return what ``triage`` says of two texts that differ."""
    table = table_for(locale)
    before, after = look(old, table), look(new, table)
    if before[0] == after[0] or before[1] == after[1]:
        if is_other_word(old, new, table) or _hidden_figures_differ(old, new, table):
            return FACT
        return COSMETIC if codes(old) == codes(new) else WORDING
    edit = Edit.of(before[0], after[0], facts_of(old, table), facts_of(new, table), table)
    return FACT if any(differs(edit) for differs in RULES) else WORDING


def _hidden_figures_differ(old: str, new: str, table: Table) -> bool:
    """Return whether texts that look alike differ in link targets or in the capitals of units."""
    if sorted(link.target for link in links(old)) != sorted(link.target for link in links(new)):
        return True
    if _UNIT.findall(read(old).text) == _UNIT.findall(read(new).text):
        return False
    return figures_differ(Edit.of([], [], facts_of(old, table), facts_of(new, table), table))
