"""A sentence at the top for readers of a page that is not what it should be."""

from __future__ import annotations

from recto.localizing.page import Page, Site, language_of
from recto.localizing.standing import in_front
from recto.localizing.wording import wording


def transform(page: Page, site: Site) -> str:
    """Tell readers that a machine made the text, that part of it is not translated, or that it is outdated.

    In HTML a ``<p class="recto-notice" role="note">`` at the start of the text, in Markdown a quote.
    """
    words, locale = wording(page.locale)
    said = [
        text
        for text, counts in (
            (words.drafted, page.is_drafted),
            (words.partial, page.is_partial),
            (words.outdated, page.is_outdated),
        )
        if counts
    ]
    if not said:
        return page.text
    return in_front(page, " ".join(said), "recto-notice", locale if locale != language_of(page, site) else "")
