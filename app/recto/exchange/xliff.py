"""XLIFF 1.2: catalogs for the tools of translators and agencies, and back.

One ``<file>`` per article, one ``<trans-unit>`` per unit, whose id is the unit's own. What no
attribute says (role, version, exact origin) stands in a ``<context-group>``, which tools keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from recto.errors import CatalogError
from recto.exchange.bilingual import Returned, Row, Sheet, limit, version, writable
from recto.exchange.xml import Element, attribute, clean, line, local, parse, serialized
from recto.exchange.xml_codes import Numbers, Spelled, Token, Vocabulary, fill, parts_of, text_of
from recto.inline.marks import protected_pairs
from recto.model import CLOSE, OPEN, SINGLE, CodeKind, State, Unit

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
TOOL = "recto"
CONTEXT = "x-recto-"
"""Our kinds of ``<context>``: role, version, origin."""

STATES = {
    State.DRAFT: "needs-review-translation",
    State.REVIEWED: "translated",
    State.FINAL: "final",
}
ACCEPTED = frozenset({"signed-off", "final"})
"""Accepted whatever ``approved`` says; ``translated`` alone only says that somebody translated."""
UNTRANSLATED = ("needs-translation", "new")
"""A target in one of these states that is the source is none."""
QUALIFIERS = {"mt": "leveraged-mt", "tm:exact": "exact-match", "tm:fuzzy": "fuzzy-match"}
DATATYPES = {"md": "x-markdown", "mdx": "x-markdown", "html": "html", "htm": "html", "txt": "plaintext"}


def write(sheets: Iterable[Sheet], *, copy_source: bool = False) -> bytes:
    """Return the file; equal catalogs give equal bytes.

    With ``copy_source`` a unit without a target gets its source as one, marked as not translated:
    OmegaT 3 shows nothing else.
    Units that XML cannot hold are left out (``bilingual.unwritable`` tells which).
    """
    root = etree.Element(_tag("xliff"), {"version": "1.2"}, nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    for sheet in sheets:
        file = _add(
            root,
            "file",
            {
                "original": sheet.article,
                "source-language": sheet.source_locale,
                "target-language": sheet.catalog.locale,
                "datatype": DATATYPES.get(sheet.article.rpartition(".")[2].lower(), "x-article"),
                "tool-id": TOOL,
            },
        )
        _add(_add(file, "header"), "tool", {"tool-id": TOOL, "tool-name": "Recto"})
        body = _add(file, "body")
        for unit in writable(sheet.catalog.units):
            _unit(body, unit, copy_source=copy_source)
    return serialized(root)


def read(content: bytes, where: str) -> tuple[Returned, ...]:
    """Return what the file says, article by article.

    :raises CatalogError: no XLIFF 1.2 that can be read.
    """
    root = parse(content, where)
    if local(root) != "xliff" or not attribute(root, "version").startswith("1."):
        raise CatalogError("this is no XLIFF 1.2 file.", f"{where}:1", "Export it as XLIFF 1.2.")
    files = (element for element in root if local(element) == "file")
    return tuple(
        Returned(
            attribute(file, "original"),
            attribute(file, "source-language"),
            attribute(file, "target-language"),
            tuple(_row(unit, where, is_own=_is_own(file)) for unit in file.iter("{*}trans-unit")),
            line(file, where),
        )
        for file in files
    )


# --- out ------------------------------------------------------------------------------------------


def _unit(body: Element, unit: Unit, *, copy_source: bool) -> None:
    attributes = {"id": unit.id}
    if unit.state.rank >= State.REVIEWED.rank:
        attributes["approved"] = "yes"
    if most := limit(unit):
        attributes |= {"maxwidth": str(most), "size-unit": "char"}
    element = _add(body, "trans-unit", attributes)
    element.set(SPACE, "preserve")
    words = _words(unit)
    protected = protected_pairs(unit.hints)
    fill(_add(element, "source"), unit.source, words, protected)
    if unit.target:
        state = {"state": STATES[unit.state]} if unit.state in STATES else {}
        if qualifier := _qualifier(unit.origin):
            state["state-qualifier"] = qualifier
        fill(_add(element, "target", state), unit.target, words, protected)
    elif copy_source:
        fill(_add(element, "target", {"state": UNTRANSLATED[0]}), unit.source, words, protected)
    group = _add(element, "context-group", {"purpose": "information"})
    about = {"role": unit.context, "version": version(unit), "origin": clean(unit.origin)}
    for name, value in about.items():
        if value:
            _add(group, "context", {"context-type": CONTEXT + name}).text = value
    for hint in unit.hints:
        _add(element, "note", {"from": TOOL}).text = clean(hint)
    for note in unit.notes:
        _add(element, "note", {"from": "translator"}).text = clean(note)
    _alternatives(element, unit, words)


def _alternatives(element: Element, unit: Unit, words: Vocabulary) -> None:
    """Write what the target was made for, and the targets that wait for a choice."""
    if unit.previous and unit.target:
        old = _add(element, "alt-trans", {"alttranstype": "previous-version"})
        fill(_add(old, "source"), clean(unit.previous), words)
        fill(_add(old, "target"), unit.target, words)
    for other in unit.others:
        proposal = _add(element, "alt-trans", {"alttranstype": "proposal"})
        fill(_add(proposal, "target"), clean(other), words)


def _qualifier(origin: str) -> str:
    return QUALIFIERS.get(origin, QUALIFIERS["mt"] if origin.startswith("mt:") else "")


def _words(unit: Unit) -> Vocabulary:
    """Return how codes are written; what a code is, for people, is its ``equiv-text``."""
    hints = {
        mark.strip("</>"): clean(said)
        for mark, _, said in (hint.partition(" ") for hint in unit.hints)
        if mark.startswith("<")
    }

    def single(number: str) -> Spelled:
        told = {"equiv-text": hints[number]} if number in hints else {}
        return _tag("x"), {"id": number, "ctype": _ctype(hints.get(number, "")), **told}, ""

    def start(number: str) -> Spelled:
        return _tag("bx"), {"id": number, "rid": number}, ""

    def end(number: str) -> Spelled:
        return _tag("ex"), {"id": number, "rid": number}, ""

    def pair(number: str) -> Spelled:
        told = {"equiv-text": hints[number]} if number in hints else {}
        return _tag("g"), {"id": number, "ctype": _ctype(hints.get(number, ""), pair=True), **told}, ""

    def kept(_number: str) -> Spelled:
        return _tag("mrk"), {"mtype": "protected"}, ""

    return Vocabulary(single, start, end, pair, kept)


def _ctype(hint: str, *, pair: bool = False) -> str:
    """Return the specification's name for a kind of code, or one of our own."""
    kind = hint.partition(" ")[0].partition(",")[0]
    names = {"bold": "bold", "italic": "italic", "link": "link"} if pair else {"image": "image", "line": "lb"}
    return names.get(kind, f"x-{kind}" if kind.isascii() and kind.isalpha() else "x-code")


# --- back -----------------------------------------------------------------------------------------


def _row(unit: Element, where: str, *, is_own: bool) -> Row:
    context = dict(_context(unit))
    source, target = _child(unit, "source"), _child(unit, "target")
    numbers = Numbers()

    def text(element: Element | None) -> str:
        if element is None:
            return ""
        return text_of(element, _code) if is_own else numbers.text(parts_of(element, _code))

    texts = text(source), text(target)
    is_copy = target is not None and attribute(target, "state") in UNTRANSLATED and texts[0] == texts[1]
    return Row(
        texts[0],
        "" if is_copy else texts[1],
        line(unit, where),
        _state(unit, target),
        attribute(unit, "id"),
        context.get("version", ""),
        context.get("role", ""),
        tuple(_notes(unit)),
    )


def _code(element: Element) -> Token | str | None:
    """Read an inline element. One of ``<it>`` is an end without its beginning, or the other way round."""
    name, number = local(element), attribute(element, "id")
    kind = KINDS.get(name)
    if name == "it":
        kind = CLOSE if attribute(element, "pos") == "close" else OPEN
    if kind is None:
        return None
    return Token(kind, (attribute(element, "rid") or number) if kind is not SINGLE else number)


KINDS: dict[str, CodeKind] = {
    "g": OPEN,
    "x": SINGLE,
    "ph": SINGLE,
    "bx": OPEN,
    "bpt": OPEN,
    "ex": CLOSE,
    "ept": CLOSE,
}


def _state(unit: Element, target: Element | None) -> State | None:
    """Return how far the unit is by what the file says; None where it says nothing."""
    approved = attribute(unit, "approved")
    said = attribute(target, "state") if target is not None else ""
    if said in ACCEPTED or (approved == "yes" and said in {"", "translated"}):
        return State.REVIEWED
    return State.DRAFT if said or approved == "no" else None


def _context(unit: Element) -> Iterator[tuple[str, str]]:
    for context in unit.iter("{*}context"):
        kind = attribute(context, "context-type")
        if kind.startswith(CONTEXT):
            yield kind.removeprefix(CONTEXT), context.text or ""


def _notes(unit: Element) -> Iterator[str]:
    for note in unit:
        if local(note) == "note" and attribute(note, "from") != TOOL:
            yield from filter(None, map(str.strip, (note.text or "").splitlines()))


def _is_own(file: Element) -> bool:
    return attribute(file, "tool-id") == TOOL


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local(child) == name), None)


def _add(parent: Element, name: str, attributes: dict[str, str] | None = None) -> Element:
    return etree.SubElement(parent, _tag(name), attributes or {})


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
