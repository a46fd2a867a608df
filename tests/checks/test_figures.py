"""Facts beside their translations, in each language that has a table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.checks import CHECKS, names_of_findings
from recto.model import Unit

FACTS = ("numbers", "amounts", "dates", "names", "negation", "quotations", "sentences", "links")
SOURCE = 'Maria Novak paid 250 euros on Friday, 12 March 2021. "We did not know," she said.'
CLEAN = {
    "de": "Maria Novak zahlte am Freitag, dem 12. März 2021, 250 Euro. „Wir wussten es nicht“, sagte sie.",
    "ru": "Мария Новак заплатила 250 евро в пятницу, 12 марта 2021 года. «Мы не знали», — сказала она.",
    "uk": "Марія Новак заплатила 250 євро в п'ятницю, 12 березня 2021 року. «Ми не знали», — сказала вона.",
    "es": "Maria Novak pagó 250 euros el viernes 12 de marzo de 2021. «No lo sabíamos», dijo.",
    "fr": "Maria Novak a payé 250 euros le vendredi 12 mars 2021. « Nous ne savions pas », a-t-elle dit.",
    "it": "Maria Novak ha pagato 250 euro venerdì 12 marzo 2021. «Non lo sapevamo», ha detto.",
    "pt-BR": "Maria Novak pagou 250 euros na sexta-feira, 12 de março de 2021. “Não sabíamos”, disse ela.",
    "cs": "Maria Novaková zaplatila v pátek 12. března 2021 250 eur. „Nevěděli jsme to,“ řekla.",
    "pl": "Maria Novak zapłaciła 250 euro w piątek 12 marca 2021 roku. „Nie wiedzieliśmy” – powiedziała.",
    "he": "מריה נובאק שילמה 250 אירו ביום שישי, 12 במרץ 2021. „לא ידענו“, אמרה.",
    "ar": "دفعت ماريا نوفاك 250 يورو يوم الجمعة 12 مارس 2021. «لم نكن نعرف»، قالت.",
    "ja": "マリア・ノヴァークは2021年3月12日金曜日に250ユーロを払った。「知らなかった」と語った。",
    "zh-CN": "2021年3月12日星期五，玛丽亚·诺瓦克支付了250欧元。“我们不知道，”她说。",
    "en": SOURCE,
}
"""One sentence in all languages with a table: a name, an amount, a date, a quotation, a denial."""

CHANGES = {
    "de": ("250", "260", "Freitag", "Montag", "März", "Mai", "Euro", "Dollar", " nicht"),
    "ru": ("250", "260", "пятницу", "среду", "марта", "мая", "евро", "долларов", " не"),
    "uk": ("250", "260", "п'ятницю", "середу", "березня", "травня", "євро", "доларів", " не"),
    "es": ("250", "260", "viernes", "lunes", "marzo", "mayo", "euros", "dólares", "No "),
    "fr": ("250", "260", "vendredi", "lundi", "mars", "mai", "euros", "dollars", " ne"),
    "it": ("250", "260", "venerdì", "lunedì", "marzo", "maggio", "euro", "dollari", "Non "),
    "pt-BR": ("250", "260", "sexta-feira", "terça-feira", "março", "maio", "euros", "dólares", "Não "),
    "cs": ("250", "260", "pátek", "pondělí", "března", "května", "eur", "dolarů", "Ne"),
    "pl": ("250", "260", "piątek", "środę", "marca", "maja", "euro", "dolarów", "Nie "),
    "he": ("250", "260", "שישי", "שני", "במרץ", "במאי", "אירו", "דולר", "לא "),
    "ar": ("250", "260", "الجمعة", "الاثنين", "مارس", "مايو", "يورو", "دولار", "لم "),
    "ja": ("250", "260", "金曜", "月曜", "3月", "5月", "ユーロ", "ドル", "知らなかった"),
    "zh-CN": ("250", "260", "星期五", "星期一", "3月", "5月", "欧元", "美元", "不"),
    "en": ("250", "260", "Friday", "Monday", "March", "May", "euros", "dollars", " not"),
}
"""Another number, weekday, month and currency, and what denies."""
LOCALES = sorted(CLEAN)


def facts_of(target: str, locale: str, source: str = SOURCE) -> set[str]:
    """Return the checks of facts that find something."""
    return {name for name in names_of_findings(source, target, "en", locale) if name in FACTS}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_right_translation_has_no_fact_findings(locale: str) -> None:
    assert facts_of(CLEAN[locale], locale) == set()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("place", "check"), [(0, "numbers"), (2, "dates"), (4, "dates"), (6, "amounts")])
def test_another_fact_is_found_in_each_language(locale: str, place: int, check: str) -> None:
    was, now = CHANGES[locale][place : place + 2]
    assert was in CLEAN[locale]

    assert check in facts_of(CLEAN[locale].replace(was, now, 1), locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_lost_number_is_found_in_each_language(locale: str) -> None:
    assert "numbers" in facts_of(CLEAN[locale].replace("250", "", 1), locale)


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "fr"])
def test_a_lost_denial_is_found_in_each_language(locale: str) -> None:
    denied = CHANGES[locale][8]
    said = "知っていた" if locale == "ja" else ""

    assert "negation" in facts_of(CLEAN[locale].replace(denied, said, 1), locale)


def test_french_denies_in_two_words() -> None:
    assert "negation" in facts_of(CLEAN["fr"].replace("ne savions pas", "savions"), "fr")
    assert "negation" not in facts_of(CLEAN["fr"].replace("ne savions", "savions"), "fr")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_lost_quotation_mark_is_found_in_each_language(locale: str) -> None:
    mark = next(char for char in '„«“「"' if char in CLEAN[locale])

    assert "quotations" in facts_of(CLEAN[locale].replace(mark, "", 1), locale)


@pytest.mark.parametrize(
    ("source", "target", "locale", "check"),
    [
        ("It cost 1.5 million.", "Es kostete 1,5 Milliarden.", "de", "numbers"),
        ("It cost 1.5 million.", "Es kostete 15 Millionen.", "de", "numbers"),
        ("About 25,000 came.", "Přišlo asi 25,000 lidí.", "cs", "numbers"),
        ("Sales rose 14 percent.", "Der Umsatz stieg um 14.", "de", "amounts"),
        ("It took 24 hours.", "Trvalo to 24 dní.", "cs", "amounts"),
        ("The 7,000-ton ship", "Das 7000 Kilogramm schwere Schiff", "de", "amounts"),
        ("He came on Saturday.", "Veio na sexta-feira.", "pt-BR", "dates"),
        ("The boy is 16 years old.", "Le garçon a 16 mois.", "fr", "amounts"),
        ("It starts at 3 p.m.", "Es beginnt um 17 Uhr.", "de", "dates"),
        ("We met Anna Kowalska in Vienna.", "Wir trafen Anna Kowalska in.", "de", "names"),
        ("We met Anna Kowalska in Vienna.", "我们见到了 Anna Kowalska。", "zh-CN", "names"),
        ("We spoke to Thomas Berger.", "Мы говорили с ним.", "ru", "names"),
        ("Write to desk@example.org now.", "Schreiben Sie jetzt an desk@example.com.", "de", "links"),
        ("See https://example.org/a/12 now.", "Siehe https://example.org/a/1 jetzt.", "de", "links"),
        (
            "The road was closed for most of the day on Sunday. Nobody was hurt, the police said later.",
            "Die Straße war am Sonntag fast den ganzen Tag gesperrt.",
            "de",
            "sentences",
        ),
    ],
)
def test_a_changed_fact_is_found(source: str, target: str, locale: str, check: str) -> None:
    assert check in facts_of(target, locale, source)


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("It cost $2 trillion.", "花费2万亿美元。", "zh-CN"),
        ("It starts at 3 p.m.", "Začíná ve 3 hodiny odpoledne.", "cs"),
        ("It ended 13-7.", "Матч закінчився 13:7.", "uk"),
        ("It is 600,000 to 700,000 years old.", "Ему 600–700 тысяч лет.", "ru"),
        ("A 10p coin", "Десятипенсовая монета", "ru"),
        ("The treaty failed.", "Договор не приняли.", "ru"),
        ("It was not possible.", "Es war unmöglich.", "de"),
        ("They flew to Prague.", "Letěli do Prahy.", "cs"),
        ("Italy won.", "Выиграли итальянцы: Италия.", "ru"),
        ("The 7,000-ton ship", "Das 7000 Tonnen schwere Schiff", "de"),
        ("It fell 5 to 7 percent.", "Es fiel um 5 bis 7 Prozent.", "de"),
    ],
)
def test_another_writing_of_a_fact_is_no_finding(source: str, target: str, locale: str) -> None:
    assert facts_of(target, locale, source) == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_text_beside_itself_has_no_fact_findings(locale: str) -> None:
    found = names_of_findings(CLEAN[locale], CLEAN[locale], locale, locale)

    assert not set(found) & set(FACTS)


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(LOCALES))
def test_no_text_makes_a_check_raise_and_spans_fit(source: str, target: str, locale: str) -> None:
    unit = Unit("paragraph", source, target)
    for name in FACTS:
        for finding in CHECKS[name](unit, "en", locale):
            assert finding.check == name
            assert finding.span is None or 0 <= finding.span[0] <= finding.span[1] <= len(target)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([*"0123456789.,:/- %$€", " million ", "IV", "三万", "½"]), max_size=12),
    st.sampled_from(LOCALES),
)
def test_figures_beside_themselves_are_equal(parts: list[str], locale: str) -> None:
    text = "".join(parts)

    found = names_of_findings(f"a {text} b", f"a {text} b", locale, locale)

    assert not set(found) & {"numbers", "amounts", "dates"}
