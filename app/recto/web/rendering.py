"""A localized article as a page to look at: its own markup through an allow-list, its segments as links.

Whatever stands in an article, only the tags and attributes named here are written, everything else is
text: nothing of it runs, loads or leads anywhere (reliability.md, T4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import unescape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from recto import formats
from recto.commands.previewing import ANY_MARK, BEGIN, END, SEGMENT, Shown, number_of
from recto.formats.frontmatter import front_matter_end
from recto.formats.html_tokens import Kind, Token, attributes, tokens
from recto.model import LEFT_OUT, Unit

TAGS = frozenset(
    "abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del details"
    " dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd li main"
    " mark ol p pre q rp rt ruby s samp section small span strong sub summary sup table tbody td tfoot"
    " th thead time tr u ul var wbr".split()
)
VOID = frozenset("br col hr wbr".split())
INLINE = frozenset(
    "abbr b bdi bdo br cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub"
    " sup time u var wbr".split()
)
ATTRIBUTES = frozenset({"colspan", "dir", "lang", "open", "rowspan", "start"})
DROPPED = frozenset(
    "applet audio canvas datalist embed frame frameset map math meter nav noscript object picture"
    " progress select svg template video".split()
)
"""Elements that go with all that is in them; elements of raw text (script, style, iframe ...) go as well."""
DEEPEST = 100
TEXT_ENDINGS = frozenset({".md", ".markdown", ".mdx", ".html", ".htm", ".txt"})
MARKDOWN = frozenset({".md", ".markdown", ".mdx"})
ROLE_TAGS = {"title": "h1", "quote": "blockquote", "list item": "li", "caption": "figcaption"}

Opening = Callable[[Unit, bool], Markup]
"""A unit, and whether this is its first place -> the opening tag of the link that its text stands in."""


class Page(NamedTuple):
    """``head`` are the units that stand in no text of the article: title, summary, other front matter."""

    head: tuple[Unit, ...]
    body: Markup


def is_text(article: str) -> bool:
    """Tell whether an article's own text is what readers see."""
    return formats.ending_of(article) in TEXT_ENDINGS


def rendered(shown: Shown, opening: Opening) -> Page:
    """Return an article as a page; each segment is an ``<a>`` that ``opening`` begins."""
    writer = _Writer(shown.units, opening)
    ending = formats.ending_of(shown.article)
    if not is_text(shown.article):
        _structure(shown, writer)
    elif ending == ".txt":
        writer.open("pre", {})
        writer.text(shown.text)
    else:
        html = _markdown(shown.text) if ending in MARKDOWN else shown.text
        _html(html, writer)
    body = writer.finished()
    is_head = {"title", "summary"}
    head = tuple(
        unit
        for number, unit in enumerate(shown.units)
        if number not in writer.seen and (unit.role in is_head or unit.role.startswith("meta:"))
    )
    return Page(head, body)


@cache
def _reader() -> MarkdownIt:
    return (
        MarkdownIt("commonmark", {"html": True, "linkify": False, "typographer": False})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
        .use(deflist_plugin)
    )


def _markdown(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return str(_reader().render(text[front_matter_end(text) :]))


def _structure(shown: Shown, writer: _Writer) -> None:
    for role, level, line in shown.lines:
        tag = f"h{min(max(level, 1), 6)}" if role == "heading" else ROLE_TAGS.get(role, "p")
        writer.open(tag, {})
        writer.text(line)
        writer.close(tag)


def _html(text: str, writer: _Writer) -> None:
    gone, depth = "", 0
    for token in tokens(text):
        if gone:
            if token.name == gone and token.kind in (Kind.OPEN, Kind.CLOSE):
                depth += 1 if token.kind is Kind.OPEN else -1
                gone = gone if depth else ""
            continue
        if token.kind is Kind.OPEN and token.name in DROPPED:
            is_alone = token.name in {"embed", "frame"} or text.endswith("/>", token.start, token.end)
            gone, depth = ("", 0) if is_alone else (token.name, 1)
        elif token.kind is Kind.OPEN:
            _open(token, text, writer)
        elif token.kind is Kind.CLOSE:
            writer.close("span" if token.name == "a" else token.name)
        elif token.kind is Kind.TEXT:
            writer.text(unescape(text[token.start : token.end]))
        elif token.kind is Kind.PLACEHOLDER:
            writer.text(text[token.start : token.end])


def _open(token: Token, text: str, writer: _Writer) -> None:
    found = {
        one.name: unescape(text[one.start : one.end]) for one in attributes(text, token.start, token.end)
    }
    if token.name == "a":
        address = ANY_MARK.sub("", found.get("href", ""))
        writer.open("span", {"class": "link", "title": address} if address else {})
    elif token.name == "img":
        said = ANY_MARK.sub("", found.get("alt", ""))
        writer.picture(said, ANY_MARK.sub("", found.get("src", "")))
    elif token.name in TAGS:
        writer.open(token.name, {name: found[name] for name in ATTRIBUTES if name in found})


class _Writer:
    """Writes elements that are closed in their order, whatever the order in which they are asked for."""

    def __init__(self, units: tuple[Unit, ...], opening: Opening) -> None:
        self.seen: set[int] = set()
        self._units, self._opening = units, opening
        self._out: list[Markup] = []
        self._stack: list[str] = []

    def open(self, name: str, found: Mapping[str, str]) -> None:
        """Begin an element; text that is nested deeper than ``DEEPEST`` goes on without it."""
        if name not in INLINE:
            self._close_segment()
        if len(self._stack) >= DEEPEST:
            return
        written = Markup("").join(Markup(' {}="{}"').format(key, text) for key, text in sorted(found.items()))
        self._out.append(Markup("<{}{}>").format(Markup(name), written))  # noqa: S704  # name is of TAGS
        if name not in VOID:
            self._stack.append(name)

    def close(self, name: str) -> None:
        """End the last element of a name, and all in it; one that was never begun ends nothing."""
        if name in self._stack:
            while self._pop() != name:
                pass

    def text(self, text: str) -> None:
        at = 0
        for mark in ANY_MARK.finditer(text):
            self._out.append(escape(text[at : mark.start()]))
            at = mark.end()
            if mark[0] == END:
                self._close_segment()
            elif found := SEGMENT.fullmatch(mark[0]):
                self._begin(number_of(found))
        self._out.append(escape(text[at:]))

    def picture(self, said: str, address: str) -> None:
        """Write what stands for an image: nothing is loaded."""
        name = address.partition("?")[0].rpartition("/")[2][:60] if not address.startswith("data:") else ""
        self._out.append(
            Markup('<span class="picture" role="img" title="{}">{}</span>').format(name, said or name)
        )

    def finished(self) -> Markup:
        """Close what is open and return all that was written."""
        while self._stack:
            self._pop()
        return Markup("").join(self._out)

    def _begin(self, number: int) -> None:
        self._close_segment()
        if number < len(self._units) and len(self._stack) < DEEPEST:
            unit = self._units[number]
            self._out.append(self._opening(unit, number not in self.seen))
            self.seen.add(number)
            self._stack.append(BEGIN)

    def _close_segment(self) -> None:
        if BEGIN in self._stack:
            while self._pop() != BEGIN:
                pass

    def _pop(self) -> str:
        name = self._stack.pop()
        self._out.append(Markup("</a>") if name == BEGIN else Markup("</{}>").format(Markup(name)))  # noqa: S704
        return name


def texts(page_units: tuple[Unit, ...], uses: Callable[[Unit], bool]) -> Iterator[tuple[Unit, str]]:
    """Yield what a page's head shows of each unit: its target if it is used, else its source."""
    for unit in page_units:
        text = unit.target if uses(unit) else unit.source
        if text != LEFT_OUT:
            yield unit, text
