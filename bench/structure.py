"""What a document is made of, its structure and its prose, as independent parsers read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

DOT = "\u0323"
"""Stands behind each vowel of a pseudo-translation: letters are changed, and no markup is."""
VOWELS = re.compile("[aeiouAEIOU]")
KEPT = re.compile(
    r"""</?\d+/?> | <[^<>]*> | `+[^`]*`+ | (?:https?|ftp|mailto):[^\s<>"')\]]+ | www\.[^\s<>"')\]]+
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | (?<!\w)[@\#]\w+ | \{\{.*?\}\} | \{%.*?%\} | \{[\#.:][^{}]*\}
    | \]\([^)]*\) | \]\[[^\]]*\] | ^\s*\[[^\]]+\]:.*$ | &\#?\w+; | \\.""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
"""Markup as it stands in the units of some tools; a translator leaves it alone."""
TEXTS = frozenset({"alt", "title", "placeholder", "aria-label", "content"})

Read = tuple[list[object], str]
"""Structure, and prose."""


def pseudo(text: str) -> str:
    """Return a unit's text with a dot below each vowel outside of markup."""
    out, last = [], 0
    for found in KEPT.finditer(text):
        out += [VOWELS.sub(rf"\g<0>{DOT}", text[last : found.start()]), found[0]]
        last = found.end()
    return "".join([*out, VOWELS.sub(rf"\g<0>{DOT}", text[last:])])


ALONE = re.compile(
    r"""(?:https?|ftp|mailto):\S+ | www\.\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | (?<!\w)@\w+
    | \{\{.*?\}\} | \{%.*?%\} | \{[\#.:][^{}\n]*\} | ^\s*(?:!!!|:::|\+\+\+).*$""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
"""Text that nobody is to translate: addresses, handles, placeholders, marks of site generators."""


def reached(prose: str) -> tuple[int, int]:
    """Return how many vowels of a prose carry the dot, and how many it has."""
    prose = ALONE.sub(" ", prose)
    return len(re.findall(f"[aeiouAEIOU]{DOT}", prose)), len(VOWELS.findall(prose))


def read_markdown(text: str) -> Read:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(front_matter_plugin)
    shape: list[object] = []
    prose: list[str] = []
    for token in parser.parse(text):
        shape.append(
            (
                token.type,
                token.tag,
                token.info,
                token.content if token.type in {"fence", "code_block"} else "",
            )
        )
        if token.type == "html_block":
            inner, words = read_html(token.content)
            shape.append(inner)
            prose.append(words)
        for child in token.children or ():
            if child.type not in {"text", "softbreak"}:
                kept = child.content if child.type in {"code_inline", "html_inline"} else ""
                shape.append((child.type, child.tag, child.attrGet("href"), child.attrGet("src"), kept))
            elif child.type == "text":
                prose.append(child.content)
    return shape, "\n".join(prose)


def read_html(text: str) -> Read:
    page = _Page()
    page.feed(text)
    page.close()
    return page.shape, "\n".join(page.prose)


def read_plain(text: str) -> Read:
    """Read plain text; its structure is its paragraphs, by how their first lines are indented or marked."""
    paragraphs = re.split(r"\n[ \t>]*\n", text)
    return [re.match(r"[\s>]*", paragraph)[0] for paragraph in paragraphs if paragraph.strip()], text  # type: ignore[index]


READERS: dict[str, Callable[[str], Read]] = {".md": read_markdown, ".html": read_html, ".txt": read_plain}
"""File name ending -> reader."""


class _Page(HTMLParser):
    """Tags with their attributes in order; texts that a reader sees."""

    HIDDEN = frozenset({"code", "kbd", "pre", "samp", "script", "style", "svg", "math", "textarea", "var"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: list[object] = []
        self.prose: list[str] = []
        self._hidden = 0
        self._open: list[str] = []
        self._kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append((tag, tuple(pair for pair in attrs if pair[0] not in TEXTS)))
        kept = tag in self.HIDDEN or ("translate", "no") in attrs
        if kept and tag not in self._kept:
            self._kept.append(tag)
        self._hidden = len(self._kept)
        if tag == "pre":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.shape.append(f"/{tag}")
        if tag in self._kept:
            self._kept.remove(tag)
        self._hidden = len(self._kept)
        if tag == "pre" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            is_laid_out = "pre" in self._open
            self.shape.append(data if is_laid_out else " ".join(data.split()))
        else:
            self.prose.append(data)
