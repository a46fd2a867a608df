"""What site generators and MDX read in a line of Markdown: the codes, and that typed text is none of them."""

from __future__ import annotations

import re
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from recto import formats
from recto.compilation import compile_article
from recto.errors import CodeError
from recto.extraction import extract, segments
from recto.formats.markdown_inline import Labels, Spellers, scan
from recto.formats.markdown_links import spell_url
from recto.formats.markdown_places import Placeholders, masked
from recto.formats.markdown_spell import spell_inline, spell_title
from recto.formats.markdown_syntax import Syntax
from recto.formats.window import CellWindow, Window
from recto.inline import visible
from recto.model import LINK, Article, Block, Catalog, Document, Options, State, Text, Typed, Unit, join

LABELS = Labels({"R": "/there"}, frozenset({"1"}))
MDX = Syntax(is_mdx=True)
LINKS = Syntax(links=True)


def cut(text, syntax=Syntax(), place="paragraph"):  # noqa: B008  a value
    """Return a document of one block."""
    is_cell = place == "cell"
    spellers = Spellers(
        partial(spell_inline, labels=LABELS, place="alt cell" if is_cell else "alt", syntax=syntax),
        lambda quote: partial(spell_title, quote=quote, in_cell=is_cell),
    )
    if is_cell:
        window = CellWindow(text, 0, len(text), 1)
    else:
        lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+|(?<=\n)(?=\n)", text)]
        window = Window(text, lines or [(0, 0)])
    pieces = scan(window, LABELS, spellers, syntax)
    return Document(
        (Block("paragraph", pieces, partial(spell_inline, labels=LABELS, place=place, syntax=syntax)),)
    )


def units(text, syntax=Syntax()):  # noqa: B008
    return [(unit.context, unit.source) for unit in extract(cut(text, syntax), lambda _: ())]


def hints(text, syntax=Syntax()):  # noqa: B008
    return [hint for unit in extract(cut(text, syntax), lambda _: ()) for hint in unit.hints]


def compiled(text, targets, syntax=Syntax(), place="paragraph"):  # noqa: B008
    """Return the article with targets, by the source of the unit, and why targets were refused."""
    document = cut(text, syntax, place)
    catalog = tuple(
        Unit(unit.context, unit.source, targets.get(unit.source, ""), State.REVIEWED)
        for unit in extract(document, lambda _: ())
    )
    result = compile_article(Article("a.md", "en", text), document, Catalog("de", catalog), lambda _: ())
    return result.article.text, [str(refusal.error) for refusal in result.refusals]


BITS = st.sampled_from(
    [
        *(
            "a",
            "b c",
            " ",
            "*",
            "**",
            "_",
            "__",
            "`",
            "[",
            "]",
            "](x)",
            '](x "t")',
            "[r]",
            "![",
            "^[",
            "^",
            "[^1]",
        ),
        *(
            "<b>",
            "</b>",
            "<br>",
            "\\",
            "\\*",
            "&amp;",
            "~~",
            "~",
            "\n",
            "  \n",
            "!",
            "(",
            ")",
            "==",
            "++",
            "'",
            '"',
        ),
        *(
            "{",
            "}",
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{{<",
            ">}}",
            "{.c}",
            "{: .c}",
            "{#id}",
            "{k=v}",
            "${x}",
        ),
        *(
            "$",
            ":tada:",
            ":",
            "<?php",
            "?>",
            "<!--",
            "-->",
            "<%",
            "%>",
            "{/*",
            "*/}",
            "<A.B c={1}>",
            "</A.B>",
        ),
        *("<>", "</>", "/>", "</", 'title="t"', "|"),
    ]
)
TEXTS = st.lists(BITS, max_size=14).map("".join).map(lambda text: re.sub(r"\n+", "\n", text).strip("\n"))
SYNTAXES = st.sampled_from([Syntax(), MDX, LINKS, Syntax(is_mdx=True, links=True)])


@given(TEXTS, SYNTAXES)
def test_the_pieces_join_to_every_text(text, syntax):
    assert join(cut(text, syntax)) == text


@given(TEXTS, SYNTAXES)
def test_a_target_equal_to_its_source_gives_the_source(text, syntax):
    text = text.strip(" \n")  # no paragraph begins or ends with a blank
    targets = {source: source for _, source in units(text, syntax)}

    assert compiled(text, targets, syntax) == (text, [])


@pytest.mark.parametrize(
    ("text", "source", "hint"),
    [
        ("a [b](https://e.org) c", "a <1>b</1> c", "<1> link https://e.org"),
        ("a [b][r] c", "a <1>b</1> c", "<1> link /there"),
        ("a ![](cat.png) c", "a <1/> c", "<1/> image cat.png"),
        ("a *b* c", "a <1>b</1> c", "<1> italic"),
        ("a **b** c", "a <1>b</1> c", "<1> bold"),
        ("a ~~b~~ c", "a <1>b</1> c", "<1> struck out"),
        ("a `b` c", "a <1>b</1> c", "<1> code"),
        ("a[^1] c", "a<1/> c", "<1/> footnote 1"),
        ("a\\\nb", "a<1/>b", "<1/> line break"),
        ("a <me@e.org> c", "a <1>me@e.org</1> c", "<1> address me@e.org"),
        ("a <!-- b --> c", "a <1/> c", "<1/> comment"),
        ("a <?php b ?> c", "a <1/> c", "<1/> placeholder <?php b ?>"),
        ("a <%= b %> c", "a <1/> c", "<1/> placeholder <%= b %>"),
        ('a {{< figure src="}}" >}} c', "a <1/> c", "<1/> shortcode figure"),
        ("a {{% /note %}} c", "a <1/> c", "<1/> shortcode /note"),
        ("a {%- include b.html -%} c", "a <1/> c", "<1/> tag include"),
        ("a {{ b | c }} d", "a <1/> d", "<1/> placeholder {{ b | c }}"),
        ("a {{{ b }}} c", "a <1/> c", "<1/> placeholder {{{ b }}}"),
        ("a {# b *c #} d*", "a <1/> d*", "<1/> comment"),
        ("a ${b} c", "a <1/> c", "<1/> placeholder ${b}"),
        ("a :tada: c", "a <1/> c", "<1/> emoji :tada:"),
        ("a :star::star: c", "a <1/> c", "<1/> emoji :star::star:"),
        ("a :material-check:{ .green } c", "a <1/> c", "<1/> emoji :material-check:{ .green }"),
        ("a [b]{.c} d", "a <1>b</1> d", "<1> span {.c}"),
        ("a **b**{: .c} d", "a <1>b</1> d", "<1> bold"),
        ("a _b_{target=_blank} _d_", "a <1>b</1> <2>d</2>", "<1> italic"),
        ('a [b](c){target="_blank" .d} e', "a <1>b</1> e", "<1> link c"),
        ("a `b`{.c} d", "a <1>b</1> d", "<1> code"),
        ("a [b]({{< ref d >}}) c", "a <1>b</1> c", "<1> link {{< ref d >}}"),
        ("a [b]({% link d.md %} 't') c", "a <1>b</1> c", "<1> link {% link d.md %}"),
        ("a <a href={{ b }}>c</a> d", "a <1>c</1> d", "<1> link {{ b }}"),
    ],
)
def test_each_construct_is_a_code_that_says_what_it_is(text, source, hint):
    assert units(text)[0] == ("paragraph", source)
    assert hint in hints(text)


@pytest.mark.parametrize(
    "text",
    [
        "at 10:30:45 or std::string: a",
        "a ==b== ~c~ ^d^ ++e++",
        "costs $5 {or 6}",
        "a {#b} c",
        "a :Not: an emoji: :30: ::c::",
        "a [b] {c}",
        "a {{ b",
        r"a \{{ b }} c",
    ],
)
def test_what_only_resembles_a_construct_is_text(text):
    assert units(text) == [("paragraph", text.replace("\\", ""))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Words {.lead}", "Words"),
        ("Words\n{: .lead #b}", "Words"),
        ("{: .note .info}\nWords", "Words"),
        ("*Words* { #b }", "Words"),
        (":gear: Words", "Words"),
    ],
)
def test_what_stands_at_an_edge_is_not_in_the_unit(text, expected):
    assert units(text) == [("paragraph", expected)]
    assert compiled(text, {expected: "Worte"})[0] == text.replace("Words", "Worte")


def test_the_text_of_an_inline_footnote_is_a_footnote():
    text = "A claim^[See *this* [book](b) for ]more.]."

    assert units("A claim^[See *this* [book](b).] here.") == [
        ("paragraph", "A claim<1/> here."),
        ("footnote", "See <1>this</1> <2>book</2>."),
    ]
    assert compiled(text, {"See <1>this</1> <2>book</2> for": "[x] <1>y</1> <2>z</2>"})[0] == (
        r"A claim^[\[x\] *y* [z](b) ]more.]."
    )


def test_a_bracket_in_front_of_an_inner_link_does_not_end_an_image():
    assert units("![a [b [c](d) e](f) g](h)")[-1][0] == "alt text"
    assert hints("w ![a [b [c](d) e](f) g](h) z")[0] == "<1/> image h"


def test_attributes_of_raw_tags_are_those_of_the_settings():
    text = 'a <i title="b" data-tip="c">d</i> e'

    assert ("link title", "b") in units(text)
    assert ("alt text", "c") in units(text, Syntax(attributes=frozenset({"data-tip"})))
    assert ("link title", "b") not in units(text, Syntax(attributes=frozenset({"data-tip"})))


def test_a_pipe_typed_into_an_attribute_does_not_end_the_cell():
    text = r'a <i title="b \| c">d</i> e'

    assert compiled(text, {"b | c": "x | y"}, place="cell")[0] == r'a <i title="x \| y">d</i> e'


# Typed text.

TYPED = (
    st.lists(
        st.sampled_from(
            [
                *(
                    "a",
                    "b c",
                    " ",
                    "|",
                    "*",
                    "_",
                    "`",
                    "[",
                    "]",
                    "(",
                    ")",
                    "<",
                    ">",
                    "<b>",
                    "\\",
                    "!",
                    "{",
                    "}",
                ),
                *(
                    "{{",
                    "}}",
                    "{%",
                    "%}",
                    "{#",
                    "#}",
                    "{.c}",
                    "{: .c}",
                    "{#id}",
                    "${x}",
                    "$",
                    ":tada:",
                    ":",
                    "^[",
                ),
                *(
                    "^",
                    "&amp;",
                    "&",
                    "<?",
                    "?>",
                    "<!--",
                    "-->",
                    "<%",
                    "%>",
                    "{/*",
                    "*/}",
                    "</",
                    "/>",
                    "import ",
                ),
                *(
                    "export ",
                    "://",
                    '"',
                    "'",
                    "==",
                    "!!!",
                    "???",
                    ":::",
                    ": ",
                    "+++",
                    "---",
                    "#",
                    "1.",
                    "@",
                    "=",
                ),
                *("[!N]", "x", "é"),
            ]
        ),
        min_size=1,
        max_size=7,
    )
    .map("".join)
    .map(lambda text: re.sub(" +", " ", text).strip())
    .filter(lambda text: any(map(str.isalnum, text)) and not re.search(r"</?\d+/?>", text))
)
SOURCES = st.sampled_from(
    [
        "Words",
        "Words {.lead}",
        "Some *words*{.c} and __more__{k=v}",
        "Some ^[words] and `code`{.c}",
        "Some [words](x){.c} and ![words](y)",
        "Some [words]({{ x }} 'title') :tada:",
        "Some words\n{: .lead}",
        "Some {{< x >}} words ${y}",
        "[words]{.c} here",
    ]
)


def shown(document, targets):
    """Return the letters that a reader sees in each role, of a document with these targets."""
    seen = {}
    for block, segment in segments(document, lambda _: ()):
        text = targets.get(segment.unit.text) or segment.unit.text or visible(segment.pieces)
        seen[block.role] = seen.get(block.role, "") + "".join(re.sub(r"</?\d+/?>", "", text).split())
    return {role: text for role, text in seen.items() if text}


@given(SOURCES, TYPED, st.booleans())
@example("Words", "{: .c}", False)
@example("Words", "a {.c}", False)
@example("Some *words*{.c} and __more__{k=v}", "a", True)
def test_what_is_typed_reads_as_typed(source, typed, turns):
    targets = {}
    for _, unit in units(source):
        marks = [
            f"<{pair}>x</{pair}>" if pair else f"<{single}/>"
            for pair, single in re.findall(r"<(\d+)>[^<]*</\1>|<(\d+)/>", unit)
        ]
        marks = [mark if f"{mark[:3]}code" not in unit else f"{mark[:3]}code{mark[-4:]}" for mark in marks]
        targets[unit] = " ".join([*marks[::-1], typed] if turns else [typed, *marks])

    written, refused = compiled(source, targets)

    if not refused:
        assert shown(cut(written), {}) == shown(cut(source), targets)


@given(TYPED)
@example("import x from y")
@example("a { b")
@example("a <b")
def test_what_is_typed_is_text_in_mdx(typed):
    written, refused = compiled("Words <B c={d} /> more", {"Words <1/> more": f"{typed} <1/> more"}, MDX)

    own = written.replace("<B c={d} />", "")
    assert not refused
    assert not re.match(r"(import|export) ", written)
    assert not re.search(r"(?<!\\)(?:\\\\)*(?:\{|<(?!\s))", own)
    assert shown(cut(written, MDX), {}) == {"paragraph": "".join(typed.split()) + "more"}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("!!! note", r"\!!! note"),
        ("???+ note", r"\???+ note"),
        ("::: tip", r"\::: tip"),
        (": x", r"\: x"),
        ("[^9]: x", r"[^9]\: x"),
        ("*[HTML]: x", r"\*[HTML]: x"),
        ("[!NOTE] x", r"\[!NOTE] x"),
        ("[x](y){.c}", r"\[x](y){.c}"),
        ("x {.c}", r"x \{.c}"),
        ("{{< x >}}", r"\{{< x >}}"),
        ("{% x %}", r"\{% x %}"),
        ("${x}", r"\${x}"),
        ("$5 and {6}", "$5 and {6}"),
        (":tada: at 10:30:45", r"\:tada: at 10:30:45"),
        ("x^[y]", r"x\^[y]"),
        ("x ==y== ~z~ ++w++", "x ==y== ~z~ ++w++"),
        ("What!!! No???", "What!!! No???"),
        ("<% x %>", r"\<% x %>"),
    ],
)
def test_only_what_would_be_a_construct_is_escaped(typed, written):
    assert compiled("Words", {"Words": typed}) == (written, [])


# MDX.


@pytest.mark.parametrize(
    ("text", "source", "hint"),
    [
        ("a {b} c", "a <1/> c", "<1/> placeholder {b}"),
        ("a {{b: {c: '}'}}} d", "a <1/> d", "<1/> placeholder {{b: {c: '}'}}}"),
        ("a {/* b { *c */} d*", "a <1/> d*", "<1/> comment"),
        ("a <B.C/> d", "a <1/> d", "<1/> element <B.C>"),
        ("a <B d={'>'} {...e}>c</B> f", "a <1>c</1> f", "<1> element <B>"),
        ("a <>b</> c", "a <1>b</1> c", "<1> fragment"),
        ("a <b>c</b> d", "a <1>c</1> d", "<1> bold"),
        ("a **b**{c} d", "a <1>b</1><2/> d", "<2/> placeholder {c}"),
    ],
)
def test_expressions_and_elements_of_mdx_are_codes(text, source, hint):
    assert units(text, MDX)[0] == ("paragraph", source)
    assert hint in hints(text, MDX)


def test_texts_in_attributes_of_jsx_are_units_and_expressions_are_not():
    text = "a <B title=\"c\" alt={'d'} label='e' /> f"

    assert units(text, MDX) == [("paragraph", "a <1/> f"), ("link title", "c")]
    assert compiled(text, {"c": 'x "y" {z}'}, MDX)[0] == text.replace('"c"', '"x &quot;y&quot; {z}"')


def test_autolinks_and_unfinished_braces_are_text_in_mdx():
    assert units("a <https://e.org> {b", MDX) == [("paragraph", "a <<1>https://e.org</1>> {b")]


# Addresses that are units.

LIBRARY = MarkdownIt("commonmark")


def addresses(text):
    return [
        token.attrs["href"]
        for block in LIBRARY.parse(text)
        for token in block.children or []
        if token.type == "link_open"
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[a](b.md) c", "b.md"),
        ('[a](<b c.md> "t")', "b c.md"),
        (r"[a](b\)\*c)", "b)*c"),
        ("[a](b?c=d&amp;e)", "b?c=d&e"),
        ("[a]({{ site }}/b)", "/b"),
    ],
)
def test_the_address_of_a_link_is_a_unit(text, address):
    assert (LINK, address) in units(text, LINKS)
    assert LINK not in [role for role, _ in units(text)]


@pytest.mark.parametrize(
    "text", ["![a](b.md)", "<https://e.org>", "https://e.org", "[a][r]", "[a]()", "[a](#)"]
)
def test_no_other_address_is_a_unit(text):
    assert LINK not in [role for role, _ in units(text, LINKS)]


@given(
    st.text(alphabet="ab/.:?=&;#%()<>[]*_`\\{}$|\"' é", min_size=1, max_size=12).map(str.strip).filter(bool),
    st.sampled_from(['[x](%s "t") z', "[x](<%s>) z"]),
)
@example("a\\", '[x](%s "t") z')
@example("(", '[x](%s "t") z')
def test_the_address_that_is_read_is_the_one_that_was_typed(typed, around):
    typed = re.sub(" +", " ", typed)
    text = around % "old"

    written, refused = compiled(text, {"old": typed}, LINKS)

    assert refused or (LINK, typed) in units(written, LINKS) or not any(map(str.isalnum, typed))
    assert refused or addresses(written) == addresses(
        f"[x](<{re.sub(r'[<>&{}$|]|[^a-z0-9]', escaped, typed)}>)"
    )


def escaped(found):
    """Return a sign as an entity."""
    return f"&#{ord(found.group())};"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://e.org/a_(b)?c=%20d&e=f#g", "https://e.org/a_(b)?c=%20d&e=f#g"),
        ("a b", "<a b>"),
        ("a(b", "<a(b>"),
        ("<a>", r"<\<a\>>"),
        ("a&amp;b", r"a\&amp;b"),
        (r"a\*b", r"a\\*b"),
        ("{{ a }}", r"<\{{ a }}>"),
    ],
)
def test_an_address_is_escaped_only_where_it_must(typed, written):
    assert spell_url([Typed(typed, {})], in_brackets=False) == written


def test_an_address_in_a_cell_has_a_backslash_before_its_pipe():
    assert compiled("[a](b)", {"b": "c|d"}, LINKS, "cell")[0] == r"[a](c\|d)"


@pytest.mark.parametrize(
    "typed", ["javascript:a()", " JavaScript:a", "data:text/html,a", "vbscript:a", "file:///a"]
)
def test_an_address_that_would_run_is_refused(typed):
    with pytest.raises(CodeError, match="script"):
        spell_url([Typed(typed, {})], in_brackets=False)


def test_an_address_that_ran_in_the_source_may_run():
    typed = [Typed("javascript:b()", {})]

    assert spell_url(typed, in_brackets=False, may_run=True) == "javascript:b()"


def test_a_link_without_an_address_is_refused():
    text, refused = compiled("[a](b)", {"b": "<0/>"}, LINKS)

    assert text == "[a](b)"
    assert "needs an address" in refused[0]


def test_an_untouched_address_keeps_its_bytes():
    pieces = [Text("a", "a"), Text(r"\)", ")")]

    assert spell_url(pieces, in_brackets=False) == r"a\)"


# Placeholders.


@given(st.text(alphabet="{}%<>#$ a", max_size=30))
def test_masking_keeps_every_offset(text):
    hidden = masked(text)

    assert len(hidden) == len(text)
    assert all(a in {b, "x"} for a, b in zip(hidden, text, strict=True))


def test_a_placeholder_that_never_ends_is_none():
    assert Placeholders("{{ a {% b ${c {# d").span(0) is None


@pytest.mark.parametrize(
    ("text", "targets", "problem"),
    [
        (
            "Use `a` and `b` now.",
            {"Use <1>a</1> and <2>b</2> now.": "使う<1>a</1><2>b</2>今。"},
            "the codes `a` and `b` touch each other",
        ),
        ("`b` *is it*", {"<1>b</1> <2>is it</2>": "<1>b</1><2></2>"}, "nothing in the code 'italic'"),
        ("`b` *is it*", {"<1>b</1> <2>is it</2>": "<2></2><1>b</1>"}, "nothing in the code 'italic'"),
        ("**A** `b`", {"<1>A</1> <2>b</2>": "<1></1><2>b</2>"}, "nothing in the code 'bold'"),
        ("~~A~~ `b` c", {"<1>A</1> <2>b</2> c": "<1></1><2>b</2> x"}, "nothing in the code 'struck out'"),
        ("A `b`  \n`c` d", {"A <1>b</1><2/><3>c</3> d": "<1>b</1> <3>c</3><2/>"}, "a line break cannot"),
        ("A `b`  \n`c` d", {"A <1>b</1><2/><3>c</3> d": "<2/><1>b</1> <3>c</3>"}, "a line break cannot"),
    ],
)
def test_codes_that_would_run_together_are_refused_by_name(text, targets, problem):
    output, problems = compiled(text, targets)

    assert output == text
    assert len(problems) == 1
    assert problem in problems[0]


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("Use `a` and *b* now.", "<1>a</1><2>b</2>", "`a`*b*"),
        ("Use `a` and **b** now.", "<2><1>a</1></2>", "**`a`**"),
        ("Use `a` and [b](c) now.", "<1>a</1><2></2>", "`a`[](c)"),
        ("\\\nUse `a`, *b*", "<1>a</1>, <2>B</2>!", "\\\n`a`, *B*!"),
    ],
)
def test_codes_that_hold_beside_each_other_stay(text, target, expected):
    ((_, source),) = units(text)

    assert compiled(text, {source: target}) == (expected, [])


@pytest.mark.parametrize("place", ["paragraph", "heading", "cell"])
def test_brackets_typed_behind_a_footnote_are_no_address(place):
    targets = {"A<1/> b.": "A<1/>(siehe) b (so)."}

    assert compiled("A[^1] b.", targets, place=place) == ("A[^1]\\(siehe) b (so).", [])


@pytest.mark.parametrize("text", ["# T\n\nA {b.\n\nC.\n", "# T\n\nA <b c={d>.\n\nC.\n"])
def test_mdx_that_never_closes_is_told_to_its_author_with_the_line(text: str) -> None:
    document = formats.cut(Article("a.mdx", "en", text), Options())

    assert [line for line, told in document.remarks if "never closed" in told] == [3]
