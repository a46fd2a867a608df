"""A sentence of the site's own in a page: in front of the text, or behind it."""

from __future__ import annotations

import html
import re

from recto.formats.frontmatter import front_matter_end
from recto.formats.html_tokens import Kind, tokens
from recto.locales import direction
from recto.localizing.addresses import HTML
from recto.localizing.page import Page

MARKDOWN = frozenset({".md", ".markdown", ".mdx"})
PLAIN = frozenset({".txt"})
_HOLDERS = ("article", "main", "body")
"""The first of these that a page has holds the text."""
_MARKED = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_ELEMENT = {"recto-notice": ' role="note"', "recto-credit": ""}


def in_front(page: Page, text: str, kind: str, locale: str) -> str:
    """Return the page with a paragraph before its first; never twice. Word files stay as they are.

    ``locale``: the language of the paragraph where it is another than the page's.
    """
    start = _start(page)
    if start < 0:
        return page.text
    end = page.line_end
    said = _spelled(page, text, kind, locale)
    if page.ending not in HTML:
        said += end + end
    elif start:
        said = end + said
    else:
        said += end
    if page.text.startswith(said, start):
        return page.text
    if page.ending in MARKDOWN and page.text[:start].lstrip("\ufeff") and page.text[start - 1] not in "\r\n":
        said = end + said  # an article that is front matter alone, without an end of line
    return page.text[:start] + said + page.text[start:]


def behind(page: Page, text: str, kind: str, locale: str) -> str:
    """Return the page with a paragraph behind its last; never twice. Word files stay as they are."""
    stop = _stop(page)
    if stop < 0:
        return page.text
    end = page.line_end
    said = _spelled(page, text, kind, locale)
    before, rest = page.text[:stop], page.text[stop:]
    bare = before.rstrip()
    if bare.endswith(said):
        return page.text
    gap = end if page.ending in HTML else end + end
    if page.ending in HTML and rest:
        return f"{before}{said}{end}{rest}"
    return f"{bare}{gap if bare else ''}{said}{end}{rest}"


def _spelled(page: Page, text: str, kind: str, locale: str) -> str:
    if page.ending in HTML:
        other = f' lang="{locale}" dir="{direction(locale)}"' if locale else ""
        return f'<p class="{kind}"{_ELEMENT[kind]}{other}>{html.escape(text)}</p>'
    if page.ending in MARKDOWN:
        escaped = _MARKED.sub(r"\\\1", text)
        return f"*{escaped}*" if kind == "recto-credit" else f"> {escaped}"
    return text


def _start(page: Page) -> int:
    """Return where the text begins; where nothing fits, -1."""
    if page.ending in MARKDOWN:
        mark = page.text.startswith("\ufeff")
        return mark + front_matter_end(page.text[mark:])
    if page.ending in PLAIN:
        return int(page.text.startswith("\ufeff"))
    if page.ending not in HTML:
        return -1
    starts: dict[str, int] = {}
    for token in tokens(page.text):
        if token.kind is Kind.OPEN and token.name in _HOLDERS:
            starts.setdefault(token.name, token.end)
    return next((starts[name] for name in _HOLDERS if name in starts), 0)


def _stop(page: Page) -> int:
    """Return where the text ends; where nothing fits, -1."""
    if page.ending in MARKDOWN | PLAIN:
        return len(page.text)
    if page.ending not in HTML:
        return -1
    stops: dict[str, int] = {}
    for token in tokens(page.text):
        if token.kind is Kind.CLOSE and token.name in _HOLDERS:
            stops[token.name] = token.start
    return next((stops[name] for name in _HOLDERS if name in stops), len(page.text))
