"""Plain text: lists, quotes, wrapped and indented blocks, headings, and the roles that the settings tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto import formats
from recto.compilation import compile_article
from recto.extraction import extract
from recto.model import LEFT_OUT, Article, Block, Catalog, Options, State, Unit, join

WIDE = "The members of the society meet every second Sunday at"
WIDER = "The members of the whole society meet every second Sunday"
LINES = st.sampled_from(
    [
        WIDE, WIDER, f"{WIDE} the", "the harbour.", "- ", "* a", "1. ", "2. b", "a) c", "b) d", "> ", ">> e",
        "  ", "\t", "\f", "===", "---", "Tea", "", "\u00a0", "\u2022f",
    ]
)  # fmt: skip
TEXTS = st.lists(st.tuples(LINES, LINES, st.sampled_from(["\n", "\r\n", "\r", "\n\n", ""])), max_size=12).map(
    lambda rows: "".join("".join(row) for row in rows)
)


def cut(text, **options):
    document = formats.cut(Article("a.txt", "en", text), Options(**options))
    assert join(document) == text
    return document


def units(text, **options):
    return [unit.key for unit in extract(cut(text, **options), lambda _: ())]


def compiled(text, targets, **options):
    article = Article("a.txt", "en", text)
    document = formats.cut(article, Options(**options))
    found = [
        Unit(*key, targets[key[1]], State.REVIEWED) for key in units(text, **options) if key[1] in targets
    ]
    return compile_article(article, document, Catalog("de", tuple(found)), lambda _: ()).article.text


@given(TEXTS)
def test_a_cut_joins_and_has_all_words(text):
    document = cut(text)

    shown = " ".join(source for _, source in units(text))
    assert {word for word in text.split() if len(word) > 3 and word.isalpha()} <= set(shown.split())
    assert all(part.pieces for part in document.parts if isinstance(part, Block))


@given(TEXTS)
def test_line_ends_of_any_kind_make_the_same_units(text):
    plain = text.replace("\r\n", "\n").replace("\r", "\n")

    assert units(plain) == units(plain.replace("\n", "\r")) == units(plain.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x:\n- one\n- two", [("list item", "one"), ("list item", "two")]),
        ("x:\n* one\n  \u2022 two\n\u2013 three", [("list item", word) for word in ("one", "two", "three")]),
        ("x:\n\u2022one\n\u25cf\u00a0two", [("list item", "one"), ("list item", "two")]),
        ("x:\n1. one\n2. two", [("list item", "one"), ("list item", "two")]),
        ("x:\n1) one\n\n2) two", [("list item", "one"), ("list item", "two")]),
        (
            "x:\na) one\nb) two\n(1) three\n(2) four",
            [("list item", w) for w in ("one", "two", "three", "four")],
        ),
        ("x:\n\t- one", [("list item", "one")]),
        ("x:\n> - one", [("list item", "one")]),
        (
            f"x:\n- {WIDE}\n  the harbour.\n- two",
            [("list item", f"{WIDE} the harbour."), ("list item", "two")],
        ),
        (f"x:\n- {WIDE}\nthe harbour", [("list item", f"{WIDE} the harbour")]),
        (f"x:\n- {WIDER}\n  {WIDE}\n  the harbour.", [("list item", f"{WIDER} {WIDE} the harbour.")]),
        (f"x:\n- {WIDE}.\n{WIDER} too", [("list item", f"{WIDE}."), ("paragraph", f"{WIDER} too")]),
        ("x:\n- Ana\n  2 Quay\n  Hull", [("list item", word) for word in ("Ana", "2 Quay", "Hull")]),
        ("x:\n3. October was wet.", [("paragraph", "3. October was wet.")]),
        ("x:\n1984. It was cold.", [("paragraph", "1984. It was cold.")]),
        ("x:\n-5 degrees\n*stars*", [("paragraph", "-5 degrees"), ("paragraph", "*stars*")]),
        ("x:\n- \n-", []),
        ("x:\n* * *\n- - -", []),
    ],
)
def test_bullets_are_kept_and_wrapped_items_are_one(text, expected):
    assert units(text) == [("paragraph", "x:"), *expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"Ana wrote:\n> {WIDE}\n> the harbour.",
            [("paragraph", "Ana wrote:"), ("quote", f"{WIDE} the harbour.")],
        ),
        (f"> {WIDE}\n>the harbour.", [("quote", f"{WIDE} the harbour.")]),
        (f"> > {WIDE}\n>> the harbour.", [("quote", f"{WIDE} the harbour.")]),
        (f">> {WIDE}\n> the harbour.", [("quote", WIDE), ("quote", "the harbour.")]),
        ("> one\n>\n> two", [("quote", "one"), ("quote", "two")]),
    ],
)
def test_quoted_lines_of_one_depth_belong_together(text, expected):
    assert units(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"x:\n\n   {WIDE}\n   the harbour.", [f"{WIDE} the harbour."]),
        (
            f"x:\nShort line\n   {WIDER}\n   {WIDER}\n   the harbour.",
            ["Short line", f"{WIDER} {WIDER} the harbour."],
        ),
        (
            f"x:\n   {WIDER}\n{WIDER}\ntogether.\n   {WIDER}\ntoo.",
            [f"{WIDER} {WIDER} together.", f"{WIDER} too."],
        ),
        (f"x:\n  {WIDE}\n      {WIDE}\n  {WIDE}", [WIDE]),
    ],
)
def test_wrapped_lines_of_one_indentation_belong_together(text, expected):
    assert [source for _, source in units(text)] == ["x:", *expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tea\n===\nText.", [("title", "Tea"), ("paragraph", "Text.")]),
        ("Tea!\n\nMilk\n----\nText.", [("paragraph", "Tea!"), ("heading", "Milk"), ("paragraph", "Text.")]),
        ("=====\n Tea\n=====\nText.", [("title", "Tea"), ("paragraph", "Text.")]),
        ("Is it?\n~~~~~~\n", [("title", "Is it?")]),
        ("x.\nTea\n===", [("paragraph", "x."), ("paragraph", "Tea")]),
        ("x.\n\nTea\n----------------", [("paragraph", "x."), ("paragraph", "Tea")]),
        (
            f"x.\n\n{WIDE}\n---\n{WIDE}\nthe harbour.",
            [("paragraph", word) for word in ("x.", WIDE, f"{WIDE} the harbour.")],
        ),
        ("\fTea\f\n\n\f\nText.", [("title", "Tea"), ("paragraph", "Text.")]),
    ],
)
def test_underlined_lines_are_headings_and_rules_are_kept(text, expected):
    assert units(text) == expected


ROLES = (("Por .*", "byline"), (r"\[.*\]", "note"), ("Te des Tages", "title"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Por Ana\nTea\n\nText.", [("byline", "Por Ana"), ("title", "Tea"), ("paragraph", "Text.")]),
        ("Tea\n\nTe des Tages", [("paragraph", "Tea"), ("title", "Te des Tages")]),
        (
            f"x:\n{WIDE}\nPor Ana\nthe harbour.",
            [("paragraph", "x:"), ("paragraph", WIDE), ("byline", "Por Ana"), ("paragraph", "the harbour.")],
        ),
        ("x:\n- [a]\n> [b]\n\t[c]", [("paragraph", "x:"), *(("note", f"[{word}]") for word in "abc")]),
    ],
)
def test_the_settings_tell_roles_of_lines(text, expected):
    assert units(text, roles=ROLES) == expected


def test_a_whole_line_that_a_role_matches_is_its_text_with_the_bullet():
    assert units("x:\n- a b", roles=(("- a .*", "note"),)) == [("paragraph", "x:"), ("note", "- a b")]


def test_a_pattern_of_the_settings_may_match_an_item_without_its_bullet():
    assert units("x:\n- Read more\n- two", ignore=("Read more",)) == [
        ("paragraph", "x:"),
        ("list item", "two"),
    ]


def test_an_item_is_translated_on_its_line_and_left_out_with_its_bullet():
    text = f"x:\n  - {WIDE}\n    the harbour.\n  - two\n  - three"

    assert compiled(text, {"two": "zwei"}) == text.replace("two", "zwei")
    assert compiled(text, {f"{WIDE} the harbour.": "eins"}) == "x:\n  - eins\n  - two\n  - three"
    assert compiled(text, {"two": LEFT_OUT}) == text.replace("  - two\n", "")


def test_nested_items_have_levels():
    document = cut("x:\n- one\n  - two\n    - three\n  - four\n- five")

    assert [part.level for part in document.parts if isinstance(part, Block)] == [0, 1, 2, 3, 2, 1]


def test_lines_are_counted_with_line_ends_of_any_kind():
    document = cut("One\r\rTwo\r\n\n> Three\n- four")

    assert [part.line for part in document.parts if isinstance(part, Block)] == [1, 3, 5, 6]
