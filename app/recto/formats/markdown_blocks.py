"""The library's Markdown block parser, told to note where each line of a block stands in the article."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from recto.formats.markdown_containers import add_rules, idle_rules
from recto.formats.markdown_parser import Rule, State, Walk, prose, setext, span

_NEWLINE = re.compile(r"\r\n?|\n")
_BREAK = re.compile(r"(?:[*_-][ \t]*){3}")
_NOTED = ("table", "html_block", "heading", "fence", "reference")
"""Rules of the library whose lines are noted."""


class Parsed(NamedTuple):
    """Block tokens, where the article's lines begin, and what the inline pass must know.

    ``token.meta["spans"]`` holds, for each line of a table, heading, paragraph, term, definition of a
    reference or raw HTML, where in the article it begins and ends without the prefixes of its
    containers. Definitions that count have ``token.hidden`` false.
    """

    tokens: list[Token]
    starts: list[int]
    references: dict[str, str]
    """Normalized label -> address."""
    footnotes: frozenset[str]


def parse(text: str, at: int = 0, *, is_mdx: bool = False, is_commonmark: bool = False) -> Parsed:
    """Parse the blocks of a Markdown text that begins at ``at``; inline markup is left alone.

    ``is_commonmark``: what is indented below ``!!! note`` is code.
    """
    starts: list[int] = []
    if "\r" in text:
        starts = [at + place for place in line_starts(text)]
        text = _NEWLINE.sub("\n", text)
    idle = [rule for rule, sign in _SIGNS.items() if sign not in text]
    idle += idle_rules(text)
    idle += _NOT_IN_MDX if is_mdx else _ONLY_IN_MDX
    if is_commonmark and "admonition" not in idle:
        idle.append("admonition")
    env: dict[str, Any] = {}
    parser = _parser(tuple(idle))
    state = State(text.replace("\0", "\ufffd"), parser, env)
    starts = starts or [at + begin for begin in state.bMarks]
    env["shifts"] = [start - begin for start, begin in zip(starts, state.bMarks, strict=False)]
    parser.block.tokenize(state, 0, state.lineMax)
    tokens = state.tokens
    references = env.get("references", {})
    if references:
        for token in tokens:
            if token.type == "definition":
                token.hidden = references[token.meta["id"]]["map"] != token.map
    notes = env.get("footnotes", {}).get("refs", {})
    return Parsed(
        tokens,
        starts,
        {label: found["href"] for label, found in references.items()},
        frozenset(label.removeprefix(":") for label in notes),
    )


def line_starts(text: str) -> list[int]:
    """Return the offsets at which the lines of a text begin, as the library counts lines."""
    return [0, *(found.end() for found in _NEWLINE.finditer(text))]


def _noting(rule: Rule) -> Rule:
    def noting_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        count = len(state.tokens)
        if not rule(state, first, last, silent):
            return False
        if not silent:
            token = state.tokens[count]
            token.map = token.map or [first, state.line]
            token.meta["spans"] = [span(state, line) for line in range(first, state.line)]
            if token.type == "table_open":
                token.meta["width"] = sum(cell.type == "th_open" for cell in state.tokens[count:])
        return True

    return noting_rule


def _indented(code: Rule) -> Rule:
    """Return the rule for code, asked only where there is an indent."""

    def indented_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        return state.sCount[first] - state.blkIndent >= 4 and code(state, first, last, silent)

    return indented_rule


def _drawn(hr: Rule) -> Rule:
    """Return the rule for thematic breaks, asked only where three of their signs stand together."""

    def drawn_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        at = state.bMarks[first] + state.tShift[first]
        return bool(_BREAK.match(state.src, at)) and hr(state, first, last, silent)

    return drawn_rule


def _ruled(table: Rule) -> Rule:
    """Return the rule for tables, asked only above a line that begins as the one below a table's head."""

    def ruled_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        at = state.bMarks[first + 1] + state.tShift[first + 1]
        return state.src[at : at + 1] in "|-:" and table(state, first, last, silent)

    return ruled_rule


_SIGNS = {"table": "|", "html_block": "<", "reference": "]:", "footnote_def": "[^"}
"""What a text must hold for a rule to find anything. Rules are asked at each line; idle ones are left out."""

_NOT_IN_MDX = ("code", "html_block", "markdown_in_html")
_ONLY_IN_MDX = ("esm",)


@lru_cache(maxsize=256)
def _parser(idle: tuple[str, ...]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"inline_definitions": True}).enable(["table"]).use(footnote_plugin)
    add_rules(parser)
    ruler = parser.block.ruler
    rules = {rule.name: rule for rule in ruler.__rules__}
    own = {name: _noting(rules[name].fn) for name in _NOTED}
    own |= {"table": _ruled(own["table"]), "code": _indented(rules["code"].fn), "hr": _drawn(rules["hr"].fn)}
    own |= {"lheading": setext, "paragraph": prose}
    for name, rule in own.items():
        ruler.at(name, rule, {"alt": rules[name].alt})
    if "deflist" in idle:
        idle = (*idle, "lheading")
    ruler.disable(list(idle))
    parser.block = Walk(ruler, parser.options.maxNesting)
    return parser
