"""What the markup of a document consists of: tokens, each with the check that watches over it.

Kept text is divided into the pieces that people know (a fence, a tag, the mark of a list item), a block's
codes are tokens as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from recto.model import CLOSE, LINK, OPEN, Block, Code, Text, raw


class Token(NamedTuple):
    """A piece of markup. ``key`` is what has to be the same, ``shown`` what people are told."""

    check: str
    key: str
    shown: str


_KEPT = re.compile(
    r"""
    (?P<comment> <!--.*?(?:-->|\Z) )
  | (?P<code> ^[^\S\n]*(?:[>][^\S\n]?)*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})[^\n]*(?:\n|\Z)
        (?: .*?^[ \t>]*(?P=fence)[`~]*[ \t\r]*$ | .*\Z )
      | <(?P<own>pre|script|style|code|kbd|samp|var)\b.*?(?:</(?P=own)\s*>|\Z) )
  | (?P<placeholder> \{\{.{0,2000}?\}\} | \{%.{0,2000}?%\} | \$\{[^}\n]{0,2000}\}
      | <%.{0,2000}?%> | <\?.{0,2000}?\?> | \{[:\#.][^}\n]{0,2000}\}
      | ^[ \t>]*(?::{3,}|!!!|\?\?\?\+?|={3}[ ]|\[![A-Za-z]+\])[^\n"\[]* )
  | (?P<tag> </?[A-Za-z][^<>]*> )
  | (?P<footnote> \[\^[^\]\n]{1,2000}\]:? )
  | (?P<image> !\[[^\]\n]{0,2000}\]\([^)\n]{0,2000}\) )
  | (?P<link> ^[ \t>]*\[[^\]\n]+\]:[ \t]*\S+ | <https?:[^<>\s]+> | https?://[^\s<>"')]+ )
  | (?P<heading> ^[ \t>]*\#{1,6}(?=[ \t]|$) | (?<=\n)=+[ \t]*$ )
  | (?P<item> ^[ \t>]*(?:[-*+]|\d{1,9}[.)])(?:[ ]\[[ xX]\])?(?=[ \t]|$)
      | (?<=[-*+.)][ ])(?:[-*+]|\d{1,9}[.)])(?=[ \t]) )
  | (?P<cell> \| )
  | (?P<quote> ^[ \t]*>(?:[ ]?>)* )
  | (?P<word> [^\s<>|\[\]{}!]+ | \S )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
"""What may have no end is looked for no further than 2,000 characters: of many beginnings in a row each
would be read to the end of the text."""
_FRONT = re.compile(r"\A\ufeff?(---|\+\+\+|;;;)[ \t]*\r?\n")
_FENCE = re.compile(r"^(?:---|\+\+\+|;;;|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_TRANSFORMED = re.compile(r"\s(?:lang|dir|xml:lang)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_ALTERNATE = re.compile(r"<link\b[^>]*\bhreflang\b[^>]*>", re.IGNORECASE)
_FRONT_TRANSFORMED = re.compile(
    r"\s*\"?(?:lang|language|locale|dir|translations|translator|translated_by)\"?\s*[:=]"
)
_TAG_NAME = re.compile(r"</?([A-Za-z][\w:-]*)")

TAG_CHECKS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "hgroup"), "headings"),
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), "lists"),
    **dict.fromkeys(
        ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col", "caption"), "tables"
    ),
    **dict.fromkeys(("img", "picture", "source", "figure", "figcaption"), "images"),
    **dict.fromkeys(("a", "area"), "links"),
    **dict.fromkeys(("code", "kbd", "samp", "var", "pre"), "code"),
    **dict.fromkeys(("blockquote", "q"), "quotes"),
}
"""Name of an element -> the check that watches over its tags; all others are markup."""
_KINDS = {
    "code": "code", "placeholder": "placeholders", "footnote": "footnotes", "image": "images",
    "link": "links", "heading": "headings", "item": "lists", "cell": "tables", "quote": "quotes",
}  # fmt: skip
_HINTS = {
    "footnote": "footnotes", "image": "images", "link": "links", "address": "links", "code": "code",
    "placeholder": "placeholders", "shortcode": "placeholders", "emoji": "placeholders",
    "handle": "links", "attributes": "placeholders",
}  # fmt: skip
MOST_SHOWN = 60


def begins_front_matter(text: str) -> bool:
    """Tell whether the kept text at the start of an article opens front matter."""
    return bool(_FRONT.match(text))


def closes_front_matter(text: str) -> int:
    """Return where in a kept text front matter ends, its closing fence included; not in it: -1."""
    opening = _FRONT.match(text)
    found = _FENCE.search(text, opening.end() if opening else 0)
    return found.end() if found else -1


def kept_tokens(text: str, targets: dict[str, str]) -> Iterator[Token]:
    """Yield the tokens of a kept text below the front matter; ``targets`` are addresses that may change."""
    for found in _KEPT.finditer(text):
        kind, own = found.lastgroup or "word", found.group()
        if kind in {"fence", "own"}:
            kind = "code"
        if kind == "tag":
            yield from _tag(own, targets)
        elif kind == "item":
            yield Token("lists", _item(own), own.strip())
        elif kind in {"comment", "word"}:
            yield Token("kept_text", own, shortened(own))
        elif kind == "code" and own.startswith("<"):
            yield Token(TAG_CHECKS.get(found["own"], "kept_text"), own, shortened(own))
        elif kind == "link":
            yield Token("links", mapped(own, targets), shortened(own.strip()))
        else:
            yield Token(_KINDS[kind], own if kind == "code" else own.strip(), shortened(own.strip()))


def front_tokens(text: str) -> Iterator[Token]:
    """Yield the lines of front matter without those that say in which language the article is."""
    for line in text.splitlines():
        if line.strip() and not _FRONT_TRANSFORMED.match(line):
            yield Token("front_matter", line.rstrip(), shortened(line.strip()))


def _tag(own: str, targets: dict[str, str]) -> Iterator[Token]:
    if _ALTERNATE.match(own):
        return
    named = _TAG_NAME.match(own)
    name = named[1].lower() if named else ""
    key = _TRANSFORMED.sub("", own) if name in {"html", "body"} else own
    yield Token(TAG_CHECKS.get(name, "markup"), mapped(key, targets), shortened(own))


def _item(own: str) -> str:
    """Return what a list item's mark says: where it stands, of what kind, whether it is ticked."""
    bare = own.rstrip()
    mark = bare.lstrip(" \t>")
    indent = bare[: len(bare) - len(mark)]
    return f"{indent}{re.sub('[0-9]+', '1', mark, count=1)}"


def code_tokens(block: Block, targets: dict[str, str]) -> Iterator[Token]:
    """Yield the codes of a block, what protected pairs hold included, and the values inside codes."""
    hints: dict[int, str] = {}
    held: dict[int, list[str]] = {}
    for piece in block.pieces:
        if isinstance(piece, Code) and not piece.literal:
            if piece.kind is OPEN:
                hints[piece.pair] = piece.hint
                if piece.protected:
                    held[piece.pair] = []
            hint = piece.hint or hints.get(piece.pair, "")
            is_closing_guard = piece.kind is CLOSE and piece.pair in held
            text = "".join(held.pop(piece.pair)) if is_closing_guard else ""
            yield _code(piece, hint, text, targets)
        else:
            for inside in held.values():
                inside.append(piece.raw if isinstance(piece, Text) else raw([piece]))


def _code(code: Code, hint: str, held: str, targets: dict[str, str]) -> Token:
    parts = [
        part if isinstance(part, str) else "" if part.role == LINK else f"\0{part.role}"
        for part in code.parts
    ]
    if code.relabel and parts:
        parts[-1] = code.relabel
    own = "".join(parts)
    if own and not own.strip("*_"):
        own = own.replace("_", "*")
    if code.is_break:
        own = "\n"
    shown = hint or own.replace("\0", "")
    if held:
        shown = f"{hint.partition(' ')[0]} {held}" if not hint.startswith("address") else hint
    key = f"{code.kind}{mapped(own, targets)}\n{_held(held)}"
    return Token(_check_of(hint, own), key, shortened(shown))


def _held(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _check_of(hint: str, own: str) -> str:
    named = _TAG_NAME.match(own)
    if named:
        return TAG_CHECKS.get(named[1].lower(), "markup")
    word = hint.partition(" ")[0]
    if own.startswith(("{", "$", "<%", "<?")):
        return "placeholders"
    return _HINTS.get(word, "markup")


def mapped(own: str, targets: dict[str, str]) -> str:
    """Return markup with each address replaced that a transform was free to replace."""
    if not targets:
        return own
    for before, after in targets.items():
        if before and before in own:
            own = own.replace(before, after)
    return own


def shortened(text: str) -> str:
    """Return markup on one line, of a length that a list of findings bears."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 1] + "…"
