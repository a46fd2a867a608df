"""Terms as TBX: written as TBX-Basic (ISO 30042:2019, DCA style); read in both its styles, and as version 2.

A concept is a term with all its translations; one that is not translated anywhere has only itself.
What TBX-Basic has no field for (matched exactly, not translated) stands in its ``projectSubset``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from recto.errors import CatalogError, ConfigError
from recto.exchange.xml import Element, attribute, elements, line, local, root_name
from recto.glossary import PartOfSpeech, Status, Term, fault, tidy
from recto.locales import canonical, language
from recto.model import fingerprint

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ROOTS = frozenset({"tbx", "martif", "TBX"})
CONCEPTS = ("conceptEntry", "termEntry")
LANGUAGES = frozenset({"langSec", "langSet"})
NAMED = frozenset({"admin", "descrip", "termNote"})
"""Elements whose ``type`` is their name (DCA style); in DCT style the name is the element's own."""

KEPT, EXACT = "do not translate", "exact match"
STATUSES = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ALLOWED: "admittedTerm-admn-sts",
    Status.FORBIDDEN: "deprecatedTerm-admn-sts",
}
READ_STATUSES = {
    "preferred": Status.PREFERRED,
    "admitted": Status.ALLOWED,
    "legal": Status.ALLOWED,
    "regulated": Status.ALLOWED,
    "standardized": Status.PREFERRED,
    "deprecated": Status.FORBIDDEN,
    "superseded": Status.FORBIDDEN,
    "obsolete": Status.FORBIDDEN,
    "notrecommended": Status.FORBIDDEN,
}
"""How the values of older and other dialects begin (``preferredTerm``, ``deprecatedTerm-admn-sts``)."""

PARTS = {PartOfSpeech.PROPER_NOUN: "properNoun"}
READ_PARTS = {one.value.replace(" ", ""): one for one in PartOfSpeech if one}


def load(content: bytes, where: str, source_locale: str) -> Iterator[tuple[Term, str]]:
    """Yield the terms of a file, each with its place; those of ``source_locale`` are the sources.

    A translation without a status is preferred if it is the only one of its language that is not
    forbidden. Concepts that
    lack the source language or have no translation are passed over.

    :raises CatalogError: no TBX, no safe XML, or a term that cannot be one.
    """
    name = root_name(content, where)[1]
    if name not in ROOTS:
        raise CatalogError(
            f"this is no TBX: it starts with <{name}>.", f"{where}:1", "Name a TBX or CSV file."
        )
    for concept in elements(content, where, *CONCEPTS):
        for term in _terms(_languages(concept, where), source_locale, _about(concept)):
            place = line(concept, where)
            if reason := fault(term):
                raise CatalogError(reason, place, "Correct or delete that concept.")
            yield term, place


class _Entry:
    """A term of a concept in one language, as far as TBX-Basic and Recto share words for it."""

    def __init__(self, element: Element) -> None:
        found: dict[str, list[str]] = {}
        for child in element.iter():
            name = attribute(child, "type") if local(child) in NAMED else local(child)
            found.setdefault(name, []).append(_text(child))
        self.text = found.get("term", [""])[0]
        self.notes = tuple(dict.fromkeys(filter(None, found.get("note", []))))
        self.status = _status(next(iter(found.get("administrativeStatus", [])), "")) or _status(
            next(iter(found.get("normativeAuthorization", [])), "")
        )
        part = next(iter(found.get("partOfSpeech", [])), "").lower().replace(" ", "")
        self.part_of_speech = READ_PARTS.get(part, PartOfSpeech.OTHER if part else PartOfSpeech.NONE)
        self.subsets = frozenset(found.get("projectSubset", []))


def _status(value: str) -> Status | None:
    name = value.partition("-")[0].lower().removesuffix("term")
    return READ_STATUSES.get(name)


def _languages(concept: Element, where: str) -> list[tuple[str, list[_Entry]]]:
    found = []
    for section in concept.iter():
        if local(section) not in LANGUAGES:
            continue
        tag = attribute(section, "xml:lang") or attribute(section, "lang")
        try:
            locale = canonical(tag)
        except ConfigError as error:
            raise CatalogError(error.problem, line(section, where), error.hint) from error
        entries = [_Entry(part) for part in section.iter() if local(part) in ("termSec", "tig", "ntig")]
        found.append((locale, [entry for entry in entries if entry.text]))
    return found


def _about(concept: Element) -> str:
    """Return what a concept says of itself, for translations that have no note of their own."""
    parts = [part for child in concept for part in (child, *child) if local(child) not in LANGUAGES]
    told = (
        one for one in parts if "definition" in (local(one), attribute(one, "type")) or local(one) == "note"
    )
    return "; ".join(dict.fromkeys(filter(None, map(_text, told))))


def _text(element: Element) -> str:
    return tidy("".join(str(part) for part in element.itertext()))


def _terms(sections: list[tuple[str, list[_Entry]]], source_locale: str, about: str) -> Iterator[Term]:
    own = _own(sections, source_locale)
    for source in own:
        exact = EXACT in source.subsets
        if KEPT in source.subsets:
            note = "; ".join(source.notes) or about
            yield Term(source.text, "", "", Status.KEPT, source.part_of_speech, exact, note)
        for locale, entries in sections:
            if entries is own:
                continue
            is_single = sum(entry.status is not Status.FORBIDDEN for entry in entries) == 1
            for entry in entries:
                is_kept = KEPT in entry.subsets
                status = entry.status or (Status.PREFERRED if is_single else Status.ALLOWED)
                yield Term(
                    source.text,
                    locale,
                    "" if is_kept else entry.text,
                    Status.KEPT if is_kept else status,
                    entry.part_of_speech or source.part_of_speech,
                    exact,
                    "; ".join(entry.notes) or about,
                )


def _own(sections: list[tuple[str, list[_Entry]]], source_locale: str) -> list[_Entry]:
    """Return the terms in the source's language: in its very locale, or else in any of its regions."""
    for locale, entries in sections:
        if locale == source_locale:
            return entries
    for locale, entries in sections:
        if language(locale) == language(source_locale):
            return entries
    return []


def dump(terms: Iterable[Term], source_locale: str) -> bytes:
    """Return a TBX-Basic file, sorted; ``load`` gives the same terms."""
    names: Any = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}tbx", nsmap=names)
    root.set("style", "dca")
    root.set("type", "TBX-Basic")
    root.set(LANG, source_locale)
    description = _below(root, "tbxHeader", "fileDesc")
    _below(description, "sourceDesc", "p").text = "The glossary of a Recto project."
    body = _below(root, "text", "body")
    concepts: dict[tuple[str, ...], list[Term]] = {}
    for term in sorted(set(terms), key=lambda term: term.rank):
        is_alone = not term.locale
        key: tuple[str, ...] = (
            term.source,
            term.part_of_speech.value,
            str(term.exact),
            f"alone {term.note}" if is_alone else "",
        )
        concepts.setdefault(key, []).append(term)
    for concept, group in concepts.items():
        _put_concept(body, "c" + fingerprint(*concept)[:12], group, source_locale)
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return content


def _put_concept(body: Element, name: str, group: list[Term], source_locale: str) -> None:
    concept = _below(body, "conceptEntry")
    concept.set("id", name)
    first = group[0]
    section = _section(concept, source_locale)
    own = [KEPT] if not first.locale else []
    subsets = [*own, *([EXACT] if first.exact else [])]
    _put_term(section, first.source, first, subsets, first.note if own else "")
    sections: dict[str, Element] = {}
    for term in group:
        if not term.locale:
            continue
        if term.locale not in sections:
            sections[term.locale] = _section(concept, term.locale)
        is_kept = term.status is Status.KEPT
        text = term.source if is_kept else term.translation
        _put_term(sections[term.locale], text, term, [KEPT] if is_kept else [], term.note)


def _section(concept: Element, locale: str) -> Element:
    section = _below(concept, "langSec")
    section.set(LANG, locale)
    return section


def _put_term(section: Element, text: str, term: Term, subsets: Iterable[str], note: str) -> None:
    place = _below(section, "termSec")
    _below(place, "term").text = text
    if term.part_of_speech:
        part = PARTS.get(term.part_of_speech, term.part_of_speech.value)
        _put_named(place, "termNote", "partOfSpeech", part)
    if text == term.translation and term.status in STATUSES:
        _put_named(place, "termNote", "administrativeStatus", STATUSES[term.status])
    for subset in subsets:
        _put_named(place, "admin", "projectSubset", subset)
    if note:
        _below(place, "note").text = note


def _put_named(place: Element, tag: str, kind: str, text: str) -> None:
    element = _below(place, tag)
    element.set("type", kind)
    element.text = text


def _below(element: Element, *tags: str) -> Element:
    """Add elements one inside the other; return the innermost."""
    current: Any = element
    for tag in tags:
        current = etree.SubElement(current, f"{{{NAMESPACE}}}{tag}")
    found: Element = current
    return found
