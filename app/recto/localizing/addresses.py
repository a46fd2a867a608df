"""The addresses in a page: found in links, images and other elements, and written anew in their places."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple
from urllib.parse import quote, unquote

from recto.errors import CodeError
from recto.formats.html_text import decode
from recto.formats.html_tokens import Attribute, Kind, Token, attributes, tokens
from recto.inline import visible
from recto.localizing.page import Page, Site, cut
from recto.model import LINK, Article, Block, Code, Text, Typed, raw


class Address(NamedTuple):
    """An address as a page has it; ``element`` is the tag's name, ``a`` for a link of Markdown."""

    text: str
    element: str = "a"
    rel: str = ""
    hreflang: str = ""
    """What the author says about the page it leads to."""


class Moved(NamedTuple):
    address: str
    hreflang: str = ""
    """The language of the page it leads to, where that is another one."""


Move = Callable[[Address], Moved | None]
"""An address -> what stands in its place; nothing if it stays."""

HTML = frozenset({".html", ".htm"})
_HOLDERS = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
}
"""HTML element -> its attributes that are addresses."""
_IN_MARKDOWN = ("src", "srcset", "poster")
_HOLDER = re.compile(rf"<([a-zA-Z]+)\b[^<>]*?\s({'|'.join(_IN_MARKDOWN)})\s*=\s*[\"']?\s*\Z", re.IGNORECASE)
_TAIL = 400
_PLACES = re.compile(r"\{\{|\{%|<%|<\?|\$\{")
"""Where the rest is another program's to fill in."""
_NEEDS_QUOTES = re.compile(r"[\s\"'=<>`]")


def readdressed(page: Page, move: Move) -> str:
    """Return the page with the addresses moved; addresses in code stay."""
    if page.ending in HTML:
        return _html(page.text, move)
    options = replace(page.options, links=True, attributes=_IN_MARKDOWN)
    document = cut(Article(page.path, page.locale, page.text), options)
    return _parts(document.parts, move)


# --- HTML ----------------------------------------------------------------------------------------


def _html(text: str, move: Move) -> str:
    out: list[str] = []
    last = 0
    for token in tokens(text):
        if token.kind in (Kind.OPEN, Kind.RAW) and token.name in _HOLDERS:
            end = token.inner[0] or token.end
            out += (text[last : token.start], _tag(text, token, end, move))
            last = end
    return "".join([*out, text[last:]])


def _tag(text: str, token: Token, end: int, move: Move) -> str:
    found = list(attributes(text, token.start, end))
    said = {one.name: decode(text[one.start : one.end]).strip() for one in found}
    own = text[token.start : end]
    for one in reversed(found):
        if one.name not in _HOLDERS[token.name] or _PLACES.search(text, one.start, one.end):
            continue
        asked = Address("", token.name, said.get("rel", "").lower(), said.get("hreflang", ""))
        moved = _value(said[one.name], one.name, asked, move)
        if moved is None:
            continue
        if moved.address != said[one.name]:
            own = _respelled(own, one, token.start, moved.address)
        if moved.hreflang and "hreflang" not in said and token.name in {"a", "area", "link"}:
            at = len(token.name) + 1
            own = f'{own[:at]} hreflang="{moved.hreflang}"{own[at:]}'
    return own


def _value(value: str, attribute: str, asked: Address, move: Move) -> Moved | None:
    if attribute != "srcset":
        return move(asked._replace(text=value))
    if "data:" in value:
        return None
    out = []
    for candidate in re.split(r",\s+|,(?=\S+\s)", value):
        address, blank, size = candidate.strip().partition(" ")
        moved = move(asked._replace(text=address))
        out.append(f"{moved.address if moved else address}{blank}{size}")
    return Moved(", ".join(out)) if out != re.split(r",\s+", value) else None


def _respelled(tag: str, one: Attribute, start: int, address: str) -> str:
    spelled = html.escape(address, quote=False)
    if one.quote:
        spelled = spelled.replace(one.quote, "&quot;" if one.quote == '"' else "&#39;")
    elif _NEEDS_QUOTES.search(spelled):
        spelled = f'"{html.escape(address)}"'
    return tag[: one.start - start] + spelled + tag[one.end - start :]


# --- Markdown and the rest -----------------------------------------------------------------------


def _parts(parts: Sequence[str | Block], move: Move) -> str:
    out = ""
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            new = part
        elif part.role == LINK:
            new = _moved(part, Address(visible(part.pieces)), move)
        elif holder := _HOLDER.search(out[-_TAIL:]):
            found = _value(visible(part.pieces), holder[2].lower(), Address("", holder[1].lower()), move)
            new = _spelled(part, found)
        else:
            new = "".join(_piece(piece, move) for piece in part.pieces)
        texts.append(new)
        out = new[-_TAIL:] if len(new) >= _TAIL else (out + new)[-_TAIL:]
    return "".join(texts)


def _moved(block: Block, asked: Address, move: Move) -> str:
    return _spelled(block, move(asked))


def _spelled(block: Block, moved: Moved | None) -> str:
    is_whole = all(isinstance(piece, Text) for piece in block.pieces)
    if moved is None or not is_whole or moved.address == visible(block.pieces):
        return raw(block.pieces)
    try:
        return block.spell([Typed(moved.address, {})])
    except CodeError:
        return raw(block.pieces)


def _piece(piece: Text | Code, move: Move) -> str:
    if isinstance(piece, Text):
        return piece.raw
    text = _parts(piece.parts, move)
    address = piece.hint.removeprefix("image ")
    if address == piece.hint or not text.startswith("!["):
        return text
    for opening in (f"]({address}", f"](<{address}"):
        before, found, behind = text.rpartition(opening)
        moved = move(Address(address, "img")) if found and behind[:1] in {")", ">", " ", "\n", "\t"} else None
        if moved and not re.search(r"[\s()<>\\]", moved.address):
            return before + opening.removesuffix(address) + moved.address + behind
    return text


# --- what an address leads to --------------------------------------------------------------------

_PIECES = re.compile(r"([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


class Aim(NamedTuple):
    """An address inside the site: the path below the sources folder, and how it was written."""

    path: str
    """Without a slash at its ends; empty for the top."""
    written: str
    query: str
    fragment: str
    """Without its sign, decoded."""
    tail: str = ""
    """The fragment as it was written, with its sign."""
    front: str = ""
    """What stands before a path from the top: ``/``, ``https://example.org/``; relative: nothing."""

    @property
    def is_folder(self) -> bool:
        return self.written.endswith("/") or not self.path

    def spelled(self, here: str, there: str, fragment: str) -> str:
        """Return the address of an output ``there`` in the page that lies at ``here``."""
        own = unquote(self.written)
        if self.front:
            path = self.front + there
        elif posixpath.normpath(posixpath.join(posixpath.dirname(here), own)) == (there.rstrip("/") or "."):
            path = own
        else:
            path = posixpath.relpath(there or ".", posixpath.dirname(here) or ".")
            path += "/" if there.endswith("/") or not there else ""
        path = (
            self.written
            if path == own
            else quote(path, safe="/:@!$&'()*+,;=~")
            if "%" in self.written
            else path
        )
        return path + self.behind(fragment)

    def behind(self, fragment: str) -> str:
        """Return what follows the path, with a fragment that may be another."""
        return self.query + (self.tail if fragment == self.fragment else f"#{fragment}")


def aim(page: Page, site: Site, address: str) -> Aim | None:
    """Return what in the site an address leads to; nothing if that is outside."""
    match = _PIECES.fullmatch(address.strip())
    if match is None:
        return None
    written, query, fragment = match[1], match[2] or "", unquote((match[3] or "")[1:])
    front, path = "", unquote(written)
    made = partial(Aim, written=written, query=query, fragment=fragment, tail=match[3] or "")
    base = f"{site.base_url}/"
    if site.base_url and f"{path}/".startswith(base):
        front, path = base, path[len(base) :]
    elif _SCHEME.match(path):
        return None
    elif path.startswith("/"):
        prefix = "/" + (base.split("/", 3)[3] if site.base_url else "")
        if not path.startswith(prefix):
            return None
        front, path = prefix, path[len(prefix) :]
    elif not path:
        return made(page.path) if fragment else None
    else:
        path = posixpath.join(posixpath.dirname(page.path), path)
    path = posixpath.normpath(path) if path else ""
    if path.startswith(".."):
        return None
    return made(path if path != "." else "", front=front)
