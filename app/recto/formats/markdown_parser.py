"""The walk of the block parser: which of the library's rules are asked at a line, and what they leave.

The library asks all its rules at each line, and it makes tokens for a renderer. Here only the rules are
asked whose blocks can begin with the line's first character, and prose is one token that tells where
its lines stand in the article.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from itertools import accumulate
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

Rule = Callable[[StateBlock, int, int, bool], bool]
Span = tuple[int, int]

BEGINS = {
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

_STOPS = {**BEGINS, "deflist": ":~"}
"""The same where a rule is only asked whether its block ends another one."""


class LightToken(Token):
    """A token with what somebody reads, and no more."""

    __slots__ = ()

    def __init__(self, kind: str, tag: str, nesting: Literal[-1, 0, 1]) -> None:
        self.type = kind
        self.tag = tag
        self.nesting = nesting
        self.level = 0
        self.map: list[int] | None = None
        self.content = self.markup = self.info = ""
        self.meta: dict[Any, Any] = {}
        self.hidden = False


class State(StateBlock):
    """The lines of a text, as the library's rules take them."""

    def __init__(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any]) -> None:
        """Take a text whose line ends are ``\\n``; ``env["shifts"]`` says how far each line stands away
        from its place in the article."""
        super().__init__("", md, env, [])
        lines = src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()  # the library sees no line in it
        self.src = src
        self.lineMax = len(lines)
        self.tShift = [len(line) - len(line.lstrip(" \t")) for line in lines]
        self.tShift.append(0)
        self.sCount = self.tShift[:]
        if "\t" in src:
            for number, line in enumerate(lines):
                if "\t" in line:
                    self.sCount[number] = len(line[: self.tShift[number]].expandtabs(4))
        self.bMarks = [0, *accumulate([len(line) + 1 for line in lines])]
        self.eMarks = [begin - 1 for begin in self.bMarks[1:]]
        self.eMarks.append(len(src))
        self.bMarks[-1] = len(src)
        self.bsCount = [0] * len(self.bMarks)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = LightToken(ttype, tag, nesting)
        if nesting < 0:
            self.level -= 1
        token.level = self.level
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


def span(state: StateBlock, line: int) -> Span:
    """Return where in the article a line's text begins and ends, container marks left out."""
    shift = state.env["shifts"][line]
    begin, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    return begin + shift, max(begin, end) + shift


class Walk(ParserBlock):
    """A block parser that asks at each line only the rules that its first character can begin."""

    def __init__(self, ruler: Ruler[Rule], deepest: int) -> None:
        """``deepest``: how many blocks in blocks there may be; text further in is left alone."""
        super().__init__()
        active = [rule for rule in ruler.__rules__ if rule.enabled]
        self.ruler = _Chains(ruler)
        self.deepest = deepest
        self.rules = _Rules([(rule.name, rule.fn) for rule in active], BEGINS)

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  library
        """Add the tokens of some lines, until one that does not belong to the block that holds them."""
        src, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
        state.tight = False  # nobody reads which lists are tight
        line = startLine
        while line < endLine:
            while line < state.lineMax and begins[line] + shifts[line] >= ends[line]:
                line += 1
            state.line = line
            if line >= endLine or state.sCount[line] < state.blkIndent:
                return
            if state.level >= self.deepest:
                state.line = endLine
                return
            for rule in self.rules[src[begins[line] + shifts[line]]]:
                if rule(state, line, endLine, False):
                    break
            line = state.line
            if line < endLine and begins[line] + shifts[line] >= ends[line]:
                line += 1
                state.line = line


class _Rules(dict[str, tuple[Rule, ...]]):
    """A line's first character -> the rules to ask, in their order."""

    def __init__(self, rules: Sequence[tuple[str, Rule]], begins: Mapping[str, str]) -> None:
        super().__init__()
        self._rules = rules
        self._begins = begins

    def __missing__(self, sign: str) -> tuple[Rule, ...]:
        found = tuple(rule for name, rule in self._rules if sign in self._begins.get(name, sign))
        if len(self) < _SIGNS:
            self[sign] = found
        return found


_SIGNS = 4096
"""For how many characters the rules are remembered."""


class _Chains(Ruler[Rule]):
    """The rules that end a block, as one rule for each kind of block."""

    def __init__(self, ruler: Ruler[Rule]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__
        active = [rule for rule in ruler.__rules__ if rule.enabled]
        self._stops = {
            chain: [_stop(_Rules([(rule.name, rule.fn) for rule in active if chain in rule.alt], _STOPS))]
            for chain in ("paragraph", "reference", "blockquote", "list")
        }

    def getRules(self, chainName: str = "") -> list[Rule]:  # noqa: N802, N803  library
        return self._stops[chainName]


def _stop(rules: _Rules) -> Rule:
    def stop(state: StateBlock, first: int, last: int, _silent: bool) -> bool:
        at = state.bMarks[first] + state.tShift[first]
        if at >= state.eMarks[first]:
            return False
        for rule in rules[state.src[at]]:  # noqa: SIM110  a generator for each line takes its time
            if rule(state, first, last, True):
                return True
        return False

    return stop


def prose(state: StateBlock, first: int, _last: int, _silent: bool) -> bool:
    """Take a paragraph, or the heading that it is with a line of ``=`` or ``-`` below.

    It is one token, ``paragraph`` or ``setext``, hidden if all in it is Unicode white space.
    """
    end, level = _prose_end(state, first)
    _push_prose(state, first, end, level)
    return True


def setext(state: StateBlock, first: int, _last: int, _silent: bool) -> bool:
    """Take only the heading: where a paragraph may also be the terms of definitions."""
    end, level = _prose_end(state, first)
    if level:
        _push_prose(state, first, end, level)
    return level > 0


def _prose_end(state: StateBlock, first: int) -> tuple[int, int]:
    """Return the line behind the text of a paragraph or heading, and the heading's level (none: 0)."""
    src, begins, shifts, ends, indents = state.src, state.bMarks, state.tShift, state.eMarks, state.sCount
    (stop,) = state.md.block.ruler.getRules("paragraph")
    parent, state.parentType = state.parentType, "paragraph"
    line, indent = first + 1, state.blkIndent
    while line < state.lineMax:
        at = begins[line] + shifts[line]
        if at >= ends[line]:
            break
        if indents[line] - indent <= 3:
            sign = src[at]
            if (
                sign in "-="
                and indents[line] >= indent
                and not src[at : ends[line]].rstrip(" \t").strip(sign)
            ):
                state.parentType = parent  # behind a paragraph it stays, as in the library
                return line, 1 if sign == "=" else 2
            if indents[line] >= 0 and stop(state, line, state.lineMax, True):  # below 0: a quote goes on
                break
        line += 1
    return line, 0


def _push_prose(state: StateBlock, first: int, end: int, level: int) -> None:
    token = state.push("setext" if level else "paragraph", f"h{level}" if level else "p", 0)
    token.meta["spans"] = [span(state, line) for line in range(first, end)]
    state.line = end + (level > 0)
    token.map = [first, state.line]
    at = state.bMarks[first] + state.tShift[first]
    is_odd = state.src[at].isspace()
    token.hidden = is_odd and not state.src[at : state.eMarks[end - 1]].strip(MD_TRIM_CHARS)
