from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.engines.masking import mask, spell, unmask
from recto.engines.projecting import bare, project
from recto.errors import CodeError
from recto.inline.marks import check_codes

words = st.text(alphabet="abc dé ", max_size=10)


@st.composite
def unit_texts(draw: st.DrawFn) -> str:
    count = 0

    def part(depth: int) -> str:
        nonlocal count
        out = [draw(words)]
        for _ in range(draw(st.integers(0, 3))):
            count += 1
            number = count
            if depth and draw(st.booleans()):
                out.append(f"<{number}>{part(depth - 1)}x</{number}>")
            else:
                out.append(f"<{number}/>")
            out.append(draw(words))
        return "".join(out)

    return " ".join(part(2).split())


@given(unit_texts(), st.lists(st.sampled_from("eins zwei, drei. vier 五六 <x1/> <g1>".split()), max_size=14))
def test_all_codes_stand_in_any_answer_or_it_is_refused(text: str, answer: list[str]) -> None:
    masked = mask(text)
    try:
        result = unmask(masked, project(masked, " ".join(answer)), str)
    except CodeError:
        return

    check_codes(result, text)


@given(unit_texts())
def test_an_answer_of_enough_words_is_never_refused_for_their_number(text: str) -> None:
    masked = mask(text)

    project(masked, " ".join(["wort"] * 60))


@pytest.mark.parametrize(
    ("source", "answer", "result"),
    [
        ("See <1>Berlin</1> or <2>Bonn</2>.", "Nun ja Berlin, Bonn.", "Nun ja <1>Berlin</1>, <2>Bonn</2>."),
        ("The <1>old</1> town.", "Die alte Stadt.", "Die <1>alte</1> Stadt."),
        ("A claim<1/>.", "Eine Behauptung.", "Eine Behauptung<1/>."),
        ("Click <1/> now.", "Jetzt klicken.", "Jetzt <1/> klicken."),
        ("<1>a <2>b</2></1> c", "eins zwei drei", "<1>eins <2>zwei</2></1> drei"),
        ("The <1>red house</1> burned.", "红色的房子烧毁了。", "红色<1>的房子烧</1>毁了。"),
    ],
)  # fmt: skip
def test_codes_are_placed(source: str, answer: str, result: str) -> None:
    masked = mask(source)

    assert unmask(masked, project(masked, answer), str) == result


def test_protected_content_stays_where_the_engine_put_it() -> None:
    masked = mask("Use <1>po4a</1> for <2>this</2>.", {1})

    assert bare(masked, str) == "Use <x1/> for this."
    assert unmask(masked, project(masked, "Dafür <x1/> nehmen."), str) == "Dafür <1>po4a</1> <2>nehmen</2>."


def test_too_few_words_for_the_pairs_are_refused() -> None:
    masked = mask("<1>a</1> <2>b</2> <3>c</3>")

    with pytest.raises(CodeError, match="too few words"):
        project(masked, "eins")


def test_a_text_without_codes_goes_as_it_is() -> None:
    masked = mask("Just words.")

    assert bare(masked, str) == spell(masked, str)
