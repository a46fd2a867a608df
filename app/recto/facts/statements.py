"""Quotations, links, and to whom a statement is attributed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from recto.facts.tables import Table
from recto.facts.text import Word, words
from recto.facts.values import Link, Quotation, Speaker

LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"')\]]+|\bmailto:[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+"
    r"|[\w.+-]{1,64}@[\w-]+\.[\w.-]+|(?<!\w)[@#][^\W\d_]\w+"
    r"|\b(?:[a-z0-9-]{2,40}\.){1,4}(?:com|org|net|gov|edu|info|io|de|uk|fr|es|it|ru|ua|pl|cz|jp|cn|pt|br|il|eu)\b(?:/[^\s<>\"')\]]*)?"
    r"|(?<=\]\()[^()\s]{1,2000}(?=[)\s])|(?<=href=[\"'])[^\"'<>]+|(?<=src=[\"'])[^\"'<>]+|(?<=href=)[^\"'\s<>]+"
)
_SIGN = re.compile(r"://|@|#|\]\(|:(?<=mailto:)|=(?<=href=)|=(?<=src=)|\.[a-z]{2}|\.(?<=www\.)")
"""What each address has one of; looking for these alone takes a fraction of the time."""
_SINGLE = re.compile(r"(?<!\w)'([^'\n]{1,400}(?:'\w[^'\n]{0,400}){0,4})'(?!\w)")
_CLAUSE = re.compile(r"[,;:.!?()\"\n]| - |[。、」]")
_TOPIC = re.compile(r"(.{1,12}?)[はが]")
_NEAR_TOPIC = re.compile(r"(?:^|[とはがを、])([^とはがを、]{1,12})$")
MAX_CLAUSE = 300
"""Code points on each side of a verb of speech that its clause may have."""
MAX_HOLDER = 5
"""Words on one side of a verb of speech that may name who speaks."""


def links(text: str) -> tuple[Link, ...]:
    """Return the addresses, handles and hashtags of a text as it is written."""
    if not _SIGN.search(text):
        return ()
    found = []
    for hit in LINK.finditer(text):
        target = hit[0].rstrip(".,;:!?")
        found.append(Link(target, (hit.start(), hit.start() + len(target))))
    return tuple(found)


def quotations(text: str) -> tuple[Quotation, ...]:
    """Return what stands between quotation marks in a read text."""
    spans = []
    if '"' in text:
        marks = [
            at
            for at, char in enumerate(text)
            if char == '"' and not (text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalpha() and at)
        ]
        spans += [(start + 1, end) for start, end in zip(marks[::2], marks[1::2], strict=False)]
    if "'" in text:
        spans += [hit.span(1) for hit in _SINGLE.finditer(text)]
    return tuple(Quotation(tuple(word.folded for word in words(text[a:b])), (a, b)) for a, b in spans)


def speakers(text: str, listed: Sequence[Word], table: Table) -> tuple[Speaker, ...]:
    """Return whom the verbs of speech and words like ``according to`` name."""
    hits = [hit for hit in table.speakers.find(text, listed) if hit[0] in ("verb", "by")]
    starts = [word.start for word in listed] if hits else []
    found = (_holder(text, listed, starts, table, hit) for hit in sorted(hits, key=lambda hit: hit[1]))
    return tuple(holder for holder in found if holder)


def _holder(
    text: str, listed: Sequence[Word], starts: Sequence[int], table: Table, hit: tuple[str, int, int]
) -> Speaker | None:
    """Return who stands before or behind a verb of speech, or behind ``according to``."""
    key, start, end = hit
    low, high = _clause(text, start, end)
    if table.language in ("zh", "ja"):
        return _unspaced_holder(text, key, low, start, end, high)
    stops, function = table.words("speech.stop"), table.words("function")
    at = bisect_left(starts, end)
    behind: list[Word] = []
    for word in listed[at : at + MAX_HOLDER]:
        if word.end > high or word.folded in stops:
            break
        behind.append(word)
    first = bisect_left(starts, start)
    ahead = [word for word in listed[max(0, first - MAX_HOLDER) : first] if word.start >= low]
    for chosen in (behind,) if key == "by" else (ahead, behind):
        found = frozenset(
            word.folded
            for word in chosen
            if word.folded not in function and word.folded not in stops and not word.folded.isdigit()
        )
        if found:
            return Speaker(found, (chosen[0].start, chosen[-1].end))
    return None


def _unspaced_holder(text: str, key: str, before: int, start: int, end: int, after: int) -> Speaker | None:
    """Return the holder in Chinese or Japanese: up to the verb or the particle, or behind ``据``."""
    span = (end, after) if key == "by" and text[start] in "据根" else (before, start)
    held = text[span[0] : span[1]]
    topic = _NEAR_TOPIC.search(held) if text[start] in "はが" else _TOPIC.match(held)
    if topic:
        held, span = topic[1], (span[0] + topic.start(1), span[0] + topic.end(1))
    held = held.strip()
    return Speaker(frozenset((held,)), span) if 0 < len(held) <= 12 else None


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the ends of the clause around a span."""
    window = max(0, start - MAX_CLAUSE)
    low = max((hit.end() for hit in _CLAUSE.finditer(text, window, start)), default=window)
    high = _CLAUSE.search(text, end, end + MAX_CLAUSE)
    return low, high.start() if high else min(len(text), end + MAX_CLAUSE)
