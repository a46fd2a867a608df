from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.engines.masking import emptied, mask, outermost, spell, unmask
from recto.errors import CodeError

words = st.text(alphabet="abc éß<>&{}% ￼1gx/", max_size=12)


@st.composite
def unit_texts(draw: st.DrawFn) -> str:
    """Texts with properly nested codes; literal brackets never look like a code."""
    count = 0

    def part(depth: int) -> str:
        nonlocal count
        out = [draw(words)]
        for _ in range(draw(st.integers(0, 2))):
            count += 1
            number = count
            if depth and draw(st.booleans()):
                out.append(f"<{number}>{part(depth - 1)}x</{number}>")
            else:
                out.append(f"<{number}/>")
            out.append(draw(words))
        return "".join(out)

    return " ".join(part(2).split())


@given(unit_texts(), st.frozensets(st.integers(1, 6)))
def test_unmask_undoes_mask(text: str, protected: frozenset[int]) -> None:
    masked = mask(text, protected)

    assert "".join(part if isinstance(part, str) else part.raw for part in masked.parts) == text


@pytest.mark.parametrize(
    "text",
    [
        "Boil <1>water</1> now.",
        "A claim<1/>.",
        "<1>a <2>b</2></1> c",
        "R&D <1>a < b</1>",
        "{count} of %(all)s",
    ],
)
def test_an_engine_that_changes_nothing_gives_the_text_back(text: str) -> None:
    masked = mask(text)

    assert unmask(masked, spell(masked, html.escape), html.unescape) == text


def test_protected_content_and_placeholders_are_not_spelled() -> None:
    sent = spell(mask("Run <1>make <2/></1> for {name}, <3>now</3>.", {1}), str)

    assert sent == "Run <x1/> for <x2/>, <g3>now</g3>."


@pytest.mark.parametrize(
    "answer", ["< g1 >agua< / g1 >", "＜g1＞agua＜/g1＞", "<G1>agua</G1>", "<g1> agua </g1>"]
)
def test_respelled_marks_are_read(answer: str) -> None:
    assert unmask(mask("<1>water</1>"), answer, str) == "<1>agua</1>"


@pytest.mark.parametrize("answer", ["<" + " " * 200_000, "<g1" + " " * 200_000, "< /" * 100_000])
def test_a_model_that_repeats_blanks_in_a_mark_is_read_in_no_time(answer: str) -> None:
    with pytest.raises(CodeError, match="lost <1>"):
        unmask(mask("<1>water</1>"), answer, str)


@pytest.mark.parametrize(
    ("source", "answer", "result"),
    [
        ("Boil <1>water</1>.", "Hierve <g1> agua </g1> .", "Hierve <1>agua</1>."),
        ("A claim<1/>.", "Una afirmación <x1/>.", "Una afirmación<1/>."),
        ("He  said", " dijo  ", "dijo"),
    ],
)
def test_blanks_stand_where_the_source_has_them(source: str, answer: str, result: str) -> None:
    assert unmask(mask(source), answer, str) == result


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("agua", "lost <1>, </1>"),
        ("<g1>agua", "lost </1>"),
        ("<g1>agua</g1> <g1>x</g1>", "twice"),
        ("<g1>agua</g1> <x7/>", "has not"),
        ("</g1>agua<g1>", "innermost"),
        ("<g1></g1> agua", "nothing between"),
    ],
)
def test_unmask_refuses_damaged_marks(answer: str, problem: str) -> None:
    with pytest.raises(CodeError, match=problem):
        unmask(mask("<1>water</1>"), answer, str)


def test_a_pair_may_stay_empty_but_not_become_so() -> None:
    assert emptied("<1></1> <2></2>", "<1>a</1> <2></2>") == ["1"]
    assert outermost("<1>a <2>b</2></1> <3>c</3>", {3}) == {1: "a <2>b</2>"}
