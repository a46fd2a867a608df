"""The translator's byline."""

from __future__ import annotations

from recto.localizing.page import Page, Site, language_of
from recto.localizing.standing import behind
from recto.localizing.wording import wording


def transform(page: Page, site: Site) -> str:
    """Name who signed the translation off, or else the catalog's last translator, at the end of the text.

    In HTML a ``<p class="recto-credit">``, in Markdown a paragraph in italics.
    """
    if page.is_source or not page.translator:
        return page.text
    words, locale = wording(page.locale)
    other = locale if locale != language_of(page, site) else ""
    return behind(page, words.credit.format(page.translator), "recto-credit", other)
