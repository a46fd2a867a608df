"""Constructs of other tools in Markdown: shortcodes, attribute lists, MDX tags and expressions.

To the block parser one that goes over several lines is a word in one line, and lines that hold nothing
else are no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.formats.markdown_mdx import ENDLESS, esm_end, expression_end, tag_end

_OPEN = re.compile(r"(?<![`\\])\{(?:\{[<%]?|%)")
_CLOSING = {"{{<": ">}}", "{{%": "%}}", "{{": "}}", "{%": "%}"}
_LONGEST = 8_000
"""Characters that a shortcode may have over several lines; beyond, its end belongs to something else."""
_FENCE = re.compile(
    r"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE
)
_BLANK = re.compile(r"\n[ \t>]*\n")
_PREFIX = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*")
_LINE_END = re.compile(r"[\r\n]")
_JOINT = "\ue000"
"""Stands for the line ends inside a construct while blocks are parsed: no white space, no sign."""

_ONLY = re.compile(
    r"(?:[ \t]*(?:\{\{<(?:[^>]|>(?!\}\}))*+>\}\}|\{\{%(?:[^%]|%(?!\}\}))*+%\}\}"
    r"|\{%(?:[^%]|%(?!\}))*+%\}|\{\{(?:[^}]|\}(?!\}))*+\}\}))+[ \t]*"
    r"|[ \t]*\{(?:[ ]?[#.][^{}\n]*|:[^{}\n]*)\}[ \t]*"
)
ATTRIBUTES = re.compile(r"[ \t]*\{(?:[ ]?[#.][^{}\n]*|:[^{}\n]*)\}$")
"""A list of attributes as kramdown, Pandoc and Python-Markdown write it behind a heading."""
_MDX_SIGN = re.compile(r"[\\`<{\n]")
_TICKS = re.compile("`+")


def joined(text: str, *, is_mdx: bool = False) -> tuple[str, int]:
    """Return the text, as long as before, with the line ends inside constructs of several lines replaced.

    Behind it, where the first construct of MDX begins that is never closed, or -1.
    """
    if is_mdx:
        spans = _mdx_spans(text)
    elif "{{" in text or "{%" in text:
        spans = _shortcodes(text)
    else:
        return text, -1
    out: list[str] = []
    last, unclosed = 0, -1
    for start, end in spans:
        if end == ENDLESS:
            unclosed = start
            continue
        out += (text[last:start], _LINE_END.sub(_JOINT, text[start:end]))
        last = end
    return "".join([*out, text[last:]]) if last else text, unclosed


def is_only_constructs(line: str, *, is_mdx: bool = False) -> bool:
    """Tell whether a line holds nothing but shortcodes, or but an attribute list; in MDX tags and such.

    >>> is_only_constructs("{{% /notice %}}"), is_only_constructs("{{ name }} came")
    (True, False)
    """
    if not is_mdx:
        return "{" in line and _ONLY.fullmatch(line) is not None
    at = 0
    line = line.strip()
    while at < len(line):
        if line[at] in " \t":
            at += 1
            continue
        end = _mdx_end(line, at)
        if end < 0:
            return False
        at = end
    return bool(line)


def _mdx_end(text: str, at: int) -> int:
    if text[at] == "{":
        return expression_end(text, at)
    if text.startswith("<!--", at):
        end = text.find("-->", at)
        return end + 3 if end >= 0 else ENDLESS
    return tag_end(text, at) if text[at] == "<" else -1


def _shortcodes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of shortcodes that go over several lines, in order."""
    ends: dict[str, int] = {}
    at = 0
    while found := _OPEN.search(text, at):
        opening, at = found.group(), found.end()
        closing = _CLOSING[opening]
        if ends.get(closing, -1) < at:
            place = text.find(closing, at)
            ends[closing] = place if place >= 0 else len(text) + _LONGEST
        end = ends[closing]
        if end - at > _LONGEST or text.find(opening, at, end) >= 0:
            continue
        if _LINE_END.search(text, at, end) and _holds(text, found.start(), end, opening):
            yield found.start(), end + len(closing)
            at = end + len(closing)


def _holds(text: str, start: int, end: int, opening: str) -> bool:
    """Tell whether a shortcode may go on over these lines.

    There is no fence in it, and no blank line unless it begins its own line.
    """
    inside = text[start:end].replace("\r\n", "\n").replace("\r", "\n")
    if _FENCE.search(inside):
        return False
    if not _BLANK.search(inside):
        return True
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    return opening != "{{" and _PREFIX.fullmatch(text, line, start) is not None


def _mdx_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of tags, expressions and ESM that go over several lines, fences and code left out.

    One that is never closed ends at ``ENDLESS``.
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    at, broken = 0, ""
    while at < len(text):
        if fence := _FENCE.match(text, at):
            at = _fence_end(text, fence)
            continue
        end = esm_end(text, at) if text[at] in "ie" and _follows_blank_line(text, at) else -1
        if end > at:
            yield at, end
            at = end + 1
            continue
        line_end = text.find("\n", at)
        line_end = len(text) if line_end < 0 else line_end
        while at < line_end and (found := _MDX_SIGN.search(text, at, line_end)):
            sign, start = found.group(), found.start()
            at = found.end() + (sign == "\\")
            if sign == "`":
                at = _code_end(text, start)
            elif sign not in {"\\", *broken}:
                end = _mdx_end(text, start)
                if end > line_end:
                    yield start, end
                elif end == ENDLESS:
                    yield start, ENDLESS
                    broken = "{<"  # no MDX from here on: to look for it again and again takes quadratic time
                at = max(at, end)
        if at <= line_end:
            at = line_end + 1


def _follows_blank_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, max(0, at - 1)) + 1 : at].strip()


def _fence_end(text: str, fence: re.Match[str]) -> int:
    sign = fence["fence"]
    closing = re.compile(rf"^[ \t>]*{re.escape(sign)}{re.escape(sign[0])}*[ \t]*$", re.MULTILINE)
    line = text.find("\n", fence.end())
    found = closing.search(text, line + 1) if line >= 0 else None
    return len(text) if found is None else found.end() + 1


def _code_end(text: str, start: int) -> int:
    """Return where a code span ends, in its paragraph; where its backticks end if it is none."""
    ticks = _TICKS.match(text, start)
    width = ticks.end() - start if ticks else 1
    blank = text.find("\n\n", start, start + _LONGEST)
    stop = blank if blank >= 0 else start + _LONGEST
    closing = re.compile(rf"(?<!`)`{{{width}}}(?!`)").search(text, start + width, stop)
    return closing.end() if closing else start + width
