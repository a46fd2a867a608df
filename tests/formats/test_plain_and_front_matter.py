"""Plain text as it comes off a page: no byte is lost, what is typed reads as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto import formats
from recto.extraction import extract
from recto.model import Article, Options, join

NBSP = "\u00a0"
LONG = "This line is long enough to be a wrapped one, as we"


def cut(text, ending=".txt", **options):
    return formats.cut(Article(f"a{ending}", "en", text), Options(**options))


def roles(text, **options):
    return [unit.key for unit in extract(cut(text, **options), lambda _: ())]


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
