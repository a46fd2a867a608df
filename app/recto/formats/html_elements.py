"""What the elements of HTML are to a translator: how they break text, their roles, their names.

The view is a browser's: HTML standard, "Rendering" (which elements are blocks) and "Parsing"
(which end tags are implied). Names are lower case.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names(
    """
    area base basefont bgsound br col command embed frame hr img input keygen link meta param source
    track wbr
    """
)
"""Elements without content and end tag."""

INLINE = _names(
    """
    a abbr acronym applet area audio b bdi bdo big blink br canvas cite code data del dfn em embed font
    i iframe img input ins kbd link map mark marquee math meta meter nobr noembed noscript object output
    param picture progress q rb rp rt rtc ruby s samp script slot small source span strike strong style
    sub sup svg template textarea time track tt u var video wbr
    """
)
"""Elements that leave the run of text around them whole. Of all others a tag ends the block."""

OPAQUE = frozenset({"math", "svg", "template"})
"""Elements that are one code with all that is in them; those of raw text are so anyway."""

KEPT = frozenset({"code", "kbd", "listing", "pre", "samp", "var"})
"""Elements whose text is seen but not translated, unless they say translate="yes"."""

ALWAYS_KEPT = frozenset({"listing", "pre"})

RAW_TEXT = _names("iframe noembed noframes plaintext script style textarea title xmp")
"""Elements in whose content no tag is read but their own end tag."""

FOREIGN = frozenset({"math", "svg"})
"""Elements of other languages: in them no element is raw text."""

HTML_IN_FOREIGN = frozenset({"annotation-xml", "desc", "foreignobject"})
"""Their elements in which HTML goes on."""

ENDS_FOREIGN = HTML_IN_FOREIGN | _names(
    """
    b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing
    menu meta nobr ol p pre ruby s small span strike strong sub sup table tt u ul var
    """
)
"""Elements whose tags change how the text of another language is read; those of HTML end it."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}

ROLES = {
    **dict.fromkeys(HEADINGS, "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list item"),
    **dict.fromkeys(("td", "th"), "table cell"),
    **dict.fromkeys(("caption", "figcaption"), "caption"),
    **dict.fromkeys(("button", "label", "legend", "optgroup", "option", "summary"), "paragraph"),
    "blockquote": "quote",
}
"""Roles of the text in elements; elsewhere it has the role of the element around."""

CLOSES_P = _names(
    """
    address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search
    section summary table ul xmp
    """
)
"""Elements whose start tag ends an open p."""

SECTIONS = frozenset({"tbody", "tfoot", "thead"})
ENDS_OF = {
    "li": frozenset({"li"}),
    **dict.fromkeys(("dt", "dd"), frozenset({"dt", "dd"})),
    **dict.fromkeys(("option", "optgroup"), frozenset({"option"})),
    **dict.fromkeys(("td", "th"), frozenset({"td", "th", "caption"})),
    "tr": frozenset({"tr", "caption"}),
    **dict.fromkeys(SECTIONS, SECTIONS | {"tr", "caption"}),
}
"""Start tag -> open elements that it ends, within the list or table around."""

LISTS = frozenset({"dir", "dl", "menu", "ol", "select", "ul"})
CELLS = frozenset({"caption", "td", "th"})
TABLE_PARTS = CELLS | SECTIONS | {"table", "tr"}

GUARD = "!off"
"""Name of the tags that the comments around a kept stretch are taken for; no tag has it."""

REMOVABLE = frozenset({"li", "p"})
"""Elements that go when their whole text is left out on purpose."""

NAMES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("del", "s", "strike"), "struck out"),
    **dict.fromkeys(("code", "kbd", "samp", "var"), "code"),
    "br": "line break",
    "mark": "marked",
    "sub": "subscript",
    "sup": "superscript",
    "u": "underlined",
}
"""What people call the element of a code."""


def is_inline(name: str) -> bool:
    """Tell whether text goes on around a tag of this name; names with ``-`` or ``:`` are custom elements."""
    return name in INLINE or "-" in name or ":" in name
