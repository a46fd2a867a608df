"""What a project's policy does to the cut: blocks, quotations, abbreviations; and why, place by place."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import recto.segmentation
from recto.segmentation import RULE_NAMES, Policy, boundaries, explain
from recto.segmentation.quotations import quotations

KEEP = Policy(quotes="keep")
LOCALES = st.sampled_from(["en", "de", "fr", "ru", "sv", "pl", "he", "ja", "zh-Hans", "th", "nl"])
SCRAPS = st.sampled_from(
    """Bob ran. Ann? z. B. Gov. U.S. 3.
    don't boys' '90s 'tis s' " ' “ ” „ « » ‹ › ‘ ’ ‚ 「 」 『 』 "Go. “Go. Go.”
    « Oui. Non. » ！ 。 ד"ר … — ( ) [3] \ufffc \u00a0 \n \n\n \u2029""".split(" ")
)
TEXTS = st.one_of(st.text(), st.lists(SCRAPS, max_size=30).map(" ".join), st.lists(SCRAPS).map("".join))
POLICIES = st.builds(
    Policy,
    st.sampled_from(["sentence", "block"]),
    st.sampled_from(["split", "keep"]),
    st.lists(st.sampled_from(["ran.", "Gov", "z. B.", "Ann?", "U.S.", "", ".", "  "]), max_size=4).map(tuple),
    st.just(""),
)


def pieces(text: str, locale: str, policy: Policy) -> list[str]:
    """Return the sentences of a text, blanks at their edges left out."""
    offsets = [0, *(boundary.offset for boundary in boundaries(text, locale, policy)), len(text)]
    return [text[start:end].strip() for start, end in pairwise(offsets)]


def offsets(text: str, locale: str, policy: Policy) -> set[int]:
    return {boundary.offset for boundary in boundaries(text, locale, policy)}


# --- laws ----------------------------------------------------------------------------------------


@given(TEXTS, LOCALES, POLICIES)
def test_boundaries_rise_lie_inside_and_are_the_same_twice(text: str, locale: str, policy: Policy) -> None:
    found = [boundary.offset for boundary in boundaries(text, locale, policy)]

    assert found == sorted(set(found))
    assert all(0 < offset < len(text) and not text[offset - 1].isspace() for offset in found)
    assert boundaries(text, locale, policy) == boundaries(text, locale, policy)


@given(TEXTS, LOCALES, POLICIES)
def test_no_policy_adds_a_boundary(text: str, locale: str, policy: Policy) -> None:
    assert offsets(text, locale, policy) <= offsets(text, locale, Policy())


@given(TEXTS, LOCALES, POLICIES)
def test_what_is_explained_is_what_is_done(text: str, locale: str, policy: Policy) -> None:
    decisions = explain(text, locale, policy)

    assert [(one.offset, one.rule) for one in decisions if one.ends] == boundaries(text, locale, policy)
    assert [one.offset for one in decisions] == sorted({one.offset for one in decisions})
    assert {one.rule for one in decisions} <= set(RULE_NAMES)


@given(TEXTS)
def test_quotations_follow_one_another_and_stand_between_marks(text: str) -> None:
    last = 0
    for start, end in quotations(text):
        assert last <= start < end - 1 < len(text)
        assert not text[start].isalnum()
        assert not text[end - 1].isalnum()
        last = end


# --- quotations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", '"I saw smoke. I ran," Mr. Obi recalled. | He left.'),
        ("en", "He said: “Never. I won't.” | So what?"),
        ("en", "She wrote ‘It’s over. I am done’ and left. | He cried."),
        ("en", "'It is over. I'm done,' she said. | He cried."),
        ("en", "“He said ‘Stop. Now.’ and fell. I ran,” she said. | Why?"),
        ("en", "The note – “Come. Run!” – was short. | He came."),
        ("de", "„Ich kam. Ich sah“, sagte er. | Dann ging er."),
        ("de", "»Ich kam. Ich sah«, sagte er. | Dann ging er."),
        ("de", '„Ich kam. Ich sah", sagte er. | Dann ging er.'),
        ("fr", "« Je suis venu. J'ai vu », dit-il. | Il partit."),
        ("fr", "«\u202fJe suis venu. J’ai vu.\u202f» | Il partit."),
        ("ru", "«Пришёл. Увидел», — сказал он. | Ушёл."),
        ("pl", "„Przyszedłem. Widziałem” – powiedział. | Wyszedł."),
        ("sv", "”Jag kom. Jag såg”, sade han. | Han gick."),
        ("ja", "「来た。見た。」と話した。|彼は去った。"),
        ("zh", "他说：“我来了。我看见了。” | 她走了。"),
        ("he", 'ד"ר לוי אמר: "באתי. ראיתי." | הוא הלך.'),
    ],
)
def test_a_quotation_stays_with_what_it_stands_in(locale: str, text: str) -> None:
    wanted = [part.strip() for part in text.split("|")]
    joined = text.replace("| ", "").replace("|", "")

    assert pieces(joined, locale, KEEP) == wanted
    assert len(pieces(joined, locale, Policy())) > len(wanted)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "“One paragraph. No end."),
        ("en", "The '90s were odd. The boys' club closed."),
        ("en", "It's a dog's life. He doesn't care. The dogs' bowls are full."),
        ("en", 'A screen of 27" is fine. One of 30" is better.'),
        ("en", "'Twas late. 'Tis over. Don't go."),
        ("nl", "Hij kwam 's avonds. Zij ging 's morgens. Klaar."),
        ("fr", "— Tu viens ? — Non. Je reste."),
        ("es", "—No. —dijo él—. Estoy cansado."),
        ("en", "(One. Two.) Three. Four."),
        ("fr", "» Suite du texte. Et fin. » Encore. Fin."),
    ],
)
def test_without_a_closed_quotation_nothing_changes(locale: str, text: str) -> None:
    assert boundaries(text, locale, KEEP) == boundaries(text, locale, Policy())


def test_a_mark_that_nothing_closes_hides_no_quotation_behind_it() -> None:
    text = '"He said: “No. Never.” Then he left.'

    assert pieces(text, "en", KEEP) == ['"He said: “No. Never.”', "Then he left."]


def test_a_blank_line_ends_every_quotation() -> None:
    assert len(pieces("“One. Two.\n\nThree. Four.”", "en", KEEP)) == 4


# --- abbreviations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("abbreviations", "text", "wanted"),
    [
        (("Xyz.",), "He met Xyz. Smith. Then he left.", ["He met Xyz. Smith.", "Then he left."]),
        (("Xyz",), "He met Xyz. Smith.", ["He met Xyz. Smith."]),
        (("Xyz.",), "He met (the late Xyz.) Smith.", ["He met (the late Xyz.) Smith."]),
        (("Xyz.",), "He met xyz. Smith.", ["He met xyz.", "Smith."]),
        (("yz.",), "He met Xyz. Smith.", ["He met Xyz.", "Smith."]),
        (("Xyz.",), "He met Lt.-Xyz. Smith.", ["He met Lt.-Xyz. Smith."]),
        (("q. e. d.",), "This is q. e. d. And more.", ["This is q. e. d. And more."]),
        (("q. e. d.",), "This is q.\u00a0e.\u00a0d. And more.", ["This is q.\u00a0e.\u00a0d. And more."]),
        (("Glow!",), "The Glow! Show is on. See it.", ["The Glow! Show is on.", "See it."]),
        (("Xyz.",), "It was Xyz.\n\nSmith left.", ["It was Xyz.", "Smith left."]),
        (("Xyz.",), "Xyz. Smith left.", ["Xyz. Smith left."]),
    ],
)  # fmt: skip
def test_no_sentence_ends_behind_an_abbreviation_of_the_settings(
    abbreviations: tuple[str, ...], text: str, wanted: list[str]
) -> None:
    assert pieces(text, "en", Policy(abbreviations=abbreviations)) == wanted


def test_blocks_are_not_cut() -> None:
    policy = Policy(units="block")

    assert boundaries("One. Two.\n\nThree.", "en", policy) == []
    assert {(one.ends, one.rule) for one in explain("One. Two.\n\nThree.", "en", policy)} == {
        (False, "block")
    }


def test_it_is_explained_why_a_text_was_not_cut() -> None:
    text = "Then “Run. Go.” said Gov. Smith. He left."

    assert explain(text, "en", Policy("sentence", "keep", ("Smith.",))) == [
        (10, False, "quotation", ""),
        (15, False, "lower-case", ""),
        (25, False, "abbreviation", ""),
        (32, False, "own-abbreviation", ""),
    ]


def test_every_rule_that_the_code_names_has_a_meaning() -> None:
    named = set()
    for file in Path(recto.segmentation.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "Verdict",
                "before_starter",
                "Cut",
            ):
                words = [*node.args, *(one.value for one in node.keywords if one.arg == "rule")]
                named |= {
                    one.value for one in words if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }

    assert named
    assert named - set(RULE_NAMES) == set()


def test_the_page_about_segmentation_lists_every_rule() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "segmentation.md"

    for rule, meaning in RULE_NAMES.items():
        assert f"| `{rule}` | {meaning} |" in page.read_text("utf-8")


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text",
    [
        "a. " * 20000,
        '"' * 50000,
        "“" * 50000 + "”" * 50000,
        "“a. ‘" * 10000,
        '"A. B." ' * 8000,
        "„. " * 20000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_odd_text_costs_linear_time(text: str) -> None:
    policy = Policy("sentence", "keep", ("b.", "q. e. d."))

    assert offsets(text, "en", policy) <= offsets(text, "en", Policy())
