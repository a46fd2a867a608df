"""Writing a translated Markdown block: what was typed reads as typed and never becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recto.errors import CodeError
from recto.formats.markdown_inline import Labels, Spellers, scan
from recto.formats.markdown_line_starts import PREFIXED_BREAK, Chunk, Spot, block_signs
from recto.formats.markdown_places import closing_attributes, has_emoji
from recto.formats.markdown_syntax import USUAL_SYNTAX, Syntax
from recto.formats.markdown_told import retold
from recto.formats.markdown_touching import SPECIAL, has_break_at_edge, is_calm, may_come_undone, undone
from recto.formats.window import Window
from recto.model import Code, CodeKind, Piece, Text, Typed, raw

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_NAME = re.compile(r"\{(?:[ ]?[#.]|:)[^{}]*\}$")
_HASHES_OR_NAME = re.compile(rf"(?:^|(?<=[ \t]))#+$|{_NAME.pattern}")
"""What at the end of a heading is no text: its id, and closing number signs."""
_READ_AS_TEXT = frozenset({"heading id", "task box"})
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,200}\]\Z")
_SHORTCODE = re.compile(r"\{(?=[{%])")
_SCRIPT = re.compile(r"(?:import|export)(?= )")
"""What begins a paragraph of MDX that is no text."""
_TRIES = 40
"""Rounds of escaping what still reads as markup; each round escapes at least one more character."""


def spell_inline(
    pieces: Sequence[Text | Code | Typed], *, labels: Labels, place: str, syntax: Syntax = USUAL_SYNTAX
) -> str:
    """Write pieces for a place: a ``paragraph``, a ``setext`` heading of several lines, a ``heading`` in one
    line, a table ``cell`` (a ``first cell`` has no pipe in front), an ``alt`` text or one in an ``alt cell``.

    Of typed text only what would be read as markup is escaped, judged on the whole result; a
    character with a spelling of its own keeps it. Emphasis by ``_`` that would not hold becomes ``*``.

    :raises CodeError: a code cannot stand where the target puts it.
    """
    in_alt = place.startswith("alt")
    if not in_alt and has_break_at_edge(pieces):
        raise CodeError("a line break cannot stand at an edge.", hint="Put text before and behind it.")
    if not any(isinstance(piece, Typed) for piece in pieces) and (in_alt or not may_come_undone(pieces)):
        return raw([piece for piece in pieces if not isinstance(piece, Typed)])
    spelled = _spell(pieces, labels, place, syntax)
    if spelled is None and any(isinstance(piece, Code) and piece.emphasis for piece in pieces):
        spelled = _spell([_with_stars(piece) for piece in pieces], labels, place, syntax)
    if spelled is None:
        raise undone(pieces)
    return spelled


def spell_title(pieces: Sequence[Text | Code | Typed], *, quote: str, in_cell: bool = False) -> str:
    """Write pieces between the quotes of a link title; ``quote`` is the closing one."""
    special = re.compile(r"[()]" if quote == ")" else re.escape(quote))
    out = []
    for piece in _exploded(pieces):
        if isinstance(piece, Typed):
            text = re.sub(
                r"\\(?=[!-/:-@\[-`{-~]|$)|&(?=[#\w]+;)|\{(?=[{%#])|\$(?=\{)", r"\\\g<0>", piece.text
            )
            text = special.sub(r"\\\g<0>", text)
            out.append(text.replace("|", "\\|") if in_cell else text)
        else:
            out.append(raw([piece]))
    return "".join(out)


def _with_stars(piece: Text | Code | Typed) -> Text | Code | Typed:
    if isinstance(piece, Code) and piece.emphasis:
        own, *attributes = piece.parts
        return piece._replace(parts=(str(own).replace("_", "*"), *attributes))
    return piece


def _exploded(pieces: Sequence[Text | Code | Typed]) -> Iterator[Text | Code | Typed]:
    """Yield the pieces with characters that have a spelling of their own taken out of typed text."""
    for piece in pieces:
        if not isinstance(piece, Typed) or not piece.spellings:
            yield piece
            continue
        for part in re.split(f"([{re.escape(''.join(piece.spellings))}])", piece.text):
            if part in piece.spellings:
                yield Text(piece.spellings[part], part)
            elif part:
                yield Typed(part, {})


def _spell(pieces: Sequence[Text | Code | Typed], labels: Labels, place: str, syntax: Syntax) -> str | None:
    """Return the block's bytes that read back as the pieces, or nothing if escaping cannot do it."""
    pieces = list(_exploded(pieces))
    chunks = [
        Chunk(piece.text, True) if isinstance(piece, Typed) else Chunk(raw([piece]), False)
        for piece in pieces
    ]
    if syntax.is_mdx and place == "paragraph":
        chunks = _no_script(chunks)
    if place.startswith("alt"):
        chunks = [part for chunk in chunks for part in _no_code(chunk)]
    found_first = _ends(chunks, place) | block_signs(chunks, place) | _behind_footnotes(chunks)
    found_first |= _mdx_signs(chunks) if syntax.is_mdx else _shortcode_signs(chunks)
    escaped = _with_backslashes(chunks, found_first)
    if any(chunk.is_typed and _is_special(chunk.text) for chunk in chunks) or not is_calm(pieces):
        wanted = _signature(pieces, place)
        for _ in range(_TRIES):
            content = _write(chunks, escaped, place, for_reading=True)
            found = retold(scan(Window(content, [(0, len(content))]), labels, _NO_SPELLERS, syntax), pieces)
            if _signature(found, place) == wanted:
                break
            more = _misread(found, _typed_places(chunks, escaped, place)) - escaped
            more = more or _spots(chunks, "[]") - escaped or _spots(chunks, "\\`*_<&~{") - escaped
            if not more:
                return None
            escaped = _with_backslashes(chunks, escaped | more)
        else:
            return None
    return _write(chunks, escaped, place, for_reading=False)


def _is_special(text: str) -> bool:
    """Tell whether typed text may hold anything that is read as markup inside a line."""
    return bool(SPECIAL.search(text)) or has_emoji(text)


def _no_script(chunks: list[Chunk]) -> list[Chunk]:
    """Return the chunks with the first letter of a word that would begin a script spelled as an entity."""
    if not chunks[0].is_typed or not _SCRIPT.match(chunks[0].text):
        return chunks
    first, rest = chunks[0].text[0], chunks[0].text[1:]
    return [Chunk(f"&#{ord(first)};", False), Chunk(rest, True), *chunks[1:]]


def _no_code(chunk: Chunk) -> Iterator[Chunk]:
    """Yield a chunk with its typed backticks spelled as entities.

    Inside brackets a backslash does not help: a backtick in front of them takes the escaped one as its end.
    """
    if not chunk.is_typed or "`" not in chunk.text:
        yield chunk
        return
    for part in re.split("(`)", chunk.text):
        if part:
            yield Chunk("&#96;", False) if part == "`" else Chunk(part, True)


def _shortcode_signs(chunks: Sequence[Chunk]) -> set[Spot]:
    """Return what begins a shortcode, finished or not: its end may be typed in another block."""
    return {
        (number, found.start())
        for number, chunk in enumerate(chunks)
        if chunk.is_typed and "{" in chunk.text
        for found in _SHORTCODE.finditer(chunk.text)
    }


def _behind_footnotes(chunks: Sequence[Chunk]) -> set[Spot]:
    """Return each bracket behind a footnote's mark: some readers take what is in it as an address."""
    return {
        (number, 0)
        for number, chunk in enumerate(chunks)
        if chunk.is_typed
        and chunk.text.startswith("(")
        and number
        and not chunks[number - 1].is_typed
        and _FOOTNOTE_MARK.search(chunks[number - 1].text)
    }


def _mdx_signs(chunks: Sequence[Chunk]) -> set[Spot]:
    """Return what MDX would read as the beginning of an expression or an element, finished or not."""
    blank_behind = {
        (number, index)
        for number, chunk in enumerate(chunks)
        for index, char in enumerate(chunk.text)
        if char == "<" and chunk.text[index + 1 : index + 2].isspace()
    }
    return _spots(chunks, "<{") - blank_behind


def _with_backslashes(chunks: Sequence[Chunk], escaped: set[Spot]) -> set[Spot]:
    """Return the spots with the backslashes in front of them: two in a row would escape each other."""
    out = set(escaped)
    for number, index in escaped:
        before = index - 1
        while before >= 0 and chunks[number].text[before] == "\\" and (number, before) not in out:
            out.add((number, before))
            before -= 1
    return out


def _spots(chunks: Sequence[Chunk], chars: str) -> set[Spot]:
    return {
        (number, index)
        for number, chunk in enumerate(chunks)
        if chunk.is_typed
        for index, char in enumerate(chunk.text)
        if char in chars
    }


def _write(chunks: Sequence[Chunk], escaped: set[Spot], place: str, *, for_reading: bool) -> str:
    """Return the block: as the inline parser sees it (no prefixes, cells' pipes bare), or its bytes."""
    out = []
    with_escapes = {number for number, _ in escaped}
    for number, chunk in enumerate(chunks):
        text = chunk.text
        if chunk.is_typed:
            if number in with_escapes:
                text = "".join(
                    "\\" + char if (number, index) in escaped else char for index, char in enumerate(text)
                )
            if place.endswith("cell") and number == len(chunks) - 1 and text.endswith("\\"):
                text = f"{text[:-1]}&#92;"  # before a pipe even two backslashes would escape it
            if place.endswith("cell") and not for_reading:
                text = text.replace("|", "\\|")
        elif for_reading:
            text = _as_read(text, place)
        out.append(text)
    return "".join(out)


def _as_read(text: str, place: str) -> str:
    return text.replace("\\|", "|") if place.endswith("cell") else PREFIXED_BREAK.sub("\n", text)


def _typed_places(chunks: Sequence[Chunk], escaped: set[Spot], place: str) -> dict[int, Spot]:
    """Return where in the text that was read each typed character stands."""
    places: dict[int, Spot] = {}
    at = 0
    for number, chunk in enumerate(chunks):
        if not chunk.is_typed:
            at += len(_as_read(chunk.text, place))
            continue
        for index in range(len(chunk.text)):
            at += (number, index) in escaped
            places[at] = (number, index)
            at += 1
    return places


def _signature(pieces: Sequence[Text | Code | Typed], place: str) -> list[tuple[str, str]]:
    """Return texts and codes in order, such that equal signatures read the same."""
    out: list[tuple[str, str]] = []
    for piece in pieces:
        kind, text = "text", ""
        if not isinstance(piece, Code):
            text = piece.text
        else:
            text = _as_read(raw(piece.parts), place)
            kind = "text" if piece.hint in _READ_AS_TEXT else piece.kind.value
            if not text:
                continue
        if kind == "text" and out and out[-1][0] == "text":
            text = out.pop()[1] + text
        out.append((kind, text))
    return [(kind, _BLANKS.sub(" ", text) if kind == "text" else text) for kind, text in out if text]


def _misread(found: Sequence[Piece], typed: dict[int, Spot]) -> set[Spot]:
    """Return the first typed character of each thing that was read as markup.

    What closes something that begins in typed text needs no escape of its own.
    """
    out: set[Spot] = set()
    opened: set[int] = set()
    at = 0
    for piece in found:
        own = raw([piece])
        spots = [
            typed[place]
            for place in range(at, at + len(own))
            if place in typed and _PUNCTUATION.match(own[place - at])
        ]
        begins_typed = at in typed or not own.startswith("\\")
        at += len(own)
        if isinstance(piece, Text):
            if spots and begins_typed and piece.text not in {piece.raw, " "}:
                out.add(spots[0])
        elif spots and not (piece.kind is CodeKind.CLOSE and piece.pair in opened):
            out.add(spots[0])
            opened.add(piece.pair)
    return out


def _ends(chunks: Sequence[Chunk], place: str) -> set[Spot]:
    """Return the typed characters that would reach beyond the end of their place, or close it."""
    last = len(chunks) - 1
    out = _spots(chunks, "[]`<{\\") if place.startswith("alt") else set()
    if not chunks[last].is_typed:
        return out
    text = chunks[last].text
    end = {"heading": _HASHES_OR_NAME, "setext": _NAME}.get(place)
    if end is not None and (found := end.search(text)):
        out.add((last, found.start()))
    if (attributes := closing_attributes(text)) >= 0:
        out.add((last, attributes))
    return out


_NO_SPELLERS = Spellers(lambda _: "", lambda _: lambda _: "")
"""For reading only: what is read here is never written."""
