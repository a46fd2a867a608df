"""Plain text as it comes off a page, and YAML front matter: no byte is lost, what is typed reads as typed."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from recto import formats
from recto.compilation import compile_article
from recto.errors import FormatError
from recto.extraction import extract
from recto.model import Article, Block, Catalog, Field, Options, State, Unit, join

NBSP = "\u00a0"
LONG = "This line is long enough to be a wrapped one, as we"


def cut(text, ending=".txt", **options):
    return formats.cut(Article(f"a{ending}", "en", text), Options(**options))


def roles(text, **options):
    return [unit.key for unit in extract(cut(text, **options), lambda _: ())]


def with_target(text, target, ending):
    article = Article(f"a{ending}", "en", text)
    document = formats.cut(article, Options())
    (unit,) = extract(document, lambda _: ())
    units = (Unit(unit.context, unit.source, target, State.REVIEWED),)
    return compile_article(article, document, Catalog("de", units), lambda _: ()).article.text


@given(st.text(alphabet=f"ab.>- \t\r\n\u2028{NBSP}\0@<1/>", max_size=80))
def test_a_cut_of_plain_text_joins_to_it(text):
    assert join(cut(text)) == text


@given(st.text(alphabet="ab> \t\n", max_size=60))
def test_every_letter_of_plain_text_is_in_a_unit(text):
    letters = {char for char in text if char.isalnum()}
    assert letters == {char for _, source in roles(text) for char in source if char.isalnum()}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Title\n\nText here.", [("title", "Title"), ("paragraph", "Text here.")]),
        ("A sentence.\n\nTitle", [("paragraph", "A sentence."), ("paragraph", "Title")]),
        (f"{'x' * 121}\n\nb.", [("paragraph", "x" * 121), ("paragraph", "b.")]),
        ("One\nTwo\n", [("title", "One"), ("paragraph", "Two")]),
        (f"{LONG}\nsee from the width of it.", [("paragraph", f"{LONG} see from the width of it.")]),
        (f"{LONG}\n\nsee.", [("title", LONG), ("paragraph", "see.")]),
        (
            f"{LONG} and on\nsee and\nmore.",
            [("title", f"{LONG} and on"), ("paragraph", "see and"), ("paragraph", "more.")],
        ),
        (
            f"{LONG} so\n{LONG} and on and on\nsee.",
            [("title", f"{LONG} so"), ("paragraph", f"{LONG} and on and on"), ("paragraph", "see.")],
        ),
        ("> Quoted text.\n> More.", [("quote", "Quoted text."), ("quote", "More.")]),
        ("\tPhoto: Ana\n\nText.\n\nPhoto: Ana", [("caption", "Photo: Ana"), ("paragraph", "Text.")]),
        (f"Title{NBSP}\r\n\r\n{NBSP}Text.", [("title", "Title"), ("paragraph", "Text.")]),
        ("", []),
        ("\n \t\n", []),
        ("***\n\nTitle", [("paragraph", "Title")]),
    ],
)
def test_roles_of_plain_text(text, units):
    assert roles(text) == units


def test_ignored_lines_are_kept_and_the_title_is_behind_them():
    text = "Support us today\nTitle here\n\nRead more: nothing\nText."

    assert roles(text, ignore=("Support us.*", "Read more.*")) == [
        ("title", "Title here"),
        ("paragraph", "Text."),
    ]
    assert join(cut(text, ignore=("Support us.*",))) == text


FRONT = st.text(alphabet="ab: '\"\\#-[]{}\n\t,|>&*!%@`1", max_size=40)


@given(FRONT)
def test_a_cut_of_front_matter_joins_to_it_or_is_refused(body):
    text = f"---\ntitle: {body}\n---\nText.\n"
    try:
        document = cut(text, ".md")
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

    output = with_target(text, target, ".md")

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
    document = cut(f"---\ntitle: {value}\n---\n", ".md")

    assert [unit.source for unit in extract(document, lambda _: ())] == [source]


@pytest.mark.parametrize(
    "value", ["2026-11-22", "42", "true", "null", "~", "3.5", "", "[]", "&a x", "!tag x"]
)
def test_what_is_no_text_is_no_unit(value):
    document = cut(f"---\ntitle: {value}\n---\n", ".md")

    expected = ["x"] if value == "&a x" else []
    assert [unit.source for unit in extract(document, lambda _: ())] == expected


def test_only_the_keys_of_the_settings_at_the_top_are_units():
    text = "---\ntitle: One\nmenu:\n  title: Two\nsummary: Three\nauthor: Four\nkeywords: [Five, Six]\n---\n"
    document = cut(text, ".md", front_matter=tuple(map(Field, ("title", "summary", "keywords"))))

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
    (unit,) = extract(cut(text, ".md"), lambda _: ())

    assert unit.source == source
    assert with_target(text, source, ".md") == text
    assert with_target(text, target, ".md") == f"---\ntitle: {written}\n---\n"


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
    return [unit.context for unit in extract(cut(f"---\n{body}\n---\n", ".md"), lambda _: ())]


def test_a_bomb_of_aliases_is_cut_at_once():
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    text = "---\n" + "\n".join(lines) + "\ntitle: End\n---\n"

    assert [unit.source for unit in extract(cut(text, ".md"), lambda _: ())] == ["End"]


@pytest.mark.parametrize("body", ["title: 'open", "title: [a, b", "title: a: b", "\ttitle: x"])
def test_broken_front_matter_is_refused_with_its_line(body):
    with pytest.raises(
        FormatError, match=r"^a\.md:\d+: the front matter is not YAML \(.*\)\. Quote the value"
    ):
        cut(f"---\n{body}\n---\nText.\n", ".md")


@pytest.mark.parametrize(
    "text", ["---\n\nText\n\n---\n", "---\nno end", "---\nProse here.\n\n---\n", "--- \nText", "+++\nno end"]
)
def test_a_rule_at_the_top_is_no_front_matter(text):
    assert join(cut(text, ".md")) == text


def test_toml_front_matter_is_kept():
    text = '+++\ntitle = "One"\n+++\n\nText.\n'

    assert [unit.source for unit in extract(cut(text, ".md"), lambda _: ())] == ["Text."]


def test_the_line_of_a_block_is_that_of_the_article():
    document = cut("---\ntitle: One\n---\n\nText\nhere.\n\n| a |\n|---|\n| b |\n", ".md")

    assert [(part.role, part.line) for part in document.parts if isinstance(part, Block)] == [
        ("title", 2),
        ("paragraph", 5),
        ("table cell", 8),
        ("table cell", 10),
    ]
