"""What is typed into HTML reads back as it was typed, and never becomes markup."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recto.formats.html import cut
from recto.formats.html_spell import spell_bare, spell_double, spell_single, spell_text
from recto.model import Block, Code, Options, Speller, Text, Typed, blocks, raw

SIGNS = """
    < > </ /> & " ' = ! - <!-- --> <b> </p> </title> <script> </script> { } {{ }} {% %} <% %> ? ?> <?php ]
    ]]> ; # amp; amp lt &amp; &copy &#38; & &# x41 38 % é 語 ` \\ / ~ a B 1 . &notit &amp
"""
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
TYPED = st.lists(st.sampled_from([*SIGNS.split(), " ", "\xa0"]) | LETTERS, min_size=1, max_size=12).map(
    "".join
)
OWN = [Text(char, char) for char in ("<", "&", "amp;", "b", "{", "}", "%", ">", "#38;", "?", "/p")]
SPECIAL = [Text("&amp;", "&"), Text("&amp", "&"), Text("&lt;", "<"), Text("&nbsp;", "\xa0"), Text("\n", " ")]
KEPT = st.sampled_from(OWN + SPECIAL)
SPELLINGS = st.fixed_dictionaries(
    {},
    optional={
        "&": st.sampled_from(["&amp;", "&#38;", "&amp", "&#38"]),
        "\xa0": st.sampled_from(["&nbsp;", "&nbsp"]),
        '"': st.just("&quot;"),
        "'": st.just("&apos;"),
        "<": st.just("&lt;"),
        "a": st.just("&#97;"),
    },
)
PIECES = st.lists(st.builds(Typed, TYPED, SPELLINGS) | KEPT, min_size=1, max_size=5)


def shown(pieces: Sequence[Text | Code | Typed]) -> str:
    """Return what a reader sees; text that looks like a code is one of the codes, but literal."""
    out = []
    for piece in pieces:
        if not isinstance(piece, Code):
            out.append(piece.text)
        elif piece.literal:
            out.append(raw((piece,)).replace("&lt;", "<").replace("&gt;", ">"))
        elif raw((piece,)):
            out.append("\ufffc")
    return " ".join("".join(out).split(" "))


def squeezed(text: str) -> str:
    return " ".join(part for part in text.split(" ") if part)


def is_odd(pieces: Sequence[Text | Code | Typed]) -> bool:
    """Tell whether kept texts are neighbours; they may be markup together, which no typed text can help."""
    return any(isinstance(a, Text) and isinstance(b, Text) for a, b in pairwise(pieces))


def text_of(page: str) -> list[str]:
    return [squeezed(shown(block.pieces)) for block in blocks(cut(page, Options()).parts)]


@given(PIECES)
@example([Typed("a <b> & &amp; &copy", {})])
@example([Text("&", "&"), Typed("amp;", {})])
@example([Text("<", "<"), Typed("b", {})])
@example([Typed("&", {}), Text("amp;", "amp;")])
@example([Text("&amp", "&"), Typed(";", {})])
@example([Typed("{", {}), Text("{", "{"), Typed(" x }}", {})])
def test_typed_text_reads_back_as_typed(pieces: list[Text | Typed]) -> None:
    if is_odd(pieces):
        return
    wanted = squeezed(shown(pieces))

    written = spell_text(pieces)

    assert text_of(f"<p>a {written} z</p>") == [squeezed(f"a {wanted} z")]
    assert text_of(f"<p>{written}</p>") == ([wanted] if wanted.strip() else [])
    assert text_of(f"<title>a {written} z</title>") == [squeezed(f"a {wanted} z")]


@pytest.mark.parametrize(("quote", "spell"), [('"', spell_double), ("'", spell_single), ("", spell_bare)])
@given(pieces=PIECES)
def test_a_typed_value_reads_back_as_typed(quote: str, spell: Speller, pieces: list[Text | Typed]) -> None:
    cannot_be_bare = any(piece.raw in "\n>" for piece in pieces if isinstance(piece, Text))
    if is_odd(pieces) or (cannot_be_bare and not quote):
        return
    wanted = squeezed(shown(pieces))
    if not wanted.strip():
        return

    written = spell(pieces)

    assert text_of_value(f"<img alt={quote}{written}{quote}>") == wanted
    assert text_of_value(f"<img alt={quote}{written}{quote} src=x title>") == wanted


def text_of_value(tag: str) -> str:
    (block,) = blocks(cut(tag, Options()).parts)
    return squeezed(shown(block.pieces))


def block_of(text: str) -> Block:
    return next(blocks(cut(text, Options()).parts))


@given(TYPED)
def test_the_codes_of_a_block_stay_what_they_are_beside_typed_text(typed: str) -> None:
    source = block_of("<p>x<b>x</b>{{ x }}<br>x<!-- x --></p>")
    pieces = [Typed(typed, {}) if isinstance(piece, Text) else piece for piece in source.pieces]

    found = block_of(f"<p>a{source.spell(pieces)}</p>")

    assert codes(found) == codes(source)


def codes(block: Block) -> list[Code]:
    """Return the codes without the numbers of their pairs, which addresses in the text may shift."""
    numbers = {0: 0}
    kept = [piece for piece in block.pieces if isinstance(piece, Code) and piece.parts and not piece.literal]
    return [code._replace(pair=numbers.setdefault(code.pair, len(numbers))) for code in kept]


@pytest.mark.parametrize(
    ("typed", "spellings", "written"),
    [
        ("<script>x</script>", {}, "&lt;script>x&lt;/script>"),
        ("1 < 2 > 1 & 3", {}, "1 < 2 > 1 & 3"),
        ("AT&T &amp; &copy2 &nosuch;", {}, "AT&T &amp;amp; &amp;copy2 &nosuch;"),
        ("a\xa0b", {}, "a\xa0b"),
        ('A & "J"\xa0', {"&": "&amp;", '"': "&quot;", "\xa0": "&nbsp;"}, "A &amp; &quot;J&quot;&nbsp;"),
        ("{{ x }} {% y %}", {}, "&#123;{ x }&#125; &#123;% y %&#125;"),
        ("a <", {}, "a <"),
        ("&b", {"&": "&amp"}, "&amp;b"),
        ("*", {"*": "\\*"}, "*"),
    ],
)
def test_only_what_would_be_markup_is_escaped(typed: str, spellings: dict[str, str], written: str) -> None:
    assert spell_text([Typed(typed, spellings)]) == written


@pytest.mark.parametrize(
    ("spell", "typed", "written"),
    [
        (spell_double, "a \"b\" 'c'", "a &quot;b&quot; 'c'"),
        (spell_single, "a \"b\" 'c'", 'a "b" &#39;c&#39;'),
        (spell_bare, "one", "one"),
        (spell_bare, "one two", '"one two"'),
        (spell_bare, 'a "b"', "'a \"b\"'"),
        (spell_bare, "\"a\" 'b'", "\"&quot;a&quot; 'b'\""),
        (spell_bare, "", '""'),
    ],
)
def test_a_value_keeps_its_quotes_or_gets_some_where_it_needs_them(
    spell: Speller, typed: str, written: str
) -> None:
    assert spell([Typed(typed, {})]) == written


def test_a_value_left_out_does_not_swallow_what_follows() -> None:
    assert spell_bare([]) == '""'


@pytest.mark.parametrize(
    "page",
    [
        "<p>Tom &amp; Jerry&nbsp;– &quot;ok&quot; &copy <b>x</b>\n y</p>",
        "<img alt=a&b>",
        "<img alt='a &quot; b'>",
    ],
)
def test_untouched_pieces_keep_their_own_bytes(page: str) -> None:
    block = block_of(page)

    assert block.spell(block.pieces) == raw(block.pieces)
