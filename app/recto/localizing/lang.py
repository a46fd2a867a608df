"""A page's language, and the way to its translations, where programs look for them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping

from recto.formats.frontmatter import front_matter_end
from recto.formats.html_tokens import Kind, Token, attributes, tokens
from recto.locales import direction
from recto.localizing.addresses import HTML
from recto.localizing.page import Page, Site, language_of
from recto.localizing.standing import MARKDOWN
from recto.localizing.translations import translations


def transform(page: Page, site: Site) -> str:
    """Say the page's language, and where its translations are.

    HTML: ``lang`` and ``dir`` of the root, and ``<link rel="alternate" hreflang>`` in the head for every
    published version and ``x-default``, the same in each of them. Markdown: ``lang``, ``dir`` and
    ``translations`` in the front matter (YAML or TOML); with a generator, which knows all that itself,
    only the value of a ``lang`` that is there.
    """
    if page.ending in HTML:
        return _head(_root(page.text, language_of(page, site)), translations(page, site), page.line_end)
    if page.ending in MARKDOWN:
        return _front_matter(page, site)
    return page.text


# --- HTML ----------------------------------------------------------------------------------------


def _root(text: str, locale: str) -> str:
    root = next((token for token in tokens(text) if token.kind is Kind.OPEN and token.name == "html"), None)
    if root is None:
        return text
    found = {one.name: one for one in attributes(text, root.start, root.end)}
    wanted = {"lang": locale, "dir": direction(locale)}
    if "xml:lang" in found:
        wanted["xml:lang"] = locale
    at = root.start + len("<html")
    changes = []
    for name, value in wanted.items():
        one = found.get(name)
        if one is None or (not one.quote and one.start == one.end):
            changes.append((at, at, f' {name}="{value}"'))
        else:
            changes.append((one.start, one.end, value))
    changes.sort(key=lambda change: change[0])
    while changes:
        start, end, value = changes.pop()
        text = text[:start] + value + text[end:]
    return text


def _head(text: str, versions: Mapping[str, str], line_end: str) -> str:
    """Return the page with these alternates in its head, in the place of those that are there."""
    found = list(tokens(text))
    close = next((token for token in found if token.kind is Kind.CLOSE and token.name == "head"), None)
    if close is None:
        return text
    lines = [
        f'<link rel="alternate" hreflang="{name}" href="{html.escape(address)}">'
        for name, address in versions.items()
    ]
    start = _line_start(text, close.start)
    head, rest = text[:start], text[start:]
    for token in reversed([one for one in found if one.end <= start and _is_alternate(text, one)]):
        first = _line_start(text, token.start)
        end = re.compile(r"[ \t]*(?:\r\n?|\n)").match(text, token.end)
        is_alone = end is not None and (
            first < token.start or text[:first].endswith(("\n", "\r")) or not first
        )
        cut = (first, end.end()) if is_alone and end else (token.start, token.end)
        head = head[: cut[0]] + head[cut[1] :]
    if not lines:
        return head + rest
    gap = "" if head.endswith(("\n", "\r")) else line_end
    return head + gap + "".join(f"{line}{line_end}" for line in lines) + rest


def _line_start(text: str, at: int) -> int:
    """Return where the blanks begin that stand in front of a tag on its line; else its own place."""
    bare = text[:at].rstrip(" \t")
    return len(bare) if bare.endswith(("\n", "\r")) else at


def _is_alternate(text: str, token: Token) -> bool:
    if token.kind is not Kind.OPEN or token.name != "link":
        return False
    said = {one.name: text[one.start : one.end].lower() for one in attributes(text, token.start, token.end)}
    return "hreflang" in said and "alternate" in said.get("rel", "").split()


# --- front matter --------------------------------------------------------------------------------

_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def _front_matter(page: Page, site: Site) -> str:
    mark = page.text[:1] if page.text.startswith("\ufeff") else ""
    text = page.text.removeprefix(mark)
    end = front_matter_end(text)
    fence, locale = text[:3], language_of(page, site)
    if end and fence not in {"---", "+++"}:
        return page.text
    if site.layout.is_generated:
        wanted = {"lang": locale} if _line("lang", fence).search(text, 0, end) else {}
    else:
        wanted = {"lang": locale, "dir": direction(locale)}
    lines = {key: json.dumps(value, ensure_ascii=False) for key, value in wanted.items()}
    versions = {} if site.layout.is_generated else translations(page, site)
    if versions:
        sign = "=" if end and fence == "+++" else ":"
        pairs = (
            f"{json.dumps(name)}{' =' if sign == '=' else ':'} {json.dumps(href, ensure_ascii=False)}"
            for name, href in versions.items()
        )
        lines["translations"] = f"{{{', '.join(pairs)}}}"
    if not lines:
        return page.text
    if not end:
        own = "".join(f"{key}: {value}{page.line_end}" for key, value in lines.items())
        return f"{mark}---{page.line_end}{own}---{page.line_end}{text}"
    return mark + _with_keys(text[:end], lines, fence, page.line_end) + text[end:]


def _with_keys(text: str, lines: Mapping[str, str], fence: str, line_end: str) -> str:
    """Return front matter in which these keys have these values; new ones come last, before any table."""
    sign = " =" if fence == "+++" else ":"
    for key, value in lines.items():
        line = f"{key}{sign} {value}{line_end}"
        table = _TABLE.search(text) if fence == "+++" else None
        stop = table.start() if table else text.rstrip().rfind("\n") + 1
        found = _line(key, fence).search(text, 0, stop)
        first, last = found.span() if found else (stop, stop)
        text = text[:first] + line + text[last:]
    return text


def _line(key: str, fence: str) -> re.Pattern[str]:
    """Return what finds a key at the top level with all of its value."""
    if fence == "+++":
        return re.compile(rf"^{key}[ \t]*=[^\r\n]*(?:\r\n?|\n)", re.MULTILINE)
    return re.compile(
        rf"^{key}[ \t]*:[^\r\n]*(?:\r\n?|\n)(?:[ \t]+[^\r\n]*(?:\r\n?|\n)|-[ \t][^\r\n]*(?:\r\n?|\n))*",
        re.MULTILINE,
    )
