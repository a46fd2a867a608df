from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.checks import CHECKS, findings, ignore_mark, title
from recto.model import Finding, State, Unit


def names(
    source: str,
    target: str,
    source_locale: str = "en",
    target_locale: str = "de",
    hints: tuple[str, ...] = (),
) -> list[str]:
    unit = Unit("paragraph", source, target, State.REVIEWED, hints=hints)
    return sorted({finding.check for finding in findings(unit, source_locale, target_locale)})


def one(source: str, target: str, hints: tuple[str, ...] = (), locale: str = "de") -> Finding:
    (finding,) = findings(Unit("paragraph", source, target, State.REVIEWED, hints=hints), "en", locale)
    return finding


texts = st.text(alphabet="ab <1>/2.,:?5０٣万\n\t\x00é中\u200f", max_size=30)


@given(texts, texts, st.sampled_from(["de", "ja", "ar", "el", "th", "en"]))
def test_checks_never_raise_and_spans_and_fixes_fit_the_target(source: str, target: str, locale: str) -> None:
    for finding in findings(
        Unit("paragraph", source, target, State.DRAFT, hints=("<1> code",)), "en", locale
    ):
        assert finding.check in CHECKS
        assert finding.severity in {"error", "warning", "info"}
        assert finding.message.endswith((".", "?", "!"))
        if finding.span:
            assert 0 <= finding.span[0] <= finding.span[1] <= len(target)
        assert finding.fix != target


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_each_check_has_a_title_and_a_help(check: str) -> None:
    assert title(check).endswith(".")
    assert len(CHECKS[check].__doc__.partition("\n")[2].strip()) > 40


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "part",
    ["<1>", "1,", " ", "\t", "< ", "(.", "a.", "x", "é中", "@", "a/", ".", "a-", "\u00a0", "<1/>", "1 234"],
)
def test_long_odd_texts_take_no_longer_than_they_are_long(part: str) -> None:
    text = part * 20_000 + "x"

    for source in (part * 50, text):
        findings(Unit("paragraph", source, text, State.DRAFT), "en", "de")


def test_left_out_on_purpose_has_no_findings() -> None:
    assert names("Boil <1>3</1> eggs.", "<0/>") == []


def test_an_empty_unit_is_only_noted() -> None:
    finding = one("Boil <1>3</1> eggs.", "")

    assert (finding.check, finding.severity) == ("empty", "info")


def test_an_ignored_finding_is_silent_until_the_target_changes() -> None:
    unit = Unit("paragraph", "In 1999 it rained.", "Es regnete.", State.REVIEWED)
    ignored = Unit(
        "paragraph",
        unit.source,
        unit.target,
        unit.state,
        marks=(("ignore", ignore_mark(unit, "numbers")), ("ignore", "spaces:00000000")),
    )
    changed = Unit("paragraph", unit.source, "Es hat geregnet.", unit.state, marks=ignored.marks)

    assert [len(findings(one, "en", "de")) for one in (unit, ignored, changed)] == [1, 0, 1]


# --- codes


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("Koche Wasser.", "missing"),
        ("Koche <1>Wasser</1> <1>x</1>.", "too many"),
        ("Koche </1>Wasser<1>.", "innermost"),
        ("Koche <1/>Wasser.", "missing"),
        ("<1>Koche</1> <2/>.", "too many"),
    ],
)
def test_codes_finds_damage(target: str, problem: str) -> None:
    finding = one("Boil <1>water</1>.", target)

    assert (finding.check, finding.severity) == ("codes", "error")
    assert problem in finding.message


def test_codes_lets_order_and_nesting_be() -> None:
    assert names("See <1>a</1> and <2>b<3/></2>.", "<2>b<3/></2> und <1>a</1>.") == []


@pytest.mark.parametrize("target", ["Koche < 1 >Wasser</ 1>.", "Koche ＜1＞Wasser＜/1＞."])
def test_codes_puts_respelled_codes_right(target: str) -> None:
    assert one("Boil <1>water</1>.", target).fix == "Koche <1>Wasser</1>."


def test_codes_reports_changed_protected_content_with_a_fix() -> None:
    finding = one("Run <1>make all</1>.", "Starte <1>mache alles</1>.", ("<1> code",))

    assert (finding.check, finding.severity, finding.fix) == ("codes", "warning", "Starte <1>make all</1>.")


def test_codes_reports_an_emptied_pair() -> None:
    assert "Nothing is left" in one("See <1>the report</1>.", "Siehe den Bericht<1></1>.").message


# --- untranslated


@pytest.mark.parametrize(
    ("source", "target_locale"),
    [
        ("This is the text.", "de"),
        ("apples and pears", "ru"),
        ("大火后古城得以重建", "de"),
    ],
)
def test_untranslated_finds_the_source_again(source: str, target_locale: str) -> None:
    assert "untranslated" in names(source, source, "zh" if source[0] == "大" else "en", target_locale)


@pytest.mark.parametrize(
    ("source", "target_locale"),
    [
        ("Radio", "de"),
        ("Windows 11", "ru"),
        ("2026", "de"),
        ("https://example.org/a/b", "de"),
        ("sfdc.minRetry", "ru"),
        ("Berlin, Paris", "de"),
        ("This is the text.", "en-GB"),
        ("ana@example.org", "de"),
        ("Bank of America", "de"),
    ],
)
def test_untranslated_lets_names_numbers_and_addresses_be(source: str, target_locale: str) -> None:
    assert names(source, source, "en", target_locale) == []


def test_untranslated_does_not_count_protected_words() -> None:
    assert names("<1>make all now</1> GNU", "<1>make all now</1> GNU", hints=("<1> code",)) == []


# --- numbers


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("It costs 1,500.50 euros", "Es kostet 1.500,50 Euro", "de"),
        ("About 10,000 people came", "Etwa 10 000 Menschen kamen", "de"),
        ("About 10,000 people came", "Etwa 10\u202f000 Menschen kamen", "fr"),
        ("1.5 percent", "1,5 Prozent", "de"),
        ("Page 25 of 300", "300 में से 25 पेज", "hi"),
        ("In 2024 and 1999", "في ٢٠٢٤ و١٩٩٩", "ar"),
        ("In 2024 and 1999", "در ۲۰۲۴ و ۱۹۹۹", "fa"),
        ("1,234,567 rupees", "12,34,567 रुपये", "hi"),
        ("On 12/31/2018", "Am 31.12.2018", "de"),
        ("4/1/2018 to 5/31/2018", "1.4.2018 bis 31.5.2018", "de"),
        ("At 9:30", "Um 9.30 Uhr", "de"),
        ("At 8 p.m.", "Um 20 Uhr", "de"),
        ("At 3 p.m.", "Um 15:00 Uhr", "de"),
        ("Two of 13 dogs", "2 von 13 Hunden", "de"),
        ("In the 19th century", "В XIX веке", "ru"),
        ("The 1990s", "Die 90er", "de"),
        ("1.5 million people", "150万人", "ja"),
        ("45,000 euros", "45 тысяч евро", "ru"),
        ("2024-25", "2024/2025", "de"),
        ("Version 3.11.4", "Version 3.11.4", "de"),
        ("A claim of 1990<1/> or so", "Eine Behauptung von 1990<1/> etwa", "de"),
    ],
)
def test_numbers_knows_other_spellings(source: str, target: str, locale: str) -> None:
    assert "numbers" not in names(source, target, "en", locale)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("In 1999 it rained", "Es regnete"),
        ("In 1999 it rained", "1989 regnete es"),
        ("It rained", "1999 regnete es"),
        ("It grew by 1.5 percent", "Es wuchs um 15 Prozent"),
        ("70,000 euros", "7.000 Euro"),
        ("3 dogs", "4 Hunde"),
        ("Call 555 0142", "Ruf 555 0124 an"),
        ("17 March", "27. März"),
    ],
)
def test_numbers_finds_a_change(source: str, target: str) -> None:
    assert names(source, target) == ["numbers"]


def test_numbers_shows_the_new_number() -> None:
    assert one("In 1999 it rained", "Im Jahr 1989 regnete es").span == (8, 12)


# --- end punctuation


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("It rains.", "雨が降る。", "ja"),
        ("It rains.", "बारिश होती है।", "hi"),
        ("Does it rain?", "هل تمطر؟", "ar"),
        ("Does it rain?", "Βρέχει;", "el"),
        ("He said: “Go.”", "Er sagte: „Geh.“", "de"),
        ("It rains...", "Es regnet …", "de"),
        ("It rains.", "ฝนตก", "th"),
        ("Acme Inc.", "Acme", "de"),
        ("Go on:", "次のとおりです。", "ja"),
        ("Click <1>Add...</1>.", "Klicke <1>Hinzufügen...</1>.", "de"),
        ("It rains.<1/>", "Es regnet.<1/>", "de"),
        ("Tea and cake", "Tee und Kuchen", "de"),
    ],
)
def test_end_punctuation_compares_what_signs_say(source: str, target: str, locale: str) -> None:
    assert names(source, target, "en", locale) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("It rains today.", "Heute regnet es"),
        ("Does it rain today?", "Heute regnet es."),
        ("It rains today", "Heute regnet es."),
        ("It rains here today!", "Heute regnet es?"),
    ],
)
def test_end_punctuation_finds_another_sign(source: str, target: str) -> None:
    assert names(source, target) == ["end_punctuation"]


# --- spaces


@pytest.mark.parametrize(
    ("target", "fix"),
    [
        (" Es regnet.", "Es regnet."),
        ("Es  regnet.", "Es regnet."),
        ("Es\nregnet.", "Es regnet."),
        ("Es regnet.\t", "Es regnet."),
        ("Es reg\x07net.", "Es regnet."),
        ("Es regnet.\u00a0", "Es regnet."),
    ],
)
def test_spaces_are_put_right(target: str, fix: str) -> None:
    finding = one("It rains.", target)

    assert (finding.check, finding.fix) == ("spaces", fix)


@pytest.mark.parametrize(("target", "severity"), [("a\nb.", "error"), ("a  b.", "warning")])
def test_line_breaks_are_errors_and_double_blanks_warnings(target: str, severity: str) -> None:
    assert one("It rains.", target).severity == severity


def test_a_blank_inside_a_pair_moves_out() -> None:
    assert one("Boil <1>water</1> now.", "Koche jetzt<1> Wasser</1>.").fix == "Koche jetzt <1>Wasser</1>."
    assert one("Boil <1>water</1> now.", "Koche <1>Wasser </1>jetzt.").fix == "Koche <1>Wasser</1> jetzt."


def test_a_word_glued_to_a_pair_is_found() -> None:
    assert names("See <1>the report</1>.", "Смотри<1>отчёт</1>.", "en", "ru") == ["spaces"]


@pytest.mark.parametrize(
    ("target", "locale"),
    [
        ("Die Ziel<1>linse</1> da.", "de"),
        ("ב<1>קובץ</1> הזה.", "he"),
        ("この<1>水</1>です。", "ja"),
        ("Koche „<1>Wasser</1>“-Tee.", "de"),
        ("Das <1>Wasser</1>s da.", "de"),
    ],
)
def test_grammar_may_glue(target: str, locale: str) -> None:
    assert names("Boil <1>water</1> now.", target, "en", locale) == []


def test_a_text_longer_than_its_place_is_an_error():
    hints = ("<1> bold", "at most 10 characters")

    assert names("Tea <1>time</1>", "<1>Teezeit</1> da", hints=hints) == []
    assert one("Tea <1>time</1>", "<1>Teezeit</1> ist da", hints).severity == "error"
    assert "14 characters, at most 10" in one("Tea <1>time</1>", "<1>Teezeit</1> ist da", hints).message
