"""What a tag tells a translator: values that are texts, whether to translate, what the code is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from recto.formats.html_elements import ALWAYS_KEPT, KEPT, NAMES
from recto.formats.html_spell import VALUE_SPELLERS
from recto.formats.html_text import View, decode, pieces, placeholder_hint, shown, whole
from recto.formats.html_tokens import Attribute, attributes
from recto.inline import finish
from recto.model import Block, Text

_ROLES = {"alt": "alt text", "aria-label": "alt text", "placeholder": "alt text", "title": "link title"}
_META = {
    **dict.fromkeys(("description", "og:description", "twitter:description"), "meta:description"),
    **dict.fromkeys(("og:title", "twitter:title"), "meta:title"),
}
_VALUED = re.compile(r"(?:alt|aria-label|placeholder|title|content)[\t\n\f\r ]*=", re.IGNORECASE)
_TRANSLATE = re.compile(r"translate", re.IGNORECASE)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][^\t\n\f\r />]*)")
_BLANKS = " \t\n\r\f"


class Placed(NamedTuple):
    """A block and the stretch of the text that it is."""

    start: int
    end: int
    block: Block


def values(view: View, start: int, end: int, name: str) -> list[Placed]:
    """Return the texts among the attributes of the start tag there, in order.

    White space at the edges of a value is left out.
    """
    if not _VALUED.search(view.content, start, end):
        return []
    found = list(attributes(view.content, start, end))
    roles = [(attribute, _role(view, name, attribute, found)) for attribute in found]
    placed = [_value(view, attribute, role) for attribute, role in roles if role]
    return [value for value in placed if value]


def _role(view: View, name: str, attribute: Attribute, found: Sequence[Attribute]) -> str:
    if name == "meta":
        if attribute.name != "content":
            return ""
        keys = (_text(view, other) for other in found if other.name in {"name", "property", "itemprop"})
        return next((_META[key.lower()] for key in keys if key.lower() in _META), "")
    if attribute.name == "title" and name in {"link", "style"}:
        # The title of a style sheet is a name: sheets of one title are one set.
        kinds = " ".join(_text(view, other).lower() for other in found if other.name == "rel")
        if name == "style" or "stylesheet" in kinds:
            return ""
    return _ROLES.get(attribute.name, "")


def _text(view: View, attribute: Attribute) -> str:
    return decode(view.content[attribute.start : attribute.end])


def _value(view: View, attribute: Attribute, role: str) -> Placed | None:
    bare = view.content[attribute.start : attribute.end]
    start = attribute.start + len(bare) - len(bare.lstrip(_BLANKS))
    end = attribute.start + len(bare.rstrip(_BLANKS))
    if start >= end:
        return None
    inside = finish(pieces(view, start, end, in_attribute=True, has_places=True))
    if not any(isinstance(piece, Text) and piece.text.strip() for piece in inside):
        return None
    return Placed(start, end, Block(role, inside, VALUE_SPELLERS[attribute.quote], view.line_of(start)))


def parts(view: View, start: int, end: int, placed: Sequence[Placed]) -> tuple[str | Block, ...]:
    """Return the text of a stretch with blocks in it, kept text between them."""
    out: list[str | Block] = []
    at = start
    for value in placed:
        if value.start > at:
            out.append(view.raw_of(at, value.start))
        out.append(value.block)
        at = value.end
    if at < end:
        out.append(view.raw_of(at, end))
    return tuple(out)


def inline_tag_parts(raw_tag: str, line: int = 0) -> tuple[str | Block, ...]:
    """Return a tag's source as kept text and the blocks of its texts (alt, title ...); they join to it."""
    match = _TAG_NAME.match(raw_tag)
    if not match or match[1]:
        return (raw_tag,) if raw_tag else ()
    view = whole(raw_tag, line)
    return parts(view, 0, len(raw_tag), values(view, 0, len(raw_tag), match[2].lower()))


def translates(text: str, start: int, end: int) -> bool | None:
    """Tell what the start tag there says about translating; None if it says nothing.

    That is the attribute ``translate``, or the class ``notranslate``.
    """
    if not _TRANSLATE.search(text, start, end):
        return None
    said: bool | None = None
    for name, first, last, _ in attributes(text, start, end):
        value = decode(text[first:last]).lower()
        if name == "translate" and value.strip(_BLANKS) in {"", "yes", "no"}:
            return value.strip(_BLANKS) != "no"
        if name == "class" and "notranslate" in value.split():
            said = False
    return said


def inside(name: str, said: bool | None, around: bool) -> bool:
    """Tell whether the text in an element is translated; ``said`` is what its tag says."""
    if name in ALWAYS_KEPT:
        return False
    if said is not None:
        return said
    return around and name not in KEPT


def html_hint(raw_tag: str) -> str:
    """Return what a tag, comment or placeholder is, for people: ``link https://example.org``, ``bold``."""
    match = _TAG_NAME.match(raw_tag)
    if not match:
        is_comment = raw_tag.startswith("<") and not raw_tag.startswith(("<%", "<?"))
        return "comment" if is_comment else placeholder_hint(raw_tag)
    name = match[2].lower()
    if match[1]:
        return f"</{shown(name, 40)}>"
    if name in NAMES:
        return NAMES[name]
    wanted = {"a": "href", "img": "src"}.get(name, "")
    if wanted:
        said = {attribute.name: attribute for attribute in attributes(raw_tag, 0, len(raw_tag))}
        if address := said.get(wanted):
            kind = "link" if name == "a" else "image"
            return f"{kind} {shown(decode(raw_tag[address.start : address.end]))}".rstrip()
    return f"<{shown(name, 40)}>"
