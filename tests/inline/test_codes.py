"""Laws of codes: what is masked comes back, whatever stands in it; what is refused says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import CodeError
from recto.inline import cut, finish, mask, plain, protect, renumber, strip_edges, unmask, visible
from recto.model import Block, Code, CodeKind, Text, Typed, raw

WORDS = st.text(alphabet="ab Z9.!\u00a0<1/>@:é\n\t\x07\u2028", max_size=12)


@st.composite
def pieces(draw, depth=3):
    """Well nested pieces, as a format makes them."""
    counter = iter(range(1, 10_000))

    def some(level):
        out = []
        for kind in draw(
            st.lists(st.sampled_from(["text", "single", "break", "pair", "special"]), max_size=4)
        ):
            if kind == "text":
                out += plain(draw(WORDS))
            elif kind == "single":
                out.append(Code(CodeKind.SINGLE, (draw(st.sampled_from(["<img>", "[^1]"])),)))
            elif kind == "break":
                out.append(Code(CodeKind.SINGLE, ("<br>",), is_break=True))
            elif kind == "special":
                out.append(Text("&amp;", "&"))
            elif level:
                number = next(counter)
                protected = draw(st.booleans()) and level == 1
                inside = plain(draw(WORDS)) if protected else some(level - 1)
                inside = [piece for piece in inside if not (protected and isinstance(piece, Code))]
                out.append(Code(CodeKind.OPEN, ("<b>",), number, protected=protected))
                out += inside
                out.append(Code(CodeKind.CLOSE, ("</b>",), number, protected=protected))
        return out

    return finish(some(depth))


def every_stop(text):
    return [index + 1 for index, char in enumerate(text[:-1]) if char in ".!" and text[index + 1].isspace()]


@given(WORDS)
def test_plain_pieces_are_the_text(text):
    assert raw(plain(text)) == text
    assert not any(char in visible(plain(text)) for char in "\n\t\x07\u2028")


@given(pieces())
def test_finishing_keeps_the_bytes_and_does_nothing_twice(some):
    assert raw(finish(some)) == raw(some)
    assert finish(some) == some


@given(pieces())
def test_the_segments_of_a_block_are_its_pieces(some):
    segments = cut(Block("paragraph", some, raw), every_stop)

    assert raw([piece for segment in segments for piece in segment.pieces]) == raw(some)


@given(pieces())
def test_the_sources_own_text_gives_its_own_bytes(some):
    core = strip_edges(some).core
    masked = mask(core)

    assert raw(unmask(masked.text, masked)) == raw(core)


@given(pieces())
def test_a_unit_holds_no_edge_blank_no_break_and_numbers_in_order(some):
    for segment in cut(Block("paragraph", some, raw), every_stop):
        text = segment.unit.text
        assert text == text.strip()
        assert not any(char in text for char in "\n\t\r\x07\u2028")
        assert renumber(text) == text


@given(pieces(), st.text(alphabet="xy <>*&", max_size=6))
def test_a_changed_target_keeps_every_code_once_and_only_its_text_is_typed(some, extra):
    masked = mask(strip_edges(some).core)
    if not masked.text or any(char.isdigit() for char in extra):
        return
    result = unmask(f"{masked.text} {extra}end", masked)

    codes = [piece for piece in result if isinstance(piece, Code)]
    assert sorted(map(repr, codes)) == sorted(
        repr(code) for group in masked.groups for code in (*group.open, *group.close)
    )
    assert isinstance(result[-1], Typed)


def test_neighbouring_singles_are_one_code_and_an_empty_pair_is_a_single():
    image, note = Code(CodeKind.SINGLE, ("<img>",)), Code(CodeKind.SINGLE, ("[^1]",))
    pair = Code(CodeKind.OPEN, ("<a>",), 1), Code(CodeKind.CLOSE, ("</a>",), 1)

    assert mask((Text("a", "a"), image, *pair, note, Text("b", "b"))).text == "a<1/>b"


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("a b c", "missing codes: 1."),
        ("<1>a</1> <1>b</1> c", "codes that are too many: 1."),
        ("<1>a b c", "missing codes: 1."),
        ("<2>a</2> b", "missing codes: 1; codes that are too many: 2."),
        ("</1>a<1> b", "code 1 closes where"),
        ("<1>a</1> b\x07", "U\\+0007"),
    ],
)
def test_a_target_with_other_codes_is_refused(target, problem):
    pair = Code(CodeKind.OPEN, ("*",), 1), Code(CodeKind.CLOSE, ("*",), 1)
    masked = mask((pair[0], Text("x", "x"), pair[1], Text(" y", " y")))

    with pytest.raises(CodeError, match=problem):
        unmask(target, masked)


def test_protected_text_comes_from_the_source():
    code = Code(CodeKind.OPEN, ("`",), 1, protected=True), Code(CodeKind.CLOSE, ("`",), 1, protected=True)
    masked = mask((Text("Use ", "Use "), code[0], Text("po4a", "po4a"), code[1]))

    assert masked.text == "Use <1>po4a</1>"
    assert (
        raw([piece for piece in unmask("<1>po5b</1> nehmen", masked) if not isinstance(piece, Typed)])
        == "`po4a`"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://e.org/a_(b)). Then", ["https://e.org/a_(b)"]),
        ("(www.example.org/x).", ["www.example.org/x"]),
        ("Mail ana.b@example.org, or ask @ana!", ["ana.b@example.org", "@ana"]),
        ("a@b, 5 @ 3, x://y", []),
        ("http://", []),
        ("见 https://e.org现在。", ["https://e.org"]),
        ("https://e.org/a/?b=1에서", ["https://e.org/a/?b=1"]),
        ("www.e.org/を見る", ["www.e.org/"]),
        ("mailto:ana@e.org现在", ["mailto:ana@e.org"]),
        ("https://例え.jp/頁 を", ["https://例え.jp/頁"]),
        ("https://bücher.example/straße", ["https://bücher.example/straße"]),
    ],
)
def test_addresses_and_handles_are_found_without_the_sentences_marks(text, found):
    assert [text[start:end] for start, end in protect(text)] == found
