"""What ends a sentence in news text and what only looks so; ``|`` marks the expected cuts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recto.segmentation import boundaries, rules, segment

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases.jsonl").read_text("utf-8").splitlines()]


def cut(marked: str, locale: str, glue: str = " ") -> tuple[list[str], list[str]]:
    """Return the pieces found and the pieces expected, without blanks at their edges."""
    expected = marked.split("|")
    return [piece.strip() for piece in segment(glue.join(expected), locale)], expected


@pytest.mark.parametrize(
    ("locale", "marked"),
    [
        ("en", "The ruling came from Judge Amy B. Jackson.|It was short."),
        (
            "en",
            "Lt. Gov. Dan Ito and Adm. Mike Lee met at Ft. Hood.|They met at 9:30 a.m. EST on Mon., Jan. 5.",
        ),
        ("en", "“Are you sure?” Ms. Alvarez asked.|“Positive.”"),
        ("en", "He works for Orchard Inc. in Ohio.|She works for Dill Inc.|She likes it."),
        ("en", "The U.S. Senate voted 51-49.|In Ohio, all went well."),
        ("en", "What did you say?!|I said no."),
        ("en", "LONDON (Reuters) - Oil rose.|Gold fell."),
        ("en", "Gen. (ret.) John Allen spoke.|No one clapped."),
        ("en", "By 7 a.m. Mrs. Roe had left.|She came home at 9 p.m.|Dinner was cold."),
        ("en", "The score was 3-2.|7 players were booked."),
        ("en", "She (really?) Anna Bell, 40, won.|Good."),
        ("en", "Three steps follow.|a. Boil water.|b. Wait.|(c) then drink it."),
        ("es", "Nació el 3 de ene. de 1950 en Sta. Cruz.|Murió en 2001."),
        ("es", "El presidente de EE. UU. llegó.|¡Qué sorpresa!|¿No crees?"),
        ("de", "Die Fa. Huber hat ca. 50 Leute.|Am 24. Dezember war Hl. Abend."),
        ("de", "Es gilt u. a. für Hunde, Katzen usw.|Die Kosten sind hoch."),
        ("de", "Um 150 n. Chr. stand hier ein Turm.|Er kam 1990.|Danach ging er."),
        ("de", "Sie wohnt in der Goethestr. 5 in Frankfurt a. M. und arbeitet.|Er nicht."),
        ("fr", "J.-P. Morin et M. Le Goff étaient là.|Eux aussi."),
        ("fr", "« Où allez-vous ? » demanda Mme Dupuis.|« À Paris », dit-il."),
        ("ru", "Он родился 5 мая 1950 г. в г. Омске.|Потом уехал."),
        ("ru", "Цена — 100 руб. за шт. и т. п.|Скидок нет."),
        ("ru", "Лекция в институте им. М. В. Котова.|Это было в XIX в.|Тогда всё было иначе."),
        ("ru", "Мы говорили о нем.|Он пришёл (см. № 5 за 2019 г.).|Длина 5 см.|Это мало."),
        ("ar", "قال أ. د. محمد علي إن النسبة بلغت 3.5%.|ولم يعلق آخرون."),
        ("ar", "هل وصل؟|نعم!|ثم غادر."),
        ("uk", "Площа 45 м.|Це багато (так сказано. — Ред.)."),
    ],
)
def test_a_sentence_ends_where_a_reader_says(locale: str, marked: str) -> None:
    found, expected = cut(marked, locale)

    assert found == expected


@pytest.mark.parametrize(
    ("locale", "marked"),
    [
        ("zh", "孩子们在读《快跑！小熊》。|真的吗？|真的！"),
        ("zh", "天气很好。|“我们走吧！”队长说。|大家同意。"),
        ("ja", "「行くの？」と聞いた。|円周率は３．１４である．|「うん。」|彼は答えた。"),
        ("km", "លោកបានទៅ។|កិច្ចប្រជុំ។"),
    ],
)
def test_scripts_without_blanks_are_cut_at_their_own_marks(locale: str, marked: str) -> None:
    found, expected = cut(marked, locale, glue="")

    assert found == expected


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("A claim.\ufffc Next.", 9),
        ("A claim.[3] Next.", 11),
        ("A claim.² Next.", 9),
        ('He said "no." Next.', 13),
        ("We won! 🎉 Next.", 9),
        ("We won! \ufffcNext.", 7),
    ],
)
def test_marks_behind_the_end_belong_to_the_left_sentence(text: str, offset: int) -> None:
    (boundary,) = boundaries(text, "en")

    assert boundary.offset == offset


def test_a_code_inside_a_sentence_is_transparent() -> None:
    assert len(segment("We saw \ufffcMr. Smith and Dr.\ufffc Lee at noon.", "en")) == 1


def test_a_single_line_break_is_a_blank() -> None:
    assert segment("One\ntwo.\nThree.", "en") == ["One\ntwo.\n", "Three."]


def test_a_blank_line_goes_with_the_left_piece() -> None:
    assert segment("  Title\r\n\r\nText.", "en") == ["  Title\r\n\r\n", "Text."]


def test_no_sentence_ends_without_a_blank() -> None:
    assert boundaries("Node.js and a.b?c=d at http://x.example/a.B!c stay.", "en") == []


def test_a_boundary_tells_its_rule() -> None:
    rules = [boundary.rule for boundary in boundaries("He left Doyle Corp. The end... Was it?\n\nYes.", "en")]

    assert rules == ["starter", "ellipsis", "blank-line"]


def test_thai_full_stops_end_nothing() -> None:
    assert boundaries("พ.ศ. ๒๕๖๗ ครับ. ใช่", "th") == []


def test_nearly_all_cases_are_cut_exactly() -> None:
    exact = [
        [piece.strip() for piece in segment(case["text"], case["lang"])] == case["sentences"]
        for case in CASES
    ]

    assert sum(exact) / len(exact) >= 0.98


@pytest.mark.parametrize(
    ("locale", "marked"),
    [
        ("en", "1. The first item|2. The second item|3. The third"),
        ("en", "We need: a) Bread|b) Milk|c) Tea"),
        ("en", "Bring this.|1.) A cup|2.) A spoon"),
        ("en", "• 9. The ninth|• 10. The tenth"),
        ("en", "Three things matter: 1. Price.|2. Speed."),
        ("en", "It is 2.5 percent (see 2) and not 1) or b) at all."),
        ("en", "The firm (its shares fell. It blamed rates) cut jobs.|Unions objected."),
        ("en", "Mnr. Botha and Gng. Cruz met on Main St.|The shop was shut."),
        ("de", "1. FC Berg steigt in die 2. Liga ab.|Er wartete …|Niemand kam."),
        ("tr", "Fiyatlar arttı.|%20 oldu."),
        ("pl", "W 2015 r. Warszawa rosła.|Dom stoi od 1912 r.|Miasto rosło."),
        ("mr", "पु. ल. देसाई आले.|ते बसले."),
        ("ur", "وہ آیا۔|ایم۔ اے۔ خان گیا۔"),
        ("am", "መጣ፡፡|ሄደ፡፡"),
    ],
)
def test_lists_parentheses_and_unknown_abbreviations(locale: str, marked: str) -> None:
    found, expected = cut(marked, locale)

    assert found == expected


@pytest.mark.parametrize(
    ("locale", "marked"),
    [
        ("zh", "他说「谁来付？」然后走了。|记者问：“谁来付？”|部长没有回答。"),
        ("zh", "他（四十岁！）沉默了。|（这是真的。）|判决在明天。"),
        ("zh", "“我们会来。”|发言人表示，计划不变。|“够了！”他说，然后走了。"),
        ("ja", "Yahoo!ニュースが報じた。|彼女は「いいえ。」と答えた。"),
    ],
)
def test_quotations_inside_sentences_without_blanks_stay_whole(locale: str, marked: str) -> None:
    found, expected = cut(marked, locale, glue="")

    assert found == expected


def test_the_quick_answer_is_the_answer_of_all_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [segment(case["text"], case["lang"]) for case in CASES]

    monkeypatch.setattr(rules, "_is_plain", lambda candidate, table: False)

    assert [segment(case["text"], case["lang"]) for case in CASES] == quick
