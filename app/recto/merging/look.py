"""A sentence without what a cosmetic edit changes: blanks, glyphs, markup, capitals, spelling variants."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from recto.facts import Table, links, read
from recto.facts.figures import FIGURE, figure
from recto.facts.text import CJK, ELIDED

CODE = re.compile(r"</?\d+/?>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|</?\d+/?>")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_AUTOLINK = re.compile(r"<([a-z][a-z0-9+.-]*:[^<>\s]*)>")
_STRONG = re.compile(r"(?<![\w*_])([*_]{1,3})(?=\S)(.{1,1000}?)(?<=\S)\1(?![\w*_])")
"""Without an end to what it reads, a text of beginnings would take the square of its length."""
_HEADING = re.compile(r"^\s*#{1,6}\s+|(?<!\s)\s+#+\s*$")
_COMPATIBLE = re.compile(
    "[\ufb00-\ufb06\u2116\u2103\u2109\u3300-\u33ff\uff01-\uffe6\u2160-\u217f\u00b5\u2122\u0132\u0133\u01c4-\u01cc]"
)
_RAISED = re.compile("(?<![0-9])[\u00b2\u00b3\u00b9\u2070-\u2079]")
_POINTED = re.compile(r"(?<![\w.])((?:[^\W\d_]\. ?){2,})(?!\w\.)")

_TOKEN = re.compile(
    rf"(?P<link>\x00\d+\x00)|(?P<number>{FIGURE.pattern})|(?P<kanji>[\u3040-\u309f\u3005-\u3007\u3400-\u9fff])"
    rf"|(?P<kana>[\u30a0-\u30ff]+)|(?P<word>{ELIDED}|[^\W\d_{CJK}\u0300-\u036f][\u0300-\u036f]*(?:[^\W\d_{CJK}]|[\u0300-\u036f]|'(?=[^\W\d_]))*)"
    r"|(?P<dots>\.{2,}|…+)|(?P<dash>\s-+\s|--+|\s-+$|(?<=[\d])\s*-\s*(?=\d)|(?<=\w)-(?=\s)|(?<![\w\s])-)|(?P<minus>(?<=\s)-(?=\d)|^-(?=\d))"
    r"|(?P<space>\s+)|(?P<hyphen>-)|(?P<other>.)",
    re.DOTALL,
)
_EM = dict.fromkeys(map(ord, "\u2014\u2015"), " - ")


def codes(text: str) -> Counter[str]:
    """Return the inline codes of a text; adding or removing one is no matter of looks."""
    return Counter(CODE.findall(text))


def stripped(text: str) -> str:
    """Return a text without markup; what it links to is compared elsewhere."""
    if "<" in text:
        text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1", text)
    if "*" in text or "_" in text:
        text = _STRONG.sub(r"\2", text)
    return _HEADING.sub("", text) if "#" in text else text


def look(text: str, table: Table) -> tuple[list[str], list[str]]:
    """Return the parts of a text that an edit of looks leaves equal: with compounds apart, and in one.

    Words are folded and in one spelling; numbers are their values; of the signs only those stay that
    a reader hears.
    """
    apart: list[str] = []
    joined: list[str] = []
    glue = False
    for kind, part in _tokens(stripped(text), table):
        if kind == "hyphen":
            glue = bool(joined) and joined[-1][:1].isalpha()
            continue
        apart.append(part)
        if glue and kind == "word":
            joined[-1] += part
        else:
            joined.append(part)
        glue = False
    return _settled(apart, table), _settled(joined, table)


def _tokens(text: str, table: Table) -> Iterable[tuple[str, str]]:
    kept: list[str] = []
    text = text.replace("\0", " ")
    parts, at = [], 0
    for link in links(text):
        parts += [text[at : link.span[0]], f"\0{len(kept)}\0"]
        kept.append(link.target)
        at = link.span[1]
    text = "".join([*parts, text[at:]])
    text = unicodedata.normalize("NFC", text).translate(_EM)
    text = _RAISED.sub(lambda hit: str(unicodedata.digit(hit[0])), text)
    text = _COMPATIBLE.sub(lambda hit: unicodedata.normalize("NFKC", hit[0]), text)
    text = re.sub(r"\s+", " ", read(text).text)
    text = _POINTED.sub(lambda hit: hit[1].replace(".", "").replace(" ", "") + " ", text)
    for hit in _TOKEN.finditer(text):
        if token := _token(hit, table, kept):
            yield token


def _token(hit: re.Match[str], table: Table, kept: Sequence[str]) -> tuple[str, str] | None:
    """Return kind and plain form of a part, or None for blanks."""
    part = hit[0]
    kind = hit.lastgroup or "other"
    forms = {"dash": "-", "minus": "neg", "hyphen": "", "dots": "…" if len(part) > 2 or "…" in part else "."}
    if kind == "space" or part.isspace():
        return None
    if kind == "number":
        return kind, _number(part, table)
    if kind == "link":
        return kind, "\0" + kept[int(part.strip("\0"))]
    if kind == "kana":
        return kind, part.rstrip("ー") if len(part) > 2 else part
    if kind == "word":
        return kind, _spelled(part, table)
    return kind, forms.get(kind, part)


def _number(written: str, table: Table) -> str:
    value = figure(written, table)
    if value.minutes is not None or value.digits or value.date:
        return written
    digits = re.sub(r"\D", "", written)
    for places in range(1, len(digits)):
        if value.value.denominator == 1 and int(digits) == value.value:
            break
        if value.value * 10**places == int(digits):
            sign = re.sub(r"\d", "", written)[-1:]
            return f"{value.value}~{places}{sign if sign != table.decimal else ''}"
    return str(value.value)


@lru_cache(maxsize=8192)
def _spelled(word: str, table: Table) -> str:
    """Return a word folded and in one spelling; a possessive keeps its ending."""
    stem, mark, ending = word.partition("'")
    if mark and len(stem) > 3:
        return _spelled(stem, table) + mark + ending.casefold()
    folded = word.casefold()
    if "accents" in table.flags:
        folded = _unaccented(folded)
    elif "capital_accents" in table.flags and word[0].isupper():
        folded = _unaccented(folded[0]) + folded[1:]
    if found := table.same.get(folded):
        return found
    if folded in table.words("spelling.rules_not"):
        return folded
    for one, other in table.pairs:
        if one.startswith("~"):
            folded = folded.replace(one[1:], other)
        elif folded.endswith(one) and len(folded) >= len(one) + 3:
            return folded[: -len(one)] + other
    return folded


def _unaccented(text: str) -> str:
    return unicodedata.normalize(
        "NFC", "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    )


def _settled(parts: Sequence[str], table: Table) -> list[str]:
    """Return parts without signs that are doubled, or due only in one style of the language."""
    out: list[str] = []
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else ""
        sign = '"' if part == "'" else part
        if _is_left_out(sign, following, out, table, is_last=at + 2 == len(parts)):
            continue
        if sign in (",", ".") and following in ('"', "'"):
            out += ['"', sign]
        elif sign == '"' and out[-2:] in (['"', ","], ['"', "."]) and parts[at - 1] in (",", "."):
            continue  # the mark went before the comma already
        elif out and f"{out[-1]} {sign}" in table.same:
            out[-1] = table.same[f"{out[-1]} {sign}"]
        else:
            out.append(sign)
    while out and out[-1] in (".", "-"):
        out.pop()
    return out


def _is_left_out(sign: str, following: str, out: Sequence[str], table: Table, *, is_last: bool) -> bool:
    """Return whether a sign says nothing here: a final stop, one behind ``Mr``, a serial comma, a double."""
    before = out[-1] if out else ""
    if sign == "." and (following in (".", "") or (following in ('"', "'") and is_last)):
        return True
    if sign == "." and before in table.words("names.titles"):
        return True
    if sign == "," and "serial_comma" in table.flags and following in ("and", "or"):
        return True
    return sign in (",", "!", "?", "-", ".") and sign == before
