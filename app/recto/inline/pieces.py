"""Pieces of a block: splitting runs of text, and the finish that every format's pieces get."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from recto.inline.protect import protect
from recto.model import CLOSE, OPEN, SINGLE, Code, Piece, Text, raw

LITERAL = re.compile(r"</?\d+/?>")
"""What a code looks like in a unit; in the text of an article it has to be carried as a code."""

_SPACE_OR_CONTROL = re.compile(r"[ \t\n\r\f]+|[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def plain(text: str) -> list[Piece]:
    """Return the pieces of text in which nothing is markup.

    A run of ASCII white space becomes one piece that reads as a blank; a control character or a
    Unicode line break becomes a single code (units.md, section 1).
    """
    if "  " not in text and not _ODD.search(text):
        return [Text(text, text)] if text else []
    out: list[Piece] = []
    last = 0
    for match in _SPACE_OR_CONTROL.finditer(text):
        if match.group() == " ":
            continue
        if match.start() > last:
            out.append(Text(text[last : match.start()], text[last : match.start()]))
        out.append(space(match.group()))
        last = match.end()
    if last < len(text):
        out.append(Text(text[last:], text[last:]))
    return out


def space(raw: str) -> Piece:
    """Return the piece for a run of ASCII white space or for one control character."""
    if raw.isspace() and raw[0] in " \t\n\r\f":
        return Text(raw, " ")
    is_break = raw in "\u0085\u2028\u2029"
    return Code(SINGLE, (raw,), hint=f"character U+{ord(raw):04X}", is_break=is_break)


def split(piece: Text, at: int) -> tuple[Text, Text]:
    """Split a piece behind ``at`` characters of its text.

    A piece that is spelled specially is not divided: its bytes go to the left.
    """
    if piece.raw == piece.text:
        return Text(piece.raw[:at], piece.text[:at]), Text(piece.raw[at:], piece.text[at:])
    return piece, Text("", "")


def finish(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Turn text that only looks like a code into codes, and guard addresses and handles.

    Every format gives its blocks this finish. Text inside protected pairs stays as it is. Doing
    it twice changes nothing.
    """
    if not any(isinstance(piece, Text) and _is_markable(piece.text) for piece in pieces):
        return tuple(pieces)
    if any(isinstance(piece, Code) and piece.protected and not piece.parts for piece in pieces):
        return tuple(pieces)  # guarded before; what stands beside a guard would now look like a word's start
    pieces = _without_lookalikes(pieces)
    counter = max((piece.pair for piece in pieces if isinstance(piece, Code)), default=0)
    out: list[Piece] = []
    run: list[Text] = []
    guards = 0
    for piece in pieces:
        if isinstance(piece, Text) and not guards:
            run.append(piece)
            continue
        counter = _finish_run(run, out, counter)
        run = []
        if isinstance(piece, Code) and piece.protected:
            guards += 1 if piece.kind is OPEN else -1 if piece.kind is CLOSE else 0
        out.append(piece)
    _finish_run(run, out, counter)
    return tuple(out)


def _is_markable(text: str) -> bool:
    return "<" in text or "@" in text or "://" in text or "www." in text or "mailto:" in text


def _without_lookalikes(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return the pieces with protected pairs whose text looks like a code as one single code each."""
    closes = {
        piece.pair: at for at, piece in enumerate(pieces) if isinstance(piece, Code) and piece.protected
    }
    out: list[Piece] = []
    done = 0
    for at, piece in enumerate(pieces):
        if at < done:
            continue
        out.append(piece)
        if isinstance(piece, Code) and piece.protected and closes[piece.pair] > at:
            done = closes[piece.pair] + 1
            inside = pieces[at + 1 : done - 1]
            if LITERAL.search(visible(inside)):
                own = raw(pieces[at:done])
                out[-1] = Code(SINGLE, (own,), hint=piece.hint)
            else:
                out += pieces[at + 1 : done]
    return out


def _finish_run(run: Sequence[Text], out: list[Piece], counter: int) -> int:
    """Add a run of text with its codes to ``out``; return the last pair number in use."""
    text = "".join(piece.text for piece in run)
    marks = _marks(text)
    if not marks:
        out += run
        return counter
    chunks = iter(divide(run, [place for start, end, _ in marks for place in (start, end)]))
    for start, end, is_literal in marks:
        out += next(chunks)
        inside, seen = next(chunks), text[start:end]
        if is_literal:
            own = "".join(piece.raw for piece in inside)
            out.append(Code(SINGLE, (own,), hint=f"the text {seen}", literal=True))
        else:
            counter += 1
            hint = f"{'handle' if seen.startswith('@') else 'address'} {seen}"
            out.append(Code(OPEN, (), counter, hint, protected=True))
            out += inside
            out.append(Code(CLOSE, (), counter, protected=True))
    out += next(chunks)
    return counter


def _marks(text: str) -> list[tuple[int, int, bool]]:
    """Return the spans to mark in order, without overlap; true: only looks like a code."""
    found = [(*match.span(), True) for match in LITERAL.finditer(text)]
    found += [(start, end, False) for start, end in protect(text)]
    out: list[tuple[int, int, bool]] = []
    for span in sorted(found):
        if not out or span[0] >= out[-1][1]:
            out.append(span)
    return out


def divide(run: Sequence[Text], places: Sequence[int]) -> list[list[Text]]:
    """Divide a run at places in its text, rising; there is one stretch more than places.

    A piece that is spelled specially is not divided: it stays in front of a place inside it.
    """
    out: list[list[Text]] = [[]]
    waiting = iter(places)
    place = next(waiting, None)
    at = 0
    for piece in run:
        rest, end = piece, at + len(piece.text)
        while place is not None and place <= end:
            if place > at:
                part, rest = split(rest, place - at)
                out[-1].append(part)
                at = place if rest.text else end
            out.append([])
            place = next(waiting, None)
        if rest.raw:
            out[-1].append(rest)
        at = end
    return out


def visible(pieces: Iterable[Piece]) -> str:
    """Return the text of pieces, codes left out."""
    return "".join(piece.text for piece in pieces if isinstance(piece, Text))
