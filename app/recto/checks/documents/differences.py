"""Where the markup of a localized article differs from that of its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from recto.checks.documents.pairing import Both, Difference, Place
from recto.checks.documents.tokens import Token, closes_front_matter, code_tokens, front_tokens, kept_tokens
from recto.messages import message
from recto.model import Finding

MOST = 20
"""Findings that one place has at most: where all differs, the first say enough."""


def differences(both: Both) -> tuple[Difference, ...]:
    """Return all differences in the markup, in the order of the localized article."""
    found: list[Difference] = []
    gone: list[Token] = []
    come: list[Token] = []
    line = 1
    for one, other in both.pairs:
        line = other.line if other else line
        if one and other:
            if one.lead != other.lead:
                found += _in_lead(_lead(one, {}), _lead(other, both.targets), line)
            if one.has_codes or other.has_codes:
                was, now = [*code_tokens(one.block, {})], [*code_tokens(other.block, both.targets)]
                if was != now:
                    found += _compared(was, now, line)
        elif one:
            gone += [*_lead(one, {}), *code_tokens(one.block, {})]
        elif other:
            come += [*_lead(other, both.targets), *code_tokens(other.block, both.targets)]
    if gone or come:
        # What belongs to a block that came or went is told with it; an image or a link is worth a line more.
        found += [one for one in _compared(gone, come, line) if one.check in {"images", "links", "footnotes"}]
    if both.tails[0] != both.tails[1]:
        was = [*_tokens(both.tails[0], {}, is_front=both.is_front)]
        now = [*_tokens(both.tails[1], both.targets, is_front=both.is_front)]
        found += _in_lead(was, now, line)
    return tuple(found)


def said(difference: Difference) -> Iterator[Finding]:
    """Yield what is said of a difference: what is missing, what is too much, what became what."""
    check, line = difference.check, difference.line
    lost, added = difference.lost, difference.added
    for was, now in list(zip(lost, added, strict=False))[:MOST]:
        told = (
            message("Line %(line)s: “%(text)s” is not as in the source.", line=line, text=was.shown)
            if was.shown == now.shown
            else message(
                "Line %(line)s: “%(was)s” became “%(now)s”.", line=line, was=was.shown, now=now.shown
            )
        )
        yield Finding(check, told, "error")
    for was in lost[len(added) :][:MOST]:
        told = message("Line %(line)s: “%(text)s” is missing.", line=line, text=was.shown)
        yield Finding(check, told, "error")
    for now in added[len(lost) :][:MOST]:
        told = message("Line %(line)s: “%(text)s” is not in the source.", line=line, text=now.shown)
        yield Finding(check, told, "error")


def _lead(place: Place, targets: dict[str, str]) -> list[Token]:
    return [*_tokens(place.lead, targets, is_front=place.is_in_front)]


def _tokens(text: str, targets: dict[str, str], *, is_front: bool) -> Iterator[Token]:
    """Yield the tokens of a kept text that may begin in front matter."""
    end = 0
    if is_front:
        end = closes_front_matter(text)
        end = len(text) if end < 0 else end
        yield from front_tokens(text[:end])
    yield from kept_tokens(text[end:], targets)


def _in_lead(was: list[Token], now: list[Token], line: int) -> list[Difference]:
    """Compare kept texts, in which the order counts as well."""
    found = _compared(was, now, line)
    if found:
        return found
    for one, other in zip(was, now, strict=True):
        if one[:2] != other[:2]:
            return [Difference(one.check, line, (one,), (other,))]
    return []


def _compared(before: Sequence[Token], after: Sequence[Token], line: int) -> list[Difference]:
    """Return what differs, check by check, in whatever order it stands."""
    was, now = Counter(one[:2] for one in before), Counter(one[:2] for one in after)
    lost, added = was - now, now - was
    return [
        Difference(check, line, _taken(before, lost, check), _taken(after, added, check))
        for check in dict.fromkeys(check for check, _ in (*lost, *added))
    ]


def _taken(tokens: Sequence[Token], wanted: Counter[tuple[str, str]], check: str) -> tuple[Token, ...]:
    """Return the first tokens of a check that are wanted, as often as they are."""
    left = Counter(wanted)
    out = []
    for token in tokens:
        if token.check == check and left[token[:2]] > 0:
            left[token[:2]] -= 1
            out.append(token)
    return tuple(out)
