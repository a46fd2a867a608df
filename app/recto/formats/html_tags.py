"""What a tag tells a translator: values that are texts, whether to translate, what the code is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from recto.formats.html_elements import ALWAYS_KEPT, KEPT, NAMES
from recto.formats.html_reading import USUAL, Reading, reading
from recto.formats.html_spell import LINK_SPELLERS, VALUE_SPELLERS, is_script
from recto.formats.html_text import View, decode, pieces, placeholder_hint, shown, whole
from recto.formats.html_tokens import Attribute, attributes
from recto.inline import LITERAL, finish
from recto.model import LINK, Block, Options, Text

_META_NAMES = frozenset({"itemprop", "name", "property"})
_BUTTONS = frozenset({"button", "reset", "submit"})
"""Types of ``<input>`` whose value is seen and not sent."""
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][^\t\n\f\r />]*)")
_BLANKS = " \t\n\r\f"
_USUAL_OPTIONS = Options()


class Placed(NamedTuple):
    """A block and the stretch of the text that it is."""

    start: int
    end: int
    block: Block


def noted(placed: Iterable[Placed], note: str) -> Iterable[Placed]:
    """Return blocks with the author's note about them."""
    return [one._replace(block=replace(one.block, note=note)) for one in placed] if note else placed


def values(view: View, start: int, end: int, name: str) -> list[Placed]:
    """Return the texts among the attributes of the start tag there, in order.

    White space at the edges of a value is left out.
    """
    if not view.reading.signs.search(view.content, start, end):
        return []
    found = list(attributes(view.content, start, end))
    roles = [(attribute, _role(view, name, attribute, found)) for attribute in found]
    placed = [_value(view, attribute, role) for attribute, role in roles if role]
    return [value for value in placed if value]


def _role(view: View, name: str, attribute: Attribute, found: Sequence[Attribute]) -> str:
    if name == "meta":
        if attribute.name != "content":
            return ""
        keys = (_text(view, other).lower() for other in found if other.name in _META_NAMES)
        return next((view.reading.meta[key] for key in keys if key in view.reading.meta), "")
    if attribute.name == "title" and name in {"link", "style"}:
        # The title of a style sheet is a name: sheets of one title are one set.
        kinds = " ".join(_text(view, other).lower() for other in found if other.name == "rel")
        if name == "style" or "stylesheet" in kinds:
            return ""
    if attribute.name == "href" and name in {"a", "area"} and view.reading.links:
        return LINK
    if attribute.name == "value" and name == "input":
        types = (_text(view, other).strip(_BLANKS).lower() for other in found if other.name == "type")
        if next(types, "") not in _BUTTONS:
            return ""
    return view.reading.own.get((name, attribute.name)) or view.reading.attributes.get(attribute.name, "")


def _text(view: View, attribute: Attribute) -> str:
    return decode(view.content[attribute.start : attribute.end])


def _value(view: View, attribute: Attribute, role: str) -> Placed | None:
    bare = view.content[attribute.start : attribute.end]
    start = attribute.start + len(bare) - len(bare.lstrip(_BLANKS))
    end = attribute.start + len(bare.rstrip(_BLANKS))
    if start >= end:
        return None
    if role == LINK:
        return _link(view, start, end, attribute.quote)
    inside = finish(pieces(view, start, end, in_attribute=True, has_places=True))
    if not any(isinstance(piece, Text) and piece.text.strip() for piece in inside):
        return None
    return Placed(start, end, Block(role, inside, VALUE_SPELLERS[attribute.quote], view.line_of(start)))


def _link(view: View, start: int, end: int, quote: str) -> Placed | None:
    """Return an address as a block; one that is a script, or nothing but placeholders, is none."""
    inside = tuple(pieces(view, start, end, in_attribute=True, has_places=True))
    seen = "".join(piece.text for piece in inside if isinstance(piece, Text))
    if not any(map(str.isalnum, seen)) or LITERAL.search(seen) or is_script(view.content[start:end]):
        return None
    return Placed(start, end, Block(LINK, inside, LINK_SPELLERS[quote], view.line_of(start)))


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


def inline_tag_parts(
    raw_tag: str, line: int = 0, options: Options = _USUAL_OPTIONS
) -> tuple[str | Block, ...]:
    """Return a tag's source as kept text and the blocks of its texts (alt, title ...); they join to it."""
    match = _TAG_NAME.match(raw_tag)
    if not match or match[1]:
        return (raw_tag,) if raw_tag else ()
    view = whole(raw_tag, line, reading(options))
    return parts(view, 0, len(raw_tag), values(view, 0, len(raw_tag), match[2].lower()))


def translates(text: str, start: int, end: int, how: Reading = USUAL) -> bool | None:
    """Tell what the start tag there says about translating; None if it says nothing.

    That is the attribute ``translate``, or a class such as ``notranslate``.
    """
    if not how.says.search(text, start, end):
        return None
    said: bool | None = None
    for name, first, last, _ in attributes(text, start, end):
        value = decode(text[first:last]).lower()
        if name == "translate" and value.strip(_BLANKS) in {"", "yes", "no"}:
            return value.strip(_BLANKS) != "no"
        if name == "class" and not how.kept_classes.isdisjoint(value.split()):
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
