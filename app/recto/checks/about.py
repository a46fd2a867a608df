"""What is known of each of Recto's checks beforehand: how severe its findings are, whether it offers a fix.

Titles and help stand in the docstrings of the checks.
"""

from __future__ import annotations

from typing import NamedTuple


class About(NamedTuple):
    """``severities``, the worst first; ``has_fix``: whether it puts right some of its findings."""

    severities: tuple[str, ...] = ("warning",)
    has_fix: bool = False


BOTH, REMARK = ("error", "warning"), ("info",)

ABOUT = {
    "codes": About(BOTH, has_fix=True),
    "empty": About(REMARK),
    "others": About(),
    "untranslated": About(),
    "numbers": About(),
    "amounts": About(),
    "dates": About(),
    "names": About(),
    "negation": About(),
    "quotations": About(),
    "sentences": About(),
    "links": About(has_fix=True),
    "end_punctuation": About(has_fix=True),
    "spaces": About(BOTH, has_fix=True),
    "placeholders": About(BOTH),
    "brackets": About(),
    "characters": About(BOTH, has_fix=True),
    "scripts": About(has_fix=True),
    "doubled": About(has_fix=True),
    "capitals": About(has_fix=True),
    "typography": About(REMARK, has_fix=True),
    "length": About(BOTH),
    "addresses": About(BOTH),
    "unedited": About(("warning", "info")),
    "terms": About(),
    "consistency": About(),
    "spellings": About(),
}
"""Name of a check -> what is known; a test compares it with what the modules say."""
