"""Why an article is not live, or cannot be signed off: one table of words for desk and command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "not-extracted": "There is no catalog yet. Run 'recto extract'.",
        "wrong-now": "Wrong now: a fact of the source changed after this was accepted: %(num)s.",
        "unusable": "It cannot be used: %(problem)s",
        "edited": "The article was edited since it was last extracted. Run 'recto extract'.",
        "outdated": "The catalog is not what extracting would make of it now. Run 'recto extract'.",
        "no-text": "The article has no text to translate.",
        "empty": "Not translated: %(num)s.",
        "machine": "Machine drafts that nobody has reviewed: %(num)s.",
        "draft": "Translations that need work: %(num)s.",
        "changed": "The source changed, and nobody has reviewed the translation since: %(num)s.",
        "errors": "Translations with errors: %(num)s.",
        "article-errors": "Errors of the compiled article as a whole: %(num)s.",
        "refused": "Translations that cannot be put into the article: %(num)s.",
        "unsigned": "It is not signed off, and [publish] asks for the state final.",
        "expired": "Changed since %(name)s signed it off: %(num)s.",
        "expired-somehow": "Changed since %(name)s signed it off.",
        "minimum": "%(percent)s %% of the words can be published; [publish] asks for %(minimum)s %%.",
        "required": "Has to be ready before anything is published: %(roles)s.",
        "findings": "Findings that count here: %(num)s.",
        "links": "Links that lead nowhere: %(num)s.",
        "embargo": "It has an embargo on; its text may not leave this machine.",
        "never-compiled": "It was never compiled. Run 'recto compile'.",
        "stale": "The compiled article is not what would be compiled now. Run 'recto compile'.",
        "four-eyes": "Translations that %(name)s alone has worked on: %(num)s. "
        "Somebody else has to look at them.",
        "no-record": "Who worked on it is not recorded here, so four eyes cannot be checked. "
        "Sign off on the desk where the work was done.",
        "unrecorded": "Translations of which nobody knows who made them: %(num)s. "
        "Four eyes cannot be checked for these.",
    }
)
"""Code of a reason -> what is said. Numbers stand behind the words, so that they need no plural."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; one that does not ``block`` is only good to know."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    blocks: bool = True

    @property
    def text(self) -> str:
        """The reason in words."""
        return TEXTS[self.code] % self.values if self.values else TEXTS[self.code]


def counted(code: str, number: int, *, blocks: bool = True) -> tuple[Reason, ...]:
    """Return the reason for so many segments, or nothing for none."""
    return (Reason(code, {"num": str(number)}, blocks),) if number else ()
