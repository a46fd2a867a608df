"""What an engine gets to see of a unit's codes: short marks, and nothing of what is protected."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from recto.errors import CodeError
from recto.inline.marks import check_codes

CODE = re.compile(r"<(/?)(\d+)(/?)>")

PLACEHOLDER = re.compile(
    r"\{\{[^{}]{1,80}\}\}|\$?\{[A-Za-z_0-9][\w.:]{0,60}\}|%\([A-Za-z_]\w{0,60}\)[sd]|%\d\$[sd]|%[sd](?![^\W_])"
)
"""Variables of software in running text; Apertium turned ``{count}`` into ``{limas} de cuenta``."""

MARK = re.compile(
    r"[<＜]\s*+(?P<slash>(?:[/／]\s*+)?)(?P<kind>[gGxX])\s*+(?P<id>\d{1,4})\s*+(?P<end>(?:[/／]\s*+)?)[>＞]"
)
"""A mark in an answer, also as engines respell it: blanks inside, capitals, full-width brackets.

Possessive: with blanks that two places may take, a model that repeats them would keep us for hours."""

BLANKS = re.compile(r"[ \t\n\r\f\v]+")


class Mark(NamedTuple):
    """A mark and the bytes of the unit's text that it stands for."""

    spelling: str
    """``<g1>``, ``</g1>`` or ``<x2/>``"""
    raw: str


class Masked(NamedTuple):
    """A unit's text for an engine: runs of text and marks, in order."""

    source: str
    parts: tuple[str | Mark, ...]

    @property
    def marks(self) -> dict[str, str]:
        return {part.spelling: part.raw for part in self.parts if isinstance(part, Mark)}

    @property
    def kept(self) -> list[str]:
        """Protected pairs with their content, and placeholders."""
        return [part.raw for part in self.parts if isinstance(part, Mark) and not CODE.fullmatch(part.raw)]

    @property
    def words(self) -> str:
        """The text that is to be translated, marks left out."""
        return " ".join(part for part in self.parts if isinstance(part, str))


def mask(text: str, protected: Collection[int] = ()) -> Masked:
    """Replace codes, protected pairs with their content, and placeholders by numbered marks.

    >>> spell(mask("Use <1>po4a</1> <2>now</2>.", {1}), str)
    'Use <x1/> <g2>now</g2>.'
    """
    parts: list[str | Mark] = []
    ids: dict[str, int] = {}
    for run in _runs(text, protected):
        code = CODE.fullmatch(run)
        if code and not code[3]:
            number = ids.setdefault(code[2], len(ids) + 1)
            parts.append(Mark(f"<{code[1]}g{number}>", run))
        elif code or CODE.match(run) or PLACEHOLDER.fullmatch(run):
            number = ids.setdefault(f"x{len(ids)}", len(ids) + 1)
            parts.append(Mark(f"<x{number}/>", run))
        else:
            parts.append(run)
    return Masked(text, tuple(parts))


def _runs(text: str, protected: Collection[int]) -> list[str]:
    """Split a unit's text into codes, protected pairs with their content, placeholders, and text."""
    pairs = "|".join(rf"<{number}>.*?</{number}>" for number in sorted(protected))
    found = "|".join(filter(None, (pairs, CODE.pattern, PLACEHOLDER.pattern)))
    runs: list[str] = []
    last = 0
    for match in re.finditer(found, text):
        runs += [text[last : match.start()], match.group()]
        last = match.end()
    return [run for run in [*runs, text[last:]] if run]


def spell(masked: Masked, escape: Callable[[str], str]) -> str:
    """Write a masked text out for an engine."""
    return "".join(escape(part) if isinstance(part, str) else part.spelling for part in masked.parts)


def respell(masked: Masked, text: str, escape: Callable[[str], str]) -> str:
    """Write a text that has the codes of a masked one out for an engine, as if it had answered it.

    >>> respell(mask("<1>a</1> {b}"), "{b} <1>c</1>", str)
    '<x2/> <g1>c</g1>'
    """
    marks = {raw: spelling for spelling, raw in masked.marks.items()}
    any_raw = "|".join(map(re.escape, sorted(marks, key=len, reverse=True))) or r"(?!)"
    runs, found = re.split(any_raw, text), [marks[raw] for raw in re.findall(any_raw, text)]
    return "".join(escape(run) + mark for run, mark in zip(runs, [*found, ""], strict=True))


def unmask(masked: Masked, answer: str, unescape: Callable[[str], str]) -> str:
    """Return an engine's answer with the unit's own codes, protected content and placeholders.

    Runs of white space become one blank, as in every unit; blanks that the engine put inside a
    pair's edges stand outside of it.

    :raises CodeError: a mark is missing, repeated or foreign, pairs cross, or one lost its text.
    """
    marks = masked.marks
    left = list(marks)
    out: list[str] = []
    last = 0
    for match in MARK.finditer(answer):
        spelling = mark_of(match)
        if spelling not in marks:
            raise CodeError(f"the answer has the mark {match.group()!r}, which the source has not.")
        if spelling not in left:
            raise CodeError(f"the answer has {_name(marks[spelling])} twice.")
        left.remove(spelling)
        out += [unescape(answer[last : match.start()]), marks[spelling]]
        last = match.end()
    if left:
        raise CodeError(f"the answer lost {', '.join(_name(marks[spelling]) for spelling in left)}.")
    out.append(unescape(answer[last:]))
    line = BLANKS.sub(" ", "".join(out))
    result = BLANKS.sub(" ", _move_blanks(line, masked.source)).strip(" ")
    check_codes(result, masked.source)
    for number in emptied(result, masked.source):
        raise CodeError(f"the answer left nothing between <{number}> and </{number}>.")
    return result


def outermost(text: str, protected: Collection[int]) -> dict[int, str]:
    """Return the pairs of a text that stand in no other, by number, with what they hold.

    >>> outermost("<1>a <2>b</2></1> <3>c</3> <4>d</4>", {4})
    {1: 'a <2>b</2>', 3: 'c'}
    """
    found: dict[int, str] = {}
    at = 0
    while match := re.compile(r"<(\d+)>(.*?)</\1>").search(text, at):
        if int(match[1]) not in protected:
            found[int(match[1])] = match[2]
        at = match.end()
    return found


def emptied(target: str, source: str) -> list[str]:
    """Return the numbers of the pairs that hold text in the source and none in the target."""
    return [
        number
        for number in re.findall(r"<(\d+)>", source)
        if _between(source, number).strip()
        and not CODE.sub("", _between(target, number)).strip()
        and CODE.sub("", _between(source, number)).strip()
    ]


def _between(text: str, number: str) -> str:
    return text.partition(f"<{number}>")[2].partition(f"</{number}>")[0]


def mark_of(match: re.Match[str]) -> str:
    """Return a mark that ``MARK`` found, as we spell it."""
    number = int(match["id"])
    if match["kind"] in "xX":
        return f"<x{number}/>"
    return f"<{'/' if match['slash'] else ''}g{number}>"


def _name(raw: str) -> str:
    return raw if len(raw) <= 40 else raw[:39] + "…"


def _move_blanks(text: str, source: str) -> str:
    """Move blanks at the inner edges of pairs outside, and take them from before glued singles."""
    for match in CODE.finditer(source):
        closing, _, single = match.groups()
        code = match.group()
        if single:
            if source[: match.start()][-1:].strip() and not source[match.end() :][:1].isalnum():
                text = text.replace(f" {code}", code)
        elif closing and not source[: match.start()].endswith(" "):
            text = re.sub(rf"[ \t\n]+{re.escape(code)}", f"{code} ", text)
        elif not closing and not source[match.end() :].startswith(" "):
            text = re.sub(rf"{re.escape(code)}[ \t\n]+", f" {code}", text)
    return text if re.search(r" [,.](?=\s|$)", source) else re.sub(r" +([,.])(?=\s|$)", r"\1", text)
