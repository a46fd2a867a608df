"""Why segments were left alone, in the reader's language: the verbs say it in English."""

from __future__ import annotations

from recto.web.translating import N_, _

REASONS = (
    N_("It has no translation yet."),
    N_("Its source changed since it was translated: somebody has to compare."),
    N_("Another translation stands beside it: somebody has to choose."),
    N_("It was changed meanwhile."),
    N_("Its source was edited; it is not there any more."),
    N_("Nothing is to be replaced in it any more."),
    N_("The text would become too long."),
    N_("It was changed again since."),
)
"""Here so that they come into the catalogs; a test holds them to what the verbs say."""


def reason(text: str) -> str:
    """Return a reason in the language of the page; what a check or an error says stays as it is."""
    return _(text) if text in REASONS else text
