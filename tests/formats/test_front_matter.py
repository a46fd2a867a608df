"""Front matter in YAML, TOML and JSON: wanted keys, the file's own spelling, refusals."""

from __future__ import annotations

import json
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from recto import formats
from recto.compilation import compile_article
from recto.errors import CodeError, FormatError
from recto.extraction import extract
from recto.formats.frontmatter_json import json_strings, read_json, spell_json
from recto.model import Article, Block, Catalog, Field, Options, State, Typed, Unit, join
from recto.segmentation import boundaries


def cut(text, **options):
    return formats.cut(Article("a.md", "en", text), Options(**options))


def ends(text):
    return [boundary.offset for boundary in boundaries(text, "en")]


def units(text, *fields):
    """Return role and text of the units, sentence by sentence."""
    fields = tuple(field if isinstance(field, Field) else Field(field) for field in fields)
    return [unit.key for unit in extract(cut(text, front_matter=fields), ends)]


def with_target(text, target, **options):
    """Return the article with the first unit translated."""
    article = Article("a.md", "en", text)
    document = cut(text, **options)
    unit = extract(document, lambda _: ())[0]
    translated = Unit(unit.context, unit.source, target, State.REVIEWED)
    compiled = compile_article(
        article,
        document,
        Catalog("de", (translated,)),
        lambda _: (),
        recut=lambda result: cut(result, **options),
    )
    if compiled.refusals:
        raise compiled.refusals[0].error
    return compiled.article.text


FRONT = st.text(alphabet="ab: '\"\\#-[]{}\n\t,|>&*!%@`1", max_size=40)


@given(
    FRONT,
    st.sampled_from(
        [
            ("---\ntitle: ", "\n---\n"),
            ("+++\ntitle = ", "\n+++\n"),
            ('{"title": ', "}\n"),
            (";;;\n", "\n;;;\n"),
        ]
    ),
)
def test_a_cut_of_front_matter_joins_to_it_or_is_refused(body, fences):
    text = f"{fences[0]}{body}{fences[1]}Text.\n"
    try:
        document = cut(text)
    except FormatError as error:
        assert error.where.startswith("a.md:")
        return
    assert join(document) == text


@given(
    st.sampled_from(
        ["Plain words", "'Single words'", '"Double words"', ">\n  Folded\n  words", "|-\n  Literal words"]
    ),
    st.text(alphabet="ab: '\"\\#-[]{},|>&*!%@`1é\u00a0?", min_size=1, max_size=12).filter(
        lambda text: "  " not in text and text == text.strip() and any(map(str.isalnum, text))
    ),
)
def test_a_typed_value_reads_as_typed(value, target):
    text = f"---\ntitle: {value}\nlayout: x\n---\n"

    output = with_target(text, target)

    read = yaml.safe_load(output.split("---\n")[1])
    assert (read["title"].strip("\n"), read["layout"]) == (target, "x")


@pytest.mark.parametrize(
    ("value", "source"),
    [
        ("Plain words # a comment", "Plain words"),
        ("'It''s here'", "It's here"),
        ('"Tab\\there \\u00e9 \\"x\\""', 'Tab here é "x"'),
        ("first\n  second", "first second"),
        (">-\n  one\n  two", "one two"),
        ('"one\n  two"', "one two"),
    ],
)
def test_a_value_reads_as_yaml_reads_it(value, source):
    document = cut(f"---\ntitle: {value}\n---\n")

    assert [unit.source for unit in extract(document, lambda _: ())] == [source]


@pytest.mark.parametrize(
    "value", ["2026-11-22", "42", "true", "null", "~", "3.5", "", "[]", "&a x", "!tag x"]
)
def test_what_is_no_text_is_no_unit(value):
    document = cut(f"---\ntitle: {value}\n---\n")

    expected = ["x"] if value == "&a x" else []
    assert [unit.source for unit in extract(document, lambda _: ())] == expected


def test_only_the_keys_of_the_settings_at_the_top_are_units():
    text = "---\ntitle: One\nmenu:\n  title: Two\nsummary: Three\nauthor: Four\nkeywords: [Five, Six]\n---\n"
    document = cut(text, front_matter=tuple(map(Field, ("title", "summary", "keywords"))))

    assert [unit.key for unit in extract(document, lambda _: ())] == [
        ("title", "One"),
        ("summary", "Three"),
        ("meta:keywords", "Five"),
        ("meta:keywords", "Six"),
    ]


@pytest.mark.parametrize(
    ("value", "source", "target", "written"),
    [
        ("10\u00a0km", "10\u00a0km", "9\u00a0km", "9\u00a0km"),
        ("茶\u3000会", "茶\u3000会", "x\u3000y", "x\u3000y"),
        ("&t Plain", "Plain", "Ein: Wort", '&t "Ein: Wort"'),
        ('&t "Quoted"', "Quoted", "Wort", '&t "Wort"'),
        ('"caf\\u00e9 one"', "café one", "thé é", '"th\\u00e9 \\u00e9"'),
    ],
)
def test_a_value_is_written_as_its_source_is(value, source, target, written):
    text = f"---\ntitle: {value}\n---\n"
    (unit,) = extract(cut(text), lambda _: ())

    assert unit.source == source
    assert with_target(text, source) == text
    assert with_target(text, target) == f"---\ntitle: {written}\n---\n"


@pytest.mark.parametrize("target", ["a]b", "eins, zwei", "1,", "{x}", "a # b", "a: b"])
def test_a_typed_value_in_a_list_stays_one_value(target):
    text = "---\ntags: [one, two]\n---\n"
    article = Article("a.md", "en", text)
    options = Options(front_matter=(Field("tags"),))
    document = formats.cut(article, options)
    units = (Unit("meta:tags", "one", target, State.REVIEWED),)

    output = compile_article(article, document, Catalog("de", units), lambda _: ()).article.text

    assert yaml.safe_load(output.split("---\n")[1]) == {"tags": [target, "two"]}


def test_maps_under_a_wanted_key_are_kept():
    assert roles_of_front_matter("description: {en: Hello}\ntitle:\n  en: Tea\nsummary: Text") == ["summary"]


def roles_of_front_matter(body):
    return [unit.context for unit in extract(cut(f"---\n{body}\n---\n"), lambda _: ())]


def test_a_bomb_of_aliases_is_cut_at_once():
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    text = "---\n" + "\n".join(lines) + "\ntitle: End\n---\n"

    assert [unit.source for unit in extract(cut(text), lambda _: ())] == ["End"]


@pytest.mark.parametrize("body", ["title: 'open", "title: [a, b", "title: a: b", "\ttitle: x"])
def test_broken_front_matter_is_refused_with_its_line(body):
    with pytest.raises(
        FormatError, match=r"^a\.md:\d+: the front matter is not YAML \(.*\)\. Quote the value"
    ):
        cut(f"---\n{body}\n---\nText.\n")


@pytest.mark.parametrize(
    "text", ["---\n\nText\n\n---\n", "---\nno end", "---\nProse here.\n\n---\n", "--- \nText", "+++\nno end"]
)
def test_a_rule_at_the_top_is_no_front_matter(text):
    assert join(cut(text)) == text


def test_the_line_of_a_block_is_that_of_the_article():
    document = cut("---\ntitle: One\n---\n\nText\nhere.\n\n| a |\n|---|\n| b |\n")

    assert [(part.role, part.line) for part in document.parts if isinstance(part, Block)] == [
        ("title", 2),
        ("paragraph", 5),
        ("table cell", 8),
        ("table cell", 10),
    ]


TREE = """---
seo: {title: In seo, "og.title": With a dot}
og.title: Dotted
authors:
  - {name: Ana, bio: Writes}
  - name: Bo
    bio: Edits
tags: [tea, [green, 3], &t black]
again: *t
<<: {summary: Merged}
? [a, b]
: summary: Under a list
params:
  images:
    - caption: One
    - caption: Two
---
"""


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("seo.title", [("meta:seo.title", "In seo")]),
        ("seo.og.title", [("meta:seo.og.title", "With a dot")]),
        ("og.title", [("meta:og.title", "Dotted")]),
        ("authors.bio", [("meta:authors.bio", "Writes"), ("meta:authors.bio", "Edits")]),
        ("tags", [("meta:tags", "tea"), ("meta:tags", "green"), ("meta:tags", "black")]),
        ("again", []),
        ("summary", [("summary", "Merged")]),
        ("params.*.caption", [("meta:params.*.caption", "One"), ("meta:params.*.caption", "Two")]),
        ("seo.*", [("meta:seo.*", "In seo"), ("meta:seo.*", "With a dot")]),
        ("*.caption", []),
        ("seo", []),
        ("authors", []),
        (Field("seo.title", "title", 60), [("title", "In seo")]),
    ],
)
def test_a_field_names_the_keys_that_lead_to_a_text(field, found):
    assert units(TREE, field) == found


def test_a_text_that_two_fields_name_is_that_of_the_one_without_a_star():
    assert units(TREE, "seo.*", Field("seo.title", "heading")) == [
        ("heading", "In seo"),
        ("meta:seo.*", "With a dot"),
    ]


def test_the_limit_of_a_field_is_told_to_translators():
    (unit,) = extract(cut("---\ntitle: Tea\n---\n", front_matter=(Field("title", "", 60),)), ends)

    assert unit.hints == ("at most 60 characters",)


TOML = """+++
title = "Café \\u2013 tea" # the "title"
date = 2026-11-22
draft = false
"site title" = 'Literal'
seo.title = "Dotted"
tags = [ "one", # a 'comment'
  'two' ]
about = \"\"\"
First line.
Second \\
    line.\"\"\"
[params."og.title"]
text = '''It's "here"'''
[[authors]]
bio = "A"
[[authors]]
bio = "B"
+++

Text.
"""


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("title", ["Café \u2013 tea"]),
        ("date", []),
        ("draft", []),
        ("site title", ["Literal"]),
        ("seo.title", ["Dotted"]),
        ("tags", ["one", "two"]),
        ("about", ["First line.", "Second line."]),
        ("params.og.title.text", ['It\'s "here"']),
        ("authors.bio", ["A", "B"]),
    ],
)
def test_the_texts_of_toml_are_units(field, found):
    assert [source for _, source in units(TOML, field)] == [*found, "Text."]


@pytest.mark.parametrize(
    ("own", "target", "written"),
    [
        ('"One"', 'say "x" \\', '"say \\"x\\" \\\\"'),
        ('"caf\\u00e9"', "thé", '"th\\u00e9"'),
        ('"\\"One\\""', "“x”", '"“x”"'),
        ("'One'", "a\\b", "'a\\b'"),
        ("'One'", "it's 1+1", '"it\'s 1+1"'),
        ("'C:\\one'", "it's", '"it\'s"'),
        ('"""One"""', 'say "x" now', '"""say "x" now"""'),
        ('"""One"""', 'say "x"', '"""say \\"x\\""""'),
        ('"""One"""', 'a """ b', '"""a \\"\\"\\" b"""'),
        ('"""\nOne\n"""', "+++", '"""\n\\u002B\\u002B\\u002B\n"""'),
        ("'''\nOne\n'''", "it's", "'''\nit's\n'''"),
        ("'''\nOne\n'''", "a''' b\\", '"""\na\'\'\' b\\\\\n"""'),
        ("'''\nOne\n'''", "+++", '"""\n\\u002B\\u002B\\u002B\n"""'),
        ("'''One'''", "x'", '"""x\'"""'),
        ('"""a\nb"""', "x<1/>y", '"""x\ny"""'),
        ("'''a\nb'''", "x<1/>'''", '"""x\n\'\'\'"""'),
    ],
)
def test_toml_is_written_in_its_own_quotes_where_they_can_hold_it(own, target, written):
    output = with_target(f"+++\ntitle = {own} # 'c'\n+++\n", target)

    assert output == f"+++\ntitle = {written} # 'c'\n+++\n"
    assert tomllib.loads(output.strip("+\n"))["title"].strip() == target.replace("<1/>", "\n")


@pytest.mark.parametrize(
    "text",
    [
        '{\n  "title": "One \\u00e9",\n  "seo": {"title": ["Two", 1]}\n}\n\nText.\n',
        ';;;\n{"title": "One \\u00e9", "seo": {"title": ["Two", 1]}}\n;;;\nText.\n',
        ';;;\n"title": "One \\u00e9",\n"seo": {"title": ["Two", 1]}\n;;;\nText.\n',
    ],
)
def test_the_texts_of_json_are_units(text):
    assert units(text, "title", "seo.title") == [
        ("title", "One é"),
        ("meta:seo.title", "Two"),
        ("paragraph", "Text."),
    ]


@pytest.mark.parametrize(
    ("own", "target", "written"),
    [
        ('"One"', 'a "b" \\ /', '"a \\"b\\" \\\\ /"'),
        ('"caf\\u00e9"', "thé ü", '"th\\u00e9 ü"'),
        ('"\\ud83c\\udf89"', "x", None),
        ('"a \\ud83c\\udf89"', "x 🎉", '"x \\ud83c\\udf89"'),
        ('"a\\/b"', "x/y", '"x\\/y"'),
        ('"a\\nb"', "x<1/>y", '"x\\ny"'),
        ('"a \\ud83c b"', "x<1/>y", '"x\\ud83cy"'),
    ],
)
def test_json_is_written_as_it_is_escaped(own, target, written):
    text = f'{{"title": {own}}}\n'
    if written is None:
        assert units(text, "title") == []
        return

    assert with_target(text, target) == f'{{"title": {written}}}\n'


def test_texts_in_json_are_found_at_any_depth():
    text = (
        '[{"@graph": [{"headline": "One", "n": {"headline": ["T\\u0077o", 2, ["Three"]]}}], "x": "headline"}]'
    )

    found = [(key, text[start:end]) for key, start, end in json_strings(text, {"headline"})]

    assert found == [("headline", "One"), ("headline", "T\\u0077o"), ("headline", "Three")]
    assert "".join(piece.text for piece in read_json("T\\u0077o")) == "Two"


@given(st.text(alphabet='a"\\/<!-&é🎉\x01\x7f', max_size=12))
def test_a_text_in_json_is_read_as_typed(text):
    assert json.loads(f'"{spell_json([Typed(text, {})])}"') == text


@pytest.mark.parametrize(
    "text", ['{"a": 1,}', '{"a": "\t"}', "nothing", '{"a"', '{"a": ' + "[" * 9999, '{"a": ' + "1" * 9999]
)
def test_json_that_is_none_is_refused(text):
    with pytest.raises(FormatError, match=r"^1: the script is not JSON \("):
        list(json_strings(text, {"a"}, what="the script"))


@pytest.mark.parametrize(
    ("own", "found"),
    [
        ("|\n  Short\n  lines", ["Short<1/>lines"]),
        ("|\n  One.\n  Two.", ["One.", "Two."]),
        ("|\n  - milk\n  - bread", ["- milk", "- bread"]),
        ("|\n  A head\n\n  and a body", ["A head", "and a body"]),
        ("|+\n  One\n\n\n", ["One"]),
        ("|2-\n   One", ["One"]),
        (">\n  folded\n  lines", ["folded lines"]),
        (">\n  A head\n\n  and a body", ["A head", "and a body"]),
        (">\n  words\n    kept\n  apart", ["words<1/>kept<2/>apart"]),
        (
            f"|\n  {'long words ' * 5}go\n  on",
            ["long words long words long words long words long words go on"],
        ),
        ('"A head\\n\\nand a body"', ["A head", "and a body"]),
        ('"joi\\\n  ned"', ["joined"]),
        ("A head\n\n  and a body", ["A head", "and a body"]),
    ],
)
def test_line_breaks_that_are_content_are_codes_but_in_wrapped_text(own, found):
    text = f"---\ntitle: {own}\nlayout: x\n---\n"

    assert [source for _, source in units(text, "title")] == found
    assert join(cut(text)) == text


@pytest.mark.parametrize(
    ("own", "target", "written"),
    [
        ("One", "Ja: nein", '"Ja: nein"'),
        ("One", 'x "y" \\: ', '"x \\"y\\" \\\\:"'),
        ("One # c", "Ein Wort", "Ein Wort # c"),
        ("&a !!str One", "- x", '&a !!str "- x"'),
        ("&a # c\n  One", "Eins", "&a # c\n  Eins"),
        ("'It''s'", "“It's” \\", "'“It''s” \\'"),
        ("'One'", "\ufeffx", '"\\uFEFFx"'),
        ("One\n  two", "Eins: zwei", '"Eins: zwei"'),
        ("One.\n  Two.", "One. Zwei: x", '"One. Zwei: x"'),
        (">-\n  One", "- x: #y", ">-\n  - x: #y"),
        ("|\n  One\n  two", "x<1/>y: z", "|\n  x\n  y: z"),
        ("One", "---", '"---"'),
        ("One", "y", '"y"'),
        ("One", "1e3", '"1e3"'),
        ("One", "0o17", '"0o17"'),
        ("One", "12:30:45", '"12:30:45"'),
        ("One", "=", '"="'),
        ("One", "{{ x }}", '"{{ x }}"'),
        ("One", "a | b: c", '"a | b: c"'),
        ('"One\\n\\ntwo"', "- x", '"- x\\n\\ntwo"'),
        ("[\nOne]", "--- x", '[\n"--- x"]'),
    ],
)
def test_yaml_is_written_in_its_own_style_where_it_can_hold_it(own, target, written):
    text = f"---\ntitle: {own}\nlayout: x\n---\n"

    if "\\n\\n" in own:
        article, document = Article("a.md", "en", text), cut(text)
        catalog = Catalog("de", (Unit("title", "One", target, State.REVIEWED),))
        output = compile_article(article, document, catalog, ends).article.text
    else:
        output = with_target(text, target)

    assert output == f"---\ntitle: {written}\nlayout: x\n---\n"
    assert yaml.safe_load(output.split("---\n", 1)[1].rpartition("---")[0])["layout"] == "x"


@pytest.mark.parametrize(
    ("quote", "written"), [('"', '"One.\n\\x2d\\x2d\\x2d x"'), ("'", '"One.\n\\x2d\\x2d\\x2d x"')]
)
def test_what_would_end_the_document_is_escaped_in_quotes(quote, written):
    text = f"---\ntags: [{quote}One.\nTwo.{quote}]\n---\n"
    article, document = Article("a.md", "en", text), cut(text, front_matter=(Field("tags"),))
    catalog = Catalog("de", (Unit("meta:tags", "Two.", "--- x", State.REVIEWED),))

    output = compile_article(article, document, catalog, ends).article.text

    assert output == f"---\ntags: [{written}]\n---\n"
    assert yaml.safe_load(output[4:-4]) == {"tags": ["One. --- x"]}


def test_a_block_scalar_refuses_what_it_cannot_hold():
    with pytest.raises(CodeError, match=r"YAML cannot hold the character U\+FEFF here\."):
        with_target("---\ntitle: |\n  One\n---\n", "x\ufeff")


@pytest.mark.parametrize("style", ["|", ">"])
def test_a_line_break_in_front_of_the_text_of_a_block_is_refused(style):
    with pytest.raises(CodeError, match="the text of a YAML block begins with words"):
        with_target(f"---\ntitle: {style}\n  One\n    two\nother: x\n---\n", "<1/> x")


@pytest.mark.parametrize("value", ["One", "One. Two."])
def test_a_value_that_is_empty_on_purpose_is_an_empty_text(value):
    output = with_target(f"---\ntitle: {value} # why\n---\n", "<0/>")

    assert output == '---\ntitle: "" # why\n---\n'


def test_text_behind_an_old_line_break_in_a_block_scalar_is_refused():
    with pytest.raises(CodeError, match=r"the text behind U\+2028 would be lost\."):
        with_target("---\ntitle: |\n  One \u2028  two\n---\n", "x<1/>y")


@pytest.mark.parametrize("sign", ["\x85", "\u2028"])
def test_an_old_line_break_does_not_let_a_document_end(sign):
    output = with_target(f'---\ntitle: "One {sign} two"\n---\n', "x<1/>--- y")

    assert output == f'---\ntitle: "x{sign}\\x2d\\x2d\\x2d y"\n---\n'
    assert yaml.safe_load(output[4:-4])["title"].split() == ["x", "---", "y"]


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n![A picture](a.png)\n\n---\n",
        '---\n"Hello," she said.\n\n---\n',
        "---\n{{< figure >}}\n---\n",
        "---\n**Note:** this: that\n---\n",
        "---\n> Note: this: that\n---\n",
        "---\nChapter one: the start\nof it: all\nand the end.\n---\n",
        "---\r\n" + "\r\n" * 60 + "Prose.\r\n\r\n---\r\n",
        "+++\nJust a line of text\n+++\n",
        "+++\n[a link](b.md)\n+++\n",
        "+++\ntitle = 'no end'\n",
        "+++\r" + "a\r\r" * 60,
        "{{< shortcode >}}\n\nText\n",
        "{% raw %}\n\nText\n",
        "{ braces } are text\n",
        '{"quoted"} is text\n',
        '{"a": 1} is an object\n',
        ";;;\nnot JSON\n;;;\n",
        ";;; title\n",
    ],
)
def test_what_only_looks_like_front_matter_is_prose(text):
    document = cut(text)

    assert join(document) == text
    assert all(part.role not in ("title", "summary") for part in document.parts if isinstance(part, Block))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "+++\ntitle = 'a'\nb = \n+++\n",
            r"^a\.md:3: the front matter is not TOML \(Invalid value\)\. Quote",
        ),
        ("+++\ntitle: a\n+++\n", r"^a\.md:2: the front matter is not TOML \("),
        ("+++\na = 1\n\n[b\n\n+++\n", r"^a\.md:4: the front matter is not TOML \("),
        ("+++\na = [1,\n\n+++\n", r"^a\.md:2: the front matter is not TOML \("),
        (
            "+++\na = " + "[" * 9999 + "\n+++\n",
            r"^a\.md:2: the front matter is not TOML \(lists and tables one",
        ),
        (
            "+++\na = " + "1" * 9999 + "\n+++\n",
            r"^a\.md:2: the front matter is not TOML \(a number with too many",
        ),
        ("+++\n" + "a." * 200 + "a = 1\n+++\n", r"^a\.md:2: in the front matter more than 100 keys or lists"),
        (
            "---\ntitle: x\na: " + "[" * 9999 + "\n---\n",
            r"^a\.md:3: in the front matter more than 100 keys or",
        ),
        ('{\n  "a": 1\n  "b": 2\n}\n\nText.\n', r"^a\.md:3: the front matter is not JSON \(Expecting ','"),
        ('{"a": "open\n', r"^a\.md:1: the front matter is not JSON \("),
        (';;;\n"a": 1,\n"b" 2\n;;;\n', r"^a\.md:3: the front matter is not JSON \(Expecting ':'"),
        (
            "---\na: " + "b" * 65_600 + "\n---\n",
            r"^a\.md: the front matter has 65604 characters, at most 65536",
        ),
    ],
)
def test_broken_front_matter_is_refused_where_it_breaks(text, message):
    with pytest.raises(FormatError, match=message):
        cut(text)


def test_front_matter_of_which_nothing_is_wanted_is_not_read():
    text = "---\ntitle: a: b\n---\n"

    assert join(cut(text, front_matter=())) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_of_a_text_counts_every_kind_of_line_end(end):
    text = end.join(["---", "# c", "title: a", "summary: |", "  b", "---", ""])

    assert [part.line for part in cut(text).parts if isinstance(part, Block)] == [3, 5]


def test_a_value_with_a_limit_is_one_unit_of_several_sentences():
    text = "---\nsummary: One is here. Two is there.\n---\n"
    options = Options(front_matter=(Field("summary", "", 20),))
    document = formats.cut(Article("a.md", "en", text), options)

    (unit,) = extract(document, lambda _text: [12])

    assert (unit.source, unit.hints) == ("One is here. Two is there.", ("at most 20 characters",))
