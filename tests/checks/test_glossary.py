"""The check ``terms``: what the glossary says stands in the target, inflected or not."""

# ruff: noqa: E501  (tables of sentences)

from __future__ import annotations

import pytest

from recto import checks
from recto.glossary import NO_TERMS, Glossary, Status, Term
from recto.model import State, Unit

TERMS = Glossary(
    "en",
    (
        Term("rain garden", "de", "Regengarten"),
        Term("rain garden", "de", "Regenwassergarten", Status.ALLOWED),
        Term("rain garden", "de", "Regenbeet", Status.FORBIDDEN, note="A bed is smaller."),
        Term("garden", "de", "Garten"),
        Term("garden", "es", "jardín"),
        Term("city council", "de", "Stadtrat"),
        Term("open source", "de", "freie Software"),
        Term("meter", "de", "Meter"),
        Term("address", "de", "E-Mail-Adresse"),
        Term("address", "de", "Adresse", Status.FORBIDDEN),
        Term("book", "de", "Buch"),
        Term("book", "de-AT", "Büchl"),
        Term("Recto", "", "", Status.KEPT),
        Term("US", "", "", Status.KEPT, exact=True),
        Term("news", "ru", "газета"),
        Term("tower", "ja", "塔"),
        Term("rain garden", "cs", "dešťová zahrada"),
        Term("rain garden", "pl", "ogród deszczowy"),
        Term("rain garden", "fi", "sadepuutarha"),
        Term("rain garden", "tr", "yağmur bahçesi"),
    ),
)


def told(source, target, locale="de", glossary=TERMS, hints=(), source_locale="en"):
    unit = Unit("paragraph", source, target, State.DRAFT, hints=hints)
    found = checks.findings(unit, source_locale, locale, glossary)
    return [finding for finding in found if finding.check == "terms"]


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("A rain garden.", "Ein Regengarten.", "de"),
        ("Rain gardens.", "Die Regengärten.", "de"),
        ("Rain gardens.", "Die Regenwassergärten.", "de"),
        ("Rain <1>gardens</1>.", "Die <1>Regengärten</1>.", "de"),
        ("The garden fence.", "Der Gartenzaun.", "de"),
        ("60 square meters", "60 Quadratmeter", "de"),
        ("The city council’s plan", "Der Plan des Stadtrats", "de"),
        ("Open source wins.", "Die freie und offene Software gewinnt.", "de"),
        ("An address.", "Eine E-Mail-Adresse.", "de"),
        ("Two books.", "Zwei Bücher.", "de"),
        ("Two books.", "Zwei Bücher.", "de-CH"),
        ("Recto’s desk", "Rectos Pult", "de"),
        ("RECTO", "RECTO", "de"),
        ("In the US.", "In den US-Staaten.", "de"),
        ("Trust us.", "Vertrau uns.", "de"),
        ("Gardens.", "Los jardines.", "es"),
        ("The news.", "Пишут газетой и газетами.", "ru"),
        ("The tower.", "新しい塔です。", "ja"),
        ("Recto is here.", "ここはRectoです。", "ja"),
        ("With rain gardens.", "S dešťovými zahradami.", "cs"),
        ("Of a rain garden.", "Ogrodu deszczowego.", "pl"),
        ("In rain gardens.", "Sadepuutarhoissa.", "fi"),
        ("From the rain gardens.", "Yağmur bahçelerinden.", "tr"),
        ("No term.", "Kein Begriff.", "de"),
        ("A garden.", "", "de"),
        ("A garden.", "<0/>", "de"),
    ],
)  # fmt: skip
def test_a_term_as_the_glossary_has_it_is_no_finding(source, target, locale):
    assert told(source, target, locale) == []


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (
            "Rain gardens.",
            "Ein Sumpf.",
            "The glossary has “Regengarten” / “Regenwassergarten” for “rain garden”; the target has not.",
        ),
        (
            "Rain gardens.",
            "Zwei Regenbeete.",
            "The glossary forbids “Regenbeete” for “rain garden”. Use “Regengarten” / “Regenwassergarten”.",
        ),
        ("An address.", "Eine Adresse.", "The glossary forbids “Adresse” for “address”. Use “E-Mail-Adresse”."),
        ("Use Recto.", "Nimm Rekto.", "“Recto” is not translated; the target does not have it."),
        ("In the US.", "In den usa.", "“US” is not translated; the target does not have it."),
    ],
)  # fmt: skip
def test_what_the_glossary_does_not_have_so_is_a_warning(source, target, message):
    (finding,) = told(source, target)

    assert (finding.message, finding.severity) == (message, "warning")


def test_a_forbidden_translation_is_shown_where_it_stands():
    (finding,) = told("The rain garden", "Das <1>Regenbeet</1> dort")

    assert finding.span == (7, 16)


def test_a_forbidden_translation_counts_beside_a_preferred_one():
    (finding,) = told("Rain garden", "Regengarten, also Regenbeet")

    assert "forbids “Regenbeet”" in finding.message


def test_a_term_that_stands_there_twice_is_asked_for_once():
    assert len(told("A garden, my garden.", "Nichts.")) == 1


def test_a_term_in_code_or_of_another_language_is_not_asked_for():
    assert told("Use <1>garden</1>.", "Nimm <1>garden</1>.", hints=("<1> code",)) == []
    assert told("A garden.", "Nichts.", source_locale="fr") == []
    assert told("A garden.", "Nichts.", glossary=NO_TERMS) == []
    assert checks.findings(Unit("link", "garden", "x", State.DRAFT), "en", "de", TERMS) == []


def test_a_finding_can_be_ignored_until_the_target_changes():
    unit = Unit("paragraph", "A garden.", "Nichts.", State.DRAFT)
    ignored = Unit(
        "paragraph",
        "A garden.",
        "Nichts.",
        State.DRAFT,
        marks=(("ignore", checks.ignore_mark(unit, "terms")),),
    )

    assert len(told(unit.source, unit.target)) == 1
    assert checks.findings(ignored, "en", "de", TERMS) == []


def test_terms_that_one_word_could_be_are_satisfied_by_either():
    terms = Glossary("en", (Term("may", "de", "dürfen"), Term("May", "de", "Mai", exact=True)))

    assert told("In May.", "Im Mai.", glossary=terms) == []
    assert told("You may go.", "Sie dürfen gehen.", glossary=terms) == []


def test_the_check_has_a_title():
    assert checks.title("terms") == "The terms of the glossary are translated as it says."


def test_what_stands_in_a_protected_code_is_no_translation():
    terms = Glossary("en", (Term("water", "de", "Wasser"), Term("water", "de", "Nass", Status.FORBIDDEN)))

    assert not told("Water: <1>nass</1>", "Wasser: <1>nass</1>", glossary=terms, hints=("<1> code",))
    (finding,) = told("Water: <1>nass</1>", "<1>nass</1>: Nass", glossary=terms, hints=("<1> code",))
    assert finding.span == (13, 17)


@pytest.mark.parametrize("target", ["الشاي", "\u200fالشاي", "والشاي", "للشاي", "شاي"])
def test_the_arabic_article_does_not_hide_a_short_word(target):
    assert not told("tea", target, "ar", Glossary("en", (Term("tea", "ar", "شاي"),)))
