"""XLIFF 2.1: catalogs for the tools of translators and agencies, and back.

A unit is a ``<unit>`` of one ``<segment>``, with its own id. Role and version stand in the metadata
module, the source that a target was made for in the candidates module, limits in the size module;
all three are of the standard. A file is in one pair of languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from recto.errors import CatalogError
from recto.exchange.bilingual import Returned, Row, Sheet, limit, version, writable
from recto.exchange.xml import Element, attribute, clean, line, local, parse, serialized
from recto.exchange.xml_codes import Numbers, Spelled, Token, Vocabulary, fill, parts_of, text_of
from recto.inline.marks import protected_pairs
from recto.model import CLOSE, OPEN, SINGLE, State, Unit

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
"""Also that of 2.1, as the specification has it."""
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
SIZES = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
OWN = "recto"
"""Category of our metadata and of the notes that come from the article."""
DRAFT = "recto:draft"
STATES = {
    State.EMPTY: "initial",
    State.DRAFT: "translated",
    State.REVIEWED: "reviewed",
    State.FINAL: "final",
}
TYPES = {"bold": "fmt", "italic": "fmt", "emphasis": "fmt", "link": "link", "image": "image"}
MAX_POINT, SURROGATES = 0x10FFFF, range(0xD800, 0xE000)


def write(sheets: Iterable[Sheet]) -> bytes:
    """Return the file; equal catalogs give equal bytes. All sheets have the first one's locales.

    Units that XML cannot hold are left out (``bilingual.unwritable`` tells which).
    """
    names: dict[str | None, str] = {None: NAMESPACE, "mda": METADATA, "mtc": MATCHES, "slr": SIZES}
    root = etree.Element(_tag("xliff"), {"version": "2.1"}, nsmap=names)  # type: ignore[arg-type]
    for number, sheet in enumerate(sheets, 1):
        if number == 1:
            root.set("srcLang", sheet.source_locale)
            root.set("trgLang", sheet.catalog.locale)
        units = list(writable(sheet.catalog.units))
        if not units:
            continue  # a file has at least one
        file = _add(root, "file", {"id": f"f{number}", "original": sheet.article})
        _metadata(file, {"tool": OWN})
        _add(file, "profiles", {"generalProfile": "xliff:codepoints"}, SIZES)
        for unit in units:
            _unit(file, unit)
    return serialized(root)


def read(content: bytes, where: str) -> tuple[Returned, ...]:
    """Return what the file says, article by article.

    :raises CatalogError: no XLIFF 2 that can be read.
    """
    root = parse(content, where)
    if local(root) != "xliff" or not attribute(root, "version").startswith("2."):
        raise CatalogError("this is no XLIFF 2 file.", f"{where}:1", "Export it as XLIFF 2.1 or 2.0.")
    source_locale, locale = attribute(root, "srcLang"), attribute(root, "trgLang")
    return tuple(
        Returned(
            attribute(file, "original"), source_locale, locale, tuple(_rows(file, where)), line(file, where)
        )
        for file in root
        if local(file) == "file"
    )


# --- out ------------------------------------------------------------------------------------------


def _unit(file: Element, unit: Unit) -> None:
    element = _add(file, "unit", {"id": unit.id, "name": unit.context} if unit.context else {"id": unit.id})
    element.set(SPACE, "preserve")
    if most := limit(unit):
        element.set(f"{{{SIZES}}}sizeRestriction", str(most))
    about = {"role": unit.context, "version": version(unit), "origin": clean(unit.origin)}
    words = _words(unit)
    if unit.previous and unit.target:
        matches = _add(element, "matches", namespace=MATCHES)
        match = _add(matches, "match", {"ref": "#s1", "type": "other", "subType": "recto:previous"}, MATCHES)
        fill(_add(match, "source"), clean(unit.previous), words)
        fill(_add(match, "target"), unit.target, words)
    _metadata(element, about)
    _notes_out(element, unit)
    segment = _add(element, "segment", {"id": "s1", "state": STATES[unit.state]})
    if unit.state is State.DRAFT:
        segment.set("subState", DRAFT)
    protected = protected_pairs(unit.hints)
    fill(_add(segment, "source"), unit.source, words, protected)
    if unit.target:
        fill(_add(segment, "target"), unit.target, words, protected)


def _metadata(element: Element, about: dict[str, str]) -> None:
    group = _add(_add(element, "metadata", namespace=METADATA), "metaGroup", {"category": OWN}, METADATA)
    for name, value in about.items():
        if value:
            _add(group, "meta", {"type": name}, METADATA).text = value


def _notes_out(element: Element, unit: Unit) -> None:
    said = [(OWN, hint) for hint in unit.hints]
    said += [(f"{OWN}:other", other) for other in unit.others]
    said += [("translator", note) for note in unit.notes]
    if not said:
        return
    notes = _add(element, "notes")
    for category, text in said:
        _add(notes, "note", {"category": category}).text = clean(text)


def _words(unit: Unit) -> Vocabulary:
    """Return how codes are written; what a code is, for people, is its ``disp``."""
    hints = {
        mark.strip("</>"): clean(said)
        for mark, _, said in (hint.partition(" ") for hint in unit.hints)
        if mark.startswith("<")
    }

    def told(number: str, name: str = "disp") -> dict[str, str]:
        kind = TYPES.get(hints.get(number, "").partition(" ")[0].partition(",")[0], "")
        return ({"type": kind} if kind else {}) | ({name: hints[number]} if number in hints else {})

    def single(number: str) -> Spelled:
        return _tag("ph"), {"id": number, "canDelete": "no", "canCopy": "no", **told(number)}, ""

    def start(number: str) -> Spelled:
        rights = {"canDelete": "no", "canCopy": "no", "canOverlap": "yes"}
        return _tag("sc"), {"id": number, **rights, **told(number)}, ""

    def end(number: str) -> Spelled:
        return (
            _tag("ec"),
            {"startRef": number, "canDelete": "no", "canCopy": "no", "canOverlap": "yes"},
            "",
        )

    def pair(number: str) -> Spelled:
        return _tag("pc"), {"id": number, "canDelete": "no", "canCopy": "no", **told(number, "dispStart")}, ""

    def kept(number: str) -> Spelled:
        return _tag("mrk"), {"id": f"m{number}", "translate": "no"}, ""

    return Vocabulary(single, start, end, pair, kept)


# --- back -----------------------------------------------------------------------------------------


def _rows(file: Element, where: str) -> Iterator[Row]:
    """Yield a row per unit; the segments of one that another tool has split are joined again."""
    is_own = dict(_meta(file)).get("tool") == OWN
    for unit in file.iter(_tag("unit")):
        about = dict(_meta(unit))
        segments = [part for part in unit if local(part) in {"segment", "ignorable"}]
        numbers = Numbers()
        source = "".join(_text(part, "source", numbers, is_own=is_own) for part in segments)
        target = "".join(_target(part, numbers, is_own=is_own) for part in segments)
        is_translated = any(_child(part, "target") is not None for part in segments)
        yield Row(
            source,
            target if is_translated else "",
            line(unit, where),
            _state([part for part in segments if local(part) == "segment"]),
            attribute(unit, "id"),
            about.get("version", ""),
            about.get("role", ""),
            tuple(_notes(unit)),
        )


def _target(part: Element, numbers: Numbers, *, is_own: bool) -> str:
    """Return a segment's target; what stands between segments is as in the source unless it says so."""
    is_between = local(part) == "ignorable" and _child(part, "target") is None
    return _text(part, "source" if is_between else "target", numbers, is_own=is_own)


def _text(part: Element, name: str, numbers: Numbers, *, is_own: bool) -> str:
    element = _child(part, name)
    if element is None:
        return ""
    return text_of(element, _code) if is_own else numbers.text(parts_of(element, _code))


def _code(element: Element) -> Token | str | None:
    name, number = local(element), attribute(element, "id")
    if name in {"pc", "sc"}:
        return Token(OPEN, number)
    if name == "ec":
        return Token(CLOSE, attribute(element, "startRef") or number)
    if name == "ph":
        return Token(SINGLE, number)
    if name == "cp":
        return _character(attribute(element, "hex"))
    return "" if name in {"sm", "em"} else None


def _character(digits: str) -> str:
    """Return the character that ``<cp>`` stands for: one that XML cannot hold, so units cannot either."""
    try:
        point = int(digits, 16)
    except ValueError:
        return "\ufffd"
    return chr(point) if 0 <= point <= MAX_POINT and point not in SURROGATES else "\ufffd"


def _state(segments: list[Element]) -> State | None:
    """Return how far the least of the segments is; None where one says nothing."""
    found = [_one_state(attribute(segment, "state"), attribute(segment, "subState")) for segment in segments]
    if not found or None in found:
        return None
    return min((state for state in found if state), key=lambda state: state.rank)


def _one_state(state: str, more: str) -> State | None:
    if state in {"reviewed", "final"}:
        return State.REVIEWED
    return State.DRAFT if state == "translated" or more == DRAFT else None


def _meta(element: Element) -> Iterator[tuple[str, str]]:
    for metadata in element:
        if metadata.tag == f"{{{METADATA}}}metadata":
            for group in metadata:
                if attribute(group, "category") == OWN:
                    yield from ((attribute(meta, "type"), meta.text or "") for meta in group)


def _notes(unit: Element) -> Iterator[str]:
    notes = _child(unit, "notes")
    for note in notes if notes is not None else ():
        if attribute(note, "category").partition(":")[0] != OWN:
            yield from filter(None, map(str.strip, (note.text or "").splitlines()))


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if child.tag == _tag(name)), None)


def _add(
    parent: Element, name: str, attributes: dict[str, str] | None = None, namespace: str = NAMESPACE
) -> Element:
    return etree.SubElement(parent, f"{{{namespace}}}{name}", attributes or {})


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
