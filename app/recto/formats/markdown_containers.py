"""Block rules beyond CommonMark: admonitions, containers, alerts, definition lists, ESM.

Each is a rule for the library's block parser. Lines that are only a mark of such a block are kept; a
title in them is a token ``title`` with its place in ``meta["spans"]`` and in ``meta["place"]`` how it
is written: on a ``line``, or as an ``alt`` text between square brackets.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, list_block, reference
from mdit_py_plugins.deflist import deflist_plugin

from recto.formats.markdown_parser import Rule, span

_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?)[ ]?(?:[\w-]+(?:[ ]+[\w-]+)*)?(?:[ ]+\"(?P<title>.*)\"|(?<=[\w-]))[ \t]*"
    r"|={3}[!+]{0,2}[ ]+\"(?P<tab>.*)\"[ \t]*"
)
"""Python-Markdown's and its extensions': notes, notes that fold, and tabs."""
_FENCE = re.compile(
    r":{3,}[ \t]*(?:[A-Za-z][\w.:-]*|(?P<directive>\{[A-Za-z][\w:-]*\})|\{[^{}]*\})?"
    r"(?:\[(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*+)\])?(?:\{[^{}]*\})?(?:(?=[ \t:])(?P<title>.*))?"
)
"""Containers of Docusaurus, VitePress, MyST and Pandoc: name, ``[label]``, attributes, title."""
_TITLED = frozenset(
    "admonition attention caution danger dropdown error hint important note seealso tab-item tip topic"
    " warning".split()
)
"""MyST's directives whose argument is a title; those of others are file names and the like."""
_FIELD = re.compile(r":[\w-]+:(?:[ \t].*)?")
_ALERT = re.compile(r"\[![A-Za-z][\w -]*\][+-]?(?P<title>[ \t].*)?")
_DEFINITION = re.compile(r"\n[ \t>]*[:~][ \t]")
_MARKDOWN_TAG = re.compile(r"<[a-z][^<>\n]* markdown[ =>]")
_TAG = re.compile(r"<[a-z][\w-]*(?P<attributes>[ ][^<>]*)>[ \t]*")
_MARKDOWN = re.compile(r"[ ]markdown(?:=[\"']?(?:1|block|true)[\"']?)?(?=[ ]|$)")

_SIGNS = {
    "admonition": ("!!!", "???", "==="),
    "container": (":::",),
    "alert": ("[!",),
}


def idle_rules(text: str) -> list[str]:
    """Return the rules of this module that can find nothing in a text, its line ends ``\\n``."""
    idle = [rule for rule, signs in _SIGNS.items() if not any(sign in text for sign in signs)]
    if not _DEFINITION.search(text):
        idle += ("terms", "deflist")
    if " markdown" not in text or not _MARKDOWN_TAG.search(text):
        idle.append("markdown_in_html")
    return idle


def add_rules(parser: MarkdownIt) -> None:
    """Teach a parser the rules of this module."""
    nowhere: RuleOptionsType = {"alt": []}
    anywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.use(deflist_plugin)
    ruler = parser.block.ruler
    deflist = next(rule.fn for rule in ruler.__rules__ if rule.name == "deflist")
    ruler.at("deflist", _noting_terms(deflist), {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.before("deflist", "terms", _terms, nowhere)
    ruler.before("fence", "admonition", _admonition, anywhere)
    ruler.before("fence", "container", _container, anywhere)
    ruler.before("fence", "alert", _alert, nowhere)
    ruler.before("table", "esm", _esm, nowhere)
    ruler.before("html_block", "markdown_in_html", _markdown_in_html, anywhere)


def _match(pattern: re.Pattern[str], state: StateBlock, line: int) -> re.Match[str] | None:
    if state.is_code_block(line):
        return None
    return pattern.fullmatch(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _title(state: StateBlock, line: int, found: re.Match[str], group: str, place: str) -> None:
    """Add the title that a group of the match holds, if it holds any."""
    title = found[group]
    if title and found.re is _FENCE and group == "title":
        title = _bare(title)
    if not title or not title.strip():
        return
    start = found.start(group) + state.env["shifts"][line]
    indent = len(title) - len(title.lstrip(" \t"))
    token = state.push("title", "", 0)
    token.map = [line, line + 1]
    token.meta = {"spans": [(start + indent, start + len(title.rstrip(" \t")))], "place": place}


def _bare(title: str) -> str:
    """Return what stands behind a container's name without attributes and colons at the end."""
    title = title.rstrip(" \t")
    if not title.strip(": \t"):
        return ""
    if title.endswith(":") and title.rstrip(":").endswith("}"):
        title = title.rstrip(":")
    opening = title.rfind("{")
    if title.endswith("}") and opening >= 0 and title[opening - 1 : opening] != "\\":
        title = title[:opening]
    return title


def _admonition(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    found = _match(_ADMONITION, state, first)
    if found is None:
        return False
    if silent:
        return True
    _title(state, first, found, "tab" if found["tab"] else "title", "line")
    indent = state.blkIndent + 4
    end = first + 1
    while end < last and (state.isEmpty(end) or state.sCount[end] >= indent):
        end += 1
    kept = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = indent, end, "admonition"
    state.push("admonition_open", "div", 1)
    state.md.block.tokenize(state, first + 1, end)
    state.push("admonition_close", "div", -1)
    state.blkIndent, state.lineMax, state.parentType = kept
    state.line = end
    return True


def _container(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Keep the line that begins or ends a container; what stands between is Markdown as anywhere."""
    found = _match(_FENCE, state, first)
    if found is None:
        return False
    if silent:
        return True
    state.line = first + 1
    directive = found["directive"]
    if directive:
        while state.line < last and _match(_FIELD, state, state.line):
            state.line += 1
    if found["label"]:
        _title(state, first, found, "label", "alt")
    if not directive or directive[1:-1] in _TITLED:
        _title(state, first, found, "title", "line")
    return True


def _alert(state: StateBlock, first: int, _last: int, silent: bool) -> bool:
    if silent or not state.tokens or state.tokens[-1].type != "blockquote_open":
        return False
    found = _match(_ALERT, state, first)
    if found is None:
        return False
    _title(state, first, found, "title", "line")
    state.line = first + 1
    return True


def _esm(state: StateBlock, first: int, _last: int, silent: bool) -> bool:
    if silent or state.level or state.tShift[first] or state.bMarks[first] != _line_start(state, first):
        return False
    if not state.src.startswith(ESM, state.bMarks[first]):
        return False
    state.line = first + 1
    return True


ESM = tuple(f"{word}{sign}" for word in ("import", "export") for sign in " {*\"'")
"""What lines begin with that are imports or exports of MDX."""


def _line_start(state: StateBlock, line: int) -> int:
    return state.src.rfind("\n", 0, state.bMarks[line]) + 1


def _markdown_in_html(state: StateBlock, first: int, _last: int, silent: bool) -> bool:
    """Keep a tag that says that Markdown stands in its element, instead of all up to the blank line."""
    found = _match(_TAG, state, first)
    if found is None or not _MARKDOWN.search(found["attributes"]):
        return False
    if silent:
        return True
    token = state.push("html_block", "", 0)
    token.map = [first, first + 1]
    token.meta = {"spans": [span(state, first)]}
    state.line = first + 1
    return True


def _noting_terms(deflist: Rule) -> Rule:
    def noting_deflist(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        count = len(state.tokens)
        if not deflist(state, first, last, silent):
            return False
        for token in state.tokens[count:]:
            if token.type == "dt_open" and token.map and "spans" not in token.meta:
                token.meta["spans"] = [span(state, token.map[0])]
        return True

    return noting_deflist


def _terms(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Take the terms in front of the last one, if several in a row share a definition."""
    if silent or state.is_code_block(first):
        return False
    stops = state.md.block.ruler.getRules("paragraph")
    end = first + 1
    while True:
        if end >= last or state.isEmpty(end) or state.sCount[end] < state.blkIndent:
            return False
        if state.src[state.bMarks[end] + state.tShift[end]] in ":~" and _match(_DEFINED, state, end):
            break
        if any(stop(state, end, last, True) for stop in stops):
            return False
        end += 1
    if _begins_otherwise(state, end - 1, last):
        return False
    for line in range(first, end - 1):
        state.push("dt_open", "dt", 1).map = [line, line]
        state.tokens[-1].meta["spans"] = [span(state, line)]
        inline = state.push("inline", "", 0)
        inline.content = state.src[slice(state.bMarks[line] + state.tShift[line], state.eMarks[line])].strip()
        state.push("dt_close", "dt", -1)
    state.line = end - 1
    return end - 1 > first


def _begins_otherwise(state: StateBlock, line: int, last: int) -> bool:
    """Tell whether a line that may be the last term is read as something else by a rule that comes first.

    In the middle of a paragraph such a line is none of these: an empty list item, a reference's definition.
    """
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    if text.startswith("["):
        return reference(state, line, last, True)
    kept, state.parentType = state.parentType, "root"
    is_item = list_block(state, line, last, True)
    state.parentType = kept
    return is_item


_DEFINED = re.compile(r"[:~][ \t]+\S.*")
