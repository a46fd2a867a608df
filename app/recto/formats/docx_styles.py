"""What styles and properties tell: the role of a paragraph, the look of a run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from recto.formats.docx_xml import Node, value

_NAMED = {
    "title": "title",
    "subtitle": "summary",
    "caption": "caption",
    "quote": "quote",
    "intense quote": "quote",
    "quotations": "quote",
    "block text": "quote",
    "block quotation": "quote",
}
"""Names of styles, in English in every document whatever the language of the program, and their roles."""
_HEADING = re.compile(r"heading ([1-9])")
_MAX_CHAIN = 30
"""Styles that may be based on each other."""

_ELEMENT = re.compile(r"<(?:[^\s/>:]+:)?([^\s/>:]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_CHANGE = re.compile(r"<(?:[^\s/>:]+:)?([pr])PrChange\b.*?</(?:[^\s/>:]+:)?\1PrChange\s*>", re.DOTALL)
_NOISE = re.compile(
    r"<(?:[^\s/>:]+:)?(?:lang|noProof|snapToGrid|bCs|iCs|szCs|kern)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*?/>"
)
_OFF = frozenset({"0", "false", "off", "none", "nil"})
_PLAIN = {
    "b": "bold",
    "i": "italic",
    "u": "underlined",
    "strike": "struck out",
    "dstrike": "struck out",
    "smallCaps": "small capitals",
    "caps": "capitals",
    "highlight": "highlighted",
    "shd": "shaded",
    "bdr": "framed",
    "rtl": "right to left",
}
_WITH_VALUE = {"rStyle": "style", "color": "colour", "sz": "size", "vertAlign": "", "em": "emphasis"}
_SEEN_ON_BLANKS = frozenset({"u", "strike", "dstrike", "highlight", "shd", "bdr", "rStyle", "em", "effect"})


class Properties(NamedTuple):
    """What stands in the properties of a paragraph. A level that is not there is -1."""

    style: str = ""
    outline: int = -1
    list_level: int = -1
    """Depth of the list from 0; -2: the paragraph is taken out of the list that its style has."""
    has_section: bool = False


class Look(NamedTuple):
    """The look of a run, from its properties. Runs of one ``key`` look alike."""

    key: str = ""
    marks: tuple[str, ...] = ()
    """What it is, for people: ``bold``, ``style Emphasis``."""
    style: str = ""
    """Id of its character style."""
    shows_on_blanks: bool = False
    is_hidden: bool = False


@lru_cache(maxsize=4096)
def properties(raw: str) -> Properties:
    """Return what a ``w:pPr`` says."""
    style, outline, level, number = "", -1, 0, ""
    for name, tag in _elements(raw):
        if name == "pStyle":
            style = value(tag, "val")
        elif name == "outlineLvl":
            outline = _number(value(tag, "val"))
        elif name == "ilvl":
            level = max(0, _number(value(tag, "val")))
        elif name == "numId":
            number = value(tag, "val")
    in_list = -2 if number == "0" else level if number else -1
    return Properties(style, outline, in_list, "sectPr" in raw)


@lru_cache(maxsize=4096)
def look(raw: str) -> Look:
    """Return the look that a ``w:rPr`` gives; languages and tracked changes do not count."""
    inside = _NOISE.sub("", _CHANGE.sub("", raw) if "PrChange" in raw else raw)
    key = "".join(inside.partition(">")[2].rpartition("<")[0].split("\n")).strip()
    marks: list[str] = []
    style, is_hidden, shows = "", False, False
    for name, tag in _elements(inside):
        own = value(tag, "val")
        is_on = own.lower() not in _OFF
        style = own if name == "rStyle" else style
        is_hidden = is_hidden or (name == "vanish" and is_on)
        shows = shows or (name in _SEEN_ON_BLANKS and is_on)
        if name in _PLAIN:
            marks.append(_PLAIN[name] if is_on else f"not {_PLAIN[name]}")
        elif name in _WITH_VALUE and own:
            marks.append(f"{_WITH_VALUE[name]} {own}".strip())
        elif name == "rFonts":
            font = value(tag, "ascii") or value(tag, "hAnsi") or value(tag, "eastAsia")
            marks += [f"font {font}"] if font else []
    return Look(key, tuple(marks), style, shows, is_hidden)


def _elements(raw: str) -> Iterator[tuple[str, str]]:
    """Yield the elements in properties, the outermost left out: local name and start tag."""
    for match in list(_ELEMENT.finditer(_CHANGE.sub("", raw) if "PrChange" in raw else raw))[1:]:
        yield match[1], match[0]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


class _Style(NamedTuple):
    name: str
    base: str
    properties: Properties


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, root: Node | None = None, text: str = "") -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for node in root.every("w:style") if root else ():
            self._add(node, text)
        self._roles: dict[Properties, tuple[str, int]] = {}

    def _add(self, node: Node, text: str) -> None:
        def said(name: str) -> str:
            child = node.child(name)
            return value(text[child.start : child.inner], "val") if child else ""

        tag = text[node.start : node.inner]
        within = node.child("w:pPr")
        own = properties(text[within.start : within.end]) if within else Properties()
        style_id = value(tag, "styleId")
        self._styles[style_id] = _Style(said("w:name"), said("w:basedOn"), own)
        if value(tag, "type") == "paragraph" and value(tag, "default") in {"1", "true", "on"}:
            self._default = style_id

    def name(self, style_id: str) -> str:
        """Return the name that people know a style by."""
        style = self._styles.get(style_id)
        return (style.name if style else "") or style_id

    def role(self, said: Properties) -> tuple[str, int]:
        """Return the role that properties and style give a paragraph, or an empty text; and its level.

        >>> Styles().role(Properties("Heading2"))
        ('heading', 2)
        """
        if said not in self._roles:
            self._roles[said] = self._role(said)
        return self._roles[said]

    def _role(self, said: Properties) -> tuple[str, int]:
        chain = list(self._chain(said.style or self._default))
        for style in chain:
            name = style.name.lower()
            if found := _HEADING.fullmatch(name):
                return "heading", min(int(found[1]), 6)
            if name in _NAMED:
                return _NAMED[name], 0
        every = [said, *(style.properties for style in chain)]
        outline = next((one.outline for one in every if one.outline >= 0), 9)
        if outline < 9:
            return "heading", min(outline + 1, 6)
        level = next((one.list_level for one in every if one.list_level != -1), -1)
        return ("list item", level + 1) if level >= 0 else ("", 0)

    def _chain(self, style_id: str) -> Iterator[_Style]:
        """Yield a style and those it is based on; one that is not there is known by its id."""
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(style_id)
            if style is None:
                if style_id:
                    spaced = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", style_id)
                    yield _Style(spaced, "", Properties())
                return
            yield style
            style_id = style.base
