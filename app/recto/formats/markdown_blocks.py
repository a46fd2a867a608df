"""The library's Markdown block parser, told to note where each line of a block begins."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from recto.formats.markdown_containers import Rule, add_rules, column, idle_rules

_NEWLINE = re.compile(r"\r\n?|\n")
_NOTED = {
    "table": ["paragraph", "reference"],
    "html_block": ["paragraph", "reference", "blockquote"],
    "heading": ["paragraph", "reference", "blockquote"],
    "lheading": [],
    "paragraph": [],
    "fence": ["paragraph", "reference", "blockquote", "list"],
    "reference": [],
}
"""Rules whose lines are noted, with the rules that they may interrupt (as the library has them)."""


class Parsed(NamedTuple):
    """Block tokens, and what the inline pass must know: reference labels and footnotes.

    ``token.meta["columns"]`` holds, for each line of a table, heading, paragraph, term, definition of a
    reference or raw HTML, where in the line (characters) it begins and ends without the prefixes of its
    containers. Definitions that count have ``token.hidden`` false.
    """

    tokens: list[Token]
    references: dict[str, str]
    """Normalized label -> address."""
    footnotes: frozenset[str]


def parse(text: str, *, is_mdx: bool = False, is_commonmark: bool = False) -> Parsed:
    """Parse the blocks of a Markdown text; inline markup is left alone.

    ``is_commonmark``: what is indented below ``!!! note`` is code.
    """
    env: MutableMapping[str, Any] = {}
    text = _NEWLINE.sub("\n", text) if "\r" in text else text
    idle = [rule for rule, sign in _SIGNS.items() if sign not in text]
    idle += idle_rules(text)
    idle += _NOT_IN_MDX if is_mdx else _ONLY_IN_MDX
    if is_commonmark and "admonition" not in idle:
        idle.append("admonition")
    tokens = _parser(tuple(idle)).parse(text, env)
    _count_children(tokens)
    references = env.get("references", {})
    for token in tokens:
        if token.type == "definition":
            token.hidden = references[token.meta["id"]]["map"] != token.map
    notes = env.get("footnotes", {}).get("refs", {})
    return Parsed(
        tokens,
        {label: found["href"] for label, found in references.items()},
        frozenset(label.removeprefix(":") for label in notes),
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
            token.meta["columns"] = [column(state, line) for line in range(first, state.line)]
            if token.type == "table_open":
                token.meta["width"] = sum(cell.type == "th_open" for cell in state.tokens[count:])
        return True

    return noting_rule


def _at_sign(rule: Rule, signs: str) -> Rule:
    """Return a rule that is asked only where a line's first character can begin its block.

    The library asks each rule at each line of each paragraph, twice.
    """

    def rule_at_sign(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        at = state.bMarks[first] + state.tShift[first]
        return state.src[at : at + 1] in signs and rule(state, first, last, silent)

    return rule_at_sign


_BEGINS = {
    "admonition": "!?=",
    "alert": "[",
    "blockquote": ">",
    "container": ":",
    "fence": "`~",
    "footnote_def": "[",
    "heading": "#",
    "hr": "*-_",
    "html_block": "<",
    "list": "*-+0123456789",
    "markdown_in_html": "<",
    "reference": "[",
}
"""Rule -> the characters that a line of its block begins with, behind the marks of containers."""

_SIGNS = {"table": "|", "html_block": "<", "reference": "]:", "footnote_def": "[^"}
"""What a text must hold for a rule to find anything. Rules are asked at each line; idle ones are left out."""

_NOT_IN_MDX = ("code", "html_block", "markdown_in_html")
_ONLY_IN_MDX = ("esm",)


@lru_cache(maxsize=256)
def _parser(idle: tuple[str, ...]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"inline_definitions": True}).enable(["table"]).use(footnote_plugin)
    add_rules(parser)
    rules = {rule.name: rule.fn for rule in parser.block.ruler.__rules__}
    alternatives = {rule.name: rule.alt for rule in parser.block.ruler.__rules__}
    for name, interrupts in _NOTED.items():
        alternatives[name] = interrupts
        rules[name] = _noting(rules[name])
    for name, signs in _BEGINS.items():
        rules[name] = _at_sign(rules[name], signs)
    for name in _NOTED.keys() | _BEGINS.keys():
        parser.block.ruler.at(name, rules[name], {"alt": alternatives[name]})
    parser.block.ruler.disable(list(idle))
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser
