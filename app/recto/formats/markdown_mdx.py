"""MDX: where expressions, JSX tags and ESM end; blank lines and brackets of Markdown do not end them.

No JavaScript is parsed: brackets are counted, and strings, templates and comments passed over.
"""

from __future__ import annotations

import re

_STOP = re.compile(r"[{}\"'`/]")
_DEEP = re.compile(r"[{}()\[\]\"'`/\n]")
_STRING = {
    '"': re.compile(r'"(?:[^"\\\n]|\\.)*+"', re.DOTALL),
    "'": re.compile(r"'(?:[^'\\\n]|\\.)*+'", re.DOTALL),
}
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*+(?P<end>`|\$\{)?", re.DOTALL)
_COMMENT = re.compile(r"//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/")
_TAG_START = re.compile(r"<(?:/[ \t]*)?(?:[A-Za-z_$][\w$.:-]*)?")
_IN_TAG = re.compile(
    r"\s+|/(?=\s*>)|[A-Za-z_$][\w$.:-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|(?=\{)))?"
    r"|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*|\{|>"
)
_ESM = re.compile(r"(?:import|export)(?=[ {*\"'])")
_BLANK_LINE = re.compile(r"[ \t]*(?:\n|\Z)")
_OPENS, _CLOSES = "{([", "})]"
ENDLESS = -2
"""In place of an end: a bracket is never closed, and to look again behind it would find the same."""


def expression_end(text: str, at: int) -> int:
    """Return where the expression ends whose ``{`` stands at ``at``, or ``ENDLESS``.

    >>> expression_end("{a ? '}' : `${b}}`} c", 0)
    19
    """
    return _balanced(text, at + 1, 1, _STOP)


def tag_end(text: str, at: int) -> int:
    """Return where the JSX tag or fragment ends whose ``<`` stands at ``at``; -1: none; or ``ENDLESS``.

    >>> tag_end("<Tab label='a > b' values={{c: '>'}} /> d", 0)
    39
    """
    start = _TAG_START.match(text, at)
    if start is None:
        return -1
    has_name = start.group()[-1] not in "</ \t"
    at = start.end()
    while found := _IN_TAG.match(text, at):
        at = found.end()
        if found.group() == ">":
            return at
        if not has_name:
            return -1
        if found.group() == "{" or text[at : at + 1] == "{":
            at = expression_end(text, at - (found.group() == "{"))
            if at < 0:
                return at
    return -1


def esm_end(text: str, at: int) -> int:
    """Return where the ``import`` and ``export`` lines at ``at`` end, their last line end left out; none: -1.

    They end in front of a blank line outside of brackets, strings and comments.
    """
    if not _ESM.match(text, at):
        return -1
    depth = 0
    while found := _DEEP.search(text, at):
        at, sign = found.end(), found.group()
        if sign == "\n":
            if depth <= 0 and _BLANK_LINE.match(text, at):
                return at - 1
        elif sign in _OPENS:
            depth += 1
        elif sign in _CLOSES:
            depth -= 1
        else:
            at = _passed(text, at - 1)
    return len(text) if depth <= 0 else -1


def _balanced(text: str, at: int, depth: int, stop: re.Pattern[str]) -> int:
    while found := stop.search(text, at):
        at, sign = found.end(), found.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                return at
        else:
            at = _passed(text, at - 1)
    return ENDLESS


def _passed(text: str, at: int) -> int:
    """Return where a string, template or comment ends; a sign that begins none is passed alone.

    A string that does not end in its line is none: an apostrophe in prose begins nothing. A template
    or comment that is never closed goes on to the end of the text.
    """
    sign = text[at]
    if sign == "/":
        found = _COMMENT.match(text, at)
        if not found and text.startswith("/*", at):
            return len(text)
    elif sign == "`":
        return _template_end(text, at)
    else:
        found = _STRING[sign].match(text, at)
    return found.end() if found else at + 1


def _template_end(text: str, start: int) -> int:
    """Return where a template literal ends, expressions in it included.

    Templates in expressions in templates are followed as a stack: a ``{`` pushes, a ``}`` pops.
    """
    at = start + 1
    open_: list[int] = []  # for each expression that we are in: the braces open in it
    while True:
        if not open_ or open_[-1] < 0:
            found = _TEMPLATE.match(text, at)
            if found is None or not found["end"]:
                return len(text)
            at = found.end()
            if found["end"] == "${":
                open_.append(0)
            elif open_:
                open_.pop()
            else:
                return at
            continue
        stop = _STOP.search(text, at)
        if stop is None:
            return len(text)
        at, sign = stop.end(), stop.group()
        if sign == "{":
            open_[-1] += 1
        elif sign == "}" and open_[-1]:
            open_[-1] -= 1
        elif sign == "}":
            open_.pop()
        elif sign == "`":
            open_.append(-1)
        else:
            at = _passed(text, at - 1)
