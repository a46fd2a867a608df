"""Block structure of Markdown and MDX: whatever is nested in whatever, no byte is lost and prose is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from recto.compilation import compile_article
from recto.extraction import extract
from recto.formats import markdown
from recto.formats.markdown_blocks import parse
from recto.formats.markdown_mdx import esm_end, expression_end, tag_end
from recto.model import Article, Catalog, Options, State, Unit, blocks, join

LIBRARY = MarkdownIt("commonmark", {"inline_definitions": True}).enable(["table"]).use(footnote_plugin)
LIBRARY.core.ruler.enableOnly(["normalize", "block"])

SIGNS = st.sampled_from(
    [
        *("a", "b c", " ", "  ", "    ", "\n", "\n", "\n\n", "\r\n", "\r", "\t", "> ", "- ", "1. ", ": "),
        *("!!! note", "??? ", "=== ", '"T"', ":::", "::: x", "[", "]", "[!NOTE]", "[a]: b", "[^1]: ", "'t'"),
        *("{", "}", "{{<", ">}}", "{%", "%}", "{{", "}}", "{/*", "*/}", "{:.x}", "{#i}", "<div markdown>"),
        *("<!-- recto: off -->", "<!-- recto: on -->", "<!-- recto: note n -->", "</div>", "<A", "/>", ">"),
        *(
            "import a",
            "export ",
            "`",
            "```",
            "~~~",
            "#",
            "---",
            "===",
            "*",
            "$",
            "\\",
            "&",
            "\u2028",
            "\0",
            "|",
        ),
        "| a | b |\n|---|---|\n",
    ]
)
SOUP = st.lists(SIGNS, max_size=30).map("".join)


def units(text, *, is_mdx=False, **options):
    document = (markdown.cut_mdx if is_mdx else markdown.cut)(text, Options(**options))
    return [unit.key for unit in extract(document, lambda _: ())]


@given(SOUP, st.booleans(), st.booleans())
def test_a_cut_joins_to_every_text(text, is_mdx, links):
    document = (markdown.cut_mdx if is_mdx else markdown.cut)(f"a\n{text}", Options(links=links))

    assert join(document) == f"a\n{text}"


PLAIN = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                "b c",
                " ",
                "    ",
                "\n",
                "\n",
                "\n\n",
                "> ",
                "- ",
                "1. ",
                "```\n",
                "# ",
                "---\n",
                "===\n",
            ),
            *(
                "[a]: b\n",
                "[^1]: ",
                "<div>",
                "<!--",
                "-->",
                "| a |\n|---|\n",
                "*",
                "\t",
                "+ ",
                '"t"',
                "[a]: <b\n",
            ),
        ]
    ),
    max_size=24,
).map("".join)


def shape(tokens, lines_of):
    """Return the blocks: prose as one with its lines, everything else token by token."""
    names = {"paragraph": "paragraph_open", "setext": "heading_open"}
    left_out = {"inline", "paragraph_close", "heading_close"}
    return [
        (names.get(token.type, token.type), token.tag, token.level, token.map, lines_of(index))
        for index, token in enumerate(tokens)
        if token.type not in left_out
    ]


@given(PLAIN)
def test_the_blocks_of_plain_commonmark_are_the_librarys(text):
    assume(" \t" not in text)  # of a tab behind a container's blank the library gives the marker as text
    wanted, found = LIBRARY.parse(text, {}), parse(text, 7).tokens

    def content(index):
        is_prose = (
            wanted[index].type in {"paragraph_open", "heading_open"} and wanted[index].markup[:1] != "#"
        )
        return [line.strip() for line in wanted[index + 1].content.split("\n")] if is_prose else []

    def spelled(index):
        is_prose = found[index].type in {"paragraph", "setext"}
        return [text[a - 7 : b - 7].strip() for a, b in found[index].meta["spans"]] if is_prose else []

    assert shape(found, spelled) == shape(wanted, content)


WORDS = st.sampled_from(
    [
        "Some plain words.",
        "Words with *marks* in them.",
        "Two lines\nof words.",
        "A [link](a.md) and `code`.",
        "Words {{< x >}} around.",
        "Hard  \nbreak.",
    ]
)
LEAVES = st.one_of(
    WORDS,
    WORDS.map(lambda text: "# " + text.replace("  \n", " ").replace("\n", " ")),
    WORDS.map(lambda text: text + "\n==="),
    st.sampled_from(
        [
            "| Head | `a \\| b` |\n|:--|--|\n| Cell \\| one | two |",
            "```\ncode\n\n- here\n```",
            "<details>\n<summary>Raw words</summary>\n</details>",
            '<div class="x" markdown="1">\nInner *words*.\n\n</div>',
            "<!-- a\n\ncomment -->",
            "<!-- recto: off -->\n\nKept words.\n\n<!-- recto: on -->",
            "{{% notice %}}\nNoticed words.\n{{% /notice %}}",
            '{{< figure src="x"\n  alt="y" >}}\nWords below.',
            "{% raw %}",
            "Attributed words.\n{: .note #x}",
            '[ref]: /there "Named words"',
            "[ref]:\n  <to>\n  'Named\n  words'",
            "- [ ] Task words\n- [x] Done words",
            "***",
        ]
    ),
)


def indented(text, first, rest):
    """Return the text with a prefix for its first line and one for the others that are not blank."""
    lines = text.split("\n")
    return "\n".join(
        [first + lines[0], *((rest + line).rstrip() if not line else rest + line for line in lines[1:])]
    )


def containers(inner):
    body = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    return st.one_of(
        body.map(lambda text: indented(text, "> ", "> ")),
        body.map(lambda text: indented(text, "- ", "  ")),
        body.map(lambda text: indented(text, "10. ", "    ")),
        body.map(lambda text: "Term\n" + indented("Means.\n\n" + text, ": ", "  ")),
        body.map(lambda text: '!!! note "Titled *words*"\n\n' + indented(text, "    ", "    ")),
        body.map(lambda text: "??? tip\n" + indented(text, "    ", "    ")),
        body.map(lambda text: f"::: tip Titled words\n{text}\n:::"),
        body.map(lambda text: f":::note[Titled words]{{#x}}\n\n{text}\n\n:::"),
        body.map(lambda text: indented("[!NOTE] Titled words\n\n" + text, "> ", "> ")),
    )


BLOCKS = st.recursive(LEAVES, containers, max_leaves=6)
DOCUMENTS = st.tuples(
    st.lists(BLOCKS, min_size=1, max_size=4).map("\n\n".join), st.sampled_from(["\n", "\r\n", "\r"])
).map(lambda drawn: (drawn[0] + "\n\n[^n]: Noted words.\n\n    More of them.\n").replace("\n", drawn[1]))

JSX = st.sampled_from(
    [
        '<Tabs\n  label="Shown words"\n  values={[\n\n    {a: ">"},\n  ]}\n>\n\n  Inner words.\n\n</Tabs>',
        "<Note>\nTagged words.\n</Note>",
        "{/* a\n\ncomment */}",
        "{/* recto: off */}\n\nKept words.\n\n{/* recto: on */}",
        "{\n  list.map((one) => `<b>${one}</b>`)\n\n}",
        "Words with {props.x} and <b>bold</b>.",
        "<Rule />\n---",
        "export const a = [\n\n  1,\n]",
        "import A from 'a'\nimport {B} from 'b'",
    ]
)
MDX = st.lists(
    st.one_of(JSX, WORDS, LEAVES.filter(lambda text: "<" not in text and "{" not in text)), max_size=5
)


def pseudo(text):
    """Return text with a dot below its vowels, codes and what is protected left alone."""
    return re.sub(
        r"(<(\d+)>code</\2>|</?\d+/?>)|[aeiou]", lambda found: found[1] or found[0] + "\u0323", text
    )


def compiled(text, cut, make):
    article = Article("a.md", "en", text)
    document = cut(text, Options())
    targets = tuple(
        Unit(unit.context, unit.source, make(unit.source), State.REVIEWED)
        for unit in extract(document, lambda _: ())
    )
    return compile_article(
        article, document, Catalog("de", targets), lambda _: (), recut=lambda text: cut(text, Options())
    )


def check_laws(text, cut):
    document = cut(text, Options())
    assert join(document) == text
    assert compiled(text, cut, lambda _: "").article.text == text
    assert compiled(text, cut, lambda source: source).article.text == text

    result = compiled(text, cut, pseudo)

    assert result.refusals == ()
    again = cut(result.article.text, Options())
    assert [(block.role, block.level) for block in blocks(again.parts)] == [
        (block.role, block.level) for block in blocks(document.parts)
    ]
    assert [part for part in again.parts if isinstance(part, str)] == [
        part for part in document.parts if isinstance(part, str)
    ]
    assert [unit.key for unit in extract(again, lambda _: ())] == [
        (unit.context, pseudo(unit.source)) for unit in extract(document, lambda _: ())
    ]


@given(DOCUMENTS)
def test_translating_keeps_the_structure_of_nested_blocks(text):
    check_laws(text, markdown.cut)


@given(MDX.map("\n\n".join))
def test_translating_keeps_the_structure_of_mdx(text):
    check_laws(text, markdown.cut_mdx)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Term\n: Means *it*.\n", [("list item", "Term"), ("list item", "Means <1>it</1>.")]),
        ("One\nTwo\n: Both.\n", [("list item", "One"), ("list item", "Two"), ("list item", "Both.")]),
        ("> Term\n> : Means.\n", [("list item", "Term"), ("list item", "Means.")]),
        ("One: two\nthree.\n", [("paragraph", "One: two three.")]),
        ('!!! note "A *title*"\n\n    Text.\n', [("heading", "A <1>title</1>"), ("paragraph", "Text.")]),
        ("??? tip inline end\n    Text\nAfter.\n", [("paragraph", "Text"), ("paragraph", "After.")]),
        ("!!! note\n\n    One.\n\n\n    Two.\n", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("!!! note\n\n        code\n", []),
        ("!!! How loud!\n\n    code\n", [("paragraph", "!!! How loud!")]),
        ('=== "Tab"\n\n    Text.\n', [("heading", "Tab"), ("paragraph", "Text.")]),
        (
            ":::note Own title\nText.\n:::\nMore.",
            [("heading", "Own title"), ("paragraph", "Text."), ("paragraph", "More.")],
        ),
        (":::note[Own [x] title]{#id}\nText.\n:::", [("heading", "Own [x] title"), ("paragraph", "Text.")]),
        ("::: tip Title {.a}\n:::", [("heading", "Title")]),
        (":::: {.a} ::::\nText.\n::::", [("paragraph", "Text.")]),
        (":::{figure} cat.png\n:name: cat\nText.\n:::", [("paragraph", "Text.")]),
        (":::{tip} Title\nText.\n:::", [("heading", "Title"), ("paragraph", "Text.")]),
        ("::: some.module\n    options:\n      a: b\n", []),
        ("> [!NOTE]\n> Text.\n", [("quote", "Text.")]),
        ("> [!tip]- Own title\n> Text.\n", [("heading", "Own title"), ("quote", "Text.")]),
        ("> Text.\n> [!NOTE] no mark\n", [("quote", "Text. [!NOTE] no mark")]),
    ],
)
def test_marks_of_containers_are_kept_and_their_text_is_found(text, found):
    assert units(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{% notice %}}\nText.\n{{% /notice %}}\n", ["Text."]),
        ('{{< figure\n  src="x"\n\n- no list\n>}}\nText.\n', ["Text."]),
        ("> One {{< x\n> y >}} two.\n", ["One <1/> two."]),
        ("{% if\n# a\n%}\n# Head\n", ["Head"]),
        ("Open {{< here.\n\nText.\n\nClosed >}} there.\n", ["Open {{< here.", "Text.", "Closed >}} there."]),
        ("```\n{{<\n```\n\nText.\n\n>}}\n", ["Text."]),
        ("Text.\n{: .note}\n", ["Text."]),
        ("## Head { #id .x }\n", ["Head"]),
        ('<div markdown="1">\nText *here*.\n</div>\n', ["Text <1>here</1>."]),
        ("<figure>\n<figcaption>Text.</figcaption>\n</figure>\n", ["Text."]),
    ],
)
def test_lines_of_shortcodes_and_attributes_are_no_text(text, found):
    assert [source for _, source in units(text)] == found


def test_titles_of_definitions_are_units_and_addresses_on_request():
    text = '[a]: /x "One"\n[A]: /y "ignored"\n\n- > [b]:\n  >   <u v>\n  >   (Two\n  >   lines)\n'

    assert units(text) == [("link title", "One"), ("link title", "Two lines")]
    assert units(text, links=True)[0::2] == [("link", "/x"), ("link", "u v")]


@pytest.mark.parametrize(
    ("text", "targets", "written"),
    [
        ('[a]: /x "One"', {"One": 'say "hi"'}, '[a]: /x "say \\"hi\\""'),
        ("[a]: /x 'One'", {"/x": "/a b"}, "[a]: </a b> 'One'"),
        (":::note[One]\n:::", {"One": "a ] b"}, ":::note[a \\] b]\n:::"),
        ("Text.", {"Text.": "!!! note"}, "\\!!! note"),
        ("Text.", {"Text.": "::: x"}, "\\::: x"),
        ("> Text.", {"Text.": "[!NOTE] x"}, "> \\[!NOTE] x"),
        ("|One\nTwo\n---", {"|One Two": "|Eins|"}, "&#124;Eins&#124;\n---"),
        ("Term\n: Def", {"Def": "- x"}, "Term\n: \\- x"),
        ("!!! note\n\n    Text.\n\n    More.\n", {"Text.": "<0/>"}, "!!! note\n\n    More.\n"),
    ],
)
def test_what_is_typed_stays_text_in_its_place(text, targets, written):
    article, options = Article("a.md", "en", text), Options(links=True)
    document = markdown.cut(text, options)
    catalog = Catalog(
        "de",
        tuple(
            Unit(role, source, targets.get(source, ""), State.REVIEWED)
            for role, source in units(text, links=True)
        ),
    )

    result = compile_article(
        article, document, catalog, lambda _: (), recut=lambda text: markdown.cut(text, options)
    )

    assert (result.article.text, result.refusals) == (written, ())


@pytest.mark.parametrize("blank", ["\u00a0", "\u3000", "\u2003\u2003", " \u00a0\t"])
@pytest.mark.parametrize("behind", ["", "\u00a0", " #"])
def test_a_heading_that_begins_with_a_blank_of_any_kind_keeps_its_last_letters(blank, behind):
    text = f"# {blank}Hello *world*{behind}\n"

    assert units(text) == [("heading", "Hello <1>world</1>")]
    assert join(markdown.cut(text, Options())) == text


def test_directives_keep_what_is_between_them_and_note_the_next_block():
    text = (
        "One.\n\n<!-- recto: off -->\n\n- no\n\n| no |\n|--|\n\n<!-- recto: on -->\n\n"
        "<!-- recto: note For you -->\n\nTwo <!-- recto: off --> no *x* <!-- recto: on --> here.\n"
    )

    found = extract(markdown.cut(text, Options()), lambda _: ())

    assert [(unit.source, unit.hints[-1:]) for unit in found] == [
        ("One.", ()),
        ("Two <1/> here.", ("note: For you",)),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See *this <!-- recto: off --> hidden* too <!-- recto: on --> end.\n", ["See <1/>this <2/> end."]),
        ("See <!-- recto: off --> hidden *too <!-- recto: on --> end* now.\n", ["See <1/> end<2/> now."]),
        (
            "See [this <!-- recto: off --> hidden](u 't') too <!-- recto: on --> end.\n",
            ["See <1/>this <2/> end."],
        ),
        (
            "See <!-- recto: off --> [hidden <!-- recto: on --> end](u 'title') now.\n",
            ["See <1/> end<2/> now.", "title"],
        ),
        ("<b>A <!-- recto: off --> hidden</b> b <!-- recto: on --> c\n", ["A <1/> c"]),
        ("*A <!-- recto: off --> hidden* b\n\n**hid <!-- recto: on --> c** d\n", ["A", "c<1/> d"]),
        (
            "*A <!-- recto: off --> b* c <!-- recto: on --> *d <!-- recto: off --> e* <!-- recto: on --> f\n",
            ["A <1/> <2/>d <3/> f"],
        ),
        ("![a <!-- recto: off --> b](u) c\n", ["c", "a <1/> b"]),
    ],
)
def test_directives_keep_what_is_between_them_whatever_marks_they_cross(text, found):
    document = markdown.cut(text, Options())
    own = extract(document, lambda _: ())
    same = Catalog("de", tuple(Unit(*unit.key, unit.source, State.REVIEWED) for unit in own))

    result = compile_article(Article("a.md", "en", text), document, same, lambda _: ())

    assert join(document) == text
    assert [unit.source for unit in own] == found
    assert (result.article.text, result.refusals, document.remarks) == (text, (), ())


def test_a_directive_inside_a_link_by_its_own_words_keeps_the_link_and_is_remarked():
    link = "[this <!-- recto: off --> hid]"
    text = f"See\n{link} too <!-- recto: on --> end.\n\n{link}: u\n"

    document = markdown.cut(text, Options())

    assert [unit.source for unit in extract(document, lambda _: ())] == ["See <1/> end."]
    assert [line for line, _ in document.remarks] == [1]


@pytest.mark.parametrize(
    ("text", "targets", "expected"),
    [
        (
            "See <!-- recto: off --> no *x* <!-- recto: on --> a *b*.\n",
            {"See <1/> a <2>b</2>.": "*Sieh* <1/> a <2>b</2>."},
            "\\*Sieh* <!-- recto: off --> no *x* <!-- recto: on --> a *b*.\n",
        ),
        (
            "A <!-- recto: off --> b\n\nno *x* <!-- recto: on --> c *d*.\n",
            {"A": "[A](b)", "c <1>d</1>.": "*c* <1>d</1>."},
            "\\[A](b) <!-- recto: off --> b\n\nno *x* <!-- recto: on --> \\*c* *d*.\n",
        ),
        (
            "A *b <!-- recto: off --> c* d <!-- recto: on --> e.\n",
            {"A <1/>b <2/> e.": "Ein <1/>B! <2/> *e*."},
            "Ein *B! <!-- recto: off --> c* d <!-- recto: on --> \\*e*.\n",
        ),
    ],
)
def test_text_typed_beside_kept_text_is_spelled_as_elsewhere(text, targets, expected):
    document = markdown.cut(text, Options())
    catalog = Catalog(
        "de", tuple(Unit("paragraph", source, target, State.REVIEWED) for source, target in targets.items())
    )

    result = compile_article(Article("a.md", "en", text), document, catalog, lambda _: ())

    assert (result.article.text, result.refusals) == (expected, ())


@pytest.mark.parametrize("target", ["Ein<1/> B <2/> e.", "Ein <2/> B <1/>e."])
def test_half_of_a_pair_is_refused_where_the_other_half_does_not_find_it(target):
    text = "A *b <!-- recto: off --> c* d <!-- recto: on --> e.\n"
    document = markdown.cut(text, Options())
    catalog = Catalog("de", (Unit("paragraph", "A <1/>b <2/> e.", target, State.REVIEWED),))

    result = compile_article(Article("a.md", "en", text), document, catalog, lambda _: ())

    assert (result.article.text, len(result.refusals)) == (text, 1)


@pytest.mark.parametrize("opening", ["<!-- recto: off -->", "> <!-- recto: off -->"])
def test_a_directive_that_is_never_undone_is_remarked(opening):
    document = markdown.cut(f"One.\n\n{opening}\n\nNo.\n", Options())

    assert [line for line, _ in document.remarks] == [3]
    assert [unit.source for unit in extract(document, lambda _: ())] == ["One."]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import A from 'a'\n\nexport const x = {\n\n  y: '}',\n}\n\nText.\n", ["Text."]),
        (
            "<Tabs\n  title='Shown'\n  a={[\n\n  '>']}\n>\n  <Tab>\n\n    Text {x}.\n\n  </Tab>\n</Tabs>\n",
            ["Shown", "Text <1/>."],
        ),
        ("<A />\n---\n\nText.\n", ["Text."]),
        ("{\n  a\n\n  ? `}` : '}'\n}\n\nText.\n", ["Text."]),
        ("    Indented text.\n", ["Indented text."]),
        ("{/* recto: off */}\n\nNo.\n\n{/* recto: on */}\n\nYes.\n", ["Yes."]),
        ("```js\nimport x\n{\n```\n\nText.\n", ["Text."]),
        ("Open { never closed.\n\nText.\n", ["Open { never closed.", "Text."]),
        ("Use `{` and\n\nmore `}` here.\n", ["Use <1>{</1> and", "more <1>}</1> here."]),
    ],
)
def test_mdx_keeps_code_and_finds_prose(text, found):
    assert [source for _, source in units(text, is_mdx=True)] == found


@pytest.mark.parametrize(
    ("end", "text", "kept"),
    [
        (expression_end, "{`${ {a: `}`} }`} b", "{`${ {a: `}`} }`}"),
        (expression_end, "{a /* } */ // }\n} b", "{a /* } */ // }\n}"),
        (tag_end, "<a b={c > d} {...e} />f", "<a b={c > d} {...e} />"),
        (tag_end, "</>a", "</>"),
        (esm_end, "export const a = [\n\n1]\nb()\n\nc", "export const a = [\n\n1]\nb()"),
    ],
)
def test_what_looks_like_an_end_inside_strings_and_brackets_is_none(end, text, kept):
    assert text[: end(text, 0)] == kept


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (expression_end, "{a"),
        (expression_end, "{`a}"),
        (tag_end, "< a>"),
        (tag_end, "<a b=>"),
        (esm_end, "important"),
    ],
)
def test_what_is_never_closed_has_no_end(end, text):
    assert end(text, 0) < 0


def test_deep_nesting_ends():
    for text in (
        ">" * 1000 + " a\n",
        "".join(f"{' ' * 4 * n}!!! note\n\n" for n in range(200)),
        "- " * 500 + "a\n",
        ": " * 500 + "a\n",
        "a\n" + ": " * 500 + "a\n",
        ":::a\n" * 2000,
        "{{<" * 2000 + "\n>}}\n",
        "{/*" * 2000,
    ):
        assert join(markdown.cut(text, Options())) == text
        assert join(markdown.cut_mdx(text, Options())) == text
