"""Whether the markup of a localized article is that of its source: images, links, code and the like."""

from __future__ import annotations

from collections.abc import Iterator

from recto.checks.documents.differences import said
from recto.checks.documents.pairing import Both
from recto.model import Finding


def images(both: Both) -> Iterator[Finding]:
    """Images are those of the source, each with its alternative text.

    An address that changed, an image or an alternative text that is lost is an error.
    """
    yield from _of(both, "images")


def links(both: Both) -> Iterator[Finding]:
    """Links lead where those of the source lead.

    A link that is lost, one too many, or one with another address is an error, but where the transform
    `links` has put another address in its place.
    """
    yield from _of(both, "links")


def footnotes(both: Both) -> Iterator[Finding]:
    """Each reference to a footnote has its note, and each note a reference, as in the source.

    A reference without its note is printed as it is written, with brackets.
    """
    yield from _of(both, "footnotes")


def code(both: Both) -> Iterator[Finding]:
    """Code is that of the source, character by character.

    Blocks of code and code in a sentence are for machines; nobody translates them.
    """
    yield from _of(both, "code")


def placeholders(both: Both) -> Iterator[Finding]:
    """Placeholders, shortcodes and directives of site generators are those of the source.

    `{{ name }}`, `{% include %}`, `${name}`, `:::note`, `{: .class }`: one that is broken breaks the page.
    """
    yield from _of(both, "placeholders")


def markup(both: Both) -> Iterator[Finding]:
    """Tags and emphasis are those of the source.

    A tag that is lost or never closed changes how all below it looks.
    """
    yield from _of(both, "markup")


def front_matter(both: Both) -> Iterator[Finding]:
    """Front matter has the keys and values of the source, but for what is translated.

    Lines that say which language the article is in may differ: `lang`, `dir`, `translations` and the like.
    """
    yield from _of(both, "front_matter")


def kept_text(both: Both) -> Iterator[Finding]:
    """What nobody translates stands as it is in the source.

    Comments, indented code, style sheets and text that the settings or the author keep.
    """
    yield from _of(both, "kept_text")


def _of(both: Both, check: str) -> Iterator[Finding]:
    for difference in both.differences:
        if difference.check == check:
            yield from said(difference)
