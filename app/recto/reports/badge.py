"""A status badge: a small picture in SVG that says in words how many translations are fit to publish."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from recto.reports import Verdict

LABEL = "translations"
HEIGHT, PADDING, SIZE = 20, 7, 11
COLOURS = {"open": "#0b6b3a", "closed": "#8a5300", "unread": "#b3261e"}
"""The desk's own; white text on each has a contrast of at least 6 to 1."""
DARK = "#3b414c"
NARROW = frozenset("fijlrt.,:;'|!()[] ")
WIDE = frozenset("mwMW%")


def write(verdict: Verdict) -> str:
    """Return the badge. What it says is its name to those who do not see it."""
    said, state = _said(verdict)
    left, right = _width(LABEL), _width(said)
    name = f"{LABEL}: {said}"
    font = 'font-family="Verdana,DejaVu Sans,sans-serif"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img"'
        f" aria-label={quoteattr(name)}>\n"
        f"<title>{escape(name)}</title>\n"
        f'<rect width="{left + right}" height="{HEIGHT}" rx="3" fill="{DARK}"/>\n'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v{HEIGHT - 6}a3 3 0 0 1-3 3h-{right - 3}z"'
        f' fill="{COLOURS[state]}"/>\n'
        f'<g fill="#fff" {font} font-size="{SIZE}" aria-hidden="true">\n'
        f"{_text(LABEL, PADDING, left)}{_text(said, left + PADDING, right)}</g>\n</svg>\n"
    )


def _said(verdict: Verdict) -> tuple[str, str]:
    total = len(verdict.rows)
    if verdict.errors:
        return "some cannot be read", "unread"
    if not total:
        return "none yet", "closed"
    if verdict.is_open:
        return f"{total} fit to publish", "open"
    return f"{verdict.fit} of {total} fit to publish", "closed"


def _text(text: str, at: int, width: int) -> str:
    inner = width - 2 * PADDING
    # The length is given, for every system has another font.
    return (
        f'<text x="{at}" y="14" textLength="{inner}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>\n'
    )


def _width(text: str) -> int:
    tenths = sum(42 if char in NARROW else 95 if char in WIDE else 68 for char in text)
    return tenths // 10 + 2 * PADDING
