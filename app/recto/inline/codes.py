"""Inline codes: a segment's pieces become text with numbered codes, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from recto.errors import CodeError
from recto.inline.marks import MARK, check_codes, holds
from recto.inline.repairs import repair
from recto.model import CLOSE, LEFT_OUT, OPEN, SINGLE, Code, CodeKind, Piece, Text, Typed

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_ODD = re.compile(r"[\t\n\r\f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]")


_TELLING = ("code", "address", "handle")


class Group(NamedTuple):
    """What one number in a unit stands for: a single code (``close`` empty) or a pair."""

    open: tuple[Code, ...]
    close: tuple[Code, ...]
    is_pair: bool

    @property
    def protected(self) -> bool:
        if len(self.open) == 1:
            return self.is_pair and self.open[0].protected
        return self.is_pair and any(code.protected for code in self.open)

    @property
    def hint(self) -> str:
        """What the code is, for people and checks; text that is kept and is no code or address says so."""
        hint = self.open[0].hint
        if len(self.open) > 1:
            hint = ", ".join([code.hint for code in self.open if code.hint])
        return f"kept {hint}" if self.protected and not hint.startswith(_TELLING) else hint


class Masked(NamedTuple):
    """A segment as a translator sees it. Code ``<n>`` stands for ``groups[n - 1]``."""

    text: str
    groups: tuple[Group, ...]
    pieces: tuple[Piece, ...]

    @property
    def hints(self) -> tuple[str, ...]:
        """What the codes are, a line each."""
        if not self.groups:
            return ()
        return tuple(
            [
                f"<{number}{'' if group.is_pair else '/'}> {hint}"
                for number, group in enumerate(self.groups, 1)
                if (hint := group.hint)
            ]
        )


def mask(pieces: Sequence[Piece]) -> Masked:
    """Number the codes of a segment in order of appearance.

    Neighbouring singles are one code, an empty pair is a single, pairs around exactly the same
    content are one code (never a protected pair with its wrapper). ``unmask`` of the text is the pieces.
    """
    groups: list[Group] = []
    numbers: dict[int, int] = {}
    out: list[str] = []
    is_behind_code = False
    for piece in pieces:
        if isinstance(piece, Text):
            if piece.text:
                out.append(piece.text)
                is_behind_code = False
            continue
        if is_behind_code:
            return _mask_touching(pieces)
        is_behind_code = True
        if piece.kind is SINGLE:
            groups.append(Group((piece,), (), is_pair=False))
            out.append(f"<{len(groups)}/>")
        elif piece.kind is OPEN:
            groups.append(Group((piece,), (), is_pair=True))
            numbers[piece.pair] = len(groups)
            out.append(f"<{len(groups)}>")
        else:
            number = numbers[piece.pair]
            groups[number - 1] = Group(groups[number - 1].open, (piece,), is_pair=True)
            out.append(f"</{number}>")
    return Masked(squeezed("".join(out)), tuple(groups), tuple(pieces))


def _mask_touching(pieces: Sequence[Piece]) -> Masked:
    """Return what ``mask`` does where two codes touch each other, so that some may be one."""
    tokens = _nested(_flat(pieces))
    numbers: dict[int, int] = {}
    groups: list[Group] = []
    out: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            out.append(token)
        elif token.kind is SINGLE:
            groups.append(Group(tuple(token.codes), (), is_pair=False))
            out.append(f"<{len(groups)}/>")
        elif token.kind is OPEN:
            groups.append(Group(tuple(token.codes), (), is_pair=True))
            numbers[token.pair] = len(groups)
            out.append(f"<{len(groups)}>")
        else:
            number = numbers[token.pair]
            groups[number - 1] = groups[number - 1]._replace(close=tuple(token.codes))
            out.append(f"</{number}>")
    return Masked(squeezed("".join(out)), tuple(groups), tuple(pieces))


@dataclass(slots=True)
class _Token:
    kind: CodeKind
    codes: list[Code]
    """A list that grows: thousands of codes may stand side by side."""
    pair: int


def _flat(pieces: Sequence[Piece]) -> list[str | _Token]:
    """Return texts and codes with empty pairs and neighbouring singles already made one."""
    out: list[str | _Token] = []
    for piece in pieces:
        if isinstance(piece, Text):
            if piece.text:
                out.append(piece.text)
            continue
        token = _Token(piece.kind, [piece], piece.pair)
        top = out[-1] if out else ""
        if token.kind is CLOSE and isinstance(top, _Token) and (top.kind, top.pair) == (OPEN, token.pair):
            out.pop()
            token = _Token(SINGLE, [*top.codes, *token.codes], 0)
            top = out[-1] if out else ""
        if token.kind is SINGLE and isinstance(top, _Token) and top.kind is SINGLE:
            top.codes += token.codes
        else:
            out.append(token)
    return out


def _nested(tokens: list[str | _Token]) -> list[str | _Token]:
    """Return the tokens with pairs around exactly the same content made one."""
    closes = {
        token.pair: index
        for index, token in enumerate(tokens)
        if isinstance(token, _Token) and token.kind is CLOSE
    }
    outer_of: dict[int, int] = {}
    out: list[str | _Token] = []
    for index, token in enumerate(tokens):
        if not isinstance(token, _Token) or token.kind is SINGLE:
            out.append(token)
            continue
        top = out[-1] if out else ""
        if token.kind is OPEN:
            before = tokens[index - 1] if index else ""
            if (
                isinstance(top, _Token)
                and isinstance(before, _Token)
                and before.kind is OPEN
                and closes[token.pair] + 1 == closes[before.pair]
                and not token.codes[0].protected
                and not before.codes[0].protected
            ):
                outer_of[token.pair] = top.pair
                top.codes += token.codes
                continue
        elif token.pair in outer_of:
            out.append(_Token(CLOSE, token.codes, outer_of[token.pair]))
            continue
        out.append(token)
    return _joined_closes(out)


def _joined_closes(tokens: list[str | _Token]) -> list[str | _Token]:
    out: list[str | _Token] = []
    for token in tokens:
        top = out[-1] if out else ""
        if (
            isinstance(token, _Token)
            and isinstance(top, _Token)
            and token.kind is top.kind is CLOSE
            and token.pair == top.pair
        ):
            top.codes += token.codes
        else:
            out.append(token)
    return out


def squeezed(text: str) -> str:
    """Return a text with each run of blanks made one."""
    return _BLANKS.sub(" ", text) if "  " in text else text


def renumber(text: str) -> str:
    """Return a unit's text with its codes numbered in order of appearance.

    >>> renumber("<3>a</3> <1/>")
    '<1>a</1> <2/>'
    """
    if "<" not in text:
        return text
    numbers: dict[str, int] = {}
    return MARK.sub(lambda m: f"<{m[1]}{numbers.setdefault(m[2], len(numbers) + 1)}{m[3]}>", text)


def unmask(target: str, source: Masked) -> list[Text | Code | Typed]:
    """Put the source's codes back into a target.

    A target equal to the source gives the source's own pieces. Elsewhere the text comes as Typed;
    protected pairs always bring the source's own content. ``<0/>`` gives nothing. What ``repair``
    can put right is put right. Silent pieces, bytes without text as of a bookmark, come first.

    :raises CodeError: a code is missing, repeated, foreign, crossed or of the other kind, or the
        target holds a control character.
    """
    if target == source.text:
        return list(source.pieces)
    silent = [piece for piece in _unguarded(source.pieces) if not piece.text]
    if target == LEFT_OUT:
        return [*silent]
    if control := _CONTROL.search(target):
        raise CodeError(
            f"the target holds the control character U+{ord(control.group()):04X}.", hint="Delete it."
        )
    target = (_BLANKS.sub(" ", target) if "  " in target or _ODD.search(target) else target).strip(" ")
    if not holds(target, source.text):
        target = repair(target, source.text)
        check_codes(target, source.text, source.hints)
    spellings = _spellings(source.pieces)
    out: list[Text | Code | Typed] = [*silent]
    content = _Content(source.pieces)
    last = 0
    guarded = ""
    for match in MARK.finditer(target):
        if guarded and match[0] != guarded:
            continue
        if match.start() > last and not guarded:
            out.append(Typed(target[last : match.start()], spellings))
        last = match.end()
        group = source.groups[int(match[2]) - 1]
        if match[1]:
            guarded = ""
            out += group.close
        elif group.protected:
            guarded = f"</{match[2]}>"
            out += group.open
            out += content.of(group)
        else:
            out += group.open
    if last < len(target):
        out.append(Typed(target[last:], spellings))
    return out


class _Content:
    """What stands inside the pairs of a segment; it is looked through once, if at all."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._places: dict[int, int] = {}

    def of(self, group: Group) -> Sequence[Piece]:
        if not self._places:
            self._places = {id(piece): place for place, piece in enumerate(self._pieces)}
        start, end = self._places[id(group.open[-1])], self._places[id(group.close[0])]
        return self._pieces[start + 1 : end]


def _spellings(pieces: Sequence[Piece]) -> Mapping[str, str]:
    """Return the characters that the segment spells in one special way wherever they stand."""
    if all(piece.raw == piece.text for piece in pieces if isinstance(piece, Text)):
        return {}
    special: dict[str, set[str]] = {}
    plain: set[str] = set()
    for piece in _unguarded(pieces):
        if piece.raw != piece.text and len(piece.text) == 1 and piece.text != " ":
            special.setdefault(piece.text, set()).add(piece.raw)
        else:
            plain.update(piece.text)
    return {char: next(iter(raws)) for char, raws in special.items() if len(raws) == 1 and char not in plain}


def _unguarded(pieces: Sequence[Piece]) -> Iterator[Text]:
    """Yield the texts outside protected pairs."""
    guards = 0
    for piece in pieces:
        if isinstance(piece, Text):
            if not guards:
                yield piece
        elif piece.protected:
            guards += 1 if piece.kind is OPEN else -1 if piece.kind is CLOSE else 0
