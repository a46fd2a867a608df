"""TMX 1.4b, the exchange of translation memories: pairs of texts with what is known about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from recto.errors import CatalogError, ConfigError
from recto.exchange.xml import Element, attribute, elements, is_writable, line, local
from recto.exchange.xml_codes import Numbers, Spelled, Token, Vocabulary, fill, parts_of, text_of
from recto.inline.marks import MARK
from recto.locales import canonical
from recto.model import CLOSE, OPEN, SINGLE, State

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ANY = "*all*"
"""``srclang`` of a memory in which every language may be the source; the first of a unit counts."""
PROP = "x-recto-"
ABOUT = ("article", "context", "origin", "state")
"""Our kinds of ``<prop>``, with ``PROP`` in front."""
BREAK = re.compile(r"[\r\n\u0085\u2028\u2029]+")


class Pair(NamedTuple):
    """A source and its target, and where they were used."""

    source: str
    target: str
    source_locale: str
    locale: str
    """BCP 47, both."""
    article: str = ""
    context: str = ""
    origin: str = ""
    state: State = State.REVIEWED
    """What a memory says nothing about counts as accepted: that is what people put into memories."""
    notes: tuple[str, ...] = ()


def write(pairs: Iterable[Pair], source_locale: str) -> bytes:
    """Return a memory with the pairs in their order; equal pairs give equal bytes, there are no dates.

    A pair that XML cannot hold is left out (``bilingual.unwritable`` tells which).
    """
    out = BytesIO()
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("tmx", {"version": "1.4"}):
            file.write("\n")
            file.write(etree.Element("header", _header(source_locale)))
            file.write("\n")
            with file.element("body"):
                file.write("\n")
                for pair in pairs:
                    if all(map(is_writable, (pair.source, pair.target, pair.context, pair.article))):
                        file.write(_unit(pair))
                        file.write("\n")
    return out.getvalue() + b"\n"


def read(content: bytes, where: str) -> Iterator[Pair]:
    """Yield the pairs of a memory one by one; memory does not grow with the file. Dates are not read.

    A unit in several languages gives a pair for each but the source's. One of which the source or
    all else is empty gives none.

    :raises CatalogError: no TMX that can be read, or a language that is no locale.
    """
    source_locale, is_tmx = ANY, False
    for element in elements(content, where, "header", "tu", "tmx"):
        name = local(element)
        if name == "header":
            is_tmx, source_locale = True, attribute(element, "srclang") or ANY
        elif name == "tu":
            if not is_tmx:
                raise _no_tmx(where)
            yield from _pairs(element, attribute(element, "srclang") or source_locale, where)
        else:
            is_tmx = True
    if not is_tmx:
        raise _no_tmx(where)


def _header(source_locale: str) -> dict[str, str]:
    return {
        "creationtool": "Recto",
        "creationtoolversion": "1",
        "segtype": "sentence",
        "o-tmf": "Recto",
        "adminlang": "en",
        "srclang": source_locale,
        "datatype": "unknown",
    }


def _unit(pair: Pair) -> Element:
    unit = etree.Element("tu")
    for note in pair.notes:
        etree.SubElement(unit, "note").text = note if is_writable(note) else ascii(note)
    for name, value in zip(ABOUT, (pair.article, pair.context, pair.origin, str(pair.state)), strict=True):
        if value:
            etree.SubElement(unit, "prop", {"type": f"{PROP}{name}"}).text = value
    for locale, text in ((pair.source_locale, pair.source), (pair.locale, pair.target)):
        variant = etree.SubElement(unit, "tuv", {LANG: locale})
        fill(etree.SubElement(variant, "seg"), text, WORDS)
    return unit


def _single(number: str) -> Spelled:
    return "ph", {"x": number}, f"<{number}/>"


def _start(number: str) -> Spelled:
    return "bpt", {"i": number, "x": number}, f"<{number}>"


def _end(number: str) -> Spelled:
    return "ept", {"i": number}, f"</{number}>"


WORDS = Vocabulary(_single, _start, _end)


def _pairs(unit: Element, source_locale: str, where: str) -> Iterator[Pair]:
    variants: list[tuple[str, Element]] = []
    props: dict[str, str] = {}
    notes: list[str] = []
    for part in unit:
        name = local(part)
        if name == "tuv":
            variants.append((_locale(part, where), part))
        elif name == "prop":
            props[attribute(part, "type")] = part.text or ""
        elif name == "note":
            notes += filter(None, map(str.strip, BREAK.split(part.text or "")))
    source = _source(variants, source_locale)
    if source is None:
        return
    article, context, origin, state = (props.get(PROP + name, "") for name in ABOUT)
    for locale, variant in variants:
        if variant is source[1] or locale == source[0]:
            continue
        numbers = Numbers()
        texts = _text(source[1], numbers), _text(variant, numbers)
        if all(texts):
            said = STATES.get(state, State.REVIEWED)
            yield Pair(*texts, source[0], locale, article, context, origin, said, tuple(notes))


def _source(variants: list[tuple[str, Element]], wanted: str) -> tuple[str, Element] | None:
    """Return the variant in the source language: of that very locale, of that language, or the first."""
    if wanted.lower() != ANY:
        name = wanted.replace("_", "-").lower()
        for choose in (name, name.partition("-")[0]):
            for locale, variant in variants:
                if choose in (locale.lower(), locale.lower().partition("-")[0]):
                    return locale, variant
    return variants[0] if variants else None


def _locale(variant: Element, where: str) -> str:
    tag = str(variant.get(LANG) or attribute(variant, "lang"))
    try:
        return canonical(tag)
    except ConfigError as error:
        problem = f"{tag!r} is not the name of a language."
        hint = error.hint or "Write it as in 'de' or 'pt-BR'."
        raise CatalogError(problem, line(variant, where), hint) from error


def _text(variant: Element, numbers: Numbers) -> str:
    """Return a segment's text. What Recto wrote is read by what its codes hold, the rest by their ids."""
    segment = next((part for part in variant if local(part) == "seg"), None)
    if segment is None:
        return ""
    if not len(segment):
        return segment.text or ""
    codes = list(segment.iter(*CODES))
    if codes and all(MARK.fullmatch(code.text or "") for code in codes):
        return text_of(segment, _own)
    return numbers.text(parts_of(segment, _Foreign()))


CODES = tuple(f"{{*}}{name}" for name in ("bpt", "ept", "ph", "it", "ut"))


def _own(element: Element) -> Token | str | None:
    return None if local(element) == "hi" else element.text or ""


class _Foreign:
    """Reads another tool's codes. ``x`` is the code's number over all languages, ``i`` in this one."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._singles = 0

    def __call__(self, element: Element) -> Token | str | None:
        name = local(element)
        number, x = attribute(element, "i"), attribute(element, "x")
        if name == "bpt":
            self._names[number] = f"x{x}" if x else f"i{number}"
            return Token(OPEN, self._names[number])
        if name == "ept":
            return Token(CLOSE, self._names.get(number, f"i{number}"))
        if name in {"ph", "it", "ut"}:
            self._singles += 1
            return Token(SINGLE, f"{name}x{x}" if x else f"{name}{self._singles}")
        return None


STATES = {str(state): state for state in State}


def _no_tmx(where: str) -> CatalogError:
    hint = "Export the memory as TMX, version 1.4."
    return CatalogError("this is no TMX file.", f"{where}:1", hint)
