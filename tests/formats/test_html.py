"""HTML is cut as a browser reads it, and every byte comes back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recto.formats.html import cut, cut_fragment, decode, html_hint, inline_tag_parts, text_pieces
from recto.inline import mask, segment
from recto.model import Block, Code, CodeKind, Document, Options, Text, blocks, join, raw

SIGNS = """
    < > </ /> & " ' = ! - <!-- --> <!--> --!> <![CDATA[ ]]> <!doctype <? ?> <?php <% %> {{ }} {% %} { }
    &amp; &lt &#10; &#x85; &#0; &# &nbsp &copy1 &#99999999999; <p> </p> <p <b> </b> <i> </i> <li> <ul>
    </ul> <td> <table> </table> <tr> <br> <br/> <img <img/> <a/href= alt= title=x title="A" alt='x
    <script> </script> <SCRIPT> <title> </title> <textarea> </textarea> <pre> </pre> <code> </code>
    <svg> <svg/> </svg> <template> </template> <plaintext> <span/translate=no> <span/translate=yes>
    </span> class=notranslate <div> </div> <x-y> </x-y> <o:p> <h1> </h1> <blockquote> </blockquote>
    <option> <noscript> http://e.org/?a=1&amp;b @me <1> </1> a b One. é 語
"""
BLANKS = [" ", "\n", "\r\n", "\t", "\f", "\x00", "\x0b", "\x85", "\u2028", "\xa0", "\ufeff", "  "]
NASTY = st.lists(st.sampled_from([*SIGNS.split(), *BLANKS]) | st.text(max_size=3), max_size=30).map("".join)


def seen(block: Block) -> tuple[str, str]:
    return block.role, mask(block.pieces).text


def units(text: str) -> list[tuple[str, str]]:
    return [seen(block) for block in every_block(cut(text, Options()))]


def every_block(document: Document) -> list[Block]:
    out: list[Block] = []
    for block in blocks(document.parts):
        out.append(block)
        out += [inner for piece in block.pieces if isinstance(piece, Code) for inner in blocks(piece.parts)]
    return out


def only(text: str) -> Block:
    (block,) = blocks(cut(text, Options()).parts)
    return block


@given(NASTY)
@example('<p a="{{ " }}>x</p>')
@example('<a b="' + '{{x="}}' * 5)
@example("\ufeff<p>a</p>")
def test_the_parts_of_every_text_join_to_it(text: str) -> None:
    assert join(cut(text, Options())) == text


@given(NASTY)
def test_codes_of_a_block_are_whole_pairs_properly_nested_and_texts_are_clean(text: str) -> None:
    for block in every_block(cut(text, Options())):
        waiting: list[int] = []
        for piece in block.pieces:
            if isinstance(piece, Text):
                assert not set(piece.text) & set("\n\r\t\f\x00\x0b\x85\u2028\u2029")
            elif piece.kind is CodeKind.OPEN:
                waiting.append(piece.pair)
            elif piece.kind is CodeKind.CLOSE:
                assert waiting.pop() == piece.pair
        assert waiting == []


@given(NASTY)
def test_a_tag_joins_to_its_source(text: str) -> None:
    for tag in (text, f"<img {text}>"):
        assert raw(inline_tag_parts(tag)) == tag
        html_hint(tag)


@given(NASTY)
def test_the_pieces_of_text_join_to_it(text: str) -> None:
    assert raw(text_pieces(text)) == text
    decode(text)


@given(st.lists(NASTY.map(lambda text: text.replace("\r", "").replace("\n", "")), min_size=1, max_size=4))
def test_a_fragment_gives_back_the_bytes_around_it(lines: list[str]) -> None:
    content, article = "\n".join(lines), "\r\n> ".join(lines)

    def raw_of(start: int, end: int) -> str:
        return content[start:end].replace("\n", "\r\n> ")

    assert raw(cut_fragment(content, raw_of, lambda at: 1 + content.count("\n", 0, at))) == article


def test_a_fragment_reads_a_line_break_with_its_prefix_as_a_blank() -> None:
    content = "<p>Boil the\nwater.</p>"

    found = cut_fragment(content, lambda a, b: content[a:b].replace("\n", "\n> "), lambda at: 7)

    (block,) = blocks(found)
    assert Text("\n> ", " ") in block.pieces
    assert (block.line, seen(block)) == (7, ("paragraph", "Boil the water."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>One</p><p>Two", [("paragraph", "One"), ("paragraph", "Two")]),
        (
            "<ul><li>One<li>Two<ul><li>In</ul>More</ul>Out",
            [
                ("list item", "One"),
                ("list item", "Two"),
                ("list item", "In"),
                ("list item", "More"),
                ("paragraph", "Out"),
            ],
        ),
        ("<h2>Head</h2>text", [("heading", "Head"), ("paragraph", "text")]),
        (
            "<table><caption>C<tr><th>H<td>D</table>x",
            [("caption", "C"), ("table cell", "H"), ("table cell", "D"), ("paragraph", "x")],
        ),
        ("<blockquote><p>Said</p></blockquote><p>x", [("quote", "Said"), ("paragraph", "x")]),
        ("<title>A &amp; B <i></title>", [("title", "A & B <i>")]),
        ("<dl><dt>T<dd>D</dl>", [("list item", "T"), ("list item", "D")]),
        ("<figure><img src=a><figcaption>F</figure>", [("caption", "F")]),
        (
            "a<select><option>One<option>Two</select>b",
            [("paragraph", "a"), ("paragraph", "One"), ("paragraph", "Two"), ("paragraph", "b")],
        ),
        ("a <x-y>b</x-y> c<unknown>d", [("paragraph", "a <1>b</1> c"), ("paragraph", "d")]),
        ("<p>1 < 2 <b>or</b></p>", [("paragraph", "1 < 2 <1>or</1>")]),
        ("<pre>kept <b>all</b></pre><textarea><p>kept</textarea><script>'<p>'</script><style>p</style>", []),
        ("<template><p>kept</p></template><svg><title>kept</title></svg>", []),
        ("<div translate=no>kept<p>kept</div>", []),
        (
            "<div translate=no>kept<p translate=yes>seen</div>also",
            [("paragraph", "seen"), ("paragraph", "also")],
        ),
        ('<p class="a notranslate">kept</p>', []),
        ("<p>a <!-- b --> c</p>", [("paragraph", "a <1/> c")]),
        (
            "<p>Hi {{ name }}, {% if a < b %}yes{% endif %}<?php echo $a->b ?>.</p>",
            [("paragraph", "Hi <1/>, <2/>yes<3/>.")],
        ),
        ("<p>A<svg><path/></svg>B<script>x</script>C", [("paragraph", "A<1/>B<2/>C")]),
        ("<p><b>a <i>b</b> c</i></p>", [("paragraph", "<1>a <2/>b</1> c<3/>")]),
        ("<p>a</b> b <i>c</p>", [("paragraph", "a<1/> b <2/>c")]),
        ("<p>A claim &#10;\n of&nbsp;it</p>", [("paragraph", "A claim of\xa0it")]),
        ("<p>a\x0bb&#x2028;c", [("paragraph", "a<1/>b<2/>c")]),
        ("<!-- <p>no</p>", []),
        ('<p>a <b c="d>e</p> f', [("paragraph", "a <1/>")]),
        ("<![CDATA[ <p>no</p> ]]>yes", [("paragraph", "<1/>yes")]),
        ("<P>a<BR/>b</P>", [("paragraph", "a<1/>b")]),
        ("<plaintext><p>no", []),
        ("<a href=x><div>In</div></a>", [("paragraph", "In")]),
        (
            "<p>Use <code>po<b>4</b>a</code>, <kbd translate=yes>Enter</kbd>.",
            [("paragraph", "Use <1>po4a</1>, <2>Enter</2>.")],
        ),
        ("<p>Is <code>&lt;1></code> it?", [("paragraph", "Is <1/> it?")]),
        ("<p>Press &lt;1> to go</p>", [("paragraph", "Press <1/> to go")]),
        ("<p>See https://e.org/?a=1&amp;b=2.</p>", [("paragraph", "See <1>https://e.org/?a=1&b=2</1>.")]),
        (
            "<p>a <span translate=no>b <i translate=yes>c</i></span></p>",
            [("paragraph", "a <1><2>b </2><3>c</3></1>")],
        ),
    ],
)
def test_blocks_are_what_a_browser_shows_as_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    assert units(text) == expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("<p>Tom &amp; Jerry&nbsp;– &quot;ok&quot;</p>", 'Tom & Jerry\xa0– "ok"'),
        ("<p>Hello <b><i>big</i></b> world</p>", "Hello <1>big</1> world"),
        ('<p><a id="x"></a>Text</p>', "Text"),
        ("<p>A<br>B</p>", "A<1/>B"),
    ],
)
def test_the_units_of_the_worked_examples(text: str, unit: str) -> None:
    assert segment(only(text).pieces).unit.text == unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<img alt="A cat">', [("alt text", "A cat")]),
        (
            "<p>Click <img src=x alt=icon title='More &gt;'> now",
            [("paragraph", "Click <1/> now"), ("alt text", "icon"), ("link title", "More >")],
        ),
        (
            '<div title="Why" aria-label="L">x</div>',
            [("link title", "Why"), ("alt text", "L"), ("paragraph", "x")],
        ),
        (
            '<meta name=description content="D"><meta property="og:title" content="T">',
            [("meta:description", "D"), ("meta:title", "T")],
        ),
        ('<meta name=keywords content="K">', []),
        ('<img alt="" title="  "><img alt>', []),
        ('<img alt=a alt=b ALT="c">', [("alt text", "a")]),
        ('<img alt="a &copy=b &copy; c">', [("alt text", "a &copy=b © c")]),
        ('<input placeholder="Your {{ thing }} here">', [("alt text", "Your <1/> here")]),
        ('<a title="{{ _("x") }} y">', [("link title", "<1/> y")]),
        ('<div translate=no title="no"><img alt="no"></div>', []),
        ('<link rel=stylesheet title="no"><link rel=alternate title="RSS">', [("link title", "RSS")]),
        ('<iframe title="Map">x</iframe>', [("link title", "Map")]),
        ('<svg aria-label="Logo"><path/></svg>', [("alt text", "Logo")]),
    ],
)
def test_texts_in_attributes_are_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    assert units(text) == expected


def test_a_heading_knows_its_level_and_a_list_item_its_depth() -> None:
    found = blocks(cut("<h3>a</h3><ul><li>b<ul><li>c", Options()).parts)

    assert [block.level for block in found] == [3, 1, 2]


def test_a_block_knows_its_line() -> None:
    found = every_block(cut("<p>\n\n a</p>\r\n<img\nalt='b'><p>c", Options()))

    assert [block.line for block in found] == [3, 5, 5]


def test_a_line_ends_in_any_of_three_ways() -> None:
    found = every_block(cut("<p>a\r<p>b\n\r<p>c\r\n<p>d", Options()))

    assert [block.line for block in found] == [1, 2, 4, 5]


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("<p>a</p>", (3, 4)),
        ("<ul><li class=x>\n a\n</li></ul>", (14, 6)),
        ("<li>a<ul><li>b</ul></li>", (0, 0)),
        ("<p title=x>a</p>", (0, 0)),
        ("<div>a</div>", (0, 0)),
        ("<p>a<p>b</p>", (0, 0)),
    ],
)
def test_a_paragraph_or_list_item_without_blocks_in_it_can_be_left_out(
    text: str, around: tuple[int, int]
) -> None:
    block = next(block for block in blocks(cut(text, Options()).parts) if block.role != "link title")

    assert (block.before, block.after) == around


def test_protected_pairs_keep_their_content_as_text() -> None:
    pieces = only("<p>Use <code>a <b>c</b></code>.</p>").pieces

    opening = next(piece for piece in pieces if isinstance(piece, Code))
    assert opening.protected
    assert opening.hint == "code"
    assert Text("<b>", "") in pieces


def test_a_line_break_is_a_break_and_an_optional_one_is_not() -> None:
    codes = [piece for piece in only("a<br>b<wbr>c").pieces if isinstance(piece, Code)]

    assert [code.is_break for code in codes] == [True, False]


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("<a href='https://e.org/?a&amp;b' class=x>", "link https://e.org/?a&b"),
        ("<a id=x>", "<a>"),
        ("<strong>", "bold"),
        ("<EM class=x>", "italic"),
        ("<img alt=x src=cat.png>", "image cat.png"),
        ("<br/>", "line break"),
        ("<code>", "code"),
        ("<!-- x -->", "comment"),
        ("<span class=x>", "<span>"),
        ("{{ name\n}}", "placeholder {{ name }}"),
        ("</b>", "</b>"),
    ],
)
def test_hints_are_for_people(tag: str, hint: str) -> None:
    assert html_hint(tag) == hint


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;&LT;&lt &amp", "<<< &"),
        ("&#65;&#x41;&#X41", "AAA"),
        ("&notit; &notin; &nosuch; &; &#; &#x;", "¬it; ∉ &nosuch; &; &#; &#x;"),
        ("&#150;&#0;&#xD800;", "–\ufffd\ufffd"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("&#0000000000000000065;", "A"),
    ],
)
def test_references_are_read_as_a_browser_reads_them(source: str, text: str) -> None:
    assert decode(source) == text


RUNS = """
<!-- | <a b=" | <p | </p> | <p> | <b> | <code> | {{ | {% | <?php | <% | <svg> | <script> | <ul> | & | &#
| <a x=<? | <a '{{
| <title> | <a b="{{x="}} | </div><div> | <td></table> | <i></b> | <![CDATA[ | \x00 | <code>x</i>
| <div></p> | {{< | http://( | <li> | <p><table><td></p> | <span translate=no>a<b translate=yes>
| <img alt='{{a}}b'>
"""


@pytest.mark.parametrize("unit", [run.strip() for run in RUNS.split("|")])
def test_a_long_run_of_anything_is_cut_in_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))

    assert join(cut(text, Options())) == text
