"""Reading a unit's text: its codes, what stands between them, what is protected."""

from __future__ import annotations

import re
from collections.abc import Collection

CODE = re.compile(r"<(/?)(\d+)(/?)>")

KEPT = "\ufffc"
"""Stands for protected content, as in Unicode for an object without text."""


def contents(text: str) -> dict[str, str]:
    """Return what stands between the codes of each pair, by its number as it is written.

    >>> contents("Use <1>po4a</1> <2>now.")
    {'1': 'po4a'}
    """
    starts: dict[str, int] = {}
    found: dict[str, str] = {}
    for match in CODE.finditer(text):
        sign, number, single = match.groups()
        if single:
            continue
        if not sign:
            starts.setdefault(number, match.end())
        elif number in starts and number not in found:
            found[number] = text[starts[number] : match.start()]
    return found


def bare(text: str, protected: Collection[int] = ()) -> str:
    """Return text without codes; ``KEPT`` stands for each protected pair with its content.

    >>> bare("Use <1>po4a</1> <2>now</2>.", {1})
    'Use ￼ now.'
    """
    if protected:
        text = _without(text, {str(number) for number in protected})
    return CODE.sub("", text)


def covered(text: str, protected: Collection[int] = ()) -> str:
    """Return text with ``KEPT`` for each character inside a protected pair: places stay what they are.

    >>> covered("Use <1>po4a</1> now.", {1})
    'Use <1>￼￼￼￼</1> now.'
    """
    for number, inside in contents(text).items() if protected else ():
        if int(number) in protected:
            opened = text.index(f"<{number}>") + len(f"<{number}>")
            text = text[:opened] + KEPT * len(inside) + text[opened + len(inside) :]
    return text


def _without(text: str, numbers: Collection[str]) -> str:
    out: list[str] = []
    done = 0
    for match in CODE.finditer(text):
        if match.start() < done or match[1] or match[3] or match[2] not in numbers:
            continue
        end = text.find(f"</{match[2]}>", match.end())
        if end >= 0:
            out += [text[done : match.start()], KEPT]
            done = end + len(f"</{match[2]}>")
    return "".join([*out, text[done:]])
