"""Laws of the cut: lossless, deterministic, ordered, local, and the same for any locale tag."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.segmentation import RULES_ID, boundaries, segment

LOCALES = st.sampled_from(
    ["en", "es", "de", "fr", "ru", "ar", "pl", "tr", "he", "hi", "ja", "zh-Hans", "el", "hy", "th", "ko"]
)
SCRAPS = st.sampled_from(
    """Alice Bob bob I J U.S. a.m. No. 7 3. 19. Dr. z. B. г. 1990 т. д. etc. Inc. The He said "Why?"
    "Yes." asked « » “ ” ( ) (!) [3] 。 「行く？」 》 ！ ؟ । … ... . ? ! — – - • 🎉 $5 iPhone
    's 1. 2. 1) 2) • a. b. kg. Mnr. \ufffc \u200b \u202f \u2029 \n \n\n \r\n \t""".split(" ")
)
TEXTS = st.one_of(st.text(), st.lists(SCRAPS, max_size=30).map(" ".join), st.lists(SCRAPS).map("".join))


@given(TEXTS, st.one_of(LOCALES, st.text(max_size=12)))
def test_the_pieces_join_to_the_text(text: str, locale: str) -> None:
    assert "".join(segment(text, locale)) == text


@given(TEXTS, LOCALES)
def test_boundaries_rise_strictly_and_lie_inside_the_text(text: str, locale: str) -> None:
    offsets = [boundary.offset for boundary in boundaries(text, locale)]

    assert offsets == sorted(set(offsets))
    assert all(0 < offset < len(text) for offset in offsets)


@given(TEXTS, LOCALES)
def test_each_boundary_stands_behind_a_sentence_and_makes_one_cut(text: str, locale: str) -> None:
    found = boundaries(text, locale)

    assert not any(text[boundary.offset - 1].isspace() for boundary in found)
    assert len(segment(text, locale)) == (len(found) + 1 if text else 0)


@given(TEXTS, LOCALES)
def test_the_same_text_is_cut_the_same_way_twice(text: str, locale: str) -> None:
    assert boundaries(text, locale) == boundaries(text, locale)


@given(st.lists(SCRAPS, max_size=20).map(" ".join), LOCALES)
def test_a_sentence_put_in_front_moves_no_boundary(rest: str, locale: str) -> None:
    text = f"Alice came {rest}"
    front = "The match began. "

    shifted = [offset - len(front) for offset, _ in boundaries(front + text, locale) if offset > len(front)]

    assert shifted == [offset for offset, _ in boundaries(text, locale)]


@given(st.text(max_size=20), LOCALES)
def test_a_blank_line_always_ends_a_sentence(word: str, locale: str) -> None:
    text = f"no end{word}x\n \ny and on"

    assert any(boundary.rule == "blank-line" for boundary in boundaries(text, locale))


@pytest.mark.parametrize(
    "locale",
    [
        "",
        "-",
        "x-klingon",
        "zz",
        "EN_us",
        "zh-Hant-TW",
        "sr-Latn",
        "common",
        "a" * 5000,
        "../en",
        "\0",
        "ß-é",
    ],
)
def test_any_text_is_a_locale(locale: str) -> None:
    assert segment("One stop. Two stops.", locale) == ["One stop. ", "Two stops."]


def test_a_regional_locale_has_the_rules_of_its_language() -> None:
    text = "El Sr. Paz y la Dra. Gil. Nadie."

    assert boundaries(text, "es-MX") == boundaries(text, "es_419") == boundaries(text, "es")


def test_the_rules_have_a_name_with_version_and_digest() -> None:
    version, _, digest = RULES_ID.partition("-")

    assert version.isdigit()
    assert len(digest) == 12


@pytest.mark.timeout(10)
@pytest.mark.parametrize("locale", ["en", "de", "zh", "hy"])
@pytest.mark.parametrize(
    "text",
    [
        "a. " * 20000,
        "." * 20000,
        "(" * 10000 + ")" * 10000,
        "The quick brown fox ran on. " * 8500,
        "\n" * 50000 + "x",
        "x" + "\n " * 50000 + "y",
        " ." * 30000,
        "." + '"' * 50000,
        ".\ufffc" * 30000,
        "《！" * 20000,
        "🎉 " * 20000,
        "a" * 200000 + ". B",
        "1. " * 20000,
        "ABC, d. " * 8000,
        "1. One 2. Two " * 8000,
        ": 1) a " * 20000,
        "".join(f"{number}) x " for number in range(1, 1000)) * 20,
        "so ( it. " * 20000,
        "（！" * 20000,
        "他说“走！”" * 10000,
        "पु. " * 20000,
        "W 15 r. Nie " * 8000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_odd_text_costs_linear_time(text: str, locale: str) -> None:
    assert "".join(segment(text, locale)) == text
