"""XML from outside, read as if its author meant harm; the one door to lxml's parsers.

Nothing in a file may name another file, grow when it is read, or choose a codec. What is refused
here: entities of the file's own, encodings but UTF-8 and UTF-16; by the parser, without ``huge_tree``:
elements nested more than 256 deep and texts of more than 10 million bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any, TypeAlias

from lxml import etree

from recto.errors import CatalogError

Element: TypeAlias = "etree._Element"

UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
UTF_8 = b"\xef\xbb\xbf"
READ = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})

DECLARATION = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]*)["'][^>]*\?>""")
PROLOG = re.compile(rb"(?:\s++|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
DOCTYPE = re.compile(rb"""<!DOCTYPE(?:[^<>"'\[]|"[^"]*"|'[^']*')*+(.)""", re.DOTALL)
ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z_:][\w:.-]*;")
NEVER: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
"""What makes a parser of lxml safe. The rest of this module is what no option says."""
DROPPED: dict[str, Any] = {"remove_comments": True, "remove_pis": True}
UTF_8_HINT = "Save it as UTF-8, for instance with `xmllint --encode UTF-8`."


def parse(content: bytes, where: str) -> Element:
    """Return the root element of a file; comments and processing instructions are dropped.

    :raises CatalogError: it is no well-formed XML, or of a kind that is refused.
    """
    safe = _checked(content, where)
    parser = etree.XMLParser(**NEVER, **DROPPED)
    try:
        return etree.fromstring(safe, parser)
    except etree.XMLSyntaxError as error:
        raise _explained(error, where) from error


def elements(content: bytes, where: str, *tags: str) -> Iterator[Element]:
    """Yield the elements with these local names (of any namespace) one by one, as they end.

    An element is whole while it is the current one; then it is freed, and what stood in front of it.
    So memory does not grow with the file. An element inside another that is asked for comes first.

    :raises CatalogError: as ``parse``, where reading comes to the place.
    """
    safe = _checked(content, where)
    wanted = [f"{{*}}{tag}" for tag in tags]
    try:
        for _, element in etree.iterparse(BytesIO(safe), events=("end",), tag=wanted, **NEVER, **DROPPED):
            yield element
            _free(element)
    except etree.XMLSyntaxError as error:
        raise _explained(error, where) from error


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return _local(str(element.tag))


@lru_cache(maxsize=256)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute's value, or an empty text; ``xml:lang`` and the like by that spelling."""
    if name.startswith("xml:"):
        name = f"{{http://www.w3.org/XML/1998/namespace}}{name[4:]}"
    return str(element.get(name, ""))


def line(element: Element, where: str) -> str:
    """Return the place of an element, as errors name it."""
    return f"{where}:{element.sourceline}"


def root_name(content: bytes, where: str) -> tuple[str, str]:
    """Return namespace and local name of the root element, reading no further.

    :raises CatalogError: as ``parse``, as far as that was read.
    """
    safe = _checked(content, where)
    try:
        for _, element in etree.iterparse(BytesIO(safe), events=("start",), **NEVER):
            namespace = etree.QName(element).namespace
            return namespace or "", local(element)
    except etree.XMLSyntaxError as error:
        raise _explained(error, where) from error
    raise CatalogError("the file is empty.", f"{where}:1")


def is_writable(text: str) -> bool:
    """Tell whether XML 1.0 has a spelling for every character of a text."""
    return NOT_XML.search(text) is None


def clean(text: str) -> str:
    """Return a text with U+FFFD for each character that XML has no spelling for."""
    return NOT_XML.sub("\ufffd", text)


def serialized(root: Element) -> bytes:
    """Return a file of XML, its structure on lines of its own; texts and codes stay as they are."""
    _laid_out(root, 0)
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content + b"\n"


def _laid_out(element: Element, depth: int) -> None:
    """Indent elements that hold elements and no text; never below ``xml:space="preserve"`` texts."""
    if not len(element) or element.text or local(element) in MIXED:
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in element:
        _laid_out(child, depth + 1)
        child.tail = element.text
    element[-1].tail = "\n" + "  " * depth


MIXED = frozenset({"source", "target", "seg"})
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _checked(content: bytes, where: str) -> bytes:
    """Return the file as UTF-8 that declares nothing else, or refuse it before any parser sees it."""
    safe = _as_utf_8(content, where)
    start = PROLOG.match(safe)
    at = start.end() if start else 0
    if safe.startswith(b"<!DOCTYPE", at):
        found = DOCTYPE.match(safe, at)
        if not found or found[1] != b">":
            problem = "the file declares entities or elements of its own (<!DOCTYPE ... [)."
            hint = "Nothing was read from it. Delete that declaration if you trust the file."
            raise CatalogError(problem, _place(safe, at, where), hint)
        # An empty one names a DTD that is never loaded; OmegaT and others write it in every TMX.
        if entity := ENTITY.search(safe, found.end()):
            name = entity[0].decode("utf-8", "replace")
            hint = "Write the character itself in its place."
            problem = f"the entity {name} is of another file."
            raise CatalogError(problem, _place(safe, entity.start(), where), hint)
    return safe


def _as_utf_8(content: bytes, where: str) -> bytes:
    place = f"{where}:1"
    codec = UTF_16.get(content[:2])
    if codec and not content.startswith(b"\xff\xfe\0\0"):
        try:
            content = content[2:].decode(codec).encode("utf-8")
        except UnicodeError as error:
            raise CatalogError("the file starts as UTF-16 and is not.", place, UTF_8_HINT) from error
        declared = DECLARATION.match(content)
        return content[declared.end() :] if declared else content
    content = content.removeprefix(UTF_8)
    if b"\0" in content[:200]:
        raise CatalogError("the file has NUL bytes: UTF-16 or UTF-32 without its mark.", place, UTF_8_HINT)
    declared = DECLARATION.match(content)
    if declared and (name := declared[1].decode("latin-1").strip()).lower() not in READ:
        hint = UTF_8_HINT
        raise CatalogError(f"the encoding {name!r} is not read, only UTF-8 and UTF-16.", place, hint)
    return content


def _place(content: bytes, at: int, where: str) -> str:
    lines = content.count(b"\n", 0, at) + 1
    return f"{where}:{lines}"


def _explained(error: etree.XMLSyntaxError, where: str) -> CatalogError:
    at = error.lineno or 1
    told = str(error.msg or "there is nothing in the file")
    text = told.partition(", line ")[0].strip().rstrip(".")
    problem = f"this is not well-formed XML: {text}."
    return CatalogError(problem, f"{where}:{at}", "Make the file anew with the tool that wrote it.")


def _free(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while (first := element.getprevious()) is not None:
            parent.remove(first)
