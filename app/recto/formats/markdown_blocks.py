"""The library's Markdown block parser, told to note where each line of a block begins."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

_NEWLINE = re.compile(r"\r\n?|\n")
_NOTED = {
    "table": ["paragraph", "reference"],
    "html_block": ["paragraph", "reference", "blockquote"],
    "heading": ["paragraph", "reference", "blockquote"],
    "lheading": [],
    "paragraph": [],
    "fence": ["paragraph", "reference", "blockquote", "list"],
}
"""Rules whose lines are noted, with the rules that they may interrupt (as the library has them)."""

Rule = Callable[[StateBlock, int, int, bool], bool]


class Parsed(NamedTuple):
    """Block tokens, and what the inline pass must know: reference labels and footnotes.

    ``token.meta["columns"]`` holds, for each line of a table, heading, paragraph or raw HTML, where
    in the line (characters) it begins and ends without the prefixes of its containers.
    """

    tokens: list[Token]
    references: frozenset[str]
    footnotes: frozenset[str]


def parse(text: str) -> Parsed:
    """Parse the blocks of a Markdown text; inline markup is left alone."""
    env: MutableMapping[str, Any] = {}
    idle = tuple(rule for rule, sign in _SIGNS.items() if sign not in text)
    tokens = _parser(idle).parse(text, env)
    _count_children(tokens)
    notes = env.get("footnotes", {}).get("refs", {})
    return Parsed(
        tokens, frozenset(env.get("references", {})), frozenset(label.removeprefix(":") for label in notes)
    )


def _count_children(tokens: list[Token]) -> None:
    """Note how many blocks each list item holds directly, in ``meta["children"]``."""
    items: list[Token] = []
    for token in tokens:
        if items and token.nesting >= 0 and token.type != "inline" and token.level == items[-1].level + 1:
            items[-1].meta["children"] = items[-1].meta.get("children", 0) + 1
        if token.type == "list_item_open":
            items.append(token)
        elif token.type == "list_item_close":
            items.pop()


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
            token.meta["columns"] = [_column(state, line) for line in range(first, state.line)]
            if token.type == "table_open":
                token.meta["width"] = sum(cell.type == "th_open" for cell in state.tokens[count:])
        return True

    return noting_rule


def _column(state: StateBlock, line: int) -> tuple[int, int]:
    begin = state.src.rfind("\n", 0, state.bMarks[line]) + 1
    return state.bMarks[line] + state.tShift[line] - begin, state.eMarks[line] - begin


_SIGNS = {"table": "|", "html_block": "<", "reference": "]:", "footnote_def": "[^"}
"""What a text must hold for a rule to find anything. Rules are asked at each line; idle ones are left out."""


@lru_cache
def _parser(idle: tuple[str, ...]) -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table"]).use(footnote_plugin)
    rules = {rule.name: rule.fn for rule in parser.block.ruler.__rules__}
    for name, interrupts in _NOTED.items():
        parser.block.ruler.at(name, _noting(rules[name]), {"alt": interrupts})
    parser.block.ruler.disable(list(idle))
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser
