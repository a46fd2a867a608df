"""Checks of what is said: denials, quotations, whole sentences, addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.checks import links, negation, quotations, sentences
from recto.model import State, Unit

LOCALES = ["ar", "cs", "de", "en", "es", "fr", "he", "it", "ja", "pl", "pt-BR", "ru", "uk", "zh-CN"]
EVERY = (negation, quotations, sentences, links)


def said(check, source, target, locale, source_locale="en"):
    return [
        one.message
        for one in check.check(Unit("paragraph", source, target, State.REVIEWED), source_locale, locale)
    ]


@pytest.mark.parametrize(
    ("locale", "denied", "stated"),
    [
        ("ar", "الجسر ليس مغلقا.", "الجسر مغلق."),
        ("cs", "Most není zavřený.", "Most je zavřený."),
        ("cs", "Most se nezavřel.", "Most se zavřel."),
        ("de", "Die Brücke ist nicht gesperrt.", "Die Brücke ist gesperrt."),
        ("es", "El puente no está cerrado.", "El puente está cerrado."),
        ("fr", "Le pont n'est pas fermé.", "Le pont est fermé."),
        ("he", "הגשר אינו סגור.", "הגשר סגור."),
        ("it", "Il ponte non è chiuso.", "Il ponte è chiuso."),
        ("ja", "橋は閉まっていない。", "橋は閉まっている。"),
        ("pl", "Most nie jest zamknięty.", "Most jest zamknięty."),
        ("pt-BR", "A ponte não está fechada.", "A ponte está fechada."),
        ("ru", "Мост не закрыт.", "Мост закрыт."),
        ("uk", "Міст не закритий.", "Міст закритий."),
        ("zh-CN", "这座桥没有关闭。", "这座桥关闭了。"),
    ],
)
def test_a_denial_that_is_lost_is_found_in_every_language(locale, denied, stated):
    source = "The bridge is not closed."

    assert said(negation, source, denied, locale) == []
    assert len(said(negation, source, stated, locale)) == 1


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("The town will no doubt rebuild it.", "Die Stadt wird sie sicher wieder aufbauen.", "de"),
        ("It feeds not only ducks.", "Es ernährt auch Enten.", "de"),
        ("It stands on Platform No. 4.", "Es steht auf Gleis 4.", "de"),
        ("Nobody came without a hat.", "Alle trugen einen fehlerfreien Hut.", "de"),
        ("He could not find it.", "Es war für ihn unauffindbar, unmöglich.", "de"),
        ("They did not manage it.", "Им это не удалось.", "ru"),
        ("They have no boat.", "Лодка у них отсутствует.", "ru"),
        ("He would not sign.", "Odmítl podepsat.", "cs"),
        ("It is not closed.", "Dit is dicht.", "nl"),
    ],
)
def test_a_denial_may_be_said_in_other_words(source, target, locale):
    assert said(negation, source, target, locale) == []


def test_a_word_that_only_begins_like_a_denial_is_none():
    assert len(said(negation, "The boat is not here.", "Loď je tady nebo tam.", "cs")) == 1
    assert len(said(negation, "It was not Sunday.", "Byla to neděle.", "cs")) == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_any_pair_of_marks_stands_for_a_quotation(locale):
    source = '"The kettle sings," she said.'
    for opens, closes in ("„“", "«»", "“”", "「」", "»«", '""'):
        assert said(quotations, source, f"{opens}Xx yy zz{closes}, aa.", locale) == []


def test_a_mark_that_is_lost_is_found_on_either_side():
    source = 'She said: "The kettle sings in the morning."'

    assert said(quotations, source, "Sie sagte: Der Kessel singt am Morgen.“", "de")
    assert said(quotations, source, "Sie sagte: „Der Kessel singt am Morgen.", "de")
    assert said(quotations, source, "Sie sagte: Der Kessel singt am Morgen.", "de")


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ('A 24" screen', "Ein Bildschirm von 24 Zoll", "de"),
        ("The army said so.", 'צה"ל אמר זאת.', "he"),
        ('The "Swan" sails.', "Die Swan fährt.", "de"),
        ('"It goes on. And on.', "„Es geht weiter. Und weiter.“", "de"),
        ("He called it 'a long day at sea'.", "Er nannte es „einen langen Tag auf See“.", "de"),
    ],
)
def test_inches_abbreviations_and_names_are_no_lost_quotations(source, target, locale):
    assert said(quotations, source, target, locale) == []


def test_a_sentence_that_is_left_out_is_found():
    source = "The ferry leaves at dawn. Nobody knows who built the pier. It rains in the harbour every day."
    whole = (
        "Die Fähre fährt im Morgengrauen. Niemand weiß, wer den Steg gebaut hat. Im Hafen regnet es täglich."
    )

    assert said(sentences, source, whole, "de") == []
    assert said(sentences, source, "Die Fähre fährt im Morgengrauen. Im Hafen regnet es täglich.", "de")
    assert (
        said(sentences, source, "渡轮黎明开航。没有人知道码头是谁建的。港口每天都下雨，从不停歇。", "zh-CN")
        == []
    )
    assert said(sentences, source, "渡轮黎明开航。", "zh-CN")


def test_two_sentences_may_become_one():
    source = "The ferry leaves at dawn. Mr. Brown and his dog are on board every morning."
    target = "Die Fähre fährt im Morgengrauen, und Herr Brown und sein Hund sind jeden Morgen an Bord."

    assert said(sentences, source, target, "de") == []


@pytest.mark.parametrize(
    "spoiled",
    ["https://exmaple.org/tea", "https://example.org/te", "https:// example.org/tea", "example.org/tea", ""],
)
def test_an_address_stands_letter_by_letter(spoiled):
    source = "Read https://example.org/tea, or ask ana@example.org."

    assert (
        said(links, source, "Lesen Sie https://example.org/tea (oder fragen Sie ana@example.org).", "de")
        == []
    )
    assert said(links, source, f"Lesen Sie {spoiled} oder fragen Sie ana@example.org.", "de")


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(LOCALES))
def test_no_text_is_too_strange(source, target, locale):
    for check in EVERY:
        said(check, source, target, locale)


@given(st.text(max_size=200), st.sampled_from(LOCALES))
def test_a_text_beside_itself_has_lost_nothing(text, locale):
    for check in EVERY:
        assert said(check, text, text, locale, locale) == []
