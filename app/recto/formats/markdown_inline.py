"""Inline Markdown with its places: the pieces of a paragraph, by the rules of CommonMark and GFM.

The parser of the library tells what a paragraph is but not where its codes stand, so the codes are
found here; its rules for emphasis, link targets and HTML tags are used as they are. What the big
site generators read beside Markdown (placeholders, attribute lists, emoji by name) are codes too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.common.html_re import HTML_TAG_RE

from recto.formats.markdown_brackets import Brackets, Labels, Spellers, place
from recto.formats.markdown_emphasis import Emphases
from recto.formats.markdown_marks import Marks
from recto.formats.markdown_mdx import expression_end, tag_end
from recto.formats.markdown_places import (
    attributes_end,
    closing_attributes,
    emoji_end,
    has_emoji,
    placeholder_hint,
)
from recto.formats.markdown_syntax import USUAL_SYNTAX, Syntax, tag_reading
from recto.formats.markdown_tags import jsx_mark, pair_tags, tag_mark
from recto.formats.window import Window
from recto.inline import finish, plain
from recto.model import CodeKind, Piece, Text

__all__ = ["Labels", "Scanner", "Spellers", "scan"]

_SPECIAL = re.compile(r"[\\`*_\[\]<&~{\n]")
_SPECIAL_WITH_COLON = re.compile(r"[\\`*_\[\]<&~{\n:]")
_REMARKABLE = re.compile(r"[\\`*_\[\]<&~{\n:@\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What text without markup, addresses, handles, emoji and controls has none of."""
_AUTOLINK = re.compile(
    r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^<>\x00-\x20]*|[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*)>"
)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\]")
_TAG_CHARS = 4000
"""How long a tag may be; keeps the search linear."""
_UNCLOSED = 8
"""Expressions and tags of MDX that may turn out not to be any; beyond, a text is no MDX."""
_ENDINGS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>", "<!": ">", "<%": "%>"}
"""What begins with ``<`` and is no tag, longest beginning first: its end."""
_DECLARATION = re.compile(r"<![A-Za-z]")


class Scanner:
    """One pass over the content of a block; ``pieces()`` joins to its bytes."""

    def __init__(
        self, window: Window, labels: Labels, spellers: Spellers, syntax: Syntax = USUAL_SYNTAX
    ) -> None:
        self.window = window
        self.content = window.content
        self.labels = labels
        self.syntax = syntax
        self.marks = Marks(window)
        self._emphases = Emphases(self.content)
        self._brackets = Brackets(self.marks, self._emphases, labels, spellers, syntax)
        self._backticks: dict[int, list[int]] | None = None
        self._missing: set[str] = set()
        """Ends that are known not to come any more."""
        self._unclosed = 0
        self._has_tags = False
        self._closing = -1 if syntax.is_mdx else closing_attributes(self.content)

    def pieces(self) -> tuple[Piece, ...]:
        """Return the pieces of the whole content."""
        special = _SPECIAL_WITH_COLON if has_emoji(self.content) else _SPECIAL
        at = 0
        while sign := special.search(self.content, at):
            at = _RULES[sign.group()](self, sign.start(), sign.end())
        self._brackets.emphasize(0)
        marks = self.marks
        found = marks.found
        found.sort(key=place)
        if self._has_tags and any(mark.tag for mark in found):
            found, _ = pair_tags(found, marks.pairs, self.window.raw, tag_reading(self.syntax))
        pieces = marks.between(0, len(self.content), found)
        return finish(pieces) if _may_be_marked(self.content) else tuple(pieces)

    # The rules: each takes the span that the search found and returns where to go on.

    def _escape(self, start: int, _: int) -> int:
        return self.marks.escape(start)

    def _entity(self, start: int, _: int) -> int:
        return self.marks.entity(start)

    def _line_end(self, start: int, end: int) -> int:
        while self.content[start - 1 : start] == " ":
            start -= 1
        if end - start >= 3:
            while self.content[start - 1 : start] in ("\t", " "):  # a blank would be its own
                start -= 1
            return self.marks.line_break(start, end)
        return end

    def _code_span(self, start: int, _: int) -> int:
        content, end = self.content, start + 1
        close = content.find("`", end)
        if close <= end or content.startswith("`", close + 1):  # runs of several, or none that closes
            while content.startswith("`", end):
                end += 1
            close = self._closing_run(end, end - start)
            if close < 0:
                return end
        a, b = end, close
        if content[a] in " \n" and content[b - 1] in " \n" and content[a:b].strip(" \n"):
            a, b = end + 1, close - 1
        last = self._with_attributes(close + (end - start))
        self.marks.protected(start, a, b, last, "code")
        return last

    def _closing_run(self, at: int, width: int) -> int:
        """Return where the next run of so many backticks begins; -1: there is none."""
        if self._backticks is None:
            self._backticks = {}
            for run in reversed(list(re.finditer("`+", self.content))):
                self._backticks.setdefault(len(run.group()), []).append(run.start())
        runs = self._backticks.get(width, [])
        while runs and runs[-1] < at:
            runs.pop()
        return runs[-1] if runs else -1

    def _with_attributes(self, at: int) -> int:
        """Return where the attribute list behind a code that ends at ``at`` ends."""
        if self.syntax.is_mdx or self.content[at : at + 1] != "{":
            return at
        return attributes_end(self.content, at)

    def _emphasis_run(self, start: int, _: int) -> int:
        end = self._emphases.add(start)
        return self._with_attributes(end) if self.content[end : end + 1] == "{" else end

    def _bracket(self, start: int, end: int) -> int:
        if self.labels.footnotes and self.content[end : end + 1] == "^":
            note = _FOOTNOTE.match(self.content, start)
            if note and note[1] in self.labels.footnotes and not self._follows_sign(start):
                self.marks.code(CodeKind.SINGLE, start, note.end(), f"footnote {note[1]}")
                return note.end()
        self._brackets.open(start)
        return end

    def _follows_sign(self, start: int) -> bool:
        return self.content[start - 1 : start] == "!" and not self.marks.ends_at(start)

    def _close_bracket(self, start: int, _: int) -> int:
        return self._brackets.close(start)

    def _angle(self, start: int, end: int) -> int:
        following = self.content[end : end + 1]
        if following in "!?%" and following:
            last = self._kept_end(start)
        elif self.syntax.is_mdx:
            return self._jsx(start, end)
        elif link := _AUTOLINK.match(self.content, start):
            last = self._with_attributes(link.end())
            self.marks.protected(start, end, link.end() - 1, last, f"address {link[1]}")
            return last
        else:
            tag = HTML_TAG_RE.match(self.marks.masked, start, start + _TAG_CHARS)
            last = tag.end() if tag else 0
        if not last:
            return end
        self._has_tags = True
        self.marks.found.append(tag_mark(self.window, start, last, tag_reading(self.syntax)))
        return last

    def _kept_end(self, start: int) -> int:
        """Return where a comment, a declaration or code for the server ends; 0 if there is none."""
        for short in ("<!-->", "<!--->"):
            if self.content.startswith(short, start):
                return start + len(short)
        sign = next(sign for sign in (*_ENDINGS, "") if self.content.startswith(sign, start))
        if not sign or sign in self._missing:
            return 0
        if sign == "<!" and not _DECLARATION.match(self.content, start):
            return 0
        last = self.content.find(_ENDINGS[sign], start + len(sign))
        if last < 0:
            self._missing.add(sign)
            return 0
        return last + len(_ENDINGS[sign])

    def _jsx(self, start: int, end: int) -> int:
        if self.content[end : end + 1] in {" ", "\t", "\n", ""} or self._unclosed > _UNCLOSED:
            return end
        last = tag_end(self.content, start)
        if last < 0:
            self._unclosed += 1
            return end
        self._has_tags = True
        self.marks.found.append(jsx_mark(self.window, start, last, tag_reading(self.syntax)))
        return last

    def _brace(self, start: int, end: int) -> int:
        if self.syntax.is_mdx:
            return self._expression(start, end)
        after = self.marks.placeholder(start)
        if after > end:
            return after
        is_list = start == self._closing or self.content[end : end + 1] == ":"
        if is_list and (after := attributes_end(self.content, start)) > start:
            hint = "heading id" if self.content[end : end + 1] == "#" else "attributes"
            self.marks.code(CodeKind.SINGLE, start, after, hint)
            return after
        return end

    def _expression(self, start: int, end: int) -> int:
        last = expression_end(self.content, start) if self._unclosed <= _UNCLOSED else -1
        if last < 0:
            self._unclosed += 1
            return end
        self.marks.code(CodeKind.SINGLE, start, last, placeholder_hint(self.content[start:last]))
        return last

    def _colon(self, start: int, end: int) -> int:
        last = emoji_end(self.content, start)
        if last == start:
            return end
        last = self._with_attributes(last)
        self.marks.code(CodeKind.SINGLE, start, last, f"emoji {self.content[start:last][:40]}")
        return last


_RULES: dict[str, Callable[[Scanner, int, int], int]] = {
    "\\": Scanner._escape,
    "`": Scanner._code_span,
    "*": Scanner._emphasis_run,
    "_": Scanner._emphasis_run,
    "~": Scanner._emphasis_run,
    "[": Scanner._bracket,
    "]": Scanner._close_bracket,
    "<": Scanner._angle,
    "&": Scanner._entity,
    "\n": Scanner._line_end,
    "{": Scanner._brace,
    ":": Scanner._colon,
}


def _may_be_marked(content: str) -> bool:
    """Tell whether ``finish`` may find addresses, handles or what looks like a code, however spelled."""
    return (
        "@" in content
        or "<" in content
        or "&" in content
        or "://" in content
        or "www." in content
        or "mailto:" in content
    )


def scan(
    window: Window, labels: Labels, spellers: Spellers, syntax: Syntax = USUAL_SYNTAX
) -> tuple[Piece, ...]:
    """Return the pieces of a block's content."""
    content = window.content
    if window.is_plain and not _REMARKABLE.search(content):
        if content and "  " not in content and "www." not in content:
            return (Text(content, content),)
        return finish(plain(content))
    if window.is_plain and not _SPECIAL.search(content) and not has_emoji(content):
        return finish(plain(content))
    return Scanner(window, labels, spellers, syntax).pieces()
