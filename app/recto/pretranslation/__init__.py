"""Filling empty units before a person looks: earlier targets first, then engines.

What is here decides; the commands read, ask and save.
"""

from recto.pretranslation.asking import asked, job_of, query_of, texts_of
from recto.pretranslation.filling import (
    EXACT,
    Draft,
    Filled,
    Left,
    Matches,
    answered,
    apply,
    fault,
    is_open,
    is_sound,
    remembered,
)
from recto.pretranslation.keeping import Kept, kept

__all__ = [
    "EXACT",
    "Draft",
    "Filled",
    "Kept",
    "Left",
    "Matches",
    "answered",
    "apply",
    "asked",
    "fault",
    "is_open",
    "is_sound",
    "job_of",
    "kept",
    "query_of",
    "remembered",
    "texts_of",
]
